"""A whole MARAC in a browser: thirty cases, fifteen agencies, several at once.

What must come out is worked out here by hand from the numbers of the families (see
`full`), and compared with what the pages say.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.foundation.periods import Quarter
from concord.foundation.ui.testing import OpenPage
from concord.marac.models import (
    AgendaItem,
    Flag,
    MaracAction,
    Meeting,
    Research,
    RoomEntry,
)
from concord.marac.tests.full import TEAMS, FullMarac, gather, hat_of, list_all
from concord.marac.tests.test_in_browser import session
from concord.marac.tests.test_national_return import every_quarter, hear_again, held_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

CASES = 30
HEARD_BEFORE = 4  # families 0 to 3, in the quarter before
# Research: police know families 0 to 2, health knows family 4. Nobody else knows any.
KNOWN = {"Police": (0, 1, 2), "Health": (4,)}
LOST_NETWORK = 10  # while this family is heard, the IDVA has no connection
# Every odd family gets an action: 1, 5, ... 29 for housing, 3, 7, ... 27 for police.
FOR_HOUSING, FOR_POLICE = 8, 7
# Thirteen teams saw thirty cases by the agenda: not the holder, not the coordinator.
# Less those that know (3 + 1) or do something (7 + 8): none of these is the same.
LET_GO = 13 * CASES - 4 - FOR_HOUSING - FOR_POLICE

# The return over twelve months: 30, and 4 that were heard in the quarter before.
# Children: n % 3 each is 30, and 0 + 1 + 2 + 0. Every fifth victim is Asian: 6 and the
# family 0; every tenth disabled: 3 and 0; every third referred by housing: 10, 0 and 3.
RETURN = {
    "Cases": ("34", "-"),
    "Children in these cases": ("33", "-"),
    "Repeats": ("4", "11.8 %"),
    "Referred by partner agencies": ("12", "35.3 %"),
    "Victim Black, Asian or racially minoritised": ("7", "20.6 %"),
    "Victim LGBT+": ("0", "0.0 %"),
    "Victim disabled": ("4", "11.8 %"),
    "Referred by: Police": ("22", "64.7 %"),
    "Referred by: Housing provider": ("12", "35.3 %"),
    "Referred by: Health": ("0", "0.0 %"),
}


class Hands:
    """The pages that people of the fifteen agencies have open."""

    def __init__(self, full: FullMarac, meeting: Meeting, server: Any, open_page: Any):
        self.full, self.meeting = full, meeting
        self._server, self._open = server, open_page

    def of(self, hat: str, path: str = "", width: int = 1360) -> Any:
        """The page of the meeting, or under it, in this hat."""
        return self._open(
            f"{self._server.url}/marac/meetings/{self.meeting.pk}/{path}",
            width=width,
            cookies=session(self.full.place, hat),
        )

    def at(self, hat: str, path: str) -> Any:
        """Any page, in this hat."""
        cookies = session(self.full.place, hat)
        return self._open(f"{self._server.url}{path}", cookies=cookies)


@pytest.fixture
def quarter() -> Quarter:
    return Quarter.containing(timezone.localdate())


@pytest.fixture
def full(elmbrook: Place) -> FullMarac:
    return gather(elmbrook, families=CASES)


@pytest.fixture
def meeting(full: FullMarac, quarter: Quarter) -> Meeting:
    """To be held in this quarter; one was held in each of the three before."""
    before = every_quarter(full.families[0], quarter.plus(-1), quarters=3)
    for family in full.families[:HEARD_BEFORE]:
        hear_again(family, before, ago=60)
    return held_in(full.families[0], quarter, day=30)


def test_thirty_cases_and_fifteen_agencies_from_the_agenda_to_the_return(
    full: FullMarac,
    meeting: Meeting,
    quarter: Quarter,
    live_server: Any,
    open_page: OpenPage,
) -> None:
    hands = Hands(full, meeting, live_server, open_page)
    items = list_all(full, meeting)
    issue(hands)
    research(hands, items)
    come(hands)
    hear_all(hands, items)
    say_what_came_of_actions(hands)
    minute(hands)
    flag(hands, items)
    let_go(hands)
    look_at_the_return(hands, quarter)


# ---- before --------------------------------------------------------------------------


def issue(hands: Hands) -> None:
    """The coordinator issues; the IDVA's team, which holds all, shares them."""
    page = hands.of("marac_coordinator", "issue/")
    page.get_by_role("button", name="Issue the agenda").click()
    page.get_by_text(f"{CASES} cases on this agenda can").wait_for()
    page.context.close()
    page = hands.of("practitioner:Specialist service", "issue/")
    page.get_by_label("Recognised legitimate interest").check()
    page.get_by_label("Safeguarding of children").check()
    page.get_by_label("Why it is necessary").fill("Each has to look in its records.")
    page.locator("[name=lawful-told][value=told]").check()
    page.locator("[name=lawful-consent][value=refused]").check()
    page.get_by_role("button", name="Share them").click()
    page.get_by_text("Shared with core teams").first.wait_for()
    assert page.get_by_text("Shared with core teams").count() == CASES
    page.context.close()


