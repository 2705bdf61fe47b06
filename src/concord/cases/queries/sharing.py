"""Who can see a case, since when, until when, and why.

What comes back is what the asking hat may know: the team that holds the case is told of
every team, any other team of itself only.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from concord.access.actions import sharing
from concord.access.actor import Actor
from concord.access.models import (
    Disclosure,
    Emergency,
    Grant,
    Part,
    Purpose,
)
from concord.cases.models import Case
from concord.cases.queries.pieces import in_words
from concord.foundation.ui.words import local_date
from concord.partnership.models import Membership, Team


class Why(StrEnum):
    """By what a team sees a case."""

    HOLDS = "holds"
    DECISION = "decision"
    EMERGENCY = "emergency"
    WROTE = "wrote"  # held it before, and keeps what it wrote itself


@dataclass(frozen=True, slots=True)
class Line:
    """What one team sees of a case, by what, from when to when.

    `sees` is whom and what, empty for everything. `basis` and `condition` are the words
    of the version that the decision was made under.
    """

    why: Why
    team: Team
    since: dt.datetime
    until: dt.datetime | None = None
    sees: Sequence[tuple[str, str]] = ()
    decision: Disclosure | None = None
    emergency: Emergency | None = None
    has_places: bool = False
    ended_by: Membership | None = None
    ended_why: str = ""

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it is, or was, seen; None without an end."""
        if self.until is None:
            return None
        return local_date(self.until - dt.timedelta(microseconds=1))

    @property
    def basis(self) -> str:
        return _worded(self.decision, "bases", "basis")

    @property
    def condition(self) -> str:
        return _worded(self.decision, "conditions", "condition")

    @property
    def basis_in_short(self) -> str:
        """ "Public task, safeguarding of children": without the law's numbers."""
        found = [_before_the_law(self.basis)]
        if self.decision is not None and self.decision.condition != "none":
            short = _before_the_law(self.condition)
            found.append(short[:1].lower() + short[1:])
        return ", ".join(word for word in found if word)


@dataclass(frozen=True, slots=True)
class Sharing:
    """Everything about who sees a case, for its page."""

    case: Case
    is_held: bool  # by the team that asks
    lines: list[Line]  # in force
    ended: list[Line]
    to_review: list[Emergency] = field(default_factory=list)
    handed_over: list[Disclosure] = field(default_factory=list)
    never: list[str] = field(default_factory=list)  # parts, in words
    people: int = 0
    people_of: dict[int, int] = field(default_factory=dict)  # by team
    kept_away: int = 0

    @property
    def holder(self) -> Team | None:
        """The team that holds the case, where the asking hat is told."""
        held = (line.team for line in self.lines if line.why == Why.HOLDS)
        return next(held, None)

    @property
    def others(self) -> list[Team]:
        """Teams besides the holder that see something by a decision, each once."""
        found = {line.team.pk: line.team for line in self.decided}
        return [team for team in found.values() if team != self.holder]

    @property
    def decided(self) -> list[Line]:
        return [line for line in self.lines if line.why == Why.DECISION]

    @property
    def open_now(self) -> list[Line]:
        return [line for line in self.lines if line.why == Why.EMERGENCY]


def sharing_of(case: Case, actor: Actor) -> Sharing:
    """Who sees a case. Three queries, and three more for the team that holds it."""
    now = timezone.now()
    is_held = sharing.owns(case.pk)
    grants = list(_grants(case.pk))
    emergencies = list(
        Emergency.objects.filter(case_id=case.pk).select_related(
            "team__agency", "membership__account"
        )
    )
    lines = [*by_grants(grants), *map(_by_emergency, emergencies)]
    found = Sharing(
        case=case,
        is_held=is_held,
        lines=sorted((one for one in lines if _in_force(one, now)), key=_order),
        ended=sorted(
            (one for one in lines if _has_ended(one, now)),
            key=lambda line: line.until or now,
            reverse=True,
        ),
    )
    return _for_the_holder(found, grants, emergencies, actor) if is_held else found


