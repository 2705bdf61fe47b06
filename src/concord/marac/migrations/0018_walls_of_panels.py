"""The walls of panels: each lists its own work; returns and flags are of the MARAC."""

from __future__ import annotations

from django.db import migrations

from concord.access.records import ProtectRecord
from concord.marac import walls, walls_of_panels


class Migration(migrations.Migration):
    dependencies = [("marac", "0017_panels")]

    operations = [
        ProtectRecord(
            "marac_agendaitem",
            read_besides=walls.ON_AN_ISSUED_AGENDA,
            added=walls_of_panels.PUT_ON_BY_ITS_PANEL,
            changes=("position", "is_late", "state", "why", "disclosure_id"),
        ),
        ProtectRecord("marac_panelnote", added=walls_of_panels.NOTED_BY_ITS_PANEL),
        migrations.RunSQL(walls_of_panels.FACTS_OF_THE_MARAC),
        migrations.RunSQL(walls_of_panels.FLAGGED_AFTER_THE_MARAC),
    ]
