"""Which closed months are in the columnar snapshot, and results kept with the versions they were made from."""

from django.db import models


class SnapshotPart(models.Model):
    """One closed month of one fact table as a Parquet file. Absent or stale: the live table answers.

    Whoever writes a row of the month marks the part stale in the same transaction (`snapshot.mark_stale`), so no
    number can come from a file that the database has left behind. `claim`: the token of whoever is writing a new
    file; marking stale takes it away, and then that file does not come into force.
    """

    fact = models.CharField(max_length=60)
    month = models.PositiveIntegerField()  # 202603
    rows = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 of the file, also its name
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    stale = models.BooleanField(default=False)
    shape = models.CharField(
        max_length=64, blank=True
    )  # of the fact's columns: a file of other columns is not read
    claim = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "month"], name="snapshot_part_once")]

    def __str__(self) -> str:
        return f"{self.fact} {self.month} v{self.version}"


class StoredResult(models.Model):
    """One value that was put on paper or sent, with the definition and the data that it was made from.

    place: null is the whole; first_month and last_month: the months that it counts; stale: something that it
    counted has changed since, and it should be computed again.
    """

    module = models.CharField(max_length=40, default="")
    indicator = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    place = models.ForeignKey("organisations.OrgUnit", models.PROTECT, null=True, related_name="+")
    cut = models.JSONField(default=dict)  # dimension → value
    factor = models.DecimalField(max_digits=12, decimal_places=2, default=1)
    first_month = models.PositiveIntegerField(default=0)  # 202601
    last_month = models.PositiveIntegerField(default=0)
    numerator = models.DecimalField(max_digits=30, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=30, decimal_places=6, null=True)
    value = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    definition_version = models.CharField(max_length=64)
    data_version = models.CharField(max_length=64)
    stored_at = models.DateTimeField()
    stale = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["indicator", "period"]),
            models.Index(fields=["module", "stale", "last_month"]),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}"
