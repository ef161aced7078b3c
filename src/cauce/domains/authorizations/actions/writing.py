"""What a sent request is made of: its patient, and its services with their annexes."""

from datetime import datetime

from django.db import IntegrityError, transaction

from cauce.core.accounts.models import User
from cauce.core.organisations.models import OrgUnit

from ..catalogue import Service
from ..checking import Preview, other_person, patient_like, span_of
from ..models import Item, OncologyAnnex, Patient, ProstheticsAnnex, Request
from ..rules.codes import Annex, annex_of
from ..rules.values import ItemValues, PatientValues
from .common import settle


def patient_of(values: PatientValues, by: User, at: datetime) -> Patient:
    """The patient with that CURP or NSS, completed with the other one; a new one otherwise.

    Raises Invalid (AP-33) when what is known of that identifier is another person.
    """
    known = patient_like(values)
    if known is None:
        return _new_patient(values, by, at)
    known = Patient.objects.select_for_update().get(pk=known.pk)
    settle(other_person(values, known), confirmed=True)  # again, now that the row is locked
    learnt = [n for n in ("curp", "nss") if getattr(values, n) and not getattr(known, n)]
    if learnt:
        for name in learnt:
            setattr(known, name, getattr(values, name))
        known.version, known.saved_at, known.saved_by = known.version + 1, at, by
        known.save()
    return known


def _new_patient(values: PatientValues, by: User, at: datetime) -> Patient:
    fields = {name: getattr(values, name) for name in PatientValues.__dataclass_fields__}
    try:
        with transaction.atomic():
            return Patient.objects.create(**fields, saved_at=at, saved_by=by)
    except IntegrityError:  # somebody registered the same person at the same moment
        known = patient_like(values)
        if known is None:
            raise
        return known


def write_items(request: Request, known: Preview, at: datetime) -> list[Item]:
    """The request's services as rows, each with the annex that its category asks for."""
    places = {i.place for i in known.values.items if i.place}
    units = {unit.code: unit for unit in OrgUnit.objects.filter(code__in=places)}
    return [
        _write_item(request, values, known.services[values.service], units.get(values.place), known, at)
        for values in known.values.items
    ]


def _write_item(
    request: Request,
    values: ItemValues,
    service: Service,
    place: OrgUnit | None,
    known: Preview,
    at: datetime,
) -> Item:
    since, until = span_of(values, known.values, service, at, request.unit)
    item = Item.objects.create(
        request=request,
        sequence=values.sequence,
        patient=request.patient,
        service=service.row.entry,
        service_code=service.row.code,
        policy=service.row,
        category=service.row.category,
        quantity=values.quantity,
        side=values.side,
        date_from=since,
        date_to=until,
        place=place,
        note=values.note,
    )
    annex = annex_of(service.row.category)
    if annex == Annex.ONCOLOGY and values.oncology:
        given = values.oncology
        OncologyAnnex.objects.create(
            item=item,
            stage=given.stage,
            prior_treatment=given.prior_treatment,
            scheme=given.scheme,
            cycles=given.cycles,
        )
    if annex == Annex.PROSTHETICS and values.prosthetics:
        device = values.prosthetics
        ProstheticsAnnex.objects.create(
            item=item, device=device.device, side=device.side, material=device.material
        )
    return item
