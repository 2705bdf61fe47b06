"""Two invented partnerships: one with a plan of 40 actions, one with 400."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place, build, wear
from concord.foundation.periods import FinancialYear, Quarter
from concord.partnership.models import Group, Membership
from concord.plan.actions import plan_actions, rounds, strategies
from concord.plan.actions.plan_actions import Promise
from concord.plan.due import Due, DueKind
from concord.plan.models import Plan, PlanAction, PlanUpdate
from concord.plan.status import Status

PRIORITIES = 4
UPDATES_EACH = 10
STANDARDS = ("NICE PH50 2", "NICE PH50 6")
STATUSES = list(Status)


@dataclass(frozen=True)
class World:
    """A partnership, its running plan, and a person who is signed in."""

    plan: Plan
    actions: int
    hat: Membership
    client: Client

    @property
    def address(self) -> str:
        return f"/plan/{self.plan.pk}/"

    @property
    def actor(self) -> Actor:
        return Actor.from_hat(self.hat)

    def get(self, path: str) -> bytes:
        """A page as a browser asks for it. Raises where it is not answered well."""
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return answer.content


def world(code: str, name: str, area_code: str, actions: int) -> World:
    """A partnership whose plan has so many actions, each with ten updates."""
    place = build(code, name, area_code)
    hat = place.hats["strategic_lead"]
    by = Actor.from_hat(hat)
    with acting_as(by):
        plan = _plan(place, actions, by)
        _updates(plan, by)
        _round_and_board(place, plan, by)
    browser = Client(headers={"Accept-Encoding": "gzip", "User-Agent": "bench"})
    return World(plan, actions, hat, wear(browser, hat))


def _plan(place: Place, actions: int, by: Actor) -> Plan:
    today = place.partnership.today()
    year = FinancialYear.containing(today)
    strategy = strategies.publish(title="Invented strategy", by=by)
    plan = strategies.start_plan(strategy=strategy, year=year, by=by)
    teams = list(place.teams.values())
    for p in range(PRIORITIES):
        priority = strategies.add_priority(
            plan=plan, title=f"Invented priority {p + 1}", printed_ref=str(p + 1), by=by
        )
        for a in range(actions // PRIORITIES):
            plan_actions.add(
                priority=priority,
                promise=Promise(
                    wording=f"Invented promise {p + 1}.{a + 1}: agree what is done, "
                    "by whom and by when, and show that it works.",
                    title=f"Invented action {p + 1}.{a + 1}",
                    printed_ref=f"{p + 1}.{a + 1}",
                    lead_team=teams[a % len(teams)],
                    lead_role="Head of service",
                    due=_due(today, a),
                    supports=[teams[(a + 1) % len(teams)], teams[(a + 2) % len(teams)]],
                    standards=[STANDARDS[a % 2]],
                ),
                by=by,
                at=timezone.now() - dt.timedelta(days=400),
            )
    return plan


def _due(today: dt.date, number: int) -> Due:
    on = today + dt.timedelta(days=(number % 24 - 6) * 30)
    return Due(DueKind.DATE, on, f"{on:%-d %B %Y}")


def _updates(plan: Plan, by: Actor) -> None:
    """Ten updates an action, over ten quarters; statuses go up and down."""
    now = Quarter.containing(plan.partnership.today()).previous
    quarters = list(now.plus(1 - UPDATES_EACH).through(now))
    PlanUpdate.objects.bulk_create(
        PlanUpdate(
            partnership_id=plan.partnership_id,
            plan_action=action,
            quarter=quarter,
            status=STATUSES[(action.position + i) % len(STATUSES)],
            text="Invented: the group met, agreed its terms and named who leads. "
            "Training has begun in two of four services.",
            blockers="Invented: no room." if action.position % 7 == 0 else "",
            next_step="Invented: report to the next meeting.",
            by_membership_id=by.membership_id,
            at=timezone.now() - dt.timedelta(days=90 * (len(quarters) - i)),
        )
        for action in PlanAction.objects.filter(plan=plan)
        for i, quarter in enumerate(quarters)
    )


def _round_and_board(place: Place, plan: Plan, by: Actor) -> None:
    """Updates are asked for, and a board met, so that every part of the page works."""
    from concord.access.actions import partnerships

    today = place.partnership.today()
    rounds.open_round(
        plan=plan,
        quarter=Quarter.containing(today),
        opens_on=today - dt.timedelta(days=3),
        due_on=today + dt.timedelta(days=10),
        by=by,
    )
    job = Actor.from_job("access.setup", place.partnership.pk)
    with acting_as(job):
        board = partnerships.add_group(
            name="Invented board", kind=Group.Kind.STRATEGIC_BOARD, by=job
        )
        partnerships.add_meeting(
            group=board, held_on=today - dt.timedelta(days=60), by=job
        )
