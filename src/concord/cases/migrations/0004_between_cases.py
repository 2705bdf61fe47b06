"""Where two cases meet: locks follow a transfer, a counter-allegation reads alike."""

from __future__ import annotations

from django.db import migrations

from concord.access.records import ProtectRecord
from concord.cases import walls_between, walls


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_disposal")]

    operations = [
        migrations.RunSQL(walls_between.LOCKS_FOLLOW),
        ProtectRecord(
            "cases_transfer",
            seen=walls_between.TRANSFER_SEEN,
            added="access.owns({case})",
        ),
        migrations.RunSQL(walls_between.TRANSFERS_IN),
        ProtectRecord(
            "cases_counterallegation",
            seen=walls_between.COUNTER_SEEN,
            read_besides=walls_between.BOTH_CASES,
            added=walls_between.BOTH_CASES,
        ),
        # How two people are related can end, or turn out to be a mistake.
        migrations.RunSQL(walls_between.STAND_APART),
        ProtectRecord(
            "people_relationship",
            seen=walls.BOTH_IN_CASE,
            added=walls.BOTH_IN_CASE,
            changes=("valid",),
        ),
    ]