def research(hands: Hands, items: list[AgendaItem]) -> None:
    """Whoever knows a family says so; one key says "not known" of all that are left."""
    for team in TEAMS:
        hat = hat_of(team)
        for number in KNOWN.get(team, ()):
            page = hands.at(hat, f"/marac/items/{items[number].pk}/answer/")
            page.locator("[name=line-0-about]").select_option("alleged")
            page.locator("[name=line-0-kind]").select_option("fact")
            page.locator("[name=line-0-text]").fill(f"{team} knows number {number}")
            page.get_by_role("button", name="Known: send it").click()
            page.get_by_text(" to answer by ").wait_for()
            page.context.close()
        page = hands.of(hat, "research/")
        page.keyboard.press("Alt+n")
        left = CASES - len(KNOWN.get(team, ()))
        page.get_by_role("heading", name=f"Not known: {left} cases").wait_for()
        page.keyboard.press("Enter")
        page.get_by_text(f"Your team has answered all {CASES}").wait_for()
        page.context.close()
    with acting_as(hands.full.by):
        said = list(Research.objects.filter(item__meeting=hands.meeting))
    assert len(said) == CASES * len(TEAMS)
    assert sum(one.says == "known" for one in said) == 4


def come(hands: Hands) -> None:
    """Everybody says that they come, and agrees to confidentiality."""
    for team in TEAMS:
        page = hands.of(hat_of(team), "attendance/")
        who = hands.full.place.hats[hat_of(team)]
        page.get_by_label("Who", exact=True).select_option(str(who.pk))
        page.get_by_label("Comes", exact=True).check()
        page.get_by_role("button", name="Keep it").click()
        page.get_by_role("button", name="I agree").click()
        page.get_by_text("Kept: you have agreed").wait_for()
        page.context.close()


# ---- the meeting ---------------------------------------------------------------------


def hear_all(hands: Hands, items: list[AgendaItem]) -> None:
    """Two write at once in every case, while the coordinator leads."""
    lead = hands.of("marac_coordinator")
    lead.get_by_role("button", name="Start the meeting").click()
    idva = hands.of("practitioner:Specialist service", "room/")
    police = hands.of("practitioner:Police", "room/")
    for number in range(CASES):
        lead.get_by_role("heading", name=f"Case {number + 1} of {CASES}").wait_for()
        for page in (idva, police):
            page.goto(lead.url)
        if number == LOST_NETWORK:
            idva.context.set_offline(True)
        speak(idva, police, number)
        if number == LOST_NETWORK:
            idva.get_by_text("1 waits on this page").wait_for()
            idva.context.set_offline(False)
        for page in (lead, idva, police):
            page.get_by_text(f"Wish of number {number}.", exact=True).wait_for()
            page.get_by_text(f"Police on number {number}.", exact=True).wait_for()
        if number % 2:
            agree(lead, number)
        lead.get_by_label("Outcome").select_option(
            "actions" if number % 2 else "no_action"
        )
        lead.get_by_role("button", name="Close, and on to the next").click()
    lead.goto(f"{lead.url.split('/marac/')[0]}/marac/meetings/{hands.meeting.pk}/")
    lead.get_by_role("button", name="End the meeting").click()
    lead.get_by_text("Held", exact=True).first.wait_for()
    nothing_is_lost(hands, items)


def speak(idva: Any, police: Any, number: int) -> None:
    """Both have typed before either sends."""
    idva.locator("form[data-room=say] select[name$=kind]").select_option("wishes")
    said = {idva: f"Wish of number {number}.", police: f"Police on number {number}."}
    for page, words in said.items():
        page.locator("form[data-room=say] textarea").fill(words)
    for page in said:
        page.keyboard.press("Control+Enter")


def agree(lead: Any, number: int) -> None:
    form = lead.locator("form[data-room=act]")
    form.locator("textarea").fill(f"Action for number {number}.")
    form.locator("select[name$=kind]").select_option("find_out")
    team = "Housing" if number % 4 == 1 else "Police"
    form.locator("select[name$=team]").select_option(label=team)
    lead.keyboard.press("Control+Enter")
    lead.get_by_text(f"Action for number {number}.", exact=True).wait_for()
    lead.get_by_text("All kept").wait_for()


