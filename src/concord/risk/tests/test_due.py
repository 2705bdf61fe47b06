"""What a team is to assess again: on the desk as a number, on a page by reference."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.access.models import Part, Side
from concord.access.testing import wear
from concord.cases.actions import cases
from concord.cases.testing import CaseWorld
from concord.risk.public import due
from concord.risk.testing import answers, assess

pytestmark = pytest.mark.django_db
IDVA = "practitioner:Specialist service"


def number(actor: Actor) -> int:
    with acting_as(actor):
        return due(actor).number


def test_an_assessment_is_due_from_a_week_before(case_world: CaseWorld) -> None:
    assess(case_world, days_ago=48)
    assert number(case_world.idva) == 0
    assess(case_world, days_ago=49, code="dash-yp")
    assert number(case_world.idva) == 1


def test_a_later_one_by_the_same_instrument_settles_it(case_world: CaseWorld) -> None:
    assess(case_world, days_ago=70)
    assert number(case_world.idva) == 1
    assess(case_world)
    assert number(case_world.idva) == 0


def test_nothing_is_due_in_a_closed_case(case_world: CaseWorld) -> None:
    assess(case_world, days_ago=70)
    with acting_as(case_world.idva):
        cases.close(case=case_world.case, why="She moved.", by=case_world.idva)
    assert number(case_world.idva) == 0


def test_it_is_due_to_the_team_that_made_it(case_world: CaseWorld) -> None:
    assess(case_world, days_ago=70)
    case_world.share("Police", (Part.RISK, Side.VICTIM))
    assert number(case_world.police) == 0


def test_the_desk_says_how_many_and_leads_to_the_list(
    client: Client, case_world: CaseWorld
) -> None:
    made = assess(case_world, answers(3), days_ago=70)
    browser = wear(client, case_world.place.hats[IDVA])
    home = browser.get("/").content.decode()
    assert "Assess again: 1 case" in home
    assert case_world.case.ref not in home
    page = browser.get("/risk/due/").content.decode()
    assert case_world.case.ref in page
    assert f"/cases/{made.case_id}/risk/" in page
    assert made.reassess_on < timezone.localdate()
