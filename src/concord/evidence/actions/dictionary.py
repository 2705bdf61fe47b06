"""Keeping the dictionary: areas, groups, indicators, phases, benchmarks, breaks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max

from concord.access.actor import Actor, because
from concord.access.permit import Verb, permit
from concord.evidence.models import (
    Area,
    Benchmark,
    BreakTakenBack,
    Category,
    Indicator,
    IndicatorPhase,
    IndicatorVersion,
    Phase,
    SeriesBreak,
)
from concord.partnership.models import Agency
from concord.plan.models import Strategy

ALWAYS = DateRange(None, None)


@transaction.atomic
def add_area(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Area | None = None,
    is_home: bool = False,
    position: int = 0,
    by: Actor,
) -> Area:
    """A place that figures are for. Raises ValidationError by field."""
    permit(by, Verb.KEEP_EVIDENCE)
    area = Area(
        partnership_id=by.here,
        code=code.strip(),
        name=name.strip(),
        kind=kind,
        parent=parent,
        is_home=is_home,
        position=position,
    )
    area.full_clean()
    area.save()
    return area


@transaction.atomic
def add_category(
    *,
    dimension: str,
    code: str,
    label: str,
    position: int = 0,
    no_answer: bool = False,
    by: Actor,
) -> Category:
    """A group of a breakdown. Raises ValidationError by field."""
    permit(by, Verb.KEEP_EVIDENCE)
    category = Category(
        partnership_id=by.here,
        dimension=dimension,
        code=code.strip(),
        label=label.strip(),
        position=position,
        no_answer=no_answer,
    )
    category.full_clean()
    category.save()
    return category


@transaction.atomic
def define(
    *,
    code: str,
    title: str,
    numerator: str,
    unit: str,
    printed_ref: str = "",
    strategy: Strategy | None = None,
    priority: str = "",
    priority_position: int = 0,
    position: int = 0,
    is_long_term: bool = False,
    is_population: bool = False,
    valid: DateRange = ALWAYS,
    by: Actor,
    **meaning: object,
) -> Indicator:
    """A new indicator with the first version of what it means.

    `meaning`: further fields of `IndicatorVersion`. Raises ValidationError by field.
    """
    permit(by, Verb.KEEP_EVIDENCE)
    indicator = Indicator(
        partnership_id=by.here,
        code=code.strip(),
        printed_ref=printed_ref.strip(),
        strategy=strategy,
        priority=priority.strip(),
        priority_position=priority_position,
        position=position,
        is_long_term=is_long_term,
        is_population=is_population,
    )
    indicator.full_clean()
    indicator.save()
    _save_version(
        IndicatorVersion(
            partnership_id=by.here,
            indicator=indicator,
            version=1,
            title=title.strip(),
            numerator=numerator.strip(),
            unit=unit,
            valid=valid,
            **meaning,
        )
    )
    return indicator


@transaction.atomic
def revise(
    *, indicator: Indicator, starts_on: dt.date, why: str, by: Actor, **meaning: object
) -> IndicatorVersion:
    """From a day on the indicator means something else: another series begins.

    The version before ends the day before. Fields that are not given stay. Raises
    ValidationError where `starts_on` is not later than the last version's first day.
    """
    permit(by, Verb.KEEP_EVIDENCE, indicator)
    before = (
        IndicatorVersion.objects.select_for_update()
        .filter(indicator=indicator)
        .order_by("-version")[0]
    )
    if not why.strip():
        raise ValidationError({"why": "Say what changed, for whoever reads the chart."})
    if before.valid.lower is not None and starts_on <= before.valid.lower:
        raise ValidationError(
            {
                "starts_on": f"Version {before.version} began on {before.valid.lower}: "
                "choose a later day."
            }
        )
    kept = {
        field.name: getattr(before, field.name)
        for field in IndicatorVersion._meta.concrete_fields
        if field.name not in {"id", "version", "valid"}
    }
    unknown = set(meaning) - set(kept)
    if unknown:
        raise TypeError(f"A version has no {', '.join(sorted(unknown))}.")
    after = IndicatorVersion(
        **(kept | meaning),
        version=before.version + 1,
        valid=DateRange(starts_on, before.valid.upper),
    )
    because(why)
    before.valid = DateRange(before.valid.lower, starts_on)
    before.save(update_fields=["valid"])
    return _save_version(after)


def _save_version(version: IndicatorVersion) -> IndicatorVersion:
    version.full_clean()
    version.save()
    return version


@transaction.atomic
def add_phase(
    *,
    label: str,
    first_day: dt.date,
    last_day: dt.date,
    strategy: Strategy | None = None,
    by: Actor,
) -> Phase:
    """Some years of a strategy. Raises ValidationError by field."""
    permit(by, Verb.KEEP_EVIDENCE)
    phase = Phase(
        partnership_id=by.here,
        label=label.strip(),
        first_day=first_day,
        last_day=last_day,
        strategy=strategy,
    )
    phase.full_clean()
    phase.save()
    return phase


@transaction.atomic
def want(
    *,
    indicator: Indicator,
    phase: Phase,
    direction: str,
    target: Decimal | None = None,
    target_words: str = "",
    successor: Indicator | None = None,
    by: Actor,
) -> IndicatorPhase:
    """Which way is wanted of an indicator in a phase; said again, it is replaced."""
    permit(by, Verb.KEEP_EVIDENCE, indicator)
    wanted = IndicatorPhase.objects.filter(
        indicator=indicator, phase=phase
    ).first() or IndicatorPhase(
        partnership_id=by.here, indicator=indicator, phase=phase
    )
    wanted.direction = direction
    wanted.target = target
    wanted.target_words = target_words.strip()
    wanted.successor = successor
    wanted.full_clean()
    wanted.save()
    return wanted


@transaction.atomic
def add_benchmark(
    *,
    indicator: Indicator,
    label: str,
    value: Decimal,
    source: str,
    upper: Decimal | None = None,
    reading_words: str = "",
    valid: DateRange = ALWAYS,
    by: Actor,
) -> Benchmark:
    """What others reach, with its source. Raises ValidationError by field."""
    permit(by, Verb.KEEP_EVIDENCE, indicator)
    benchmark = Benchmark(
        partnership_id=by.here,
        indicator=indicator,
        label=label.strip(),
        value=value,
        upper=upper,
        source=source.strip(),
        reading_words=reading_words.strip(),
        valid=valid,
    )
    benchmark.full_clean()
    benchmark.save()
    return benchmark


@transaction.atomic
def mark_break(
    *,
    indicator: Indicator,
    at: dt.date,
    why: str,
    area: Area | None = None,
    agency: Agency | None = None,
    by: Actor,
) -> SeriesBreak:
    """From `at` on it was recorded in another way; said twice, it is one break.

    One that was taken back is marked again where somebody of the partnership says so.
    The same agency's return does not: each correction of it would cut the chart anew.
    """
    permit(by, Verb.KEEP_EVIDENCE, indicator)
    if not why.strip():
        raise ValidationError({"why": "Say what changed in the way of recording."})
    before = (
        SeriesBreak.objects.filter(indicator=indicator, area=area, at=at)
        .select_related("taken_back")
        .last()
    )
    if before is not None and (agency is not None or is_in_force(before)):
        return before
    made = SeriesBreak(
        partnership_id=by.here,
        indicator=indicator,
        area=area,
        agency=agency,
        at=at,
        why=why.strip(),
        mark=before.mark + 1 if before is not None else 1,
        by_id=by.membership_id,
        principal=by.principal or "",
    )
    made.full_clean()
    made.save()
    return made


def is_in_force(found: SeriesBreak) -> bool:
    """Whether a break parts figures: it was not taken back."""
    return getattr(found, "taken_back", None) is None


@transaction.atomic
def take_back_break(*, found: SeriesBreak, why: str, by: Actor) -> BreakTakenBack:
    """It was marked wrongly: figures before and after can be compared again.

    Taken back twice, the first reason stays. Raises ValidationError without a reason.
    """
    permit(by, Verb.KEEP_EVIDENCE, found)
    if not why.strip():
        raise ValidationError({"why": "Say why recording did not change after all."})
    # Held alone, so that two who take it back at once are one after the other.
    Indicator.objects.select_for_update().get(pk=found.indicator_id)
    before = BreakTakenBack.objects.filter(series_break=found).first()
    if before is not None:
        return before
    because(why)
    made = BreakTakenBack(
        partnership_id=by.here,
        series_break=found,
        why=why.strip(),
        by_id=by.membership_id,
        principal=by.principal or "",
    )
    made.full_clean()
    made.save()
    return made


def next_position(priority: str, by: Actor) -> int:
    """The place after the last indicator of a priority."""
    last = (
        Indicator.objects.visible_to(by)
        .filter(priority=priority)
        .aggregate(last=Max("position"))["last"]
    )
    return (last or 0) + 1
