"""The pages of contact in a real browser: no fault, on a phone, without scripts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.testing import wear
from concord.cases.testing import CaseWorld
from concord.cases.tests.reached import ANYTHING, RING, Kind, add, safe_point, say
from concord.foundation.ui.testing import OpenPage, faults
from concord.people import reaching
from concord.people.actions import attempts, contact, places
from concord.people.models import ContactAttempt
from concord.people.reaching import NotSafe, Purpose
from concord.people.safe_contact import Channel

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPENER = "practitioner:Specialist service"


@pytest.fixture
def lively(case_world: CaseWorld) -> dict[str, str]:
    """Addresses of a case with something of everything, by name."""
    idva = case_world.idva
    mobile = safe_point(case_world, ANYTHING)
    other = safe_point(case_world, RING, value="07700 900124")
    unverified = add(case_world, Kind.EMAIL, "marigold@post.example")
    say(
        case_world,
        safe_point(case_world, RING, Kind.LANDLINE, "020 7946 0018"),
        RING,
        replacing=1,
    )
    add(case_world, Kind.ADDRESS, "1 Elm Road", postcode="ZZ1 1ZZ")
    add(case_world, Kind.SCHOOL, "Elm Primary, ZZ1 2ZZ", of=case_world.child)
    wrong = add(case_world, value="07700 900129")
    with acting_as(idva):
        contact.say_wrong(point=wrong, why="somebody", by=idva)
        place = places.add_location(
            case_id=case_world.case.pk,
            person=case_world.victim,
            kind="refuge",
            where="Behind the mill",
            since=dt.date(2026, 11, 2),
            by=idva,
        )
        now = dt.datetime.now(dt.UTC)
        ask = {"point": mobile, "purpose": Purpose.SAFETY, "at": now, "by": idva}
        leave = reaching.reach(channel=Channel.CALL, **ask)
        attempts.record_attempt(
            of=ContactAttempt.objects.get(pk=leave.attempt_id),
            outcome="somebody",
            note="A man answered",
            by=idva,
        )
        with pytest.raises(NotSafe):
            reaching.reach(channel=Channel.LETTER, **ask)
        fresh = reaching.reach(channel=Channel.TEXT, **ask)
    case = case_world.case.pk

    def page(name: str, *args: object) -> str:
        return reverse(f"contact:{name}", args=[case, *args])

    return {
        "contact": page("points"),
        "add": page("add"),
        "a verified one": page("point", mobile.pk),
        "one without a rule": page("point", unverified.pk),
        "a wrong one": page("point", wrong.pk),
        "verify": page("verify", unverified.pk),
        "wrong": page("wrong", other.pk),
        "replace": page("replace", other.pk),
        "rule": page("rule", other.pk),
        "first rule": page("rule", unverified.pk),
        "cleared": page("attempt", mobile.pk, fresh.attempt_id),
        "told already": page("attempt", mobile.pk, leave.attempt_id),
        "why now": page("places"),
        "add a place": page("add_place"),
        "end a place": page("end_place", place.pk),
    }


def cookies(client: Client, world: CaseWorld) -> dict[str, str]:
    worn = wear(client, world.place.hats[OPENER])
    return {"session": str(worn.session.session_key)}


def test_the_pages_of_contact_have_no_fault_at_a_desk_and_on_a_phone(
    live_server: Any,
    client: Client,
    case_world: CaseWorld,
    lively: dict[str, str],
    open_page: OpenPage,
) -> None:
    page = open_page(live_server.url + "/cases/", cookies=cookies(client, case_world))
    found = {}
    for name, address in lively.items():
        page.goto(live_server.url + address)
        assert page.locator("h1").inner_text() not in ("", "Not here, or not yours")
        for width in (1360, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found[f"{name}, {width}"] = faults(page)
        filled = page.locator("main .cc-btn:not([class*='cc-btn--'])").count()
        if filled > 1:
            found[name] = [f"{filled} filled buttons"]
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_a_number_goes_from_written_down_to_rung_on_a_phone_without_scripts(
    live_server: Any, client: Client, case_world: CaseWorld, open_page: OpenPage
) -> None:
    start = reverse("contact:points", args=[case_world.case.pk])
    page = open_page(
        live_server.url + start,
        width=390,
        javascript=False,
        cookies=cookies(client, case_world),
    )

    def press(button: str) -> None:
        page.get_by_role("button", name=button).click()

    def seen(words: str) -> bool:
        return bool(page.get_by_text(words).first.is_visible())

    page.get_by_role("button", name="Add a way to reach them").click()
    press("Write it down")
    assert page.locator(".govuk-error-summary").is_visible()
    page.get_by_label("Mobile", exact=True).check()
    page.get_by_label("Number, address or name").fill("07700 900123")
    page.get_by_label("Who told you").fill("She did")
    press("Write it down")
    assert seen("Do not use it. Nobody has said how it is safe.")

    page.get_by_role("link", name="verify it").click()
    page.get_by_label("How do you know").fill("She gave her date of birth")
    press("Say that it is theirs")
    assert seen("Verified, in your name.")

    page.get_by_role("button", name="Say how it is safe").click()
    page.get_by_label("Ring").check()
    page.get_by_label("Leave a voicemail").check()
    page.get_by_label("On any day, at any time").check()
    press("This is how it is safe")
    assert seen("you said never to leave a message")
    assert seen("Say who to be when somebody else answers")
    page.get_by_label("Leave a voicemail").uncheck()
    page.get_by_label("Who to be, and what to say").fill("Say you are the library")
    press("This is how it is safe")
    assert seen("Ring only, at any time. Say you are the library.")

    press("Is it safe now?")
    assert seen("07700 900123")
    assert seen("Say you are the library")
    assert "safe until" in page.locator("h1").inner_text()
    page.get_by_label("Somebody else answered").check()
    press("Keep what came of it")
    assert seen("Somebody else answered: is it still safe?")

    page.get_by_role("button", name="Change the rule").click()
    page.get_by_label("Only at these times").check()
    tomorrow = (timezone.localtime() + dt.timedelta(days=1)).strftime("%A")
    page.get_by_label(tomorrow).first.check()
    page.get_by_label("From").first.fill("10")
    press("This is how it is safe")
    assert seen('"10" is not a time of day')
    page.get_by_label("From").first.fill("10am")
    page.get_by_label("Until").first.fill("14:00")
    press("This is how it is safe")
    assert seen(f"Ring only, {tomorrow}s 10:00 to 14:00")
    press("Is it safe now?")
    assert page.locator("h1").inner_text() == "Not safe now"
    assert seen("Not a safe time.")


def test_a_place_is_opened_for_a_reason_and_is_on_no_paper(
    live_server: Any,
    client: Client,
    case_world: CaseWorld,
    lively: dict[str, str],
    open_page: OpenPage,
) -> None:
    page = open_page(
        live_server.url + lively["why now"], cookies=cookies(client, case_world)
    )
    page.get_by_role("button", name="Open it").click()
    assert page.locator(".govuk-error-summary").is_visible(), "not without a reason"
    assert page.get_by_text("Behind the mill").count() == 0
    page.cc_errors.clear()  # type: ignore[attr-defined]  # that answer was no 200
    page.get_by_label("Why do you need it now?").fill("Taking her there")
    page.get_by_role("button", name="Open it").click()
    assert page.get_by_text("Behind the mill").is_visible()
    assert faults(page) == []
    page.emulate_media(media="print")
    assert not page.get_by_text("Behind the mill").is_visible()
    assert page.get_by_text("is not printed").is_visible()
    for name in ("contact", "a verified one"):
        page.goto(live_server.url + lively[name])
        for words in ("900123", "ends 123", "Behind the mill"):
            assert page.get_by_text(words).locator("visible=true").count() == 0, (
                name,
                words,
            )
