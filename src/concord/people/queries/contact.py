"""How people of a case can be reached, as the asking hat may see it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concord.access import reading
from concord.access.actions import sharing
from concord.access.actor import Actor
from concord.access.models import Part, Side
from concord.people import contact_values, contact_words
from concord.people.models import (
    ConfidentialLocation,
    ContactAttempt,
    ContactPoint,
    SafeContactRule,
)
from concord.people.queries.in_case import InCase, people_in

State = ContactPoint.State
Outcome = ContactAttempt.Outcome
CURRENT = (State.VERIFIED, State.UNVERIFIED)
NOTHING_HERE = "location:none"


@dataclass(frozen=True, slots=True)
class PointLine:
    """A contact point with its rule as a sentence; what it is only as far as is safe.

    `is_kept_here`: the hat's team keeps it or holds the case, and so may verify, end
    and open it wider. `last` is what came of the last attempt.
    """

    point: ContactPoint
    rule: SafeContactRule | None
    sentence: str
    masked: str
    is_kept_here: bool
    last: ContactAttempt | None

    @property
    def name(self) -> str:
        """What it is, and enough of it to tell it from another: "Mobile, ends 123"."""
        return ", ".join(filter(None, (self.point.get_kind_display(), self.masked)))

    @property
    def is_current(self) -> bool:
        return self.point.state in CURRENT

    @property
    def is_verified(self) -> bool:
        return self.point.state == State.VERIFIED

    @property
    def is_doubtful(self) -> bool:
        """Somebody else answered last, and nobody has looked at the rule since."""
        if self.last is None or self.last.outcome != Outcome.SOMEBODY_ELSE:
            return False
        return self.rule is None or self.rule.written_at < self.last.written_at


@dataclass(frozen=True, slots=True)
class Reachable:
    """A person of a case with what they can be reached by, now and no longer."""

    who: InCase
    current: Sequence[PointLine]
    ended: Sequence[PointLine]


def current_points(case_id: uuid.UUID, side: Side, by: Actor) -> list[PointLine]:
    """What one side of a case can be reached by: verified first. Four queries."""
    points = ContactPoint.objects.visible_to(by).filter(case_id=case_id, side=side)
    lines = _lines(points.filter(state__in=CURRENT), case_id, by)
    return sorted(lines, key=_verified_first)


def reachable(case_id: uuid.UUID, by: Actor) -> list[Reachable]:
    """Everybody in a case whom the actor may see, with their contact. Six queries."""
    points = ContactPoint.objects.visible_to(by).filter(case_id=case_id)
    lines = sorted(_lines(points, case_id, by), key=_verified_first)
    return [
        Reachable(
            who,
            [one for one in _of(lines, who) if one.is_current],
            [one for one in _of(lines, who) if not one.is_current],
        )
        for who in people_in(case_id, by)
    ]


def line_of(case_id: uuid.UUID, pk: uuid.UUID, by: Actor) -> PointLine | None:
    """One contact point of a case, if the actor may see it. Four queries."""
    points = (
        ContactPoint.objects.visible_to(by)
        .filter(case_id=case_id, pk=pk)
        .select_related("owner_team", "verified_by__account")
    )
    return next(iter(_lines(points, case_id, by)), None)


def attempts_at(point: ContactPoint) -> list[ContactAttempt]:
    """What was tried, the newest first, and what came of it. One query.

    What was found safe and has an outcome is left out: its outcome stands for it.
    """
    rows = point.attempts.select_related("owner_team", "written_by__account")
    found = list(rows.order_by("-written_at")[:200])
    followed = {row.follows_id for row in found}
    return [row for row in found if row.pk not in followed]


def places_of(case_id: uuid.UUID, why: str, by: Actor) -> list[ConfidentialLocation]:
    """Where people of a case are who must not be found, for a reason that is kept.

    That somebody asked is kept also where there is nothing that they may see.
    """
    reading.for_reason(why)
    found = list(
        ConfidentialLocation.objects.visible_to(by)
        .filter(case_id=case_id)
        .select_related("owner_team")
    )
    if not found:
        reading.note(
            "read",
            door="contact:location",
            cases=[case_id],
            parts=[Part.LOCATION],
            row=NOTHING_HERE,
            why=why,
        )
    return found


def _lines(
    points: Iterable[ContactPoint], case_id: uuid.UUID, by: Actor
) -> list[PointLine]:
    found = list(points)
    if not found:
        return []
    rules = {
        rule.contact_point_id: rule
        for rule in SafeContactRule.objects.filter(contact_point__in=found)
        .select_related("owner_team")
        .order_by("contact_point_id", "-n")
        .distinct("contact_point_id")
    }
    last = {
        attempt.contact_point_id: attempt
        for attempt in ContactAttempt.objects.filter(contact_point__in=found)
        .exclude(outcome__in=ContactAttempt.GATE)
        .order_by("contact_point_id", "-written_at")
        .distinct("contact_point_id")
    }
    holds = sharing.owns(case_id)
    return [
        PointLine(
            point=one,
            rule=rules.get(one.pk),
            sentence=contact_words.sentence(one, rules.get(one.pk)),
            masked=contact_values.masked(one.kind, one.value),
            is_kept_here=holds or one.owner_team_id == by.team_id,
            last=last.get(one.pk),
        )
        for one in found
    ]


def _of(lines: Sequence[PointLine], who: InCase) -> list[PointLine]:
    return [one for one in lines if one.point.person_id == who.person.pk]


def _verified_first(line: PointLine) -> tuple[bool, str]:
    kinds = list(ContactPoint.Kind.values)
    return (not line.is_verified, f"{kinds.index(line.point.kind):02}")
