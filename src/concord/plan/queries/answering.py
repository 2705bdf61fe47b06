"""Who answers for a team on a day: its agency leads, or who stands in for them.

Whoever is asked may answer, and nobody else but the lead: `may_answer` and the
reminders read the same rule, so that no message asks for what a page then refuses.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from concord.access.actor import Actor
from concord.access.permit import NotPermitted, Verb, may
from concord.partnership.models import Cover, Membership, Team
from concord.partnership.roles import Role
from concord.plan.models import PlanAction


@dataclass(frozen=True, slots=True)
class Answerer:
    """A hat that is asked, and for whom it stands in while that person is away."""

    hat: Membership
    standing_in_for: Membership | None = None

    def speaks_for(self, team: Team) -> bool:
        """Whether a statement of theirs is the team's own.

        A strategic lead who is asked because nobody else is there writes on behalf.
        """
        owner = self.standing_in_for or self.hat
        return owner.role == Role.AGENCY_LEAD or owner.team_id == team.pk


@dataclass(frozen=True, slots=True)
class People:
    """The hats that can be asked on one day, and the deputy of each who is away."""

    hats: list[Membership]
    deputies: dict[int, Membership]  # by the id of the hat that is away

    def owners(self, team: Team | None) -> list[Membership]:
        """The hats that answer for `team`, away or not.

        Its agency leads (or the strategic lead, for the lead's own team); where it has
        none, the one agency lead of its agency; where nobody or several could be
        meant, or no team leads, the strategic lead, who asks around.
        """
        if team is None:
            return self.strategic_leads
        leads = [hat for hat in self.hats if hat.role == Role.AGENCY_LEAD]
        for found in (
            [hat for hat in leads if hat.team_id == team.pk],
            [hat for hat in self.strategic_leads if hat.team_id == team.pk],
        ):
            if found:
                return found
        of_agency = [hat for hat in leads if hat.team.agency_id == team.agency_id]
        if len(of_agency) == 1:
            return of_agency
        return self.strategic_leads

    @property
    def strategic_leads(self) -> list[Membership]:
        return [hat for hat in self.hats if hat.role == Role.STRATEGIC_LEAD]

    def asked_for(self, team: Team | None) -> list[Answerer]:
        """Who is asked for `team`: deputies in place of those who are away."""
        found: dict[int, Answerer] = {}
        for owner in self.owners(team):
            asked = self._standing_in(owner)
            away = owner if asked.pk != owner.pk else None
            if asked.pk not in found or away is None:
                found[asked.pk] = Answerer(asked, away)
        return list(found.values())

    def _standing_in(self, hat: Membership) -> Membership:
        """The deputy of `hat`, or the deputy's own while that one is away too.

        Where it goes round in a circle everybody is away, and `hat` is asked.
        """
        asked, seen = hat, {hat.pk}
        while asked.pk in self.deputies:
            asked = self.deputies[asked.pk]
            if asked.pk in seen:
                return hat
            seen.add(asked.pk)
        return asked


def people_of(partnership_id: int, day: dt.date) -> People:
    """Everybody who can be asked in a partnership on `day`. Two queries."""
    hats = list(
        Membership.objects.valid_on(day)
        .filter(
            partnership_id=partnership_id,
            role__in=[Role.AGENCY_LEAD, Role.STRATEGIC_LEAD],
            account__is_active=True,
        )
        .select_related("account", "team__agency")
        .order_by("account__name", "pk")
    )
    covers = Cover.objects.filter(
        partnership_id=partnership_id,
        during__contains=day,
        deputy__valid__contains=day,
        deputy__account__is_active=True,
    ).select_related("deputy__account", "deputy__team__agency")
    return People(hats, {cover.away_id: cover.deputy for cover in covers})


def may_answer(actor: Actor, action: PlanAction, today: dt.date) -> bool:
    """Whether `actor` may give the update on `action`: by right, or because asked.

    A cover lends the right to answer for what the away person is asked, and nothing
    else, as long as it lasts.
    """
    if may(actor, Verb.UPDATE_ACTION, action):
        return True
    return bool(_asked(actor, action.partnership_id, action.lead_team, today))


def may_state(actor: Actor, team: Team, today: dt.date) -> bool:
    """Whether `actor` may write the statement of `team` as the team's own words."""
    if may(actor, Verb.WRITE_STATEMENT, team) and actor.team_id == team.pk:
        return True
    asked = _asked(actor, team.partnership_id, team, today)
    return any(one.speaks_for(team) for one in asked)


def permit_answer(actor: Actor, action: PlanAction, today: dt.date) -> None:
    """Raise NotPermitted unless `actor` may give the update on `action`."""
    if not may_answer(actor, action, today):
        raise NotPermitted(f"This hat may not {Verb.UPDATE_ACTION.value}.")


def _asked(
    actor: Actor, partnership_id: int, team: Team | None, today: dt.date
) -> list[Answerer]:
    """In which ways `actor` is asked for `team`; none for most."""
    if actor.kind != "hat" or actor.partnership_id != partnership_id:
        return []
    asked = people_of(partnership_id, today).asked_for(team)
    return [one for one in asked if one.hat.pk == actor.membership_id]
