"""Patients, professionals, care teams, declared interests: who is who, and who may not decide for whom."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cauce.core.organisations.models import OrgUnit

from ..rules.codes import SEX_LABELS

USER = settings.AUTH_USER_MODEL


class Patient(models.Model):
    """A person, known by CURP, by NSS, or by both. Reading one is logged (ReadLog)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    curp = models.CharField(max_length=18, blank=True)
    nss = models.CharField(max_length=11, blank=True)
    given_name = models.CharField(max_length=80)
    first_surname = models.CharField(max_length=80)
    second_surname = models.CharField(max_length=80, blank=True)
    birth_date = models.DateField()
    sex = models.CharField(max_length=1, choices=[(s.value, label) for s, label in SEX_LABELS.items()])
    synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        # SQLite does not use the constraints' partial indexes for a value that is bound.
        indexes = [
            models.Index(fields=["curp"], name="patient_by_curp"),
            models.Index(fields=["nss"], name="patient_by_nss"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["curp"], condition=~Q(curp=""), name="patient_curp_once"),
            models.UniqueConstraint(fields=["nss"], condition=~Q(nss=""), name="patient_nss_once"),
            models.CheckConstraint(condition=~Q(curp="") | ~Q(nss=""), name="patient_has_an_identifier"),
        ]

    def __str__(self) -> str:
        return f"Paciente {self.pk}"  # never the name: this may land in a log

    @property
    def full_name(self) -> str:
        """Names and surnames; shown only where the reader has a reason."""
        return " ".join(part for part in (self.given_name, self.first_surname, self.second_surname) if part)


class Entitlement(models.Model):
    """A patient's right to care at an institution, from `valid_from` to `valid_to` (both inclusive)."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="entitlements")
    institution = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=120, blank=True)  # which register said so

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "institution", "valid_from"], name="entitled_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="entitlement_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient} · {self.institution}"


class Professional(models.Model):
    """An account's professional licence (cédula profesional)."""

    user = models.OneToOneField(USER, models.PROTECT, related_name="professional")
    licence = models.CharField(max_length=12, unique=True)
    speciality = models.CharField(max_length=60, blank=True)  # code of the catalogue

    def __str__(self) -> str:
        return self.licence


class ReviewerSpeciality(models.Model):
    """A speciality whose queue a reviewer serves; where, the grant says."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="review_specialities")
    speciality = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "speciality"], name="reviewer_speciality_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.speciality}"


class CareTeam(models.Model):
    """People who treat the same patients at a unit: none decides what another asks."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="care_team_once")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.name}"


class CareTeamMember(models.Model):
    """Somebody belongs to a team from `since_at` until before `until_at` (null: open end)."""

    team = models.ForeignKey(CareTeam, models.PROTECT, related_name="members")
    user = models.ForeignKey(USER, models.PROTECT, related_name="care_teams")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "user", "since_at"], name="care_team_member_once"),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("since_at")),
                name="care_team_member_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.user}"


class DeclaredInterest(models.Model):
    """A reviewer's interest in a person, a patient, a unit or a service: what it touches they do not decide."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="declared_interests")
    person = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    service_code = models.CharField(max_length=60, blank=True)
    description = models.CharField(max_length=300)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False)
                | Q(patient__isnull=False)
                | Q(unit__isnull=False)
                | ~Q(service_code=""),
                name="interest_in_something",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("since_at")), name="interest_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.description
