"""The lead's page of a round: who has answered, who has not, and what to do."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.foundation.periods import FinancialYear
from concord.partnership.roles import Role
from concord.plan.actions import plan_actions, refresh, rounds
from concord.plan.actions.plan_actions import Promise
from concord.plan.models import UpdateRound
from concord.plan.status import Status
from concord.plan.testing import QUARTER, SmallPlan, day
from concord.plan.tests.invented_round import (
    AFTER_3,
    BEFORE,
    OPENS,
    asked_round,
    away,
    lives_on,
    post,
    reminders,
)

__all__ = ["asked_round"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client: Client, small_plan: SmallPlan) -> Client:
    lives_on(small_plan.place, BEFORE)
    return wear(client, small_plan.place.hats["strategic_lead"])


def url(small_plan: SmallPlan, more: str = "") -> str:
    return f"/plan/{small_plan.plan.pk}/updates/{more}"


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_the_page_says_how_far_it_is_and_who_owes_what(
    lead: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    small_plan.say(small_plan.campaign, Status.ON_TRACK, at=day(2026, 10, 2))
    page = words(lead, url(small_plan))
    assert "Quarter 2 updates: 1 of 4 given" in page
    assert "<b>0 of 5</b> statements sent" in page
    assert "<b>2 working days</b> left" in page
    assert f"/plan/action/{small_plan.training.pk}/update/" in page
    assert f"/plan/action/{small_plan.campaign.pk}/update/" not in page
    # What the page says stands in a single row of the team.
    council = page.split('role="rowheader">Council')[1].split("</tr>")[0]
    assert "<strong>1</strong> of 2" in council
    assert "Invented Agency lead" in council
    assert "?team=" in council


def test_a_deputy_stands_beside_who_is_away(
    lead: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    away(small_plan.place, "agency_lead:Police", "trainer", on=BEFORE)
    page = words(lead, url(small_plan))
    police = page.split('role="rowheader">Police')[1].split("</tr>")[0]
    assert "Invented Trainer for Invented Agency lead, who is away" in police


def test_outstanding_only_leaves_out_who_has_given_everything(
    lead: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    small_plan.say(small_plan.training, Status.ON_TRACK, at=day(2026, 10, 2))
    lead.post(
        f"/plan/statement/?team={small_plan.place.teams['Housing'].pk}",
        {"text": "Eight homes surveyed.", "by_role": "Head of housing"},
    )
    page = words(lead, url(small_plan, "?updates=outstanding"))
    assert 'role="rowheader">Police' in page
    assert 'role="rowheader">Housing' not in page
    page = words(lead, url(small_plan, "?updates=all+given"))
    assert 'role="rowheader">Housing' in page
    assert 'role="rowheader">Police' not in page


def test_the_export_has_a_column_for_each_fact(
    lead: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    small_plan.say(small_plan.campaign, Status.ON_TRACK, at=day(2026, 10, 2))
    answer = lead.get(url(small_plan, "?export=csv"))
    rows = {
        row["Team"]: row
        for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    }
    assert rows["Council"]["Updates asked"] == "2"
    assert rows["Council"]["Updates given"] == "1"
    assert rows["Council"]["Outstanding actions"] == "2.1 Open one front door"
    assert rows["Police"]["Who answers"] == "Invented Agency lead"
    assert rows["Police"]["Statement"] == "not sent"


def test_the_number_of_queries_does_not_grow_with_the_plan(
    lead: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    small_plan.say(small_plan.campaign, Status.ON_TRACK, at=day(2026, 10, 2))
    lead.get(url(small_plan))
    with CaptureQueriesContext(connection) as small:
        lead.get(url(small_plan))
    with acting_as(small_plan.lead):
        for number in range(30):
            action = plan_actions.add(
                priority=small_plan.protect,
                promise=Promise(
                    wording=f"Promise {number}",
                    lead_team=small_plan.place.teams[("Health", "Police")[number % 2]],
                ),
                by=small_plan.lead,
                at=day(2026, 9, 1),
            )
            if number % 3 == 0:
                small_plan.say(action, Status.ON_TRACK, at=day(2026, 10, 2))
    with CaptureQueriesContext(connection) as large:
        page = words(lead, url(small_plan))
    assert "11 of 34 given" in page
    assert len(large) == len(small), [query["sql"] for query in large][len(small) :]


@pytest.mark.parametrize("role", [role for role in Role if role != "strategic_lead"])
def test_nobody_but_the_lead_chases(
    client: Client, small_plan: SmallPlan, asked_round: UpdateRound, role: Role
) -> None:
    wear(client, small_plan.place.hats[role])
    for address in (
        url(small_plan),
        url(small_plan, "open/"),
        f"/plan/round/{asked_round.pk}/date/",
        f"/plan/round/{asked_round.pk}/remind/",
    ):
        assert client.get(address).status_code == 404, address
    closing = client.post(f"/plan/round/{asked_round.pk}/close/")
    assert closing.status_code == 404


def test_the_lead_of_another_partnership_finds_nothing(
    client: Client, small_plan: SmallPlan, asked_round: UpdateRound, northmere: Place
) -> None:
    wear(client, northmere.hats["strategic_lead"])
    assert client.get(url(small_plan)).status_code == 404
    remind = f"/plan/round/{asked_round.pk}/remind/"
    assert client.get(remind).status_code == 404
    assert client.post(remind).status_code == 404
    assert reminders(asked_round) == []


def test_the_first_quarter_is_opened_from_the_empty_page(
    lead: Client, small_plan: SmallPlan
) -> None:
    lives_on(small_plan.place, OPENS)
    assert "Nobody has been asked for updates yet" in words(lead, url(small_plan))
    form = words(lead, url(small_plan, "open/"))
    assert "Quarter 2, 2026 to 2027 (July to September 2026)" in form
    sent = {"quarter": "2026Q2"}
    for name, (number, month) in {"opens_on": (1, 10), "due_on": (16, 10)}.items():
        sent |= {
            f"{name}_day": str(number),
            f"{name}_month": str(month),
            f"{name}_year": "2026",
        }
    names = [part.split('"')[0] for part in form.split('name="')[1:]]
    sent = {_named(names, key): value for key, value in sent.items()}
    assert lead.post(url(small_plan, "open/"), sent).status_code == 302
    with acting_as(small_plan.lead):
        made = UpdateRound.objects.get()
    assert (made.quarter, made.opens_on, made.due_on.day) == (QUARTER, OPENS, 16)


def _named(names: list[str], key: str) -> str:
    """The name of a box of the form, however its parts are joined."""
    if key in names:
        return key
    field, _, part = key.rpartition("_")
    return next(name for name in names if name.startswith(field) and part in name)


def test_a_due_date_before_the_opening_comes_back_with_the_way_out(
    lead: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    address = f"/plan/round/{asked_round.pk}/date/"
    names = [part.split('"')[0] for part in words(lead, address).split('name="')[1:]]
    sent = {
        _named(names, f"due_on_{part}"): value
        for part, value in (("day", "30"), ("month", "9"), ("year", "2026"))
    }
    answer = lead.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "30 September 2026 is before 1 October 2026" in page
    assert "What you wrote is still here." in page


def test_closing_and_opening_again(
    lead: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    address = f"/plan/round/{asked_round.pk}/close/"
    assert lead.get(address).status_code == 405
    assert "Remind all now" in words(lead, url(small_plan))
    lead.post(address)
    page = words(lead, url(small_plan))
    assert "no reminders leave" in page
    assert "Remind all now" not in page
    remind = f"/plan/round/{asked_round.pk}/remind/"
    assert lead.post(remind).status_code == 404
    lead.post(address)
    assert "Remind all now" in words(lead, url(small_plan))


def test_reminding_by_hand_shows_who_gets_a_message_and_does_it_once_a_day(
    lead: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    lives_on(small_plan.place, None)
    with acting_as(small_plan.lead):
        rounds.move_due_date(
            update_round=asked_round, due_on=AFTER_3, by=small_plan.lead
        )
    address = f"/plan/round/{asked_round.pk}/remind/"
    police = small_plan.place.teams["Police"]
    page = words(lead, f"{address}?team={police.pk}")
    assert "1 update and 1 statement" in page
    assert "names no action and no person" in page
    assert post() == []
    lead.post(address, {"team": police.pk})
    assert len(post()) == 1
    assert "Reminded today" in words(lead, address)
    lead.post(address)
    assert len(post()) == 3
    page = words(lead, url(small_plan))
    assert "2 people reminded. 1 person has been reminded today." in page
    assert "Reminded by the lead" in page


def test_an_old_year_is_read_and_not_changed(
    lead: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    small_plan.say(small_plan.campaign, Status.ON_TRACK, at=day(2026, 10, 2))
    with acting_as(small_plan.lead):
        rounds.close_round(update_round=asked_round, by=small_plan.lead)
        new = refresh.carry_forward(
            plan=small_plan.plan, year=FinancialYear(2027), by=small_plan.lead
        )
    page = words(lead, url(small_plan))
    assert "1 of 4 given" in page
    assert "The year is closed" in page
    for offered in ("Remind", "Move the date", "Give it for them", "Open it again"):
        assert offered not in page.split("Who is reminded when")[0], offered
    assert lead.get(url(small_plan, "open/")).status_code == 404
    assert lead.post(f"/plan/round/{asked_round.pk}/close/").status_code == 404
    # The new year's page still leads back to it.
    page = words(lead, f"/plan/{new.pk}/updates/?quarter={QUARTER}")
    assert "1 of 4 given" in page
    assert "Give it for them" not in page


def test_a_quarter_nobody_asked_for_is_not_found(
    lead: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    assert lead.get(url(small_plan, "?quarter=2020Q1")).status_code == 404
    assert lead.get(url(small_plan, "?quarter=nonsense")).status_code == 404
