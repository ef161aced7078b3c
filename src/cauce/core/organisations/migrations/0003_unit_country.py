"""A tree says its country; nothing depends on it yet in what is running."""

from django.db import migrations, models

from cauce.core.migrating import beside_views


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_panama_kinds")]
    operations = beside_views(
        migrations.AddField("orgunit", "country", models.CharField(blank=True, default="", max_length=2), preserve_default=False)
    )
