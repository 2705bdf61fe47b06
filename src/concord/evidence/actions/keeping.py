"""Keeping the dictionary in order: corrected words, places, areas and groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max

from concord.access.actor import Actor, because
from concord.access.measures import MEASURES
from concord.access.permit import Verb, permit
from concord.evidence.actions import dictionary
from concord.evidence.models import (
    Area,
    Benchmark,
    Category,
    Indicator,
    IndicatorVersion,
    Multiplier,
)

# What can be put in other words. What one counts, and in what, needs a new version.
WORDS = (
    "title",
    "why_it_matters",
    "numerator",
    "denominator",
    "population_words",
    "age_band",
    "source",
    "caveats",
    "owner",
    "measure",
)
PLACE = ("printed_ref", "priority", "is_long_term")


@transaction.atomic
def define(*, by: Actor, priority: str = "", **meaning: Any) -> Indicator:
    """A new indicator, the last of its priority; see `dictionary.define`.

    Raises ValidationError by field, also for a measure that can't fill it.
    """
    permit(by, Verb.KEEP_EVIDENCE)
    _check_measure(meaning)
    _check_code(Indicator, meaning["code"], by)
    meaning |= {"priority": priority, **_place_in(priority.strip(), by)}
    return dictionary.define(**meaning, by=by)


@transaction.atomic
def revise(*, indicator: Indicator, by: Actor, **meaning: Any) -> IndicatorVersion:
    """The next version from a day on; see `dictionary.revise`.

    Raises ValidationError by field, also for a measure that can't fill it.
    """
    _check_measure(meaning)
    return dictionary.revise(indicator=indicator, **meaning, by=by)


def _place_in(priority: str, by: Actor) -> dict[str, int]:
    """The place after the last indicator of a priority; a new priority is the last."""
    all_of_them = Indicator.objects.visible_to(by)
    there = all_of_them.filter(priority=priority).order_by("priority_position").last()
    if there is not None:
        place = there.priority_position
    else:
        last = all_of_them.aggregate(last=Max("priority_position"))["last"]
        place = (last or 0) + 1
    return {
        "priority_position": place,
        "position": dictionary.next_position(priority, by),
    }


@transaction.atomic
def correct(
    *, version: IndicatorVersion, why: str, by: Actor, **said: object
) -> IndicatorVersion:
    """Put a version in other words: the same is counted, the series goes on.

    `said`: fields of `WORDS`, and of `PLACE` for the indicator itself; what is not
    given stays. Raises ValidationError by field.
    """
    permit(by, Verb.KEEP_EVIDENCE, version)
    unknown = set(said) - {*WORDS, *PLACE}
    if unknown:
        raise TypeError(f"{', '.join(sorted(unknown))}: not a matter of words.")
    if not why.strip():
        raise ValidationError({"why": "Say why, for whoever reads the history."})
    because(why)
    version = IndicatorVersion.objects.select_for_update().get(pk=version.pk)
    indicator = Indicator.objects.select_for_update().get(pk=version.indicator_id)
    before = indicator.priority
    for thing, names in ((version, WORDS), (indicator, PLACE)):
        for name in names:
            if name in said:
                value = said[name]
                setattr(thing, name, value.strip() if isinstance(value, str) else value)
    if "priority" in said and indicator.priority != before:
        vars(indicator).update(_place_in(indicator.priority, by))
    _check_measure(vars(version))
    for thing in (indicator, version):
        thing.full_clean()
        thing.save()
    return version


def _check_measure(meaning: Mapping[str, Any]) -> None:
    """Whether a measure can fill an indicator. Raises ValidationError by field."""
    code = meaning.get("measure") or ""
    if not code:
        return
    found = MEASURES.get(code)
    if found is None:
        raise ValidationError(
            {"measure": f"{code}: no room of Concord counts this. Choose another."}
        )
    if meaning.get("is_rolling"):
        raise ValidationError(
            {
                "measure": "Concord counts separate periods. Choose none, or count "
                "periods that do not overlap."
            }
        )
    shown_as = meaning.get("multiplier", Multiplier.COUNT)
    if shown_as == Multiplier.COUNT or (shown_as == Multiplier.PERCENT and found.of):
        return
    can = f"a count, or a percentage of {found.of}" if found.of else "a count"
    raise ValidationError({"measure": f"{found.label} is {can}, and nothing else."})


@transaction.atomic
def move(*, indicator: Indicator, up: bool, by: Actor) -> None:
    """One place up or down among the indicators of its priority."""
    permit(by, Verb.KEEP_EVIDENCE, indicator)
    order = list(
        Indicator.objects.visible_to(by)
        .select_for_update()
        .filter(priority=indicator.priority)
        .order_by("priority_position", "position", "code")
    )
    at = [one.pk for one in order].index(indicator.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return
    order[at], order[to] = order[to], order[at]
    for place, one in enumerate(order, start=1):
        if one.position != place:
            one.position = place
            one.save(update_fields=["position"])


@transaction.atomic
def end_benchmark(*, benchmark: Benchmark, today: dt.date, by: Actor) -> None:
    """From today on it is not held against the indicator; its row stays.

    One that begins today or later was a slip, and goes; history keeps it.
    """
    permit(by, Verb.KEEP_EVIDENCE, benchmark)
    since = benchmark.valid.lower
    if since is not None and since >= today:
        benchmark.delete()
        return
    benchmark.valid = DateRange(since, today)
    benchmark.save(update_fields=["valid"])


@transaction.atomic
def add_area(
    *, code: str, name: str, kind: str, parent: Area | None = None, by: Actor
) -> Area:
    """One more area. The first borough is the partnership's own area.

    Raises ValidationError by field.
    """
    permit(by, Verb.KEEP_EVIDENCE)
    _check_code(Area, code, by)
    has_home = Area.objects.visible_to(by).filter(is_home=True).exists()
    return dictionary.add_area(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        is_home=kind == Area.Kind.BOROUGH and not has_home,
        by=by,
    )


@transaction.atomic
def add_category(*, dimension: str, code: str, by: Actor, **said: Any) -> Category:
    """One more group of a breakdown; see `dictionary.add_category`.

    Raises ValidationError by field.
    """
    permit(by, Verb.KEEP_EVIDENCE)
    _check_code(Category, code, by, dimension=dimension)
    return dictionary.add_category(dimension=dimension, code=code, **said, by=by)


def _check_code(
    kind: type[Indicator | Area | Category], code: str, by: Actor, **among: str
) -> None:
    """Raises ValidationError at the code, for one that is in use."""
    there = kind.objects.visible_to(by).filter(code=code.strip(), **among)
    if there.exists():
        what = kind._meta.verbose_name
        raise ValidationError(
            {"code": f"Code: {code} is the code of another {what}. Choose another"}
        )


@transaction.atomic
def change_area(
    *,
    area: Area,
    name: str,
    kind: str,
    parent: Area | None,
    by: Actor,
) -> Area:
    """Other words for an area, or another larger one. Its code and figures stay."""
    permit(by, Verb.KEEP_EVIDENCE, area)
    if parent is not None and area.pk in {one.pk for one in line_of(parent)}:
        raise ValidationError(
            {"parent": f"{parent.name} is part of {area.name}. Choose a larger area."}
        )
    area.name, area.kind, area.parent = name.strip(), kind, parent
    area.full_clean()
    area.save()
    return area


def line_of(area: Area) -> list[Area]:
    """An area and the larger ones that it is in, the smallest first."""
    found: list[Area] = []
    here: Area | None = area
    while here is not None and here not in found:
        found.append(here)
        here = here.parent
    return found


@transaction.atomic
def change_category(
    *, category: Category, label: str, no_answer: bool, position: int, by: Actor
) -> Category:
    """Other words for a group. Its code and figures stay."""
    permit(by, Verb.KEEP_EVIDENCE, category)
    category.label, category.no_answer = label.strip(), no_answer
    category.position = position
    category.full_clean()
    category.save()
    return category


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One line of a list of areas, as it was written."""

    number: int
    code: str
    name: str
    kind: str
    parent: str = ""


