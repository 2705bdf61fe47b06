"""What hangs on a person, and what becomes of each when two records are made one.

The one list: a test fails for a column that holds a person and is not on it, and for
one that is gone. A room that adds such a column adds a line here, and a migration that
runs `walls_of_merging.relations()` again: the database walks its own copy of this list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """What becomes of a row that names the absorbed record."""

    MOVES = "moves"  # it names the kept one from now on, if it `fits`
    TURNS = "turns"  # it moves, and its two ends are put in order again
    STAYS = "stays"  # it is history of the absorbed record
    COUNTS = "counts"  # it stays, and holds for both as long as they are one


@dataclass(frozen=True, slots=True)
class Relation:
    """A column that holds a person. `fits` is SQL about a row `t`; `$1` is who is kept.

    What does not fit would be there twice: it stays with the absorbed record.
    """

    model: str  # such as cases.Party
    field: str
    how: How
    why: str
    fits: str = "true"

    @property
    def table(self) -> str:
        return self.model.lower().replace(".", "_")

    @property
    def column(self) -> str:
        return self.field if self.field.startswith("person_") else f"{self.field}_id"


def _not_there(table: str, *same: str, person: str = "person_id") -> str:
    """No row of the kept one that is the same in these columns."""
    alike = " AND ".join(f"o.{name} = t.{name}" for name in same)
    return (
        f"NOT EXISTS (SELECT 1 FROM public.{table} o"  # noqa: S608 (constants)
        f" WHERE o.{person} = $1 AND {alike})"
    )


MOVES, STAYS, COUNTS = How.MOVES, How.STAYS, How.COUNTS
RELATED = "people_relationship"

RELATIONS: Sequence[Relation] = (
    Relation(
        "people.PersonVersion",
        "person",
        STAYS,
        "What was known under which record; what is chosen is a new version",
    ),
    Relation(
        "cases.Party",
        "person",
        MOVES,
        "Who is in a case; in a case with both, one party ends",
        _not_there("cases_party", "case_id"),
    ),
    Relation("cases.ParallelProcess", "person", MOVES, "Whom a process is about"),
    Relation("people.ContactPoint", "person", MOVES, "Stays in its case, on its side"),
    Relation("people.SafeContactRule", "person", MOVES, "Goes with its contact point"),
    Relation("people.ContactAttempt", "person", MOVES, "Goes with its contact point"),
    Relation("people.ConfidentialLocation", "person", MOVES, "Stays in its case"),
    Relation(
        "people.Identifier",
        "person",
        MOVES,
        "A number leads to the kept one",
        _not_there("people_identifier", "kind", "value", "ended_why"),
    ),
    Relation(
        "people.Characteristics",
        "person",
        MOVES,
        "Stays in its case; a team that has described both goes on with the kept one",
        _not_there("people_characteristics", "case_id", "owner_team_id"),
    ),
    Relation(
        "people.Relationship",
        "a",
        MOVES,
        "As alleged in its case",
        "t.b_id <> $1 AND "
        + _not_there(RELATED, "case_id", "b_id", "kind", person="a_id"),
    ),
    Relation(
        "people.Relationship",
        "b",
        MOVES,
        "As alleged in its case",
        "t.a_id <> $1 AND "
        + _not_there(RELATED, "case_id", "a_id", "kind", person="b_id"),
    ),
    Relation(
        "people.HouseholdMember",
        "person",
        MOVES,
        "Who lives where",
        _not_there("people_householdmember", "household_id"),
    ),
    Relation("people.SamePerson", "a", How.TURNS, "Links go on with the kept one"),
    Relation("people.SamePerson", "b", How.TURNS, "Links go on with the kept one"),
    Relation("people.Merge", "person", COUNTS, "What it absorbed before comes along"),
    Relation("people.Merge", "absorbed", STAYS, "It is absorbed once"),
    Relation("frontdoor.Named", "person", MOVES, "Whom a referral turned out to mean"),
    Relation("marac.FlagReference", "person", MOVES, "Whose record a team has flagged"),
    Relation(
        "access.Lock",
        "person_id",
        COUNTS,
        "Whoever is kept from one is kept from both: `access.cluster_of`",
    ),
    Relation("access.Suspicion", "person_id", COUNTS, "A lock that comes of it counts"),
    Relation("access.Event", "person_ids", STAYS, "The audit says what was read then"),
)

# Of tables that have no model. `access.match_key` is made anew for both records.
WITHOUT_MODEL = {"access.match_key.person_id"}
