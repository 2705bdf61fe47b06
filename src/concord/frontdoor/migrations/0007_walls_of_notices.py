"""The walls around notices to schools: guards, and a row policy for each table."""

from __future__ import annotations

from django.db import migrations

from concord.access.policies import Protect
from concord.access.records import MINE, ProtectRecord
from concord.frontdoor import walls_of_notices as walls
from concord.frontdoor.walls import DECIDES


class Migration(migrations.Migration):
    dependencies = [("frontdoor", "0006_notices")]

    operations = [
        migrations.RunSQL(walls.KEPT),
        Protect("frontdoor_keyadult", deletable=False, check=DECIDES),
        ProtectRecord(
            "frontdoor_notice",
            may_have_no_case=True,
            seen=MINE,
            read_besides=walls.NOTICE_NOT_KEPT,
            added=walls.NOTICE_ADDED,
            changes=("state", "state_at", "why_not"),
            changed_by=MINE,
        ),
        ProtectRecord(
            "frontdoor_relay",
            may_have_no_case=True,
            seen=walls.RELAY_SEEN,
            read_besides=walls.RELAY_NOT_KEPT,
            added=walls.OF_OWN_NOTICE,
            changes=("state", "opened_at", "acknowledged_at"),
            changed_by=walls.TO_ME,
        ),
    ]
