"""Flags whatever happens in whichever order: one live at most, seen by whom it may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from concord.access.actor import Actor, acting_as
from concord.cases.testing import CaseWorld
from concord.marac.actions import flags
from concord.marac.models import Flag, FlagReference
from concord.marac.queries.flags import flags_of_team
from concord.marac.testing import coordinator, flagged, meet, on_issued_agenda

pytestmark = pytest.mark.django_db(transaction=False)

TEAMS = st.sampled_from(["Police", "Housing", "Specialist service"])
REFERENCES = st.sampled_from(["A-1", "A-2", "B-1"])


class FlagsOfACase(RuleBasedStateMachine):
    """A case is heard again and again; teams confirm, clear, and are asked again."""

    def __init__(self, world: CaseWorld) -> None:
        super().__init__()
        self.world = world
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.heard = 0
        self.live: dict[str, Any] = {}  # reference by team, None before it is confirmed
        self.ended: dict[str, int] = {}

    def actor(self, team: str) -> Actor:
        return self.world.place.actor(f"practitioner:{team}")

    def flag(self, team: str) -> Flag:
        """The team's newest flag."""
        with acting_as(self.actor(team)) as by:
            return Flag.objects.filter(team_id=by.own_team).latest("written_at")

    @rule()
    @precondition(lambda self: self.heard < 3)
    def it_is_heard(self) -> None:
        self.heard += 1
        meeting = meet(self.world.place, in_days=10 + 10 * self.heard)
        for team in flagged(self.world, on_issued_agenda(self.world, meeting)):
            self.ended[team] = self.ended.get(team, 0) + (team in self.live)
            self.live[team] = None

    @rule(team=TEAMS, reference=REFERENCES)
    @precondition(lambda self: self.heard)
    def a_team_confirms(self, team: str, reference: str) -> None:
        flag = self.flag(team)
        with acting_as(self.actor(team)) as by:
            if team not in self.live:
                with pytest.raises(ValidationError):
                    flags.confirm(flag=flag, reference=reference, by=by)
            else:
                flags.confirm(flag=flag, reference=reference, by=by)
                self.live[team] = reference

    @rule(team=TEAMS)
    @precondition(lambda self: self.heard)
    def a_team_takes_it_off(self, team: str) -> None:
        flag = self.flag(team)
        with acting_as(self.actor(team)) as by:
            if team not in self.live:
                with pytest.raises(ValidationError):
                    flags.clear(flag=flag, why="moved", by=by)
            else:
                flags.clear(flag=flag, why="moved", by=by)
                del self.live[team]
                self.ended[team] = self.ended.get(team, 0) + 1

    @rule(team=TEAMS)
    @precondition(lambda self: self.heard)
    def the_coordinator_asks_again(self, team: str) -> None:
        flag = self.flag(team)
        by = coordinator(self.world.place)
        with acting_as(by):
            flags.restart(flag=flag, by=by)
        self.ended[team] = self.ended.get(team, 0) + (team in self.live)
        self.live[team] = None

    @invariant()
    def each_team_sees_its_own_and_no_other(self) -> None:
        for team in ("Police", "Housing", "Specialist service"):
            with acting_as(self.actor(team)) as by:
                found = flags_of_team(by)
                live = [one.reference or None for one in found if one.flag.is_live]
                assert live == ([self.live[team]] if team in self.live else [])
                assert len(found) - len(live) == self.ended.get(team, 0)
                assert {f.team_id for f in Flag.objects.all()} <= {by.team_id}
                owners = {r.owner_team_id for r in FlagReference.objects.all()}
                assert owners <= {by.team_id}

    @invariant()
    def the_coordinator_sees_which_are_confirmed_and_no_reference(self) -> None:
        by = coordinator(self.world.place)
        names = {team.pk: name for name, team in self.world.place.teams.items()}
        with acting_as(by):
            live = Flag.objects.filter(cleared_at__isnull=True)
            seen = {names[f.team_id]: bool(f.confirmed_at) for f in live}
            assert not FlagReference.objects.exclude(owner_team_id=by.team_id).exists()
        assert seen == {team: bool(said) for team, said in self.live.items()}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)


def test_no_order_loses_a_flag_or_shows_one_to_another_team(marac: CaseWorld) -> None:
    run_state_machine_as_test(
        lambda: FlagsOfACase(marac),
        settings=settings(
            max_examples=10,
            stateful_step_count=10,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
