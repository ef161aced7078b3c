"""Which closed months are in the columnar snapshot, and results kept with the versions they were made from."""

from django.db import models


class SnapshotPart(models.Model):
    """One closed month of one fact table as a Parquet file. Absent or stale: the live table answers.

    Whoever reopens the month marks the part stale in the same transaction, so no number can come from
    a file that the database has left behind.
    """

    fact = models.CharField(max_length=60)
    month = models.PositiveIntegerField()  # 202603
    rows = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 of the file, also its name
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    stale = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "month"], name="snapshot_part_once")]

    def __str__(self) -> str:
        return f"{self.fact} {self.month} v{self.version}"


class StoredResult(models.Model):
    """One published value, with the definition and the data that it was made from."""

    indicator = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    cut = models.JSONField(default=dict)  # dimension → value
    numerator = models.DecimalField(max_digits=30, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=30, decimal_places=6, null=True)
    value = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    definition_version = models.CharField(max_length=64)
    data_version = models.CharField(max_length=64)
    stored_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["indicator", "period"])]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}"
