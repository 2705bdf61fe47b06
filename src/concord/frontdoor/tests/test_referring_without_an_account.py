"""The whole form behind a link of a professional, and what a link does not open."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place, wear
from concord.foundation.post.models import Message
from concord.frontdoor.actions import referring
from concord.frontdoor.models import Referral
from concord.frontdoor.testing import at_door, said
from concord.frontdoor.tests.referrers import (
    ASK,
    WREN,
    ask,
    browser,
    letter_of,
    link,
    listed,
    received,
    refer,
    text,
)

__all__ = ["listed"]
pytestmark = pytest.mark.django_db


def test_the_whole_form_reaches_the_door_with_a_verified_address(
    listed: Place,
) -> None:
    page = refer(link(), **{"referrer-contact": "020 7946 0018"})
    [got] = received(listed)
    assert got.ref in text(page)
    assert (got.source, got.from_team_id) == ("professional", None)
    assert got.referrer_verified == WREN
    assert got.referrer_contact == "020 7946 0018"
    assert (got.danger_now, got.danger_why) == ("yes", "He has a key")
    with acting_as(at_door(listed)):
        assert got.named.get(side="victim").family_name == "Wychwood"
    door = wear(Client(), listed.hats["practitioner:Specialist service"])
    shown = text(door.get(f"/referrals/{got.pk}/"))
    assert "Verified address" in shown
    assert WREN in shown


def test_the_same_form_sent_twice_is_one_referral_and_one_letter(
    listed: Place,
) -> None:
    path = link()
    assert text(refer(path)) == text(refer(path))
    assert len(received(listed)) == 1
    assert Message.objects.filter(letter="frontdoor.status_link").count() == 1


def test_danger_now_is_told_to_the_team_at_the_door_once(listed: Place) -> None:
    path = link()
    refer(path)
    refer(path)
    assert (
        ProcrastinateJob.objects.filter(task_name="frontdoor.tell_of_danger").count()
        == 1
    )


def test_another_form_by_a_used_link_is_not_lost_in_silence(listed: Place) -> None:
    path = link()
    refer(path)
    answer = refer(path, key="b" * 32, **{"victim-given_name": "Ottilie"})
    assert answer.status_code == 422
    assert "This link was used for another referral" in text(answer)
    assert 'value="Ottilie"' in text(answer)
    assert len(received(listed)) == 1


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(listed: Place) -> None:
    answer = refer(link(), **{"victim-phone": "0770", "about-what_happened": ""})
    page = text(answer)
    assert answer.status_code == 422
    assert "Say what happened, or what worries you" in page
    assert 'value="0770"' in page
    assert not received(listed)


def test_the_checks_for_professionals_apply(listed: Place) -> None:
    answer = refer(link(), **{"wishes-told": "not_told"})
    assert "Say why they were not told" in text(answer)
    assert not received(listed)


def test_another_child_can_be_added(listed: Place) -> None:
    page = text(refer(link(), more="child"))
    assert 'name="child-0-school"' in page
    assert 'value="Fenwickson"' in page
    assert "error-summary" not in page


@pytest.mark.parametrize("answer", ["asking", "asked", "form", "error", "sent"])
def test_nothing_is_left_in_the_browser(listed: Place, answer: str) -> None:
    path = link()
    got = {
        "asking": lambda: browser().get(ASK),
        "asked": ask,
        "form": lambda: browser().get(path),
        "error": lambda: refer(path, **{"about-what_happened": ""}),
        "sent": lambda: refer(path),
    }[answer]()
    assert not got.cookies
    assert got["Cache-Control"] == "no-store"
    assert got["Referrer-Policy"] == "no-referrer"
    scripts = re.findall(r'<script src="([^"]*)"', text(got))
    assert scripts == ["/static/ui/js/leave.js"], "only the one that leaves the page"
    assert text(got).count("<script") == 1
    assert "later" not in re.findall(r'name="(\w+)"', text(got)), "no drafts"


def test_only_the_long_form_loads_the_style_sheet_of_the_house(listed: Place) -> None:
    path = link()
    heavy = "ui/css/concord.css"
    assert heavy in text(browser().get(path))
    for light in (browser().get(ASK), ask(), ask("no address"), refer(path)):
        assert heavy not in text(light)
        assert "ui/css/public.css" in text(light)
    for path in (letter_of("status_link")[1], "/local/elmbrook/referral/made-up/"):
        assert heavy not in text(browser().get(path))


@pytest.mark.parametrize("path", [f"{ASK}made-up/", "/local/nowhere/refer/x/"])
def test_a_made_up_link_opens_nothing(listed: Place, path: str) -> None:
    assert browser().get(path).status_code == 404
    assert refer(path).status_code == 404
    assert not received(listed)


def test_a_link_of_one_partnership_opens_nothing_in_another(
    listed: Place, northmere: Place
) -> None:
    from concord.frontdoor.testing import stand

    stand(northmere)
    path = link().replace("elmbrook", "northmere")
    assert browser().get(path).status_code == 404
    assert refer(path).status_code == 404


def test_nobody_says_by_themselves_that_an_address_was_verified(
    listed: Place,
) -> None:
    by = Actor.from_job("frontdoor.public", listed.partnership.pk)
    columns = referring._columns(said(source="self")) | {
        "ref": "R-2222-3333",
        "referrer_verified": WREN,
    }
    with acting_as(by), connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.take_referral(%s::jsonb, '[]'::jsonb)",
            [referring._json(columns)],
        )
    [got] = received(listed)
    assert got.referrer_verified == ""
    door = at_door(listed)
    with acting_as(door), pytest.raises(DatabaseError), transaction.atomic():
        Referral.objects.update(referrer_verified=WREN)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT access.ask_to_refer('x@trust.example')",
        "SELECT access.make_refer_link(gen_random_uuid(), 'x')",
        "SELECT * FROM access.refer_link('x')",
        "SELECT * FROM access.refer_by_link('x', 'y', '{}', '[]')",
        "SELECT * FROM access.referral_status('x')",
        "SELECT * FROM access.renew_status_link('x', 'y')",
        "SELECT access.forget_referrer_links()",
        "SELECT * FROM access.replace_status_link(gen_random_uuid(), 'x')",
        "SELECT * FROM access.referrer_link",
    ],
)
def test_the_database_keeps_links_from_everybody_else(listed: Place, sql: str) -> None:
    with (
        acting_as(at_door(listed)),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
