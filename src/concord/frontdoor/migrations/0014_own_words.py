"""Whoever has referred somebody goes on seeing what they wrote, and no step of others."""

from __future__ import annotations

from django.db import migrations

from concord.access.records import ProtectRecord
from concord.frontdoor import walls
from concord.frontdoor import walls_of_own_words as own


class Migration(migrations.Migration):
    dependencies = [("frontdoor", "0013_gp_practice")]

    operations = [
        migrations.RunSQL(own.OWN_WORDS),
        ProtectRecord(
            "frontdoor_referral",
            may_have_no_case=True,
            seen=walls.REFERRAL_SEEN,
            read_besides=walls.NOT_KEPT,
            added=walls.REFERRAL_ADDED,
            changes=("state", "since", "taken_by_id", "case_id", "reply", "replied_at"),
            changed_by=own.AT_THE_DOOR,
        ),
        ProtectRecord(
            "frontdoor_named",
            person="person_id",
            may_have_no_case=True,
            seen=own.NAMED_SEEN,
            added=walls.OWN_REFERRAL,
            changes=("person_id",),
            changed_by=own.REFERRAL_AT_MY_DOOR,
        ),
        *(
            ProtectRecord(
                table,
                may_have_no_case=True,
                read_besides=own.ITS_REFERRAL,
                added=own.REFERRAL_AT_MY_DOOR,
            )
            for table in ("frontdoor_step", "frontdoor_decision")
        ),
    ]
