"""What the demonstration's people did beside the quarterly reports, through the real actions: instruments, comments, papers."""

from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from cauce.core.accounts.models import User
from cauce.core.countries import country
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, containing

from .. import actions
from ..country import today
from ..models import Hospital, Plan, QuarterReport
from ..papers.blocks import Note, Paper
from ..papers.follow_up import network_of
from ..papers.jobs import compose
from ..papers.printing import preliminary
from ..rules.states import ReportState
from .people import People
from .plans import instant
from .texts import ANNUAL, EXPLAINED, GENERAL, HOSPITAL, said

FILES = {
    "performance": "convenio-de-desempeno",
    "restructuring": "acuerdo-de-reestructuracion",
    "liquidation": "acto-de-liquidacion",
    "merger": "acto-de-fusion",
    "payment": "acuerdo-de-pago",
    "trust": "encargo-fiduciario",
}
AFTER_THE_CUT = timedelta(days=75)
# hospital's number → its instruments: kind, title, state, value, with its file
INSTRUMENTS = {
    0: (
        ("performance", "Convenio de desempeño con el departamento", "running", "480000000", True),
        ("payment", "Acuerdo de pago con proveedores de insumos", "signed", "212500000.50", True),
        ("trust", "Encargo fiduciario para el pago del pasivo", "proposed", "", False),
    ),
    1: (("restructuring", "Acuerdo de reestructuración de pasivos", "running", "1350000000", True),),
    2: (("payment", "Acuerdo de pago con contratistas", "broken", "96000000", True),),
    3: (
        ("merger", "Acto de fusión con el centro de salud del municipio", "finished", "", True),
        ("trust", "Cuenta especial del programa", "running", "640000000", True),
    ),
    7: (("liquidation", "Acto de liquidación de la sede rural", "proposed", "", False),),
}


def seed_instruments(people: People, hospitals: list[Hospital], signed: date) -> None:
    """Agreements and acts of some plans in several states; the file is one synthetic page."""
    at, content = instant(signed + timedelta(days=20)), None
    for number, rows in INSTRUMENTS.items():
        plan = Plan.objects.filter(hospital=hospitals[number]).first() if number < len(hospitals) else None
        if plan is None:
            continue
        by = people.territory(plan.hospital)
        for kind, title, state, amount, filed in rows:
            one = actions.save_instrument(
                by=by, at=at, plan=plan, kind=kind, title=title, state=state, amount=amount,
                signed_on=None if state == "proposed" else signed, note=said("Instrumento inventado."),
            )  # fmt: skip
            if filed:
                content = content or _page(at)
                upload = SimpleUploadedFile(f"{FILES[kind]}-sintetico.pdf", content)
                actions.attach_instrument(by=by, at=at, instrument=one, upload=upload)


def seed_words(people: People, hospitals: list[Hospital], period: str, at: datetime) -> None:
    """A comment on what is in review or came back; a reminder to who did not begin."""
    reports = QuarterReport.objects.filter(period=period, plan__hospital__in=hospitals)
    back = reports.filter(state__in=(ReportState.IN_REVIEW, ReportState.RETURNED))
    for report in back.select_related("plan__hospital__unit").order_by("pk"):
        by = people.territory(report.plan.hospital)
        actions.write_comment(by=by, at=at, report=report, text=said(EXPLAINED), cuadro="flujo")
    silent = [h for h in hospitals if not reports.filter(plan__hospital=h).exists()]
    for hospital in silent[:1]:
        actions.remind(by=people.territory(hospital), at=at, hospitals=[hospital], period=period)


def seed_follow_up(people: People, home: Hospital, issued: str, current: str, at: datetime) -> None:
    """The follow-up of the last quarter but one, issued; of the current one everything but its conclusions is written."""
    place, by = home.unit.parent, people.territory(home)
    for period in (issued, current):
        texts = GENERAL | {
            f"hospital.{hospital.code}.{part}": text
            for hospital in network_of(place, period).delivered
            for part, text in HOSPITAL.items()
        }
        for part, text in texts.items():
            if period == issued or part != "conclusions":
                actions.write_narrative(by=by, at=at, place=place, period=period, part=part, text=said(text))
    _issue(by, "follow_up", place, issued, at)


def seed_annual(people: People, root: OrgUnit, now: datetime) -> None:
    """The report of the last year to 31 March is issued; the one before waits for its recommendations."""
    year = _before(containing(today(now), PeriodType.YEAR_TO_MARCH))
    at = min(now, instant(year.end + AFTER_THE_CUT))
    for one in (_before(year), year):
        for part, text in ANNUAL.items():
            if one == year or part != "recommendations":
                actions.write_narrative(
                    by=people.evaluator, at=at, place=root, period=one.id, part=part, text=said(text)
                )
    _issue(people.evaluator, "annual", root, year.id, at)


def _before(year: Period) -> Period:
    return containing(year.start - timedelta(days=1), PeriodType.YEAR_TO_MARCH)


def _issue(by: User, kind: str, place: OrgUnit, period: str, at: datetime) -> None:
    with country(place.country).forms():
        actions.issue_paper(
            by=by,
            at=at,
            kind=kind,
            place=place,
            period=period,
            paper=compose(kind, place, period, on=today(at)),
        )


def _page(at: datetime) -> bytes:
    paper = Paper(
        title="Documento sintético",
        subtitle="Demostración de Cauce",
        issuer="Datos inventados",
        blocks=[
            Note("Ocupa el lugar del instrumento firmado. No es un acto de ninguna entidad.", strong=True)
        ],
    )
    return preliminary(paper, at, synthetic=True, watermark="")
