"""What makes the demo lively besides declarations: a product asked for, a reopening, paper received, a run."""

from datetime import timedelta

from django.utils import timezone

from cauce.core.catalogues.models import Entry
from cauce.core.demo.scene import Scene
from cauce.core.notifications.models import Notification
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round

from ..actions.paper import record_paper_receipt
from ..actions.products import request_product
from ..actions.reminders import send_reminders
from ..actions.reopening import reopen_declaration
from ..models import Declaration, PaperReceipt, ProductRequest
from ..queries import entries
from ..rules.states import State
from .exchanging import match_and_answer
from .scanning import receive_scans


def tell(scene: Scene, round_: Round) -> None:
    """Each story once."""
    _ask_for_product(scene, round_)
    _receive_papers(scene, round_)
    _reopen_one(scene, round_)
    _remind(scene, round_)
    receive_scans(scene, round_)
    match_and_answer(scene, round_)


def _open_with_rows(round_: Round, institution: str) -> Declaration | None:
    found = Declaration.objects.filter(round=round_, state=State.OPEN, lines__isnull=False)
    return found.filter(entity__code__startswith=f"{institution}-").order_by("entity__code").first()


def _ask_for_product(scene: Scene, round_: Round) -> None:
    if ProductRequest.objects.filter(declaration__round=round_).exists():
        return
    wishes = {
        "ISSSTE": ("Cirugía general", "Colecistectomía robótica asistida"),
        "IMSS": ("Urología", "Enucleación prostática con láser de tulio"),
    }
    for institution, (speciality, label) in wishes.items():
        declaration = _open_with_rows(round_, institution)
        place = entries("speciality").filter(label=speciality).order_by("-order").first()
        if declaration is None or place is None:
            continue
        _request(scene, declaration, place, label)


def _request(scene: Scene, declaration: Declaration, speciality: Entry, label: str) -> None:
    unit = OrgUnit.objects.get(pk=declaration.lines.values("unit")[:1])
    request_product(
        by=scene.person(declaration.entity, "captura"),
        at=scene.at - timedelta(hours=20),
        declaration=declaration,
        unit=unit,
        speciality=speciality,
        label=label,
        justification="Se realiza en la unidad y no aparece en el listado.",
    )


def _receive_papers(scene: Scene, round_: Round) -> None:
    """The paper of some signed declarations of ISSSTE arrived."""
    if PaperReceipt.objects.filter(declaration__round=round_).exists():
        return
    signed = Declaration.objects.filter(round=round_, state=State.SIGNED, entity__code__startswith="ISSSTE-")
    coordinator = scene.people["issste.coordinacion"]
    waiting = signed.filter(finalised_at__lt=scene.at - timedelta(days=2))
    for number, declaration in enumerate(waiting.order_by("finalised_at")[:4], start=1):
        record_paper_receipt(
            by=coordinator,
            at=scene.at - timedelta(hours=6),
            declaration=declaration,
            received_date=timezone.localtime(scene.at - timedelta(days=1)).date(),
            reference=f"DEMO/{round_.code}/{number:03}",
            condition="complete" if number != 3 else "unsigned",
        )


def _reopen_one(scene: Scene, round_: Round) -> None:
    """IMSS reopened one finalised entity, so that its board shows it."""
    finalised = Declaration.objects.filter(
        round=round_, state=State.FINALISED, entity__code__startswith="IMSS-", reopenings=None
    )
    already = Declaration.objects.filter(round=round_, entity__code__startswith="IMSS-")
    declaration = finalised.order_by("finalised_at").first()
    if declaration is None or already.exclude(reopenings=None).exists():
        return
    reopen_declaration(
        by=scene.people["imss.coordinacion"],
        at=scene.at - timedelta(hours=5),
        declaration=declaration,
        reason="La unidad de segundo nivel reportó pacientes anuales en lugar de mensuales (demostración).",
    )


def _remind(scene: Scene, round_: Round) -> None:
    """ISSSTE reminded those that have not begun, Baja California among them."""
    late = Declaration.objects.filter(round=round_, answer=None, entity__code__startswith="ISSSTE-")
    late = list(late.select_related("entity", "round"))
    if not late or Notification.objects.filter(kind="exchange.reminder").exists():
        return
    send_reminders(
        by=scene.people["issste.coordinacion"],
        at=scene.at - timedelta(hours=3),
        declarations=late,
        message="Le recordamos registrar los excedentes y faltantes de su entidad (demostración).",
    )
