"""The walls of research: the team that wrote it, the coordinator, later who heard it."""

from __future__ import annotations

from django.db import migrations

from concord.access.records import ProtectRecord
from concord.marac import walls_of_research as walls


class Migration(migrations.Migration):
    dependencies = [
        ("marac", "0005_room"),
        ("people", "0006_merging"),
    ]

    operations = [
        migrations.RunSQL(walls.HEARING),
        ProtectRecord(
            "marac_research", seen=walls.RESEARCH_SEEN, added=walls.ASKED
        ),
        ProtectRecord(
            "marac_researchentry",
            seen=walls.ENTRY_SEEN,
            added=f"{walls.OF_MY_ANSWER} AND {walls.ASKED}",
        ),
        ProtectRecord(
            "marac_researchdraft",
            seen=walls.ONLY_MINE,
            added=walls.ASKED,
            changes=("typed", "saved_at", "used_at"),
            changed_by=walls.ONLY_MINE,
        ),
        migrations.RunSQL(walls.TOGETHER),
    ]
