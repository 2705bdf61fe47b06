"""Heads leave the database: into a file each hour, to the auditors each morning."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.db import connection

from concord.access.actor import Actor, acting_as
from concord.access.audit import anchoring, heads, jobs, recording, telling
from concord.access.audit.tests.conftest import SealNow, begin_era, read
from concord.access.audit.verifying import verify
from concord.access.models import Seal
from concord.access.testing import Place
from concord.foundation.database.testing import as_owner
from concord.foundation.ledger import read as read_ledger
from concord.foundation.post.delivery import composed
from concord.foundation.post.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


def seals() -> list[Seal]:
    with acting_as(Actor.from_job("access.audit")):
        return list(Seal.objects.order_by("n"))


def test_the_newest_head_is_kept_outside_once(
    sealed: Place, seal_now: SealNow, ledger: Path
) -> None:
    last = seals()[-1]
    assert anchoring.anchor() == last.n
    assert anchoring.anchor() is None
    [line] = read_ledger(ledger)
    assert line.kind == "audit_head"
    assert line.facts == {"n": last.n, "root": bytes(last.root).hex()}
    assert all(seal.anchored_at for seal in seals())
    read(sealed)
    seal_now()
    assert anchoring.anchor() == last.n + 1


def test_a_head_that_could_not_be_kept_is_not_called_kept(
    sealed: Place, ledger: Path
) -> None:
    ledger.mkdir()
    with pytest.raises(OSError, match="directory"):
        anchoring.anchor()
    assert not any(seal.anchored_at for seal in seals())


def test_heads_outside_vouch_for_what_was_sealed_before_them(sealed: Place) -> None:
    anchoring.anchor()
    report = verify()
    assert report.good
    assert (report.heads, report.last_head) == (1, report.last_block)


def test_the_morning_letter_brings_the_head_to_auditors_only(
    sealed: Place, northmere: Place
) -> None:
    telling.send_head(dt.date(2026, 11, 19))
    telling.send_head(dt.date(2026, 11, 19))
    sent = Message.objects.all()
    auditors = [place.hats["auditor"].account.email for place in (sealed, northmere)]
    assert sorted(message.address for message in sent) == sorted(auditors)
    mail = composed(sent[0])
    last = seals()[-1]
    assert telling.spelled(bytes(last.root)) in mail.body
    assert str(last.n) in mail.subject


def test_the_letter_passes_the_guard_whatever_the_hash(sealed: Place) -> None:
    """Ten digits in a row could be an NHS number, a nought and more a telephone."""
    for digits in ("9434765919", "07700900123", "0123456789" * 6):
        root = bytes.fromhex(digits.ljust(64, "a")[:64])
        telling.tell(
            telling.letters.AUDIT_HEAD,
            key=f"test:{digits}",
            context={"number": 1, "root": telling.spelled(root), "link": ""},
        )


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (dt.datetime(2026, 7, 1, 6, 11, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 7, 1, 7, 11, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 12, 1, 6, 11, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 12, 1, 7, 11, tzinfo=dt.UTC), True),
    ],
)
def test_the_letter_goes_at_seven_in_summer_and_winter(
    sealed: Place, moment: dt.datetime, told: bool
) -> None:
    jobs.letters(int(moment.timestamp()))
    assert Message.objects.exists() == told


def test_after_a_restore_lost_heads_are_a_note_and_new_ones_count(
    sealed: Place, seal_now: SealNow, owner_url: str
) -> None:
    kept = seals()[-1]
    anchoring.anchor()
    for _ in range(10):
        read(sealed)
    seal_now()
    lost = anchoring.anchor()
    assert lost is not None
    with as_owner(owner_url), connection.cursor() as cursor:
        # As in a backup from before those reads.
        cursor.execute("DELETE FROM access_event WHERE xid >= %s", [kept.to_xid])
        cursor.execute("DELETE FROM access_seal WHERE n > %s", [kept.n])
    assert not verify().good
    assert begin_era(owner_url) == 2
    report = verify()
    assert report.good, report.findings
    [note] = report.findings
    assert f"Blocks {kept.n + 1} to {lost}, sealed before, are not in it" in note.said
    read(sealed)
    seal_now()
    assert anchoring.anchor() == kept.n + 1
    report = verify()
    assert report.good, report.findings
    assert report.last_head == kept.n + 1


def test_an_era_that_cannot_be_kept_outside_is_not_begun(
    sealed: Place, owner_url: str, ledger: Path
) -> None:
    ledger.mkdir()
    with pytest.raises(heads.Unreadable):
        begin_era(owner_url)
    ledger.rmdir()
    assert begin_era(owner_url) == 2


def test_a_rehearsal_of_a_restore_elsewhere_excuses_nothing_here(
    sealed: Place, owner_url: str
) -> None:
    """It writes into the same ledger that an era began, with a mark of its own."""
    last = anchoring.anchor()
    assert last is not None
    heads.append_era(n=1, era=2, mark=uuid.uuid4())
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_seal WHERE n > 1")
        cursor.execute(
            "DELETE FROM access_event WHERE xid >="
            " (SELECT max(to_xid) FROM access_seal)"
        )
    assert not verify().good


def test_a_bad_check_is_kept_and_told_to_auditors(
    sealed: Place, owner_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute("UPDATE access_event SET why = 'x' WHERE verb = 'read'")
    kept = recording.check()
    assert not kept.good
    checked = recording.last_checked()
    assert checked is not None
    assert not checked.good
    [message] = Message.objects.all()
    assert message.address == sealed.hats["auditor"].account.email
    assert "not whole" in composed(message).subject
    assert "audit_not_whole" in str([record.msg for record in caplog.records])


def test_a_good_check_is_kept_and_told_to_nobody(sealed: Place) -> None:
    kept = recording.check()
    assert kept.good
    checked = recording.last_checked()
    assert checked is not None
    assert checked.good
    assert not Message.objects.exists()
