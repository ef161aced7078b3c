"""A request, its items with their annexes, its evidence, and what the screening said.

Sized for two million requests a year: the queue reads one partial index, a duplicate is found by patient and
service, and what people type stays in `draft` until it is sent, so that an unfinished request is one row.
"""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit

from ..rules.codes import (
    CATEGORY_LABELS,
    CHANNEL_LABELS,
    PRIORITY_LABELS,
    SETTING_LABELS,
    SIDE_LABELS,
    annex_of,
)
from ..rules.states import OPEN_REQUEST, ItemState, RequestState
from ..rules.words import ITEM_LABELS, OUTCOME_LABELS, REQUEST_LABELS
from .people import Patient
from .services import ServicePolicy

USER = settings.AUTH_USER_MODEL


def _choices(labels):
    return [(key.value, label) for key, label in labels.items()]


class Request(models.Model):
    """One request of one physician for one patient. `outcome` is derived from the items, never set by hand.

    draft: what was typed, until it is sent (then empty); due_at: when an answer is due, counting the pause that
    is still allowed while information is awaited; clock: the rule of the term as it was when it began.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    folio = models.CharField(max_length=24, unique=True, null=True, blank=True)
    tracking_code = models.CharField(max_length=12, blank=True)  # the patient's second secret
    state = models.CharField(
        max_length=16, choices=_choices(REQUEST_LABELS), default=RequestState.DRAFT.value
    )
    outcome = models.CharField(max_length=20, blank=True, choices=list(OUTCOME_LABELS.items()))
    draft = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="requests")
    requester = models.ForeignKey(USER, models.PROTECT, related_name="authorisation_requests")
    registered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")  # who typed it
    physician_name = models.CharField(max_length=160, blank=True)
    physician_licence = models.CharField(max_length=12, blank=True)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    region = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")  # the unit's entity
    speciality = models.CharField(max_length=60, blank=True)  # whose queue it waits in
    setting = models.CharField(max_length=12, blank=True, choices=_choices(SETTING_LABELS))
    priority = models.CharField(max_length=10, blank=True, choices=_choices(PRIORITY_LABELS))
    channel = models.CharField(max_length=8, choices=_choices(CHANNEL_LABELS), default="digital")
    emergency = models.BooleanField(default=False)
    attended_at = models.DateTimeField(null=True, blank=True)  # of an emergency: when care was given
    late_registration = models.BooleanField(default=False)
    diagnosis = models.CharField(max_length=8, blank=True)  # CIE-10, "M54.5"
    diagnosis_text = models.CharField(max_length=200, blank=True)
    justification = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)  # of the justification without its form
    desired_date = models.DateField(null=True, blank=True)
    extra = models.JSONField(default=dict, blank=True)  # the variants' fields
    variants = models.JSONField(default=list, blank=True)  # ids of the versions by which `extra` was judged
    source_system = models.CharField(max_length=200, blank=True)  # of an outside identifier
    source_id = models.CharField(max_length=120, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    duplicate_reason = models.CharField(max_length=500, blank=True)
    warnings = models.CharField(max_length=200, blank=True)  # confirmed rule ids
    clock = models.JSONField(default=dict, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    day = models.PositiveIntegerField(
        null=True, editable=False
    )  # of the sending, there: 20260314 (oversight)
    due_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)  # the term was missed and told
    decided_at = models.DateTimeField(null=True, blank=True)
    gross_seconds = models.PositiveIntegerField(null=True, blank=True)  # submitted to decided
    net_seconds = models.PositiveIntegerField(null=True, blank=True)  # without the counted pauses
    cancelled_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            # The queue and the clock's job: only what is open, a small part of twenty years.
            models.Index(
                fields=["region", "speciality", "due_at"],
                condition=Q(state="in_review"),
                name="request_queue",
            ),
            # The part of the queue that waits for information: of its own, for SQLite reads no part of a list.
            models.Index(
                fields=["region", "speciality", "due_at"],
                condition=Q(state="info_requested"),
                name="request_paused",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["in_review", "info_requested"]),
                name="request_due",
            ),
            models.Index(fields=["requester", "-saved_at"], name="request_mine"),
            models.Index(fields=["patient", "-submitted_at"], name="request_of_patient"),
            models.Index(fields=["unit", "-saved_at"], name="request_of_unit"),
            models.Index(fields=["requester", "fingerprint"], name="request_fingerprint"),
            models.Index(fields=["submitted_at"], name="request_submitted"),
            models.Index(fields=["day"], name="request_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_system", "source_id"],
                condition=~Q(source_id=""),
                name="request_source_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | Q(folio__isnull=False, patient__isnull=False, submitted_at__isnull=False),
                name="request_sent_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["decided", "superseded"], decided_at__isnull=False)
                | (~Q(state__in=["decided", "superseded"]) & Q(decided_at__isnull=True)),
                name="request_decided_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | ~Q(outcome=""), name="request_decided_has_outcome"
            ),
            models.CheckConstraint(
                condition=Q(emergency=False) | Q(attended_at__isnull=False) | Q(state="draft"),
                name="request_emergency_says_when",
            ),
            models.CheckConstraint(
                condition=Q(net_seconds__isnull=True) | Q(net_seconds__lte=F("gross_seconds")),
                name="request_net_within_gross",
            ),
        ]

    def __str__(self) -> str:
        return self.folio or f"borrador {self.pk}"

    @property
    def is_open(self) -> bool:
        """Sent and not decided."""
        return self.state in OPEN_REQUEST


class Item(models.Model):
    """One service asked for. `sequence` numbers it within its request, from 1 (FHIR echoes it).

    What is granted, when it is: service_granted, quantity_granted, place_granted.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="items")
    sequence = models.PositiveSmallIntegerField()
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    service = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    service_code = models.CharField(max_length=60)
    policy = models.ForeignKey(ServicePolicy, models.PROTECT, related_name="+")
    category = models.CharField(max_length=20, choices=_choices(CATEGORY_LABELS))
    quantity = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=5, blank=True, choices=_choices(SIDE_LABELS))
    date_from = models.DateField()
    date_to = models.DateField()
    place = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")  # wished
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=_choices(ITEM_LABELS), default=ItemState.PENDING.value)
    service_granted = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="+")
    quantity_granted = models.PositiveSmallIntegerField(null=True, blank=True)
    place_granted = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    waits_for_capacity = models.BooleanField(default=False)  # said by the reviewer; the bridge counts it

    class Meta:
        ordering = ["sequence"]
        indexes = [models.Index(fields=["patient", "service_code", "date_from"], name="item_duplicates")]
        constraints = [
            models.UniqueConstraint(fields=["request", "sequence"], name="item_sequence_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="item_asks_something"),
            models.CheckConstraint(condition=Q(date_to__gte=F("date_from")), name="item_dates_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "modified"], quantity_granted__gte=1)
                | (~Q(state__in=["approved", "modified"]) & Q(quantity_granted__isnull=True)),
                name="item_granted_says_how_much",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.sequence}"

    @property
    def annex(self) -> str:
        """Which annex it carries: "", oncology or prosthetics."""
        return annex_of(self.category)


class OncologyAnnex(models.Model):
    """What an oncology service needs besides: stage, prior treatment, cycles."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="oncology")
    stage = models.CharField(max_length=20)
    prior_treatment = models.TextField()
    scheme = models.CharField(max_length=200, blank=True)
    cycles = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(cycles__gte=1), name="oncology_has_cycles")]

    def __str__(self) -> str:
        return f"{self.item} · oncología"


class ProstheticsAnnex(models.Model):
    """What a prosthesis or orthosis needs besides: device, side (in the item too), material."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="prosthetics")
    device = models.CharField(max_length=160)
    side = models.CharField(max_length=5, choices=_choices(SIDE_LABELS))
    material = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.item} · prótesis"


class Evidence(models.Model):
    """A file that supports the request, inspected as every upload is and kept by its hash (core.documents)."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="evidence")
    sequence = models.PositiveSmallIntegerField(null=True, blank=True)  # of the item; null: of all
    description = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    original_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)  # of a draft; afterwards evidence stays

    def __str__(self) -> str:
        return self.description


class ScreeningLine(models.Model):
    """One line of what the automated screening looked at, in order: the explanation."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="screening_lines")
    run = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField()
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="screening_lines")
    step = models.CharField(max_length=14)  # completeness | eligibility | need | duplicate | criteria
    rule = models.CharField(max_length=80)
    verdict = models.CharField(max_length=12)  # fine | approve | review | ask | not_required
    text = models.TextField()
    criteria = models.ForeignKey(
        "authorizations.CriteriaVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "run", "number"], name="screening_line_once"),
            # Screening has no way to say no (rule 4).
            models.CheckConstraint(
                condition=Q(verdict__in=["fine", "approve", "review", "ask", "not_required"]),
                name="screening_never_denies",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.number}"


class FolioSeries(models.Model):
    """The last number given in a series and year; its row is locked while one is taken."""

    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="folio_series_once")]

    def __str__(self) -> str:
        return f"{self.prefix} {self.year}: {self.last}"
