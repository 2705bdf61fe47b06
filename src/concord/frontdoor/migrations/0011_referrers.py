"""Professionals without an account: listed domains, links, and where letters may go."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models

from concord.frontdoor import walls_of_referrers


class Migration(migrations.Migration):
    dependencies = [
        ("frontdoor", "0010_which_was_read"),
        ("people", "0002_contact_attempts"),
        ("post", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="frontdoor",
            name="referrer_domains",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="referrer_verified",
            field=models.EmailField(
                blank=True, default="", editable=False, max_length=254
            ),
        ),
        migrations.RunSQL(walls_of_referrers.LINKS),
        migrations.RunSQL(walls_of_referrers.POST),
    ]
