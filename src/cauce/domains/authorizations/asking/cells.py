"""The cells of the form, in the order of the paper: each with its label, the help that stands beside it, its value and
what is wrong with it. The name and id of a cell are the place of its problems.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from cauce.core.errors import Problem
from cauce.core.organisations.models import OrgUnit

from ..catalogue import Service, centres_of
from ..rules.codes import (
    CATEGORY_LABELS,
    PRIORITY_LABELS,
    SETTING_LABELS,
    SEX_LABELS,
    SIDE_LABELS,
    Annex,
    Category,
    annex_of,
)
from ..rules.reading import LABELS
from ..rules.values import MIN_JUSTIFICATION
from ..rules.variants import Field, FieldType

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. kind: text | date | datetime-local | number | area | select | choice; mode: the phone's keyboard."""

    place: str
    label: str
    value: str = ""
    kind: str = "text"
    help: str = ""
    options: "Options" = ()
    optional: bool = False
    most: int = 0  # letters, or units of a number
    mode: str = ""
    find: str = ""  # the look-up that answers while one types: services | diagnoses
    css: str = ""
    problems: tuple[Problem, ...] = ()
    least: int = 0  # letters that a text needs, counted while one types

    @property
    def written(self) -> int:
        """Letters so far, spaces not counted."""
        return len("".join(self.value.split()))

    @property
    def says(self) -> str:
        """Ids of what describes it."""
        return f"help-{self.place} error-{self.place}" if self.help else f"error-{self.place}"


@dataclass(slots=True)
class Drawer:
    """Draws cells of a typed request: values by place, problems by place."""

    values: Mapping[str, str]
    problems: dict[str, list[Problem]] = field(default_factory=dict)

    def cell(self, place: str, **options) -> Cell:
        """A cell with what is typed in it."""
        options.setdefault("label", LABELS.get(place, LABELS.get(place.split(".", 2)[-1], place)))
        return Cell(
            place,
            value=self.values.get(place, ""),
            problems=tuple(self.problems.get(place, ())),
            **options,
        )


