"""The quarterly national return: rolling twelve months, every field of its list.

The unit is the case that was heard, not the person: somebody heard twice counts twice,
repeats are in it. The rate is per 10,000 women aged 16 and over (domain reference 2).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from concord.access.actor import Actor
from concord.access.permit import NotPermitted
from concord.foundation.periods import Quarter
from concord.foundation.ui.words import local_date
from concord.frontdoor.public import may_count
from concord.marac.models import AgendaItem, Kind, Meeting, PastHearing
from concord.partnership.models import Agency, Definition, Population
from concord.people.models import Characteristics

CODE = "marac_return"  # of the rules by which it is made, in versions
ADULT = 16  # years: the adults of the rate
PER = 10_000
A_YEAR = 4  # quarters
UNKNOWN = ("not_recorded", "not_asked", "prefers_not")
POLICE = "police"
NO_AGENCY = "none"
Counts = Counter[tuple[str, str]]  # measure, value


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the return: which values of which measure count for it."""

    code: str
    label: str
    measure: str
    values: frozenset[str] | None = None  # None: any value
    is_share: bool = True

    def counts(self, measure: str, value: str) -> bool:
        """Whether such a value of a case is in this cell."""
        return measure == self.measure and (self.values is None or value in self.values)


@dataclass(frozen=True, slots=True)
class Cell:
    """What the return says of a field. `of`: cases, where it is a share of them."""

    field: Field
    n: int
    of: int
    not_recorded: int
    before: int | None  # the twelve months before; None where they are not known
    benchmark: str

    @property
    def label(self) -> str:
        return self.field.label

    @property
    def share(self) -> str:
        """ "31.6 %" of the cases; nothing where it is no share, or there is no case."""
        if not self.field.is_share or not self.of:
            return ""
        return f"{100 * self.n / self.of:.1f} %"


@dataclass(frozen=True, slots=True)
class Return:
    """The return at the end of a quarter, over the twelve months to its end."""

    quarter: Quarter
    missing: Sequence[Quarter]  # in which no meeting was held
    is_dropped: bool  # too many are missing: there is no figure
    cells: Sequence[Cell]
    women: Population | None  # aged 16 and over
    benchmark_rate: str
    benchmark_period: str

    @property
    def first(self) -> Quarter:
        return self.quarter.plus(1 - A_YEAR)

    @property
    def cases(self) -> int:
        return self.cells[0].n if self.cells else 0

    @property
    def change(self) -> str:
        """ "+12" or "-3" cases against the twelve months before."""
        before = self.cells[0].before if self.cells else None
        return "not known" if before is None else f"{self.cases - before:+d}"

    @property
    def rate(self) -> str:
        """Cases per 10,000 women aged 16 and over: "41.2"; "not known" without them."""
        if self.women is None or not self.women.persons or self.is_dropped:
            return "not known"
        return f"{self.cases * PER / self.women.persons:.1f}"


def national_return(quarter: Quarter, actor: Actor) -> Return:
    """The return that is due after a quarter. Five queries.

    Raises NotPermitted for whoever sees people in any hat: see the front door's
    figures.
    """
    if not may_count(actor):
        raise NotPermitted("These figures are not for this hat.")
    rules = definition_on(quarter.last_day)
    body = rules.body
    since = quarter.plus(-2 * A_YEAR)
    by_quarter = _counts(since, quarter)
    # A quarter in which a spreadsheet has cases had a meeting.
    held = _held(since, quarter, actor) | set(by_quarter)
    now = _rolling(quarter, by_quarter, held, body["missing_quarters"])
    before = _rolling(quarter.plus(-A_YEAR), by_quarter, held, body["missing_quarters"])
    of = _total(now, "cases") if now else 0
    return Return(
        quarter=quarter,
        missing=[one for one in _year_to(quarter) if one not in held],
        is_dropped=now is None,
        cells=[
            _cell(field, now, before, of, body["benchmarks"].get(field.code, ""))
            for field in (fields_of(rules) if now is not None else ())
        ],
        women=women_in(quarter, actor),
        benchmark_rate=body["benchmarks"]["rate"],
        benchmark_period=body["benchmark_period"],
    )


def definition_on(day: dt.date) -> Definition:
    """The rules of the return in force on a day."""
    found: Definition = Definition.objects.valid_on(day).get(code=CODE)
    return found


