"""The walls around referrals: guards, and a row policy for each table."""

from __future__ import annotations

from django.db import migrations

from concord.access.policies import Protect
from concord.access.records import ProtectRecord
from concord.frontdoor import walls


class Migration(migrations.Migration):
    dependencies = [
        ("frontdoor", "0001_initial"),
        ("cases", "0005_reference_of_a_transfer"),
    ]

    operations = [
        migrations.RunSQL(walls.KEPT),
        migrations.RunSQL(walls.ONE_CASE),
        migrations.RunSQL(walls.TAKE),
        Protect("frontdoor_frontdoor"),
        ProtectRecord(
            "frontdoor_referral",
            may_have_no_case=True,
            seen=walls.REFERRAL_SEEN,
            read_besides=walls.NOT_KEPT,
            added=walls.REFERRAL_ADDED,
            changes=("state", "since", "taken_by_id", "case_id", "reply", "replied_at"),
            changed_by=walls.AT_THE_DOOR,
        ),
        ProtectRecord(
            "frontdoor_named",
            person="person_id",
            may_have_no_case=True,
            seen=walls.NAMED_SEEN,
            added=walls.OWN_REFERRAL,
            changes=("person_id",),
            changed_by=walls.REFERRAL_AT_MY_DOOR,
        ),
        ProtectRecord(
            "frontdoor_step",
            may_have_no_case=True,
            read_besides=walls.ITS_REFERRAL,
            added=walls.REFERRAL_AT_MY_DOOR,
        ),
        ProtectRecord(
            "frontdoor_decision",
            may_have_no_case=True,
            read_besides=walls.ITS_REFERRAL,
            added=walls.REFERRAL_AT_MY_DOOR,
        ),
        ProtectRecord(
            "frontdoor_workitem",
            seen=walls.WORK_SEEN,
            changes=("state", "taken_by_id", "state_at", "said"),
            changed_by=walls.AT_THE_DOOR,
        ),
        ProtectRecord(
            "frontdoor_draft",
            case="",
            seen=walls.ONLY_MINE,
            changes=("state", "typed", "saved_at"),
            changed_by=walls.ONLY_MINE,
        ),
    ]
