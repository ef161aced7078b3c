"""Catalogues as releases: what a published release holds never changes.

The content of release n is the entries with since <= n and (until is null or until > n). A changed
label is a new row from the next release on; the old row stays, since old declarations point to it.
Triggers on both databases refuse any change to what a published release holds (migration 0003).
Aliases only help to find an entry; they are not part of a release.
"""

from django.db import models
from django.db.models import F, Q


class Catalogue(models.Model):
    """A named list of codes ("exchange-services")."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)

    def __str__(self) -> str:
        return self.name


class Release(models.Model):
    """One numbered state of a catalogue; without `published_at` it is being prepared."""

    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    valid_from = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True)
    origin = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["catalogue", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "number"], name="release_number_once"),
            models.UniqueConstraint(
                fields=["catalogue"],
                condition=Q(published_at__isnull=True),
                name="release_one_in_preparation",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="release_numbers_begin_at_1"),
        ]

    def __str__(self) -> str:
        return f"{self.catalogue} · {self.number}"


class Entry(models.Model):
    """A code with its label, present from release `since` until before release `until`."""

    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="entries")
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=30, db_index=True)  # e.g. service, group, speciality, product
    label = models.CharField(max_length=300)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    order = models.PositiveIntegerField(default=0)
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "label", "code"]
        indexes = [models.Index(fields=["catalogue", "kind", "parent"])]
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "code", "since"], name="entry_code_once_per_release"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="entry_releases_in_order"
            ),
            models.UniqueConstraint(
                fields=["catalogue", "code"], condition=Q(until__isnull=True), name="entry_code_once_in_force"
            ),
            models.CheckConstraint(condition=~Q(label="") & ~Q(code=""), name="entry_has_code_and_label"),
        ]

    def __str__(self) -> str:
        return self.label


class Alias(models.Model):
    """Another way to write an entry's label; search finds the entry by it."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=300)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "text"], name="alias_once")]

    def __str__(self) -> str:
        return self.text
