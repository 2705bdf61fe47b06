"""Sharing, emergencies and keeping away in a real browser: desk, phone, keyboard."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import emergencies, sharing
from concord.access.actor import acting_as
from concord.access.models import Agreement, Grant, Part, Side
from concord.access.testing import wear
from concord.cases.testing import CaseWorld
from concord.foundation.ui.testing import OpenPage, faults, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SPECIALIST, HEALTH = "practitioner:Specialist service", "practitioner:Health"
WIDTHS = (1360, 390)


def cookies(client: Client, world: CaseWorld, role: str) -> dict[str, str]:
    worn = wear(client, world.place.hats[role])
    return {"session": str(worn.session.session_key)}


def shared(world: CaseWorld) -> dict[str, str]:
    """Addresses of a case with something of everything, by role."""
    world.share("Police")
    world.share("Housing")
    some_days = timezone.now() + dt.timedelta(days=30)
    decision = world.share("Council", (Part.RISK, Side.CHILD), until=some_days)
    with acting_as(world.idva):
        housing = Grant.objects.filter(team=world.place.teams["Housing"])
        sharing.end(grants=list(housing), why="Closed there.", by=world.idva)
    with acting_as(world.health):
        emergencies.open_case(
            ref=world.case.ref, why="In A&E now", minutes=60, by=world.health
        )
    case, of = world.case.pk, [world.case.pk, decision.pk]
    who = reverse("cases:who_can_see", args=[case])
    return {
        f"{SPECIALIST} who": who,
        f"{SPECIALIST} ended": f"{who}?show=ended",
        f"{SPECIALIST} paper": reverse("cases:who_can_see_on_paper", args=[case]),
        f"{SPECIALIST} share": reverse("cases:share", args=[case]),
        f"{SPECIALIST} decision": reverse("cases:sharing_decision", args=of),
        f"{SPECIALIST} end": reverse("cases:end_sharing", args=of),
        f"{SPECIALIST} over": reverse("cases:hand_over", args=[case]),
        f"{SPECIALIST} away": reverse("cases:keep_away", args=[case]),
        "practitioner why": who,
        f"{HEALTH} banner": reverse("cases:case", args=[case]),
        f"{HEALTH} why": who,
        f"{HEALTH} emergency": reverse("cases:emergency"),
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_has_a_fault(
    live_server: Any,
    client: Client,
    case_world: CaseWorld,
    open_page: OpenPage,
    width: int,
) -> None:
    wrong: dict[str, list[str]] = {}
    for name, address in shared(case_world).items():
        role = name.rpartition(" ")[0]
        page = open_page(
            live_server.url + address,
            width=width,
            cookies=cookies(client, case_world, role),
        )
        found = faults(page)
        if "Not here" in page.title():
            found.append("not found")
        page.set_viewport_size({"width": 320, "height": 800})
        found += sideways(page)
        if found:
            wrong[name] = found
        page.context.close()
    assert wrong == {}


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_case_is_shared_part_by_part_with_its_place_meant(
    live_server: Any,
    client: Client,
    case_world: CaseWorld,
    agreement: Agreement,
    open_page: OpenPage,
    width: int,
    javascript: bool,
) -> None:
    page = open_page(
        live_server.url + reverse("cases:share", args=[case_world.case.pk]),
        width=width,
        javascript=javascript,
        cookies=cookies(client, case_world, SPECIALIST),
    )
    page.get_by_label("Elmbrook Police").check()
    assert not page.get_by_label("risk: victim").is_visible()
    page.get_by_label("Parts that I choose").check()
    page.get_by_label("where they are: victim").check()
    page.get_by_label("risk: victim").check()
    page.get_by_role("button", name="Check before you share").click()
    assert page.title().startswith("Error:")
    if javascript:
        assert faults(page) == []
        page.get_by_role("link", name="You ticked where they are").click()
        assert page.evaluate("document.activeElement.name") == "places_meant"
    page.get_by_label("I mean to share where they are").check()
    page.get_by_label("What it is for").select_option("marac")
    page.get_by_label("Why it is necessary").fill("To plan her protection.")
    page.get_by_label("Recognised legitimate interest").check()
    page.get_by_label("Safeguarding of children").check()
    page.get_by_label("Agreement that").select_option(str(agreement.pk))
    told = page.get_by_role("group", name="Has the victim been told?")
    told.get_by_label("No", exact=True).check()
    page.get_by_label("Why not").fill("It would put her in more danger.")
    page.get_by_label("Yes, and refused").check()
    page.get_by_role("button", name="Check before you share").click()
    page.get_by_text("Nothing is shared yet.").wait_for()
    if javascript:
        assert faults(page) == []
    page.get_by_role("button", name="Change something").click()
    assert page.get_by_label("risk: victim").is_checked()
    page.get_by_role("button", name="Check before you share").click()
    page.get_by_role("button", name="Share it").click()
    page.get_by_text("Police sees it from now on").wait_for()
    with acting_as(case_world.idva):
        pieces = Grant.objects.filter(kind="shared").values_list("part", "side")
        assert set(pieces) == {("location", "victim"), ("risk", "victim")}


def test_the_enter_key_finds_a_colleague_and_locks_nobody_out(
    live_server: Any, client: Client, case_world: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(
        live_server.url + reverse("cases:keep_away", args=[case_world.case.pk]),
        cookies=cookies(client, case_world, SPECIALIST),
    )
    page.get_by_label("Colleague's name").fill("trainer")
    page.keyboard.press("Enter")
    page.get_by_label("Invented Trainer").wait_for()
    assert "There is a problem" not in page.content()
    assert faults(page) == []
    page.get_by_label("Invented Trainer").check()
    page.get_by_label("Barnard Crakehall").check()
    page.get_by_label("How they are linked").fill("His brother")
    page.get_by_role("button", name="Keep them away").click()
    page.get_by_text("Kept away from now on.").wait_for()


def test_an_emergency_is_opened_and_closed_by_keyboard_and_never_printed(
    live_server: Any, client: Client, case_world: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(
        live_server.url + reverse("cases:emergency"),
        cookies=cookies(client, case_world, HEALTH),
    )
    page.get_by_label("Reference of the case").focus()
    page.keyboard.type(case_world.case.ref)
    page.keyboard.press("Tab")
    page.keyboard.type("In A&E now")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Open in an emergency until").wait_for()
    page.emulate_media(media="print")
    assert not page.get_by_text("Marigold Thistlewood", exact=True).is_visible()
    page.emulate_media(media="screen")
    assert page.get_by_text("Marigold Thistlewood", exact=True).is_visible()
    page.get_by_role("button", name="Close it now").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Closed. The opening waits for its review.").wait_for()


def test_the_strands_are_drawn_for_the_width_that_there_is(
    live_server: Any, client: Client, case_world: CaseWorld, open_page: OpenPage
) -> None:
    case_world.share("Police")
    address = reverse("cases:who_can_see", args=[case_world.case.pk])
    signed_in = cookies(client, case_world, SPECIALIST)
    for width in WIDTHS:
        page = open_page(live_server.url + address, width=width, cookies=signed_in)
        pictures = page.get_by_role("img", name="2 agencies can see this case")
        assert pictures.count() == 1, "the other drawing is not there for anybody"
        sizes = page.evaluate(
            """() => [...document.querySelectorAll(".cc-strands text")]
                .map((text) => text.getBoundingClientRect().height)
                .filter((height) => height > 0)"""
        )
        assert min(sizes) >= 12
