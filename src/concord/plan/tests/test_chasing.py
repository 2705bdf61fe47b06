"""Who is asked and reminded when: once, in time, and without a word of the content."""

from __future__ import annotations

import datetime as dt

import pytest

from concord.access.actor import Actor, acting_as
from concord.access.mornings import NotAllTold
from concord.foundation.periods import Quarter
from concord.foundation.post.letters import registered, rendered
from concord.foundation.post.models import Message
from concord.partnership.models import Account
from concord.plan.actions import chasing, rounds, updates
from concord.plan.jobs import reminders as job
from concord.plan.models import Reminder, UpdateRound
from concord.plan.queries.asking import people_to_ask
from concord.plan.queries.overview import overview
from concord.plan.status import Status
from concord.plan.testing import QUARTER, SmallPlan, day
from concord.plan.tests.invented_round import (
    AFTER_3,
    AFTER_10,
    BEFORE,
    DUE,
    JOB,
    OPENS,
    addressed,
    asked_round,
    away,
    lives_on,
    post,
    reminders,
    until_yesterday,
)

__all__ = ["asked_round"]
pytestmark = pytest.mark.django_db
Kind = Reminder.Kind
LEADS = ("agency_lead", "agency_lead:Housing", "agency_lead:Police")


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (OPENS - dt.timedelta(days=1), None),
        (OPENS, Kind.ASK),
        (dt.date(2026, 10, 3), None),  # a Saturday
        (dt.date(2026, 10, 12), Kind.ASK),
        (BEFORE, Kind.BEFORE),
        (DUE, Kind.BEFORE),
        (dt.date(2026, 10, 19), None),
        (AFTER_3, Kind.AFTER_3),
        (dt.date(2026, 10, 28), Kind.AFTER_3),
        (AFTER_10, Kind.AFTER_10),
        (dt.date(2026, 12, 1), Kind.AFTER_10),
    ],
)
def test_each_step_lasts_until_the_next(
    asked_round: UpdateRound, today: dt.date, step: Kind | None
) -> None:
    assert chasing.step_on(asked_round, today) == step


def test_steps_leave_out_bank_holidays() -> None:
    easter = UpdateRound(
        quarter=Quarter(2022, 4),
        opens_on=dt.date(2023, 4, 3),
        due_on=dt.date(2023, 4, 11),
    )
    # Between 5 and 11 April lie Good Friday, Easter Monday and a weekend.
    assert chasing.step_on(easter, dt.date(2023, 4, 4)) == Kind.ASK
    assert chasing.step_on(easter, dt.date(2023, 4, 5)) == Kind.BEFORE
    assert chasing.step_on(easter, dt.date(2023, 4, 7)) is None
    assert chasing.step_on(easter, dt.date(2023, 4, 14)) == Kind.AFTER_3


