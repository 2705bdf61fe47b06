"""Everything that the page of one case shows, as far as this hat may see it.

The row policies decide what there is: a part or side that was not shared is not among
the rows, and nothing here tells that it exists. The number of queries is fixed.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Func, Q, UUIDField, Value
from django.utils import timezone

from concord.access.actions import sharing
from concord.access.actor import Actor
from concord.access.models import Grant, Side
from concord.cases.models import (
    Case,
    CounterAllegation,
    ParallelProcess,
    Party,
    Transfer,
)
from concord.cases.packet import Packet
from concord.cases.words import RELATED, age, born, named
from concord.people.models import (
    Household,
    HouseholdMember,
    Person,
    PersonVersion,
    Relationship,
)


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person in a case, with what is known of them now, and what was before."""

    party: Party
    known: PersonVersion | None
    versions: Sequence[PersonVersion]  # the oldest first
    is_own: bool  # the actor's team keeps the record

    @property
    def name(self) -> str:
        return named(self.known)

    @property
    def age(self) -> str:
        """In years, on the day that it is."""
        return age(self.known, timezone.localdate()) if self.known else ""

    @property
    def corrections(self) -> int:
        return max(0, len(self.versions) - 1)

    @property
    def born(self) -> str:
        return born(self.known) if self.known else "not recorded"


@dataclass(frozen=True, slots=True)
class RelationLine:
    """ "Basil, former partner of Marigold", as alleged in this case."""

    relationship: Relationship
    a: str
    words: str
    b: str
    last_day: dt.date | None = None

    @property
    def is_mistake(self) -> bool:
        valid = self.relationship.valid
        return valid is not None and bool(valid.isempty)


@dataclass(frozen=True, slots=True)
class HouseholdLine:
    """Who lives together, as the actor's own team knows it."""

    household: Household
    members: Sequence[tuple[HouseholdMember, str]]
    before: Sequence[tuple[HouseholdMember, str]]


@dataclass(frozen=True, slots=True)
class ProcessLine:
    """Another process, and whom it is about: a name, or the whole case."""

    process: ParallelProcess
    about: str


@dataclass(frozen=True, slots=True)
class Counter:
    """The case of the other side, with the view that counts and those before it."""

    other: Case
    view: str
    row: CounterAllegation
    earlier: int


@dataclass(frozen=True, slots=True)
class TransferLine:
    """A transfer of this case, out or in, with the words of its packet."""

    transfer: Transfer
    packet: Packet
    is_in: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What the actor's team has to do with a case, and which teams see parts of it.

    `teams` is known only to the team that holds the case.
    """

    holds: bool
    opened_it: bool
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    teams: Sequence[str] = ()

    @property
    def is_let_in(self) -> bool:
        """Whether a decision, or holding it, lets the team see the case now."""
        return self.holds or self.since is not None

    @property
    def is_by_emergency(self) -> bool:
        """Whether nothing but an opening in an emergency shows the case."""
        return not self.is_let_in and not self.opened_it


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case as this hat may know it."""

    case: Case
    standing: Standing
    people: Sequence[PersonCard]
    relationships: Sequence[RelationLine] = ()
    households: Sequence[HouseholdLine] = ()
    processes: Sequence[ProcessLine] = ()
    counters: Sequence[Counter] = ()
    transfers: Sequence[TransferLine] = ()
    family: Sequence[Case] = field(default_factory=tuple)

    @property
    def victim(self) -> PersonCard | None:
        return next(iter(self.on(Side.VICTIM)), None)

    @property
    def children(self) -> list[PersonCard]:
        return self.on(Side.CHILD)

    @property
    def alleged(self) -> list[PersonCard]:
        return self.on(Side.ALLEGED)

    @property
    def present(self) -> list[PersonCard]:
        """Those who have not left: the victim, the children, the alleged."""
        found = [*self.on(Side.VICTIM), *self.children, *self.alleged]
        return [card for card in found if card.party.left_on is None]

    def on(self, side: str) -> list[PersonCard]:
        """Those on a side, who left last."""
        found = [card for card in self.people if card.party.side == side]
        return sorted(found, key=lambda card: card.party.left_on is not None)


def case_page(case: Case, actor: Actor) -> CasePage:
    """All of it: 14 queries at most, however many people and rows there are."""
    people = people_of(case, actor)
    names = {card.party.person_id: card.name for card in people}
    return CasePage(
        case=case,
        standing=standing_of(case, actor),
        people=people,
        relationships=_relationships(case, names),
        households=_households(names),
        processes=_processes(case, names),
        counters=_counters(case),
        transfers=_transfers(case),
        family=_family(case),
    )


def people_of(case: Case, actor: Actor) -> list[PersonCard]:
    """Everybody in a case whom the actor may see. Two queries."""
    parties = list(
        case.parties.select_related("person__owner_team").order_by("written_at", "pk")
    )
    by_person: dict[uuid.UUID, list[PersonVersion]] = {}
    for version in PersonVersion.objects.filter(
        person__in=[party.person_id for party in parties]
    ).order_by("n"):
        by_person.setdefault(version.person_id, []).append(version)
    cards = []
    for party in parties:
        party.case = case
        versions = by_person.get(party.person_id, [])
        cards.append(
            PersonCard(
                party=party,
                known=versions[-1] if versions else None,
                versions=versions,
                is_own=party.person.owner_team_id == actor.team_id,
            )
        )
    return cards


