"""Triggers on both databases: who may not decide, what is never changed, and the counting of units."""

from django.db import migrations

from .sql.guards_1 import create, drop


class Migration(migrations.Migration):
    dependencies = [("authorizations", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