def fields_of(rules: Definition) -> list[Field]:
    """The fields in the order of the recipient's list."""
    yes = frozenset({"yes"})
    kinds = dict(Agency.Kind.choices)
    partners = frozenset(kinds) - {POLICE}
    others = frozenset(rules.body["not_minoritised"]) | set(UNKNOWN)
    minoritised = frozenset(Characteristics.Ethnicity.values) - others
    agencies = [*kinds.items(), (NO_AGENCY, "No agency, or not known")]
    return [
        Field("cases", "Cases", "cases", is_share=False),
        Field("children", "Children in these cases", "children", is_share=False),
        Field("repeat", "Repeats", "repeat", yes),
        Field("partner", "Referred by partner agencies", "agency", partners),
        Field(
            "minoritised",
            "Victim Black, Asian or racially minoritised",
            "ethnicity",
            minoritised,
        ),
        Field("lgbt", "Victim LGBT+", "lgbt", yes),
        Field("disability", "Victim disabled", "disability", yes),
        Field("male", "Victim male", "sex", frozenset({"male"})),
        Field("age", "Victim aged 16 or 17", "age", yes),
        Field("young_harm", "Person causing harm aged 17 or under", "young_harm", yes),
        *(
            Field(f"agency_{kind}", f"Referred by: {label}", "agency",
                  frozenset({kind}))
            for kind, label in agencies
        ),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Behind:
    """The cases behind a cell that the coordinator sees; `past` from a spreadsheet."""

    field: Field
    items: Sequence[AgendaItem]
    past: Sequence[PastHearing] = ()


def behind(quarter: Quarter, actor: Actor) -> list[Behind]:
    """Which cases are in which cell, for the team that coordinates. Four queries.

    Only quarters themselves: what stands in for a missing one is listed in its own.
    """
    first = quarter.plus(1 - A_YEAR).first_day
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item_id, measure, value FROM access.marac_behind(%s, %s)",
            [first, quarter.last_day],
        )
        facts: list[tuple[uuid.UUID, str, str]] = list(cursor.fetchall())
    seen = {
        item.pk: item
        for item in AgendaItem.objects.visible_to(actor)
        .filter(pk__in={item for item, _, _ in facts})
        .order_by("meeting__starts_at", "code")
    }
    past = list(
        PastHearing.objects.visible_to(actor)
        .select_related("case")
        .filter(pk__in={item for item, _, _ in facts})
        .order_by("heard_on", "case__ref")
    )
    found = []
    for field in fields_of(definition_on(quarter.last_day)):
        ids = {item for item, measure, value in facts if field.counts(measure, value)}
        found.append(
            Behind(
                field,
                [one for pk, one in seen.items() if pk in ids],
                [one for one in past if one.pk in ids],
            )
        )
    return found


def _counts(first: Quarter, last: Quarter) -> dict[Quarter, Counts]:
    found: dict[Quarter, Counts] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quarter, measure, value, n FROM access.marac_counts(%s, %s)",
            [first.first_day, last.last_day],
        )
        for day, measure, value, n in cursor.fetchall():
            counts = found.setdefault(Quarter.containing(day), Counter())
            counts[measure, value] = n
    return found


def _held(first: Quarter, last: Quarter, actor: Actor) -> set[Quarter]:
    """Quarters in which a meeting was held."""
    meetings = Meeting.objects.visible_to(actor).filter(
        panel__kind=Kind.MARAC,
        state=Meeting.State.HELD,
        starts_at__date__gte=first.first_day,
        starts_at__date__lte=last.last_day,
    )
    days = meetings.values_list("starts_at", flat=True)
    return {Quarter.containing(local_date(day)) for day in days}


def _year_to(quarter: Quarter) -> list[Quarter]:
    return [quarter.plus(n) for n in range(1 - A_YEAR, 1)]


def _rolling(
    quarter: Quarter,
    counts: Mapping[Quarter, Counts],
    held: set[Quarter],
    most_missing: int,
) -> Counts | None:
    """The sum of four quarters. The one before stands in for a missing quarter; with
    more than `most_missing` there is no figure (method of 2020).
    """
    total: Counts = Counter()
    year = _year_to(quarter)
    if sum(one not in held for one in year) > most_missing:
        return None
    for one in year:
        counted = one if one in held else one.plus(-1)
        if counted not in held:
            return None
        total.update(counts.get(counted, Counter()))
    return total


def _cell(
    field: Field, now: Counts | None, before: Counts | None, of: int, benchmark: str
) -> Cell:
    unknown = Field(field.code, "", field.measure, frozenset(UNKNOWN))
    return Cell(
        field=field,
        n=_sum(field, now or Counter()),
        of=of,
        not_recorded=_sum(unknown, now or Counter()),
        before=None if before is None else _sum(field, before),
        benchmark=benchmark,
    )


def _sum(field: Field, counts: Counts) -> int:
    return sum(
        n for (measure, value), n in counts.items() if field.counts(measure, value)
    )


def _total(counts: Counts, measure: str) -> int:
    return sum(n for (one, _), n in counts.items() if one == measure)


def women_in(quarter: Quarter, actor: Actor) -> Population | None:
    """How many women of 16 and over lived here, by the newest number. One query."""
    found: Population | None = (
        Population.objects.filter(
            partnership_id=actor.here,
            sex=Population.Sex.FEMALE,
            age_from=ADULT,
            age_to__isnull=True,
            year__lte=quarter.last_day.year,
        )
        .order_by("-year")
        .first()
    )
    return found
