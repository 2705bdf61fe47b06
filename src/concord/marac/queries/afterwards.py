"""Which teams see a case after its meeting without needing to."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from concord.access.actor import Actor
from concord.foundation.periods import add_working_days
from concord.marac.models import AgendaItem, KeptOpen, Meeting
from concord.partnership.models import Team

WITHIN = 5  # working days after the meeting: local custom, time to confirm flags


@dataclass(frozen=True, slots=True)
class Onlooker:
    """A team that knew nothing and has nothing to do. `kept`: why it goes on seeing."""

    team: Team
    has_answered: bool
    kept: str

    @property
    def kept_words(self) -> str:
        return KeptOpen.Why(self.kept).label if self.kept else ""


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """One case, and the teams that need not see it."""

    item: AgendaItem
    teams: Sequence[Onlooker]


def not_needed(meeting: Meeting, actor: Actor) -> list[NotNeeded]:
    """By case, in the order of the agenda. Three queries; none for other teams."""
    rows = _rows(meeting.pk)
    items = (
        AgendaItem.objects.visible_to(actor)
        .filter(pk__in={item for _, item, *_ in rows})
        .select_related("meeting")
        .order_by("position", "code")
    )
    teams = Team.objects.in_bulk({team for _, _, team, *_ in rows})
    return [
        NotNeeded(
            item,
            sorted(
                (
                    Onlooker(teams[team], has_answered, kept)
                    for _, about, team, has_answered, kept in rows
                    if about == item.pk
                ),
                key=lambda one: one.team.short_name,
            ),
        )
        for item in items
    ]


def to_let_go(actor: Actor) -> list[tuple[Meeting, int]]:
    """Meetings that were held, and how many teams of cases are to be let go there.

    Two queries; nothing for a team that doesn't coordinate.
    """
    counted: dict[int, int] = {}
    for meeting_id, _, _, _, kept in _rows(None):
        if not kept:
            counted[meeting_id] = counted.get(meeting_id, 0) + 1
    held = (
        Meeting.objects.visible_to(actor).select_related("panel").filter(pk__in=counted)
    )
    return [(one, counted[one.pk]) for one in held.order_by("starts_at")]


def let_go_by(meeting: Meeting) -> dt.date:
    """The working day by which it should be done."""
    return add_working_days(meeting.day, WITHIN)


def _rows(meeting_id: int | None) -> list[tuple[int, uuid.UUID, int, bool, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT meeting_id, item_id, team_id, has_answered, kept"
            " FROM access.marac_not_needed(%s)",
            [meeting_id],
        )
        found: list[tuple[int, uuid.UUID, int, bool, str]] = cursor.fetchall()
    return found
