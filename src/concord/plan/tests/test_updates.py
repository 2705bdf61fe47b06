"""Giving the quarter's update: prefilled, never overwritten, by who may answer."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connections, transaction
from django.test import Client

from concord.access.actions import partnerships
from concord.access.actor import Actor, NotVerified, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import ALWAYS, Place, wear
from concord.foundation.periods import FinancialYear
from concord.plan.actions import plan_actions, refresh, updates
from concord.plan.actions.updates import Word
from concord.plan.models import Evidence, PlanAction, PlanUpdate, UpdateRound
from concord.plan.queries.statuses import latest_statuses
from concord.plan.queries.story import last_update
from concord.plan.status import Status
from concord.plan.testing import QUARTER, SmallPlan, day
from concord.plan.tests.invented_round import (
    BEFORE,
    asked_round,
    away,
    lives_on,
    until_yesterday,
)

__all__ = ["asked_round"]
pytestmark = pytest.mark.django_db


def page_of(action: PlanAction) -> str:
    return f"/plan/action/{action.pk}/update/"


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def form_of(client: Client, action: PlanAction) -> str:
    return words(client, page_of(action)).split("<main")[1].split("</form>")[0]


def answers(**changed: object) -> dict[str, object]:
    """The update form as its page would send it."""
    return {
        "quarter": "2026Q2",
        "status": "on_track",
        "status_printed": "",
        "text": "Twelve of fourteen schools.",
        "blockers": "",
        "next_step": "",
        "confidence": "",
        "evidence_link": "",
        "evidence_figure": "",
        "evidence_label": "",
    } | changed


@pytest.fixture
def police(client: Client, small_plan: SmallPlan, asked_round: UpdateRound) -> Client:
    lives_on(small_plan.place, BEFORE)
    return wear(client, small_plan.place.hats["agency_lead:Police"])


def kept(small_plan: SmallPlan, action: PlanAction) -> list[PlanUpdate]:
    with acting_as(small_plan.lead):
        return list(PlanUpdate.objects.filter(plan_action=action).order_by("n"))


def test_the_form_starts_with_last_quarters_words(
    police: Client, small_plan: SmallPlan
) -> None:
    small_plan.say(
        small_plan.panel,
        Status.AT_RISK,
        quarter=QUARTER.previous,
        text="No chair yet.",
        blockers="Nobody has time",
        next_step="Ask the director by May",
        confidence="low",
    )
    form = form_of(police, small_plan.panel)
    for said in ("No chair yet.", "Nobody has time", "Ask the director by May"):
        assert said in form, said
    assert 'value="at_risk" checked' in form
    assert '<option value="2026Q2" selected' in form  # the quarter that is asked for


def test_an_update_is_kept_for_the_quarter_with_its_author(
    police: Client, small_plan: SmallPlan
) -> None:
    assert police.post(page_of(small_plan.panel), answers()).status_code == 302
    (update,) = kept(small_plan, small_plan.panel)
    assert (update.quarter, update.n, update.status) == (QUARTER, 1, "on_track")
    assert update.by_membership_id == small_plan.place.hats["agency_lead:Police"].pk
    assert update.on_behalf_of_id is None
    page = words(police, f"/plan/action/{small_plan.panel.pk}/")
    assert "Twelve of fourteen schools." in page


def test_a_correction_is_a_second_row_and_the_first_stays_readable(
    police: Client, small_plan: SmallPlan
) -> None:
    police.post(page_of(small_plan.panel), answers())
    police.post(
        page_of(small_plan.panel), answers(status="at_risk", text="Ten of fourteen.")
    )
    first, second = kept(small_plan, small_plan.panel)
    assert (first.n, first.text) == (1, "Twelve of fourteen schools.")
    assert (second.n, second.text) == (2, "Ten of fourteen.")
    page = words(police, f"/plan/action/{small_plan.panel.pk}/")
    assert "Twelve of fourteen schools." in page
    assert "corrected since" in page
    with acting_as(small_plan.lead):
        assert latest_statuses(small_plan.plan)[small_plan.panel.pk] == Status.AT_RISK
        # The database refuses, whatever the code would do.
        with pytest.raises(ProgrammingError), transaction.atomic():
            PlanUpdate.objects.filter(pk=first.pk).update(text="Nothing happened.")


def test_the_form_after_an_update_starts_with_that_one(
    police: Client, small_plan: SmallPlan
) -> None:
    small_plan.say(
        small_plan.panel, Status.AT_RISK, quarter=QUARTER.previous, text="Last one."
    )
    small_plan.say(small_plan.panel, Status.ON_TRACK, text="This one.")
    form = form_of(police, small_plan.panel)
    assert "This one." in form
    assert "Last one." not in form
    with acting_as(small_plan.lead):
        before = last_update(small_plan.panel, before=QUARTER)
    assert before is not None
    assert before.text == "Last one."


def test_an_agency_lead_of_another_team_is_refused_and_told_nothing(
    police: Client, small_plan: SmallPlan
) -> None:
    address = page_of(small_plan.training)
    assert police.get(address).status_code == 404
    assert police.post(address, answers()).status_code == 404
    assert kept(small_plan, small_plan.training) == []
    other = small_plan.place.actor("agency_lead:Police")
    with pytest.raises(NotPermitted):
        small_plan.say(small_plan.training, Status.COMPLETE, by=other)


def test_a_team_that_supports_may_answer_too(small_plan: SmallPlan) -> None:
    police = small_plan.place.actor("agency_lead:Police")
    assert small_plan.say(small_plan.front_door, Status.ON_TRACK, by=police).n == 1


def test_another_partnership_is_refused(
    client: Client, small_plan: SmallPlan, northmere: Place
) -> None:
    wear(client, northmere.hats["strategic_lead"])
    assert client.post(page_of(small_plan.panel), answers()).status_code == 404
    assert kept(small_plan, small_plan.panel) == []


def test_the_lead_records_one_for_an_agency_and_it_is_marked(
    client: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    lives_on(small_plan.place, BEFORE)
    wear(client, small_plan.place.hats["strategic_lead"])
    form = form_of(client, small_plan.training)
    team = small_plan.place.teams["Housing"]
    assert f'<option value="{team.pk}" selected' in form
    client.post(page_of(small_plan.training), answers(on_behalf_of=team.pk))
    (update,) = kept(small_plan, small_plan.training)
    assert update.on_behalf_of_id == team.pk
    page = words(client, f"/plan/action/{small_plan.training.pk}/")
    assert "entered by Invented Strategic lead for Housing" in page


def test_an_agency_lead_cannot_write_in_anothers_name(small_plan: SmallPlan) -> None:
    police = small_plan.place.actor("agency_lead:Police")
    with acting_as(police), pytest.raises(NotPermitted):
        updates.give(
            action=small_plan.panel,
            quarter=QUARTER,
            word=Word(Status.COMPLETE),
            on_behalf_of=small_plan.place.teams["Council"],
            by=police,
        )


def test_a_deputy_may_answer_while_the_owner_is_away_and_not_after(
    client: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    place = small_plan.place
    lives_on(place, BEFORE)
    wear(client, place.hats["agency_lead:Housing"])
    address = page_of(small_plan.panel)
    assert client.get(address).status_code == 404
    away(place, "agency_lead:Police", "agency_lead:Housing", on=BEFORE)
    assert "You, for Police" in words(client, "/")
    assert client.post(address, answers()).status_code == 302
    # What the away person is not asked for stays closed to the deputy.
    assert client.get(page_of(small_plan.campaign)).status_code == 404
    lives_on(place, BEFORE.replace(day=14))
    assert client.get(address).status_code == 404
    assert "You, for Police" not in words(client, "/")


def test_where_a_team_has_no_lead_the_one_lead_of_its_agency_may_answer(
    small_plan: SmallPlan,
) -> None:
    place = small_plan.place
    job = Actor.from_job("access.setup", place.partnership.pk)
    with acting_as(job):
        second = partnerships.add_team(
            agency=place.teams["Police"].agency,
            name="Elmbrook Police, second team",
            short_name="Second team",
            valid=ALWAYS,
            by=job,
        )
    with acting_as(small_plan.lead):
        promise = plan_actions.promise_of(small_plan.panel)
        action = plan_actions.add(
            priority=small_plan.protect,
            promise=type(promise)(wording="Train the second team", lead_team=second),
            by=small_plan.lead,
        )
    police = place.actor("agency_lead:Police")
    assert small_plan.say(action, Status.ON_TRACK, by=police).n == 1
    housing = place.actor("agency_lead:Housing")
    with pytest.raises(NotPermitted):
        small_plan.say(action, Status.ON_TRACK, by=housing)


def test_achieved_with_more_to_do_is_work_in_progress(
    police: Client, small_plan: SmallPlan
) -> None:
    sent = answers(
        status="complete", status_printed="Achieved", text="Done. More to do in spring."
    )
    answer = police.post(page_of(small_plan.panel), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "the text says there is more to do: taken as in progress" in page
    assert "Done. More to do in spring." in page
    assert kept(small_plan, small_plan.panel) == []
    police.post(page_of(small_plan.panel), sent | {"status": "in_progress"})
    (update,) = kept(small_plan, small_plan.panel)
    assert (update.status, update.status_printed) == ("in_progress", "Achieved")


@pytest.mark.parametrize("status", ["at_risk", "off_track"])
def test_trouble_needs_a_reason(
    police: Client, small_plan: SmallPlan, status: str
) -> None:
    answer = police.post(page_of(small_plan.panel), answers(status=status, text=""))
    assert answer.status_code == 422
    assert "needs a reason" in answer.content.decode()
    reason = answers(status=status, text="", blockers="No money")
    assert police.post(page_of(small_plan.panel), reason).status_code == 302


def test_evidence_comes_with_the_update_and_is_not_lost_by_a_mistake(
    police: Client, small_plan: SmallPlan
) -> None:
    figure = answers(evidence_figure="61 of 84 staff")
    answer = police.post(page_of(small_plan.panel), figure)
    assert answer.status_code == 422
    assert "61 of 84 staff" in answer.content.decode()
    report = SimpleUploadedFile("report.pdf", b"%PDF-1.7 invented", "text/html")
    sent = figure | {"evidence_label": "Staff trained", "evidence_file": report}
    assert police.post(page_of(small_plan.panel), sent).status_code == 302
    with acting_as(small_plan.lead):
        kinds = {found.kind: found for found in Evidence.objects.all()}
    assert set(kinds) == {"figure", "file"}
    # What it is follows from its ending, not from what the browser claims.
    assert kinds["file"].content_type == "application/pdf"
    download = police.get(f"/plan/evidence/{kinds['file'].pk}/")
    assert download.content == b"%PDF-1.7 invented"
    assert download["Content-Disposition"].startswith("attachment")


def test_a_withdrawn_action_takes_no_update(
    police: Client, small_plan: SmallPlan
) -> None:
    with acting_as(small_plan.lead):
        plan_actions.withdraw(
            action=small_plan.panel, why="Taken over", by=small_plan.lead
        )
    answer = police.post(page_of(small_plan.panel), answers())
    assert answer.status_code == 422
    assert "no longer in the plan" in answer.content.decode()
    assert "Twelve of fourteen schools." in answer.content.decode()


def test_an_update_on_a_closed_year_goes_to_the_year_that_runs(
    police: Client, small_plan: SmallPlan
) -> None:
    with acting_as(small_plan.lead):
        new = refresh.carry_forward(
            plan=small_plan.plan, year=FinancialYear(2027), by=small_plan.lead
        )
        going_on = new.plan_actions.get(thread=small_plan.panel.thread)
    answer = police.get(page_of(small_plan.panel))
    assert answer["Location"] == page_of(going_on)
    assert police.post(page_of(small_plan.panel), answers()).status_code == 302
    assert kept(small_plan, small_plan.panel) == []
    by = small_plan.place.actor("agency_lead:Police")
    with pytest.raises(ValidationError, match="closed and stays as it was"):
        small_plan.say(small_plan.panel, Status.ON_TRACK, by=by)
    page = words(police, f"/plan/action/{small_plan.panel.pk}/")
    assert "Give an update" not in page
    # The last quarter of the old year can still be spoken of, in the new plan.
    assert '<option value="2026Q2"' in words(police, page_of(going_on))


def test_an_owner_whose_hat_has_ended_answers_no_more(small_plan: SmallPlan) -> None:
    hat = small_plan.place.hats["agency_lead:Police"]
    actor = small_plan.place.actor("agency_lead:Police")
    until_yesterday(hat, BEFORE.replace(year=2020))
    with pytest.raises(NotVerified):
        small_plan.say(small_plan.panel, Status.ON_TRACK, by=actor)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_are_both_kept(small_plan: SmallPlan) -> None:
    together = threading.Barrier(2)
    said = {"strategic_lead": "From the lead.", "agency_lead:Police": "From police."}

    def give(role: str) -> None:
        try:
            together.wait(timeout=30)
            small_plan.say(
                small_plan.panel,
                Status.ON_TRACK,
                text=said[role],
                by=small_plan.place.actor(role),
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=give, args=(role,)) for role in said]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    both = kept(small_plan, small_plan.panel)
    assert [update.n for update in both] == [1, 2]
    assert {update.text for update in both} == set(said.values())


def test_words_of_a_day_are_dated_by_that_day(small_plan: SmallPlan) -> None:
    small_plan.say(small_plan.panel, Status.ON_TRACK, at=day(2026, 10, 2))
    small_plan.say(small_plan.panel, Status.OFF_TRACK, at=day(2026, 10, 9))
    with acting_as(small_plan.lead):
        then = latest_statuses(small_plan.plan, until=day(2026, 10, 5))
        assert then[small_plan.panel.pk] == Status.ON_TRACK
        now = latest_statuses(small_plan.plan)
        assert now[small_plan.panel.pk] == Status.OFF_TRACK
        earlier = latest_statuses(small_plan.plan, up_to=QUARTER.previous)
        assert small_plan.panel.pk not in earlier
