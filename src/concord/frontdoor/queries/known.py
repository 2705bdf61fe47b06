"""Whether those whom a referral names are on record already."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from concord.access.actor import Actor
from concord.frontdoor.models import Named
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
