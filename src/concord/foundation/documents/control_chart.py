"""A control chart as a small picture: the object that speaks is the one that is drawn.

From the back: the band between the limits with dotted edges, the mean, a benchmark, the
line that joins the points, the points, the 95 % interval of the last one, and its value
in bold. Grey circles are usual; blue diamonds a signal the wanted way, or any where
none is wanted; rust triangles a signal the other way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from concord.foundation.documents import strokes
from concord.foundation.documents.strokes import n
from concord.foundation.periods import (
    CalendarYear,
    FinancialYear,
    Month,
    Quarter,
    Span,
)
from concord.foundation.statistics.control import (
    ControlChart,
    Kind,
    Point,
    Segment,
    State,
)
from concord.foundation.statistics.numbers import places_of, text_of

WIDTH, HEIGHT = 384.0, 158.0
TOP, FOOT = 12.0, 21.0  # free above the points; below, for the years
LEFT, RIGHT = 34.0, 58.0  # at least: for the numbers, and for the labels at the end
AFTER = 6.0  # the band goes on a little beyond the last point

USUAL, BETTER, WORSE = "#6a7077", "#1b6a8c", "#b4510f"
MEAN, JOIN = "#8d9298", "#aeb2b6"
COLOURS = {
    State.USUAL: USUAL,
    State.UNJUDGED: USUAL,
    State.BETTER: BETTER,
    State.CHANGED: BETTER,
    State.WORSE: WORSE,
}


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A figure from elsewhere, and a short word for where: "Nat."."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class ControlPicture:
    """What is drawn. `name` is the indicator's, for those who hear the chart.

    `interval`: 95 % limits of the last value. `note` says why the series begins late.
    `hidden`: periods (their codes) whose figures are kept back rather than missing.
    """

    chart: ControlChart
    name: str
    benchmark: Benchmark | None = None
    interval: tuple[float, float] | None = None
    note: str = ""
    hidden: Collection[str] = ()


def alternative_text(drawn: ControlPicture) -> str:
    """Name, latest value and verdict."""
    chart, latest = drawn.chart, drawn.chart.latest
    if latest is None or latest.value is None:
        return f"{drawn.name}. {chart.sentence}"
    value = _value(chart, latest.value, latest)
    unit = f" {chart.between} between events" if chart.between else ""
    within = ""
    if drawn.interval:
        low, high = (_value(chart, limit) for limit in drawn.interval)
        within = f" (95% interval {low} to {high})"
    return f"{drawn.name}: {value}{unit}{within} in {latest.label}. {chart.sentence}"


def draw_control_chart(
    drawn: ControlPicture, *, width: float = WIDTH, height: float = HEIGHT
) -> str:
    """The SVG, in pixels; texts keep their size when it is made wider."""
    frame = _framed(drawn, width, height)
    parts = [
        *_bands(frame),
        *_axes(frame),
        *_breaks(frame),
        *_benchmark(frame),
        *_joined(frame),
        *_gaps(frame),
        *_points(frame),
        *_interval(frame),
        *_labels(frame),
        *_note(frame),
        *_caption(frame),
    ]
    return strokes.picture(parts, width, height, alternative_text(drawn), "control")


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where values and positions lie in the picture."""

    drawn: ControlPicture
    left: float
    end: float
    first: float  # of the first position on the axis
    step: float  # from one period to the next
    top: float
    base: float
    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[tuple[str, float, bool, str], ...]  # words, value, bold, colour

    @property
    def chart(self) -> ControlChart:
        return self.drawn.chart

    def x(self, position: float) -> float:
        return self.first + position * self.step

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.base - share * (self.base - self.top)


