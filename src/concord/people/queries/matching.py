"""Who is already known, among those whom the asking hat may see.

`likely(asked, by)` is what every form asks before it makes a record. It answers from
rows that this hat may read, and from nothing else: a record that is hidden changes
neither what is found nor how long it takes.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import connection

from concord.access import reading
from concord.access.actor import Actor
from concord.access.audit.terms import searched
from concord.access.models import Part
from concord.access.permit import Verb, permit
from concord.partnership.models import Team
from concord.people.matching.facts import (
    Born,
    Facts,
    address_of,
    names_of,
    phone_of,
)
from concord.people.matching.scoring import Band, Score, Sign, score
from concord.people.models import ContactPoint, Identifier, Person, PersonVersion

MOST_COMPARED = 40  # records, the nearest by their keys
MOST_SHOWN = 8
MOST_PAIRS, MOST_PAIRS_SHOWN = 200, 20
Row = TypeVar("Row", PersonVersion, ContactPoint, Identifier)
Kind, State = ContactPoint.Kind, ContactPoint.State
Precision = PersonVersion.Precision
FIND = "SELECT access.who_shares_keys(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)"
ORDER = {Band.SAME: 0, Band.POSSIBLE: 1, Band.HOUSEHOLD: 2}


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody of whom a record may be about to be made, as far as it was typed."""

    given_name: str = ""
    family_name: str = ""
    other_names: Sequence[str] = ()
    born_on: dt.date | None = None
    born_precision: str = Precision.UNKNOWN
    sex: str = ""
    phone: str = ""
    email: str = ""
    postcode: str = ""  # in capitals with its space: ZZ1 1ZZ
    address: str = ""
    identifiers: Sequence[tuple[str, str]] = field(default=())  # kind, value

    @property
    def is_enough(self) -> bool:
        """Whether it is worth to look: one name alone is everybody's."""
        named = bool(self.given_name.strip()) + bool(self.family_name.strip())
        others = (self.born_on, self.phone, self.email, self.postcode)
        told = named + sum(bool(one) for one in others) + bool(self.other_names)
        return told > 1 or bool(self.phone or self.email or self.identifiers)

    @property
    def terms(self) -> dict[str, str]:
        """The words that were searched for, by field, for the audit."""
        return {
            "given_name": self.given_name,
            "family_name": self.family_name,
            "other_names": "; ".join(self.other_names),
            "born_on": self.born_on.isoformat() if self.born_on else "",
            "phone": self.phone,
            "email": self.email,
            "postcode": self.postcode,
            "address": self.address,
            "identifiers": "; ".join(value for _, value in self.identifiers),
        }


