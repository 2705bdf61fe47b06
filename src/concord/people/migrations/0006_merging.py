"""Two records of one team made one, and two again."""

from __future__ import annotations

import django.db.models.deletion
import uuid
from django.db import migrations, models

from concord.access.records import ProtectRecord
from concord.people import walls_of_merging as walls


class Migration(migrations.Migration):

    dependencies = [
        ('partnership', '0001_initial'),
        ('people', '0005_rows_of_known'),
        ('cases', '0005_reference_of_a_transfer'),
        # Whom a referral names moves along, too.
        ('frontdoor', '0003_public_door'),
    ]

    operations = [
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('kept_n', models.PositiveIntegerField()),
                ('chosen_n', models.PositiveIntegerField(blank=True, null=True)),
                ('why', models.CharField(max_length=300)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undone_why', models.CharField(blank=True, max_length=300)),
                ('absorbed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('owner_team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.team')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='people.person')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership')),
            ],
            options={
                'ordering': ('-written_at',),
            },
        ),
        migrations.CreateModel(
            name='MergeStep',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('table_name', models.CharField(max_length=63)),
                ('column_name', models.CharField(max_length=63)),
                ('row_id', models.UUIDField()),
                ('was', models.TextField(null=True)),
                ('is_now', models.TextField(null=True)),
                ('merge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.merge')),
            ],
            options={
                'ordering': ('merge', 'id'),
            },
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('person', models.F('absorbed')), _negated=True), name='nobody_absorbs_themselves'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('absorbed',), name='absorbed_once'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='a_merge_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True), ('undone_why', '')), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undone_why', ''), _negated=True)), _connector='OR'), name='what_is_undone_says_by_whom_and_why'),
        ),
        ProtectRecord(
            "people_merge",
            case="",
            person="person_id",
            added=walls.BOTH_OWN,
            changes=("undone_at", "undone_by_id", "undone_why"),
        ),
        migrations.RunSQL(walls.NOBODY_READS),
        migrations.RunSQL(walls.ABSORBED),
        migrations.RunSQL(walls.ONE_CLUSTER),
        migrations.RunSQL(walls.KEYS),
        migrations.RunSQL(walls.relations()),
        migrations.RunSQL(walls.GUARD),
        migrations.RunSQL(walls.MOVING),
        migrations.RunSQL(walls.MOVING_BACK),
        migrations.RunSQL(walls.DISPOSAL),
    ]
