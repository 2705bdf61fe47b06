"""The pages for referrers without an account in a real browser, without scripts too."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from concord.access.testing import Place, wear
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.frontdoor.tests.referrers import (
    ASK,
    browser,
    decide,
    letter_of,
    link,
    listed,
    received,
    refer,
)
from concord.frontdoor.tests.test_files import PDF, upload
from concord.frontdoor.tests.test_in_browser import picture
from concord.frontdoor.tests.test_pasting import BY_HEADINGS

__all__ = ["listed"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_no_page_has_a_fault_at_a_desk_or_on_a_phone(
    live_server: Any, listed: Place, open_page: OpenPage
) -> None:
    form = link()
    used = link()
    refer(used)
    old = letter_of("status_link")[1]
    decide(listed, received(listed)[0])
    pages = {"ask": ASK, "form": form, "over": f"{ASK}made-up/", "ended": old}
    pages |= {"sent": used, "files": f"{used}files/"}
    pages["status"] = letter_of("answered")[1]
    page = open_page(f"{live_server.url}{ASK}")
    wrong: dict[str, list[str]] = {}
    for name, path in pages.items():
        page.goto(live_server.url + path)
        found: list[str] = []
        for width in (1360, 390):
            page.set_viewport_size({"width": width, "height": 900})
            # The browser notes a link that is over (404): that is meant.
            found += [one for one in faults(page) if "404" not in one]
            picture(page, f"referrer-{name}-{width}")
        page.set_viewport_size({"width": 320, "height": 800})
        found += sideways(page)
        wrong |= {name: found} if found else {}
    assert wrong == {}, wrong


def test_a_whole_referral_without_scripts(
    live_server: Any, listed: Place, open_page: OpenPage
) -> None:
    page = open_page(f"{live_server.url}{ASK}", width=390, javascript=False)
    page.get_by_label("Your e-mail address at work").fill("wren@trust.example")
    page.get_by_role("button", name="Send me a link").click()
    page.get_by_role("heading", name="Look into your e-mail").wait_for()
    picture(page, "referrer-asked-390")
    page.goto(live_server.url + link("wren@trust.example"))
    page.get_by_role("button", name="Send the referral").last.click()
    page.get_by_text("What you wrote is still here.").wait_for()
    picture(page, "referrer-wrong-390")
    page.locator('[name="danger-danger_now"][value="no"]').check()
    page.locator('[name="victim-given_name"]').fill("Petronella")
    page.locator('[name="about-strands"][value="stalking"]').check()
    page.locator('[name="about-what_happened"]').fill("He waited at her work.")
    page.locator('[name="alleged-0-given_name"]').fill("Osgood")
    page.locator('[name="wishes-told"][value="told"]').check()
    page.locator('[name="wishes-consent"][value="given"]').check()
    page.locator('[name="referrer-name"]').fill("Wren Alderley")
    page.locator('[name="referrer-organisation"]').fill("Elmbrook Trust")
    page.get_by_role("button", name="Send the referral").last.click()
    page.get_by_role("heading", name="We have it").wait_for()
    picture(page, "referrer-sent-390")
    [got] = received(listed)
    assert got.referrer_verified == "wren@trust.example"
    assert browser().get(letter_of("status_link")[1]).status_code == 200


@pytest.mark.parametrize("width", [1360, 390])
def test_a_notification_is_pasted_without_scripts(
    live_server: Any, listed: Place, open_page: OpenPage, width: int
) -> None:
    path = link()
    page = open_page(live_server.url + path, width=width, javascript=False)
    page.get_by_text("Paste a police notification").click()
    page.get_by_label("The notification, as it is").fill(BY_HEADINGS)
    page.get_by_role("button", name="Fill in the form from it").click()
    page.get_by_text("Read it through before you send it.").wait_for()
    assert page.locator('[name="victim-family_name"]').input_value() == "WYCHWOOD"
    assert page.locator('[name="child-1-given_name"]').input_value() == "Bram"
    assert not received(listed)
    picture(page, f"referrer-pasted-{width}")
    page = open_page(live_server.url + path, width=width)
    page.get_by_text("Paste a police notification").click()
    assert faults(page) == []


def test_the_list_of_domains_and_a_verified_referral_have_no_fault(
    live_server: Any, listed: Place, open_page: OpenPage
) -> None:
    path = link()
    refer(path)
    upload(browser(), f"{path}files/", PDF, "Letter of the school.pdf")
    [got] = received(listed)
    for hat, name, path in (
        ("strategic_lead", "addresses", "/referrals/settings/addresses/"),
        ("practitioner:Specialist service", "verified", f"/referrals/{got.pk}/"),
        (
            "practitioner:Specialist service",
            "add-file",
            f"/referrals/{got.pk}/files/",
        ),
    ):
        key = wear(Client(), listed.hats[hat]).session.session_key
        page = open_page(live_server.url + path, cookies={"session": str(key)})
        assert faults(page) == []
        picture(page, f"referrer-{name}")
