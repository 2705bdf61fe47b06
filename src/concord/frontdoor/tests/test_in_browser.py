"""The front door in a real browser: axe, phones, no scripts, and keys alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.frontdoor.actions import deciding, drafts, referring, triage
from concord.frontdoor.models import Draft, Referral, WorkItem
from concord.frontdoor.testing import SAID, at_door, said

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

POLICE = "practitioner:Police"
DOOR = "practitioner:Specialist service"
PICTURES = os.environ.get("PICTURES_IN", "")


def session(place: Place, hat: str) -> dict[str, str]:
    return {"session": str(wear(Client(), place.hats[hat]).session.session_key)}


def picture(page: Any, name: str) -> None:
    """For whoever wants to look: PICTURES_IN names a folder."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture
def lively(front_door: Place) -> dict[str, str]:
    """Referrals in every state, and their addresses by name."""
    police, door = front_door.actor(POLICE), at_door(front_door)
    with acting_as(police):
        made = [referring.refer(said=SAID, by=police) for _ in range(4)]
        referring.refer(
            said=said(danger_now="yes", danger_why="He has a key"), by=police
        )
    with acting_as(door):
        draft = drafts.keep(typed={"victim-given_name": ["Petronella"]}, by=door)
        triage.take_on(referral=made[1], by=door)
        triage.check(
            referral=made[1], code="orders", result="yes", text="A DAPO", by=door
        )
        triage.ask(referral=made[2], what="School: which class?", by=door)
        triage.open_case(referral=made[3], found={}, by=door)
        own = front_door.teams["Specialist service"]
        deciding.decide(
            referral=made[3], outcome="support", why="She asks for it.", to=own, by=door
        )
        work = WorkItem.objects.get()
    first = f"/referrals/{made[1].pk}/"
    return {
        "board": "/referrals/",
        "table": "/referrals/?show=table",
        "new": "/referrals/new/",
        "draft": f"/referrals/new/{draft.pk}/",
        "enquiry": "/referrals/enquiry/",
        "checking": first,
        "decided": f"/referrals/{made[3].pk}/",
        "check": f"{first}check/",
        "ask": f"{first}write/ask/",
        "case": f"{first}case/",
        "decide": f"{first}decide/",
        "work": "/referrals/work/",
        "item": f"/referrals/work/{work.pk}/",
        "list": "/referrals/decided/",
        "made": "/referrals/made/",
    }


def test_no_page_has_a_fault_at_a_desk_or_on_a_phone(
    live_server: Any, front_door: Place, lively: dict[str, str], open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/about/help/", cookies=session(front_door, DOOR)
    )
    wrong: dict[str, list[str]] = {}
    for name, address in lively.items():
        answer = page.goto(live_server.url + address)
        found = [] if answer and answer.status == 200 else ["not answered"]
        for width in (1360, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found += faults(page)
            picture(page, f"{name}-{width}")
        page.set_viewport_size({"width": 320, "height": 800})
        found += sideways(page)
        wrong |= {name: found} if found else {}
    assert wrong == {}, wrong


def test_the_settings_have_no_fault(
    live_server: Any, front_door: Place, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/referrals/settings/",
        cookies=session(front_door, "strategic_lead"),
    )
    picture(page, "settings")
    assert faults(page) == []


def test_the_figures_have_no_fault(
    live_server: Any, front_door: Place, lively: dict[str, str], open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/referrals/figures/",
        cookies=session(front_door, "commissioner"),
    )
    for width in (1360, 390):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"figures-{width}")
        assert faults(page) == []


# Keys that a whole referral takes besides its words: Tab, arrows, Space and Enter.
MOST_KEYS = 75


@dataclass
class Keys:
    """The keyboard of a page, and how many keys besides words were pressed."""

    page: Any
    pressed: int = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def to(self, name: str) -> None:
        """Tab until a control has the focus."""
        for _ in range(40):
            if self.page.evaluate("document.activeElement.name || ''") == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name} is not reached")

    def write(self, name: str, words: str) -> None:
        self.to(name)
        self.page.keyboard.type(words)

    def tick(self, name: str) -> None:
        self.to(name)
        self.press("Space")


def test_a_whole_referral_by_keys_alone(
    live_server: Any, front_door: Place, open_page: OpenPage
) -> None:
    """Counted: whoever makes a hundred a year must not press a key in vain."""
    page = open_page(
        f"{live_server.url}/referrals/new/", cookies=session(front_door, POLICE)
    )
    keys = Keys(page)
    page.locator("#main").focus()
    keys.tick("danger-danger_now")
    keys.press("ArrowDown")  # No
    for name, words in (
        ("victim-given_name", "Petronella"),
        ("victim-family_name", "Wychwood"),
        ("victim-born_day", "21"),
        ("victim-born_month", "5"),
        ("victim-born_year", "1988"),
        ("victim-phone", "07700 900141"),
    ):
        keys.write(name, words)
    keys.tick("about-strands")
    keys.write("about-what_happened", "He waited outside her work again.")
    keys.write("alleged-0-given_name", "Osgood")
    keys.write("alleged-0-family_name", "Fenwickson")
    keys.tick("wishes-told")
    keys.tick("wishes-consent")
    keys.to("referrer-contact")
    for _ in range(40):
        keys.press("Tab")
        if "Send" in page.evaluate("document.activeElement.textContent || ''"):
            break
    keys.press("Enter")
    page.get_by_text("is at the front door").first.wait_for()
    with acting_as(at_door(front_door)):
        got = Referral.objects.get()
        assert got.named.get(side="victim").family_name == "Wychwood"
        assert (got.danger_now, got.told, got.consent) == ("no", "told", "given")
    assert keys.pressed <= MOST_KEYS, f"{keys.pressed} keys"
    print(f"A whole referral takes {keys.pressed} keys besides its words.")


def test_a_referral_on_a_phone_without_scripts(
    live_server: Any, front_door: Place, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/referrals/enquiry/",
        width=390,
        javascript=False,
        cookies=session(front_door, DOOR),
    )
    page.get_by_label("What they came for").fill("Wants to know about injunctions.")
    page.get_by_role("button", name="Keep the enquiry").click()
    page.get_by_text("is at the front door").first.wait_for()


def test_a_referral_keeps_itself_and_survives_a_lost_connection(
    live_server: Any, front_door: Place, open_page: OpenPage
) -> None:
    """Nothing typed is lost: a draft from the first pause, and no page in its place."""
    page = open_page(
        f"{live_server.url}/referrals/new/", cookies=session(front_door, POLICE)
    )
    page.locator("[name=victim-given_name]").fill("Petronella")
    page.locator("[name=victim-family_name]").fill("Wychwood")
    page.locator("[name=about-what_happened]").fill("He waited outside.")
    page.locator("[name=victim-phone]").focus()
    page.get_by_text("for you alone").wait_for(timeout=15_000)
    police = front_door.actor(POLICE)
    with acting_as(police):
        [draft] = Draft.objects.all()
        assert draft.typed["victim-given_name"] == ["Petronella"]
    page.context.set_offline(True)
    page.get_by_role("button", name="Send the referral").last.click()
    page.get_by_text("There is no connection").wait_for()
    assert page.locator("[name=victim-given_name]").input_value() == "Petronella"
    page.context.set_offline(False)
    page.get_by_text("The connection is back").wait_for()
    with acting_as(police):
        assert not Referral.objects.exists()
        assert Draft.objects.count() == 1
