"""What a reader sees of the plan, and who is let in."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.foundation.periods import FinancialYear
from concord.partnership.roles import Role
from concord.plan.actions import plan_actions, refresh, strategies
from concord.plan.actions.plan_actions import Promise
from concord.plan.status import Status
from concord.plan.testing import SmallPlan

pytestmark = pytest.mark.django_db
WAYS = ("", "agencies/", "timeline/", "late/", "changes/", "standards/")


def words(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", list(Role))
def test_every_hat_can_read_the_plan_every_way(
    client: Client, small_plan: SmallPlan, way: str, role: Role
) -> None:
    wear(client, small_plan.place.hats[role])
    assert "Delivery plan 2026 to 2027" in words(
        client, f"/plan/{small_plan.plan.pk}/{way}"
    )


@pytest.mark.parametrize(
    "path",
    [
        "{plan}/",
        "{plan}/export/csv/",
        "{plan}/manage/",
        "{plan}/add/",
        "{plan}/carry-forward/",
        "action/{action}/",
        "action/{action}/update/",
        "action/{action}/change/",
        "action/{action}/raise/",
        "priority/{priority}/",
    ],
)
def test_another_partnership_finds_nothing(
    client: Client, small_plan: SmallPlan, northmere: Place, path: str
) -> None:
    wear(client, northmere.hats["strategic_lead"])
    address = path.format(
        plan=small_plan.plan.pk,
        action=small_plan.campaign.pk,
        priority=small_plan.prevent.pk,
    )
    nowhere = client.get("/plan/987654/")
    answer = client.get(f"/plan/{address}")
    assert answer.status_code == nowhere.status_code == 404


EDITING = ("{plan}/manage/", "{plan}/add/", "{plan}/carry-forward/", "new/")


@pytest.mark.parametrize("path", [*EDITING, "action/{action}/change/"])
@pytest.mark.parametrize("role", list(Role))
def test_only_the_strategic_lead_changes_the_plan(
    client: Client, small_plan: SmallPlan, role: Role, path: str
) -> None:
    wear(client, small_plan.place.hats[role])
    address = path.format(plan=small_plan.plan.pk, action=small_plan.campaign.pk)
    wanted = 200 if role == Role.STRATEGIC_LEAD else 404
    assert client.get(f"/plan/{address}").status_code == wanted


def test_a_visitor_is_sent_to_sign_in(client: Client, small_plan: SmallPlan) -> None:
    answer = client.get(f"/plan/{small_plan.plan.pk}/")
    assert answer.status_code in {302, 404}
    assert b"Run a campaign" not in answer.content


def test_the_plan_without_any_plan_says_how_to_get_one(
    client: Client, elmbrook: Place
) -> None:
    wear(client, elmbrook.hats["strategic_lead"])
    assert "Import a published strategy" in words(client, "/plan/")
    wear(client, elmbrook.hats["board_member"])
    assert "Import a published strategy" not in words(client, "/plan/")


def test_a_filter_keeps_only_what_fits(client: Client, small_plan: SmallPlan) -> None:
    wear(client, small_plan.place.hats["strategic_lead"])
    page = words(client, f"/plan/{small_plan.plan.pk}/?lead=Housing")
    assert f"/plan/action/{small_plan.training.pk}/" in page
    assert f"/plan/action/{small_plan.campaign.pk}/" not in page
    page = words(client, f"/plan/{small_plan.plan.pk}/?q=nothing+of+the+kind")
    assert "No action fits this choice" in page


def test_the_number_of_queries_does_not_grow_with_the_plan(
    client: Client, small_plan: SmallPlan
) -> None:
    small_plan.say(small_plan.campaign, Status.ON_TRACK)
    wear(client, small_plan.place.hats["strategic_lead"])
    url = f"/plan/{small_plan.plan.pk}/"
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as small:
        client.get(url)
    with acting_as(small_plan.lead):
        for number in range(30):
            action = plan_actions.add(
                priority=small_plan.protect,
                promise=Promise(
                    wording=f"Promise {number}",
                    lead_team=small_plan.place.teams["Health"],
                    supports=[small_plan.place.teams["Police"]],
                    standards=["NICE PH50 1"],
                ),
                by=small_plan.lead,
            )
            small_plan.say(action, Status.ON_TRACK)
    with CaptureQueriesContext(connection) as large:
        client.get(url)
    extra = [q["sql"] for q in large][len(small) :]
    assert len(large) == len(small), extra


def test_the_export_holds_every_action_and_no_formula(
    client: Client, small_plan: SmallPlan
) -> None:
    small_plan.say(small_plan.panel, Status.IN_PROGRESS, text="=1+1")
    wear(client, small_plan.place.hats["board_member"])
    answer = client.get(f"/plan/{small_plan.plan.pk}/export/csv/")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Action"] for row in rows] == [
        "Run a campaign",
        "Open one front door",
        "Agree one form",
        "Train housing staff",
        "Set up a panel",
    ]
    assert rows[4]["Latest word"] == "'=1+1"
    xlsx = client.get(f"/plan/{small_plan.plan.pk}/export/xlsx/")
    assert xlsx.content[:2] == b"PK"
    assert client.get(f"/plan/{small_plan.plan.pk}/export/exe/").status_code == 404


def test_a_standard_without_an_action_shows_as_a_gap(
    client: Client, small_plan: SmallPlan
) -> None:
    wear(client, small_plan.place.hats["commissioner"])
    page = words(client, f"/plan/{small_plan.plan.pk}/standards/")
    answered, gap = page.split("NICE PH50 2", 1)
    assert "No action answers this" in answered
    assert "Run a campaign" in gap
    assert "NICE PH50 2.1" in gap


def test_an_action_page_tells_its_story(client: Client, small_plan: SmallPlan) -> None:
    small_plan.say(
        small_plan.front_door,
        Status.OFF_TRACK,
        text="The agreement is not signed.",
        blockers="Data agreement",
        status_printed="Red",
    )
    with acting_as(small_plan.lead):
        plan_actions.withdraw(
            action=small_plan.panel, why="Taken over by the region", by=small_plan.lead
        )
    wear(client, small_plan.place.hats["board_member"])
    page = words(client, f"/plan/action/{small_plan.front_door.pk}/")
    for said in ("Off track", "Data agreement", "printed as “Red”", "Agree one form"):
        assert said in page
    assert "Give an update" not in page
    page = words(client, f"/plan/action/{small_plan.panel.pk}/")
    assert "Withdrawn from the plan" in page
    assert "Taken over by the region" in page
    assert "Set up a panel" not in words(client, f"/plan/{small_plan.plan.pk}/")


def test_a_closed_year_is_read_as_it_was_and_changes_no_more(
    client: Client, small_plan: SmallPlan
) -> None:
    small_plan.say(small_plan.training, Status.COMPLETE)
    with acting_as(small_plan.lead):
        new = refresh.carry_forward(
            plan=small_plan.plan, year=FinancialYear(2027), by=small_plan.lead
        )
        old = type(small_plan.plan).objects.get(pk=small_plan.plan.pk)
        with pytest.raises(ValidationError, match="closed and stays"):
            strategies.add_priority(plan=old, title="Late idea", by=small_plan.lead)
    with pytest.raises(ValidationError, match="closed and stays"):
        small_plan.say(small_plan.campaign, Status.ON_TRACK)
    wear(client, small_plan.place.hats["strategic_lead"])
    page = words(client, f"/plan/{old.pk}/")
    assert "Closed: this is how it stood" in page
    assert "Train housing staff" in page
    page = words(client, f"/plan/{new.pk}/")
    assert "Train housing staff" not in page
    assert "Run a campaign" in page
