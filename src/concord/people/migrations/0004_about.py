"""Numbers of a person, and what bears on their needs."""

from __future__ import annotations

import django.db.models.deletion
import uuid
from django.db import migrations, models

from concord.access.records import ProtectRecord
from concord.people import walls_of_about as walls


class Migration(migrations.Migration):

    dependencies = [
        ('partnership', '0001_initial'),
        ('people', '0003_matching'),
    ]

    operations = [
        migrations.CreateModel(
            name='Characteristics',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('case_id', models.UUIDField()),
                ('part', models.CharField(choices=[('identity', 'Who they are'), ('contact', 'How to reach them'), ('location', 'Where they are'), ('risk', 'Risk'), ('research', 'Research'), ('action', 'Actions'), ('minutes', 'Minutes'), ('note', 'Notes')], default='risk', max_length=10)),
                ('side', models.CharField(choices=[('victim', 'Victim'), ('alleged', 'Person alleged to cause harm'), ('child', 'Child')], max_length=10)),
                ('n', models.PositiveIntegerField()),
                ('ethnicity', models.CharField(choices=[('white_british', 'White: English, Welsh, Scottish, Northern Irish or British'), ('white_irish', 'White: Irish'), ('gypsy_traveller', 'White: Gypsy or Irish Traveller'), ('roma', 'White: Roma'), ('white_other', 'White: other'), ('mixed_caribbean', 'Mixed: White and Black Caribbean'), ('mixed_african', 'Mixed: White and Black African'), ('mixed_asian', 'Mixed: White and Asian'), ('mixed_other', 'Mixed: other'), ('indian', 'Asian: Indian'), ('pakistani', 'Asian: Pakistani'), ('bangladeshi', 'Asian: Bangladeshi'), ('chinese', 'Asian: Chinese'), ('asian_other', 'Asian: other'), ('african', 'Black: African'), ('caribbean', 'Black: Caribbean'), ('black_other', 'Black: other'), ('arab', 'Arab'), ('other', 'Any other ethnic group'), ('not_recorded', 'Not recorded'), ('not_asked', 'Not asked'), ('prefers_not', 'Prefers not to say')], default='not_recorded', max_length=16)),
                ('sexual_orientation', models.CharField(choices=[('straight', 'Straight or heterosexual'), ('gay_lesbian', 'Gay or lesbian'), ('bisexual', 'Bisexual'), ('other', 'Other'), ('not_recorded', 'Not recorded'), ('not_asked', 'Not asked'), ('prefers_not', 'Prefers not to say')], default='not_recorded', max_length=12)),
                ('religion', models.CharField(choices=[('none', 'No religion'), ('christian', 'Christian'), ('buddhist', 'Buddhist'), ('hindu', 'Hindu'), ('jewish', 'Jewish'), ('muslim', 'Muslim'), ('sikh', 'Sikh'), ('other', 'Other'), ('not_recorded', 'Not recorded'), ('not_asked', 'Not asked'), ('prefers_not', 'Prefers not to say')], default='not_recorded', max_length=12)),
                ('disability', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_recorded', 'Not recorded'), ('not_asked', 'Not asked'), ('prefers_not', 'Prefers not to say')], default='not_recorded', max_length=12)),
                ('disability_words', models.CharField(blank=True, max_length=300)),
                ('gender_as_registered', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_recorded', 'Not recorded'), ('not_asked', 'Not asked'), ('prefers_not', 'Prefers not to say')], default='not_recorded', max_length=12)),
                ('immigration', models.CharField(choices=[('british_irish', 'British or Irish'), ('settled', 'Settled, or leave to remain without limit'), ('pre_settled', 'Pre-settled status'), ('partner_visa', 'Visa as a partner'), ('work_study', 'Visa to work or study'), ('asylum', 'Seeking asylum'), ('refugee', 'Refugee or protected'), ('no_leave', 'No leave to remain, or it has run out'), ('other', 'Other'), ('not_recorded', 'Not recorded'), ('not_asked', 'Not asked'), ('prefers_not', 'Prefers not to say')], default='not_recorded', max_length=13)),
                ('recourse', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_recorded', 'Not recorded'), ('not_asked', 'Not asked'), ('prefers_not', 'Prefers not to say')], default='not_recorded', max_length=12)),
                ('pregnancy', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_recorded', 'Not recorded'), ('not_asked', 'Not asked'), ('prefers_not', 'Prefers not to say')], default='not_recorded', max_length=12)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('owner_team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.team')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership')),
            ],
            options={
                'ordering': ('person', 'case_id', '-n'),
                'indexes': [models.Index(fields=['case_id'], name='characteristics_of_case')],
                'constraints': [models.UniqueConstraint(fields=('person', 'case_id', 'owner_team', 'n'), name='characteristics_once'), models.CheckConstraint(condition=models.Q(('part', 'risk')), name='characteristics_are_part_risk'), models.CheckConstraint(condition=models.Q(('due_on__isnull', True), ('pregnancy', 'yes'), _connector='OR'), name='a_baby_is_due_to_who_is_pregnant')],
            },
        ),
        migrations.CreateModel(
            name='Identifier',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('part', models.CharField(choices=[('identity', 'Who they are'), ('contact', 'How to reach them'), ('location', 'Where they are'), ('risk', 'Risk'), ('research', 'Research'), ('action', 'Actions'), ('minutes', 'Minutes'), ('note', 'Notes')], default='identity', max_length=10)),
                ('kind', models.CharField(choices=[('nhs', 'NHS number'), ('police', 'Police reference'), ('other', 'Other reference')], max_length=6)),
                ('value', models.CharField(max_length=40)),
                ('issuer', models.CharField(blank=True, help_text='Whose number it is', max_length=80)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ended_why', models.CharField(blank=True, choices=[('typed', 'It was typed wrong'), ('somebody', "It is somebody else's"), ('unused', 'It is used no longer')], max_length=8)),
                ('owner_team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.team')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identifiers', to='people.person')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership')),
            ],
            options={
                'ordering': ('kind', 'written_at'),
                'indexes': [models.Index(fields=['person'], name='identifiers_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'nhs'), _negated=True), ('value__regex', '^\\d{10}$'), _connector='OR'), name='nhs_number_has_ten_figures'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('ended_why', '')), models.Q(('ended_on__isnull', False), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='an_identifier_that_ended_says_why')],
            },
        ),
        ProtectRecord(
            "people_identifier",
            case="",
            person="person_id",
            seen=walls.WITH_ITS_PERSON,
            added=walls.OWN_PERSON,
            changes=("ended_on", "ended_why"),
            changed_by=walls.OWN_TEAM,
        ),
        ProtectRecord(
            "people_characteristics",
            person="person_id",
            added=walls.PERSON_IN_CASE,
        ),
        migrations.RunSQL(walls.KEYS),
    ]
