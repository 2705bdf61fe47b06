"""An import goes into the plan whole and once, or not at all."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place, wear
from concord.foundation.periods import FinancialYear, Quarter
from concord.plan.actions import importing, plan_actions
from concord.plan.actions.importing import Overtaken, Wish
from concord.plan.actions.importing.committing import InThePlan, Terms, commit
from concord.plan.checking import Kind
from concord.plan.due import DueKind
from concord.plan.models import ImportDraft, Plan, PlanAction, PlanUpdate, Strategy
from concord.plan.status import Status
from concord.plan.tests.invented_import import (
    again,
    bring,
    correct,
    key_of,
    lead,
    setting,
    sheet,
)

TERMS = Terms(FinancialYear(2026), Quarter(2026, 2))
TITLE = setting("strategy", title="Together in Elmbrook", starts="2026-04-01")


def put_in(place: Place, found: ImportDraft, terms: Terms = TERMS) -> Plan:
    version = sheet(place, found).version
    with acting_as(lead(place)) as by:
        return commit(import_draft=found, terms=terms, seen=version, by=by)


@pytest.mark.django_db
def test_every_part_of_an_action_is_written(elmbrook: Place) -> None:
    found = bring(elmbrook)
    correct(elmbrook, found, TITLE)
    plan = put_in(elmbrook, found)
    with acting_as(lead(elmbrook)):
        desk = PlanAction.objects.get(wording__startswith="Open a drop-in")
        assert plan.strategy.title == "Together in Elmbrook"
        assert plan.financial_year == FinancialYear(2026)
        assert [p.title for p in plan.priorities.all()] == ["Listen", "Act"]
        assert desk.outcome is not None
        assert desk.outcome.wording == "People are heard"
        assert desk.lead_team == elmbrook.teams["Housing"]
        assert (desk.printed_ref, desk.lead_printed) == ("1.1", "Housing")
        assert f"{desk.due_on}" == "2027-03-31"
        assert {s.team.short_name for s in desk.supports.all()} == {"Police", "Health"}
        assert [s.printed for s in desk.standards.all()] == ["NICE PH50 2"]
        [moon] = PlanAction.objects.filter(lead_printed="The moon")
        assert (moon.lead_team, moon.due_kind) == (None, DueKind.NONE)
        assert moon.due_printed == "soon"
    after = again(elmbrook, found)
    assert (after.state, after.committed_plan_id) == ("committed", plan.pk)


@pytest.mark.django_db
def test_printed_statuses_become_updates_that_say_so(elmbrook: Place) -> None:
    found = bring(elmbrook)
    correct(elmbrook, found, TITLE)
    put_in(elmbrook, found)
    with acting_as(lead(elmbrook)):
        said = {u.status_printed: u for u in PlanUpdate.objects.all()}
        assert {u.source for u in said.values()} == {PlanUpdate.Source.IMPORTED}
        assert {u.quarter for u in said.values()} == {Quarter(2026, 2)}
        assert said["Green"].status == Status.ON_TRACK
        assert said["Green"].text == "Opened in May"
        assert said["Achieved"].status == Status.IN_PROGRESS
        assert "there is more to do" in said["Achieved"].text
        assert said["Red"].status == Status.OFF_TRACK


@pytest.mark.django_db
def test_without_a_quarter_no_status_is_written(elmbrook: Place) -> None:
    found = bring(elmbrook)
    correct(elmbrook, found, TITLE)
    put_in(elmbrook, found, Terms(FinancialYear(2026)))
    with acting_as(lead(elmbrook)):
        assert not PlanUpdate.objects.exists()


@pytest.mark.django_db
def test_corrections_are_what_is_written(elmbrook: Place) -> None:
    found = bring(elmbrook)
    keys = sheet(elmbrook, found)
    form, report = key_of(keys, "referral"), key_of(keys, "yearly report")
    correct(
        elmbrook,
        found,
        TITLE,
        setting(form, wording="Write a form", title="A form", status_chosen="complete"),
        Wish(Kind.LEAVE_OUT, report),
    )
    put_in(elmbrook, found)
    with acting_as(lead(elmbrook)):
        written = PlanAction.objects.get(title="A form")
        assert written.wording == "Write a form"
        assert written.updates.get().status == Status.COMPLETE
        assert not PlanAction.objects.filter(wording__contains="yearly").exists()


@pytest.mark.django_db
def test_without_a_title_nothing_is_written(elmbrook: Place) -> None:
    found = bring(elmbrook)
    correct(elmbrook, found, setting("strategy", title=""))
    with pytest.raises(ValidationError, match="no title"):
        put_in(elmbrook, found)
    with acting_as(lead(elmbrook)):
        assert not Strategy.objects.exists()


@pytest.mark.django_db
def test_a_failure_in_the_middle_leaves_nothing(
    elmbrook: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = bring(elmbrook)
    correct(elmbrook, found, TITLE)
    real, calls = plan_actions.add_all, []

    def second_fails(**given):  # type: ignore[no-untyped-def]
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the disk is full")
        return real(**given)

    monkeypatch.setattr(plan_actions, "add_all", second_fails)
    with pytest.raises(RuntimeError):
        put_in(elmbrook, found)
    with acting_as(lead(elmbrook)):
        assert not Strategy.objects.exists()
        assert not PlanAction.objects.exists()
    assert again(elmbrook, found).state == "ready"


@pytest.mark.django_db
def test_what_was_corrected_meanwhile_must_be_seen_first(elmbrook: Place) -> None:
    found = bring(elmbrook)
    correct(elmbrook, found, TITLE)
    correct(elmbrook, found, Wish(Kind.LEAVE_OUT, "a0"))
    with acting_as(lead(elmbrook)) as by, pytest.raises(Overtaken):
        commit(import_draft=found, terms=TERMS, seen=1, by=by)


@pytest.mark.django_db
def test_a_second_click_writes_nothing_and_leads_to_the_plan(
    client: Client, elmbrook: Place
) -> None:
    found = bring(elmbrook)
    correct(elmbrook, found, TITLE)
    wear(client, elmbrook.hats["strategic_lead"])
    form = {"seen": "1", "year": "2026/27", "quarter": "2026Q2"}
    first = client.post(f"/plan/imports/{found.pk}/commit/", form)
    client.post(f"/plan/imports/{found.pk}/commit/", form)
    with acting_as(lead(elmbrook)):
        [plan] = Plan.objects.all()
        assert Strategy.objects.count() == 1
    assert first.url == f"/plan/{plan.pk}/"


@pytest.mark.django_db
def test_the_last_page_says_exactly_what_will_be_written(
    client: Client, elmbrook: Place
) -> None:
    found = bring(elmbrook)
    correct(elmbrook, found, TITLE, Wish(Kind.LEAVE_OUT, "a4"))
    wear(client, elmbrook.hats["strategic_lead"])
    page = client.get(f"/plan/imports/{found.pk}/commit/").content.decode()
    assert "2, with 1 outcome" in page
    assert "4 by a team" in page
    assert "3 with a date, 1 ongoing" in page
    assert "1 action left out" in page


@pytest.mark.django_db
def test_a_committed_import_can_be_neither_corrected_nor_dropped(
    client: Client, elmbrook: Place
) -> None:
    found = bring(elmbrook)
    correct(elmbrook, found, TITLE)
    put_in(elmbrook, found)
    with pytest.raises(ValidationError):
        correct(elmbrook, found, setting("a0", wording="Too late"))
    with acting_as(lead(elmbrook)) as by, pytest.raises(ValidationError):
        importing.drop(import_draft=found, by=by)
    wear(client, elmbrook.hats["strategic_lead"])
    answer = client.get(f"/plan/imports/{found.pk}/check/", follow=True)
    assert "in the plan already" in answer.content.decode()


@pytest.mark.django_db
def test_the_same_file_again_is_told_where_it_went(
    client: Client, elmbrook: Place
) -> None:
    found = bring(elmbrook)
    correct(elmbrook, found, TITLE)
    put_in(elmbrook, found)
    second = bring(elmbrook)
    assert second.pk != found.pk
    wear(client, elmbrook.hats["strategic_lead"])
    page = client.get(f"/plan/imports/{second.pk}/check/").content.decode()
    assert "This very file is in the plan already" in page


@pytest.mark.django_db(transaction=True)
def test_two_people_commit_at_the_same_moment_and_it_is_written_once(
    elmbrook: Place,
) -> None:
    found = bring(elmbrook)
    correct(elmbrook, found, TITLE)
    by = lead(elmbrook)
    ends: list[object] = []
    ready = threading.Barrier(2)

    def press(actor: Actor) -> None:
        ready.wait(20)
        try:
            with acting_as(actor):
                ends.append(commit(import_draft=found, terms=TERMS, seen=1, by=actor))
        except InThePlan as error:
            ends.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[by]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(type(end).__name__ for end in ends) == ["InThePlan", "Plan"]
    with acting_as(by):
        assert Strategy.objects.count() == 1
        assert PlanAction.objects.count() == 5