def _framed(drawn: ControlPicture, width: float, height: float) -> _Frame:
    chart = drawn.chart
    low, high = _range(drawn)
    whole = chart.kind is Kind.COUNT
    marks = tuple(strokes.ticks(low, high, whole=whole and high - low >= 2))
    labels = tuple(_label_words(drawn))
    numbers = max(strokes.width_of(_tick(chart, mark, marks)) for mark in marks)
    left = max(LEFT, numbers + 11)
    beside = max(
        (strokes.width_of(said, size=13 if bold else 12, bold=bold)
         for said, _, bold, _ in labels), default=0.0
    )  # fmt: skip
    end = width - max(RIGHT, beside + AFTER)
    # Days lie within their month, the figure of a period on its place.
    steps = len(chart.axis) - (0 if chart.between == "days" else 1)
    first = left if steps else (left + end - AFTER) / 2
    step = (end - AFTER - left) / max(steps, 1)
    top = TOP + (10.0 if chart.breaks or chart.between else 0.0)
    base = height - FOOT
    return _Frame(drawn, left, end, first, step, top, base, low, high, marks, labels)


def _range(drawn: ControlPicture) -> tuple[float, float]:
    """From the least to the greatest of all that is drawn, with some air."""
    chart = drawn.chart
    all_ = [p.value for p in chart.points if p.value is not None]
    for segment in chart.segments:
        if segment.limits:
            all_ += [segment.limits.lower, segment.limits.upper, segment.limits.mean]
    all_ += drawn.interval or ()
    all_ += [drawn.benchmark.value] if drawn.benchmark else []
    if not all_:
        return 0.0, 1.0
    low, high = min(all_), max(all_)
    if high - low <= max(abs(low), abs(high), 1e-6) * 1e-9:
        around = abs(low) / 5 if abs(low) > 1e-6 else 1.0
        low, high = low - around, high + around
    air = (high - low) * 0.06
    least, most = (0.0, None) if chart.between else chart.kind.bounds
    low = low - air if least is None else max(least, low - air)
    high = high + air if most is None else min(most, high + air)
    # A scale that begins a little above 0 is read as one that begins at 0.
    return (0.0 if least == 0 and low < (high - low) / 4 else low), high


def _bands(frame: _Frame) -> Iterator[str]:
    for segment in frame.chart.segments:
        limits = segment.limits
        if limits is None:
            continue
        x, to = _ends(frame, segment)
        upper, lower = frame.y(limits.upper), frame.y(limits.lower)
        yield strokes.rectangle(x, upper, to - x, lower - upper, strokes.BAND)
        for edge in (lower, upper):
            yield strokes.line(f"M{n(x)} {n(edge)}H{n(to)}", strokes.EDGE, dashes="2 3")
        mean = frame.y(limits.mean)
        yield strokes.line(f"M{n(x)} {n(mean)}H{n(to)}", MEAN, width=1.25)


def _ends(frame: _Frame, segment: Segment) -> tuple[float, float]:
    """From the first known point or the break before, to the break after or the end."""
    chart = frame.chart
    inside = [
        p.position
        for p in chart.points
        if p.value is not None and segment.start <= p.position <= segment.end
    ]
    first = segment is chart.segments[0]
    start = (
        frame.x(min(inside)) if first and inside else _cut(frame, segment.start) + 2.4
    )
    if segment is chart.segments[-1]:
        return start, frame.end
    after = chart.breaks[chart.segments.index(segment)]
    return start, _cut(frame, after.position) - 2.4


def _cut(frame: _Frame, position: float) -> float:
    """Where a break stands: between two periods, or on the day."""
    return frame.x(position if frame.chart.between == "days" else position - 0.5)


def _axes(frame: _Frame) -> Iterator[str]:
    yield strokes.line(f"M{n(frame.left)} {n(frame.base)}H{n(frame.end)}", strokes.RULE)
    for mark in frame.ticks:
        said = _tick(frame.chart, mark, frame.ticks)
        yield strokes.text(said, frame.left - 7, frame.y(mark) + 4, anchor="end")
    taken = -99.0
    for position, said in _years(frame.chart.axis):
        x = frame.x(position)
        yield strokes.line(f"M{n(x)} {n(frame.base)}v4", strokes.RULE)
        half = strokes.width_of(said) / 2
        start = position == 0
        if x - (0 if start else half) < taken + 6:
            continue
        yield strokes.text(
            said, x, frame.base + 17, anchor="start" if start else "middle"
        )
        taken = x + (2 * half if start else half)


