"""A row policy for each table of risk, and where a correction may stand."""

from __future__ import annotations

from django.db import migrations

from concord.access.policies import Protect
from concord.access.records import ProtectRecord
from concord.risk import walls


class Migration(migrations.Migration):
    dependencies = [
        ("risk", "0001_initial"),
        ("access", "0008_sharing"),
        ("cases", "0002_walls"),
    ]

    operations = [
        Protect("risk_instrumentversion", check=walls.OURS_OR_DECIDED, insert_only=True),
        Protect("risk_localrule", check=walls.DECIDED, insert_only=True),
        ProtectRecord("risk_riskassessment", added=walls.IN_ITS_WORDS),
        ProtectRecord(
            "risk_assessmentdraft",
            seen=walls.OF_THE_TEAM,
            changes=("typed", "saved_at", "used_at"),
            changed_by=walls.OF_THE_WRITER,
        ),
        migrations.RunSQL(walls.CORRECTIONS),
    ]
