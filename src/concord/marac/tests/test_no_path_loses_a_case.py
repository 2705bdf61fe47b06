"""Every way through a meeting: no case is lost or heard twice, no action is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.cases.testing import CaseWorld, arrange, known
from concord.frontdoor.models import WorkItem
from concord.marac.actions import agenda, agreed_actions, issuing, room
from concord.marac.models import (
    ActionState,
    AgendaItem,
    CaseOutcome,
    Hearing,
    MaracAction,
    MaracActionUpdate,
    Meeting,
    RoomEntry,
)
from concord.marac.queries import meetings
from concord.marac.testing import REASON, coordinator, meet, send_to_marac, sit_down

pytestmark = pytest.mark.django_db

TABLES: tuple[Any, ...] = (
    AgendaItem,
    Hearing,
    MaracAction,
    MaracActionUpdate,
    RoomEntry,
)
WHICH = st.integers(0, 2)
STATES = st.sampled_from(list(ActionState))
FAMILIES = (
    ("Goldsworthy", "Pellow"),
    ("Featherstone", "Ockenden"),
)


@dataclass
class World:
    """A meeting with three cases, and the one after it."""

    case: CaseWorld
    families: list[CaseWorld]
    meeting: Meeting
    following: Meeting
    items: list[AgendaItem]

    @property
    def by(self) -> Actor:
        return coordinator(self.case.place)


def build(marac: CaseWorld) -> World:
    place, by = marac.place, coordinator(marac.place)
    families = [marac] + [
        arrange(
            place,
            (known("Araminta", one), known("Cuthbert", other), known("Fern", one)),
        )
        for one, other in FAMILIES
    ]
    first, following = meet(place), meet(place, in_days=60)
    work = [send_to_marac(family) for family in families]
    with acting_as(by):
        items = [agenda.put_on(work=one, meeting=first, by=by) for one in work]
        issuing.issue(meeting=first, by=by)
    with acting_as(marac.idva):
        issuing.share_held(meeting=first, reason=REASON, by=marac.idva)
    sit_down(place, first, "Police", "Housing")
    return World(marac, families, first, following, items)


class Meetings(RuleBasedStateMachine):
    """What people do at a meeting, in any order; refusals are allowed, losses not."""

    world: ClassVar[World]

    @initialize()
    def begin(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()
        self.added: list[MaracAction] = []
        self.said = 0
        self.is_locked = False

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    def do(self, verb: object, by: Actor | None = None, **said: object) -> object:
        """What the verb gives, or None where it refuses."""
        actor = by or self.world.by
        with acting_as(actor):
            try:
                return verb(by=actor, **said)  # type: ignore[operator]
            except ValidationError:
                return None

    def fresh(self, n: int) -> AgendaItem:
        """The newest item of a case that is not over, else its first."""
        case_id = self.world.items[n].case_id
        with acting_as(self.world.by):
            found = AgendaItem.objects.filter(case_id=case_id)
            live = [i for i in found if i.state in ("listed", "heard")]
        return (live or [self.world.items[n]])[-1]

    @rule()
    def start(self) -> None:
        self.do(room.start, meeting=self.world.meeting)

    @rule(n=WHICH)
    def call(self, n: int) -> None:
        self.do(room.call, item=self.fresh(n))

    @rule(n=WHICH, outcome=st.sampled_from(list(CaseOutcome)))
    def hear(self, n: int, outcome: str) -> None:
        self.do(room.conclude, item=self.fresh(n), outcome=outcome)

    @rule(n=WHICH)
    def put_off(self, n: int) -> None:
        self.do(agenda.put_off, item=self.fresh(n), why="not_ready")

    @rule(n=WHICH)
    def withdraw(self, n: int) -> None:
        self.do(agenda.withdraw, item=self.fresh(n), why="other")

    @rule(to_next=st.booleans())
    def put_on_what_waits(self, to_next: bool) -> None:
        there = self.world.following if to_next else self.world.meeting
        with acting_as(self.world.by):
            waiting = meetings.waiting(self.world.by)
        for work in waiting[:1]:
            self.do(agenda.put_on, work=work, meeting=there)

    @rule(n=WHICH, team=st.sampled_from(["Police", "Housing", "Health"]))
    def agree(self, n: int, team: str) -> None:
        made = self.do(
            agreed_actions.add,
            item=self.fresh(n),
            team=self.world.case.place.teams[team],
            kind="other",
            words="Something to do",
            in_days=3,
        )
        if isinstance(made, MaracAction):
            self.added.append(made)

    @precondition(lambda self: self.added)
    @rule(n=st.integers(0, 20), state=STATES)
    def say(self, n: int, state: str) -> None:
        action = self.added[n % len(self.added)]
        self.do(agreed_actions.say, action=action, state=state, why="So it is")

    @rule(n=WHICH)
    def note(self, n: int) -> None:
        made = self.do(
            room.note,
            item=self.fresh(n),
            kind="information",
            side="victim",
            words="Said in the room",
        )
        self.said += made is not None

    @precondition(lambda self: not self.is_locked)
    @rule()
    def lock_housing_out_of_the_first(self) -> None:
        case = self.world.case
        with acting_as(case.idva):
            locks.lock_out(
                account=case.place.hats["practitioner:Housing"].account,
                person_id=case.victim.pk,
                why="Kin",
                by=case.idva,
            )
        self.is_locked = True

    @rule()
    def end(self) -> None:
        self.do(room.end, meeting=self.world.meeting)

    @invariant()
    def each_referral_is_in_one_place(self) -> None:
        if not hasattr(self, "point"):
            return
        with acting_as(self.world.by) as by:
            waiting = {work.pk for work in meetings.waiting(by)}
            for item in self.world.items:
                found = AgendaItem.objects.filter(work_id=item.work_id)
                live = [one for one in found if one.state in ("listed", "heard")]
                in_places = len(live) + (item.work_id in waiting)
                assert in_places == 1, [one.state for one in found]
                assert WorkItem.objects.filter(pk=item.work_id).exists()

    @invariant()
    def no_case_is_heard_twice_and_none_waits_at_a_meeting_that_is_over(self) -> None:
        if not hasattr(self, "point"):
            return
        with acting_as(self.world.by):
            for item in self.world.items:
                heard = AgendaItem.objects.filter(case_id=item.case_id, state="heard")
                closed = Hearing.objects.filter(
                    case_id=item.case_id, closed_at__isnull=False
                )
                assert heard.count() == closed.count()
                assert heard.count() <= 1
            assert not AgendaItem.objects.filter(
                meeting__state__in=("held", "called_off"), state="listed"
            ).exists()

    @invariant()
    def no_action_and_no_word_is_lost(self) -> None:
        if not hasattr(self, "point"):
            return
        with acting_as(self.world.by):
            found = {one.pk: one for one in MaracAction.objects.all()}
            assert set(found) == {one.pk for one in self.added}
            for action in found.values():
                last = (
                    MaracActionUpdate.objects.filter(action=action)
                    .order_by("-n")
                    .first()
                )
                assert action.state == (last.state if last else "open")
            assert RoomEntry.objects.count() == self.said

    @invariant()
    def whoever_is_locked_out_finds_no_row(self) -> None:
        if not hasattr(self, "point") or not self.is_locked:
            return
        hidden = self.world.case.case.pk
        with acting_as(self.world.case.housing):
            for rows in TABLES:
                assert not rows.objects.filter(case_id=hidden).exists()


def test_no_path_through_a_meeting_loses_a_case_or_an_action(marac: CaseWorld) -> None:
    Meetings.world = build(marac)
    run_state_machine_as_test(
        Meetings,
        settings=settings(
            max_examples=20,
            stateful_step_count=15,
            deadline=None,
            # A world in the database is dear: what fails is shown as it was found.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
