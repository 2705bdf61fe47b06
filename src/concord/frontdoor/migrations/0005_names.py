"""Names in referrals, compared in every way of writing them; locks that come of them."""

from __future__ import annotations

from django.db import migrations

from concord.frontdoor.walls_of_names import NAMES


class Migration(migrations.Migration):
    dependencies = [("frontdoor", "0004_intake")]
    operations = [migrations.RunSQL(NAMES)]
