"""The walls of MARAC: meetings by partnership, agendas by decision."""

from __future__ import annotations

from django.db import migrations

from concord.access.policies import Protect
from concord.access.records import ProtectRecord
from concord.marac import walls


class Migration(migrations.Migration):
    dependencies = [
        ("marac", "0001_initial"),
        ("access", "0008_sharing"),
        ("frontdoor", "0002_walls"),
    ]

    operations = [
        Protect("marac_panel", deletable=False, check=walls.MANAGES),
        Protect("marac_coreteam", deletable=False, check=walls.MANAGES),
        Protect("marac_meeting", deletable=False, check=walls.PLANNED_BY_THE_PANEL),
        Protect("marac_attendance", deletable=False, check=walls.SAID_BY_THE_TEAM),
        ProtectRecord(
            "marac_agendaitem",
            read_besides=walls.ON_AN_ISSUED_AGENDA,
            added=walls.PUT_ON_BY_THE_PANEL,
            changes=("position", "is_late", "state", "why", "disclosure_id"),
        ),
    ]
