"""The room in a real browser: two at once, a lost network, keys, the wall."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.marac.actions import agreed_actions
from concord.marac.actions import room as verbs
from concord.marac.actions.usual_actions import add_usual
from concord.marac.models import AgendaItem, MaracAction, RoomEntry
from concord.marac.testing import coordinator, on_an_issued_agenda, sit_down

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COORDINATOR = "marac_coordinator"
POLICE = "practitioner:Police"
IDVA = "practitioner:Specialist service"
PICTURES = os.environ.get("PICTURES_IN", "")


def session(place: Place, hat: str) -> dict[str, str]:
    return {"session": str(wear(Client(), place.hats[hat]).session.session_key)}


def picture(page: Any, name: str) -> None:
    """For whoever wants to look: PICTURES_IN names a folder."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture
def item(marac: CaseWorld) -> AgendaItem:
    """A case that is being heard, of which something has been said."""
    found = on_an_issued_agenda(marac)
    sit_down(marac.place, found.meeting, "Police", "Specialist service")
    by = coordinator(marac.place)
    with acting_as(by):
        verbs.start(meeting=found.meeting, by=by)
        verbs.call(item=found, by=by)
        agreed_actions.add(
            item=found,
            team=marac.place.teams["Police"],
            kind="school",
            words="Agree who may collect the children",
            in_days=3,
            by=by,
        )
        verbs.note(
            item=found,
            kind="risk",
            side="child",
            words="Waits near the school",
            why_now="Twice this month",
            by=by,
        )
    with acting_as(marac.idva):
        verbs.note(
            item=found,
            kind="wishes",
            side="victim",
            words="She wants to stay where she is",
            shown="To stay at home",
            by=marac.idva,
        )
    return found


def address(item: AgendaItem, part: str = "") -> str:
    return f"/marac/meetings/{item.meeting_id}/room/{item.pk}/{part}"


def opened(
    open_page: OpenPage, server: Any, case: CaseWorld, item: AgendaItem, hat: str
) -> Any:
    return open_page(f"{server.url}{address(item)}", cookies=session(case.place, hat))


def write(page: Any, words: str) -> None:
    """As somebody types: words, then Ctrl and Enter."""
    page.locator("form[data-room=say] textarea").fill(words)
    page.keyboard.press("Control+Enter")


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_usable(
    live_server: Any,
    marac: CaseWorld,
    item: AgendaItem,
    open_page: OpenPage,
    width: int,
) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        action = MaracAction.objects.get().pk
        entry = RoomEntry.objects.filter(kind="risk").get().pk
    pages = {
        "room": address(item),
        "wall": address(item, "wall/"),
        "before": f"/marac/meetings/{item.meeting_id}/before/",
        "meeting": f"/marac/meetings/{item.meeting_id}/",
        "correct": f"/marac/entries/{entry}/",
        "actions": f"/marac/meetings/{item.meeting_id}/actions/",
        "ours": "/marac/actions/",
        "action": f"/marac/actions/{action}/",
        "add": f"/marac/items/{item.pk}/actions/add/",
    }
    cookies = session(marac.place, COORDINATOR)
    for name, where in pages.items():
        page = open_page(f"{live_server.url}{where}", width=width, cookies=cookies)
        picture(page, f"room-{name}-{width}")
        assert faults(page) == [], name
        assert not sideways(page), name
        page.close()


def test_what_she_knows_is_usable(
    live_server: Any, marac: CaseWorld, item: AgendaItem, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/marac/items/{item.pk}/told/",
        cookies=session(marac.place, IDVA),
    )
    picture(page, "room-told")
    assert faults(page) == []


def test_two_type_at_once_and_each_sees_the_other(
    live_server: Any, marac: CaseWorld, item: AgendaItem, open_page: OpenPage
) -> None:
    one = opened(open_page, live_server, marac, item, COORDINATOR)
    two = opened(open_page, live_server, marac, item, POLICE)
    half = two.locator("form[data-room=act] textarea")
    half.fill("Half of an action")
    for n in range(3):
        write(one, f"Said by the one {n}")
        write(two, f"Said by the other {n}")
    for page in (one, two):
        for n in range(3):
            page.get_by_text(f"Said by the one {n}", exact=True).wait_for()
            page.get_by_text(f"Said by the other {n}", exact=True).wait_for()
    # What comes in takes nothing from whoever types.
    assert half.input_value() == "Half of an action"
    with acting_as(coordinator(marac.place)) as by:
        said = [e.words for e in RoomEntry.objects.visible_to(by)]
    assert sorted(w for w in said if w.startswith("Said")) == sorted(
        f"Said by the {who} {n}" for who in ("one", "other") for n in range(3)
    )


