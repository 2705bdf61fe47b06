"""Two records of one team side by side: what each says, and what keeps them apart."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from concord.access.actor import Actor
from concord.cases.models import Case, Party
from concord.cases.queries.persons import PersonPage, person_page
from concord.people.models import Merge, Person, PersonVersion, Relationship, SamePerson


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records, with the cases that both are in and what stands in the way."""

    one: PersonPage
    other: PersonPage
    ways: Sequence[str]

    @property
    def both(self) -> tuple[PersonPage, PersonPage]:
        return self.one, self.other

    @property
    def twice(self) -> list[Case]:
        """Cases that are open to the hat, with both of them in it."""
        mine = {party.case_id: party.case for party in self.one.parties}
        theirs = {party.case_id for party in self.other.parties}
        return [case for pk, case in mine.items() if pk in theirs]

    @property
    def sides_differ(self) -> bool:
        """Whether they stand on different sides of different cases."""
        sides = {party.side for page in self.both for party in page.parties}
        return len(sides) > 1

    def known(self, person: uuid.UUID) -> PersonVersion | None:
        """What one of them says now."""
        return next(p.known for p in self.both if p.person.pk == person)

    @property
    def names(self) -> list[str]:
        """Every name that either record ever had, but for what both say now."""
        now = [page.known for page in self.both if page.known]
        said = [
            name
            for page in self.both
            for version in page.versions
            for name in (*version.other_names, version.name)
        ]
        same = {one.name for one in now} if len({one.name for one in now}) == 1 else ()
        return [n for n in dict.fromkeys(said) if n not in same and _is_name(n)]


def _is_name(said: str) -> bool:
    return said != PersonVersion().name


def comparison(one: Person, other: Person, actor: Actor) -> Comparison:
    """Both, as their pages tell them. 18 queries."""
    return Comparison(
        person_page(one, actor), person_page(other, actor), in_the_way(one, other)
    )


def in_the_way(one: Person, other: Person) -> list[str]:
    """Why two records can't be one person, as far as the hat may see it. Three queries.

    Links and cases that are hidden can stand in the way, too: the database knows them.
    """
    found = []
    mine = {party.case_id: party for party in _parties(one)}
    for party in _parties(other):
        here = mine.get(party.case_id)
        if here is not None and here.side != party.side:
            sides = f"{here.get_side_display()} and {party.get_side_display()}"
            found.append(f"Case {party.case.ref} has them on two sides: {sides}.")
    for row in Relationship.objects.filter(Q(a=one, b=other) | Q(a=other, b=one)):
        if row.valid is None or not row.valid.isempty:
            said = row.get_kind_display().lower()
            found.append(
                f"They are recorded as related: {said}. If that was a mistake, say so "
                "in the case first."
            )
    said_to_be = SamePerson.objects.filter(state=SamePerson.State.DIFFERENT)
    if said_to_be.filter(Q(a=one, b=other) | Q(a=other, b=one)).exists():
        found.append("It was said that these are two people. End that first.")
    return found


def _parties(person: Person) -> list[Party]:
    return list(Party.objects.filter(person=person).select_related("case"))


def merge_of(person: Person, pk: uuid.UUID, actor: Actor) -> Merge | None:
    """What became one with this record, or was undone; the own team's only."""
    return (
        Merge.objects.visible_to(actor)
        .filter(Q(person=person) | Q(absorbed=person, undone_at__isnull=False), pk=pk)
        .select_related("written_by__account", "undone_by__account")
        .first()
    )
