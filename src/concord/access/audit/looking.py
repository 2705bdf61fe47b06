"""Who has looked at a case, for the team that holds it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from concord.access.actor import PRINCIPALS, Actor
from concord.access.audit.hours import out_of_hours
from concord.access.models import Event, Part, Purpose
from concord.access.permit import Verb, permit
from concord.partnership.roles import Role

SINCE = dt.timedelta(days=7)
ALWAYS = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
# The case as such, before any of its parts.
LOOKED = frozenset({Event.Verb.READ, Event.Verb.BREAK_GLASS})


@dataclass(frozen=True, slots=True)
class Look:
    """One opening or change of a case. Words are ready for a page.

    `who`, `team` and `role` name the person, or the job that did it. `what` says what
    was opened or done, `allowed_by` by what right; `why` is the reason of an
    emergency, which `to_review` says still waits for its review.
    """

    at: dt.datetime
    who: str
    team: str
    role: str
    what: str
    allowed_by: str
    why: str
    to_review: bool
    out_of_hours: bool
    verb: str


def looks_at(
    case_id: uuid.UUID, *, by: Actor, since: dt.datetime | None = None
) -> list[Look]:
    """Openings and changes of a case, the newest first. One query.

    `since` is a week ago if not given. Nothing for whoever's team does not hold the
    case, and for whoever must not see it. Raises NotPermitted for a hat without people.
    """
    permit(by, Verb.SEE_PEOPLE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM access.looks_at(%s, %s)",
            [case_id, since or timezone.now() - SINCE],
        )
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [_look(row) for row in rows]


def _look(row: dict[str, object]) -> Look:
    actor, at = str(row["actor"]), row["at"]
    assert isinstance(at, dt.datetime)  # noqa: S101  for the type checker
    parts = row["parts"]
    return Look(
        at=at,
        who=str(row["account"] or name_of(actor)),
        team=str(row["team"] or ""),
        role=role_words(str(row["role"] or "")),
        what=what_was_done(str(row["verb"]), parts if isinstance(parts, list) else []),
        allowed_by=_allowed_by(row),
        why=str(row["why"]),
        to_review=bool(row["to_review"]),
        out_of_hours=out_of_hours(at),
        verb=str(row["verb"]),
    )


def what_was_done(verb: str, parts: list[str]) -> str:
    """ "Who they are, Risk" for an opening, "Changed: Notes" for a change."""
    said = ", ".join(Part(part).label for part in parts if part in Part.values)
    if verb in LOOKED:
        return said or "The case"
    label = Event.Verb(verb).label if verb in Event.Verb.values else verb
    return f"{label}: {said}" if said else label


def _allowed_by(row: dict[str, object]) -> str:
    allowed, decided = row["allowed"], row["decided_at"]
    if allowed == "emergency":
        return "Opened in an emergency"
    if allowed == "own":
        return "Own case"
    if allowed == "shared":
        purpose = str(row["purpose"])
        said = Purpose(purpose).label if purpose in Purpose.values else "By decision"
        if isinstance(decided, dt.datetime):
            return f"{said}, {timezone.localtime(decided):%-d %b %Y}"
        return said
    return "Its own records"


def role_words(role: str) -> str:
    """A role as the field calls it."""
    return Role(role).label if role in Role.values else role


def name_of(actor: str) -> str:
    """A job, or whoever else was no person, in words."""
    kind, _, name = actor.partition(":")
    if kind == "job":
        return f"Concord: {PRINCIPALS.get(name, name)}"
    if kind == "owner":
        return "The owner of the database"
    return "Nobody who had signed in"
