"""The daily record (RDA): sheets, patient rows, activities, diagnoses, promotion and administrative rows.

Sized for two million patient rows a year and twenty years: rows carry no repeated text, the children hang from
their row by one index, and the sheet holds facility, day and month once. `uid` names a record for ever (also in
packages); `version` rises with each change, so that a package can say which is newer.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from cauce.core.organisations.models import OrgUnit

from ..rules.states import SHEET_LABELS, SheetState

USER = settings.AUTH_USER_MODEL


class Sheet(models.Model):
    """Head of one day's sheet of one professional at one facility and schedule."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facility = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    date = models.DateField()
    month = models.PositiveIntegerField()  # 202603
    period = models.PositiveIntegerField(db_index=True)  # 20260314: how the indicators tell time
    professional = models.CharField(max_length=120)
    registration = models.CharField(max_length=5)  # idoneidad
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")  # the professional's account
    centre = models.CharField(max_length=80)
    schedule = models.CharField(max_length=1)
    chair_hours = models.DecimalField(max_digits=4, decimal_places=2)
    state = models.CharField(
        max_length=10, choices=[(s.value, SHEET_LABELS[s]) for s in SheetState], default=SheetState.OPEN.value
    )
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    return_note = models.CharField(max_length=300, blank=True)  # why the head of clinic gave it back
    # Number of the package that brought it last (its facility's node answers for it); null: written here.
    package = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["-date", "professional"]
        indexes = [
            models.Index(fields=["facility", "month"]),
            models.Index(fields=["user", "-date"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "date", "registration", "schedule"], name="sheet_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(chair_hours__gte=0, chair_hours__lte=24), name="sheet_hours_of_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(sent_at__isnull=False), name="sheet_sent_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(state="reviewed") | Q(reviewed_at__isnull=False),
                name="sheet_reviewed_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility} · {self.date} · {self.professional}"


class PatientRow(models.Model):
    """One patient of one day (boxes 1 to 23), or the continuation of the one above."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Found by the unique (sheet, position); who saved a row is never searched for.
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="rows", db_index=False)
    position = models.PositiveSmallIntegerField()
    # Nearly every row has none: a whole index of nulls would lure the planner (see Meta.indexes).
    continues = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="continuations", db_index=False
    )
    insured = models.CharField(max_length=1, blank=True)
    ethnic = models.CharField(max_length=1, blank=True)
    disabled = models.BooleanField(default=False)
    identity = models.CharField(max_length=20, blank=True)
    age_unit = models.CharField(max_length=1, blank=True)
    age = models.PositiveSmallIntegerField(null=True)
    over_100 = models.BooleanField(default=False)
    sex = models.CharField(max_length=1, blank=True)
    new_in_institution = models.CharField(max_length=1, blank=True)
    new_in_service = models.CharField(max_length=1, blank=True)
    province = models.CharField(max_length=2, blank=True)
    district = models.CharField(max_length=2, blank=True)
    corregimiento = models.CharField(max_length=2, blank=True)
    locality = models.CharField(max_length=80, blank=True)
    care_type = models.CharField(max_length=1, blank=True)
    care_frequency = models.CharField(max_length=1, blank=True)
    programme = models.CharField(max_length=1, blank=True)
    school_programme = models.CharField(max_length=1, blank=True)
    school = models.CharField(max_length=1, blank=True)
    adult_service = models.CharField(max_length=1, blank=True)
    referral = models.CharField(max_length=4, blank=True)
    surco = models.BooleanField(default=False)
    referred_service = models.CharField(max_length=20, blank=True)
    completed = models.BooleanField(default=False)
    violence = models.BooleanField(default=False)
    year = models.PositiveSmallIntegerField()  # of the sheet: box 23 is once a year
    warnings = models.CharField(max_length=120, blank=True)  # confirmed rule ids, "OH-53 OH-71"
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["identity", "year"], condition=Q(completed=True), name="row_completed"),
            models.Index(fields=["continues"], condition=Q(continues__isnull=False), name="row_continues"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="row_position_once"),
            models.CheckConstraint(
                condition=Q(continues__isnull=False)
                | (~Q(identity="") & Q(sex__in=["1", "2"]) & Q(age__isnull=False)),
                name="row_says_who",
            ),
            models.CheckConstraint(
                condition=Q(continues__isnull=False)
                | Q(new_in_service="1", care_frequency="2")
                | Q(new_in_service="2", care_frequency="3"),
                name="row_boxes_9_and_12_agree",
            ),
            models.CheckConstraint(
                condition=Q(age__isnull=True)
                | Q(age_unit="1", age__lte=31)
                | Q(age_unit="2", age__lte=11)
                | Q(age_unit="3", age__lte=99),
                name="row_age_fits_its_unit",
            ),
            models.CheckConstraint(
                condition=Q(school="") | Q(school_programme="1"), name="row_school_in_programme"
            ),
            models.CheckConstraint(
                condition=Q(adult_service="") | Q(programme="7"), name="row_box_20_of_adults"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} · {self.position}"


class Activity(models.Model):
    """A line of activities of a row: code 01 to 79, number in the code's unit of count, class."""

    # No index of its own: (row, position) has one.
    row = models.ForeignKey(PatientRow, models.CASCADE, related_name="activities", db_index=False)
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=2)
    number = models.PositiveSmallIntegerField()
    klass = models.CharField(max_length=1)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["row", "position"], name="activity_position_once"),
            models.CheckConstraint(
                condition=Q(position__range=(1, 6), number__gte=1, klass__in=["1", "2"]),
                name="activity_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} × {self.number}"


class Diagnosis(models.Model):
    """A diagnosis of a row, its code normalised."""

    row = models.ForeignKey(PatientRow, models.CASCADE, related_name="diagnoses", db_index=False)
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=6)
    text = models.CharField(max_length=200, blank=True)  # only when it differs from the code's label
    klass = models.CharField(max_length=1)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["row", "position"], name="diagnosis_position_once")]

    def __str__(self) -> str:
        return self.code


class SheetLine(models.Model):
    """What promotion and administrative rows share."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["position"]


class PromotionRow(SheetLine):
    """An education or promotion activity, with the supporting form's figures."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="promotion")
    technique = models.CharField(max_length=2, blank=True)
    other_code = models.CharField(max_length=3, blank=True)
    promotion_type = models.CharField(max_length=1)
    topic = models.CharField(max_length=200)
    programme = models.CharField(max_length=200)
    men = models.PositiveIntegerField()
    women = models.PositiveIntegerField()
    place = models.CharField(max_length=200)
    invited = models.PositiveIntegerField(null=True, blank=True)
    beneficiaries = models.PositiveIntegerField(null=True, blank=True)

    class Meta(SheetLine.Meta):
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="promotion_position_once"),
            models.CheckConstraint(
                condition=~Q(technique="") | ~Q(other_code=""), name="promotion_says_what"
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class AdminRow(SheetLine):
    """An administrative activity and its time."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="admin")
    code = models.CharField(max_length=3)

    class Meta(SheetLine.Meta):
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="admin_position_once"),
            models.UniqueConstraint(fields=["sheet", "code"], name="admin_code_once"),
            models.CheckConstraint(
                condition=~Q(code__in=["100", "101", "103", "104"]), name="admin_code_applies"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Removed(models.Model):
    """Rows taken off an open sheet, as they were typed, so that it can be undone; forgotten when the sheet is sent."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="removed")
    kind = models.CharField(max_length=10)  # patient, promotion, admin
    rows = models.JSONField()  # [[position, uid, as typed]…]; a patient with its continuations
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.sheet_id} · {self.kind}"
