"""The directory at work in Chromium: axe, keys, two widths, paper."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from concord.access.actor import Actor, acting_as
from concord.access.testing import wear
from concord.directory.actions import importing, keeping, providers
from concord.directory.actions.providers import ANSWERING, digest_of
from concord.directory.districts import load
from concord.directory.models import ProviderLink
from concord.directory.testing import Directory
from concord.directory.tests.test_shortlist import DISTRICTS
from concord.foundation.ui.testing import OpenPage, faults, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES_IN", "")
SECRET = "invented-secret-of-a-link"


def cookies(directory: Directory, role: str) -> dict[str, str]:
    """Somebody with a full shortlist, who has read what was said of it."""
    client = wear(Client(), directory.place.hats[role])
    for service in directory.services.values():
        client.post(f"/directory/{service.pk}/keep/", {"keep": "on"})
    client.get("/directory/shortlist/")
    return {"session": str(client.session.session_key)}


def picture(page: Any, name: str) -> None:
    """For whoever wants to look: PICTURES_IN names a folder."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture
def directory(elmbrook_directory: Directory) -> Directory:
    """With a doubt, an answer that waits, a table that waits, and distances."""
    load(DISTRICTS)
    advice = elmbrook_directory.services["Invented Advice"]
    with acting_as(elmbrook_directory.editor) as by:
        keeping.verify(service=advice, by_whom="the service", by=by)
        keeping.doubt(
            service=advice,
            field="url",
            printed="www.other.example",
            why="It is another service's address.",
            by=by,
        )
        importing.receive(
            name="services.csv", services=[{"name": "Invented Table"}], by=by
        )
        ProviderLink.objects.create(
            partnership_id=by.here,
            service=advice,
            address=advice.email,
            digest=digest_of(SECRET),
        )
    answering = Actor.from_job(ANSWERING, elmbrook_directory.place.partnership.pk)
    with acting_as(answering) as by:
        said = {"alert": "Closed on Friday 4 December."}
        providers.say(secret=SECRET, said=said, note="A new number comes.", by=by)
    return elmbrook_directory


def addresses(directory: Directory) -> dict[str, str]:
    advice = directory.services["Invented Advice"].pk
    return {
        "list": "",
        "find": "find/",
        "found": "find/?near=ZZ2&how=25&order=near",
        "nothing": "find/?need=fgm",
        "wrong": "find/?near=nowhere",
        "narrowed": "find/?sex=women&language=ur",
        "service": f"{advice}/",
        "shortlist": "shortlist/",
    }


def editors(directory: Directory) -> dict[str, str]:
    advice = directory.services["Invented Advice"].pk
    return {
        "edit-service": f"{advice}/",
        "new": "new/",
        "change": f"{advice}/change/",
        "place": f"{advice}/place/",
        "hide": f"{advice}/hide/",
        "checked": f"{advice}/checked/",
        "table": "table/",
    }


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("role", ["practitioner", "directory_editor"])
def test_every_page_is_usable(
    live_server: Any, directory: Directory, open_page: OpenPage, role: str, width: int
) -> None:
    pages = addresses(directory) if role == "practitioner" else editors(directory)
    signed_in = cookies(directory, role)
    bad = {}
    for name, address in pages.items():
        url = f"{live_server.url}/directory/{address}"
        page = open_page(url, width=width, cookies=signed_in)
        picture(page, f"directory-{name}-{width}")
        if found := [*faults(page), *(["sideways"] if sideways(page) else [])]:
            bad[name] = found
        page.close()
    assert bad == {}


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_of_a_service_without_an_account_is_usable(
    live_server: Any, directory: Directory, open_page: OpenPage, width: int
) -> None:
    url = f"{live_server.url}/local/elmbrook/entry/{SECRET}/"
    page = open_page(url, width=width, javascript=True)
    picture(page, f"directory-provider-{width}")
    assert faults(page) == []
    page.get_by_label("Cost").fill("Free")
    page.get_by_role("button", name="Send").press("Enter")
    assert page.get_by_role("heading", name="Thank you").count() == 1
    assert faults(page) == []


def test_finding_and_keeping_by_keys_without_scripts(
    live_server: Any, directory: Directory, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/directory/",
        javascript=False,
        width=390,
        cookies=cookies(directory, "practitioner"),
    )
    page.locator("a", has_text="Find a service").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_label("What is needed").press_sequentially("somewhere to stay")
    page.get_by_label("Postcode").press_sequentially("ZZ1 1ZZ")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/directory/find/?q=somewhere+to+stay&near=ZZ1" in page.url
    first = page.locator("main section").first
    assert "Invented Refuge" in first.inner_text()
    first.get_by_role("button").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/directory/find/?q=somewhere+to+stay&near=ZZ1" in page.url
    assert "It is off your shortlist" in page.inner_text("body")


def test_the_shortlist_prints_without_buttons(
    live_server: Any, directory: Directory, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/directory/shortlist/",
        cookies=cookies(directory, "practitioner"),
    )
    page.emulate_media(media="print")
    words = page.locator("main").inner_text()
    assert "Invented Refuge" in words
    assert "Verified on" in words
    for button in ("Take off", "Empty the", "Sheet as PDF"):
        assert button not in words
    if PICTURES:
        page.pdf(path=str(Path(PICTURES) / "directory-shortlist.pdf"), format="A4")
