"""The pages of risk in a real browser: axe, phones, keyboard, without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import wear
from concord.cases.testing import CaseWorld
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.risk.actions import assessing, drafts, instruments
from concord.risk.actions.assessing import Correction, Result, Said, Talk
from concord.risk.models import RiskAssessment
from concord.risk.scoring import Answer, Band
from concord.risk.testing import answers, assess, decide, licensed_pack

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
IDVA = "practitioner:Specialist service"
# From the opened page to the recorded assessment, with all 24 answers.
MOST_KEYS = 49


def session(world: CaseWorld, hat: str) -> dict[str, str]:
    return {"session": str(wear(Client(), world.place.hats[hat]).session.session_key)}


@pytest.fixture
def lively(case_world: CaseWorld) -> dict[str, str]:
    """Addresses of a case with something of everything, by name."""
    case, idva = case_world.case, case_world.idva
    decide(case_world.place, clusters=("strangulation",))
    first = assess(case_world, answers(9), days_ago=70)
    second = assess(
        case_world,
        answers(13) | {8: Said(Answer.YES, "At the gate", "The school")},
        days_ago=30,
        judged_band=Band.HIGH,
        judged_why="He knows where she is.",
        events_12_months=4,
        vulnerabilities="She is alone.",
        weapons="yes",
        priorities="To stay at home.",
    )
    with acting_as(idva):
        third = assessing.record(
            case=case,
            code="dash24",
            answers=answers(14),
            talk=Talk(assessed_on=second.assessed_on),
            corrects=Correction(second, "Question 14 was misread."),
            by=idva,
        )
        result = assessing.record_result(
            case=case,
            code="oasys",
            result=Result(
                assessed_on=first.assessed_on, result="High", result_by="Probation"
            ),
            by=idva,
        )
        drafts.keep(case=case, code="sdash", typed={"q1": "yes"}, by=idva)
    at = f"/cases/{case.pk}/risk/"
    return {
        "index": at,
        "new": f"{at}new/dash24/",
        "a draft": f"{at}new/sdash/",
        "a result": f"{at}new/dara/",
        "the first": f"{at}{first.pk}/",
        "a corrected one": f"{at}{second.pk}/",
        "its correction": f"{at}{third.pk}/",
        "correct": f"{at}{third.pk}/correct/",
        "a recorded result": f"{at}{result.pk}/",
        "due": "/risk/due/",
        "compare": f"{at}{third.pk}/since/{first.pk}/",
        "instruments": "/risk/",
        "instrument": "/risk/dash24/",
        "case": f"/cases/{case.pk}/",
    }


def test_no_page_has_a_fault_at_a_desk_or_on_a_phone(
    live_server: Any, lively: dict[str, str], case_world: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/about/help/", cookies=session(case_world, IDVA)
    )
    wrong: dict[str, list[str]] = {}
    for name, address in lively.items():
        answer = page.goto(live_server.url + address)
        found = [] if answer and answer.status == 200 else ["not answered"]
        for width in (1360, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found += faults(page)
        page.set_viewport_size({"width": 320, "height": 800})
        found += sideways(page)
        wrong |= {name: found} if found else {}
    assert wrong == {}


def test_pages_of_whoever_decides_have_no_fault(
    live_server: Any, case_world: CaseWorld, open_page: OpenPage
) -> None:
    lead = case_world.place.actor("strategic_lead")
    with acting_as(lead):
        instruments.load(content=licensed_pack(), by=lead)
    page = open_page(
        f"{live_server.url}/risk/", cookies=session(case_world, "strategic_lead")
    )
    for address in ("/risk/", "/risk/dash24/", "/risk/sdash/", "/risk/load/"):
        page.goto(live_server.url + address)
        for width in (1360, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert faults(page) == [], address


def test_a_complete_dash_takes_few_keys(
    live_server: Any, case_world: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/cases/{case_world.case.pk}/risk/new/dash24/",
        cookies=session(case_world, IDVA),
    )
    pressed = 0

    def press(*keys: str) -> None:
        nonlocal pressed
        for key in keys:
            page.keyboard.press(key)
            pressed += 1

    def focused() -> str:
        return page.evaluate(
            "document.activeElement.name || document.activeElement.hash || ''"
        )

    press("Tab", "Enter")  # skip to the main content
    while focused() != "#part-1":
        press("Tab")
    press("Enter", "Tab")
    assert focused() == "q1"
    press(*"yyynd" * 3, *"ynynnnyny")
    assert page.locator("[data-count=yes]").first.text_content() == "13"
    press("Tab", "Tab")
    assert focused() == "events_12_months"
    press("4")
    while focused() != "":  # past what is optional, to the button
        press("Tab")
    press("Enter")
    page.get_by_text("The assessment is recorded.").wait_for()
    with acting_as(case_world.idva):
        made = RiskAssessment.objects.get()
        not_asked = made.counted.not_asked
    assert (made.score, not_asked, made.events_12_months) == (13, 0, 4)
    assert pressed <= MOST_KEYS, pressed


def test_enter_in_a_field_records_nothing_half_done(
    live_server: Any, case_world: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/cases/{case_world.case.pk}/risk/new/dash24/",
        cookies=session(case_world, IDVA),
    )
    page.locator("input[name=q1][value=yes]").check()
    page.locator("#id_events_12_months").press("Enter")
    page.get_by_text("SafeLives Dash is not finished.").wait_for()
    with acting_as(case_world.idva):
        assert RiskAssessment.objects.count() == 0


def test_what_is_chosen_is_kept_by_itself(
    live_server: Any, case_world: CaseWorld, open_page: OpenPage
) -> None:
    address = f"{live_server.url}/cases/{case_world.case.pk}/risk/new/dash24/"
    cookies = session(case_world, IDVA)
    page = open_page(address, cookies=cookies)
    page.locator("input[name=q2][value=no]").check()
    page.get_by_text("Kept at").wait_for()
    another = open_page(address, cookies=cookies)
    assert another.locator("input[name=q2][value=no]").is_checked()


def test_it_is_entered_on_a_phone_without_scripts(
    live_server: Any, case_world: CaseWorld, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/cases/{case_world.case.pk}/risk/",
        width=390,
        javascript=False,
        cookies=session(case_world, IDVA),
    )
    page.get_by_role("button", name="Enter a Dash").click()
    for n in range(1, 15):
        page.locator(f"input[name=q{n}][value=yes]").check()
    assert not page.locator("#keys").is_visible()
    page.get_by_role("button", name="Record the assessment").click()
    assert page.get_by_text("The assessment is recorded.").is_visible()
    assert page.get_by_text("High risk").first.is_visible()
