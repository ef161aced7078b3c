"""Papers issued by this system and the signed copies that come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cauce.core.organisations.models import OrgUnit

from . import storage
from .kinds import KINDS, DocumentKind
from .pictures import MAX_SHOWN


class FolioCounter(models.Model):
    """The last running number given in one module and year; its row is locked while a folio is taken."""

    module = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["module", "year"], name="folio_counter_once")]

    def __str__(self) -> str:
        return f"{self.module} {self.year}: {self.last}"


class IssuedDocument(models.Model):
    """One issued paper. Never edited: a newer version supersedes it, and it is kept."""

    class State(models.TextChoices):
        CURRENT = "current", _("Vigente")
        SUPERSEDED = "superseded", _("Sustituido")

    folio = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    subject_id = models.CharField(max_length=40)
    subject = GenericForeignKey("subject_type", "subject_id")
    place = models.ForeignKey(OrgUnit, models.PROTECT, related_name="documents")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField()
    data = models.JSONField()
    data_sha256 = models.CharField(max_length=64)
    seal = models.JSONField()  # the content of the attachment sello.json
    synthetic = models.BooleanField(default=False)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.CURRENT)
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    superseded_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "kind"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "version"], name="document_version_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"],
                condition=Q(state="current"),
                name="document_one_current",
            ),
            models.CheckConstraint(
                condition=Q(state="current", superseded_at__isnull=True, superseded_by__isnull=True)
                | Q(state="superseded", superseded_at__isnull=False),
                name="document_superseded_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.folio

    @property
    def path(self) -> Path:
        """Where the file is."""
        return storage.path_of(self.sha256)

    @property
    def kind_of_paper(self) -> DocumentKind:
        """The registered kind."""
        return KINDS[self.kind]

    @property
    def is_current(self) -> bool:
        """Not superseded."""
        return self.state == self.State.CURRENT

    @property
    def filename(self) -> str:
        """The name a download gets."""
        return f"{self.folio}.pdf"


class SignedCopy(models.Model):
    """A file received as the signed copy of an issued paper. Every version is kept."""

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("Aceptada")
        PENDING = "pending", _("En espera de cotejo")
        REFUSED = "refused", _("Rechazada en el cotejo")

    document = models.ForeignKey(IssuedDocument, models.PROTECT, related_name="signed_copies")
    version = models.PositiveIntegerField()
    original_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=24)  # verification.Verdict
    explanation = models.TextField()
    details = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verdict_by_person = models.BooleanField(null=True)  # True: it is the signed paper; False: it is not
    look_note = models.TextField(blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["document", "version"], name="signed_copy_version_once"),
            models.CheckConstraint(
                condition=Q(verdict_by_person__isnull=True, looked_at__isnull=True, looked_by__isnull=True)
                | Q(verdict_by_person__isnull=False, looked_at__isnull=False, looked_by__isnull=False),
                name="signed_copy_look_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} · copia {self.version}"

    @property
    def path(self) -> Path:
        """Where the file is."""
        return storage.path_of(self.sha256)

    @property
    def filename(self) -> str:
        """The name a download gets: ours, never the uploader's."""
        return f"{self.document.folio}-firmado-{self.version}.pdf"

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return int(self.details.get("pages", 0))

    @property
    def pages_to_compare(self) -> range:
        """Numbers of the pages shown side by side: all of the longer paper, up to a few."""
        return range(1, min(max(self.pages, self.document.pages), MAX_SHOWN) + 1)

    @property
    def needs_look(self) -> bool:
        """Waits for a person to compare it with the issued paper."""
        return self.state == self.State.PENDING


def facts_for_audit(copy: SignedCopy) -> dict[str, Any]:
    """What the audit keeps of a copy."""
    return {
        "folio": copy.document.folio,
        "copy": copy.version,
        "sha256": copy.sha256,
        "verdict": copy.verdict,
    }