@dataclass(frozen=True, slots=True)
class Likely:
    """A record that could be of the person who was asked for, and why.

    `is_own`: the hat's team keeps it. `known` is what it says now.
    """

    person: Person
    known: PersonVersion
    score: Score
    is_own: bool

    @property
    def band(self) -> Band:
        return self.score.band

    @property
    def why(self) -> list[Sign]:
        """What speaks for it, the strongest first."""
        return [sign for sign in self.score.signs if sign.is_for]

    @property
    def but(self) -> list[Sign]:
        """What speaks against it, the strongest first."""
        return [sign for sign in reversed(self.score.signs) if not sign.is_for]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of two teams, as each is known now, and how alike they are."""

    a: PersonVersion
    b: PersonVersion
    score: Score

    @property
    def key(self) -> str:
        """What a form says for this pair."""
        return f"{self.a.person_id}_{self.b.person_id}"

    @property
    def both(self) -> tuple[PersonVersion, PersonVersion]:
        return self.a, self.b

    @property
    def why(self) -> list[Sign]:
        """What speaks for it, the strongest first."""
        return [sign for sign in self.score.signs if sign.is_for]

    @property
    def but(self) -> list[Sign]:
        """What speaks against it, the strongest first."""
        return [sign for sign in reversed(self.score.signs) if not sign.is_for]


def likely(asked: Asked, by: Actor) -> list[Likely]:
    """Records like this person, the likeliest first: eight at most.

    Four queries; one more where a number or address was asked for, and one more where
    an identifier was. The search is kept with its words, encrypted, and with the
    records that are shown. Too little to go by gives nothing, and is no search.
    """
    permit(by, Verb.SEE_PEOPLE)
    if not asked.is_enough:
        return []
    searched(asked.terms)
    with reading.weighed():
        found = _weigh(facts_of_asked(asked), _candidates(asked), by)
    found.sort(key=lambda one: (ORDER[one[1].band], -one[1].probability))
    shown = found[:MOST_SHOWN]
    _shown([version for version, _ in shown])
    return [
        Likely(known.person, known, scored, known.person.owner_team_id == by.team_id)
        for known, scored in shown
    ]


def facts_of_asked(asked: Asked) -> Facts:
    """What was typed, ready to be compared."""
    place = asked.address or asked.postcode
    return Facts(
        names=tuple(names_of(asked.given_name, asked.family_name, asked.other_names)),
        born=(Born(asked.born_on, asked.born_precision),) if asked.born_on else (),
        sex=_sex(asked.sex),
        phones=frozenset(filter(None, [phone_of(asked.phone)])),
        emails=frozenset(filter(None, [asked.email.strip().lower()])),
        addresses=(address_of(asked.address, asked.postcode),) if place else (),
        identifiers=frozenset(asked.identifiers),
    )


def facts_of_record(
    versions: Sequence[PersonVersion],
    points: Iterable[ContactPoint] = (),
    numbers: Iterable[Identifier] = (),
) -> Facts:
    """What a record says: `versions` from the latest, which counts as the name now."""
    names = [
        name
        for at, version in enumerate(versions)
        for name in names_of(
            version.given_name,
            version.family_name,
            version.other_names,
            is_former=at > 0,
        )
    ]
    by_kind: dict[str, list[ContactPoint]] = defaultdict(list)
    for point in points:
        by_kind[point.kind].append(point)
    phones = [*by_kind[Kind.MOBILE], *by_kind[Kind.LANDLINE]]
    return Facts(
        names=tuple(dict.fromkeys(names)),
        born=tuple(Born(v.born_on, v.born_precision) for v in versions if v.born_on),
        sex=_sex(versions[0].sex) if versions else "",
        phones=frozenset(filter(None, (phone_of(one.value) for one in phones))),
        emails=frozenset(one.value.strip().lower() for one in by_kind[Kind.EMAIL]),
        addresses=tuple(
            address_of(one.value, one.postcode) for one in by_kind[Kind.ADDRESS]
        ),
        identifiers=frozenset((one.kind, one.value) for one in numbers),
    )


def _sex(said: str) -> str:
    return said if said in (PersonVersion.Sex.FEMALE, PersonVersion.Sex.MALE) else ""


def _candidates(asked: Asked) -> list[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            FIND,
            [
                asked.given_name,
                asked.family_name,
                list(asked.other_names),
                asked.born_on,
                asked.born_precision,
                asked.sex,
                [asked.phone],
                [asked.email],
                [asked.postcode],
                [f"{kind}|{value}" for kind, value in asked.identifiers],
                MOST_COMPARED,
            ],
        )
        found: list[uuid.UUID] = cursor.fetchone()[0]
    return found


def pairs_alike(by: Actor) -> list[Pair]:
    """Records of two teams that may be of one person, and that the actor may both see.

    The likeliest first, twenty at most. What only one side of a pair may see is put to
    nobody. Six queries. Only pairs that are shown count as read.
    """
    permit(by, Verb.SEE_PEOPLE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT a_id, b_id FROM access.pairs_alike(%s)", [MOST_PAIRS])
        rows: list[tuple[uuid.UUID, uuid.UUID]] = cursor.fetchall()
    with reading.weighed():
        keys = {pk for row in rows for pk in row}
        known = _loaded(keys, by, points=True, numbers=True)
        found = [
            Pair(known.latest(a), known.latest(b), scored)
            for a, b in rows
            if a in known.versions and b in known.versions
            for scored in [score(known.facts(a), known.facts(b))]
            if scored.band in (Band.SAME, Band.POSSIBLE)
        ]
    found.sort(key=lambda pair: -pair.score.probability)
    shown = found[:MOST_PAIRS_SHOWN]
    _shown([version for pair in shown for version in pair.both])
    return shown


def _weigh(
    asked: Facts, candidates: list[uuid.UUID], by: Actor
) -> list[tuple[PersonVersion, Score]]:
    """Compare with each record, of which only what this hat may read is loaded."""
    reached = bool(asked.phones or asked.emails or asked.addresses)
    known = _loaded(candidates, by, points=reached, numbers=bool(asked.identifiers))
    scored = (
        (known.latest(pk), score(asked, known.facts(pk))) for pk in known.versions
    )
    return [one for one in scored if one[1].band != Band.NOBODY]


def _shown(versions: Sequence[PersonVersion]) -> None:
    """Load the records of what is shown: now they are read. Two queries."""
    keys = list({version.person_id for version in versions})
    persons = {
        person.pk: person
        for person in Person.objects.raw("SELECT * FROM access.persons_of(%s)", [keys])
    }
    teams = Team.objects.in_bulk({person.owner_team_id for person in persons.values()})
    for version in versions:
        version.person = persons[version.person_id]
        version.person.owner_team = teams[version.person.owner_team_id]
        reading.loaded(case=None, person=version.person_id, part=Part.IDENTITY)


@dataclass(frozen=True, slots=True)
class _Known:
    """Rows of several persons that a hat may read, by person; the latest first."""

    versions: dict[uuid.UUID, list[PersonVersion]]
    points: dict[uuid.UUID, list[ContactPoint]]
    numbers: dict[uuid.UUID, list[Identifier]]

    def latest(self, pk: uuid.UUID) -> PersonVersion:
        return self.versions[pk][0]

    def facts(self, pk: uuid.UUID) -> Facts:
        return facts_of_record(
            self.versions[pk], self.points.get(pk, ()), self.numbers.get(pk, ())
        )


def _loaded(
    persons: Collection[uuid.UUID], by: Actor, *, points: bool, numbers: bool
) -> _Known:
    """What is known of them. How they are reached, and their numbers, when asked."""
    mine = {"person__in": persons}
    versions = PersonVersion.objects.raw(
        "SELECT * FROM access.versions_of(%s)", [list(persons)]
    )
    reached = ContactPoint.objects.visible_to(by).filter(**mine)
    known = Identifier.objects.visible_to(by).filter(**mine, ended_on=None)
    return _Known(
        _by_person(versions),
        _by_person(reached.exclude(state=State.WRONG)) if points else {},
        _by_person(known) if numbers else {},
    )


def _by_person(rows: Iterable[Row]) -> dict[uuid.UUID, list[Row]]:
    found: dict[uuid.UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return dict(found)
