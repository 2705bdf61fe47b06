"""What an action said stays with it: year after year, and as it stood on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.foundation.periods import FinancialYear
from concord.partnership.models import Group, Meeting
from concord.plan.actions import plan_actions, refresh
from concord.plan.actions.plan_actions import Promise
from concord.plan.due import parse_due
from concord.plan.models import Plan, PlanAction, PlanActionChange
from concord.plan.queries.changes import Changes, changes_since, last_board, next_board
from concord.plan.queries.overview import moment, overview
from concord.plan.queries.statuses import latest_statuses
from concord.plan.queries.story import story
from concord.plan.status import Status
from concord.plan.testing import QUARTER, SmallPlan, day

pytestmark = pytest.mark.django_db
NEXT_YEAR = FinancialYear(2027)
BOARD = dt.date(2026, 10, 20)


def carried(small_plan: SmallPlan, **more: object) -> Plan:
    with acting_as(small_plan.lead):
        return refresh.carry_forward(
            plan=small_plan.plan,
            year=NEXT_YEAR,
            by=small_plan.lead,
            at=day(2027, 4, 6),
            **more,  # type: ignore[arg-type]
        )


def titles(small_plan: SmallPlan, plan: Plan) -> list[str]:
    with acting_as(small_plan.lead):
        return [a.title for a in plan.plan_actions.order_by("position")]


def test_a_new_year_carries_what_is_unfinished_and_steps_follow(
    small_plan: SmallPlan,
) -> None:
    small_plan.say(small_plan.training, Status.COMPLETE)
    small_plan.say(small_plan.panel, Status.CLOSED_NOT_DONE)
    small_plan.say(small_plan.campaign, Status.OFF_TRACK)
    new = carried(small_plan)
    assert titles(small_plan, new) == [
        "Run a campaign",
        "Open one front door",
        "Agree one form",
    ]
    with acting_as(small_plan.lead):
        step = new.plan_actions.get(title="Agree one form")
        assert step.parent is not None
        assert step.parent.plan == new
        assert step.parent.carried_from == small_plan.front_door
        front_door = new.plan_actions.get(title="Open one front door")
        assert [s.team.short_name for s in front_door.supports.all()] == ["Police"]
        campaign = new.plan_actions.get(title="Run a campaign")
        assert [s.printed for s in campaign.standards.all()] == ["NICE PH50 2.1"]
        assert campaign.priority.plan == new


def test_what_is_left_behind_or_withdrawn_stays_in_the_old_year_with_its_steps(
    small_plan: SmallPlan,
) -> None:
    with acting_as(small_plan.lead):
        plan_actions.withdraw(
            action=small_plan.panel, why="Taken over", by=small_plan.lead
        )
    new = carried(small_plan, leave_behind=frozenset({small_plan.front_door.pk}))
    assert titles(small_plan, new) == ["Run a campaign", "Train housing staff"]
    assert len(titles(small_plan, small_plan.plan)) == 5


def test_updates_follow_the_action_and_the_old_year_stays_as_it_was(
    small_plan: SmallPlan,
) -> None:
    small_plan.say(small_plan.campaign, Status.AT_RISK, text="Printer is late.")
    new = carried(small_plan)
    with acting_as(small_plan.lead):
        campaign = new.plan_actions.get(thread=small_plan.campaign.thread)
    small_plan.say(
        campaign,
        Status.COMPLETE,
        quarter=QUARTER.plus(4),
        text="All printed.",
        at=day(2027, 10, 4),
    )
    with acting_as(small_plan.lead):
        changed = replace(plan_actions.promise_of(campaign), wording="A larger one")
        plan_actions.change(
            action=campaign, promise=changed, why="More money", by=small_plan.lead
        )
        old = PlanAction.objects.get(pk=small_plan.campaign.pk)
        assert old.wording == "Run a campaign across the borough"
        assert latest_statuses(small_plan.plan)[old.pk] == Status.AT_RISK
        assert latest_statuses(new)[campaign.pk] == Status.COMPLETE
        now = [e.update.text for e in story(campaign) if e.update]
        then = [e.update.text for e in story(old) if e.update]
    assert now == ["All printed.", "Printer is late."]
    assert then == ["Printer is late."]


def test_a_plan_is_carried_forward_once_and_only_onward(small_plan: SmallPlan) -> None:
    lead = small_plan.lead
    with acting_as(lead), pytest.raises(ValidationError, match="Choose a year after"):
        refresh.carry_forward(plan=small_plan.plan, year=FinancialYear(2026), by=lead)
    carried(small_plan)
    with acting_as(lead), pytest.raises(ValidationError, match="already"):
        refresh.carry_forward(plan=small_plan.plan, year=NEXT_YEAR, by=lead)
    stranger = small_plan.place.actor("agency_lead")
    with acting_as(stranger), pytest.raises(NotPermitted):
        refresh.carry_forward(plan=small_plan.plan, year=NEXT_YEAR, by=stranger)


def test_a_changed_date_lead_and_wording_are_each_kept_with_who_and_why(
    small_plan: SmallPlan,
) -> None:
    with acting_as(small_plan.lead):
        before = plan_actions.promise_of(small_plan.front_door)
        plan_actions.change(
            action=small_plan.front_door,
            promise=replace(
                before,
                wording="Open two front doors",
                lead_team=small_plan.place.teams["Health"],
                due=parse_due("January 2027"),
            ),
            why="Agreed by the board",
            by=small_plan.lead,
        )
        kept = {c.field: c for c in PlanActionChange.objects.all()}
    assert set(kept) == {"wording", "lead", "due"}
    assert (kept["lead"].was, kept["lead"].is_now) == ("Council", "Health")
    assert (kept["due"].was, kept["due"].is_now) == ("30 October 2026", "January 2027")
    assert kept["wording"].was == "Open one front door across the borough"
    for change in kept.values():
        assert change.why == "Agreed by the board"
        assert change.by_membership_id == small_plan.lead.membership_id


def since_the_board(small_plan: SmallPlan, plan: Plan | None = None) -> Changes:
    with acting_as(small_plan.lead):
        view = overview(plan or small_plan.plan, today=dt.date(2027, 6, 1))
        return changes_since(view, BOARD)


def names(found: list) -> list[str]:  # type: ignore[type-arg]
    return [moved.row.action.title for moved in found]


def test_since_the_board_some_got_better_some_worse_and_some_are_done(
    small_plan: SmallPlan,
) -> None:
    early, late = day(2026, 10, 5), day(2026, 10, 21)
    for action, was, now in (
        (small_plan.campaign, Status.ON_TRACK, Status.AT_RISK),
        (small_plan.front_door, Status.OFF_TRACK, Status.IN_PROGRESS),
        (small_plan.training, Status.ON_TRACK, Status.COMPLETE),
    ):
        small_plan.say(action, was, at=early)
        small_plan.say(action, now, at=late)
    changes = since_the_board(small_plan)
    assert names(changes.worse) == ["Run a campaign"]
    assert names(changes.better) == ["Open one front door"]
    assert names(changes.finished) == ["Train housing staff"]
    assert changes.worse[0].was == Status.ON_TRACK
    assert changes.added == []


def test_a_first_word_after_the_board_is_news(small_plan: SmallPlan) -> None:
    small_plan.say(small_plan.panel, Status.OFF_TRACK, at=day(2026, 10, 21))
    small_plan.say(small_plan.campaign, Status.ON_TRACK, at=day(2026, 10, 21))
    small_plan.say(small_plan.training, Status.NOT_STARTED, at=day(2026, 10, 21))
    changes = since_the_board(small_plan)
    assert names(changes.worse) == ["Set up a panel"]
    assert names(changes.better) == ["Run a campaign"]
    assert changes.better[0].was == Status.NOT_STARTED


def test_the_day_of_the_board_itself_is_before(small_plan: SmallPlan) -> None:
    evening = moment(BOARD) - dt.timedelta(hours=1)
    small_plan.say(small_plan.panel, Status.OFF_TRACK, at=evening)
    assert since_the_board(small_plan).is_empty


def test_what_is_new_stands_under_new_only(small_plan: SmallPlan) -> None:
    with acting_as(small_plan.lead):
        added = plan_actions.add(
            priority=small_plan.prevent,
            promise=Promise(wording="From the review"),
            by=small_plan.lead,
            at=day(2026, 10, 22),
        )
    small_plan.say(added, Status.ON_TRACK, at=day(2026, 10, 23))
    changes = since_the_board(small_plan)
    assert [row.action.title for row in changes.added] == ["From the review"]
    assert changes.better == []


def test_a_date_moved_before_the_year_ended_is_still_news_in_the_new_year(
    small_plan: SmallPlan,
) -> None:
    with acting_as(small_plan.lead):
        before = plan_actions.promise_of(small_plan.campaign)
        plan_actions.change(
            action=small_plan.campaign,
            promise=replace(before, due=parse_due("June 2027")),
            why="The printer closed",
            by=small_plan.lead,
            at=day(2027, 3, 2),
        )
    new = carried(small_plan)
    (change,) = since_the_board(small_plan, new).reworded
    assert (change.was, change.is_now) == ("March 2027", "June 2027")
    # Carried along is not new.
    assert since_the_board(small_plan, new).added == []


def test_the_last_and_the_next_board_are_meetings_of_the_strategic_board(
    small_plan: SmallPlan,
) -> None:
    lead: Actor = small_plan.lead
    with acting_as(lead):
        rest = {"partnership": small_plan.place.partnership}
        board = Group.objects.create(name="Board", kind="strategic_board", **rest)
        forum = Group.objects.create(name="Forum", kind="operational_forum", **rest)
        for group, held_on in (
            (board, dt.date(2026, 7, 14)),
            (board, BOARD),
            (forum, dt.date(2026, 9, 1)),
            (forum, dt.date(2026, 9, 30)),
        ):
            Meeting.objects.create(group=group, held_on=held_on, **rest)
        today = dt.date(2026, 9, 20)
        last, following = (
            last_board(small_plan.plan, today),
            next_board(small_plan.plan, today),
        )
        assert last is not None
        assert following is not None
        assert last.held_on == dt.date(2026, 7, 14)
        assert following.held_on == BOARD
        # On the day itself the board has not met yet.
        assert next_board(small_plan.plan, BOARD) == following


def test_without_a_board_nothing_has_changed_since(small_plan: SmallPlan) -> None:
    small_plan.say(small_plan.panel, Status.OFF_TRACK)
    with acting_as(small_plan.lead):
        view = overview(small_plan.plan, today=BOARD)
        assert changes_since(view, None).is_empty


def test_the_plan_as_it_stood_on_a_day_knows_nothing_later(
    small_plan: SmallPlan,
) -> None:
    small_plan.say(small_plan.panel, Status.ON_TRACK, at=day(2026, 10, 2))
    small_plan.say(small_plan.panel, Status.COMPLETE, at=day(2026, 10, 20))
    with acting_as(small_plan.lead):
        plan_actions.add(
            priority=small_plan.prevent,
            promise=Promise(wording="Later idea"),
            by=small_plan.lead,
            at=day(2026, 10, 10),
        )
        view = overview(
            small_plan.plan, today=dt.date(2026, 10, 5), until=day(2026, 10, 5)
        )
    rows = {row.action.title: row for row in view.rows}
    assert rows["Set up a panel"].status == Status.ON_TRACK
    assert "Later idea" not in rows
