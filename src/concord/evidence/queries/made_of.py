"""What a figure is made of: its counts, where they came from, what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concord.access.actor import Actor
from concord.evidence.models import (
    PERSONAL,
    Area,
    Batch,
    Category,
    Indicator,
    IndicatorVersion,
    Observation,
    Period,
)
from concord.evidence.queries.equality import HIDE_BELOW
from concord.evidence.queries.judged import Judged, limits_of, shown, when, written
from concord.evidence.queries.readers import Readers, readers
from concord.evidence.queries.series import Point, Series, series_of
from concord.foundation.statistics.control import State

STATES = {
    State.USUAL: "usual",
    State.BETTER: "better",
    State.WORSE: "worse",
    State.CHANGED: "changed",
    State.UNJUDGED: "not judged",
    State.MISSING: "no figure",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One period of a series, as a table tells it."""

    period: Period
    label: str  # short, by the kind of period
    value: str
    interval: str
    numerator: int | None
    denominator: int | None
    state: str
    status: str
    vintage: int
    batch: Batch | None
    note: str
    cut: str  # why it is not compared with the period before


@dataclass(frozen=True, slots=True)
class Part:
    """A group or a smaller area in the latest period. `value` empty: hidden."""

    label: str
    dimension: str
    value: str
    numerator: int | None
    denominator: int | None
    is_hidden: bool = False


def rows_of(judged: Judged) -> list[Row]:
    """Every period, the newest first. One query."""
    found = judged.series
    if found is None:
        return []
    batches = Batch.objects.in_bulk({point.batch for point in found.points})
    states = (
        {point.label: STATES[point.state] for point in judged.chart.points}
        if judged.chart is not None and not judged.chart.between
        else {}
    )
    rows = [
        _row(point, before, found, states, batches)
        for before, point in zip((None, *found.points), found.points, strict=False)
    ]
    return rows[::-1]


def _row(
    point: Point,
    before: Point | None,
    found: Series,
    states: dict[str, str],
    batches: dict[int, Batch],
) -> Row:
    cut = found.cut_between(before.period, point.period) if before else None
    limits = limits_of(point, found.version)
    label = point.period.short
    return Row(
        period=point.period,
        label=when(point.period, found.version),
        value=shown(point, found.version),
        interval=""
        if limits is None
        else " to ".join(written(limit, found.version) for limit in limits),
        numerator=point.numerator,
        denominator=point.denominator,
        state=states.get(label, states.get(point.period.label, "not judged")),
        status=str(Observation.Status(point.status).label),
        vintage=point.vintage,
        batch=batches.get(point.batch),
        note=point.note,
        cut=cut.why if cut is not None else "",
    )


def vintages(
    indicator: Indicator, area: Area, period: Period, actor: Actor
) -> Sequence[Observation]:
    """What was said of one period, the first vintage first. One query."""
    return list(
        Observation.objects.visible_to(actor)
        .select_related("batch", "version")
        .filter(
            indicator=indicator,
            area=area,
            category=None,
            period_start=period.first_day,
        )
        .order_by("vintage")
    )


def parts_of(
    indicator: Indicator,
    version: IndicatorVersion,
    area: Area,
    period: Period,
    actor: Actor,
) -> list[Part]:
    """The groups of the latest period, as this hat may see them. Four queries.

    Groups by a characteristic are exact for those who prepare figures; for others few
    are hidden, and the page of the dashboard shows them rounded over a year.
    """
    categories = list(Category.objects.visible_to(actor))
    if readers(actor) is not Readers.MANAGEMENT:
        categories = [one for one in categories if one.dimension not in PERSONAL]
    if area.kind == Area.Kind.WARD or not categories:
        return []
    found = series_of(
        [indicator],
        actor,
        areas=[area],
        categories=categories,
        first=period.first_day,
        last=period.last_day,
    )
    return [
        _part(one, found[place].last, version, actor)
        for one in categories
        if (place := (indicator.pk, area.pk, one.pk)) in found
    ]


def _part(
    category: Category, point: Point | None, version: IndicatorVersion, actor: Actor
) -> Part:
    dimension = str(Category.Dimension(category.dimension).label)
    if point is None:
        return Part(category.label, dimension, "", None, None)
    few = point.numerator is not None and 0 < point.numerator < HIDE_BELOW
    if few and readers(actor) is not Readers.MANAGEMENT:
        return Part(category.label, dimension, "", None, None, is_hidden=True)
    return Part(
        category.label,
        dimension,
        shown(point, version),
        point.numerator,
        point.denominator,
    )
