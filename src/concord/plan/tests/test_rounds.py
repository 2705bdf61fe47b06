"""Asking for a quarter: once, on working days, and never in a closed year."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.foundation.periods import FinancialYear, Quarter
from concord.plan.actions import plan_actions, refresh, rounds
from concord.plan.actions.plan_actions import Promise
from concord.plan.models import UpdateRound
from concord.plan.queries.asking import current_round
from concord.plan.queries.rounds import RoundView, round_view
from concord.plan.status import Status
from concord.plan.testing import QUARTER, SmallPlan, day
from concord.plan.tests.invented_round import (
    AFTER_3,
    BEFORE,
    DUE,
    JOB,
    OPENS,
    asked_round,
)

__all__ = ["asked_round"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("quarter", "opens", "due"),
    [
        (Quarter(2026, 2), dt.date(2026, 10, 1), dt.date(2026, 10, 15)),
        # Good Friday and Easter Monday fall into it.
        (Quarter(2022, 4), dt.date(2023, 4, 3), dt.date(2023, 4, 19)),
        # New Year's Day on a Sunday moves its bank holiday to Monday.
        (Quarter(2022, 3), dt.date(2023, 1, 3), dt.date(2023, 1, 17)),
    ],
)
def test_the_usual_dates_leave_out_weekends_and_bank_holidays(
    quarter: Quarter, opens: dt.date, due: dt.date
) -> None:
    assert rounds.usual_dates(quarter) == (opens, due)


def test_a_quarter_is_asked_for_once(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    with acting_as(small_plan.lead):
        again = rounds.open_round(
            plan=small_plan.plan,
            quarter=QUARTER,
            due_on=dt.date(2026, 12, 1),
            by=small_plan.lead,
        )
    assert again == asked_round
    assert (again.opens_on, again.due_on) == (OPENS, DUE)


def test_updates_are_never_due_before_they_are_asked_for(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    early = OPENS - dt.timedelta(days=1)
    with acting_as(small_plan.lead):
        with pytest.raises(ValidationError, match="before 1 October 2026") as found:
            rounds.move_due_date(
                update_round=asked_round, due_on=early, by=small_plan.lead
            )
        assert "due_on" in found.value.message_dict
        with pytest.raises(ValidationError, match="before 4 January 2027"):
            rounds.open_round(
                plan=small_plan.plan,
                quarter=QUARTER.next,
                due_on=early,
                by=small_plan.lead,
            )


@pytest.mark.parametrize("role", ["agency_lead", "board_member", "administrator"])
def test_only_the_lead_asks_and_closes(
    small_plan: SmallPlan, asked_round: UpdateRound, role: str
) -> None:
    by = small_plan.place.actor(role)
    with acting_as(by):
        with pytest.raises(NotPermitted):
            rounds.open_round(plan=small_plan.plan, quarter=QUARTER.next, by=by)
        with pytest.raises(NotPermitted):
            rounds.close_round(update_round=asked_round, by=by)


def test_another_partnership_neither_sees_nor_touches_a_round(
    small_plan: SmallPlan, asked_round: UpdateRound, northmere: Place
) -> None:
    stranger = northmere.actor("strategic_lead")
    with acting_as(stranger):
        found: QuerySet[UpdateRound] = UpdateRound.objects.all()
        assert list(found) == []
        with pytest.raises(NotPermitted):
            rounds.close_round(update_round=asked_round, by=stranger)


def test_a_closed_round_can_be_opened_again(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    with acting_as(small_plan.lead):
        rounds.close_round(update_round=asked_round, by=small_plan.lead)
        assert UpdateRound.objects.get().closed_at is not None
        rounds.reopen_round(update_round=asked_round, by=small_plan.lead)
        assert UpdateRound.objects.get().closed_at is None


def test_a_closed_year_asks_for_nothing(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    lead = small_plan.lead
    with acting_as(lead):
        refresh.carry_forward(plan=small_plan.plan, year=FinancialYear(2027), by=lead)
        old = type(small_plan.plan).objects.get(pk=small_plan.plan.pk)
        with pytest.raises(ValidationError, match="closed and stays"):
            rounds.open_round(plan=old, quarter=QUARTER.next, by=lead)
        standing = UpdateRound.objects.select_related("plan").get(pk=asked_round.pk)
        with pytest.raises(ValidationError, match="closed and stays"):
            rounds.reopen_round(update_round=standing, by=lead)


def test_a_round_that_is_open_goes_on_in_the_new_year_with_who_was_reminded(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    lead = small_plan.lead
    hat = small_plan.place.hats["agency_lead:Police"]
    with acting_as(lead):
        rounds.note_reminder(
            update_round=asked_round,
            hat=hat,
            kind="ask",
            outstanding=1,
            sent_on=OPENS,
            by=lead,
        )
        new = refresh.carry_forward(
            plan=small_plan.plan, year=FinancialYear(2027), by=lead
        )
        going_on = new.rounds.get()
        assert (going_on.quarter, going_on.due_on) == (QUARTER, DUE)
        assert going_on.reminders.get().membership_id == hat.pk
        assert UpdateRound.objects.get(pk=asked_round.pk).closed_at is not None
        assert rounds.next_quarter(new, DUE) == QUARTER.next


def test_the_first_quarter_to_ask_for_is_the_last_that_ended(
    small_plan: SmallPlan,
) -> None:
    with acting_as(small_plan.lead):
        assert rounds.next_quarter(small_plan.plan, OPENS) == QUARTER
        assert current_round(small_plan.plan, OPENS) is None


def view_of(small_plan: SmallPlan, on: dt.date) -> RoundView:
    with acting_as(small_plan.lead):
        found = UpdateRound.objects.select_related(
            "plan__partnership", "plan__strategy"
        ).get()
        return round_view(found, today=on)


def teams(shown: RoundView) -> dict[str, tuple[int, int]]:
    """Answered and asked, by team."""
    return {
        line.team.short_name: (len(line.standing.answered), len(line.standing.asked))
        for line in shown.lines
    }


def test_a_round_counts_what_was_asked_and_what_was_given(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    small_plan.say(small_plan.campaign, Status.ON_TRACK, at=day(2026, 10, 2))
    shown = view_of(small_plan, BEFORE)
    # The step goes with its action: nobody is asked about it.
    assert (shown.answered, shown.asked) == (1, 4)
    assert teams(shown)["Council"] == (1, 2)
    assert teams(shown)["Health"] == (0, 0)
    assert (shown.statements_sent, shown.statements_asked) == (0, 5)
    assert not shown.is_complete


def test_what_was_finished_before_is_not_asked_for(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    small_plan.say(
        small_plan.panel,
        Status.COMPLETE,
        quarter=QUARTER.previous,
        at=day(2026, 7, 3),
    )
    small_plan.say(small_plan.training, Status.COMPLETE, at=day(2026, 10, 3))
    shown = view_of(small_plan, BEFORE)
    assert teams(shown)["Police"] == (0, 0)
    assert teams(shown)["Housing"] == (1, 1)
    assert (shown.answered, shown.asked) == (1, 3)


def test_what_came_into_the_plan_after_the_date_is_not_asked_for(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    with acting_as(small_plan.lead):
        plan_actions.add(
            priority=small_plan.prevent,
            promise=Promise(wording="A late idea"),
            by=small_plan.lead,
            at=day(2026, 10, 16),
        )
        plan_actions.add(
            priority=small_plan.prevent,
            promise=Promise(wording="An idea in time"),
            by=small_plan.lead,
            at=day(2026, 10, 15),
        )
    shown = view_of(small_plan, AFTER_3)
    assert [row.action.title for row in shown.without_lead] == ["An idea in time"]
    assert shown.asked == 5


def test_a_late_update_counts_and_shows_as_late_also_after_a_correction_in_time(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    small_plan.say(small_plan.training, Status.ON_TRACK, at=day(2026, 10, 16))
    small_plan.say(small_plan.panel, Status.ON_TRACK, at=day(2026, 10, 15))
    small_plan.say(small_plan.panel, Status.AT_RISK, at=day(2026, 10, 20))
    shown = view_of(small_plan, AFTER_3)
    late = {line.team.short_name: line.late for line in shown.lines}
    assert late["Housing"] == 1
    assert late["Police"] == 0
    assert shown.answered == 2


def test_silent_quarters_count_back_to_the_last_word(small_plan: SmallPlan) -> None:
    first = QUARTER.previous
    with acting_as(small_plan.lead):
        for quarter in (first, QUARTER):
            made = rounds.open_round(
                plan=small_plan.plan, quarter=quarter, by=small_plan.lead
            )
            if quarter == first:
                rounds.close_round(update_round=made, by=small_plan.lead)
    small_plan.say(
        small_plan.training, Status.ON_TRACK, quarter=first, at=day(2026, 7, 3)
    )

    def silent(on: dt.date) -> dict[str, int]:
        with acting_as(small_plan.lead):
            found = UpdateRound.objects.select_related("plan__partnership").get(
                quarter=QUARTER
            )
            shown = round_view(found, today=on)
        return {line.team.short_name: line.quarters_silent for line in shown.lines}

    # Until the date has passed nobody is silent for that quarter.
    assert silent(BEFORE)["Housing"] == 0
    assert silent(BEFORE)["Police"] == 1
    assert silent(AFTER_3)["Housing"] == 1
    assert silent(AFTER_3)["Police"] == 2


def test_a_job_may_ask_but_not_for_another_partnership(
    small_plan: SmallPlan, northmere: Place
) -> None:
    stranger = Actor.from_job(JOB, northmere.partnership.pk)
    with acting_as(stranger), pytest.raises(NotPermitted):
        rounds.open_round(plan=small_plan.plan, quarter=QUARTER, by=stranger)
