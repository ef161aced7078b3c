"""Issued papers of the module, within a person's reach."""

from datetime import datetime

from django.db.models import Q, QuerySet

from cauce.core.accounts.access import roots
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.models import IssuedDocument

from ..reports.kinds import BULLETIN


def bulletins_for(user: User, at: datetime) -> QuerySet[IssuedDocument]:
    """The bulletins issued for the person's places and for all that hold them, newest first.

    A facility reads its region's and the nation's: a bulletin is for everybody who works there.
    """
    scope = Q(pk__in=[])
    for place in roots(user, Permission.ORAL_INDICATORS, at):
        scope |= Q(place__path__startswith=place.path) | Q(place__in=place.ancestor_ids())
    found = IssuedDocument.objects.filter(scope, kind=BULLETIN.code)
    return found.select_related("place", "issued_by", "superseded_by")
