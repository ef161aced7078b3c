"""Issued papers of the module, within a person's reach."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from cauce.core.accounts.access import roots
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.models import IssuedDocument
from cauce.core.documents.queries import current_document

from ..models import Analysis, Consolidation
from ..reports.kinds import BULLETIN, FORMS


@dataclass(frozen=True, slots=True)
class FormPaper:
    """One form of a month: whether there is something to print, and the paper in force."""

    number: int
    label: str
    ready: bool
    document: IssuedDocument | None


def forms_of(consolidation: Consolidation | None) -> list[FormPaper]:
    """The Formularios 2, 3 and 4 of a consolidation; [] before there is one."""
    if consolidation is None:
        return []
    ready = {
        2: True,
        3: Analysis.objects.filter(consolidation=consolidation).exists(),
        4: consolidation.comparisons.exists(),
    }
    return [
        FormPaper(number, str(kind.label), ready[number], current_document(kind.code, consolidation))
        for number, kind in FORMS.items()
    ]


def bulletins_for(user: User, at: datetime) -> QuerySet[IssuedDocument]:
    """The bulletins issued for the person's places and for all that hold them, newest first.

    A facility reads its region's and the nation's: a bulletin is for everybody who works there.
    """
    scope = Q(pk__in=[])
    for place in roots(user, Permission.ORAL_INDICATORS, at):
        scope |= Q(place__path__startswith=place.path) | Q(place__in=place.ancestor_ids())
    found = IssuedDocument.objects.filter(scope, kind=BULLETIN.code)
    return found.select_related("place", "issued_by", "superseded_by")