def test_a_closed_round_is_not_chased(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    with acting_as(small_plan.lead):
        rounds.close_round(update_round=asked_round, by=small_plan.lead)
    assert job.remind(asked_round.partnership_id, AFTER_3) == 0
    assert post() == []


def test_when_a_quarter_opens_every_owner_is_asked_once(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    here = asked_round.partnership_id
    assert job.remind(here, OPENS) == 3
    assert [sent.address for sent in post("plan.ask")] == addressed(
        small_plan.place, *LEADS
    )
    assert job.remind(here, OPENS) == 0
    assert job.remind(here, OPENS + dt.timedelta(days=1)) == 0
    assert len(post()) == 3


def test_a_message_says_how_much_and_by_when_and_nothing_else(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    job.remind(asked_round.partnership_id, OPENS)
    to = small_plan.place.hats["agency_lead"].account.email
    message = Message.objects.get(address=to)
    subject, body = rendered(registered(message.letter), message.context)
    assert subject == "Concord: 2 updates and 1 statement to give by 15 October 2026"
    assert "You have 2 updates and 1 statement to give by 15 October 2026" in body
    assert "\nhttp://testserver/\n" in body
    with acting_as(small_plan.lead):
        names = [a.name for a in Account.objects.all()]
    secret = ["campaign", "front door", "Police", "Elmbrook", "abuse", *names]
    assert [word for word in secret if word in subject + body] == []


def test_the_whole_round_of_somebody_who_never_answers(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    hat = small_plan.place.hats["agency_lead:Police"]
    here = asked_round.partnership_id
    today = OPENS
    while today < dt.date(2026, 11, 10):
        job.remind(here, today)
        today += dt.timedelta(days=1)
    told = [kind for pk, kind in reminders(asked_round) if pk == hat.pk]
    assert told == [Kind.ASK, Kind.BEFORE, Kind.AFTER_3, Kind.AFTER_10]
    with acting_as(Actor.from_job(JOB, here)):
        sent_on = Reminder.objects.filter(membership=hat).order_by("sent_on")
        days = [sent.sent_on for sent in sent_on]
    assert days == [OPENS, BEFORE, AFTER_3, AFTER_10]
    letters = [sent.letter for sent in post() if sent.address == hat.account.email]
    assert sorted(letters) == ["plan.ask", "plan.late", "plan.late", "plan.remind"]


def test_whoever_has_given_everything_is_left_in_peace(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    police = small_plan.place.actor("agency_lead:Police")
    small_plan.say(small_plan.panel, Status.ON_TRACK, by=police, at=day(2026, 10, 2))
    with acting_as(police):
        updates.state(
            team=small_plan.place.teams["Police"],
            quarter=QUARTER,
            text="Two posts are filled.",
            by=police,
        )
    job.remind(asked_round.partnership_id, BEFORE)
    assert [sent.address for sent in post()] == addressed(
        small_plan.place, "agency_lead", "agency_lead:Housing"
    )


def test_a_statement_alone_is_chased_too(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    small_plan.say(small_plan.panel, Status.ON_TRACK, at=day(2026, 10, 2))
    job.remind(asked_round.partnership_id, BEFORE)
    to = small_plan.place.hats["agency_lead:Police"].account.email
    context = Message.objects.get(address=to).context
    assert (context["updates"], context["statements"]) == (0, 1)
    subject, _ = rendered(registered("plan.remind"), context)
    assert subject == "Concord: 1 statement still to give by 15 October 2026"


def test_a_deputy_is_asked_in_place_of_who_is_away(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    away(small_plan.place, "agency_lead:Police", "practitioner", on=OPENS)
    job.remind(asked_round.partnership_id, OPENS)
    assert [sent.address for sent in post()] == addressed(
        small_plan.place, "agency_lead", "agency_lead:Housing", "practitioner"
    )
    to = small_plan.place.hats["practitioner"].account.email
    message = Message.objects.get(address=to)
    _, body = rendered(registered(message.letter), message.context)
    assert "You are asked because you stand in for a colleague who is away." in body


def test_a_deputy_with_work_of_their_own_gets_one_message_for_all(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    away(small_plan.place, "agency_lead:Police", "agency_lead:Housing", on=OPENS)
    job.remind(asked_round.partnership_id, OPENS)
    to = small_plan.place.hats["agency_lead:Housing"].account.email
    message = Message.objects.get(address=to)
    assert (message.context["updates"], message.context["statements"]) == (2, 2)


def test_the_deputy_of_a_deputy_is_asked_and_a_circle_of_deputies_asks_the_owner(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    place = small_plan.place
    away(place, "agency_lead:Police", "practitioner", on=OPENS)
    away(place, "practitioner", "trainer", on=OPENS)

    def asked() -> set[int]:
        with acting_as(small_plan.lead):
            view = overview(small_plan.plan, today=OPENS, asked=QUARTER)
            found = people_to_ask(view, asked_round)
        return {one.hat.pk for one in found if one.hat.team.short_name != "Housing"}

    own = place.hats["agency_lead"].pk
    assert asked() == {own, place.hats["trainer"].pk}
    away(place, "trainer", "agency_lead:Police", on=OPENS)
    assert asked() == {own, place.hats["agency_lead:Police"].pk}


def test_a_deputy_who_has_left_is_not_asked(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    away(small_plan.place, "agency_lead:Police", "practitioner", on=OPENS)
    until_yesterday(small_plan.place.hats["practitioner"], OPENS)
    job.remind(asked_round.partnership_id, OPENS)
    assert [sent.address for sent in post()] == addressed(small_plan.place, *LEADS)


def test_somebody_who_comes_later_is_asked_on_their_first_day(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    until_yesterday(small_plan.place.hats["agency_lead:Police"], OPENS)
    assert job.remind(asked_round.partnership_id, OPENS) == 3
    # With no agency lead of the police, the strategic lead is asked for the panel.
    assert [sent.address for sent in post()] == addressed(
        small_plan.place, "agency_lead", "agency_lead:Housing", "strategic_lead"
    )
    until_yesterday(small_plan.place.hats["agency_lead:Police"], dt.date(2099, 1, 1))
    assert job.remind(asked_round.partnership_id, dt.date(2026, 10, 5)) == 1
    told = reminders(asked_round)[-1]
    assert told == (small_plan.place.hats["agency_lead:Police"].pk, Kind.ASK)


def test_after_the_last_reminder_the_lead_hears_who_is_silent(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    small_plan.say(small_plan.training, Status.ON_TRACK, at=day(2026, 10, 2))
    assert job.remind(asked_round.partnership_id, AFTER_3) == 3
    assert post("plan.who") == []
    assert job.remind(asked_round.partnership_id, AFTER_10) == 4
    (message,) = post("plan.who")
    assert message.address == small_plan.place.hats["strategic_lead"].account.email
    subject, body = rendered(registered(message.letter), message.context)
    assert subject == "Concord: 3 teams with nothing sent, due on 15 October 2026"
    assert "- Council\n- Housing\n- Police\n" in body
    assert "3 updates are and 3 statements are outstanding" in body
    assert f"/plan/{small_plan.plan.pk}/updates/" in body
    assert "panel" not in body
    assert job.remind(asked_round.partnership_id, dt.date(2026, 11, 2)) == 0


def test_the_lead_is_not_told_when_everything_is_in(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    for action in (small_plan.campaign, small_plan.front_door, small_plan.panel):
        small_plan.say(action, Status.ON_TRACK, at=day(2026, 10, 2))
    small_plan.say(small_plan.training, Status.ON_TRACK, at=day(2026, 10, 2))
    with acting_as(small_plan.lead):
        for name in ("Council", "Housing", "Police"):
            updates.state(
                team=small_plan.place.teams[name],
                quarter=QUARTER,
                text="All is well.",
                on_behalf=True,
                by=small_plan.lead,
            )
    assert job.remind(asked_round.partnership_id, AFTER_10) == 0


def test_one_who_cannot_be_told_keeps_nobody_else_waiting(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    broken = small_plan.place.hats["agency_lead"].account
    good = broken.email
    with acting_as(Actor.from_job("access.setup", asked_round.partnership_id)):
        Account.objects.filter(pk=broken.pk).update(email="nowhere")
    with pytest.raises(NotAllTold, match="1 could not be told, 2 were"):
        job.remind(asked_round.partnership_id, OPENS)
    assert len(post()) == 2
    assert len(reminders(asked_round)) == 2
    with acting_as(Actor.from_job("access.setup", asked_round.partnership_id)):
        Account.objects.filter(pk=broken.pk).update(email=good)
    assert job.remind(asked_round.partnership_id, OPENS) == 1
    assert len(post()) == 3


def test_a_run_that_breaks_off_is_finished_by_the_next(
    small_plan: SmallPlan, asked_round: UpdateRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = chasing.send, []

    def send(**letter: object) -> None:
        calls.append(letter)
        real(**letter)  # type: ignore[arg-type]
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(chasing, "send", send)
    with pytest.raises(KeyboardInterrupt):
        job.remind(asked_round.partnership_id, OPENS)
    assert len(post()) == len(reminders(asked_round)) == 1
    assert job.remind(asked_round.partnership_id, OPENS) == 2
    assert [sent.address for sent in post()] == addressed(small_plan.place, *LEADS)


def test_an_example_that_lives_on_another_day_sends_nothing(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    place = small_plan.place
    assert place.partnership.pk in job.partnerships(job.PRINCIPAL)
    lives_on(place, OPENS)
    assert place.partnership.pk not in job.partnerships(job.PRINCIPAL)
    lead = small_plan.lead
    with acting_as(lead):
        found = UpdateRound.objects.select_related("plan__partnership").get()
        view = overview(small_plan.plan, today=OPENS, asked=QUARTER)
        told = chasing.remind_now(
            update_round=found,
            asked=people_to_ask(view, found),
            today=OPENS,
            by=lead,
        )
    assert told == (3, 0)
    assert len(reminders(asked_round)) == 3
    assert post() == []


@pytest.mark.parametrize(
    ("moment", "starts"),
    [
        (dt.datetime(2026, 10, 1, 6, 30, tzinfo=dt.UTC), True),  # summer time: 7:30
        (dt.datetime(2026, 11, 2, 6, 30, tzinfo=dt.UTC), False),  # winter: 6:30
        (dt.datetime(2026, 11, 2, 7, 30, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 12, 28, 7, 30, tzinfo=dt.UTC), False),  # Boxing Day moved
        (dt.datetime(2026, 10, 3, 7, 30, tzinfo=dt.UTC), False),  # a Saturday
    ],
)
def test_the_clock_is_that_of_london_on_working_days(
    small_plan: SmallPlan,
    monkeypatch: pytest.MonkeyPatch,
    moment: dt.datetime,
    starts: bool,
) -> None:
    asked: list[int] = []

    class Deferred:
        def defer(self, partnership_id: int) -> None:
            asked.append(partnership_id)

    monkeypatch.setattr(
        job.remind_partnership, "configure", lambda **_: Deferred(), raising=False
    )
    job.remind_everybody(int(moment.timestamp()))
    assert asked == ([small_plan.place.partnership.pk] if starts else [])


def opened(small_plan: SmallPlan, today: dt.date) -> list[UpdateRound]:
    job.remind(small_plan.place.partnership.pk, today)
    with acting_as(small_plan.lead):
        return list(UpdateRound.objects.order_by("quarter"))


def test_the_next_quarter_opens_by_itself_on_its_usual_day(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    assert opened(small_plan, dt.date(2027, 1, 1)) == [asked_round]  # a bank holiday
    first_day = dt.date(2027, 1, 4)
    _, third = opened(small_plan, first_day)
    assert (third.quarter, third.opens_on) == (QUARTER.next, first_day)
    assert third.due_on == dt.date(2027, 1, 18)
    assert [kind for _, kind in reminders(third)] == [Kind.ASK] * 3
    assert len(opened(small_plan, first_day)) == 2


def test_a_quarter_that_nobody_opened_in_time_still_gives_time_to_answer(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    _, third = opened(small_plan, dt.date(2027, 1, 25))
    assert (third.opens_on, third.due_on) == (
        dt.date(2027, 1, 25),
        dt.date(2027, 2, 8),
    )


def test_a_partnership_that_has_never_asked_or_has_stopped_is_not_made_to(
    small_plan: SmallPlan,
) -> None:
    assert opened(small_plan, OPENS) == []
    with acting_as(small_plan.lead):
        rounds.open_round(plan=small_plan.plan, quarter=QUARTER, by=small_plan.lead)
    assert len(opened(small_plan, dt.date(2027, 4, 1))) == 1
