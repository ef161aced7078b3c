"""Issuing the Formularios 2, 3 and 4 of a month, with folio and seal."""

from datetime import datetime

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.documents import canonical
from cauce.core.documents.actions import issue_document
from cauce.core.documents.models import IssuedDocument
from cauce.core.documents.queries import current_document
from cauce.core.errors import Invalid, NotNow

from ..models import PARTIES, Consolidation
from ..reports.forms import form_data
from ..reports.kinds import FORMS, TEMPLATES
from ..rules.papers import broken
from .papers import is_synthetic


@action("oralhealth.form.issue")
def issue_form(*, by: User, at: datetime, consolidation: Consolidation, number: int) -> IssuedDocument:
    """Issue form 2, 3 or 4 of a consolidated month. The same content is not issued twice: the paper in force answers.

    Raises NotAllowed, NotNow (OH-334: the parties have not agreed; OH-336: outdated), Invalid (OH-335: not written).
    """
    place = consolidation.month.facility
    require(by, Permission.ORAL_PAPER, place, at)
    check_can_issue(consolidation, number)
    data = written(number, consolidation)
    kind = FORMS[number]
    current = current_document(kind.code, consolidation)
    if current and current.data_sha256 == canonical.digest(data):
        return current
    document = issue_document(
        by=by,
        at=at,
        kind=kind.code,
        subject=consolidation,
        place=place,
        data=data,
        template=TEMPLATES / f"form_{number}.typ",
        synthetic=is_synthetic(place),
    )
    facts = {"folio": document.folio, "form": number, "month": consolidation.month.month}
    record(action="oralhealth.form.issue", by=by, at=at, subject=consolidation, place=place, data=facts)
    return document


def check_can_issue(consolidation: Consolidation, number: int) -> None:
    """A form speaks of a month as it is; Formulario 2 needs everybody's agreement (p. 78)."""
    if consolidation.outdated:
        raise _not_now("OH-336")
    agreed = set(consolidation.agreements.values_list("party", flat=True))
    missing = [str(label) for party, label in PARTIES if party not in agreed]
    if number == 2 and missing:
        raise _not_now("OH-334", parties=", ".join(missing))


def written(number: int, consolidation: Consolidation) -> dict:
    """The form's data. Raises Invalid (OH-335) when the analysis or the comparisons are not written."""
    try:
        return form_data(number, consolidation)
    except LookupError as missing:
        raise Invalid([broken("OH-335", what=missing.args[0])]) from missing


def _not_now(rule: str, **params: object) -> NotNow:
    said = broken(rule, **params)
    return NotNow(said.message, rule=said.rule, remedy=said.remedy)
