"""Who has checked the number of a phone line, and when, with its row policy."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from concord.access.policies import Protect


class Migration(migrations.Migration):

    dependencies = [
        ('partnership', '0001_initial'),
        ('access', '0002_policies'),
        ('website', '0003_remarks'),
    ]

    operations = [
        migrations.CreateModel(
            name='LineCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.CharField(max_length=20)),
                ('number', models.CharField(max_length=40)),
                ('on', models.DateField()),
                ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership')),
            ],
            options={
                'ordering': ('on', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('partnership', 'line', 'number', 'on'), name='line_checked_once_a_day')],
            },
        ),
        Protect("website_linecheck", insert_only=True),
    ]
