"""A submission that came over FHIR: by its identifier it is known again and gets its first answer."""

from django.conf import settings
from django.db import models

from .requests import Request


class Exchange(models.Model):
    """One accepted bundle. sequences: the sender's item sequences in the order of ours; answer: what was said first."""

    system = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=120)
    request = models.OneToOneField(Request, models.PROTECT, related_name="exchange")
    sequences = models.JSONField()
    claim_url = models.CharField(max_length=300, blank=True)
    patient_id = models.CharField(max_length=64, blank=True)  # the sender's own id of its Patient resource
    answer = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "value"], name="exchange_identifier_once")]

    def __str__(self) -> str:
        return f"{self.system}|{self.value}"
