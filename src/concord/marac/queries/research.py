"""What a team was asked, what it has answered, and what teams say of a case."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Side
from concord.cases.models import Case, Party
from concord.cases.queries.cases import parties_of
from concord.foundation.periods import add_working_days
from concord.marac.models import (
    AgendaItem,
    CoreTeam,
    Meeting,
    Research,
    ResearchDraft,
    ResearchEntry,
)
from concord.marac.queries.meetings import agenda_of
from concord.partnership.models import Team
from concord.people.models import PersonVersion

# Custom, and when those who have not answered are reminded.
WORKING_DAYS_BEFORE = 2


def research_by(meeting: Meeting) -> dt.date:
    """The day by which every team should have answered."""
    return add_working_days(meeting.day, -WORKING_DAYS_BEFORE)


def asked_of(meeting: Meeting, actor: Actor) -> list[AgendaItem]:
    """The cases about which the actor's team is asked, in order. Three queries.

    A core team those that were shared with it, the holder its own.
    """
    if not meeting.is_issued:
        return []
    agenda = agenda_of(meeting, actor)
    shared = [
        item
        for item in agenda.listed
        if item.disclosure_id and item.state == AgendaItem.State.LISTED
    ]
    is_core = (
        CoreTeam.objects.valid_on()
        .filter(panel_id=meeting.panel_id, team_id=actor.own_team)
        .exists()
    )
    return [item for item in shared if is_core or item.case_id in agenda.held]


def latest_of_team(
    items: Collection[uuid.UUID], actor: Actor
) -> dict[uuid.UUID, Research]:
    """By item, what the actor's team has said last. One query."""
    found = (
        Research.objects.visible_to(actor)
        .filter(item_id__in=items, owner_team_id=actor.own_team)
        .order_by("item_id", "-n")
        .distinct("item_id")
    )
    return {one.item_id: one for one in found}


def unanswered(meeting: Meeting, actor: Actor) -> list[AgendaItem]:
    """Cases that the actor's team has still to answer. Four queries."""
    items = asked_of(meeting, actor)
    latest = latest_of_team([item.pk for item in items], actor)
    return [item for item in items if not _is_answered(latest.get(item.pk))]


def _is_answered(found: Research | None) -> bool:
    return found is not None and found.is_answer


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """One case on a team's list: who it is about, and what the team has said."""

    item: AgendaItem
    victim: str
    alleged: str
    answer: Research | None
    is_begun: bool

    @property
    def is_answered(self) -> bool:
        return _is_answered(self.answer)


@dataclass(frozen=True, slots=True)
class OwnResearch:
    """A team's list for one meeting. `batch` can still be taken back."""

    lines: Sequence[ToAnswer]
    batch: Sequence[Research] = ()

    @property
    def left(self) -> list[ToAnswer]:
        return [line for line in self.lines if not line.is_answered]

    @property
    def answered(self) -> int:
        return len(self.lines) - len(self.left)


def own_research(meeting: Meeting, actor: Actor) -> OwnResearch:
    """The cases that a team was asked about, with its answers. Seven queries."""
    items = asked_of(meeting, actor)
    latest = latest_of_team([item.pk for item in items], actor)
    names = names_of({item.case_id for item in items})
    begun = set(
        ResearchDraft.objects.visible_to(actor)
        .filter(item_id__in=[item.pk for item in items], used_at=None)
        .values_list("item_id", flat=True)
    )
    lines = [
        ToAnswer(
            item=item,
            victim=_said(names, item.case_id, Side.VICTIM),
            alleged=_said(names, item.case_id, Side.ALLEGED),
            answer=latest.get(item.pk),
            is_begun=item.pk in begun,
        )
        for item in items
    ]
    return OwnResearch(lines, _last_batch(latest.values(), actor))


def _last_batch(answers: Collection[Research], actor: Actor) -> list[Research]:
    """What this hat said last of many cases at once, as far as it still counts."""
    mine = [
        one
        for one in answers
        if one.batch and one.is_answer and one.written_by_id == actor.membership_id
    ]
    if not mine:
        return []
    last = max(mine, key=lambda one: one.written_at)
    return [one for one in mine if one.batch == last.batch]


def names_of(
    cases: Collection[uuid.UUID],
) -> dict[tuple[uuid.UUID, str], list[str]]:
    """Names by case and side, as far as the hat may see them. Two queries."""
    parties = list(Party.objects.filter(case_id__in=cases, left_on=None))
    latest: dict[uuid.UUID, PersonVersion] = {}
    for version in PersonVersion.objects.filter(
        person_id__in={party.person_id for party in parties}
    ).order_by("n"):
        latest[version.person_id] = version
    found: dict[tuple[uuid.UUID, str], list[str]] = {}
    for party in parties:
        known = latest.get(party.person_id)
        name = known.name if known else "name not known"
        found.setdefault((party.case_id, party.side), []).append(name)
    return found


def _said(
    names: dict[tuple[uuid.UUID, str], list[str]], case: uuid.UUID, side: str
) -> str:
    return ", ".join(names.get((case, side), [])) or "not recorded"


