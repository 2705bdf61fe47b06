"""My work: what waits for this hat, late first; nothing of anybody else's."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from concord.access.actions import partnerships
from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.cases.actions import transfers
from concord.cases.testing import CaseWorld
from concord.desk.work import desk
from concord.partnership.models import Group
from concord.plan.actions import rounds, updates
from concord.plan.status import Status
from concord.plan.testing import QUARTER, SmallPlan
from concord.plan.tests.invented_import import bring

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(small_plan: SmallPlan) -> SmallPlan:
    """Elmbrook asks for its quarter, and the date is long gone."""
    with acting_as(small_plan.lead):
        rounds.open_round(
            plan=small_plan.plan,
            quarter=QUARTER,
            opens_on=dt.date(2026, 10, 1),
            due_on=dt.date(2026, 10, 15),
            by=small_plan.lead,
        )
    return small_plan


def tasks(plan: SmallPlan, role: str) -> list[str]:
    actor = plan.place.actor(role)
    with acting_as(actor):
        return [task.about for group in desk(actor).groups for task in group.tasks]


def test_a_lead_is_asked_for_its_own_actions_and_a_statement(asked: SmallPlan) -> None:
    assert tasks(asked, "agency_lead:Housing") == [
        "Quarter 2, 2026 to 2027 (July to September 2026)",
        "Train housing staff",
    ]
    assert "Train housing staff" not in tasks(asked, "agency_lead:Police")


def test_an_update_and_a_statement_empty_the_desk(asked: SmallPlan) -> None:
    housing = asked.place.actor("agency_lead:Housing")
    asked.say(asked.training, Status.ON_TRACK, by=housing)
    with acting_as(housing):
        updates.state(
            team=asked.place.teams["Housing"],
            quarter=QUARTER,
            text="All is well.",
            by=housing,
        )
    assert tasks(asked, "agency_lead:Housing") == []


def test_finished_actions_are_not_asked_about(asked: SmallPlan) -> None:
    asked.say(asked.training, Status.COMPLETE, quarter=QUARTER.previous)
    assert "Train housing staff" not in tasks(asked, "agency_lead:Housing")


def test_readers_have_nothing_to_do(asked: SmallPlan) -> None:
    for role in ("board_member", "commissioner", "auditor", "directory_editor"):
        assert tasks(asked, role) == []


def test_the_page_says_how_much_and_how_late(client: Client, asked: SmallPlan) -> None:
    wear(client, asked.place.hats["agency_lead:Housing"])
    page = client.get("/").content.decode()
    assert "2 things for you, all late" in page
    assert "days late" in page
    wear(client, asked.place.hats["strategic_lead"])
    page = client.get("/").content.decode()
    assert "Waiting on others" in page
    assert "Housing" in page


def test_one_room_can_be_looked_at_alone(client: Client, asked: SmallPlan) -> None:
    wear(client, asked.place.hats["agency_lead:Housing"])
    page = client.get("/?room=Board+papers").content.decode()
    assert "Send your statement" in page
    assert "Train housing staff" not in page


def test_the_lead_is_told_of_the_paper_for_the_next_board(
    client: Client, asked: SmallPlan
) -> None:
    lead = asked.lead
    with acting_as(lead):
        board = partnerships.add_group(
            name="Board", kind=Group.Kind.STRATEGIC_BOARD, by=lead
        )
        partnerships.add_meeting(
            group=board, held_on=timezone.localdate() + dt.timedelta(days=9), by=lead
        )
    wear(client, asked.place.hats["strategic_lead"])
    assert "Draw the board paper" in client.get("/").content.decode()
    wear(client, asked.place.hats["agency_lead:Housing"])
    assert "Draw the board paper" not in client.get("/").content.decode()


def test_a_case_that_was_sent_is_work_for_the_receiving_team_only(
    case_world: CaseWorld, northmere: Place
) -> None:
    with acting_as(case_world.idva):
        transfers.send(
            case=case_world.case,
            to_team_id=northmere.teams["Council"].pk,
            about=list(case_world.case.parties.all()),
            why="She moves there.",
            by=case_world.idva,
        )
    for place, role, number in (
        (northmere, "marac_coordinator", 1),
        (northmere, "practitioner", 1),  # of the same team
        (northmere, "practitioner:Police", 0),
        (northmere, "strategic_lead", 0),
        (case_world.place, "marac_coordinator", 0),
    ):
        actor = place.actor(role)
        with acting_as(actor):
            found = [t for group in desk(actor).groups for t in group.tasks]
        waiting = [task for task in found if task.room == "Cases"]
        assert len(waiting) == number, role
        for task in waiting:
            said = f"{task.what} {task.about} {task.url}"
            for word in ("Thistlewood", "Crakehall", case_world.case.ref):
                assert word not in said


def test_an_import_that_was_read_waits_to_be_checked(
    asked: SmallPlan, client: Client
) -> None:
    bring(asked.place)
    page = wear(client, asked.place.hats["strategic_lead"]).get("/")
    assert page.status_code == 200
    [task] = re.findall(r'href="(/plan/imports/[^"]+/)"', page.content.decode())
    assert client.get(task).status_code == 200
