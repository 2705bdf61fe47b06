"""Which cases a hat is shown, and who is in one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Grant
from concord.cases.models import Case, Party
from concord.people.models import PersonVersion


class Which(StrEnum):
    """Which of a team's cases: those it holds, shared ones, those it handed on."""

    HELD = "held"
    SHARED = "shared"
    HANDED_ON = "handed_on"


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A person in a case, with what is known of them now."""

    party: Party
    known: PersonVersion | None


def shown_to(actor: Actor) -> QuerySet[Case]:
    """Cases that the actor's team holds or that are shared with it.

    Starts from the team's grants, so that it costs nothing more when there are many
    cases that the team can't see. One query.
    """
    granted = _granted(actor).values("case_id")
    return Case.objects.visible_to(actor).filter(pk__in=granted)


def cases_of(actor: Actor, which: Which) -> QuerySet[Case]:
    """One kind of the team's cases. One query; openings in an emergency are none."""
    held = _granted(actor).filter(kind=Grant.Kind.OWN).values("case_id")
    visible = Case.objects.visible_to(actor)
    if which == Which.HELD:
        return visible.filter(pk__in=held)
    if which == Which.SHARED:
        shared = _granted(actor).filter(kind=Grant.Kind.SHARED).values("case_id")
        return visible.filter(pk__in=shared).exclude(pk__in=held)
    return visible.filter(owner_team_id=actor.own_team).exclude(pk__in=held)


def _granted(actor: Actor) -> QuerySet[Grant]:
    """The grants that the actor's team has now."""
    return Grant.objects.filter(team_id=actor.own_team, during__contains=timezone.now())


def parties_of(case: Case) -> list[PartyLine]:
    """Everybody in a case whom the actor may see, the victim first. Two queries."""
    order = {"victim": 0, "child": 1, "alleged": 2}
    parties = sorted(case.parties.all(), key=lambda party: order[party.side])
    latest: dict[object, PersonVersion] = {}
    for version in PersonVersion.objects.filter(
        person__in=[party.person_id for party in parties]
    ).order_by("n"):
        latest[version.person_id] = version
    return [PartyLine(party, latest.get(party.person_id)) for party in parties]