def _years(axis: Sequence[Span]) -> Iterator[tuple[int, str]]:
    """Positions at which a financial year begins, as 25/26; or calendar years."""
    for position, period in enumerate(axis):
        if isinstance(period, CalendarYear):
            yield position, period.label
        begins = (
            isinstance(period, FinancialYear)
            or (isinstance(period, Quarter) and period.number == 1)
            or (isinstance(period, Month) and period.number == 4)
        )
        if begins:
            yield position, FinancialYear.containing(period.first_day).code[2:]


def _breaks(frame: _Frame) -> Iterator[str]:
    said = "Recording changed"
    width, free = strokes.width_of(said), frame.left
    for each in frame.chart.breaks:
        x = _cut(frame, each.position)
        yield strokes.line(f"M{n(x)} 4V{n(frame.base)}", strokes.INK, dashes="1 2")
        if x - 5 - width >= free:
            yield strokes.text(said, x - 5, 12, anchor="end")
        elif each is frame.chart.breaks[0]:
            yield strokes.text(said, x + 5, 12)
        free = x


def _benchmark(frame: _Frame) -> Iterator[str]:
    if frame.drawn.benchmark:
        y = n(frame.y(frame.drawn.benchmark.value))
        yield strokes.line(
            f"M{n(frame.left)} {y}H{n(frame.end)}",
            strokes.PLUM,
            width=1.25,
            dashes="6 4",
        )


def _joined(frame: _Frame) -> Iterator[str]:
    """One line, cut at gaps and breaks."""
    d, pen = "", False
    edges = {segment.start for segment in frame.chart.segments[1:]}
    for point in frame.chart.points:
        if point.value is None:
            pen = False
            continue
        crossed = any(edge <= point.position for edge in edges)
        if crossed:
            edges = {edge for edge in edges if edge > point.position}
        at = f"{n(frame.x(point.position))} {n(frame.y(point.value))}"
        d += f"{'L' if pen and not crossed else 'M'}{at}"
        pen = True
    if d:
        yield strokes.line(d, JOIN, width=1.25)


def _gaps(frame: _Frame) -> Iterator[str]:
    """A question mark in each gap; over kept-back figures, their word."""
    chart = frame.chart
    known = [(p.position, p.value) for p in chart.points if p.value is not None]
    if not known or chart.between:
        return
    lost = [p for p in chart.points if p.value is None and p.position > known[0][0]]

    def kind(point: Point) -> tuple[float, bool]:
        return point.position - lost.index(point), point.period in frame.drawn.hidden

    for (_, kept), run in groupby(lost, key=kind):
        gap = list(run)
        middle = (gap[0].position + gap[-1].position) / 2
        before = next(v for at, v in reversed(known) if at < middle)
        after = next((v for at, v in known if at > middle), before)
        x, y = frame.x(middle), (frame.y(before) + frame.y(after)) / 2
        if not kept:
            yield strokes.text("?", x, y + 4, weight=600, anchor="middle")
            continue
        half = frame.step / 2
        start, to = frame.x(gap[0].position) - half, frame.x(gap[-1].position) + half
        yield strokes.hidden(start, frame.base - 3, to)
        yield strokes.text("hidden", x, frame.base - 8, anchor="middle")


def _points(frame: _Frame) -> Iterator[str]:
    size = min(3.0, max(1.6, frame.step * 0.36))
    if frame.chart.between:
        size = 2.4  # times between events stand where they will, some close together
    for point in frame.chart.points:
        if point.value is not None:
            x, y = frame.x(point.position), frame.y(point.value)
            yield _shape(point, x, y, size)


