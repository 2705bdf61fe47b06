"""Who may vouch is checked closer; sign-ins say how they went; live sessions."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from concord.access import sql_accounts
from concord.access.policies import Protect


class Migration(migrations.Migration):
    dependencies = [("access", "0011_looks")]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key_hash', models.CharField(max_length=64, unique=True)),
                ('browser', models.CharField(help_text='Such as Firefox on Windows', max_length=60)),
                ('started_at', models.DateTimeField()),
                ('touched_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-touched_at',),
            },
        ),
        Protect(
            "access_session",
            using="account_id = (SELECT access.my_account())",
            check="false",
            insert_only=True,
            history=False,
        ),
        migrations.RunSQL(sql_accounts.SESSIONS),
        migrations.RunSQL(sql_accounts.SIGN_INS),
        Protect(
            "access_approval", check=sql_accounts.MAY_APPROVE, insert_only=True
        ),
    ]
