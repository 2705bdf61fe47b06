"""Seals over the audit, and what checking them found."""

from __future__ import annotations

import django.contrib.postgres.indexes
from django.db import migrations, models

from concord.access import sql_seals
from concord.access.policies import Protect


class Migration(migrations.Migration):
    dependencies = [("access", "0006_trust")]

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
        migrations.AddIndex(
            model_name='event',
            index=django.contrib.postgres.indexes.BrinIndex(fields=['at'], name='event_at', pages_per_range=32),
        ),
        migrations.RunSQL(sql_seals.ERAS),
        migrations.RunSQL(sql_seals.LEAVES),
        migrations.RunSQL(sql_seals.SEALING),
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
            "access_verification",
            using=sql_seals.SEALS_SEEN,
            check=sql_seals.BY_THE_AUDIT,
            insert_only=True,
            history=False,
        ),
    ]
