"""Index only the rows that continue another; the views step aside while SQLite makes the table again."""

import django.db.models.deletion
from django.db import migrations, models

from .sql import facts_1


class Migration(migrations.Migration):
    dependencies = [("oralhealth", "0004_state_labels")]
    operations = [
        *(migrations.RunSQL(facts_1.drop(name), facts_1.create(name)) for name in facts_1.VIEWS),
        migrations.AlterField(
            "patientrow",
            "continues",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="continuations",
                to="oralhealth.patientrow",
            ),
        ),
        migrations.AddIndex(
            "patientrow",
            models.Index(
                condition=models.Q(("continues__isnull", False)), fields=["continues"], name="row_continues"
            ),
        ),
        *(migrations.RunSQL(facts_1.create(name), facts_1.drop(name)) for name in facts_1.VIEWS),
    ]
