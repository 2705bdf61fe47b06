"""From a series, or the days of events, to a chart that speaks and can be drawn.

How limits are fixed: from all known points of a stretch, or from its first `baseline`
points where one is given. All points is the usual choice: limits from twelve points are
so uncertain that points to come find false signals in them (docs/statistics.md has the
figures). A baseline is for a question with a date: has it changed since then?
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from concord.foundation.statistics.control import limits as lines
from concord.foundation.statistics.control import trace as traces
from concord.foundation.statistics.control import words
from concord.foundation.statistics.control.chart import (
    ControlChart,
    Point,
    Segment,
    State,
    Verdict,
    Wanted,
)
from concord.foundation.statistics.control.limits import Limits, Without
from concord.foundation.statistics.control.rules import (
    CONCORD_1,
    Rule,
    RuleSet,
    Signal,
    signals,
)
from concord.foundation.statistics.control.series import CannotChart, Kind, Series
from concord.foundation.statistics.control.trace import Mark, Stretch, Trace

Values = Sequence[float | None]
LimitsOf = Callable[[Values], Limits | Without]
Choice = Literal["auto", "poisson", "g"]


@dataclass(frozen=True, slots=True)
class _Wish:
    wanted: Wanted
    baseline: int | None
    rules: RuleSet


def judge(
    given: Series,
    *,
    wanted: Wanted | str = Wanted.NONE,
    baseline: int | None = None,
    rules: RuleSet = CONCORD_1,
    method: Choice = "auto",
) -> ControlChart:
    """The chart of figures by period.

    Counts with a mean under 5 get no XmR chart: they are judged by exact Poisson
    limits, and with a mean under 1 by the periods from one event to the next (g), if
    there are enough of those. `method` asks for one of the two. `baseline`: from how
    many points of each stretch its limits are worked out. Raises CannotChart.
    """
    wish = _wish(wanted, baseline, rules)
    if method not in ("auto", "poisson", "g"):
        raise CannotChart(f"method: {method} is not known. Use auto, poisson or g.")
    if given.kind is not Kind.COUNT:
        if method != "auto":
            raise CannotChart(
                f"method: {method} is for counts. Say that these are counts, or leave "
                "the method out."
            )
        bounds = given.kind.bounds
        return _chart(traces.by_period(given), wish, lambda v: lines.xmr(v, bounds))
    if method == "g" or (method == "auto" and _by_gaps(given, rules)):
        between = traces.between_periods(given)
        if not between.marks:
            raise CannotChart(
                "method: there are no two events, so no time between them. Leave the "
                "method out."
            )
        return _chart(between, wish, lines.geometric)

    def limits_of(values: Values) -> Limits | Without:
        known = [value for value in values if value is not None]
        if method == "poisson" or sum(known) / len(known) < rules.rare_below:
            return lines.poisson(values)
        return lines.xmr(values, Kind.COUNT.bounds)

    return _chart(traces.by_period(given), wish, limits_of)


def unjudged(given: Series, why: str) -> ControlChart:
    """The figures as a plain line: no limits, no signal. `why` is all it says.

    For what a control chart can't judge, such as figures whose periods overlap.
    """
    wish = _wish(Wanted.NONE, None, CONCORD_1)
    drawn = _chart(traces.by_period(given), wish, lambda values: Without.TOO_FEW)
    return replace(drawn, verdict=Verdict.TOO_FEW, headline=why, sentence=why)


def judge_events(
    days: Iterable[dt.date],
    *,
    until: dt.date | None = None,
    wanted: Wanted | str = Wanted.NONE,
    breaks: Iterable[dt.date] = (),
    baseline: int | None = None,
    rules: RuleSet = CONCORD_1,
) -> ControlChart:
    """The t chart of rare events, from the day of each.

    `until`: the last day up to which all events are known (without it, that of the
    last one). `breaks`: days from which they were recorded in a new way. `wanted` is
    about the events: "down" wants them further apart. Raises CannotChart.
    """
    wish = _wish(wanted, baseline, rules)
    happened = sorted(days)
    if not happened:
        raise CannotChart("events: there is none. Give the day of at least one.")
    end = until or happened[-1]
    if end < happened[-1]:
        raise CannotChart(
            f"until: {end} is before the last event, {happened[-1]}. Give the day up "
            "to which events are known."
        )
    parted = sorted({day for day in breaks if happened[0] < day <= end})
    return _chart(traces.between_days(happened, parted, end), wish, lines.between_times)


def _wish(wanted: Wanted | str, baseline: int | None, rules: RuleSet) -> _Wish:
    if baseline is not None and baseline < rules.fewest:
        raise CannotChart(
            f"baseline: {baseline} points are too few for limits. Give "
            f"{rules.fewest} or more, or leave it out."
        )
    return _Wish(Wanted(wanted), baseline, rules)


def _by_gaps(given: Series, rules: RuleSet) -> bool:
    """Whether events are so rare that the time between them says more, if enough."""
    if sum(given.known) / len(given.known) >= rules.very_rare_below:
        return False
    trace = traces.between_periods(given)
    known = [trace.marks[n].value is not None for n in trace.stretches[-1].marks]
    return sum(known) >= rules.fewest


def _chart(trace: Trace, wish: _Wish, limits_of: LimitsOf) -> ControlChart:
    segments = tuple(_segment(trace, each, wish, limits_of) for each in trace.stretches)
    trace = _with_open(trace, segments[-1])
    values = [mark.value for mark in trace.marks]
    found = [
        (signal, segment.limits)
        for segment, stretch in zip(segments, trace.stretches, strict=True)
        if segment.limits
        for signal in signals(values, stretch.marks, segment.limits, wish.rules)
    ]
    points = _points(trace, segments, [signal for signal, _ in found], wish.wanted)
    verdict, deciding = _verdict(trace, segments, found, wish)
    since = trace.breaks[-1] if trace.breaks else None
    line = words.headline(
        verdict,
        [_said(trace, signal, limits) for signal, limits in deciding],
        segments[-1],
        wish.rules,
        since=since,
        between=trace.between,
    )
    return ControlChart(
        rules=wish.rules.name,
        kind=trace.kind,
        wanted=wish.wanted,
        axis=trace.axis,
        points=points,
        segments=segments,
        signals=tuple(signal for signal, _ in found),
        breaks=trace.breaks,
        verdict=verdict,
        headline=line,
        sentence=words.sentence(line, trace, segments[-1], since=since),
        between=trace.between,
    )


def _segment(
    trace: Trace, stretch: Stretch, wish: _Wish, limits_of: LimitsOf
) -> Segment:
    values = [trace.marks[n].value for n in stretch.marks]
    known = sum(value is not None for value in values)
    counted = _first(values, wish.baseline or known)
    used = sum(value is not None for value in counted)
    found: Limits | Without
    if known < wish.rules.fewest:
        found = Without.TOO_FEW
    elif len({value for value in values if value is not None}) == 1:
        found = Without.ALIKE
    else:
        found = limits_of(counted)
    limits = found if isinstance(found, Limits) else None
    return Segment(
        start=stretch.start,
        end=stretch.end,
        first=stretch.first,
        last=stretch.last,
        known=known,
        counted=used if limits else 0,
        limits=limits,
        without=found if isinstance(found, Without) else None,
    )


def _first(values: Values, many: int) -> Values:
    """Up to the so-manieth known value."""
    seen = 0
    for number, value in enumerate(values):
        seen += value is not None
        if seen == many:
            return values[: number + 1]
    return values


def _with_open(trace: Trace, segment: Segment) -> Trace:
    """With the time since the last event, once that alone is unusually long."""
    open_, limits = trace.open, segment.limits
    if open_ is None or limits is None or open_.value is None:
        return trace
    if not limits.above(open_.value, limits.upper):
        return trace
    *before, last = trace.stretches
    longer = range(last.marks.start, last.marks.stop + 1)
    stretches = (
        *before,
        Stretch(longer, last.start, last.end, last.first, last.last),
    )
    return Trace(
        (*trace.marks, open_),
        stretches,
        trace.axis,
        trace.breaks,
        trace.kind,
        trace.unit,
        trace.between,
        open_,
    )


def _points(
    trace: Trace,
    segments: Sequence[Segment],
    found: Sequence[Signal],
    wanted: Wanted,
) -> tuple[Point, ...]:
    held: dict[int, list[Signal]] = {}
    for signal in found:
        for number in signal.at:
            held.setdefault(number, []).append(signal)
    points = []
    for segment, stretch in zip(segments, trace.stretches, strict=True):
        for number in stretch.marks:
            mark, of = trace.marks[number], held.get(number, [])
            points.append(
                Point(
                    position=mark.position,
                    period=mark.period,
                    label=mark.label,
                    value=mark.value,
                    state=_state(mark, segment, of, trace, wanted),
                    rules=tuple(signal.rule for signal in of),
                    open=mark is trace.open,
                )
            )
    return tuple(points)


def _state(
    mark: Mark,
    segment: Segment,
    of: Sequence[Signal],
    trace: Trace,
    wanted: Wanted,
) -> State:
    if mark.value is None:
        return State.MISSING
    if segment.limits is None:
        return State.UNJUDGED
    return _direction(of[0], trace, wanted) if of else State.USUAL


def _direction(signal: Signal, trace: Trace, wanted: Wanted) -> State:
    if wanted is Wanted.NONE:
        return State.CHANGED
    # Longer between events is fewer of them.
    more = signal.up != bool(trace.between)
    return State.BETTER if more == (wanted is Wanted.UP) else State.WORSE


def _verdict(
    trace: Trace,
    segments: Sequence[Segment],
    found: Sequence[tuple[Signal, Limits]],
    wish: _Wish,
) -> tuple[Verdict, list[tuple[Signal, Limits]]]:
    """What holds now: by signals that reach the latest point, the first rule first."""
    current = segments[-1]
    if current.limits is None:
        if current.without is Without.ALIKE:
            return Verdict.NO_CHANGE, []
        return (Verdict.BROKEN if trace.breaks else Verdict.TOO_FEW), []
    latest = max(n for n, mark in enumerate(trace.marks) if mark.value is not None)
    now = [(signal, limits) for signal, limits in found if latest in signal.at]
    if not now:
        return Verdict.NO_CHANGE, []
    first = now[0]
    contrary = [each for each in now if each[0].up != first[0].up][:1]
    state = _direction(first[0], trace, wish.wanted)
    verdict = {
        State.BETTER: Verdict.IMPROVING,
        State.WORSE: Verdict.WORSENING,
        State.CHANGED: Verdict.CHANGED,
    }[state]
    return verdict, [first, *contrary]


def _said(trace: Trace, signal: Signal, limits: Limits) -> str:
    if not trace.between:
        return words.of_signal(signal, limits, trace.unit)
    still = trace.marks[signal.at[-1]] is trace.open
    return words.of_gap_signal(signal, so_far=still and signal.rule is Rule.OUTSIDE)
