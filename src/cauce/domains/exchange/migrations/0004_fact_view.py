"""The fact views over which the consolidated is counted."""

from django.db import migrations

from .sql import facts_1


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0003_match_run_job"),
        ("periods", "0001_initial"),
        ("organisations", "0003_unit_country"),
        ("catalogues", "0003_published_is_immutable"),
    ]
    operations = [
        migrations.RunSQL(facts_1.CREATE_IDS, facts_1.DROP_IDS),
        migrations.RunSQL(facts_1.CREATE_LINES, facts_1.DROP_LINES),
    ]
