"""Counting what casework knows, for the indicators whose version names a measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from concord.access.actor import Actor
from concord.access.measures import MEASURES, Count, Group, Measure
from concord.access.permit import Verb, permit
from concord.evidence.actions import observing
from concord.evidence.actions.observing import Figure
from concord.evidence.models import (
    OF_KIND,
    Area,
    Batch,
    Category,
    Indicator,
    IndicatorVersion,
    Multiplier,
    Observation,
    Period,
)
from concord.foundation.periods import Quarter
from concord.partnership.models import Definition

LOOKS_BACK = dt.timedelta(days=2 * 366)  # late entries change what was counted
Groups = Mapping[tuple[str, str], Category]


class _NothingNew(Exception):
    """The counts say what is recorded already: no batch is kept."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """One period to count, by the version in force on its last day."""

    period: Period
    version: IndicatorVersion
    measure: Measure


def count_all(*, today: dt.date, by: Actor) -> int:
    """Count for every indicator that a measure fills. How many figures are new."""
    permit(by, Verb.RECORD_FIGURES)
    counted = Indicator.objects.visible_to(by).exclude(versions__measure="").distinct()
    return sum(count(indicator=one, today=today, by=by) for one in counted)


@transaction.atomic
def count(*, indicator: Indicator, today: dt.date, by: Actor) -> int:
    """Count the closed periods of the last two years of one indicator.

    What says the same is not written again; a count that changed is the next vintage.
    Figures are provisional until the end of the quarter after, then final. Periods
    before the first count that is not nought are left out: Concord was not in use. So
    are periods of which people have recorded a figure: theirs stands. Gives how many
    figures are new. The database refuses who may not count.
    """
    permit(by, Verb.RECORD_FIGURES, indicator)
    area = Area.objects.visible_to(by).filter(is_home=True).first()
    turns = list(_turns(indicator, today))
    if area is None or not turns:
        return 0
    newest = turns[-1].measure
    groups = _groups({group for turn in turns for group in turn.measure.groups}, by=by)
    standing = _standing(indicator, area)
    has_begun = False
    figures: list[Figure] = []
    for turn in turns:
        kind = standing.get((turn.version.frequency, turn.period.first_day))
        if kind not in (None, Batch.Kind.MEASURE):
            continue
        counts = turn.measure.count(turn.period.first_day, turn.period.last_day)
        has_begun = has_begun or kind is not None or any(c.n or c.of for c in counts)
        if has_begun:
            figures += _figures(indicator, area, turn, counts, groups, today)
    if not figures:
        return 0
    try:
        with transaction.atomic():
            batch = observing.record(
                figures,
                kind=Batch.Kind.MEASURE,
                origin=f"Counted by Concord from {newest.room}: {newest.label}",
                note=_rules(newest, today),
                by=by,
            )
            new: int = batch.observations.count()
            if not new:
                raise _NothingNew
    except _NothingNew:
        return 0
    return new


def _turns(indicator: Indicator, today: dt.date) -> Iterator[_Turn]:
    """The closed periods that a measure can fill, the oldest first."""
    for version in indicator.versions.order_by("version"):
        found = MEASURES.get(version.measure)
        if found is None or version.is_rolling:
            continue
        kind = OF_KIND[version.frequency]
        for period in kind.covering(today - LOOKS_BACK, today):
            if period.last_day < today and version.is_valid_on(period.last_day):
                yield _Turn(period, version, found)


def _standing(indicator: Indicator, area: Area) -> dict[tuple[str, dt.date], str]:
    """By kind and first day of a period: where the figure that counts came from."""
    rows = Observation.objects.filter(indicator=indicator, area=area, category=None)
    found = rows.order_by("vintage").values_list(
        "period_kind", "period_start", "batch__kind"
    )
    return {(kind, start): batch for kind, start, batch in found}


def _groups(wanted: Iterable[Group], *, by: Actor) -> Groups:
    """The partnership's own row for each group; what it has not is added."""
    Category.objects.bulk_create(
        [
            Category(
                partnership_id=by.here,
                dimension=group.dimension,
                code=group.code,
                label=group.label,
                position=position,
                no_answer=group.no_answer,
            )
            for position, group in enumerate(_in_order(wanted), start=1)
        ],
        ignore_conflicts=True,
    )
    rows = Category.objects.visible_to(by)
    return {(row.dimension, row.code): row for row in rows}


def _in_order(wanted: Iterable[Group]) -> list[Group]:
    return sorted(wanted, key=lambda one: (one.dimension, one.no_answer))


def _figures(
    indicator: Indicator,
    area: Area,
    turn: _Turn,
    counts: Iterable[Count],
    groups: Groups,
    today: dt.date,
) -> Iterator[Figure]:
    is_count = turn.version.multiplier == Multiplier.COUNT
    for one in counts:
        group = one.group
        yield Figure(
            indicator,
            area,
            turn.period,
            category=groups[group.dimension, group.code] if group else None,
            numerator=one.n,
            denominator=None if is_count else one.of,
            status=status_on(turn.period, today),
        )


def status_on(period: Period, today: dt.date) -> str:
    """Provisional to the end of the quarter after the period; then final."""
    settles = Quarter.containing(period.last_day).next.last_day
    status = Observation.Status
    return status.PROVISIONAL if today <= settles else status.FINAL


def _rules(measure: Measure, today: dt.date) -> str:
    """ "Definition marac_return, version 2"; nothing where no definition rules it."""
    rules = rules_of(measure, today)
    return f"Definition {rules.code}, version {rules.version}" if rules else ""


def rules_of(measure: Measure, day: dt.date) -> Definition | None:
    """The definition by which a measure is counted on a day."""
    if not measure.rules:
        return None
    found: Definition | None = (
        Definition.objects.valid_on(day).filter(code=measure.rules).first()
    )
    return found
