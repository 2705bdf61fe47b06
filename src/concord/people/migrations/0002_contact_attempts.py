"""Attempts to reach people; when a contact point ended; what the database holds of it."""

from __future__ import annotations

import django.db.models.deletion
import uuid
from django.db import migrations, models

from concord.access.records import ProtectRecord
from concord.people import walls


class Migration(migrations.Migration):

    dependencies = [
        ('partnership', '0001_initial'),
        ('people', '0001_initial'),
        ('post', '0001_initial'),
        ('access', '0008_sharing'),
        ('cases', '0002_walls'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactAttempt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('case_id', models.UUIDField()),
                ('part', models.CharField(choices=[('identity', 'Who they are'), ('contact', 'How to reach them'), ('location', 'Where they are'), ('risk', 'Risk'), ('research', 'Research'), ('action', 'Actions'), ('minutes', 'Minutes'), ('note', 'Notes')], max_length=10)),
                ('side', models.CharField(choices=[('victim', 'Victim'), ('alleged', 'Person alleged to cause harm'), ('child', 'Child')], max_length=10)),
                ('channel', models.CharField(max_length=10)),
                ('purpose', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('cleared', 'Found safe'), ('not_safe', 'Not safe: not done'), ('reached', 'Reached them'), ('not_reached', 'Nobody answered'), ('somebody', 'Somebody else answered'), ('sent', 'Sent, left or passed on')], max_length=12)),
                ('note', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ('-at', '-written_at'),
            },
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='ended_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='ended_why',
            field=models.CharField(blank=True, choices=[('somebody', 'Somebody else answered'), ('unused', 'It is not in use'), ('said', 'They said so'), ('typed', 'It was typed wrong'), ('replaced', 'A verified one took its place')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('state__in', ['wrong', 'superseded']), models.Q(('ended_why', ''), _negated=True)), models.Q(('ended_on__isnull', True), ('ended_why', ''), ('state__in', ['verified', 'unverified'])), _connector='OR'), name='what_has_ended_says_when_and_why'),
        ),
        migrations.AddConstraint(
            model_name='safecontactrule',
            constraint=models.CheckConstraint(condition=models.Q(('may_leave_message', True), models.Q(('channels__overlap', ['voicemail', 'somebody']), _negated=True), _connector='OR'), name='never_leave_a_message_wins'),
        ),
        migrations.AddConstraint(
            model_name='safecontactrule',
            constraint=models.CheckConstraint(condition=models.Q(('may_write', True), models.Q(('channels__overlap', ['text', 'message', 'email', 'letter', 'calendar']), _negated=True), _connector='OR'), name='do_not_write_wins'),
        ),
        migrations.AddField(
            model_name='contactattempt',
            name='contact_point',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='people.contactpoint'),
        ),
        migrations.AddField(
            model_name='contactattempt',
            name='follows',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcome_row', to='people.contactattempt'),
        ),
        migrations.AddField(
            model_name='contactattempt',
            name='owner_team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.team'),
        ),
        migrations.AddField(
            model_name='contactattempt',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership'),
        ),
        migrations.AddField(
            model_name='contactattempt',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='contactattempt',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership'),
        ),
        migrations.AddIndex(
            model_name='contactattempt',
            index=models.Index(fields=['contact_point', '-at'], name='attempts_of_point'),
        ),
        migrations.AddIndex(
            model_name='contactattempt',
            index=models.Index(fields=['case_id'], name='attempts_of_case'),
        ),
        migrations.AddConstraint(
            model_name='contactattempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('follows__isnull', True), ('outcome__in', ['cleared', 'not_safe'])), models.Q(('follows__isnull', False), ('outcome__in', ['reached', 'not_reached', 'somebody', 'sent'])), _connector='OR'), name='an_outcome_follows_what_was_cleared'),
        ),
        ProtectRecord(
            "people_contactattempt",
            person="person_id",
            seen=walls.POINT_SEEN,
            added=walls.POINT_FITS,
        ),
        ProtectRecord(
            "people_safecontactrule",
            person="person_id",
            seen=walls.POINT_SEEN,
            added=walls.POINT_FITS,
        ),
        migrations.RunSQL(walls.KEYS),
        migrations.RunSQL(walls.IN_AN_EMERGENCY),
        migrations.RunSQL(walls.RULES),
        migrations.RunSQL(walls.POINTS),
        migrations.RunSQL(walls.SHARED),
        migrations.RunSQL(walls.POST),
    ]
