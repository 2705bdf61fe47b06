"""Systems of other agencies keep the flags of their own team."""

from __future__ import annotations

from django.db import migrations

from concord.marac import walls_of_flags as walls


class Migration(migrations.Migration):
    dependencies = [
        ("marac", "0008_walls_of_flags"),
        ("frontdoor", "0017_keeps_flags"),
    ]

    operations = [migrations.RunSQL(walls.SYSTEMS)]
