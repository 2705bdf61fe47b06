"""The walls of flags: each team's own, and what the coordinator may know of them."""

from __future__ import annotations

from django.db import migrations

from concord.access.records import ProtectRecord
from concord.marac import walls_of_flags as walls
from concord.people import walls_of_merging


class Migration(migrations.Migration):
    dependencies = [
        ("marac", "0007_flags"),
        ("access", "0008_sharing"),
        ("people", "0006_merging"),
    ]

    operations = [
        migrations.RunSQL(walls.TO_BE_FLAGGED),
        ProtectRecord(
            "marac_flag",
            seen=walls.FLAG_SEEN,
            added=walls.FLAG_ADDED,
            changes=("cleared_at", "cleared_why"),
            changed_by=walls.FLAG_SEEN,
        ),
        ProtectRecord(
            "marac_flagreference",
            person="person_id",
            seen=walls.REFERENCE_SEEN,
            added=walls.REFERENCE_ADDED,
        ),
        migrations.RunSQL(walls.CONFIRMED_AND_ENDED),
        migrations.RunSQL(walls.REMINDING),
        migrations.RunSQL(walls_of_merging.relations()),
    ]
