"""Locks reach waiting referrals at once; the audit says which referral was read."""

from __future__ import annotations

from django.db import migrations

from concord.frontdoor import walls_of_reading as walls


class Migration(migrations.Migration):
    dependencies = [("frontdoor", "0008_who_is_told")]
    operations = [
        migrations.RunSQL(walls.KEPT_NOW),
        migrations.RunSQL(walls.WHICH_WAS_READ),
        migrations.RunSQL(walls.LOOKS),
    ]
