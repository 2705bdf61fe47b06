"""A series with what it shows: its latest value, limits, and a verdict in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from concord.evidence.models import (
    Benchmark,
    Frequency,
    IndicatorPhase,
    IndicatorVersion,
    Multiplier,
    Observation,
    Period,
)
from concord.evidence.queries.series import Point, Series
from concord.foundation.periods import Month
from concord.foundation.statistics.control import (
    CannotChart,
    ControlChart,
    Kind,
    Verdict,
    judge,
    series,
    unjudged,
)
from concord.foundation.statistics.control import Series as ControlSeries
from concord.foundation.statistics.proportions import proportion
from concord.foundation.statistics.rates import count_limits, rate

Direction = IndicatorPhase.Direction
KINDS = {
    Multiplier.COUNT: Kind.COUNT,
    Multiplier.PERCENT: Kind.PERCENT,
    Multiplier.PER_1000: Kind.RATE,
    Multiplier.PER_10000: Kind.RATE,
}
OVERLAPPING = "Not judged: each figure covers twelve months, so neighbours overlap"
NO_FIGURES = "No figures yet"
A_YEAR = {"month": 12, "quarter": 4, "year": 1, "calendar_year": 1}


@dataclass(frozen=True, slots=True)
class Quality:
    """How far the latest figure can be relied on: three bars, one to three filled."""

    bars: int
    words: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One indicator as a page shows it. Values are in the multiplier of its version.

    `line` in place of a chart: figures that overlap are drawn, and not judged.
    """

    version: IndicatorVersion
    series: Series | None
    chart: ControlChart | None
    wanted: IndicatorPhase | None
    benchmarks: tuple[Benchmark, ...]
    parent: Point | None  # the latest figure of the larger area, for the same period
    quality: Quality
    line: ControlChart | None = None

    @property
    def overlaps(self) -> bool:
        """Whether its figures share events, so that they can't judge one another."""
        return self.series is not None and _overlap(self.series)

    @property
    def last(self) -> Point | None:
        """The newest point that has a value."""
        if self.series is None:
            return None
        per = self.version.per
        return next(
            (one for one in reversed(self.series.points) if one.value(per) is not None),
            None,
        )

    @property
    def verdict(self) -> Verdict:
        """What the chart says; too few points where there is none."""
        return self.chart.verdict if self.chart is not None else Verdict.TOO_FEW

    @property
    def headline(self) -> str:
        """The verdict in words, with the rule that fired."""
        if self.series is None:
            return NO_FIGURES
        if self.chart is None:
            return OVERLAPPING if self.overlaps else "Not enough data to judge"
        return self.chart.headline

    @property
    def behind(self) -> str:
        """The figures behind the verdict, in words that don't say it again."""
        if self.chart is None:
            return ""
        return self.chart.sentence.removeprefix(f"{self.chart.headline}.").strip()

    @property
    def when(self) -> str:
        """The period of the latest value, short."""
        return "" if self.last is None else when(self.last.period, self.version)

    @property
    def now(self) -> str:
        """The latest value: "138", "9.6%", "3.4"."""
        return "" if self.last is None else shown(self.last, self.version)

    @property
    def interval(self) -> str:
        """Its 95 % limits in words: "116 to 163"; nothing for a printed value."""
        if self.last is None:
            return ""
        limits = limits_of(self.last, self.version)
        if limits is None:
            return ""
        return (
            f"{written(limits[0], self.version)} to {written(limits[1], self.version)}"
        )

    @property
    def parent_words(self) -> str:
        """The value of the larger area; counts of two areas are not compared."""
        return "" if self.parent is None else shown(self.parent, self.version)

    @property
    def direction_words(self) -> str:
        """ "Wanted: up (years 1 to 3)"."""
        if self.wanted is None or self.wanted.direction == Direction.NONE:
            return "No direction set"
        way = str(Direction(self.wanted.direction).label).lower()
        return f"Wanted: {way} ({_lower_first(str(self.wanted.phase))})"


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]


def judged(
    version: IndicatorVersion,
    found: Series | None,
    *,
    wanted: IndicatorPhase | None = None,
    benchmarks: Sequence[Benchmark] = (),
    parent: Series | None = None,
    until: Period | None = None,
) -> Judged:
    """What a series shows. `until`: the period up to which something was expected."""
    last = found.last if found is not None else None
    beside = None
    if parent is not None and last is not None and version.multiplier != "count":
        beside = parent.at(last.period)
    return Judged(
        version=version,
        series=found,
        chart=_chart(version, found, wanted),
        wanted=wanted,
        benchmarks=tuple(benchmarks),
        parent=beside,
        quality=_quality(found, until),
        line=_line(version, found),
    )


