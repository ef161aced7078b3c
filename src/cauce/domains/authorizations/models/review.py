"""What reviewers do: claim, decide per level, ask; the pauses that follow; blind second opinions; who looked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit

from .requests import Item, Request

USER = settings.AUTH_USER_MODEL


class Assignment(models.Model):
    """A reviewer holds a request from the claim to the release; at most one at a time."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(USER, models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["claimed_at"]
        indexes = [models.Index(fields=["reviewer"], condition=Q(released_at__isnull=True), name="held_by")]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(released_at__isnull=True), name="request_held_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.reviewer}"


class Decision(models.Model):
    """What was decided on an item, at a level (0 the screening, 1 the review, 2 the appeal). Never changed.

    Triggers refuse whoever asked, shares a care team with who asked, declared an interest, or decided the request
    at an earlier level; and every change or removal. The screening (by null) can only grant.
    """

    class Level(models.IntegerChoices):
        SCREENING = 0, "revisión automatizada"
        REVIEW = 1, "revisión"
        APPEAL = 2, "recurso de revisión"

    item = models.ForeignKey(Item, models.PROTECT, related_name="decisions")
    level = models.PositiveSmallIntegerField(choices=Level)
    outcome = models.CharField(max_length=12)  # approved | modified | denied | not_required
    reason_code = models.CharField(max_length=20, blank=True)
    clause = models.CharField(max_length=300, blank=True)  # of the criterion
    criteria = models.ForeignKey(
        "authorizations.CriteriaVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    patient_sentence = models.TextField(blank=True)
    would_change = models.TextField(blank=True)  # what would change the answer
    note = models.TextField(blank=True)  # for the physician
    service = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.PositiveSmallIntegerField(null=True, blank=True)
    place = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    appeal = models.ForeignKey(
        "authorizations.Appeal", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["approved", "modified", "denied", "not_required"]),
                name="decision_outcome",
            ),
            models.CheckConstraint(
                condition=Q(level=0, by__isnull=True, outcome__in=["approved", "not_required"])
                | Q(level__in=[1, 2], by__isnull=False),
                name="decision_denied_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["denied", "modified"])
                | (~Q(reason_code="") & ~Q(clause="") & ~Q(patient_sentence="") & ~Q(would_change="")),
                name="decision_says_why",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["approved", "modified"], quantity__gte=1)
                | Q(outcome__in=["denied", "not_required"], quantity__isnull=True),
                name="decision_grants_units",
            ),
            models.CheckConstraint(
                condition=Q(level=2, appeal__isnull=False) | Q(level__in=[0, 1], appeal__isnull=True),
                name="decision_of_an_appeal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.outcome}"


class InfoRequest(models.Model):
    """A question that stops the clock until it is answered (or until the cap). by null: the screening asks."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="info_requests")
    sequences = models.JSONField(default=list)  # of the items that wait for it
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(answered_at__isnull=True), name="info_asked_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.question[:60]


class ClockSegment(models.Model):
    """A stretch of a request's time: running or paused. They follow each other without gap or overlap."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="segments")
    paused = models.BooleanField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    info_request = models.ForeignKey(InfoRequest, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(ends_at__isnull=True), name="clock_one_open_segment"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="clock_segment_in_order",
            ),
            # Only a request for information stops the clock (rule 6).
            models.CheckConstraint(
                condition=Q(paused=False, info_request__isnull=True)
                | Q(paused=True, info_request__isnull=False),
                name="clock_stops_only_for_information",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.starts_at:%Y-%m-%d %H:%M}"


class BlindReview(models.Model):
    """A second reviewer's answer, given without seeing the first's; it changes nothing but the agreement."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="blind_reviews")
    reviewer = models.ForeignKey(USER, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, blank=True)  # sequence → approved | modified | denied
    note = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "reviewer"], name="blind_review_once")]

    def __str__(self) -> str:
        return f"{self.request} · {self.reviewer}"


class ReadLog(models.Model):
    """Who looked at which request, when, and why. Never changed (triggers)."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="reads")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    basis = models.CharField(max_length=14)  # rules/reading.py, Basis
    why = models.CharField(max_length=300, blank=True)
    identity = models.BooleanField()  # whether who the patient is was shown
    door = models.CharField(max_length=8, default="page")  # page | api | fhir | cli

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at"], name="read_latest"),
            models.Index(fields=["request", "-at"], name="read_of_request"),
            models.Index(fields=["by", "-at"], name="read_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.by}"
