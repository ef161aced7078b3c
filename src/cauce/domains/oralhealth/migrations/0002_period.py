"""Sheets and exams tell time as the indicators do."""

from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    """period = month and day, for rows saved before."""
    for name in ("Sheet", "Exam"):
        model = apps.get_model("oralhealth", name)
        model.objects.update(period=F("month") * 100 + F("date__day"))


class Migration(migrations.Migration):
    dependencies = [("oralhealth", "0001_initial"), ("organisations", "0002_panama_kinds")]
    operations = [
        migrations.AddField("sheet", "period", models.PositiveIntegerField(default=0), preserve_default=False),
        migrations.AddField("exam", "period", models.PositiveIntegerField(default=0), preserve_default=False),
        migrations.RemoveIndex("sheet", "oralhealth__month_4e5c23_idx"),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("sheet", "period", models.PositiveIntegerField(db_index=True)),
        migrations.AlterField("exam", "period", models.PositiveIntegerField(db_index=True)),
    ]
