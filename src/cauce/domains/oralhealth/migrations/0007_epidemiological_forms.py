"""Brigades, versions of what two people may write, samples of records, versions of the population.

The views step aside while SQLite makes the tables again.
"""
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from .sql import facts_1


class Migration(migrations.Migration):

    dependencies = [
        ('oralhealth', '0006_removed_rows'),
        ('organisations', '0002_panama_kinds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(migrations.RunSQL(facts_1.drop(name), facts_1.create(name)) for name in facts_1.VIEWS),
        migrations.CreateModel(
            name='AuditedRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('answers', models.JSONField(default=dict)),
                ('finding', models.CharField(blank=True, max_length=300)),
                ('complies', models.BooleanField(null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('looked_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Brigade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('date', models.DateField()),
                ('school', models.CharField(max_length=120)),
                ('group', models.CharField(blank=True, max_length=40)),
                ('population_group', models.CharField(blank=True, max_length=20)),
                ('area', models.CharField(blank=True, choices=[('urbana', 'Urbana'), ('rural', 'Rural'), ('indigena', 'Indígena')], max_length=10)),
                ('province', models.CharField(blank=True, max_length=2)),
                ('district', models.CharField(blank=True, max_length=2)),
                ('corregimiento', models.CharField(blank=True, max_length=2)),
                ('pupils', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-date', 'school', 'group'],
            },
        ),
        migrations.CreateModel(
            name='PopulationLoad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('residents', 'Población estimada'), ('responsibility', 'Población de responsabilidad'), ('pregnancies', 'Embarazadas esperadas')], max_length=14)),
                ('year', models.PositiveSmallIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('source', models.CharField(max_length=200)),
                ('rows', models.PositiveIntegerField()),
                ('persons', models.PositiveBigIntegerField()),
                ('content', models.BinaryField()),
                ('loaded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-version'],
            },
        ),
        migrations.AlterModelOptions(
            name='cost',
            options={'ordering': ['-month', 'activity', 'programme']},
        ),
        migrations.AlterModelOptions(
            name='protectivefactor',
            options={'ordering': ['-date', 'point']},
        ),
        migrations.AlterModelOptions(
            name='recordaudit',
            options={'ordering': ['-year']},
        ),
        migrations.AlterModelOptions(
            name='study',
            options={'ordering': ['-starts_on', 'name']},
        ),
        migrations.RemoveConstraint(
            model_name='exam',
            name='exam_once_a_day',
        ),
        migrations.AddField(
            model_name='cost',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='exam',
            name='group',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='exam',
            name='note',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='exam',
            name='warnings',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='protectivefactor',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='recordaudit',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='recordaudit',
            name='closed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recordaudit',
            name='frame',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='recordaudit',
            name='result',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='recordaudit',
            name='seed',
            field=models.CharField(default='', max_length=40),
        ),
        migrations.AddField(
            model_name='recordaudit',
            name='size',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='recordaudit',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='resource',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='study',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='study',
            name='closed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='study',
            name='conclusion',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='study',
            name='events',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='study',
            name='frequency',
            field=models.CharField(blank=True, choices=[('mensual', 'Mensual'), ('trimestral', 'Trimestral'), ('semestral', 'Semestral'), ('anual', 'Anual')], max_length=10),
        ),
        migrations.AddField(
            model_name='study',
            name='groups',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='study',
            name='sample_rural',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='study',
            name='sample_urban',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='study',
            name='saved_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='study',
            name='saved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='study',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='auditedrecord',
            name='audit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='records', to='oralhealth.recordaudit'),
        ),
        migrations.AddField(
            model_name='auditedrecord',
            name='looked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='auditedrecord',
            name='row',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oralhealth.patientrow'),
        ),
        migrations.AddField(
            model_name='brigade',
            name='closed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='brigade',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='brigade',
            name='saved_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='brigade',
            name='study',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='brigades', to='oralhealth.study'),
        ),
        migrations.AddField(
            model_name='exam',
            name='brigade',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exams', to='oralhealth.brigade'),
        ),
        migrations.AddConstraint(
            model_name='exam',
            constraint=models.UniqueConstraint(condition=models.Q(('brigade__isnull', True)), fields=('facility', 'date', 'person'), name='exam_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='exam',
            constraint=models.UniqueConstraint(condition=models.Q(('brigade__isnull', False)), fields=('brigade', 'person'), name='exam_once_a_brigade'),
        ),
        migrations.AddField(
            model_name='populationload',
            name='loaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='populationload',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.orgunit'),
        ),
        migrations.AddConstraint(
            model_name='auditedrecord',
            constraint=models.UniqueConstraint(fields=('audit', 'position'), name='audited_record_position_once'),
        ),
        migrations.AddConstraint(
            model_name='auditedrecord',
            constraint=models.UniqueConstraint(fields=('audit', 'row'), name='audited_record_once'),
        ),
        migrations.AddConstraint(
            model_name='brigade',
            constraint=models.UniqueConstraint(fields=('facility', 'date', 'school', 'group'), name='brigade_once'),
        ),
        migrations.AddConstraint(
            model_name='populationload',
            constraint=models.UniqueConstraint(fields=('kind', 'year', 'place', 'version'), name='population_version_once'),
        ),
        *(migrations.RunSQL(facts_1.create(name), facts_1.drop(name)) for name in facts_1.VIEWS),
    ]
