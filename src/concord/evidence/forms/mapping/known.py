"""What can be chosen in a mapping: columns of the file, codes of the partnership."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concord.access.actor import Actor
from concord.evidence.extracts.mapping import tidy
from concord.evidence.extracts.meaning import areas_above
from concord.evidence.extracts.sampling import Sample
from concord.evidence.models import Area, Category, IndicatorVersion, Multiplier
from concord.evidence.queries.dictionary import in_force

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Known:
    """`names`: of the columns; `sample`: the first rows, while they are there."""

    names: tuple[str, ...]
    sample: Sample | None
    areas: Sequence[Area]
    indicators: Sequence[IndicatorVersion]
    categories: Sequence[Category]

    def columns(self, chosen: str, nothing: str) -> Choices:
        """Every column to choose from, and the one that is chosen now."""
        names = list(self.names)
        if chosen and tidy(chosen) not in map(tidy, names):
            names.append(chosen)
        return [("", nothing), *((name, name) for name in names)]

    def spelt(self, column: str) -> str:
        """A column as the file spells it."""
        same = (one for one in self.names if tidy(one) == tidy(column))
        return next(same, column)

    def area_choices(self) -> Choices:
        """Areas by code; two of one name are told apart by it."""
        return [(one.code, f"{one.name} ({one.code})") for one in self.areas]

    def indicator_choices(self, chosen: str) -> Choices:
        """Indicators by code, and the one that is chosen now."""
        found = [
            (one.indicator.code, f"{one.title} ({one.indicator.code})")
            for one in self.indicators
        ]
        if chosen and chosen not in dict(found):
            found.append((chosen, chosen))
        return [("", "Choose"), *found]

    def version_of(self, indicator: str) -> IndicatorVersion | None:
        """What an indicator means now."""
        same = (one for one in self.indicators if one.indicator.code == indicator)
        return next(same, None)

    def is_count(self, indicator: str) -> bool:
        """Whether nothing has to be said of what it is a share or a rate."""
        version = self.version_of(indicator)
        return version is None or version.multiplier == Multiplier.COUNT

    def dimensions(self) -> Choices:
        """The dimensions that have groups."""
        there = {one.dimension for one in self.categories}
        named = [one for one in Category.Dimension.choices if one[0] in there]
        return [("", "Choose"), *((str(code), str(label)) for code, label in named)]

    def group_choices(self, dimension: str) -> Choices:
        """The groups of a dimension, by code."""
        return [
            (one.code, one.label)
            for one in self.categories
            if one.dimension == dimension
        ]

    def area_like(self, value: str) -> str:
        """The area that is called so, or has this code."""
        return _like(value, ((one.code, one.name) for one in self.areas))

    def group_like(self, dimension: str, value: str) -> str:
        """The group that is called so; a blank is "not recorded" where there is one."""
        of_it = [one for one in self.categories if one.dimension == dimension]
        if not value.strip():
            blanks = [one.code for one in of_it if one.no_answer]
            return blanks[0] if len(blanks) == 1 else ""
        return _like(value, ((one.code, one.label) for one in of_it))

    def above(self, codes: Iterable[str], *, roll_up: bool) -> list[Area]:
        """Every area that gets a figure if rows are of `codes`."""
        by_code = {one.code: one for one in self.areas}
        into = {
            code
            for each in codes
            if each in by_code
            for code in areas_above(by_code[each], self.areas, roll_up=roll_up)
        }
        return [one for one in self.areas if one.code in into]


def known(
    names: tuple[str, ...], sample: Sample | None, *, today: dt.date, by: Actor
) -> Known:
    """Look up what there is to choose from. Three queries."""
    versions = in_force(
        IndicatorVersion.objects.visible_to(by).select_related("indicator"), today
    )
    return Known(
        names=names,
        sample=sample,
        areas=list(
            Area.objects.visible_to(by).order_by("-is_home", "position", "name")
        ),
        indicators=sorted(versions.values(), key=lambda one: one.title.casefold()),
        categories=list(Category.objects.visible_to(by)),
    )


def _like(value: str, named: Iterable[tuple[str, str]]) -> str:
    said = tidy(value)
    return next((code for code, name in named if said in (tidy(code), tidy(name))), "")
