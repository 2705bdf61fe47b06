"""Seals over the audit, what checking them found, and search terms of two keys."""

from __future__ import annotations

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from concord.access import sql_seals, sql_terms
from concord.access.policies import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_trust"),
        ("partnership", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('n', models.BigIntegerField(primary_key=True, serialize=False)),
                ('form', models.PositiveSmallIntegerField(help_text='Version of what is hashed')),
                ('era', models.PositiveIntegerField()),
                ('from_xid', models.BigIntegerField()),
                ('to_xid', models.BigIntegerField()),
                ('first_id', models.BigIntegerField()),
                ('last_id', models.BigIntegerField()),
                ('rows', models.PositiveIntegerField()),
                ('leaves', models.BinaryField()),
                ('root', models.BinaryField()),
                ('prev_root', models.BinaryField()),
                ('sealed_at', models.DateTimeField()),
                ('anchored_at', models.DateTimeField(help_text='When its head had left the database', null=True)),
            ],
            options={
                'ordering': ('-n',),
                'indexes': [models.Index(fields=['era', '-to_xid'], name='seal_of_era'), models.Index(condition=models.Q(('anchored_at', None)), fields=['n'], name='seal_not_anchored')],
            },
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('good', models.BooleanField()),
                ('whole', models.BooleanField(help_text='From the first block on')),
                ('rows', models.BigIntegerField()),
                ('blocks', models.BigIntegerField()),
                ('seconds', models.FloatField()),
                ('report', models.JSONField()),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='TermsOpening',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('event_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('why', models.CharField(max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('good_until', models.DateTimeField(help_text='Set by the first look', null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership')),
                ('approved_by_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership')),
                ('asked_by_account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership')),
            ],
            options={
                'db_table': 'access_terms_opening',
                'ordering': ('-asked_at',),
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by_account', None), models.Q(('approved_by_account', models.F('asked_by_account')), _negated=True), _connector='OR'), name='two_people_open_terms'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None), ('good_until', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='terms_are_approved_first')],
            },
        ),
        migrations.AddIndex(
            model_name='event',
            index=django.contrib.postgres.indexes.BrinIndex(fields=['at'], name='event_at', pages_per_range=32),
        ),
        migrations.RunSQL(sql_seals.ERAS),
        migrations.RunSQL(sql_seals.LEAVES),
        migrations.RunSQL(sql_seals.SEALING),
        migrations.RunSQL(sql_terms.TERMS),
        Protect(
            "access_event",
            using=sql_seals.EVENTS_SEEN,
            check="false",
            insert_only=True,
            history=False,
        ),
        migrations.RunSQL("REVOKE INSERT ON access_event FROM app_runtime"),
        Protect(
            "access_seal",
            using=sql_seals.SEALS_SEEN,
            check="false",
            insert_only=True,
            history=False,
        ),
        migrations.RunSQL("REVOKE INSERT ON access_seal FROM app_runtime"),
        Protect(
            "access_terms_opening",
            using=sql_terms.OPENINGS_SEEN,
            check="false",
            insert_only=True,
            history=False,
        ),
        migrations.RunSQL("REVOKE INSERT ON access_terms_opening FROM app_runtime"),
        Protect(
            "access_verification",
            using=sql_seals.SEALS_SEEN,
            check=sql_seals.BY_THE_AUDIT,
            insert_only=True,
            history=False,
        ),
    ]
