"""A small plan of Elmbrook's second quarter, arranged as its people would do it.

The quarter is July to September 2026. The board met on 14 July and meets next on
27 October; it is 20 October.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from django.test import Client
from django.utils import timezone

from concord.access.actions import partnerships
from concord.access.actor import Actor, acting_as
from concord.access.testing import Place
from concord.foundation.periods import FinancialYear, Quarter
from concord.partnership.models import Group
from concord.plan.actions import board, plan_actions, rounds, strategies, updates
from concord.plan.actions.plan_actions import Promise
from concord.plan.actions.updates import Word
from concord.plan.due import Due, DueKind
from concord.plan.models import Plan, PlanAction, Priority
from concord.plan.status import Status

SPRING, SUMMER, AUTUMN = Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)
TODAY = dt.date(2026, 10, 20)
LAST_BOARD, BOARD = dt.date(2026, 7, 14), dt.date(2026, 10, 27)
LONG_AGO = dt.datetime(2026, 4, 10, 12, tzinfo=dt.UTC)
SPRING_WORD = dt.datetime(2026, 7, 6, 12, tzinfo=dt.UTC)
SUMMER_WORD = dt.datetime(2026, 10, 8, 12, tzinfo=dt.UTC)


@dataclass
class World:
    """A plan with what a test needs to hold on to."""

    place: Place
    plan: Plan
    lead: Actor
    priorities: list[Priority] = field(default_factory=list)
    actions: dict[str, PlanAction] = field(default_factory=dict)

    def add(
        self, ref: str, title: str, *, at: dt.datetime = LONG_AGO, **said: object
    ) -> PlanAction:
        """An action; its number says under which of the two priorities."""
        promise = Promise(wording=title, printed_ref=ref, **said)  # type: ignore[arg-type]
        self.actions[ref] = plan_actions.add(
            priority=self.priorities[int(ref[0]) - 1],
            promise=promise,
            by=self.lead,
            at=at,
        )
        return self.actions[ref]

    def say(
        self,
        ref: str,
        quarter: Quarter,
        status: Status,
        text: str = "Words of the lead.",
        *,
        at: dt.datetime | None = None,
        next_step: str = "",
    ) -> None:
        """The lead's word on an action for a quarter."""
        usual = SPRING_WORD if quarter == SPRING else SUMMER_WORD
        updates.give(
            action=self.actions[ref],
            quarter=quarter,
            word=Word(status, text=text, next_step=next_step),
            on_behalf_of=self.place.teams["Council"],
            by=self.lead,
            at=at or usual,
        )

    def move(self, ref: str, to: Due, why: str, at: dt.datetime) -> None:
        """Another date for an action."""
        action = PlanAction.objects.get(pk=self.actions[ref].pk)
        promise = replace(plan_actions.promise_of(action), due=to)
        plan_actions.change(
            action=action, promise=promise, why=why, by=self.lead, at=at
        )

    def send(
        self, team: str, quarter: Quarter, text: str, *, at: dt.datetime | None = None
    ) -> None:
        """A team's statement."""
        usual = SPRING_WORD if quarter == SPRING else SUMMER_WORD
        updates.state(
            team=self.place.teams[team],
            quarter=quarter,
            text=text,
            on_behalf=True,
            by=self.lead,
            by_role="Head of service",
            at=at or usual,
        )


def by(month: int, year: int = 2026) -> Due:
    """Due in a month."""
    first_of_next = dt.date(year + month // 12, month % 12 + 1, 1)
    return Due(DueKind.MONTH, first_of_next - dt.timedelta(days=1), "")


def arrange(place: Place) -> World:
    """Six actions under two priorities, with boards, statements and one decision."""
    lead = place.actor("strategic_lead")
    with acting_as(Actor.from_job("access.setup", place.partnership.pk)):
        place.partnership.example_today = TODAY
        place.partnership.save()
    with acting_as(lead):
        strategy = strategies.publish(title="Together, sooner", by=lead)
        plan = strategies.start_plan(
            strategy=strategy, year=FinancialYear(2026), by=lead
        )
        world = World(place, plan, lead)
        for ref, title in (("1", "Protect"), ("2", "Prevent")):
            world.priorities.append(
                strategies.add_priority(
                    plan=plan, title=title, printed_ref=ref, by=lead
                )
            )
        _meet(world)
        _promise(world)
        _speak(world)
    return world


def _meet(world: World) -> None:
    lead = world.lead
    group = partnerships.add_group(
        name="Elmbrook Board", kind=Group.Kind.STRATEGIC_BOARD, by=lead
    )
    for day in (LAST_BOARD, BOARD):
        partnerships.add_meeting(group=group, held_on=day, by=lead)
    for quarter in (SPRING, SUMMER):
        rounds.open_round(plan=world.plan, quarter=quarter, by=lead)


def _promise(world: World) -> None:
    teams = world.place.teams
    world.add("1.1", "Helpline cards", lead_team=teams["Council"], due=by(3, 2027))
    world.add("1.2", "Sanctuary scheme", lead_team=teams["Housing"], due=by(12))
    world.add("1.3", "Adviser posts", lead_team=teams["Specialist service"])
    world.add("1.4", "One front door", lead_team=teams["Police"], due=by(8))
    world.add("2.1", "Schools programme", lead_team=teams["Council"], due=by(11))
    world.add(
        "2.2",
        "Bystander training",
        lead_team=teams["Health"],
        at=dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC),
    )


def _speak(world: World) -> None:
    world.say("1.1", SPRING, Status.ON_TRACK)
    world.say("1.1", SUMMER, Status.ON_TRACK)
    world.say("1.2", SPRING, Status.ON_TRACK)
    world.say("1.2", SUMMER, Status.COMPLETE, "All homes are made safe.")
    world.say("1.3", SPRING, Status.AT_RISK)
    world.say("1.3", SUMMER, Status.OFF_TRACK, "The money ends.", next_step="Bid again")
    world.say("1.4", SPRING, Status.AT_RISK)
    for team in ("Police", "Housing", "Council"):
        world.send(team, SPRING, f"Spring words of {team}.")
    world.send("Police", SUMMER, "First words.")
    world.send("Police", SUMMER, "Corrected words.")
    board.raise_matter(
        quarter=SUMMER,
        title="Adviser posts",
        why="One post has no money after March.",
        action=world.actions["1.3"],
        asked_to="The board is asked to Agree one year of bridging money.",
        who_leads="Head of commissioning",
        by=world.lead,
        at=SUMMER_WORD,
    )


def signed_in(place: Place, role: str) -> Client:
    """A browser in which somebody has signed in and wears the hat of `role`."""
    hat = place.hats[role]
    client = Client()
    client.force_login(hat.account)
    session = client.session
    session["hat"] = hat.pk
    session["second_step"] = hat.account_id
    session["touched"] = int(timezone.now().timestamp())
    session.save()
    return client
