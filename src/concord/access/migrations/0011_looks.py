"""Who has looked, what was unusual; an era says that it began."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from concord.access import sql_eras, sql_looks, sql_seals, sql_unusual
from concord.access.policies import Protect


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_declarations'),
        ('partnership', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='verb',
            field=models.CharField(choices=[('read', 'Opened'), ('list', 'Listed'), ('search', 'Searched'), ('export', 'Exported'), ('print', 'Printed'), ('insert', 'Added'), ('update', 'Changed'), ('delete', 'Removed'), ('refusal', 'Refused'), ('sign_in', 'Signed in'), ('sign_in_failed', 'Sign-in failed'), ('sign_out', 'Signed out'), ('session_ended', 'Session ended'), ('break_glass', 'Opened in an emergency'), ('lock', 'Locked out'), ('unlock', 'Lock ended'), ('audit_read', 'Read the audit'), ('open_terms', 'Opened search terms'), ('dispose', 'Disposed of'), ('era', 'Began after a restore')], max_length=20),
        ),
        migrations.CreateModel(
            name='Unusual',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('week', models.DateField(help_text='The Monday')),
                ('kind', models.CharField(choices=[('many', 'Many cases'), ('out_of_hours', 'Out of hours'), ('own_name', 'Own surname'), ('own_street', 'Near somebody they are kept from'), ('refusals', 'Refusals in a row'), ('emergencies', 'Emergencies')], max_length=12)),
                ('facts', models.JSONField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(help_text='When the numbers last changed')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership')),
            ],
            options={
                'ordering': ('-week', 'account', 'kind'),
            },
        ),
        migrations.CreateModel(
            name='UnusualReview',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('note', models.CharField(max_length=500)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership')),
                ('by_account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership')),
                ('unusual', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='access.unusual')),
            ],
            options={
                'db_table': 'access_unusual_review',
                'ordering': ('-id',),
            },
        ),
        migrations.AddConstraint(
            model_name='unusual',
            constraint=models.UniqueConstraint(fields=('partnership', 'account', 'week', 'kind'), name='unusual_once_a_week'),
        ),
        migrations.RunSQL(sql_eras.ERAS_MARKED),
        Protect(
            "access_event",
            using=sql_eras.EVENTS_SEEN,
            check="false",
            insert_only=True,
            history=False,
        ),
        migrations.RunSQL("REVOKE INSERT ON access_event FROM app_runtime"),
        migrations.RunSQL(sql_looks.LOOKS_AT),
        migrations.RunSQL(sql_looks.FOR_AUDITORS),
        migrations.RunSQL(sql_unusual.ALIKE),
        Protect(
            "access_unusual",
            using=sql_unusual.UNUSUAL_SEEN,
            check=sql_seals.BY_THE_AUDIT,
            deletable=False,
            history=False,
        ),
        Protect(
            "access_unusual_review",
            using=sql_unusual.REVIEWS_SEEN,
            check=sql_unusual.MAY_REVIEW,
            insert_only=True,
            history=False,
        ),
    ]
