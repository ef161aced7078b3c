"""The explanation that the screening left with each invented request, as `screening.py` would write it."""

from ..models import CriteriaVersion, Item, Request
from ..rules import need
from .cases import Case, Line

COLUMNS = ("step", "rule", "verdict", "text", "item_id", "criteria_id")
Said = tuple[str, str, str, str, int | None, int | None]
Found = tuple[Item, Line, CriteriaVersion | None]


def lines_of(case: Case, request: Request, found: list[Found]) -> list[Said]:
    """Every line of one request, in the order of the steps."""
    entitled = "Derechohabiencia vigente en IMSS."
    said = [
        _completeness(case),
        ("eligibility", "eligibility.in_force", "fine", entitled, None, None),
        _repeats(request),
    ]
    for item, line, version in found:
        said += _of_item(item, line, version)
    return said


def _completeness(case: Case) -> Said:
    if case.emergency:
        text = "Urgencia ya atendida: un especialista revisa si lo fue."
        return ("completeness", "AP-22", "review", text, None, None)
    if case.evidence:
        text = "La solicitud está completa y tiene documentos."
        return ("completeness", "AP-01", "fine", text, None, None)
    text = "La solicitud está completa, pero no trae documentos: la revisa un especialista."
    return ("completeness", "AP-20", "review", text, None, None)


def _repeats(request: Request) -> Said:
    if request.duplicate_of is None:
        return ("duplicate", "AP-24", "fine", "No repite ninguna solicitud vigente.", None, None)
    reason = request.duplicate_reason
    text = f"Repite la solicitud {request.duplicate_of.folio}. Motivo de quien solicita: {reason}"
    return ("duplicate", "AP-24", "review", text, None, None)


def _of_item(item: Item, line: Line, version: CriteriaVersion | None) -> list[Said]:
    rule = need.BASIC if line.service["basic"] else need.NEEDED
    text = need.TEXT[rule].format(service=line.service["label"])
    if rule == need.BASIC:
        return [("need", rule, "not_required", text, item.pk, None)]
    said: list[Said] = [("need", rule, "fine", text, item.pk, None)]
    if version is None:
        text = "No hay criterio publicado para este servicio: lo revisa un especialista."
        return [*said, ("criteria", "criteria.none", "review", text, item.pk, None)]
    verdict, met = ("approve", "se cumple") if line.by_screening else ("review", "no se cumple")
    text = f"{version.title}, fracción a: {met}."
    return [*said, ("criteria", f"{version.code}.a", verdict, text, item.pk, version.pk)]
