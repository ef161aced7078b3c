"""The fact views over which the indicators are counted."""

from django.db import migrations

from .sql import facts_1


class Migration(migrations.Migration):
    dependencies = [("oralhealth", "0002_period")]
    operations = [migrations.RunSQL(facts_1.create(name), facts_1.drop(name)) for name in facts_1.VIEWS]
