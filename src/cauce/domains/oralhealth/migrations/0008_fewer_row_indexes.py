"""Four indexes fewer on the tables with the most rows: three repeat the beginning of a unique one, and who saved a
row is never searched for. The views step aside while SQLite makes the tables again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from .sql import facts_1


def _child(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        to="oralhealth.patientrow",
    )


class Migration(migrations.Migration):
    dependencies = [("oralhealth", "0007_epidemiological_forms")]
    operations = [
        *(migrations.RunSQL(facts_1.drop(name), facts_1.create(name)) for name in facts_1.VIEWS),
        migrations.AlterField(
            "patientrow",
            "sheet",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows",
                to="oralhealth.sheet",
            ),
        ),
        migrations.AlterField(
            "patientrow",
            "saved_by",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField("activity", "row", _child("activities")),
        migrations.AlterField("diagnosis", "row", _child("diagnoses")),
        *(migrations.RunSQL(facts_1.create(name), facts_1.drop(name)) for name in facts_1.VIEWS),
    ]
