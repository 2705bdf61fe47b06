"""Who is reached: groups of those who were counted, against the residents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concord.access.actor import Actor
from concord.evidence.models import Area, Category, Indicator, Period
from concord.evidence.queries.readers import Readers, readers
from concord.evidence.queries.series import Series, series_of
from concord.foundation.statistics.proportions import proportion

HIDE_BELOW = 5
ROUND_TO = 5
FEWER = "fewer than they are of residents"
MORE = "more than they are of residents"
NO_DIFFERENCE = "no difference beyond chance"


@dataclass(frozen=True, slots=True)
class Group:
    """One group. `people` and `share` are None where they are hidden."""

    category: Category
    people: int | None
    share: float | None  # % of those whose group is known
    lower: float | None
    upper: float | None
    residents: float | None  # % of residents
    is_hidden: bool = False

    @property
    def verdict(self) -> str:
        """Whether the group is reached as often as its share of residents says."""
        if self.lower is None or self.upper is None or self.residents is None:
            return ""
        if self.upper < self.residents:
            return FEWER
        return MORE if self.lower > self.residents else NO_DIFFERENCE


@dataclass(frozen=True, slots=True)
class Reach:
    """The groups of a dimension over the periods of a year. `total`: people counted."""

    indicator: Indicator
    dimension: str
    first: Period
    last: Period
    groups: tuple[Group, ...]
    total: int
    not_recorded: int | None
    is_rounded: bool

    @property
    def label(self) -> str:
        return str(Category.Dimension(self.dimension).label)

    @property
    def under(self) -> list[Group]:
        """The groups that are reached less often than they live here."""
        return [group for group in self.groups if group.verdict == FEWER]

    @property
    def any_hidden(self) -> bool:
        return any(group.is_hidden for group in self.groups)


def reach(
    candidates: Sequence[Indicator],
    population: Indicator | None,
    categories: Sequence[Category],
    last: Period,
    actor: Actor,
    *,
    area: Area,
) -> Reach | None:
    """Groups of the first candidate that has any, over the year that ends with `last`.

    `categories` are those of one dimension. None where nothing was recorded for them.
    The periods of a year are added up, so somebody who came in two counts twice. Six
    queries.
    """
    first = last.plus(1 - periods_in_a_year(last))
    found = series_of(
        candidates,
        actor,
        areas=[area],
        categories=categories,
        first=first.first_day,
        last=last.last_day,
    )
    with_groups = {indicator for indicator, _, _ in found}
    indicator = next((one for one in candidates if one.pk in with_groups), None)
    if indicator is None:
        return None
    people = {
        category.pk: _sum(found.get((indicator.pk, area.pk, category.pk)))
        for category in categories
    }
    return _reach(
        indicator,
        categories,
        people,
        _residents(population, categories, area, last, actor),
        (first, last),
        readers(actor),
    )


def periods_in_a_year(period: Period) -> int:
    """4 for a quarter, 12 for a month, 1 for a year."""
    return {"Month": 12, "Quarter": 4}.get(type(period).__name__, 1)


def _sum(found: Series | None) -> int:
    points = found.points if found is not None else ()
    return sum(point.numerator or 0 for point in points)


def _residents(
    population: Indicator | None,
    categories: Sequence[Category],
    area: Area,
    last: Period,
    actor: Actor,
) -> dict[int, int]:
    """Residents of each group by the newest figures that were there by then."""
    if population is None:
        return {}
    found = series_of(
        [population], actor, areas=[area], categories=categories, last=last.last_day
    )
    return {
        category: (one.last.numerator or 0)
        for (_, _, category), one in found.items()
        if category is not None and one.last is not None
    }


def _reach(
    indicator: Indicator,
    categories: Sequence[Category],
    people: dict[int, int],
    residents: dict[int, int],
    span: tuple[Period, Period],
    who: Readers,
) -> Reach:
    known = sum(people[one.pk] for one in categories if not one.no_answer)
    unknown = sum(people[one.pk] for one in categories if one.no_answer)
    here = sum(residents.values())
    groups = tuple(
        _group(one, people[one.pk], known, residents.get(one.pk), here, who)
        for one in categories
        if not one.no_answer
    )
    exact = who is Readers.MANAGEMENT
    return Reach(
        indicator=indicator,
        dimension=categories[0].dimension,
        first=span[0],
        last=span[1],
        groups=groups,
        total=known + unknown if exact else _rounded(known + unknown),
        not_recorded=unknown if exact else _few(unknown),
        is_rounded=not exact,
    )


def _group(
    category: Category,
    n: int,
    known: int,
    residents: int | None,
    here: int,
    who: Readers,
) -> Group:
    lives = 100 * residents / here if residents is not None and here else None
    if not known:
        return Group(category, n, None, None, None, lives)
    if who is Readers.MANAGEMENT:
        share = proportion(numerator=n, denominator=known)
        return Group(category, n, share.value, share.lower, share.upper, lives)
    # A share of nearly everybody tells as much as one of nearly nobody.
    if 0 < n < HIDE_BELOW or 0 < known - n < HIDE_BELOW:
        return Group(category, None, None, None, None, lives, is_hidden=True)
    about, around = _rounded(n), max(_rounded(known), _rounded(n), 1)
    share = proportion(numerator=about, denominator=around)
    return Group(category, about, share.value, share.lower, share.upper, lives)


def _rounded(n: int) -> int:
    return ROUND_TO * ((n + ROUND_TO // 2) // ROUND_TO)


def _few(n: int) -> int | None:
    return None if 0 < n < HIDE_BELOW else _rounded(n)
