"""After a meeting: what the chair keeps open, and ending what nobody needs."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.db import migrations, models

from concord.access.records import ProtectRecord
from concord.marac import walls_of_afterwards as walls


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_reference_of_a_transfer'),
        ('marac', '0009_flags_of_systems'),
        ('partnership', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptOpen',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('part', models.CharField(choices=[('identity', 'Who they are'), ('contact', 'How to reach them'), ('location', 'Where they are'), ('risk', 'Risk'), ('research', 'Research'), ('action', 'Actions'), ('minutes', 'Minutes'), ('note', 'Notes')], default='identity', max_length=10)),
                ('side', models.CharField(choices=[('victim', 'Victim'), ('alleged', 'Person alleged to cause harm'), ('child', 'Child'), ('none', 'The case as a whole')], default='victim', max_length=10)),
                ('why', models.CharField(choices=[('works', 'It is about to work with somebody in the case'), ('area', 'It covers where they live, work or go to school'), ('children', 'It looks after children like theirs'), ('checks', 'It has still to look in its records'), ('other', 'Another reason, which the minutes give')], max_length=8)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='marac.agendaitem')),
                ('owner_team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.team')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.team')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'team'), name='a_team_is_kept_once_a_hearing'), models.CheckConstraint(condition=models.Q(('part', 'identity'), ('side', 'victim')), name='what_is_kept_open_is_an_identity')],
            },
        ),
        ProtectRecord("marac_keptopen", seen=walls.KEPT_SEEN, added=walls.KEPT_ADDED),
        migrations.RunSQL(walls.NOT_NEEDED),
    ]
