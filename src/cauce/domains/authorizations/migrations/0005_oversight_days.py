"""The day, there, on which a request was sent and a signal raised: what oversight counts by."""

from django.conf import settings
from django.db import migrations, models

from ..places import day_number

_DAY = {"field": models.PositiveIntegerField(editable=False, null=True)}
_CHUNK = 2000


def fill(apps, schema_editor):
    """The days of what is there already, by the clock of its unit or place."""
    from cauce.core.organisations.models import OrgUnit

    for model, place, instant in (("Request", "unit_id", "submitted_at"), ("Signal", "place_id", "raised_at")):
        table = apps.get_model("authorizations", model)._default_manager
        found = table.filter(**{f"{instant}__isnull": False, "day__isnull": True})
        if not found.exists():
            continue
        places = {unit.pk: unit for unit in OrgUnit.objects.select_related("area")}
        for row in found.only("pk", place, instant).iterator(chunk_size=_CHUNK):
            day = day_number(places[getattr(row, place)], getattr(row, instant))
            table.filter(pk=row.pk).update(day=day)


class Migration(migrations.Migration):
    dependencies = [
        ("authorizations", "0004_due_index"),
        ("organisations", "0003_unit_country"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(model_name="request", name="day", **_DAY),
        migrations.AddField(model_name="signal", name="day", **_DAY),
        migrations.AddIndex(model_name="request", index=models.Index(fields=["day"], name="request_day")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
