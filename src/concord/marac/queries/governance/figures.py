"""The figures, put together from what the database counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import NotPermitted, Verb, may
from concord.foundation.periods import Quarter
from concord.foundation.ui.words import count, long_date
from concord.marac.models import Kind, Meeting, Panel, Staffing
from concord.marac.queries.absence import (
    Pattern,
    TeamRecord,
    held_between,
    patterns,
    records,
)
from concord.marac.queries.governance.lines import (
    Figure,
    Readers,
    Result,
    TeamLine,
    about_persons,
    bar_of,
    share_of,
)
from concord.marac.queries.meetings import coordinates, panel_of
from concord.marac.queries.minutes import due_by
from concord.marac.queries.national import (
    A_YEAR,
    PER,
    UNKNOWN,
    Field,
    definition_on,
    fields_of,
    women_in,
)
from concord.marac.queries.research import research_by
from concord.partnership.models import Definition, Population, Team

CODE = "marac_governance"  # of what figures are held against, in versions
EQUALITY = ("partner", "minoritised", "lgbt", "disability", "male", "age", "young_harm")
YES = frozenset({"yes"})
ABUSE = (
    Field("coercive", "Controlling or coercive behaviour", "coercive", YES),
    Field("familial", "Abuse within the family", "familial", YES),
)
HOW = {
    "partner": "By the agency that referred; any but the police.",
    "minoritised": "The victim's ethnic group as last described for the case.",
    "lgbt": "The victim's sexual orientation, or gender as registered at birth.",
    "disability": "The victim is disabled, as last described for the case.",
    "male": "The victim's sex, as recorded.",
    "age": "The victim was 16 or 17 on the day of the meeting.",
    "young_harm": "Anybody who causes harm was 17 or under on the day of the meeting.",
    "coercive": "The referral names it among the kinds of abuse; they overlap. "
    "A referral that names none is not recorded.",
    "familial": "Whoever causes harm is a parent, child, brother, sister or other "
    "relative of the victim, by the case or its referral.",
}
# What came of an action that was due. Not possible is not "not done": it is in no
# share, and neither is what is not due yet.
ACTION_RESULTS = (
    ("on_time", "Done on time"),
    ("late", "Done late"),
    ("not_possible", "Not possible"),
    ("not_done", "Not done"),
    ("overdue", "Open, and late"),
    ("to_do", "Not due yet"),
)
RESEARCH_RESULTS = (
    ("on_time", "On time"),
    ("late", "Late, before the meeting"),
    ("none", "No answer"),
)
Counts = Counter[tuple[str, str]]  # measure, value


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """Cases that one meeting heard, against what it takes."""

    meeting: Meeting
    cases: int
    bar: int


@dataclass(frozen=True, slots=True)
class Governance:
    """All figures to the end of a quarter."""

    quarter: Quarter
    readers: Readers
    panel: Panel | None
    meetings: Sequence[Meeting]
    patterns: Sequence[Pattern]
    attendance: Sequence[TeamRecord]
    volume: Sequence[Figure]
    by_meeting: Sequence[MeetingLine]
    research: Sequence[TeamLine]
    actions: Sequence[TeamLine]
    minutes: Figure
    repeats: Figure
    equality: Sequence[Figure]
    abuse: Sequence[Figure]
    rules: Definition

    @property
    def first(self) -> Quarter:
        return self.quarter.plus(1 - A_YEAR)

    @property
    def quarters(self) -> list[Quarter]:
        return [self.quarter.plus(n) for n in range(1 - A_YEAR, 1)]

    @property
    def is_protected(self) -> bool:
        return self.readers is Readers.BOARD

    @property
    def figures(self) -> list[Figure]:
        """Those that are one number each, in the order of the page."""
        return [*self.volume, self.minutes, self.repeats, *self.equality, *self.abuse]


def may_read(actor: Actor) -> bool:
    """Whether this hat may see how the MARAC works. Two queries at most."""
    return readers_of(actor) is not None


def readers_of(actor: Actor) -> Readers | None:
    """As who this hat sees the figures, if it may.

    Those who see no people in any hat; and the team that coordinates, of its cases.
    """
    if not may(actor, Verb.READ_GOVERNANCE) and not (
        may(actor, Verb.SEE_PEOPLE) and coordinates(panel_of(actor), actor)
    ):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.governs_marac()")
        [found] = cursor.fetchone()
    return Readers(found) if found else None


def governance(quarter: Quarter, actor: Actor) -> Governance:
    """The figures of the four quarters that end with this one. Some twenty queries.

    Raises NotPermitted for every other hat.
    """
    readers = readers_of(actor)
    if readers is None:
        raise NotPermitted("These figures are not for this hat.")
    first, last = quarter.plus(1 - A_YEAR).first_day, quarter.last_day
    rules = Definition.objects.valid_on(last).get(code=CODE)
    panel = panel_of(actor)
    meetings = held_between(first, last, actor)
    counted = _rows("marac_governance", first, last)
    counts: Counts = Counter()
    for _, measure, _, value, n in counted:
        counts[measure, value] += n
    fewest = rules.body["fewest_shown"] if readers is Readers.BOARD else None
    return Governance(
        quarter=quarter,
        readers=readers,
        panel=panel,
        meetings=meetings,
        patterns=patterns(panel),
        attendance=records(meetings),
        volume=_volume(quarter, counts, rules, panel, actor),
        by_meeting=_by_meeting(first, last, panel, actor),
        research=_research(quarter, actor),
        actions=_actions(quarter, counted),
        minutes=_minutes(first, last, actor),
        repeats=_repeats(counts, rules, fewest),
        equality=_equality(quarter, counts, fewest),
        abuse=[_persons(field, counts, fewest, "") for field in ABUSE],
        rules=rules,
    )


def _rows(function: str, first: dt.date, last: dt.date) -> list[Any]:
    with connection.cursor() as cursor:
        # The names are written above, never taken from a request.
        cursor.execute(f"SELECT * FROM access.{function}(%s, %s)", [first, last])  # noqa: S608
        return list(cursor.fetchall())


def _volume(
    quarter: Quarter,
    counts: Counts,
    rules: Definition,
    panel: Panel | None,
    actor: Actor,
) -> list[Figure]:
    cases, referred = counts["cases", "heard"], counts["referred", "referral"]
    women = women_in(quarter, actor)
    posts = _posts(panel, quarter.last_day)
    body = rules.body
    return [
        Figure(
            "rate",
            f"Cases per {PER:,} women aged 16 and over",
            _rate(cases, women),
            f"{count(cases, 'case')} heard; {_women(women)}",
            "Cases heard, each hearing once and repeats with them, by the day of the "
            "meeting.",
            against=f"{body['cases_per_10000']} ({body['cases_per_10000_source']})",
        ),
        Figure(
            "idvas",
            "Referrals to MARAC for each full-time IDVA",
            _per(referred, posts.idvas if posts else None),
            f"{count(referred, 'referral')}; {_in_post(posts, 'idvas', 'IDVA')}",
            "Referrals that the front door sent to MARAC, by the day on which it "
            "decided; IDVAs in post at the end of the period.",
            against=f"{body['referrals_per_idva']} a year"
            f" ({body['referrals_per_idva_source']})",
        ),
        Figure(
            "administrators",
            "Cases for each full-time administrator",
            _per(cases, posts.administrators if posts else None),
            f"{count(cases, 'case')}; "
            + _in_post(posts, "administrators", "administrator"),
            "Cases heard; administrators in post at the end of the period.",
            against=f"{body['cases_per_administrator']} a year"
            f" ({body['cases_per_administrator_source']})",
        ),
    ]


def _rate(cases: int, women: Population | None) -> str:
    if women is None or not women.persons:
        return "not known"
    return f"{cases * PER / women.persons:.1f}"


def _women(women: Population | None) -> str:
    if women is None:
        return "the number of women is not recorded"
    return f"{women.persons:,} women in {women.year}"


def _posts(panel: Panel | None, day: dt.date) -> Staffing | None:
    if panel is None:
        return None
    found: Staffing | None = Staffing.objects.filter(
        panel=panel, since__lte=day
    ).first()
    return found


def _per(number: int, posts: Decimal | None) -> str:
    if not posts:
        return "not known"
    return f"{Decimal(number) / posts:.1f}"


def _in_post(posts: Staffing | None, name: str, one: str) -> str:
    if posts is None:
        return f"the number of {one}s is not recorded"
    number = getattr(posts, name).normalize()
    return f"{number:f} full-time {one}{'' if number == 1 else 's'}"


def _by_meeting(
    first: dt.date, last: dt.date, panel: Panel | None, actor: Actor
) -> list[MeetingLine]:
    cases = dict(_rows("marac_heard_by_meeting", first, last))
    most = max([panel.capacity if panel else 0, *cases.values()], default=0)
    meetings = _all_held(first, last, actor)
    return [
        MeetingLine(one, cases.get(one.pk, 0), bar_of(cases.get(one.pk, 0), most))
        for one in meetings
    ]


def _all_held(first: dt.date, last: dt.date, actor: Actor) -> list[Meeting]:
    """Also emergency meetings: they hear cases and have minutes."""
    return list(
        Meeting.objects.visible_to(actor)
        .select_related("panel")
        .filter(
            panel__kind=Kind.MARAC,
            state=Meeting.State.HELD,
            starts_at__date__gte=first,
            starts_at__date__lte=last,
        )
        .order_by("starts_at")
    )


def _research(quarter: Quarter, actor: Actor) -> list[TeamLine]:
    first, last = quarter.plus(1 - A_YEAR).first_day, quarter.last_day
    meetings = {one.pk: one for one in _all_held(first, last, actor)}
    rows = []
    for meeting_id, team_id, day, n in _rows("marac_research_days", first, last):
        meeting = meetings.get(meeting_id)
        if meeting is None:
            continue
        value = "none"
        if day is not None:
            value = "on_time" if day <= research_by(meeting) else "late"
        rows.append((Quarter.containing(meeting.day), team_id, value, n))
    return _by_team(quarter, rows, frozenset())


def _actions(quarter: Quarter, counted: Sequence[Any]) -> list[TeamLine]:
    rows = [
        (Quarter.containing(day), team_id, value, n)
        for day, measure, team_id, value, n in counted
        if measure == "action"
    ]
    return _by_team(quarter, rows, frozenset({"not_possible", "to_do"}))


def _by_team(
    quarter: Quarter,
    rows: Sequence[tuple[Quarter, int, str, int]],
    not_judged: frozenset[str],
) -> list[TeamLine]:
    found: dict[int, dict[Quarter, Counter[str]]] = {}
    for when, team_id, value, n in rows:
        found.setdefault(team_id, {}).setdefault(when, Counter())[value] += n
    teams = Team.objects.filter(pk__in=found).order_by("short_name")
    quarters = [quarter.plus(n) for n in range(1 - A_YEAR, 1)]

    def result(counts: Mapping[str, int]) -> Result:
        return Result(counts, "on_time", not_judged)

    return [
        TeamLine(
            team,
            [(one, result(found[team.pk].get(one, {}))) for one in quarters],
            result(sum(found[team.pk].values(), Counter())),
        )
        for team in teams
    ]


def _minutes(first: dt.date, last: dt.date, actor: Actor) -> Figure:
    issued: dict[int, dt.date] = dict(_rows("marac_minutes_days", first, last))
    today = timezone.localdate()
    meetings = _all_held(first, last, actor)
    due = [one for one in meetings if one.pk in issued or due_by(one) < today]
    on_time = sum(one.pk in issued and issued[one.pk] <= due_by(one) for one in due)
    never = sum(one.pk not in issued for one in due)
    days = meetings[0].panel.minutes_working_days if meetings else None
    return Figure(
        "minutes",
        "Minutes issued on time",
        str(on_time),
        count(len(due), "meeting"),
        f"First minutes of a meeting, by the working day that is the local limit; "
        f"{never} late and not issued yet. Meetings whose minutes are not due yet are "
        "left out.",
        share=share_of(on_time, len(due)),
        against=f"the local limit of {count(days, 'working day')}" if days else "",
        bar=bar_of(on_time, len(due)),
    )


def _repeats(counts: Counts, rules: Definition, fewest: int | None) -> Figure:
    body = rules.body
    field = Field("repeat", "Repeats", "repeat", YES)
    against = (
        f"{body['repeat_from']} to {body['repeat_to']} % ({body['repeat_source']})"
    )
    return _persons(
        field,
        counts,
        fewest,
        against,
        how="The same victim and anybody who has caused her harm, within 12 months of "
        "the last referral, by the rule in force on the day of the referral.",
    )


def _equality(quarter: Quarter, counts: Counts, fewest: int | None) -> list[Figure]:
    rules = definition_on(quarter.last_day)
    period = rules.body["benchmark_period"]
    found = []
    for field in fields_of(rules):
        if field.code in EQUALITY:
            benchmark = rules.body["benchmarks"].get(field.code, "")
            against = f"{benchmark} ({period})" if benchmark else ""
            found.append(_persons(field, counts, fewest, against))
    return found


def _persons(
    field: Field, counts: Counts, fewest: int | None, against: str, how: str = ""
) -> Figure:
    cases = counts["cases", "heard"]
    n = sum(m for (measure, value), m in counts.items() if field.counts(measure, value))
    unknown = sum(counts[field.measure, value] for value in (*UNKNOWN, "none"))
    return about_persons(
        Figure(
            field.code, field.label, "", "", how or HOW[field.code], against=against
        ),
        n,
        cases,
        unknown,
        fewest=fewest,
    )


def words_of_period(found: Governance) -> str:
    """ "1 January to 31 December 2026" in full."""
    return f"{long_date(found.first.first_day)} to {long_date(found.quarter.last_day)}"
