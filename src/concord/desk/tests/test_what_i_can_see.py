"""What a hat's team can see, and by which decision: each hat asks for itself."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concord.access.actions import emergencies
from concord.access.actor import acting_as
from concord.access.models import Part, Side
from concord.cases.actions import cases
from concord.cases.testing import CaseWorld, known
from concord.desk.tests.conftest import Wear
from concord.people.actions import persons

pytestmark = pytest.mark.django_db

ADDRESS = "/me/cases/"
SPECIALIST, POLICE = "practitioner:Specialist service", "practitioner:Police"


def seen_by(world: CaseWorld, wear: Wear, role: str) -> str:
    answer = wear(world.place.hats[role]).get(ADDRESS)
    text = html.unescape(answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_own_cases_and_shared_ones_are_counted_and_say_why(
    case_world: CaseWorld, wear: Wear
) -> None:
    case_world.share("Police", (Part.IDENTITY, Side.VICTIM), (Part.RISK, Side.VICTIM))
    own = seen_by(case_world, wear, SPECIALIST)
    assert "1 case of your own team, 0 cases shared with it." in own
    assert "Your team holds it" in own
    theirs = seen_by(case_world, wear, POLICE)
    assert "0 cases of your own team, 1 case shared with it." in theirs
    assert case_world.case.ref in theirs
    assert "Specialist service shared it: keep the victim safe" in theirs
    assert "Victim: who they are, risk" in theirs


def test_nobody_is_named(case_world: CaseWorld, wear: Wear) -> None:
    text = seen_by(case_world, wear, SPECIALIST)
    for name in ("Thistlewood", "Crakehall", "Marigold"):
        assert name not in text


def test_what_is_open_in_an_emergency_stands_apart(
    case_world: CaseWorld, wear: Wear
) -> None:
    with acting_as(case_world.health):
        emergencies.open_case(
            ref=case_world.case.ref, why="Now", minutes=5, by=case_world.health
        )
    text = seen_by(case_world, wear, "practitioner:Health")
    assert "Open in an emergency" in text
    assert "0 cases of your own team, 0 cases shared with it." in text


def test_it_is_linked_from_the_account_and_its_menu(
    case_world: CaseWorld, wear: Wear
) -> None:
    page = wear(case_world.place.hats[POLICE]).get("/me/").content.decode()
    assert page.count(f'href="{ADDRESS}"') >= 2
    page = wear(case_world.place.hats["auditor"]).get("/me/").content.decode()
    assert f'href="{ADDRESS}"' not in page


def test_the_queries_do_not_grow_with_cases(case_world: CaseWorld, wear: Wear) -> None:
    browser = wear(case_world.place.hats[SPECIALIST])
    browser.get(ADDRESS)
    with CaptureQueriesContext(connection) as few:
        browser.get(ADDRESS)
    idva = case_world.idva
    with acting_as(idva):
        for number in range(6):
            victim = persons.record(known=known(f"Fern {number}", "Ashby"), by=idva)
            alleged = persons.record(known=known("", ""), by=idva)
            cases.open_case(victim=victim, alleged=[alleged], by=idva)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(ADDRESS).content.decode()
    assert "7 cases" in page
    assert len(many) == len(few)
