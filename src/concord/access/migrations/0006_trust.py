"""The actor has a role; two people vouch for a hat that sees people; the audit."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from concord.access import sql_trust
from concord.access.policies import Protect


class Migration(migrations.Migration):
    dependencies = [("access", "0005_agencies_stay")]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('era', models.PositiveIntegerField()),
                ('xid', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('membership_id', models.BigIntegerField(null=True)),
                ('account_id', models.BigIntegerField(null=True)),
                ('team_id', models.BigIntegerField(null=True)),
                ('partnership_id', models.BigIntegerField(null=True)),
                ('verb', models.CharField(choices=[('read', 'Opened'), ('list', 'Listed'), ('search', 'Searched'), ('export', 'Exported'), ('print', 'Printed'), ('insert', 'Added'), ('update', 'Changed'), ('delete', 'Removed'), ('refusal', 'Refused'), ('sign_in', 'Signed in'), ('sign_in_failed', 'Sign-in failed'), ('sign_out', 'Signed out'), ('session_ended', 'Session ended'), ('break_glass', 'Opened in an emergency'), ('lock', 'Locked out'), ('unlock', 'Lock ended'), ('audit_read', 'Read the audit'), ('open_terms', 'Opened search terms'), ('dispose', 'Disposed of')], max_length=20)),
                ('door', models.CharField(blank=True, max_length=80)),
                ('table_name', models.CharField(blank=True, max_length=63)),
                ('row_id', models.CharField(blank=True, max_length=40)),
                ('case_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('person_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('parts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None)),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=63), default=list, size=None)),
                ('n', models.PositiveIntegerField(default=0)),
                ('terms_mark', models.BinaryField(help_text='SHA-256 of the cipher', null=True)),
                ('why', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['partnership_id', '-id'], name='event_in_partnership'), models.Index(fields=['account_id', '-id'], name='event_of_account'), django.contrib.postgres.indexes.GinIndex(fields=['case_ids'], name='event_of_case'), models.Index(fields=['era', 'xid', 'id'], name='event_for_sealing')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('approved', 'Approved'), ('confirmed', 'Confirmed for another quarter'), ('withdrawn', 'Withdrawn')], max_length=10)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by_account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by_membership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='partnership.membership')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership')),
            ],
            options={
                'ordering': ('membership', 'id'),
                'indexes': [models.Index(fields=['membership', '-id'], name='approvals_of_hat')],
            },
        ),
        migrations.RunSQL(sql_trust.ROLES),
        migrations.RunSQL(sql_trust.EVENTS),
        Protect(
            "access_approval", check=sql_trust.MAY_APPROVE, insert_only=True
        ),
        Protect(
            "access_event",
            using=sql_trust.EVENTS_SEEN,
            check="false",
            insert_only=True,
            history=False,
        ),
        migrations.RunSQL("REVOKE INSERT ON access_event FROM app_runtime"),
        migrations.RunSQL(sql_trust.ROLE_CHANGES),
    ]
