"""The walls around persons and cases: keys, guards, and a row policy for each table."""

from __future__ import annotations

from django.db import migrations

from concord.access.records import ProtectRecord
from concord.cases import walls


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("people", "0001_initial"),
        ("access", "0008_sharing"),
    ]

    operations = [
        migrations.RunSQL(walls.KEYS),
        migrations.RunSQL(walls.LOCKED),
        migrations.RunSQL(walls.SIDES),
        migrations.RunSQL(walls.STAFF),
        # cases
        ProtectRecord(
            "cases_case",
            case="id",
            seen=walls.CASE_SEEN,
            changes=("family_group", "state", "closed_on", "closed_why"),
            changed_by="access.owns({case})",
        ),
        ProtectRecord(
            "cases_party",
            person="person_id",
            added=walls.KNOWN_PERSON,
            changes=("left_on", "left_why"),
        ),
        ProtectRecord("cases_counterallegation", read_besides=walls.BOTH_CASES, added=walls.BOTH_CASES),
        ProtectRecord("cases_transfer", added="access.owns({case})"),
        migrations.RunSQL(walls.TRANSFERS_IN),
        ProtectRecord("cases_parallelprocess", changes=("ended_on", "note", "reference", "led_by")),
        # people
        ProtectRecord("people_person", case="", person="id", seen=walls.PERSON_SEEN),
        ProtectRecord(
            "people_personversion",
            case="",
            person="person_id",
            seen=walls.WITH_ITS_PERSON,
            added=walls.OWN_PERSON,
        ),
        ProtectRecord(
            "people_contactpoint",
            person="person_id",
            added=walls.PERSON_IN_CASE,
            changes=("state", "verified_on", "verified_by_id", "verified_how"),
        ),
        ProtectRecord(
            "people_safecontactrule", person="person_id", added=walls.PERSON_IN_CASE
        ),
        ProtectRecord(
            "people_confidentiallocation",
            person="person_id",
            added=walls.PERSON_IN_CASE,
            changes=("until",),
            changed_by="{t}.owner_team_id = (SELECT access.my_team())",
        ),
        ProtectRecord("people_relationship", seen=walls.BOTH_IN_CASE, added=walls.BOTH_IN_CASE),
        ProtectRecord("people_household", case="", changes=("note",)),
        ProtectRecord(
            "people_householdmember", case="", person="person_id", added=walls.OWN_HOUSEHOLD, changes=("valid",)
        ),
        ProtectRecord(
            "people_sameperson",
            case="",
            seen=walls.BOTH_SEEN,
            added=walls.BOTH_SEEN,
            changes=("state", "ended_by_id", "ended_why", "ended_at"),
            changed_by=walls.BOTH_SEEN,
        ),
    ]
