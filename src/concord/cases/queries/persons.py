"""One team's own records of persons: the list, one record, and others like it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from concord.access.actor import Actor
from concord.cases.models import Case, Party
from concord.cases.words import born_in_words
from concord.people.models import (
    Identifier,
    Merge,
    Person,
    PersonVersion,
    SamePerson,
)

MOST_ALIKE = 20


@dataclass(frozen=True, slots=True)
class SameLine:
    """Another record that is, or was, taken for the same person."""

    link: SamePerson
    other: Person
    known: PersonVersion | None

    @property
    def is_taken_for_one(self) -> bool:
        return bool(self.link.state == SamePerson.State.SAME)


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One record: what was known when, in which cases, and what it is linked with."""

    person: Person
    versions: Sequence[PersonVersion]  # the latest first
    parties: Sequence[Party]
    same: Sequence[SameLine]
    numbers: Sequence[Identifier]  # also those that have ended
    is_own: bool
    merges: Sequence[Merge] = ()  # those in force: what became one with it

    @property
    def known(self) -> PersonVersion | None:
        return self.versions[0] if self.versions else None


def own_records(actor: Actor) -> QuerySet[PersonVersion]:
    """What is known now of each person whom the actor's team keeps a record of.

    One row for each person, none for a record that has become one with another. With
    the cases that they are in: two queries more.
    """
    later = PersonVersion.objects.filter(person=OuterRef("person"), n__gt=OuterRef("n"))
    absorbed = Merge.objects.filter(absorbed=OuterRef("person"), undone_at=None)
    return (
        PersonVersion.objects.visible_to(actor)
        .filter(~Exists(later), ~Exists(absorbed), person__owner_team_id=actor.own_team)
        .prefetch_related(
            Prefetch("person__parties", queryset=Party.objects.select_related("case"))
        )
        .order_by("family_name", "given_name", "pk")
    )


def person_page(person: Person, actor: Actor) -> PersonPage:
    """All of one record, and links of those that became one with it. Eight queries."""
    versions = list(
        person.versions.select_related("written_by__account", "written_by__team")
    )
    parties = list(person.parties.select_related("case").order_by("written_at"))
    merges = list(person.merges.filter(undone_at=None))
    return PersonPage(
        person=person,
        versions=versions,
        parties=parties,
        same=_same({person.pk, *(merge.absorbed_id for merge in merges)}),
        numbers=list(person.identifiers.all()),
        is_own=person.owner_team_id == actor.team_id,
        merges=merges,
    )


def _same(records: set[uuid.UUID]) -> list[SameLine]:
    linked = SamePerson.objects.filter(Q(a__in=records) | Q(b__in=records))
    rows = [
        row
        for row in linked.select_related("a", "b")
        if not {row.a_id, row.b_id} <= records
    ]
    others = {row.pk: row.b if row.a_id in records else row.a for row in rows}
    known = latest_of([other.pk for other in others.values()])
    return [
        SameLine(link=row, other=others[row.pk], known=known.get(others[row.pk].pk))
        for row in rows
    ]


def linked_own(actor: Actor) -> list[tuple[PersonVersion, PersonVersion]]:
    """Records of the own team that are linked as of one person: twenty at most.

    Two queries. They can be made one; records of two teams never are.
    """
    mine = {"a__owner_team_id": actor.own_team, "b__owner_team_id": actor.own_team}
    absorbed = Merge.objects.filter(undone_at=None).filter(
        Q(absorbed=OuterRef("a")) | Q(absorbed=OuterRef("b"))
    )
    rows = list(
        SamePerson.objects.visible_to(actor)
        .filter(~Exists(absorbed), state=SamePerson.State.SAME, **mine)
        .order_by("written_at")[:MOST_ALIKE]
    )
    known = latest_of([pk for row in rows for pk in (row.a_id, row.b_id)])
    return [
        (known[row.a_id], known[row.b_id])
        for row in rows
        if row.a_id in known and row.b_id in known
    ]


def latest_of(persons: Sequence[uuid.UUID]) -> dict[uuid.UUID, PersonVersion]:
    """What is known of these persons now. One query."""
    versions = PersonVersion.objects.filter(person__in=persons).order_by("n")
    return {version.person_id: version for version in versions}


def alike(person: Person, known: PersonVersion, actor: Actor) -> list[PersonVersion]:
    """Records of the own team that could be the same: by name, or day of birth."""
    found = _like(person, known, actor)
    if found is None:
        return []
    # Who stands in a case beside them is somebody else.
    beside = Party.objects.filter(case__parties__person=person).values("person_id")
    return list(found.exclude(person__in=beside)[:MOST_ALIKE])


def entered_twice(page: PersonPage, actor: Actor) -> list[PersonVersion]:
    """As `alike`, with those who stand in a case on the same side: entered twice."""
    found = _like(page.person, page.known, actor) if page.known else None
    if found is None:
        return []
    opposite = Q(pk__in=[])
    for party in page.parties:
        opposite |= Q(case=party.case_id) & ~Q(side=party.side)
    apart = Party.objects.filter(opposite).values("person_id")
    return list(found.exclude(person__in=apart)[:MOST_ALIKE])


def _like(
    person: Person, known: PersonVersion, actor: Actor
) -> QuerySet[PersonVersion] | None:
    """Other records of a like name, or born on that day; None with too little."""
    wanted = Q(born_on=known.born_on) if known.born_on else Q()
    for name in (known.family_name, *known.other_names):
        if name:
            wanted |= Q(family_name__iexact=name)
    if known.given_name and not wanted:
        wanted = Q(given_name__iexact=known.given_name)
    if not wanted:
        return None
    return own_records(actor).exclude(person=person).filter(wanted)


def in_case(case: Case, person: Person, actor: Actor) -> list[PersonVersion]:
    """Records of the own team that are in this case, but for one."""
    there = Party.objects.filter(case=case).values("person_id")
    found = own_records(actor).exclude(person=person).filter(person__in=there)
    return list(found)


def record_words(version: PersonVersion) -> str:
    """A record in one line: the name, and when they were born."""
    return f"{version.name}, {born_in_words(version)}"
