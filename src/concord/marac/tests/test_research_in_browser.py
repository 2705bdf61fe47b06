"""Research in a real browser: axe, phones, one key for all, typing is kept."""

from __future__ import annotations

from typing import Any

import pytest

from concord.access.actor import acting_as
from concord.cases.testing import CaseWorld, arrange
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.marac.actions.research_drafts import draft_of
from concord.marac.models import AgendaItem, Meeting
from concord.marac.queries.research import unanswered
from concord.marac.testing import meet
from concord.marac.tests.test_in_browser import COORDINATOR, POLICE, picture, session
from concord.marac.tests.test_research import (
    CALLS,
    KNIVES,
    SECOND,
    again,
    issue,
    not_known,
    put_on,
    say,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(marac: CaseWorld) -> Meeting:
    return meet(marac.place)


@pytest.fixture
def items(marac: CaseWorld, meeting: Meeting) -> list[AgendaItem]:
    found = [put_on(marac, meeting)]
    found += [put_on(arrange(marac.place, SECOND), meeting) for _ in range(2)]
    issue(marac, meeting)
    return found


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_research_is_usable(
    live_server: Any,
    marac: CaseWorld,
    meeting: Meeting,
    items: list[AgendaItem],
    open_page: OpenPage,
    width: int,
) -> None:
    say(items[0], marac.police, CALLS, KNIVES)
    not_known(items[1:2], marac.police)
    later = again(marac, items[0], meeting)
    address = f"/marac/meetings/{later.meeting_id}/"
    pages = {
        "list": (POLICE, f"{address}research/"),
        "not known": (POLICE, f"{address}not-known/"),
        "file": (POLICE, f"{address}research/file/"),
        "last time": (POLICE, f"/marac/items/{later.pk}/answer/"),
        "answers": (COORDINATOR, f"{address}answers/"),
        "said": (COORDINATOR, f"/marac/items/{items[0].pk}/said/"),
        "meeting": (COORDINATOR, address),
    }
    for name, (hat, there) in pages.items():
        page = open_page(
            f"{live_server.url}{there}", width=width, cookies=session(marac.place, hat)
        )
        assert page.locator("h1").count() == 1, name
        picture(page, f"research-{name}-{width}")
        assert faults(page) == [], name
        assert not sideways(page), name
        page.close()


def test_all_that_are_left_are_not_known_by_keys_and_taken_back(
    live_server: Any,
    marac: CaseWorld,
    meeting: Meeting,
    items: list[AgendaItem],
    open_page: OpenPage,
) -> None:
    page = open_page(
        f"{live_server.url}/marac/meetings/{meeting.pk}/research/",
        cookies=session(marac.place, POLICE),
    )
    page.keyboard.press("Alt+n")
    page.get_by_role("heading", name="Not known: 3 cases").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("Your team has answered all 3").wait_for()
    with acting_as(marac.police):
        meeting.refresh_from_db()
        assert unanswered(meeting, marac.police) == []
    page.get_by_role("button", name="Take that back").focus()
    page.keyboard.press("Enter")
    page.get_by_text("3 cases to answer").first.wait_for()


def test_research_is_written_without_scripts(
    live_server: Any,
    marac: CaseWorld,
    meeting: Meeting,
    items: list[AgendaItem],
    open_page: OpenPage,
) -> None:
    page = open_page(
        f"{live_server.url}/marac/items/{items[0].pk}/answer/",
        javascript=False,
        width=390,
        cookies=session(marac.place, POLICE),
    )
    page.locator("[name=line-0-about]").select_option("alleged")
    page.locator("[name=line-0-kind]").select_option("fact")
    page.locator("[name=line-0-text]").fill("Banned from the surgery")
    page.get_by_role("button", name="More lines").click()
    assert page.locator("[name=line-0-text]").input_value() == "Banned from the surgery"
    assert page.locator("[name=line-5-text]").count() == 1
    page.get_by_role("button", name="Known: send it").click()
    page.get_by_text("2 cases to answer").first.wait_for()


def test_what_is_typed_keeps_itself(
    live_server: Any,
    marac: CaseWorld,
    meeting: Meeting,
    items: list[AgendaItem],
    open_page: OpenPage,
) -> None:
    page = open_page(
        f"{live_server.url}/marac/items/{items[0].pk}/answer/",
        cookies=session(marac.place, POLICE),
    )
    page.locator("[name=line-0-text]").fill("Banned from the surgery")
    page.keyboard.press("Tab")
    page.get_by_text("for you alone").wait_for()
    with acting_as(marac.police):
        draft = draft_of(item=items[0], by=marac.police)
        assert draft is not None
        assert draft.typed["line-0-text"] == ["Banned from the surgery"]