def standing_of(case: Case, actor: Actor) -> Standing:
    """What the actor's team has to do with the case now. Two queries."""
    holds = sharing.owns(case.pk)
    now = timezone.now()
    grants = list(
        Grant.objects.filter(case_id=case.pk, during__contains=now).select_related(
            "team"
        )
    )
    mine = [grant.during for grant in grants if grant.team_id == actor.team_id]
    teams = {g.team.short_name for g in grants if g.team_id != actor.team_id}
    ends = [during.upper for during in mine]
    return Standing(
        holds=holds,
        opened_it=case.owner_team_id == actor.team_id,
        since=min((during.lower for during in mine), default=None),
        until=None if not ends or None in ends else max(ends),
        teams=sorted(teams),
    )


def _relationships(case: Case, names: Mapping[uuid.UUID, str]) -> list[RelationLine]:
    found = []
    for row in Relationship.objects.filter(case_id=case.pk):
        if row.a_id not in names or row.b_id not in names:
            continue
        upper = row.valid.upper if row.valid else None
        found.append(
            RelationLine(
                relationship=row,
                a=names[row.a_id],
                words=RELATED[row.kind],
                b=names[row.b_id],
                last_day=upper - dt.timedelta(days=1) if upper else None,
            )
        )
    return found


def _households(names: Mapping[uuid.UUID, str]) -> list[HouseholdLine]:
    """Households of the own team in which somebody of the case lives or lived."""
    here = HouseholdMember.objects.filter(person__in=list(names)).values("household_id")
    members = list(
        HouseholdMember.objects.filter(household__in=here).select_related("household")
    )
    strangers = {m.person_id for m in members} - names.keys()
    known = dict(names) | _names(strangers)
    by_household: dict[uuid.UUID, list[HouseholdMember]] = {}
    for member in members:
        by_household.setdefault(member.household_id, []).append(member)
    return [
        HouseholdLine(
            household=mine[0].household,
            members=_said(mine, known, over=False),
            before=_said(mine, known, over=True),
        )
        for mine in by_household.values()
    ]


def _said(
    members: Iterable[HouseholdMember], names: Mapping[uuid.UUID, str], *, over: bool
) -> list[tuple[HouseholdMember, str]]:
    return [
        (member, names.get(member.person_id, named(None)))
        for member in members
        if not member.valid.isempty and (member.valid.upper is not None) == over
    ]


def _names(persons: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What these persons are called now. One query."""
    versions = PersonVersion.objects.filter(person__in=list(persons)).order_by("n")
    return {version.person_id: version.name for version in versions}


def _processes(case: Case, names: Mapping[uuid.UUID, str]) -> list[ProcessLine]:
    found = []
    for process in case.processes.select_related("owner_team"):
        if process.person_id is None:
            about = "the whole case"
        else:
            # Its side may be shared without who is on it.
            about = names.get(process.person_id, Side(process.side).label.lower())
        found.append(ProcessLine(process=process, about=about))
    return sorted(found, key=lambda line: line.process.ended_on is not None)


def _counters(case: Case) -> list[Counter]:
    """Each other case once, with the latest view, told from this case's side."""
    rows: dict[uuid.UUID, list[CounterAllegation]] = {}
    for row in CounterAllegation.objects.filter(
        Q(case=case) | Q(other_case=case)
    ).select_related("case", "other_case"):
        other = row.other_case_id if row.case_id == case.pk else row.case_id
        rows.setdefault(other, []).append(row)
    return [_counter(case, found) for found in rows.values()]


def _counter(case: Case, found: Sequence[CounterAllegation]) -> Counter:
    latest = found[0]
    views = CounterAllegation.View
    here = latest.case_id == case.pk
    turned = {views.THIS.value: views.OTHER.value, views.OTHER.value: views.THIS.value}
    view = latest.view if here else turned.get(latest.view, latest.view)
    return Counter(
        other=latest.other_case if here else latest.case,
        view=views(view).label,
        row=latest,
        earlier=len(found) - 1,
    )


def _transfers(case: Case) -> list[TransferLine]:
    rows = Transfer.objects.filter(Q(case=case) | Q(to_case=case))
    return [
        TransferLine(
            transfer=row,
            packet=Packet.from_json(row.packet),
            is_in=row.to_case_id == case.pk,
        )
        for row in rows
    ]


def _family(case: Case) -> list[Case]:
    if case.family_group is None:
        return []
    found = Case.objects.filter(family_group=case.family_group).exclude(pk=case.pk)
    return list(found)


class KeptOf(Func):
    """What an absorbed record has become, if the hat may see that; else null."""

    function = "access.kept_of"
    output_field = UUIDField()

    def __init__(self, pk: uuid.UUID) -> None:
        super().__init__(Value(pk, UUIDField()))


def person_for(actor: Actor, pk: uuid.UUID) -> Person | None:
    """A person whom the actor may see; the kept one for an absorbed.

    One query; two more for an absorbed record, and for none.
    """
    seen = Person.objects.visible_to(actor).select_related("owner_team")
    found = seen.annotate(kept=KeptOf(pk)).filter(pk=pk).first()
    if found is not None and found.kept is None:
        return found
    kept = found.kept if found else _kept_of(pk)
    return seen.filter(pk=kept).first() if kept else found


def _kept_of(pk: uuid.UUID) -> uuid.UUID | None:
    """What a record that the hat does not see has become, if it sees that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.kept_of(%s)", [pk])
        kept: uuid.UUID | None = cursor.fetchone()[0]
    return kept
