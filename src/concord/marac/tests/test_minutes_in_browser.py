"""Minutes in a real browser: axe, phones, no scripts."""

from __future__ import annotations

from typing import Any

import pytest

from concord.access.actor import acting_as
from concord.cases.testing import CaseWorld
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.marac.models import AgendaItem
from concord.marac.queries.minutes import edition_of
from concord.marac.testing import coordinator
from concord.marac.tests.test_in_browser import COORDINATOR, picture, session
from concord.marac.tests.test_minutes import heard, issued, over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READERS = {"whole": "practitioner:Police", "own": "practitioner:Health"}


@pytest.fixture
def item(marac: CaseWorld) -> AgendaItem:
    found = heard(marac)
    over(marac.place, found.meeting)
    return found


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_minutes_is_usable(
    live_server: Any,
    marac: CaseWorld,
    item: AgendaItem,
    open_page: OpenPage,
    width: int,
) -> None:
    def look(name: str, hat: str, address: str) -> None:
        cookies = session(marac.place, hat)
        page = open_page(f"{live_server.url}{address}", width=width, cookies=cookies)
        picture(page, f"minutes-{name}-{width}")
        assert faults(page) == [], name
        assert not sideways(page), name
        page.close()

    draft = f"/marac/meetings/{item.meeting_id}/minutes/"
    look("draft", COORDINATOR, draft)
    look("wording", COORDINATOR, f"/marac/items/{item.pk}/minutes/")
    minutes = issued(marac.place, item.meeting)
    look("issued", COORDINATOR, draft)
    for name, hat in READERS.items():
        look(f"copy-{name}", hat, f"/marac/minutes/{minutes.pk}/")


def test_minutes_go_out_without_scripts(
    live_server: Any, marac: CaseWorld, item: AgendaItem, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/marac/meetings/{item.meeting_id}/minutes/",
        javascript=False,
        cookies=session(marac.place, COORDINATOR),
    )
    page.get_by_role("link", name="Word it").click()
    page.get_by_label("Words").last.fill("Heard again in May")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("Heard again in May").wait_for()
    chair = marac.place.hats[COORDINATOR].account.name
    page.get_by_label("Who chaired the meeting").select_option(
        label=f"{chair}, Council"
    )
    page.get_by_role("button", name="Approve the minutes").click()
    page.get_by_role("button", name="Issue the minutes").click()
    page.get_by_text("not opened yet").first.wait_for()
    by = coordinator(marac.place)
    with acting_as(by):
        minutes = edition_of(item.meeting, by)
    assert minutes
    assert minutes.issued_at
