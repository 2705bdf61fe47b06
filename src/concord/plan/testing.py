"""A small plan for tests, made through the verbs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place
from concord.foundation.periods import FinancialYear, Quarter
from concord.plan.actions import plan_actions, strategies, updates
from concord.plan.actions.plan_actions import Promise
from concord.plan.actions.updates import Word
from concord.plan.due import parse_due
from concord.plan.models import Plan, PlanAction, PlanUpdate, Priority, Standard
from concord.plan.status import Status

YEAR = FinancialYear(2026)
QUARTER = Quarter(2026, 2)


@dataclass
class SmallPlan:
    """Two priorities, four actions and a step, in Elmbrook."""

    place: Place
    plan: Plan
    lead: Actor
    prevent: Priority
    protect: Priority
    campaign: PlanAction  # Council, March 2027
    front_door: PlanAction  # Council with Police, 30 October 2026
    training: PlanAction  # Housing, ongoing
    panel: PlanAction  # Police, no date
    step: PlanAction  # of front_door
    ids: dict[str, int] = field(default_factory=dict)  # what a test adds

    def say(
        self,
        action: PlanAction,
        status: Status,
        *,
        quarter: Quarter = QUARTER,
        text: str = "As planned.",
        at: dt.datetime | None = None,
        by: Actor | None = None,
        **rest: object,
    ) -> PlanUpdate:
        """Give an update as the strategic lead, or as `by`."""
        with acting_as(by or self.lead):
            return updates.give(
                action=action,
                quarter=quarter,
                word=Word(status=status, text=text, **rest),  # type: ignore[arg-type]
                by=by or self.lead,
                at=at,
            )


def day(year: int, month: int, number: int) -> dt.datetime:
    """Noon of a day."""
    return timezone.make_aware(dt.datetime(year, month, number, 12))  # noqa: DTZ001


@pytest.fixture
def small_plan(elmbrook: Place) -> SmallPlan:
    """The running plan of Elmbrook for 2026 to 2027."""
    lead = elmbrook.actor("strategic_lead")
    with acting_as(lead):
        for number, title in ((1, "Plan from need"), (2, "Work together")):
            Standard.objects.get_or_create(
                code=f"NICE PH50 {number}",
                defaults={"family": "NICE PH50", "position": number, "title": title},
            )
        strategy = strategies.publish(
            title="Together, sooner",
            starts_on=dt.date(2024, 4, 1),
            ends_on=dt.date(2029, 3, 31),
            vision="Everybody safe.",
            by=lead,
        )
        plan = strategies.start_plan(strategy=strategy, year=YEAR, by=lead)
        prevent = strategies.add_priority(
            plan=plan, title="Prevent", printed_ref="1", by=lead
        )
        protect = strategies.add_priority(
            plan=plan, title="Protect", printed_ref="2", by=lead
        )

        def add(
            priority: Priority,
            ref: str,
            title: str,
            team: str,
            due: str,
            **more: object,
        ) -> PlanAction:
            parent = more.pop("parent", None)
            return plan_actions.add(
                priority=priority,
                promise=Promise(
                    wording=f"{title} across the borough",
                    title=title,
                    printed_ref=ref,
                    lead_team=elmbrook.teams[team],
                    due=parse_due(due),
                    **more,  # type: ignore[arg-type]
                ),
                parent=parent,  # type: ignore[arg-type]
                by=lead,
                at=day(2026, 4, 1),
            )

        campaign = add(
            prevent,
            "1.1",
            "Run a campaign",
            "Council",
            "March 2027",
            standards=["NICE PH50 2.1"],
        )
        front_door = add(
            protect,
            "2.1",
            "Open one front door",
            "Council",
            "30 October 2026",
            supports=[elmbrook.teams["Police"]],
        )
        training = add(protect, "2.1", "Train housing staff", "Housing", "Ongoing")
        panel = add(protect, "", "Set up a panel", "Police", "")
        step = add(protect, "i", "Agree one form", "Council", "", parent=front_door)
    return SmallPlan(
        elmbrook,
        plan,
        lead,
        prevent,
        protect,
        campaign,
        front_door,
        training,
        panel,
        step,
    )
