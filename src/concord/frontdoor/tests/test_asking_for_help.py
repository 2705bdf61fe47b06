"""The page for whoever has no account: safe to look at, and nothing typed is lost."""

from __future__ import annotations

import html
import os
import re
from typing import Any
from unittest.mock import patch

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.frontdoor.forms.public import new_token
from concord.frontdoor.models import Referral
from concord.frontdoor.testing import at_door

pytestmark = pytest.mark.django_db
PICTURES = os.environ.get("PICTURES_IN", "")
HERE = "/local/elmbrook/ask/"


def typed(**other: str) -> dict[str, str]:
    return {
        "for_whom": "self",
        "phone": "07700 900141",
        "may_call": "sometimes",
        "safe_when": "School hours",
        "safe_words": "It is about the school trip",
        "called": "Robin",
        "what_happened": "I am afraid to go home.",
        "token": new_token(),
    } | other


def text(response: HttpResponse) -> str:
    return html.unescape(response.content.decode())


def send(**other: str) -> HttpResponse:
    browser = Client(enforce_csrf_checks=True)
    return browser.post(HERE, typed(**other))  # type: ignore[return-value]


def received(place: Place) -> list[Referral]:
    with acting_as(at_door(place)):
        return list(Referral.objects.all())


def test_it_reaches_the_team_at_the_door_with_the_safe_way(front_door: Place) -> None:
    page = send()
    [got] = received(front_door)
    assert got.ref in text(page)
    assert (got.source, got.from_team_id) == ("self", None)
    with acting_as(at_door(front_door)):
        victim = got.named.get()
        assert (victim.given_name, victim.may_call) == ("Robin", "yes")
        assert (victim.safe_when, victim.may_leave_message) == ("School hours", "no")


def test_a_friends_number_is_not_taken_for_hers(front_door: Place) -> None:
    send(for_whom="family_friend")
    [got] = received(front_door)
    with acting_as(at_door(front_door)):
        assert got.named.get().phone == ""
    assert got.referrer_contact.startswith("07700 900141")


def test_how_to_reach_a_friend_safely_is_kept_whole(front_door: Place) -> None:
    send(for_whom="family_friend", safe_when="e" * 200, safe_words="w" * 200)
    [got] = received(front_door)
    assert got.what_happened.startswith("I am afraid to go home.\n\nHow to reach")
    assert f"When it is safe: {'e' * 200}" in got.what_happened
    assert f"if someone else answers: {'w' * 200}" in got.what_happened
    assert "Yes, but only at some times" in got.referrer_contact


def test_how_to_reach_a_friend_is_kept_without_a_number(front_door: Place) -> None:
    send(for_whom="family_friend", phone="", may_call="no")
    [got] = received(front_door)
    assert "Safe to call: No. Do not call" in got.what_happened
    assert "School hours" in got.what_happened


@pytest.mark.parametrize("calls", ["any_time", "no", "not_sure"])
def test_when_it_is_safe_is_kept_whatever_was_said_of_calling(
    front_door: Place, calls: str
) -> None:
    send(may_call=calls)
    [got] = received(front_door)
    with acting_as(at_door(front_door)):
        assert got.named.get().safe_when == "School hours"


def test_a_name_is_not_needed(front_door: Place) -> None:
    send(called="", phone="", may_call="", safe_when="", safe_words="")
    assert len(received(front_door)) == 1


@pytest.mark.parametrize("answer", ["page", "error", "sent"])
def test_nothing_is_left_in_the_browser(front_door: Place, answer: str) -> None:
    browser = Client()
    got = {
        "page": lambda: browser.get(HERE),
        "error": lambda: browser.post(HERE, typed(for_whom="")),
        "sent": lambda: browser.post(HERE, typed()),
    }[answer]()
    assert not got.cookies
    assert got["Cache-Control"] == "no-store"
    assert got["Referrer-Policy"] == "no-referrer"
    assert got["X-Robots-Tag"] == "noindex"
    page = text(got)
    assert "<title>Local information</title>" in page
    assert page.index("Exit this page") < page.index("<h1>")
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!www\.bbc\.co\.uk)', page)
    for word in ("Concord", "abuse", "victim"):
        assert word not in page


def test_after_sending_nothing_of_it_is_shown_again(front_door: Place) -> None:
    page = text(send())
    for word in ("Robin", "07700", "afraid", "school trip"):
        assert word not in page


def test_what_is_wrong_is_said_and_nothing_is_lost(front_door: Place) -> None:
    answer = send(may_call="", for_whom="")
    page = text(answer)
    assert answer.status_code == 422
    assert "Please check 2 answers" in page
    assert "choose “I’m not sure”" in page
    assert "I am afraid to go home." in page
    assert not received(front_door)


def test_an_old_page_is_sent_again_with_everything_on_it(front_door: Place) -> None:
    with patch.object(signing.TimestampSigner, "unsign") as unsign:
        unsign.side_effect = signing.SignatureExpired("old")
        page = text(send())
    assert "We kept what you wrote. Press Send again." in page
    fresh = re.search(r'name="token" value="([^"]+)"', page)
    assert fresh
    assert not received(front_door)
    send(token=fresh[1])
    assert len(received(front_door)) == 1


@pytest.mark.parametrize("token", ["", "made-up", "a:b:c"])
def test_a_made_up_mark_is_not_taken(front_door: Place, token: str) -> None:
    assert send(token=token).status_code == 422
    assert not received(front_door)


def test_sent_twice_it_is_kept_once(front_door: Place) -> None:
    token = new_token()
    assert text(send(token=token)) == text(send(token=token))
    assert len(received(front_door)) == 1


def test_many_at_once_wait_and_lose_nothing(front_door: Place) -> None:
    for _ in range(30):
        send()
    answer = send()
    assert answer.status_code == 429
    assert "I am afraid to go home." in text(answer)
    assert len(received(front_door)) == 30


def test_where_no_team_stands_at_the_door_there_is_no_page(elmbrook: Place) -> None:
    assert Client().get(HERE).status_code == 404
    assert Client().get("/local/nowhere/ask/").status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1360, 390])
def test_the_page_has_no_fault(
    live_server: Any, front_door: Place, open_page: OpenPage, width: int
) -> None:
    page = open_page(f"{live_server.url}{HERE}", width=width)
    assert faults(page) == []
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/ask-{width}.png", full_page=True)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("We kept what you wrote").wait_for()
    # The browser notes that a form came back (422): that is meant.
    assert [fault for fault in faults(page) if "422" not in fault] == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert sideways(page) == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_works_without_scripts_and_leaves_at_shift_with_them(
    live_server: Any, front_door: Place, open_page: OpenPage
) -> None:
    page = open_page(f"{live_server.url}{HERE}", width=390, javascript=False)
    page.get_by_label("Me", exact=True).check()
    page.get_by_label("What is going on?").fill("I am afraid.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("We have it").wait_for()
    page = open_page(f"{live_server.url}{HERE}")
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="Rain"))
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.bbc.co.uk/weather")
