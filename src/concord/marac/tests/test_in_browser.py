"""The MARAC room in a real browser: axe, phones, print, no scripts, keys."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld, arrange, known
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.marac.actions import agenda, issuing
from concord.marac.testing import REASON, coordinator, meet, send_to_marac

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COORDINATOR = "marac_coordinator"
POLICE = "practitioner:Police"
PICTURES = os.environ.get("PICTURES_IN", "")


def session(place: Place, hat: str) -> dict[str, str]:
    return {"session": str(wear(Client(), place.hats[hat]).session.session_key)}


def picture(page: Any, name: str) -> None:
    """For whoever wants to look: PICTURES_IN names a folder."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture
def addresses(marac: CaseWorld) -> dict[str, str]:
    """An issued agenda with a case, another that waits; addresses by name."""
    by = coordinator(marac.place)
    work, meeting = send_to_marac(marac), meet(marac.place)
    with acting_as(by):
        item = agenda.put_on(work=work, meeting=meeting, by=by)
        issuing.issue(meeting=meeting, by=by)
    with acting_as(marac.idva):
        issuing.share_held(meeting=meeting, reason=REASON, by=marac.idva)
    family = (known("Araminta", "Goldsworthy"), known("Cuthbert", "Pellow"))
    other = arrange(marac.place, (*family, known("Fern", "Goldsworthy")))
    send_to_marac(other)
    first = f"/marac/meetings/{meeting.pk}/"
    return {
        "room": "/marac/",
        "meeting": first,
        "print": f"{first}print/",
        "put on": f"{first}put-on/",
        "issue": f"{first}issue/",
        "attendance": f"{first}attendance/",
        "item": f"/marac/items/{item.pk}/",
        "new": "/marac/meetings/new/",
        "series": "/marac/meetings/series/",
    }


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_usable(
    live_server: Any,
    marac: CaseWorld,
    addresses: dict[str, str],
    open_page: OpenPage,
    width: int,
) -> None:
    cookies = session(marac.place, COORDINATOR)
    for name, address in addresses.items():
        page = open_page(f"{live_server.url}{address}", width=width, cookies=cookies)
        picture(page, f"marac-{name}-{width}")
        assert faults(page) == [], name
        assert not sideways(page), name
        page.close()


def test_the_settings_are_usable(
    live_server: Any, marac: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/marac/settings/",
        cookies=session(marac.place, "administrator"),
    )
    picture(page, "marac-settings")
    assert faults(page) == []


def test_what_is_printed_names_nobody(
    live_server: Any,
    marac: CaseWorld,
    addresses: dict[str, str],
    open_page: OpenPage,
) -> None:
    page = open_page(
        f"{live_server.url}{addresses['print']}", cookies=session(marac.place, POLICE)
    )
    page.emulate_media(media="print")
    words = page.locator("main").inner_text()
    assert "Thistlewood" not in words
    assert marac.case.ref not in words
    assert page.locator("main table tbody tr").count() == 1


def test_who_comes_is_said_by_keys_without_scripts(
    live_server: Any,
    marac: CaseWorld,
    addresses: dict[str, str],
    open_page: OpenPage,
) -> None:
    page = open_page(
        f"{live_server.url}{addresses['attendance']}",
        javascript=False,
        width=390,
        cookies=session(marac.place, POLICE),
    )
    who = page.locator("select[name=hat]")
    who.focus()
    who.select_option(str(marac.place.hats[POLICE].pk))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="I agree").click()
    page.get_by_text("You have agreed for this meeting").last.wait_for()
