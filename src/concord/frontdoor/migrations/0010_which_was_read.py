"""The audit says which referral was read, also before it had a case."""

from __future__ import annotations

from django.db import migrations

from concord.frontdoor import walls_of_reading as walls


class Migration(migrations.Migration):
    dependencies = [("frontdoor", "0009_who_is_told")]
    operations = [
        migrations.RunSQL(walls.WHICH_WAS_READ),
        migrations.RunSQL(walls.LOOKS),
    ]
