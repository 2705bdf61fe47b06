"""Names are compared in every way of writing them; walls become locks with a record."""

from __future__ import annotations

from django.db import migrations

from concord.access.records import ProtectRecord
from concord.frontdoor import walls, walls_of_names, walls_of_referrers


class Migration(migrations.Migration):
    dependencies = [("frontdoor", "0013_own_words")]

    operations = [
        migrations.RunSQL(walls_of_names.NAMES),
        migrations.RunSQL(walls_of_names.OWN_WORDS),
        ProtectRecord(
            "frontdoor_referral",
            may_have_no_case=True,
            seen=walls.REFERRAL_SEEN,
            read_besides=walls.NOT_KEPT,
            added=walls.REFERRAL_ADDED,
            changes=("state", "since", "taken_by_id", "case_id", "reply", "replied_at"),
            changed_by=walls_of_names.AT_THE_DOOR,
        ),
        ProtectRecord(
            "frontdoor_named",
            person="person_id",
            may_have_no_case=True,
            seen=walls_of_names.NAMED_SEEN,
            added=walls.OWN_REFERRAL,
            changes=("person_id",),
            changed_by=walls_of_names.REFERRAL_AT_MY_DOOR,
        ),
        *(
            ProtectRecord(
                table,
                may_have_no_case=True,
                read_besides=walls_of_names.ITS_REFERRAL,
                added=walls_of_names.REFERRAL_AT_MY_DOOR,
            )
            for table in ("frontdoor_step", "frontdoor_decision")
        ),
        ProtectRecord(
            "frontdoor_attachment",
            may_have_no_case=True,
            seen=walls_of_names.NAMED_SEEN,
            added=walls_of_referrers.FILE_ADDED,
        ),
    ]