def by_place(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    """Problems of each place."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.place, []).append(problem)
    return found


def _options(labels: Mapping, blank: str = "") -> Options:
    rows = tuple((str(key), str(label)) for key, label in labels.items())
    return (("", blank), *rows) if blank else rows


def patient_cells(draw: Drawer) -> list[Cell]:
    """Who the request is for."""
    return [
        draw.cell(
            "patient.curp",
            help=_("18 signos. Basta con la CURP o con el NSS; mejor ambos."),
            most=24,
            css="half wide-code upper",
        ),
        draw.cell(
            "patient.nss",
            help=_("11 cifras de la cartilla o la tarjeta del IMSS."),
            most=20,
            mode="numeric",
            css="half wide-code",
        ),
        draw.cell("patient.given_name", label=_("Nombre o nombres"), most=80, css="third"),
        draw.cell("patient.first_surname", most=80, css="third"),
        draw.cell("patient.second_surname", most=80, optional=True, css="third"),
        draw.cell("patient.birth_date", kind="date", css="half"),
        draw.cell("patient.sex", kind="select", options=_options(SEX_LABELS, _("Elija…")), css="half"),
    ]


def care_cells(draw: Drawer, kind: str) -> list[Cell]:
    """Where and how soon. kind: normal, urgencia or papel (which has the boxes of both)."""
    setting = draw.cell("setting", kind="choice", options=_options(SETTING_LABELS))
    urgent = _(
        "Urgente es cuando esperar el plazo ordinario daña al paciente; la prioridad inflada se audita."
    )
    priority = draw.cell("priority", kind="choice", options=_options(PRIORITY_LABELS), help=urgent)
    text = _("Primero se atiende; el registro viene después, dentro del plazo.")
    attended = draw.cell("attended_at", kind="datetime-local", help=text, optional=kind == "papel")
    text = _("Desde qué día se necesita el servicio.")
    if kind == "papel":
        text += " " + _("De una urgencia ya atendida no hace falta.")
    desired = draw.cell("desired_date", kind="date", help=text)
    if kind == "urgencia":
        return [attended, setting, priority]
    if kind == "papel":
        yes_no = (("", _("No")), ("1", _("Sí")))
        return [setting, priority, draw.cell("emergency", kind="choice", options=yes_no), attended, desired]
    return [setting, priority, desired]


def reason_cells(draw: Drawer) -> list[Cell]:
    """Diagnosis and justification."""
    return [
        draw.cell(
            "diagnosis",
            help=_("Escriba el código o unas palabras y elija: «M54.5» o «dolor lumbar»."),
            most=60,
            find="diagnoses",
        ),
        draw.cell("diagnosis_text", most=200, optional=True),
        draw.cell(
            "justification",
            kind="area",
            help=_(
                "Tres cosas: qué se encontró, qué se intentó y con qué resultado, y qué cambiará en la atención con "
                "este servicio. De este paciente: una justificación copiada se señala."
            ),
            most=20_000,
            least=MIN_JUSTIFICATION,
        ),
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """One service of the form. more: cells that only this service needs; drawn: the code they are for; found: what an
    unknown name may have meant."""

    number: int
    service: Cell
    quantity: Cell
    note: Cell
    more: tuple[Cell, ...] = ()
    drawn: str = ""
    annex: str = ""
    about: str = ""
    found: tuple = ()


def row_of(
    draw: Drawer, number: int, code: str, service: Service | None, day: date, found: tuple = ()
) -> Row:
    """The cells of one service; side, centre and annex appear once the service is known."""
    place = f"items.{number}"
    text = _("Escriba su nombre, aunque no recuerde cómo va, o su código, y elija.")
    name = draw.cell(
        f"{place}.service",
        label=_("Nombre o código"),
        help=text if number == 1 else "",
        find="services",
        most=300,
        css="grow",
    )
    quantity = draw.cell(f"{place}.quantity", kind="number", most=999, css="few")
    note = draw.cell(f"{place}.note", label=_("Nota para quien revisa"), optional=True, most=300, css="grow")
    if service is None:
        return Row(number, name, quantity, note, found=found)
    annex = annex_of(service.policy.category)
    more = tuple(_of_service(draw, place, service, annex, day))
    return Row(number, name, quantity, note, more, code, annex.value, _about(service))


def _about(service: Service) -> str:
    """What kind of service it is, and how much of it one request may ask."""
    kind = CATEGORY_LABELS[Category(service.policy.category)]
    unit, most = service.row.unit_label, service.policy.max_units
    if not most:
        return _("%(kind)s. Se cuenta por %(unit)s.") % {"kind": kind, "unit": unit}
    text = _("%(kind)s. Se cuenta por %(unit)s; hasta %(most)s en una solicitud.")
    return text % {"kind": kind, "unit": unit, "most": most}


def _of_service(draw: Drawer, place: str, service: Service, annex: Annex, day: date) -> list[Cell]:
    cells = []
    if service.policy.sided:
        cells.append(draw.cell(f"{place}.side", kind="select", options=_sides()))
    centres = tuple((unit.code, unit.name) for unit in centres_of(service.policy.code, day))
    options = (("", _("Lo decide la revisión")), *centres)
    cells.append(draw.cell(f"{place}.place", kind="select", options=options, optional=True, css="grow"))
    if annex == Annex.ONCOLOGY:
        cells += _oncology(draw, place)
    elif annex == Annex.PROSTHETICS:
        cells += _prosthetics(draw, place)
    return cells


def _sides() -> Options:
    return (("", _("Elija…")), *_options(SIDE_LABELS)[1:])


def _oncology(draw: Drawer, place: str) -> list[Cell]:
    return [
        draw.cell(
            f"{place}.oncology.stage", label=LABELS["oncology.stage"], most=20, help=_("Por ejemplo: IIB.")
        ),
        draw.cell(f"{place}.oncology.cycles", label=LABELS["oncology.cycles"], kind="number", most=99),
        draw.cell(f"{place}.oncology.scheme", label=LABELS["oncology.scheme"], optional=True, most=200),
        draw.cell(
            f"{place}.oncology.prior_treatment",
            label=LABELS["oncology.prior_treatment"],
            kind="area",
            most=4_000,
            css="grow",
            help=_("Cuál y con qué respuesta. Si no lo hubo, escriba «ninguno»."),
        ),
    ]


def _prosthetics(draw: Drawer, place: str) -> list[Cell]:
    return [
        draw.cell(f"{place}.prosthetics.device", label=LABELS["prosthetics.device"], most=160, css="grow"),
        draw.cell(
            f"{place}.prosthetics.side", label=_("Lado del dispositivo"), kind="select", options=_sides()
        ),
        draw.cell(f"{place}.prosthetics.material", label=LABELS["prosthetics.material"], most=120),
    ]


def extra_cells(draw: Drawer, fields: Iterable[Field]) -> list[Cell]:
    """What the region or the hospital asks besides."""
    return [_extra(draw, one) for one in fields]


def _extra(draw: Drawer, one: Field) -> Cell:
    kind = {FieldType.DATE: "date", FieldType.NUMBER: "text", FieldType.TEXT: "text"}.get(one.type, "select")
    options: Options = ()
    if one.type == FieldType.CHOICE:
        options = (("", _("Elija…")), *((option, option) for option in one.options))
    elif one.type == FieldType.YES_NO:
        options = (("", _("Elija…")), ("true", _("Sí")), ("false", _("No")))
    asked_by = _("Lo pide %(place)s.") % {"place": one.place} if one.place else ""
    return draw.cell(
        f"extra.{one.key}",
        label=one.label,
        kind=kind,
        options=options,
        help=" ".join(part for part in (one.help, asked_by) if part),
        optional=not one.required,
        most=2_000,
        mode="numeric" if one.type == FieldType.NUMBER else "",
    )


def units_for(units: Iterable[OrgUnit]) -> Options:
    """Units to choose from."""
    return tuple((str(unit.pk), unit.name) for unit in units)
