"""A control chart that is judged: its points, its limits, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from concord.foundation.periods import Span
from concord.foundation.statistics.control.limits import Limits, Method, Without
from concord.foundation.statistics.control.rules import Rule, Signal
from concord.foundation.statistics.control.series import Kind


class Wanted(StrEnum):
    """Which way the figure should go. Of rare events: the events, not the gaps."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class State(StrEnum):
    """Of one point. Colour and shape follow this, never whether it went up."""

    USUAL = "usual"
    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"  # a signal where no direction is wanted
    UNJUDGED = "unjudged"  # its stretch has no limits
    MISSING = "missing"


class Verdict(StrEnum):
    IMPROVING = "improving"
    WORSENING = "worsening"
    CHANGED = "changed"
    NO_CHANGE = "no change beyond usual variation"
    TOO_FEW = "too few points"
    BROKEN = "broken series"


@dataclass(frozen=True, slots=True)
class Point:
    """`position` counts periods from the first of the axis, and may be a fraction.

    `rules` are those whose signals it belongs to, the deciding one first. `open`: the
    time since the last event, which isn't over.
    """

    position: float
    period: str
    label: str
    value: float | None
    state: State
    rules: tuple[Rule, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch between breaks: positions from `start` to `end`, both with it.

    `known` points have a value; limits are worked out from the first `counted` of them.
    """

    start: float
    end: float
    first: str
    last: str
    known: int
    counted: int
    limits: Limits | None
    without: Without | None


@dataclass(frozen=True, slots=True)
class Break:
    """Before this position recording changed."""

    position: float
    period: str
    label: str


@dataclass(frozen=True, slots=True)
class ControlChart:
    """What is drawn and what is said, of one making.

    `between`: "" where a point is the figure of a period; otherwise the unit of time
    between two events ("months", "days"), and each point is such a time.
    """

    rules: str
    kind: Kind
    wanted: Wanted
    axis: tuple[Span, ...]
    points: tuple[Point, ...]
    segments: tuple[Segment, ...]
    signals: tuple[Signal, ...]
    breaks: tuple[Break, ...]
    verdict: Verdict
    headline: str
    sentence: str
    between: str = ""

    @property
    def current(self) -> Segment:
        return self.segments[-1]

    @property
    def limits(self) -> Limits | None:
        """Those of the last stretch, by which the latest point is judged."""
        return self.current.limits

    @property
    def method(self) -> Method | None:
        return None if self.limits is None else self.limits.method

    @property
    def latest(self) -> Point | None:
        """The last point that has a value; None where no two events are known."""
        return next((p for p in reversed(self.points) if p.value is not None), None)

    @property
    def missing(self) -> tuple[Point, ...]:
        return tuple(p for p in self.points if p.state is State.MISSING)
