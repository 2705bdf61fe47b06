"""Every page of cases in a real browser: axe, the security policy, phones, keyboard."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from concord.access.actor import acting_as
from concord.access.models import Side
from concord.access.testing import wear
from concord.cases.actions.opening import Newcomer, bring_in
from concord.cases.models import Case
from concord.cases.testing import CaseWorld, known
from concord.cases.tests.test_pages_by_role import ONLY_POST, addresses
from concord.foundation.ui.testing import OpenPage, faults, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def session(world: CaseWorld, hat: str) -> dict[str, str]:
    return {"session": str(wear(Client(), world.place.hats[hat]).session.session_key)}


IDVA = "practitioner:Specialist service"
POLICE = "practitioner:Police"


def test_no_page_has_a_fault_at_a_desk_or_on_a_phone(
    live_server: Any, lively: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(f"{live_server.url}/about/help/", cookies=session(lively, IDVA))
    wrong: dict[str, list[str]] = {}
    for name, address in addresses(lively).items():
        if name in ONLY_POST:
            continue
        answer = page.goto(live_server.url + address)
        found = [] if answer and answer.status == 200 else ["not answered"]
        for width in (1360, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found += faults(page)
        page.set_viewport_size({"width": 320, "height": 800})
        found += sideways(page)
        wrong |= {name: found} if found else {}
    assert wrong == {}


def test_pages_of_a_team_that_is_let_in_have_no_fault(
    live_server: Any, lively: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/cases/?show=shared", cookies=session(lively, POLICE)
    )
    assert faults(page) == []
    for address in (
        f"/cases/{lively.case.pk}/",
        f"/cases/persons/{lively.victim.pk}/",
        "/cases/?show=handed_on",
        "/cases/transfers/",
    ):
        page.goto(live_server.url + address)
        assert faults(page) == [], address


def test_a_case_is_opened_on_a_phone_without_scripts(
    live_server: Any, case_world: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/cases/",
        width=390,
        javascript=False,
        cookies=session(case_world, POLICE),
    )
    page.get_by_role("button", name="Open a case").first.click()
    victim = page.locator("#victim")
    victim.get_by_label("Given name").fill("Hazel")
    victim.get_by_label("Family name").fill("Underhill")
    victim.get_by_label("Year", exact=True).fill("1990")
    page.locator("#alleged").get_by_label("Nobody knows who it is").check()
    page.get_by_role("button", name="Add a child").click()
    page.get_by_role("button", name="Add another child").click()
    rows = page.get_by_role("group", name="Child")
    assert rows.count() == 2
    assert victim.get_by_label("Given name").input_value() == "Hazel"
    rows.nth(1).get_by_label("Given name").fill("Moss")
    page.get_by_role("button", name="Take out Child 1").click()
    assert page.get_by_role("group", name="Child").count() == 1
    row = page.get_by_role("group", name="Child")
    assert row.get_by_label("Given name").input_value() == "Moss"
    assert sideways(page) == []
    page.get_by_role("button", name="Open the case").last.click()
    assert page.get_by_text("The case is open. Your team holds it.").is_visible()
    assert page.get_by_role("heading", name="Hazel Underhill").is_visible()
    assert page.get_by_role("heading", name="Moss").is_visible()
    assert "Hazel" not in page.title()
    assert "Hazel" not in page.url


def test_enter_in_a_field_opens_the_case_and_adds_no_row(
    live_server: Any, case_world: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/cases/open/", cookies=session(case_world, POLICE)
    )
    page.locator("#alleged").get_by_label("Given name").fill("Bram")
    page.locator("#victim").get_by_label("Given name").fill("Hazel")
    page.locator("#victim").get_by_label("Given name").press("Enter")
    page.get_by_text("The case is open.").wait_for()
    with acting_as(case_world.police):
        assert Case.objects.count() == 1


def test_the_keyboard_goes_through_the_page_in_the_order_of_reading(
    live_server: Any, case_world: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/cases/open/", cookies=session(case_world, POLICE)
    )
    page.locator("#id_victim-given_name").focus()
    wanted = [
        "victim-family_name",
        "victim-unknown",
        "victim-born_day",
        "victim-born_month",
        "victim-born_year",
        "victim-born_about",
        "victim-sex",
    ]
    found = []
    for _ in wanted:
        page.keyboard.press("Tab")
        found.append(page.evaluate("document.activeElement.name"))
    assert found == wanted
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    for name in ("look", "alleged-0-given_name"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == name
    page.goto(f"{live_server.url}/cases/open/")
    tops = page.evaluate(
        """() => [...document.querySelectorAll(
            "main a, main button:not([tabindex]), main input:not([type=hidden]),"
            + " main select, main summary")]
            .filter((e) => e.checkVisibility() && !e.closest("aside"))
            .map((e) => e.getBoundingClientRect().top)"""
    )
    # Within 30 pixels: a small link beside a taller box is one line.
    assert all(b > a - 30 for a, b in pairwise(tops))


def test_errors_are_met_first_and_lead_to_their_fields(
    live_server: Any, case_world: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/cases/open/", cookies=session(case_world, POLICE)
    )
    page.locator("#victim").get_by_label("Day").fill("4")
    page.get_by_role("button", name="Open the case").last.click()
    page.get_by_role("heading", name="There are").wait_for()
    assert page.title().startswith("Error:")
    assert [found for found in faults(page) if "422" not in found] == []
    page.get_by_role("link", name="has a day and no month").click()
    assert page.evaluate("document.activeElement.name") == "victim-born_day"
    assert page.locator("#victim").get_by_label("Day").input_value() == "4"


def test_the_sheet_of_a_family_of_seven_goes_on_one_page_of_paper(
    live_server: Any, lively: CaseWorld, open_page: OpenPage, tmp_path: Any
) -> None:
    with acting_as(lively.idva):
        for n in range(3):
            bring_in(
                case=lively.case,
                newcomer=Newcomer(known=known(f"Child {n}", "T"), relation="child"),
                side=Side.CHILD,
                by=lively.idva,
            )
    page = open_page(
        f"{live_server.url}/cases/{lively.case.pk}/sheet/",
        cookies=session(lively, IDVA),
    )
    page.emulate_media(media="print")
    paper = tmp_path / "sheet.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    read = PdfReader(paper)
    assert len(read.pages) == 1
    said = read.pages[0].extract_text()
    assert "Marigold Thistlewood" in said
    assert "OFFICIAL-SENSITIVE" in said
    assert "Print this sheet" not in said


def test_records_like_somebody_come_as_one_types(
    live_server: Any, case_world: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/cases/open/", cookies=session(case_world, IDVA)
    )
    page.get_by_label("Given name").first.fill("Goldie")
    page.get_by_label("Family name").first.fill("Thistlewod")
    offered = page.locator("#victim-likely").get_by_label("This one: Marigold")
    offered.wait_for()
    assert page.locator("#victim-likely").get_by_label("None of these").is_checked()
    offered.check()
    assert faults(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert faults(page) == []
    assert sideways(page) == []
    assert "Goldie" not in page.url
