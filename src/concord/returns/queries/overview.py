"""Who has sent what: how complete and how timely, by window and by team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q
from django.utils import timezone

from concord.access.actor import Actor
from concord.partnership.models import Team
from concord.returns.actions.permission import may_keep
from concord.returns.checking import keys_of
from concord.returns.models import Chase, ReturnCell, ReturnWindow, SheetField
from concord.returns.periods import Period
from concord.returns.queries.waiting import Line, lines

PERIODS_SHOWN = 8
LOOKED_BACK = dt.timedelta(days=3 * 366)
ON_TIME, LATE, MISSING, NOT_DUE = "on_time", "late", "missing", "not_due"
WORDS = {
    ON_TIME: "on time",
    LATE: "late",
    MISSING: "missing",
    NOT_DUE: "not due yet",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One window: how far it is, and how complete."""

    line: Line
    timely: str  # ON_TIME, LATE, MISSING, NOT_DUE
    given: int  # cells with a figure
    explained: int  # cells that are blank with a reason
    expected: int
    reminded_on: dt.date | None

    @property
    def window(self) -> ReturnWindow:
        return self.line.window

    @property
    def words(self) -> str:
        return WORDS[self.timely]

    @property
    def percent(self) -> int:
        """Cells with a figure, of those expected, rounded down."""
        return self.given * 100 // self.expected if self.expected else 0

    @property
    def is_outstanding(self) -> bool:
        """Whether the team, or its lead, still has something to do."""
        last = self.line.last
        waits = last is not None and last.state == last.State.SENT
        return (not self.line.is_done or waits) and not self.window.is_locked


@dataclass(slots=True)
class OfTeam:
    """One team over the last periods, oldest first."""

    team: Team
    standings: list[Standing] = field(default_factory=list)

    @property
    def due(self) -> list[Standing]:
        return [one for one in self.standings if one.timely != NOT_DUE]

    @property
    def on_time(self) -> int:
        return sum(one.timely == ON_TIME for one in self.due)

    @property
    def given(self) -> int:
        """Figures that came: what is typed and not sent, or sent back, did not."""
        return sum(one.given for one in self.due if one.timely != MISSING)

    @property
    def expected(self) -> int:
        return sum(one.expected for one in self.due)

    @property
    def percent(self) -> int:
        return self.given * 100 // self.expected if self.expected else 0


@dataclass(slots=True)
class Overview:
    """What a keeper of sheets sees."""

    today: dt.date
    period: Period | None
    periods: list[Period]
    standings: list[Standing]  # of the chosen period
    owed: list[Standing]  # of other periods, past their date
    teams: list[OfTeam]

    @property
    def outstanding(self) -> list[Standing]:
        return [one for one in self.standings if one.is_outstanding]

    @property
    def sent(self) -> int:
        return sum(one.line.is_done for one in self.standings)


def overview(actor: Actor, *, today: dt.date, code: str = "") -> Overview:
    """Windows of the sheets that this hat keeps. Six queries, whatever their number.

    `code` names a period; without it, the newest one that is due or open.
    """
    since = Q(first_day__gte=today - LOOKED_BACK)
    kept = [
        line
        for line in lines(actor, today, where=since)
        if may_keep(actor, line.window.sheet)
    ]
    standings = _standings(kept, today)
    periods = sorted(
        {one.window.period for one in standings},
        key=lambda period: (period.last_day, period.days),
        reverse=True,
    )
    named = [period for period in periods if period.code == code]
    chosen = named[0] if named else (periods[0] if periods else None)
    last = periods[:PERIODS_SHOWN]
    return Overview(
        today=today,
        period=chosen,
        periods=periods,
        standings=[one for one in standings if one.window.period == chosen],
        owed=[
            one
            for one in standings
            if one.window.period != chosen
            and one.is_outstanding
            and one.window.due_on < today
        ],
        teams=_by_team(one for one in standings if one.window.period in last),
    )


def _standings(found: Sequence[Line], today: dt.date) -> list[Standing]:
    expected = _expected({line.window.version_id for line in found})
    cells = _cells([line.last.pk for line in found if line.last])
    reminded = dict(
        Chase.objects.filter(window__in=[line.window.pk for line in found])
        .values_list("window")
        .annotate(last=Max("sent_on"))
    )
    made = []
    for line in found:
        given, explained = cells.get(line.last.pk, (0, 0)) if line.last else (0, 0)
        made.append(
            Standing(
                line=line,
                timely=_timely(line, today),
                given=given,
                explained=explained,
                expected=expected.get(line.window.version_id, 0),
                reminded_on=reminded.get(line.window.pk),
            )
        )
    return made


def _timely(line: Line, today: dt.date) -> str:
    """By the day on which the first return was sent, whatever is corrected later."""
    first = line.window.known[-1] if line.window.known else None  # type: ignore[attr-defined]
    if first is not None and first.sent_at is not None and not first.is_open:
        day = timezone.localdate(first.sent_at)
        return ON_TIME if day <= line.window.due_on else LATE
    return MISSING if line.window.due_on < today else NOT_DUE


def _expected(versions: Iterable[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for one in SheetField.objects.filter(version__in=list(versions)):
        cells = sum(1 for _ in keys_of(one.rule()))
        counts[one.version_id] = counts.get(one.version_id, 0) + cells
    return counts


def _cells(submissions: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = (
        ReturnCell.objects.filter(submission__in=submissions)
        .values_list("submission")
        .annotate(
            given=Count("pk", filter=Q(value__isnull=False)),
            explained=Count("pk", filter=Q(typed="") & ~Q(why="")),
        )
    )
    return {pk: (given, explained) for pk, given, explained in rows}


def _by_team(standings: Iterable[Standing]) -> list[OfTeam]:
    found: dict[int, OfTeam] = {}
    ordered = sorted(
        standings, key=lambda one: (one.window.first_day, one.window.sheet.name)
    )
    for one in ordered:
        team = one.window.team
        found.setdefault(team.pk, OfTeam(team)).standings.append(one)
    return sorted(found.values(), key=lambda one: one.team.short_name)
