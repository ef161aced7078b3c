"""Runs of the matching and what they found.

Proposals name units and a product, not declared lines: a reopened declaration may change or lose
a line, and what two institutions accepted must outlive it. (declaration, unit, product) is unique,
so the line can always be found again.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cauce.core.catalogues.models import Entry
from cauce.core.jobs.models import Job
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round

from ..rules.lines import CAUSES
from ..rules.proposals import COMMITTED, MAX_KM, REASON_TEXT, SIDE_TEXT, STATE_TEXT, ProposalState, Side

# Plain texts, so that a migration never needs today's enums.
STATES = [(state.value, text) for state, text in STATE_TEXT.items()]


class MatchRun(models.Model):
    """One run of the matching over a round. Totals are patients a month; `patient_dkm` is tenths of km."""

    class State(models.TextChoices):
        QUEUED = "queued", _("En espera")
        RUNNING = "running", _("En proceso")
        DONE = "done", _("Terminada")
        FAILED = "failed", _("No terminó")

    round = models.ForeignKey(Round, models.PROTECT, related_name="match_runs")
    number = models.PositiveIntegerField()
    max_km = models.FloatField(
        _("distancia máxima (km)"), validators=[MinValueValidator(MAX_KM[0]), MaxValueValidator(MAX_KM[1])]
    )
    include_open = models.BooleanField(_("incluir registros sin finalizar"), default=False)
    same_institution = models.BooleanField(_("también dentro de una institución"), default=False)
    repeat_rejected = models.BooleanField(_("volver a proponer lo rechazado"), default=False)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="match_run")
    failure = models.CharField(max_length=300, blank=True)
    kept = models.ManyToManyField("Proposal", related_name="kept_by", blank=True)
    supply_patients = models.BigIntegerField(default=0)
    demand_patients = models.BigIntegerField(default=0)
    served_patients = models.BigIntegerField(default=0)
    patient_dkm = models.BigIntegerField(default=0)
    kept_patients = models.BigIntegerField(default=0)
    unmet_patients = models.BigIntegerField(default=0)
    unused_patients = models.BigIntegerField(default=0)
    approximate_units = models.PositiveIntegerField(default=0)
    # [{"side", "unit", "product", "patients"}]: more was accepted than is declared today
    overcommitted = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="match_run_number_once")]

    def __str__(self) -> str:
        return f"{self.round} · corrida {self.number}"

    @property
    def is_active(self) -> bool:
        """Waiting or running; not one whose worker died."""
        unfinished = self.state in (self.State.QUEUED, self.State.RUNNING)
        return unfinished and self.job is not None and self.job.is_active

    @property
    def is_done(self) -> bool:
        """Finished, with its results stored."""
        return self.state == self.State.DONE

    @property
    def patient_km(self) -> float:
        """Patient-kilometres of its own proposals."""
        return self.patient_dkm / 10


class Proposal(models.Model):
    """Refer `patients` a month of `product` from the demand unit to the supply unit."""

    run = models.ForeignKey(MatchRun, models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField()  # within its run
    supply_unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    demand_unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    supply_institution = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    demand_institution = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    product = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=12, choices=CAUSES.items())
    patients = models.PositiveIntegerField()
    decikm = models.PositiveIntegerField()  # distance in tenths of a kilometre
    supply_approximate = models.BooleanField(default=False)  # placed at its municipality's centre
    demand_approximate = models.BooleanField(default=False)
    supply_open = models.BooleanField(default=False)  # from a declaration not finalised then
    demand_open = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=STATES, default=ProposalState.PROPOSED.value)
    state_at = models.DateTimeField()
    supply_accepted_at = models.DateTimeField(null=True, blank=True)
    supply_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    demand_accepted_at = models.DateTimeField(null=True, blank=True)
    demand_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    rejected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rejected_side = models.CharField(
        max_length=6, blank=True, choices=[(side.value, text) for side, text in SIDE_TEXT.items()]
    )
    rejection_reason = models.TextField(blank=True)
    agreement_number = models.CharField(_("número de convenio"), max_length=60, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    superseded_by = models.ForeignKey(MatchRun, models.PROTECT, null=True, related_name="superseded")

    class Meta:
        ordering = ["run", "number"]
        indexes = [
            models.Index(fields=["run", "state"]),
            models.Index(fields=["run", "supply_institution", "demand_institution"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="proposal_number_once"),
            models.UniqueConstraint(
                fields=["run", "supply_unit", "demand_unit", "product"], name="proposal_pair_once"
            ),
            models.CheckConstraint(condition=Q(patients__gte=1), name="proposal_of_someone"),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(state.value for state in COMMITTED))
                | Q(supply_accepted_at__isnull=False, demand_accepted_at__isnull=False),
                name="proposal_accepted_by_both",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.AGREED.value) ^ Q(agreement_number=""),
                name="proposal_agreed_iff_number",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.REJECTED.value) ^ Q(rejection_reason=""),
                name="proposal_rejected_iff_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """How people call it: run and number, as "2-00017"."""
        return f"{self.run.number}-{self.number:05}"

    @property
    def km(self) -> float:
        """Great-circle distance with one decimal."""
        return self.decikm / 10

    @property
    def is_committed(self) -> bool:
        """Accepted by both sides."""
        return self.state in COMMITTED

    def institution_of(self, side: Side) -> OrgUnit:
        """The institution that speaks for that side."""
        return self.supply_institution if side == Side.SUPPLY else self.demand_institution


class Unmet(models.Model):
    """Shortage that a run left unmet, and why."""

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="unmet")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    institution = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    product = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=12, choices=CAUSES.items())
    patients = models.PositiveIntegerField()
    reason = models.CharField(max_length=12, choices=REASON_TEXT.items())

    class Meta:
        indexes = [models.Index(fields=["run", "reason"])]
        constraints = [models.UniqueConstraint(fields=["run", "unit", "product"], name="unmet_once")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.product}: {self.patients}"


class Unused(models.Model):
    """Surplus that a run left without use."""

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="unused")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    institution = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    product = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    patients = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "unit", "product"], name="unused_once")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.product}: {self.patients}"