def _chart(
    version: IndicatorVersion, found: Series | None, wanted: IndicatorPhase | None
) -> ControlChart | None:
    if found is None or _overlap(found):
        return None
    try:
        return judge(
            _as_series(version, found),
            wanted=wanted.direction if wanted is not None else "none",
        )
    except CannotChart:
        return None


def _line(version: IndicatorVersion, found: Series | None) -> ControlChart | None:
    if found is None or not _overlap(found) or not version.is_rolling:
        return None
    try:
        return unjudged(_as_series(version, found), OVERLAPPING)
    except CannotChart:
        return None


def _overlap(found: Series) -> bool:
    """Whether two neighbours share events: rolling figures, or years that overlap."""
    return found.version.is_rolling or any(
        later.period.first_day <= earlier.period.last_day
        for earlier, later in pairwise(found.points)
    )


def _as_series(version: IndicatorVersion, found: Series) -> ControlSeries:
    values = {
        point.period: value
        for point, value in zip(found.points, found.values, strict=True)
    }
    starts = [type(found.points[0].period).containing(cut.at) for cut in found.cuts]
    return series(values, kind=KINDS[Multiplier(version.multiplier)], breaks=starts)


def _quality(found: Series | None, until: Period | None) -> Quality:
    last = found.last if found is not None else None
    if found is None or last is None:
        return Quality(0, "No figures")
    kind = type(last.period)
    newest = until if until is not None and type(until) is kind else last.period
    if last.period.first_day < newest.first_day:
        return Quality(1, f"Latest is {last.period.label}")
    if last.quality == Observation.Quality.DOUBTFUL:
        return Quality(1, last.note or "Doubtful")
    missing = _missing(found, last.period)
    if missing:
        word = "period" if missing == 1 else "periods"
        return Quality(2, f"{missing} {word} missing in the last year")
    if last.quality == Observation.Quality.PARTIAL:
        return Quality(2, last.note or "Partly complete")
    if last.status == Observation.Status.PROVISIONAL:
        return Quality(2, "Provisional")
    return Quality(3, "Complete")


def _missing(found: Series, last: Period) -> int:
    """Periods of the year to `last` without a figure, from the first that had one."""
    begun = found.points[0].period.first_day
    back = A_YEAR.get(found.version.frequency, 1)
    year = [last.plus(-n) for n in range(back)]
    return sum(1 for one in year if one.first_day >= begun and found.at(one) is None)


def limits_of(point: Point, version: IndicatorVersion) -> tuple[float, float] | None:
    """95 % limits of one figure, or None where they can't be said.

    A count: Poisson; a share: Wilson; a rate: Poisson over its population.
    """
    if point.numerator is None:
        return None
    if version.multiplier == Multiplier.COUNT:
        lower, upper, _ = count_limits(point.numerator)
        return lower, upper
    if not point.denominator:
        return None
    if version.is_share:
        share = proportion(numerator=point.numerator, denominator=point.denominator)
        return share.lower, share.upper
    found = rate(count=point.numerator, population=point.denominator, per=version.per)
    return found.lower, found.upper


def when(period: Period, version: IndicatorVersion) -> str:
    """A period as it stands in a table: "Q2 2026/27"; "Year to Sep 2026" if rolling."""
    if version.is_rolling:
        return f"Year to {Month.containing(period.last_day).short}"
    return period.short


def shown(point: Point, version: IndicatorVersion) -> str:
    """The value of a point in words; "not known" where it has none."""
    value = point.value(version.per)
    return "not known" if value is None else written(value, version)


def written(value: float, version: IndicatorVersion) -> str:
    """A value as it stands on pages: "1,234", "9.6%", "12.4"."""
    if version.multiplier == Multiplier.COUNT:
        return f"{round(value):,}"
    return f"{value:,.1f}%" if version.is_share else f"{value:,.1f}"


def period_kind_words(version: IndicatorVersion) -> str:
    """ "per quarter"."""
    return f"per {str(Frequency(version.frequency).label).lower()}"
