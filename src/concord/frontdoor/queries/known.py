"""Whether those whom a referral names are on record already."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from concord.access.actor import Actor
from concord.access.models import Side
from concord.cases.models import Case, Party
from concord.cases.queries.cases import Which, cases_of
from concord.frontdoor.models import Named
from concord.people.matching.scoring import Band
from concord.people.models import Person
from concord.people.queries.matching import Asked, Likely, likely


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody named, and the records like them that this hat may see.

    Looks like the form that the pages of cases draw likely records with.
    """

    named: Named
    found: Sequence[Likely]
    picked: str = ""

    @property
    def prefix(self) -> str:
        return f"named-{self.named.n}"

    @property
    def look(self) -> str:
        return self.prefix

    @property
    def field(self) -> str:
        """The name of the control in which a record is chosen."""
        return f"{self.prefix}-record"


def matches(
    people: Sequence[Named], actor: Actor, posted: Mapping[str, str]
) -> list[Match]:
    """Everybody named, each with the records like them. Five queries for each."""
    found = []
    for named in people:
        match = Match(named, likely(_asked(named), actor))
        found.append(Match(named, match.found, str(posted.get(match.field, ""))))
    return found


def chosen(found: Sequence[Match]) -> dict[uuid.UUID, Person]:
    """Which record was chosen for whom. Only what was found can be chosen."""
    return {
        match.named.pk: one.person
        for match in found
        for one in match.found
        if match.picked == str(one.person.pk)
    }


@dataclass(frozen=True, slots=True)
class Held:
    """An open case of the own team, whose victim is like the one named.

    `others` are those of it whom the page shows as likely for somebody else named.
    """

    case: Case
    victim: Likely
    others: Sequence[tuple[Likely, Party]] = ()


def held(found: Sequence[Match], actor: Actor) -> list[Held]:
    """Cases that the referral may be about, the likeliest victim first. Two queries.

    Only what the own team holds: a case of another team is never offered.
    """
    shown = {one.person.pk: one for match in found for one in match.found}
    victims = {
        one.person.pk: at
        for match in found
        if match.named.side == Side.VICTIM
        for at, one in enumerate(match.found)
    }
    if not victims:
        return []
    cases = cases_of(actor, Which.HELD).filter(
        state=Case.State.OPEN,
        parties__side=Side.VICTIM,
        parties__person__in=victims,
    )
    by_case = {case.pk: case for case in cases}
    parties = list(
        Party.objects.visible_to(actor).filter(
            case__in=by_case, person__in=shown, left_on=None
        )
    )
    offered = [
        Held(
            by_case[party.case_id],
            shown[party.person_id],
            [
                (shown[one.person_id], one)
                for one in parties
                if one.case_id == party.case_id and one.side != Side.VICTIM
            ],
        )
        for party in parties
        if party.side == Side.VICTIM
    ]
    return sorted(offered, key=lambda one: victims[one.victim.person.pk])


def may_be(found: Sequence[Match]) -> dict[uuid.UUID, list[Person]]:
    """Which records each may be: the chosen one, else the likely ones.

    Whoever only shares a household or a telephone is somebody else.
    """
    picked = chosen(found)
    return {
        match.named.pk: [picked[match.named.pk]]
        if match.named.pk in picked
        else [one.person for one in match.found if one.band != Band.HOUSEHOLD]
        for match in found
    }


def _asked(named: Named) -> Asked:
    return Asked(
        given_name=named.given_name,
        family_name=named.family_name,
        other_names=named.other_names,
        born_on=named.born_on,
        born_precision=named.born_precision,
        sex=named.sex,
        phone=named.phone,
        email=named.email,
        postcode=named.postcode,
        address=named.address,
    )
