"""Recording figures: many at a time, from whichever way they come, never altered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.evidence.models import (
    Area,
    Batch,
    Category,
    Indicator,
    IndicatorVersion,
    Observation,
    Period,
    kind_of,
)

AT_ONCE = 2_000  # rows of one INSERT
Status = Observation.Status
Quality = Observation.Quality
# Who an indicator's figure is for: its place in the series, less the vintage.
Key = tuple[int, int, int | None, str, dt.date]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure to record. Counts are whole and in the indicator's own unit.

    `denominator` where the indicator is a share or a rate; `value` only for a printed
    rate without the counts that made it. A figure of nothing at all says that it is
    not known any more.
    """

    indicator: Indicator
    area: Area
    period: Period
    category: Category | None = None
    numerator: int | None = None
    denominator: int | None = None
    value: Decimal | None = None
    status: str = Status.FINAL
    may_publish: bool = False
    quality: str = Quality.COMPLETE
    note: str = ""

    @property
    def key(self) -> Key:
        """Its place: indicator, area, group, kind of period, first day."""
        return (
            self.indicator.pk,
            self.area.pk,
            self.category.pk if self.category else None,
            kind_of(self.period),
            self.period.first_day,
        )


@transaction.atomic
def record(
    figures: Sequence[Figure],
    *,
    kind: str,
    origin: str,
    note: str = "",
    by: Actor,
) -> Batch:
    """Record figures under one batch and give it back.

    A figure that says what the latest vintage says is not written again. One that
    differs becomes the next vintage, and "republished" if the one before was final.
    Two hats that record at once are taken one after the other. Raises ValidationError
    that names the indicator and the period of a figure that can't be right.
    """
    permit(by, Verb.RECORD_FIGURES)
    _one_at_a_time(by)
    batch = Batch(
        partnership_id=by.here,
        kind=kind,
        origin=origin.strip(),
        note=note.strip(),
        by_id=by.membership_id,
        principal=by.principal or "",
    )
    batch.full_clean()
    batch.save()
    versions = _Versions(figures)
    for start in range(0, len(figures), AT_ONCE):
        _record_some(figures[start : start + AT_ONCE], versions, batch)
    return batch


def _one_at_a_time(by: Actor) -> None:
    """Held to the end of the transaction: a vintage is the last one plus one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('evidence.figures'), %s)", [by.here]
        )


class _Versions:
    """The versions of the indicators of many figures.

    Many figures are of one period, so which version that makes is looked up once.
    """

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._all: dict[int, list[IndicatorVersion]] = {}
        self._found: dict[tuple[int, dt.date], IndicatorVersion] = {}
        ids = {figure.indicator.pk for figure in figures}
        for version in IndicatorVersion.objects.filter(indicator_id__in=ids):
            self._all.setdefault(version.indicator_id, []).append(version)

    def of(self, figure: Figure, key: Key) -> IndicatorVersion:
        """The one in force on the last day. `key` is the figure's. ValidationError."""
        asked = (key[0], figure.period.last_day)
        found = self._found.get(asked)
        if found is None:
            found = _version_for(figure, self._all.get(key[0], ()))
            self._found[asked] = found
        return found


def _record_some(figures: Sequence[Figure], versions: _Versions, batch: Batch) -> None:
    latest = _latest(figures)
    made: dict[Key, Observation] = {}
    for figure in figures:
        key = figure.key
        version = versions.of(figure, key)
        _check(figure, version)
        if key in made:
            raise ValidationError(f"{_named(figure, version)}: given twice; keep one.")
        before = latest.get(key)
        if before is not None and _says_the_same(figure, version, before):
            continue
        made[key] = _observation(figure, key, version, before, batch)
    Observation.objects.bulk_create(made.values())


def _latest(figures: Sequence[Figure]) -> dict[Key, Observation]:
    rows = (
        Observation.objects.filter(
            partnership_id=figures[0].area.partnership_id,
            indicator_id__in={figure.indicator.pk for figure in figures},
            area_id__in={figure.area.pk for figure in figures},
            period_start__in={figure.period.first_day for figure in figures},
        )
        .order_by(
            "indicator_id",
            "area_id",
            "category_id",
            "period_kind",
            "period_start",
            "-vintage",
        )
        .distinct(
            "indicator_id", "area_id", "category_id", "period_kind", "period_start"
        )
    )
    return {
        (
            row.indicator_id,
            row.area_id,
            row.category_id,
            row.period_kind,
            row.period_start,
        ): row
        for row in rows
    }


def _version_for(
    figure: Figure, versions: Sequence[IndicatorVersion]
) -> IndicatorVersion:
    for version in versions:
        if version.is_valid_on(figure.period.last_day):
            return version
    raise ValidationError(
        f"{figure.indicator.code}, {figure.period.label}: no version of this indicator "
        "is in force on the last day of the period. Define one that is."
    )


def _check(figure: Figure, version: IndicatorVersion) -> None:
    problem = _problem(figure, version)
    if problem:
        raise ValidationError(f"{_named(figure, version)}: {problem}")


def _problem(figure: Figure, version: IndicatorVersion) -> str:
    top, bottom = figure.numerator, figure.denominator
    for words, number in (("count", top), ("total it is of", bottom)):
        if number is not None and (isinstance(number, bool) or number < 0):
            return f"the {words} is {number}; it must be a whole number of 0 or more."
    if figure.value is not None and top is not None:
        return "give the counts, or the printed value, not both."
    if top is not None and version.multiplier != "count" and bottom is None:
        return f"say of how many: {version.denominator or version.population_words}."
    if version.is_share and top is not None and bottom is not None and top > bottom:
        return f"{top} is more than the {bottom} that it is a share of."
    return ""


def _named(figure: Figure, version: IndicatorVersion) -> str:
    where = f", {figure.category.label}" if figure.category else ""
    return f"{version.title}, {figure.area.name}, {figure.period.label}{where}"


def _says_the_same(
    figure: Figure, version: IndicatorVersion, before: Observation
) -> bool:
    return (
        before.version_id == version.pk
        and before.numerator == figure.numerator
        and before.denominator == figure.denominator
        and before.value == figure.value
        and before.may_publish == figure.may_publish
        and before.quality == figure.quality
        and before.note == figure.note.strip()
        and (before.status == figure.status or before.status == Status.REPUBLISHED)
    )


def _observation(
    figure: Figure,
    key: Key,
    version: IndicatorVersion,
    before: Observation | None,
    batch: Batch,
) -> Observation:
    status = figure.status
    if before is not None and before.status in (Status.FINAL, Status.REPUBLISHED):
        status = Status.REPUBLISHED
    indicator_id, area_id, category_id, period_kind, period_start = key
    # By ids: there are thousands, and setting a related row takes far longer.
    return Observation(
        partnership_id=batch.partnership_id,
        indicator_id=indicator_id,
        version_id=version.pk,
        area_id=area_id,
        period_kind=period_kind,
        period_start=period_start,
        category_id=category_id,
        numerator=figure.numerator,
        denominator=figure.denominator,
        value=figure.value,
        status=status,
        vintage=before.vintage + 1 if before is not None else 1,
        may_publish=figure.may_publish,
        quality=figure.quality,
        note=figure.note.strip(),
        batch_id=batch.pk,
    )
