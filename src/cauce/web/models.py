"""What the shell itself remembers: forms already sent."""

from django.conf import settings
from django.db import models


class SentForm(models.Model):
    """One sent form: the same content under the same key is never entered twice.

    `entered` is set inside the transaction of the action the form called, so after a crash it says
    the truth; `location` is where the answer led. Rows live two days.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    started_at = models.DateTimeField(db_index=True)
    entered = models.BooleanField(default=False)
    location = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="sent_form_once")]

    def __str__(self) -> str:
        return self.digest
