"""Changing the plan by its pages: kept with who and why, and nothing typed is lost."""

from __future__ import annotations

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.access.models import Change
from concord.access.testing import Place, wear
from concord.plan.models import Plan, PlanAction, PlanActionChange, Strategy
from concord.plan.testing import SmallPlan

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client: Client, small_plan: SmallPlan) -> Client:
    return wear(client, small_plan.place.hats["strategic_lead"])


def answers(plan: SmallPlan, **changed: object) -> dict[str, object]:
    """The form of the front door as its page would send it."""
    return {
        "priority": plan.protect.pk,
        "title": "Open one front door",
        "wording": "Open one front door across the borough",
        "printed_ref": "2.1",
        "lead_team": plan.place.teams["Council"].pk,
        "supports": [plan.place.teams["Police"].pk],
        "due": "30 October 2026",
        "why": "",
    } | changed


def test_a_moved_date_is_kept_with_who_and_why(
    lead: Client, small_plan: SmallPlan
) -> None:
    sent = answers(small_plan, due="January 2027", why="Agreed by the board")
    answer = lead.post(f"/plan/action/{small_plan.front_door.pk}/change/", sent)
    assert answer.status_code == 302
    with acting_as(small_plan.lead):
        (change,) = PlanActionChange.objects.all()
        row = Change.objects.filter(table_name="plan_planaction", verb="UPDATE").first()
    assert (change.field, change.was, change.is_now) == (
        "due",
        "30 October 2026",
        "January 2027",
    )
    assert change.why == "Agreed by the board"
    assert change.by_membership_id == small_plan.lead.membership_id
    assert row is not None
    assert row.why == "Agreed by the board"
    page = lead.get(f"/plan/action/{small_plan.front_door.pk}/").content.decode()
    assert "(was 30 October 2026)" in page


def test_a_change_without_a_reason_comes_back_with_everything_typed(
    lead: Client, small_plan: SmallPlan
) -> None:
    sent = answers(small_plan, wording="Open the door to <everybody>", why="")
    answer = lead.post(f"/plan/action/{small_plan.front_door.pk}/change/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Open the door to &lt;everybody&gt;" in page
    assert "Error:" in page
    with acting_as(small_plan.lead):
        assert PlanActionChange.objects.count() == 0


@pytest.mark.parametrize("typed", ["the day after tomorrow", "31 February 2027"])
def test_a_date_that_is_none_is_named_with_the_way_out(
    lead: Client, small_plan: SmallPlan, typed: str
) -> None:
    sent = answers(small_plan, due=typed, why="Later")
    answer = lead.post(f"/plan/action/{small_plan.front_door.pk}/change/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"“{typed}” is not a date that we can read" in page
    assert "31 March 2027" in page


def test_nothing_different_keeps_nothing(lead: Client, small_plan: SmallPlan) -> None:
    sent = answers(small_plan, why="Only looking")
    lead.post(f"/plan/action/{small_plan.front_door.pk}/change/", sent)
    with acting_as(small_plan.lead):
        assert PlanActionChange.objects.count() == 0


def test_a_strategy_typed_by_hand_becomes_a_running_plan(
    client: Client, elmbrook: Place
) -> None:
    wear(client, elmbrook.hats["strategic_lead"])
    sent = {
        "title": "Safer together",
        "starts_on_day": "1",
        "starts_on_month": "4",
        "starts_on_year": "2026",
        "ends_on_day": "31",
        "ends_on_month": "3",
        "ends_on_year": "2031",
        "values": "Listen\n\nBelieve",
    }
    answer = client.post("/plan/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    with acting_as(elmbrook.actor("strategic_lead")):
        strategy = Strategy.objects.get()
        plan = Plan.objects.get()
    assert strategy.values == ["Listen", "Believe"]
    assert plan.financial_year.short == "2026/27"


def test_a_period_that_ends_before_it_starts_keeps_nothing(
    client: Client, elmbrook: Place
) -> None:
    wear(client, elmbrook.hats["strategic_lead"])
    sent = {
        "title": "Backwards",
        "starts_on_day": "1",
        "starts_on_month": "4",
        "starts_on_year": "2026",
        "ends_on_day": "31",
        "ends_on_month": "3",
        "ends_on_year": "2020",
    }
    answer = client.post("/plan/new/", sent)
    assert answer.status_code == 422
    assert "before it starts" in answer.content.decode()
    with acting_as(elmbrook.actor("strategic_lead")):
        assert not Strategy.objects.exists()


def test_an_action_is_added_and_withdrawn_and_put_back(
    lead: Client, small_plan: SmallPlan
) -> None:
    sent = answers(small_plan, title="New thing", wording="Do a new thing", due="")
    answer = lead.post(f"/plan/{small_plan.plan.pk}/add/", sent)
    made = int(answer.headers["Location"].rstrip("/").rsplit("/", 1)[1])
    withdraw = f"/plan/action/{made}/withdraw/"
    lead.post(withdraw, {"why": "Not ours"})
    with acting_as(small_plan.lead):
        assert PlanAction.objects.get(pk=made).state == "withdrawn"
    lead.post(withdraw, {"why": "Ours after all"})
    with acting_as(small_plan.lead):
        assert PlanAction.objects.get(pk=made).state == "active"
        reasons = PlanActionChange.objects.order_by("id").values_list("why", flat=True)
        assert list(reasons) == ["Not ours", "Ours after all"]


def test_actions_change_places(lead: Client, small_plan: SmallPlan) -> None:
    lead.post(f"/plan/action/{small_plan.training.pk}/move/", {"up": "1"})
    page = lead.get(f"/plan/{small_plan.plan.pk}/manage/").content.decode()
    assert page.index("Train housing staff") < page.index("Open one front door")


def test_the_yearly_refresh_by_its_page(lead: Client, small_plan: SmallPlan) -> None:
    url = f"/plan/{small_plan.plan.pk}/carry-forward/"
    sent = {"year": "2027", "carried": [small_plan.campaign.pk, small_plan.panel.pk]}
    assert "4 actions" in lead.get(url).content.decode()
    answer = lead.post(url, sent)
    assert answer.status_code == 302
    page = lead.get(answer.headers["Location"]).content.decode()
    assert "Delivery plan 2027 to 2028" in page
    assert "Run a campaign" in page
    assert "Train housing staff" not in page
    assert lead.get(url).status_code == 404
