"""A below-threshold review in a real browser: from its agenda up to the MARAC."""

from __future__ import annotations

from typing import Any

import pytest

from concord.access.actor import acting_as
from concord.cases.testing import CaseWorld
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.marac.actions import issuing, room
from concord.marac.models import AgendaItem, Kind
from concord.marac.testing import (
    WHY,
    coordinator,
    decide_at_panel,
    meet,
    put_on,
    share_for_panel,
)
from concord.marac.tests.test_in_browser import COORDINATOR, picture, session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOLDER = "practitioner:Specialist service"


def listed(below: CaseWorld, in_days: int = 20) -> AgendaItem:
    return put_on(below, meet(below.place, in_days, kind=Kind.BELOW_THRESHOLD))


@pytest.mark.parametrize("width", [1360, 390])
def test_every_page_of_a_panel_is_usable(
    live_server: Any, below: CaseWorld, open_page: OpenPage, width: int
) -> None:
    by = coordinator(below.place)
    decided = decide_at_panel(below, share_for_panel(below, listed(below, 12)))
    shown = share_for_panel(below, listed(below))
    to_share = listed(below, 33)
    with acting_as(by):
        room.start(meeting=shown.meeting, by=by)
        issuing.issue(meeting=to_share.meeting, by=by)
    meetings = "/marac/meetings"
    for name, hat, address in (
        ("index", COORDINATOR, "/marac/"),
        ("settings", "administrator", "/marac/settings/early_help/"),
        ("plan", COORDINATOR, f"{meetings}/new/"),
        ("meeting", COORDINATOR, f"{meetings}/{shown.meeting_id}/"),
        ("issue", HOLDER, f"{meetings}/{to_share.meeting_id}/issue/"),
        ("room", COORDINATOR, f"{meetings}/{shown.meeting_id}/room/{shown.pk}/"),
        ("item", COORDINATOR, f"/marac/items/{decided.pk}/"),
        ("send", COORDINATOR, f"/marac/items/{shown.pk}/send/"),
    ):
        page = open_page(
            f"{live_server.url}{address}",
            width=width,
            cookies=session(below.place, hat),
        )
        picture(page, f"panel-{name}-{width}")
        assert faults(page) == [], name
        assert not sideways(page), name
        page.close()


def test_a_case_is_shared_heard_and_sent_up(
    live_server: Any, below: CaseWorld, open_page: OpenPage
) -> None:
    item, by = listed(below), coordinator(below.place)
    with acting_as(by):
        issuing.issue(meeting=item.meeting, by=by)
    there = f"{live_server.url}/marac/meetings/{item.meeting_id}"
    page = open_page(f"{there}/issue/", cookies=session(below.place, HOLDER))
    page.get_by_label("What it is for").select_option("support")
    page.locator("input[value=recognised_interest]").check()
    page.locator("input[value=safeguarding]").check()
    page.get_by_label("Why it is necessary").fill("To find out who can help")
    page.locator("input[name=lawful-told][value=told]").check()
    page.locator("input[name=lawful-consent][value=refused]").check()
    page.get_by_role("button", name="Share them").click()
    page.get_by_text("Consent: below the threshold").first.wait_for()
    page.locator("input[name=lawful-consent][value=given]").check()
    page.get_by_role("button", name="Share them").click()
    page.get_by_text("Core teams see who is on the agenda").wait_for()
    page.close()
    with acting_as(by):
        room.start(meeting=item.meeting, by=by)
    page = open_page(
        f"{there}/room/{item.pk}/", cookies=session(below.place, COORDINATOR)
    )
    page.get_by_label("Outcome").select_option("to_marac")
    page.get_by_label("Why, in a few words").fill(WHY)
    page.get_by_role("button", name="Close, and on to the next").click()
    page.get_by_text("That was the last case that waited").wait_for()
    page.goto(f"{live_server.url}/marac/")
    page.get_by_role("heading", name="Elmbrook MARAC: waits").wait_for()
    links = page.get_by_role("link", name=below.case.ref, exact=True)
    assert links.count() == 1
