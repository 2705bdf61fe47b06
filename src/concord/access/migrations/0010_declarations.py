"""Declarations of staff; whom to tell of an emergency; who may open a case."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from concord.access import sql_declarations

PURPOSES = [
    ("safeguard_victim", "Keep the victim safe"),
    ("safeguard_children", "Keep the children safe"),
    ("marac", "MARAC hearing"),
    ("prevent_harm", "Stop the person causing harm"),
    ("support", "Give support that was asked for"),
    ("adult_at_risk", "Safeguard an adult with care needs"),
    ("other", "Something else, said below"),
    ("hand_over", "Another team takes the case"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0008_sharing'),
        ('partnership', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ('-at',),
            },
        ),
        migrations.AddIndex(
            model_name='emergency',
            index=models.Index(condition=models.Q(('reviewed_by__isnull', True)), fields=['partnership'], name='emergencies_to_review'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='declaration',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='membership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_declaration_says_something'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_by__isnull', True)), models.Q(('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='an_answer_has_words'),
        ),
        migrations.AlterField(
            model_name="disclosure",
            name="purpose",
            field=models.CharField(choices=PURPOSES, max_length=20),
        ),
        migrations.RunSQL(sql_declarations.BREAK_GLASS),
        migrations.RunSQL(sql_declarations.TELLING),
        migrations.RunSQL(sql_declarations.WHO),
        migrations.RunSQL(sql_declarations.SUSPICIONS),
        migrations.RunSQL(sql_declarations.DECLARATIONS),
    ]
