"""What a professional without an account is told of a referral, by page and letter."""

from __future__ import annotations

import re
import uuid

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place, wear
from concord.foundation.post import AtWork
from concord.foundation.post.actions import send
from concord.foundation.post.models import Message
from concord.foundation.post.recipients import NotStaffError
from concord.frontdoor import letters
from concord.frontdoor.actions import deciding, referrers, referring, triage
from concord.frontdoor.testing import SAID, at_door, said
from concord.frontdoor.tests.referrers import (
    WREN,
    browser,
    decide,
    letter_of,
    link,
    listed,
    received,
    refer,
    text,
)

__all__ = ["listed"]
pytestmark = pytest.mark.django_db


TELLS = (
    "Petronella",
    "Wychwood",
    "Fenwickson",
    "MARAC",
    "stalking",
    "Stalking",
    "Wren",
)


def test_the_status_page_says_how_far_it_is_and_nothing_of_anybody(
    listed: Place,
) -> None:
    refer(link())
    address, path, words = letter_of("status_link")
    assert address == WREN
    [got] = received(listed)
    page = text(browser().get(path))
    assert got.ref in page
    assert "Received" in page
    by = at_door(listed)
    with acting_as(by):
        triage.take_on(referral=got, by=by)
        triage.ask(referral=got, what="School: which class?", by=by)
    later = text(browser().get(path))
    assert "Being looked at" in later
    for shown in (page, later, words):
        assert not [word for word in TELLS if word in shown]
        assert "School" not in shown


def test_an_answer_is_told_by_a_letter_that_does_not_say_it(listed: Place) -> None:
    refer(link())
    old = letter_of("status_link")[1]
    [got] = received(listed)
    decide(listed, got)
    address, path, words = letter_of("answered")
    assert address == WREN
    assert got.ref in words
    assert "dealt with" not in words
    assert "It is dealt with in another way" in text(browser().get(path))
    gone = browser().get(old)
    assert gone.status_code == 404
    assert "This link is not in use" in text(gone)


def test_the_ways_on_can_not_be_told_apart(listed: Place) -> None:
    """MARAC, support or early help: one sentence, and the same page but for times."""
    pages = set()
    for outcome in ("marac", "support", "early_help"):
        refer(link())
        [got] = [one for one in received(listed) if one.is_open]
        decide(listed, got, outcome)
        page = text(browser().get(letter_of("answered")[1]))
        pages.add(re.sub(r"<time.*?</time>", "", page.replace(got.ref, "")))
    [page] = pages
    assert "We are acting on it" in page


def test_looking_again_tells_nothing_new_and_sends_nothing(listed: Place) -> None:
    refer(link())
    [got] = received(listed)
    decide(listed, got)
    path = letter_of("answered")[1]
    before = Message.objects.count()
    by = at_door(listed)
    with acting_as(by):
        deciding.look_again(referral=got, why="Her sister called.", by=by)
    page = text(browser().get(path))
    assert "Being looked at" in page
    assert "sister" not in page
    assert Message.objects.count() == before


def test_a_new_link_goes_to_the_same_address_and_ends_the_old_one(
    listed: Place,
) -> None:
    refer(link())
    old = letter_of("status_link")[1]
    page = text(browser().post(old))
    assert WREN not in page
    address, fresh, _ = letter_of("status_link")
    assert address == WREN
    assert fresh != old
    assert browser().get(old).status_code == 404
    assert browser().get(fresh).status_code == 200
    assert text(browser().post(old)) == page, "an old link asks for one as well"
    assert letter_of("status_link")[1] != fresh


def test_a_made_up_link_is_answered_like_an_old_one(listed: Place) -> None:
    refer(link())
    old = letter_of("status_link")[1]
    sent = text(browser().post(old))
    count = Message.objects.count()
    made_up = "/local/elmbrook/referral/made-up/"
    assert text(browser().get(made_up)) == text(browser().get(old))
    assert text(browser().post(made_up)) == sent
    assert Message.objects.count() == count


def test_three_new_links_a_day(listed: Place) -> None:
    refer(link())
    path = letter_of("status_link")[1]
    for _ in range(6):
        browser().post(path)
    assert Message.objects.filter(letter="frontdoor.status_link").count() == 4


def test_whoever_has_an_account_gets_no_letter_and_reads_it_at_their_own(
    listed: Place,
) -> None:
    by = listed.actor("practitioner:Police")
    with acting_as(by):
        made = referring.refer(said=SAID, by=by)
    decide(listed, made)
    assert not Message.objects.exists()
    police = wear(Client(), listed.hats["practitioner:Police"])
    assert made.ref in text(police.get("/referrals/made/"))
    assert "in another way" in text(police.get(f"/referrals/{made.pk}/"))


def test_a_public_referrer_is_told_that_it_was_received_and_no_more(
    listed: Place,
) -> None:
    by = Actor.from_job("frontdoor.public", listed.partnership.pk)
    with acting_as(by):
        for source in ("self", "family_friend"):
            what = said(source=source, told="", referrer=SAID.referrer)
            referring.take(said=what, by=by)
    for got in received(listed):
        decide(listed, got)
        assert got.referrer_verified == ""
    assert not Message.objects.exists()


def test_no_other_letter_goes_to_a_referrer(listed: Place) -> None:
    link()
    row = Message(key="test:1", digest="x", letter="cases.transfer_waits", address=WREN)
    by = Actor.from_job("frontdoor.public", listed.partnership.pk)
    with (
        acting_as(by),
        pytest.raises(IntegrityError, match="staff only"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


def test_nobody_who_has_not_asked_is_written_to(listed: Place) -> None:
    by = Actor.from_job("frontdoor.public", listed.partnership.pk)
    with acting_as(by):
        referrers.ask_for_link(address="wren@trust.example", by=by)
        for address in ("wren@trust.example", "petronella@home.example"):
            with pytest.raises(NotStaffError) as refused:
                send(
                    letter=letters.REFER_LINK,
                    to=[AtWork(address)],
                    key="test:2",
                    context={"link": settings.CONCORD_BASE_URL},
                )
            assert address not in str(refused.value)
            row = Message(
                key="test:3",
                digest=uuid.uuid4().hex,
                letter=letters.REFER_LINK.name,
                address=address,
            )
            with (
                pytest.raises(IntegrityError, match="staff only"),
                transaction.atomic(),
            ):
                row.save(force_insert=True)
