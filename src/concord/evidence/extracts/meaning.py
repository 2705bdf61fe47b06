"""What the codes of a mapping are here: areas, indicators and groups, and the rules
that a mapping has to keep with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from concord.access.actor import Actor
from concord.evidence.extracts.counting import areas_of
from concord.evidence.extracts.mapping import Counted, Distinct, Mapping
from concord.evidence.models import (
    OF_KIND,
    Area,
    Category,
    Frequency,
    Indicator,
    IndicatorVersion,
    Multiplier,
    Period,
)

# What a cell that says a whole period can be counted for.
LONG_ENOUGH = {
    "quarter": {Frequency.QUARTER, Frequency.YEAR, Frequency.CALENDAR_YEAR},
    "financial year": {Frequency.YEAR},
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """`indicators` and `kinds` in the order of the figures; `into`: for each area of
    the mapping, by code, those that its rows count for."""

    mapping: Mapping
    indicators: tuple[Indicator, ...]
    kinds: tuple[type[Period], ...]
    areas: Dict[str, Area]
    into: Dict[str, tuple[str, ...]]
    categories: Dict[tuple[str, str], Category]


def meaning_of(mapping: Mapping, *, on: dt.date, by: Actor) -> Meaning:
    """Look every code up. `on`: the day whose versions of indicators count.

    Raises ValidationError with a line for each code that is unknown and each rule
    that is broken.
    """
    areas = {area.code: area for area in Area.objects.visible_to(by)}
    indicators = {one.code: one for one in Indicator.objects.visible_to(by)}
    categories = {
        (one.dimension, one.code): one for one in Category.objects.visible_to(by)
    }
    versions = _versions(indicators.values(), on)
    into = {
        code: areas_above(areas[code], areas.values(), roll_up=mapping.area.roll_up)
        for code in areas_of(mapping)
        if code in areas
    }
    problems = list(_unknown_areas(mapping, areas))
    for number, figure in enumerate(mapping.figures, start=1):
        where = f"figures, {number}"
        version = versions.get(figure.indicator)
        if version is None:
            problems.append(
                f"{where}: no indicator {figure.indicator!r} with a version in force "
                f"on {on}. Define it first."
            )
            continue
        wrong = [
            *_wrong_period(mapping, version),
            *_wrong_share(figure, version, into),
            *_unknown_groups(figure, categories),
        ]
        problems += [f"{where}, {figure.indicator}: {one}" for one in wrong]
    problems += _twice(mapping)
    if problems:
        raise ValidationError(problems)
    return Meaning(
        mapping=mapping,
        indicators=tuple(indicators[one.indicator] for one in mapping.figures),
        kinds=tuple(
            OF_KIND[versions[one.indicator].frequency] for one in mapping.figures
        ),
        areas=areas,
        into=into,
        categories=categories,
    )


def _versions(
    indicators: Iterable[Indicator], on: dt.date
) -> dict[str, IndicatorVersion]:
    found = {}
    for version in IndicatorVersion.objects.filter(
        indicator__in=list(indicators)
    ).select_related("indicator"):
        if version.is_valid_on(on):
            found[version.indicator.code] = version
    return found


def areas_above(area: Area, areas: Iterable[Area], *, roll_up: bool) -> tuple[str, ...]:
    """The area, and those above it up to the partnership's own, if that is above.

    Above it, the file covers an area only in part.
    """
    if not roll_up:
        return (area.code,)
    by_id = {one.pk: one for one in areas}
    chain = [area]
    while not chain[-1].is_home and chain[-1].parent_id is not None:
        chain.append(by_id[chain[-1].parent_id])
    if not chain[-1].is_home:
        return (area.code,)
    return tuple(one.code for one in chain)


def _unknown_areas(mapping: Mapping, areas: Dict[str, Area]) -> Iterator[str]:
    for code in areas_of(mapping):
        if code not in areas:
            yield f"area: no area has the code {code!r}. Add it, or take another code."


def _wrong_period(mapping: Mapping, version: IndicatorVersion) -> Iterator[str]:
    allowed = LONG_ENOUGH.get(mapping.day.format)
    if allowed is not None and version.frequency not in allowed:
        yield (
            f"it is of every {version.get_frequency_display().lower()}, and the day is "
            f"given as a {mapping.day.format}, which is too long or lies across."
        )
    if version.is_rolling:
        yield "its periods overlap (twelve months each), which a file can't fill."


def _wrong_share(
    figure: Counted, version: IndicatorVersion, into: Dict[str, tuple[str, ...]]
) -> Iterator[str]:
    if version.multiplier == Multiplier.COUNT:
        if figure.of is not None:
            yield "it is a count: take out what it is of."
        return
    if figure.of is None:
        yield f"say what it is of: {version.denominator}."
        return
    if figure.of.population is not None:
        wanted = {code for codes in into.values() for code in codes}
        if missing := sorted(wanted - set(figure.of.population)):
            yield f"say the population of {', '.join(missing)}."


def _unknown_groups(
    figure: Counted, categories: Dict[tuple[str, str], Category]
) -> Iterator[str]:
    for breakdown in figure.breakdowns:
        for code in sorted(set(breakdown.values.values())):
            if (breakdown.dimension, code) not in categories:
                yield (
                    f"{breakdown.column}: no group of {breakdown.dimension!r} has the "
                    f"code {code!r}."
                )


def _twice(mapping: Mapping) -> Iterator[str]:
    seen: set[str] = set()
    for figure in mapping.figures:
        if figure.indicator in seen:
            yield f"{figure.indicator} is counted twice: keep one of them."
        seen.add(figure.indicator)
        dimensions = [one.dimension for one in figure.breakdowns]
        if len(dimensions) != len(set(dimensions)):
            yield f"{figure.indicator}: two columns for one breakdown. Keep one."


def count_words(figure: Counted) -> str:
    """What one figure counts, for a person."""
    if figure.count == "rows":
        return "rows"
    if isinstance(figure.count, Distinct):
        return f"different values of {figure.count.distinct}"
    return f"sum of {figure.count.sum}"
