"""The dashboard of an example, as `data/<code>-indicators.toml` tells it.

Values only: nothing here knows the database. Figures stand in the order of time, one
for each quarter up to the last that the example's day has behind it; "" is a gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from concord.examples.shapes import Words

Direction = Literal["up", "down", "none"]
Count = Annotated[int, Field(ge=0)]
Gap = Literal[""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Some years of the strategy."""

    key: Words
    label: Words
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What is watched. `early` and `late`: which way is wanted in each phase."""

    code: Words
    priority: Words
    title: Words
    numerator: Words
    unit: Words
    early: Direction
    late: Direction
    owner: Words
    ref: str = ""
    why: str = ""
    denominator: str = ""
    multiplier: Literal["count", "percent"] = "count"
    frequency: Literal["quarter", "year"] = "quarter"
    source: str = ""
    caveats: str = ""
    measure: str = ""  # what Concord counts, where that is the very same
    successor: str = ""
    long_term: bool = False
    population: bool = False
    counts: tuple[Count | Gap, ...] = ()
    shares: tuple[tuple[Count, Count] | Gap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group of residents, and how many of it began to be supported."""

    dimension: Words
    code: Words
    label: Words
    starting: tuple[Count, ...]
    residents: int | None = None
    no_answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Recording changed."""

    indicator: Words
    at: date
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """What others reach."""

    indicator: Words
    label: Words
    value: Decimal
    source: Words
    reading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """The whole file."""

    format: int
    source: Words
    invented: tuple[Words, ...]
    phases: tuple[Phase, ...]
    indicators: tuple[Indicator, ...]
    groups: tuple[Group, ...] = ()
    breaks: tuple[Break, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()


def complaints(dashboard: Dashboard) -> Iterator[str]:
    """What points nowhere."""
    known = [indicator.code for indicator in dashboard.indicators]
    if len(set(known)) < len(known):
        yield "indicators: a code is there twice"
    for indicator in dashboard.indicators:
        if indicator.successor and indicator.successor not in known:
            yield f"indicators: {indicator.code} is followed by nobody"
        if indicator.counts and indicator.shares:
            yield f"indicators: {indicator.code} has counts and shares"
    pointed = [one.indicator for one in dashboard.breaks]
    pointed += [one.indicator for one in dashboard.benchmarks]
    yield from (f"{code} is no indicator" for code in pointed if code not in known)