def _shape(point: Point, x: float, y: float, size: float) -> str:
    colour = COLOURS[point.state]
    # Not over yet: the outline only.
    paint = (
        f'fill="#ffffff" stroke="{colour}" stroke-width="1.5"'
        if point.open
        else f'fill="{colour}"'
    )
    if point.state in (State.USUAL, State.UNJUDGED):
        return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(size)}" {paint}/>'
    r = size * 1.6
    if point.state is State.WORSE:
        wide, high = size * 1.57, size * 2.8
        return (
            f'<path d="M{n(x)} {n(y - high * 0.6)}l{n(wide)} {n(high)}'
            f'h{n(-2 * wide)}z" {paint}/>'
        )
    return (
        f'<path d="M{n(x)} {n(y - r)}l{n(r)} {n(r)} {n(-r)} {n(r)} {n(-r)} {n(-r)}z"'
        f" {paint}/>"
    )


def _interval(frame: _Frame) -> Iterator[str]:
    latest, interval = frame.chart.latest, frame.drawn.interval
    if latest is None or interval is None:
        return
    x = frame.x(latest.position)
    low, high = n(frame.y(interval[0])), n(frame.y(interval[1]))
    caps = f"M{n(x - 3)} {high}h6M{n(x - 3)} {low}h6"
    yield strokes.line(f"M{n(x)} {high}V{low}{caps}", strokes.INK, width=1.25)


def _label_words(drawn: ControlPicture) -> Iterator[tuple[str, float, bool, str]]:
    """Words, value, whether in bold, and colour."""
    chart, latest = drawn.chart, drawn.chart.latest
    if latest is not None and latest.value is not None:
        said = _value(chart, latest.value, latest)
        yield said, latest.value, True, strokes.INK
    if drawn.benchmark:
        said = f"{drawn.benchmark.label} {_value(chart, drawn.benchmark.value)}"
        yield said, drawn.benchmark.value, False, strokes.PLUM
    if chart.limits:
        said = f"{chart.limits.centre} {_value(chart, chart.limits.mean)}"
        yield said, chart.limits.mean, False, strokes.MUTED


def _labels(frame: _Frame) -> Iterator[str]:
    wanted = [frame.y(value) + 4 for _, value, _, _ in frame.labels]
    placed = strokes.moved_apart(wanted, 12, frame.base + 2)
    for (said, _, bold, colour), y in zip(frame.labels, placed, strict=True):
        yield strokes.text(
            said,
            frame.end + 4,
            y,
            size=13 if bold else strokes.TEXT,
            weight=700 if bold else 400,
            fill=colour,
        )


def _note(frame: _Frame) -> Iterator[str]:
    """Beside the first point, if there is room; else nothing: the page has it too."""
    first = next((p for p in frame.chart.points if p.value is not None), None)
    if not frame.drawn.note or first is None or first.value is None:
        return
    room = frame.x(first.position) - 10 - frame.left
    if strokes.width_of(frame.drawn.note) <= room:
        yield strokes.text(
            frame.drawn.note, frame.left + room, frame.y(first.value) + 4, anchor="end"
        )


def _caption(frame: _Frame) -> Iterator[str]:
    """What the scale measures, where it isn't the figure of a period."""
    if frame.chart.between:
        said = f"{frame.chart.between} from one event to the next"
        yield strokes.text(said, frame.left, 11)


def _tick(chart: ControlChart, mark: float, marks: Sequence[float]) -> str:
    places = 0
    while places < 6 and any(round(m, places) != round(m, 9) for m in marks):
        places += 1
    return f"{text_of(mark, places)}{_sign(chart)}"


def _value(chart: ControlChart, value: float, point: Point | None = None) -> str:
    places = 0 if value == int(value) else places_of(value)
    more = "+" if point and point.open else ""
    return f"{text_of(value, places)}{more}{_sign(chart)}"


def _sign(chart: ControlChart) -> str:
    return "%" if chart.kind is Kind.PERCENT and not chart.between else ""
