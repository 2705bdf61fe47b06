"""What people said of the public pages, with its row policy."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from concord.access.policies import Protect


class Migration(migrations.Migration):

    dependencies = [
        ('partnership', '0001_initial'),
        ('access', '0002_policies'),
        ('website', '0002_policies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('number', 'A number or address is wrong'), ('service', 'Someone did not help me'), ('page', 'A page is hard to read or to use'), ('good', 'Something was good'), ('other', 'Something else')], max_length=7)),
                ('words', models.TextField(blank=True, max_length=2000)),
                ('on', models.DateField(help_text='The day only: a time could point to somebody')),
                ('key', models.CharField(max_length=64)),
                ('dealt_on', models.DateField(null=True)),
                ('done', models.CharField(blank=True, max_length=300)),
                ('dealt_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.membership')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.partnership')),
            ],
            options={
                'ordering': ('on', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('partnership', 'key'), name='remark_kept_once'), models.CheckConstraint(condition=models.Q(models.Q(('dealt_on', None), models.Q(('words', ''), _negated=True), ('done', '')), models.Q(('dealt_on__isnull', False), ('words', ''), models.Q(('done', ''), _negated=True)), _connector='OR'), name='words_go_when_dealt_with')],
            },
        ),
        # Words are deleted when they were dealt with: history must not keep them.
        Protect("website_remark", deletable=False, secret=("words", "key")),
    ]