def decision_of(case: Case, pk: uuid.UUID) -> Disclosure | None:
    """One decision about a case, if the asking hat may read it. One query."""
    return (
        Disclosure.objects.filter(case_id=case.pk, pk=pk)
        .select_related(
            "definition", "agreement", "owner_team__agency", "written_by__account"
        )
        .first()
    )


def lines_of(decision: Disclosure) -> list[Line]:
    """Which teams a decision lets in, or let in; one's own team if it is not ours."""
    grants = _grants(decision.case_id).filter(disclosure=decision)
    return sorted(by_grants(list(grants)), key=_order)


def with_their_decisions(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    """Grants with team, decision, agreement and who ended them, in the same query."""
    return grants.select_related(
        "team__agency",
        "disclosure__definition",
        "disclosure__agreement",
        "disclosure__owner_team",
        "ended_by__account",
    )


def _grants(case_id: uuid.UUID) -> QuerySet[Grant]:
    return with_their_decisions(Grant.objects.filter(case_id=case_id))


def by_grants(grants: Iterable[Grant]) -> Iterator[Line]:
    """A line for each team and decision, apart where their ends differ."""
    together: dict[tuple[object, ...], list[Grant]] = {}
    for grant in grants:
        key = (grant.team_id, grant.disclosure_id, grant.kind, grant.during.upper)
        together.setdefault(key, []).append(grant)
    for members in together.values():
        one = members[0]
        line = Line(
            why=Why.HOLDS if one.kind == Grant.Kind.OWN else Why.DECISION,
            team=one.team,
            since=min(grant.during.lower for grant in members),
            until=one.during.upper,
            ended_by=one.ended_by,
            ended_why=one.ended_why,
            decision=one.disclosure,
        )
        if one.kind == Grant.Kind.SHARED:
            pieces = {(grant.part, grant.side) for grant in members}
            places = any(part == Part.LOCATION for part, _ in pieces)
            line = replace(line, sees=in_words(pieces), has_places=places)
        elif one.during.upper is not None:
            line = replace(line, why=Why.WROTE)
        yield line


def _by_emergency(emergency: Emergency) -> Line:
    return Line(
        why=Why.EMERGENCY,
        team=emergency.team,
        since=emergency.during.lower,
        until=emergency.during.upper,
        emergency=emergency,
    )


def _in_force(line: Line, now: dt.datetime) -> bool:
    """What a team wrote itself it goes on reading, although it holds it no longer."""
    return line.why == Why.WROTE or line.until is None or line.until > now


def _has_ended(line: Line, now: dt.datetime) -> bool:
    return not _in_force(line, now)


ORDER = [Why.HOLDS, Why.DECISION, Why.EMERGENCY, Why.WROTE]


def _order(line: Line) -> tuple[int, dt.datetime, str]:
    return ORDER.index(line.why), line.since, line.team.short_name


def _for_the_holder(
    found: Sharing,
    grants: Sequence[Grant],
    emergencies: Sequence[Emergency],
    actor: Actor,
) -> Sharing:
    """What only the team that holds the case is told."""
    counted = _who_may_open(found.case.pk)
    people, kept_away = counted.pop(None, (0, 0))
    shared = {grant.part for grant in grants if grant.kind == Grant.Kind.SHARED}
    return replace(
        found,
        to_review=[
            one
            for one in emergencies
            if one.reviewed_by_id is None
            and one.membership.account_id != actor.account_id
        ],
        handed_over=list(
            Disclosure.objects.filter(
                case_id=found.case.pk, purpose=Purpose.HAND_OVER
            ).select_related("owner_team")
        ),
        never=[part for part in Part.values if part not in shared],
        people=people,
        people_of={team: n for team, (n, _) in counted.items() if team is not None},
        kept_away=kept_away,
    )


def _who_may_open(case_id: uuid.UUID) -> dict[int | None, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.who_may_open(%s)", [case_id])
        return {team: (people, away) for team, people, away in cursor.fetchall()}


def _worded(decision: Disclosure | None, kind: str, field_name: str) -> str:
    if decision is None:
        return ""
    code = getattr(decision, field_name)
    return str(decision.definition.body[kind].get(code, code))


def _before_the_law(words: str) -> str:
    return words.partition(":")[0]
