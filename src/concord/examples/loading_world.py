"""What has been made of one example so far, by the keys of its file."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from concord.access.actor import Actor
from concord.examples.example import Example
from concord.partnership.models import Account, Group, Membership, Partnership, Team
from concord.partnership.roles import SEES_PEOPLE, Role

PRINCIPAL = "examples"


class World:
    """What has been made of one example, by the keys of its file."""

    def __init__(self, example: Example, partnership: Partnership) -> None:
        self.example, self.partnership = example, partnership
        self.job = Actor.from_job(PRINCIPAL, partnership.pk)
        self.teams: dict[str, Team] = {}
        self.groups: dict[str, Group] = {}
        self.hats: dict[tuple[str, str, str], Membership] = {}
        self.people: dict[str, Account] = {}
        self.threads: dict[str, UUID] = {}  # of actions, by key

    def signing(self, person: str) -> Actor:
        """The examples job, writing in the hat of a person: the past can't sign in."""
        return replace(self.job, membership_id=self.hat_of(person).pk)

    def hat(self, person: str, team: str, role: str) -> Membership | None:
        """The hat of a person in a team and role, if there is one."""
        return self.hats.get((person, team, role))

    def hat_of(self, person: str) -> Membership:
        """The first hat of a person: what they sign with."""
        return next(hat for key, hat in self.hats.items() if key[0] == person)

    def hat_in(self, person: str, team: str) -> Membership:
        """The hat of a person in a team with which people are seen."""
        return next(
            hat
            for (who, where, role), hat in self.hats.items()
            if (who, where) == (person, team) and Role(role) in SEES_PEOPLE
        )

    def people_hat_of(self, person: str) -> Membership:
        """The hat with which a person sees people, in whichever team."""
        return next(
            hat
            for (who, _, role), hat in self.hats.items()
            if who == person and Role(role) in SEES_PEOPLE
        )

    def hat_with(self, role: Role) -> Membership:
        """The first hat of a role."""
        return next(hat for key, hat in self.hats.items() if key[2] == role)

    def team_of(self, actor: Actor) -> Team:
        """The team that an actor works in."""
        return next(t for t in self.teams.values() if t.pk == actor.team_id)
