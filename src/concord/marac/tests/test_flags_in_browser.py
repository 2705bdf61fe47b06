"""Flags in a real browser: axe, phones, no scripts, paper."""

from __future__ import annotations

from typing import Any

import pytest

from concord.access.actor import acting_as
from concord.access.testing import days_ago
from concord.cases.testing import CaseWorld, arrange, known
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.marac.actions import flags
from concord.marac.testing import flagged, meet, on_issued_agenda
from concord.marac.tests.test_in_browser import COORDINATOR, picture, session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEALTH = "practitioner:Health"


@pytest.fixture
def addresses(marac: CaseWorld) -> dict[str, tuple[str, str]]:
    """A flag to confirm, one to take off; who looks at which page."""
    with days_ago(400):
        past = meet(marac.place)
    old = flagged(marac, on_issued_agenda(marac, past))["Health"]
    with acting_as(marac.health):
        flags.confirm(flag=old, reference="NX-7", online_hidden="yes", by=marac.health)
    family = (known("Araminta", "Goldsworthy"), known("Cuthbert", "Pellow"))
    other = arrange(marac.place, (*family, known("Fern", "Goldsworthy")))
    meeting = meet(marac.place)
    new = flagged(other, on_issued_agenda(other, meeting))["Health"]
    return {
        "ours": (HEALTH, "/marac/flags/"),
        "off": (HEALTH, "/marac/flags/?show=off"),
        "to-take-off": (HEALTH, "/marac/flags/to-take-off/"),
        "find": (HEALTH, "/marac/flags/find/"),
        "to-confirm": (HEALTH, f"/marac/flags/{new.pk}/"),
        "over": (HEALTH, f"/marac/flags/{old.pk}/"),
        "meeting": (COORDINATOR, f"/marac/meetings/{meeting.pk}/flags/"),
    }


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_flags_is_usable(
    live_server: Any,
    marac: CaseWorld,
    addresses: dict[str, tuple[str, str]],
    open_page: OpenPage,
    width: int,
) -> None:
    for name, (hat, address) in addresses.items():
        cookies = session(marac.place, hat)
        page = open_page(f"{live_server.url}{address}", width=width, cookies=cookies)
        picture(page, f"flags-{name}-{width}")
        assert faults(page) == [], name
        assert not sideways(page), name
        page.close()


def test_a_flag_is_confirmed_without_scripts(
    live_server: Any,
    marac: CaseWorld,
    addresses: dict[str, tuple[str, str]],
    open_page: OpenPage,
) -> None:
    hat, address = addresses["to-confirm"]
    page = open_page(
        f"{live_server.url}{address}",
        javascript=False,
        width=390,
        cookies=session(marac.place, hat),
    )
    page.get_by_label("Your reference").fill("NX-8")
    page.get_by_label("Not asked").check()
    page.get_by_role("button", name="Confirm it").click()
    page.get_by_text("NX-8").first.wait_for()


def test_the_paper_of_what_is_over_holds_references_and_no_names(
    live_server: Any,
    marac: CaseWorld,
    addresses: dict[str, tuple[str, str]],
    open_page: OpenPage,
) -> None:
    hat, address = addresses["to-take-off"]
    page = open_page(f"{live_server.url}{address}", cookies=session(marac.place, hat))
    page.emulate_media(media="print")
    words = page.locator("main").inner_text()
    assert "NX-7" in words
    assert "Thistlewood" not in words