def said_last_time(item: AgendaItem, actor: Actor) -> Research | None:
    """What the actor's team said of this victim at another meeting. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.research_before(%s)", [item.pk])
        [found] = cursor.fetchone()
    if found is None:
        return None
    earlier = Research.objects.visible_to(actor).filter(pk=found).first()
    return earlier


def changed_since(case: Case, moment: dt.datetime) -> list[str]:
    """What of who they are is new since then, in sentences that name nobody."""
    said = []
    for line in parties_of(case):
        who = Side(line.party.side).label.lower()
        if line.party.written_at > moment:
            said.append(f"Somebody came into the case: {who}.")
        elif line.party.left_on and line.party.left_on >= timezone.localdate(moment):
            said.append(f"Somebody is no longer in the case: {who}.")
        elif line.known and line.known.written_at > moment:
            said.append(f"What is known of the {who} was corrected.")
    return said


@dataclass(frozen=True, slots=True)
class TeamSays:
    """What one team says of a case, as far as this hat reads it."""

    answer: Research
    entries: Sequence[ResearchEntry]

    @property
    def team(self) -> Team:
        return self.answer.owner_team


def said_of(item: AgendaItem, actor: Actor) -> list[TeamSays]:
    """What teams say of a case, by team. Two queries."""
    answers = list(
        Research.objects.visible_to(actor)
        .filter(item_id=item.pk)
        .select_related("owner_team")
        .order_by("owner_team_id", "-n")
        .distinct("owner_team_id")
    )
    entries = entries_of([one for one in answers if one.is_answer], actor)
    found = [TeamSays(one, entries.get(one.pk, ())) for one in answers if one.is_answer]
    return sorted(found, key=lambda one: one.team.short_name)


def entries_of(
    answers: Collection[Research], actor: Actor
) -> dict[uuid.UUID, list[ResearchEntry]]:
    """The lines of these answers, in order. One query."""
    found: dict[uuid.UUID, list[ResearchEntry]] = {}
    for entry in (
        ResearchEntry.objects.visible_to(actor)
        .filter(research_id__in=[one.pk for one in answers])
        .order_by("position")
    ):
        found.setdefault(entry.research_id, []).append(entry)
    return found


# Who has not answered -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the grid: what each team has said, in the order of the teams."""

    item: AgendaItem
    cells: Sequence[str]  # known | not_known | nothing | not_asked

    @property
    def asked(self) -> int:
        return sum(cell != "not_asked" for cell in self.cells)

    @property
    def answered(self) -> int:
        return sum(cell in Research.Says.values for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Missing:
    """A team and how many cases it has not answered, of those that the hat sees."""

    team: Team
    cases: int
    asked: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Teams by cases. Every number is of what this hat sees."""

    teams: Sequence[Team]
    rows: Sequence[Row]
    missing: Sequence[Missing] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return sum(row.asked for row in self.rows)

    @property
    def answered(self) -> int:
        return sum(row.answered for row in self.rows)


def grid_of(meeting: Meeting, actor: Actor) -> Grid:
    """Who has answered what, for the team that coordinates. Five queries."""
    items = agenda_of(meeting, actor).listed
    seen = {item.pk for item in items}
    asked = [one for one in asked_teams(meeting) if one.item_id in seen]
    latest: dict[tuple[uuid.UUID, int], Research] = {
        (one.item_id, one.owner_team_id): one
        for one in Research.objects.visible_to(actor)
        .filter(item_id__in=seen)
        .order_by("item_id", "owner_team_id", "-n")
        .distinct("item_id", "owner_team_id")
        if one.is_answer
    }
    wanted = {one.team_id for one in asked} | {team for _, team in latest}
    teams = list(Team.objects.filter(pk__in=wanted).order_by("short_name"))
    pairs = {(one.item_id, one.team_id) for one in asked}
    rows = [
        Row(item, [_cell(item.pk, team.pk, latest, pairs) for team in teams])
        for item in items
    ]
    return Grid(teams, rows, _missing(teams, rows))


def _cell(
    item: uuid.UUID,
    team: int,
    latest: dict[tuple[uuid.UUID, int], Research],
    asked: Collection[tuple[uuid.UUID, int]],
) -> str:
    said = latest.get((item, team))
    if said is not None:
        return said.says
    return "nothing" if (item, team) in asked else "not_asked"


def _missing(teams: Sequence[Team], rows: Sequence[Row]) -> list[Missing]:
    found = []
    for n, team in enumerate(teams):
        cells = [row.cells[n] for row in rows]
        if "nothing" in cells:
            asked = len(cells) - cells.count("not_asked")
            found.append(Missing(team, cells.count("nothing"), asked))
    return sorted(found, key=lambda one: (-one.cases, one.team.short_name))


@dataclass(frozen=True, slots=True)
class Asked:
    """A team was asked about a case."""

    item_id: uuid.UUID
    case_id: uuid.UUID
    team_id: int
    is_answered: bool


def asked_teams(meeting: Meeting) -> list[Asked]:
    """Which team was asked about which case, for the coordinator and reminders.

    Less what is locked for who looks; nothing for anybody else. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.research_asked(%s)", [meeting.pk])
        return [Asked(*row) for row in cursor.fetchall()]
