"""The facts of a region from which signals are found (rules/signals.py)."""

from datetime import datetime

from django.db.models import OuterRef, Subquery

from cauce.core.organisations.models import OrgUnit

from ..models import Item, Use
from ..places import zone_at
from ..rules.signals import AskedFact, Finding, UseFact, find


def findings(region: OrgUnit, since: datetime, until: datetime) -> list[Finding]:
    """Every pattern of what a region asked and used in [since, until)."""
    zone = zone_at(region)
    performer = Use.objects.filter(authorisation__item=OuterRef("pk"), reverses__isnull=True)
    rows = (
        Item.objects.filter(
            request__region=region, request__submitted_at__gte=since, request__submitted_at__lt=until
        )
        .exclude(request__state__in=["cancelled", "superseded"])
        .annotate(performer=Subquery(performer.order_by("pk").values("unit")[:1]))
        .select_related("request", "policy")
    )
    asked = [
        AskedFact(
            request=item.request.folio or "",
            patient=item.patient_id,
            requester=item.request.requester_id,
            service=item.service_code,
            quantity=item.quantity,
            day=item.request.submitted_at.astimezone(zone).date(),
            urgent=item.request.priority == "urgent",
            speciality=item.policy.speciality,
            max_units=item.policy.max_units,
            fingerprint=item.request.fingerprint,
            performer=item.performer or 0,
        )
        for item in rows.iterator(chunk_size=2000)
    ]
    uses = Use.objects.filter(
        at__gte=since,
        at__lt=until,
        reverses__isnull=True,
        reversal__isnull=True,
        authorisation__item__request__region=region,
    ).select_related("authorisation__item__request")
    return find(
        asked,
        (
            UseFact(
                number=use.authorisation.number,
                unit=use.unit_id,
                performed_on=use.performed_on,
                registered_on=use.at.astimezone(zone).date(),
                valid_until=use.authorisation.valid_until,
                request=use.authorisation.item.request.folio or "",
            )
            for use in uses.iterator(chunk_size=2000)
        ),
    )
