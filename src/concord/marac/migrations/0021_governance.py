"""Governance: limits of absence, answers to the board, posts, and what counts."""

from __future__ import annotations

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from concord.access.policies import Protect
from concord.marac import walls_of_governance as walls

# What a figure is held against, each with where it comes from. "Custom" is knowledge
# of the field that stands in no document.
FIRST_VERSION = {
    "code": "marac_governance",
    "version": 1,
    "body": {
        "cases_per_10000": 40,
        "cases_per_10000_source": "SafeLives, reviewing your MARAC data",
        "referrals_per_idva": 100,
        "referrals_per_idva_source": "SafeLives, reviewing your MARAC data",
        "cases_per_administrator": 400,
        "cases_per_administrator_source": "SafeLives, reviewing your MARAC data",
        "repeat_from": 28,
        "repeat_to": 40,
        "repeat_source": "custom of the field, in no document",
        "absence_source": "custom of the field, in no document",
        # Fewer than so many are not shown to whoever does not count exactly.
        "fewest_shown": 5,
    },
    "source": "SafeLives, reviewing your MARAC data; the rest is custom of the field",
    "valid": "[,)",
}


def write_definition(apps, schema_editor):
    apps.get_model("partnership", "Definition").objects.create(**FIRST_VERSION)



class Migration(migrations.Migration):

    dependencies = [
        ('marac', '0020_past_hearings'),
        ('access', '0002_policies'),
        ('frontdoor', '0008_figures'),
        ('people', '0004_about'),
        ('partnership', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='panel',
            name='absent_in_a_row',
            field=models.PositiveSmallIntegerField(db_default=2, default=2, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(24)]),
        ),
        migrations.AddField(
            model_name='panel',
            name='attendance_meetings',
            field=models.PositiveSmallIntegerField(db_default=6, default=6, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(24)]),
        ),
        migrations.AddField(
            model_name='panel',
            name='least_attendance',
            field=models.PositiveSmallIntegerField(db_default=50, default=50, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)]),
        ),
        migrations.CreateModel(
            name='Staffing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('idvas', models.DecimalField(decimal_places=2, max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0')), django.core.validators.MaxValueValidator(Decimal('200'))])),
                ('administrators', models.DecimalField(decimal_places=2, max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0')), django.core.validators.MaxValueValidator(Decimal('200'))])),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staffing', to='marac.panel')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership')),
            ],
            options={
                'ordering': ('-since', '-written_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='AbsenceAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('why', models.CharField(max_length=1000)),
                ('changes', models.CharField(max_length=1000)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='marac.meeting')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.team')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership')),
            ],
            options={
                'ordering': ('team', 'meeting', 'n'),
                'constraints': [models.UniqueConstraint(fields=('team', 'meeting', 'n'), name='an_absence_is_answered_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('why', ''), _negated=True), models.Q(('changes', ''), _negated=True)), name='an_absence_says_why_and_what_changes')],
            },
        ),
        Protect(
            "marac_staffing", check=walls.STAFFED, insert_only=True, deletable=False
        ),
        Protect(
            "marac_absenceanswer",
            check=walls.ANSWERED_BY_THE_TEAM,
            insert_only=True,
            deletable=False,
            secret=("why", "changes"),
        ),
        migrations.RunPython(write_definition, migrations.RunPython.noop),
        migrations.RunSQL(walls.GOVERNANCE),
    ]