def test_a_lost_network_loses_nothing_and_says_nothing_twice(
    live_server: Any, marac: CaseWorld, item: AgendaItem, open_page: OpenPage
) -> None:
    one = opened(open_page, live_server, marac, item, COORDINATOR)
    two = opened(open_page, live_server, marac, item, POLICE)
    two.context.set_offline(True)
    write(two, "Said without a network")
    write(two, "Said again without one")
    two.get_by_text("2 wait on this page").wait_for()
    write(one, "Said meanwhile")
    one.get_by_text("Said meanwhile", exact=True).wait_for()
    two.context.set_offline(False)
    two.get_by_text("All kept").wait_for()
    for page in (one, two):
        page.get_by_text("Said again without one", exact=True).wait_for()
        page.get_by_text("Said meanwhile", exact=True).wait_for()
    with acting_as(coordinator(marac.place)) as by:
        said = [e.words for e in RoomEntry.objects.visible_to(by)]
    assert said.count("Said without a network") == 1
    assert said.count("Said again without one") == 1
    # Nothing about anybody is left in what the browser keeps.
    kept = two.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Said" not in kept


def test_a_usual_action_is_chosen_by_keys_and_joins_what_was_typed(
    live_server: Any, marac: CaseWorld, item: AgendaItem, open_page: OpenPage
) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        add_usual(words="Change the locks", kind="target_harden", in_days=2, by=by)
    page = opened(open_page, live_server, marac, item, COORDINATOR)
    from playwright.sync_api import expect

    form = page.locator("form[data-room=act]")
    words = form.locator("textarea")
    words.fill("Today:")
    form.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(words).to_have_value("Today: Change the locks")
    expect(words).to_be_focused()
    expect(form.locator("[name=act-kind]")).to_have_value("target_harden")
    expect(form.locator("[name=act-in_days]")).to_have_value("2")
    assert faults(page) == []


def test_an_answer_that_is_lost_on_its_way_back_is_no_second_entry(
    live_server: Any, marac: CaseWorld, item: AgendaItem, open_page: OpenPage
) -> None:
    page = opened(open_page, live_server, marac, item, POLICE)
    seen = []

    def lose_the_first_answer(route: Any) -> None:
        if seen:
            route.continue_()
            return
        seen.append(route.fetch())
        route.abort()

    page.route("**/say/", lose_the_first_answer)
    write(page, "Said once")
    page.get_by_text("All kept").wait_for()
    assert len(seen) == 1
    with acting_as(coordinator(marac.place)) as by:
        said = [e.words for e in RoomEntry.objects.visible_to(by)]
    assert said.count("Said once") == 1


def test_what_is_refused_comes_back_word_for_word(
    live_server: Any, marac: CaseWorld, item: AgendaItem, open_page: OpenPage
) -> None:
    page = opened(open_page, live_server, marac, item, POLICE)
    page.locator("input[name=say-shown]").fill("Marigold stays")
    write(page, "Said with a name for the wall")
    page.get_by_role("button", name="Put it back into the form").click()
    words = page.locator("form[data-room=say] textarea")
    assert words.input_value() == "Said with a name for the wall"
    page.locator("input[name=say-shown]").fill("She stays")
    words.press("Control+Enter")
    page.get_by_text("All kept").wait_for()


def test_the_meeting_is_run_by_keys_alone(
    live_server: Any, marac: CaseWorld, item: AgendaItem, open_page: OpenPage
) -> None:
    page = opened(open_page, live_server, marac, item, COORDINATOR)
    page.keyboard.press("Alt+s")
    page.get_by_text("Safe to project").wait_for()
    wall = page.locator("main").inner_text()
    assert "To stay at home" in wall
    assert "Waits near the school" not in wall
    assert "Thistlewood" not in wall
    page.keyboard.press("Alt+s")
    page.get_by_role("rowheader", name="Waits near the school").wait_for()
    page.locator("select[name=outcome]").focus()
    page.keyboard.type("Actions")
    page.keyboard.press("Alt+n")
    page.get_by_text("That was the last case that waited").wait_for()


def test_keys_can_be_switched_off(
    live_server: Any, marac: CaseWorld, item: AgendaItem, open_page: OpenPage
) -> None:
    page = opened(open_page, live_server, marac, item, COORDINATOR)
    page.locator("[data-shortcuts]").uncheck()
    page.keyboard.press("Alt+s")
    page.wait_for_timeout(300)
    assert page.url.endswith(address(item))


def test_without_scripts_it_is_written_down_all_the_same(
    live_server: Any, marac: CaseWorld, item: AgendaItem, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}{address(item)}",
        javascript=False,
        cookies=session(marac.place, POLICE),
    )
    page.locator("form[data-room=say] textarea").fill("Said without scripts")
    page.get_by_role("button", name="Write it down").click()
    page.locator(".cc-live__said", has_text="Said without scripts").wait_for()
