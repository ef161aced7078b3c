"""The fact views over which oversight is counted."""

from django.db import migrations

from .sql import facts_1


def _create(apps, schema_editor):
    for name in facts_1.VIEWS:
        schema_editor.execute(facts_1.create(name, schema_editor.connection.vendor))


def _drop(apps, schema_editor):
    for name in facts_1.VIEWS:
        schema_editor.execute(facts_1.drop(name))


class Migration(migrations.Migration):
    dependencies = [("authorizations", "0005_oversight_days")]
    operations = [migrations.RunPython(_create, _drop)]
