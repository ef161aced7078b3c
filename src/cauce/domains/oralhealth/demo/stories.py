"""What is going on in the demonstration today, so that every account has something to do; through the real actions.

At the home facility: yesterday's sheet still open, one given back, some to review, two claims, last month waiting for
its parties. Everywhere: last week's sheets to review. Standards and their comparison: comparing.py.
"""

from datetime import date, timedelta

from cauce.core.accounts.models import User
from cauce.core.demo.scene import Scene

from ..actions import agree_month, answer_claim, raise_claim, return_sheet
from ..models import Facility, Sheet
from ..rules.states import SheetState

WEEK = timedelta(days=7)


def tell(scene: Scene, people: dict[str, User], home: Facility, last: date) -> None:
    """All of it. `last`: the last day with sheets."""
    reviewer = people["pa.jefatura"]
    before = Sheet.objects.filter(state=SheetState.SENT, date__lte=last - WEEK)
    before.update(state=SheetState.REVIEWED, reviewed_at=scene.at, reviewed_by=reviewer)
    mine = Sheet.objects.filter(facility=home.unit)
    dentist = people["pa.odontologia"]
    mine.update(user=dentist, saved_by=dentist)
    _days(scene, people, mine)
    _claims(scene, people, mine)


def _days(scene: Scene, people: dict[str, User], mine) -> None:
    """The newest sheet is being written; the one before came back."""
    newest, given_back = mine.filter(state=SheetState.SENT).order_by("-date")[:2]
    Sheet.objects.filter(pk=newest.pk).update(state=SheetState.OPEN, sent_at=None, sent_by=None)
    return_sheet(
        by=people["pa.jefatura"],
        at=scene.at,
        sheet=given_back,
        note="Revise la casilla 12 del renglón 2: ¿es reconsulta?",
    )


def _claims(scene: Scene, people: dict[str, User], mine) -> None:
    """One to answer, one answered that REGES may close; both on this month's reviewed or sent sheets."""
    recent = mine.exclude(state=SheetState.OPEN).order_by("-date")
    month = recent[0].month
    first, second = recent.filter(month=month)[:2] if recent.filter(month=month).count() > 1 else recent[:2]
    raise_claim(
        by=people["pa.region"],
        at=scene.at,
        sheet=first,
        row=first.rows.order_by("position").first(),
        field="age",
        question="¿La edad corresponde al programa anotado?",
    )
    claim = raise_claim(
        by=people["pa.reges"],
        at=scene.at,
        sheet=second,
        row=second.rows.order_by("position").first(),
        question="¿El paciente es nuevo en la institución?",
    )
    answer_claim(
        by=people["pa.odontologia"], at=scene.at, claim=claim, answer="Sí: es su primera consulta este año."
    )


def begin_agreeing(scene: Scene, people: dict[str, User], home: Facility, month: int) -> None:
    """REGES has agreed with the home facility's last month; the other three parties have not yet."""
    agree_month(by=people["pa.reges"], at=scene.at, facility=home.unit, month=month, party="reges")