@transaction.atomic
def bring_in_areas(*, lines: Sequence[AreaLine], by: Actor) -> tuple[int, int]:
    """Add the areas of a list, and rename those that are there: (added, changed).

    All of it or nothing. A parent may stand further down. Raises ValidationError with
    every line that can't be taken and what to do.
    """
    permit(by, Verb.KEEP_EVIDENCE)
    known = {one.code: one for one in Area.objects.visible_to(by)}
    wrong = _wrong_lines(lines, set(known))
    if wrong:
        raise ValidationError(wrong)
    added = changed = 0
    for line in lines:
        there = known.get(line.code)
        if there is None:
            known[line.code] = add_area(
                code=line.code, name=line.name, kind=line.kind, by=by
            )
            added += 1
        elif (there.name, there.kind) != (line.name, line.kind):
            change_area(
                area=there, name=line.name, kind=line.kind, parent=there.parent, by=by
            )
            changed += 1
    _put_together(lines, known, by)
    return added, changed


def _put_together(
    lines: Sequence[AreaLine], known: Mapping[str, Area], by: Actor
) -> None:
    for line in lines:
        if line.parent:
            area = known[line.code]
            change_area(
                area=area,
                name=area.name,
                kind=area.kind,
                parent=known[line.parent],
                by=by,
            )


def _wrong_lines(lines: Sequence[AreaLine], known: set[str]) -> list[str]:
    kinds = set(Area.Kind.values)
    first: dict[str, int] = {}
    codes = known | {line.code for line in lines}
    wrong = []
    for line in lines:
        say = f"Line {line.number}: "
        if not line.code:
            wrong.append(f"{say}the code is missing. Give each area a code.")
        elif line.code in first:
            wrong.append(
                f"{say}the code {line.code} stands in line {first[line.code]} too. "
                "Keep one of them."
            )
        first.setdefault(line.code, line.number)
        if not line.name:
            wrong.append(f"{say}the name is missing.")
        if line.kind not in kinds:
            wrong.append(
                f"{say}{line.kind or 'nothing'} is no kind of area. Write one of: "
                f"{', '.join(Area.Kind.values)}."
            )
        if line.parent and line.parent not in codes:
            wrong.append(
                f"{say}there is no area with the code {line.parent} to be part of."
            )
        if line.parent and line.parent == line.code:
            wrong.append(f"{say}{line.code} can't be part of itself.")
    return wrong