def nothing_is_lost(hands: Hands, items: list[AgendaItem]) -> None:
    """Each word once, each case heard once, each action with its team."""
    with acting_as(hands.full.by) as by:
        said = sorted(one.words for one in RoomEntry.objects.visible_to(by))
        heard = AgendaItem.objects.filter(pk__in=[one.pk for one in items])
        states = [one.state for one in heard]
        teams = [one.team.short_name for one in MaracAction.objects.visible_to(by)]
    wanted = [f"Wish of number {n}." for n in range(CASES)]
    wanted += [f"Police on number {n}." for n in range(CASES)]
    assert said == sorted(wanted)
    assert states == ["heard"] * CASES
    assert (teams.count("Housing"), teams.count("Police")) == (FOR_HOUSING, FOR_POLICE)
    assert len(teams) == FOR_HOUSING + FOR_POLICE


# ---- afterwards ----------------------------------------------------------------------


def say_what_came_of_actions(hands: Hands) -> None:
    """Police have done one of theirs; housing can't do one of its own."""
    for team, state, why in (
        ("Police", "It is done", ""),
        ("Housing", "It is not possible", "There is no such flat."),
    ):
        page = hands.at(hat_of(team), "/marac/actions/")
        page.locator("main tbody a").first.click()
        page.get_by_label(state).check()
        page.get_by_label("Why, or what was done").fill(why)
        page.get_by_role("button", name="Keep it").click()
        page.get_by_text(why or "Done", exact=True).first.wait_for()
        page.context.close()
    with acting_as(hands.full.by) as by:
        states = [one.state for one in MaracAction.objects.visible_to(by)]
    assert sorted(set(states)) == ["done", "not_possible", "open"]
    assert states.count("open") == FOR_HOUSING + FOR_POLICE - 2


def minute(hands: Hands) -> None:
    """Minutes are approved and issued; who was there has a copy with their name."""
    page = hands.of("marac_coordinator", "minutes/")
    chair = hands.full.place.hats["marac_coordinator"].account.name
    page.get_by_label("Who chaired the meeting").select_option(
        label=f"{chair}, Council"
    )
    page.get_by_role("button", name="Approve the minutes").click()
    page.get_by_role("button", name="Issue the minutes").click()
    page.get_by_text("not opened yet").first.wait_for()
    assert page.get_by_text("not opened yet").count() == len(TEAMS)
    page.context.close()
    page = hands.of("practitioner:Probation")
    page.get_by_role("link", name="Your copy").click()
    page.get_by_text("Wish of number 29.").wait_for()
    reader = hands.full.place.hats["practitioner:Probation"].account.name
    assert reader in page.inner_text("main")
    page.context.close()


def flag(hands: Hands, items: list[AgendaItem]) -> None:
    """Each of fifteen teams was asked to flag thirty records; police confirm one, of
    a family that they know anyway.
    """
    police = hands.full.place.actor("practitioner:Police")
    with acting_as(police):
        own = Flag.objects.visible_to(police).get(item=items[0])
    page = hands.at("practitioner:Police", f"/marac/flags/{own.pk}/")
    page.get_by_label("Your reference").fill("INVENTED-1")
    page.get_by_role("button", name="Confirm it").click()
    page.get_by_text("INVENTED-1").first.wait_for()
    page.context.close()
    page = hands.of("marac_coordinator", "flags/")
    asked = CASES * len(TEAMS)
    page.get_by_text(f"1 of {asked} flags confirmed").wait_for()
    page.context.close()


def let_go(hands: Hands) -> None:
    """Who knew nothing and does nothing sees the families no longer."""
    page = hands.of("marac_coordinator", "after/")
    page.get_by_text(f"{LET_GO} teams to let go of a case").wait_for()
    page.get_by_role("button", name="Let go").click()
    page.get_by_text("Nobody sees a case of it without needing to").wait_for()
    page.context.close()
    with acting_as(hands.full.by) as by:
        left = Flag.objects.visible_to(by).filter(cleared_at=None).count()
    assert left == CASES * len(TEAMS) - LET_GO


def look_at_the_return(hands: Hands, quarter: Quarter) -> None:
    """Every figure as it was worked out by hand."""
    page = hands.at("commissioner", f"/marac/return/?quarter={quarter.code}")
    for label, (number, share) in RETURN.items():
        row = page.locator("tbody tr").filter(
            has=page.get_by_role("rowheader", name=label, exact=True)
        )
        cells = row.locator("td").all_inner_texts()
        assert cells[:2] == [number, share], label
