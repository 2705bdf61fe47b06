"""A measure over time, beside the larger area."""

from __future__ import annotations

from collections.abc import Sequence

from concord.evidence.picture import wording
from concord.evidence.picture.choosing import Scene
from concord.evidence.picture.content import Line, LineChart, Point
from concord.evidence.picture.figures import (
    ComparedAcrossABreak,
    Figure,
    Measure,
    Place,
)
from concord.evidence.picture.limits import (
    beside_the_larger,
    change_between,
    limits_of,
)
from concord.evidence.picture.showing import tidy_rows
from concord.evidence.picture.showing.figures_table import figures_table, span
from concord.evidence.picture.showing.shown import Shown


def line(scene: Scene) -> Shown:
    measure = scene.item.measures[0]
    places = [scene.home]
    if scene.parent is not None and scene.of(measure, scene.parent):
        places.append(scene.parent)
    used = [each for place in places for each in scene.of(measure, place)]
    used.sort(key=lambda each: (each.period.first_day, not each.place.is_home))
    return Shown(
        verdict=_over_time(scene, measure),
        table=figures_table(used, f"{measure.title}, {span(used)}"),
        used=tuple(used),
        chart=_line_chart(scene, measure, places),
        rows=tuple(tidy_rows.figure_row(scene, each) for each in used),
    )


def _line_chart(
    scene: Scene, measure: Measure, places: Sequence[Place]
) -> LineChart | None:
    lines = tuple(
        Line(
            name=place.name,
            is_home=place.code == scene.home.code,
            points=tuple(_point(each) for each in scene.of(measure, place)),
        )
        for place in places
    )
    if not any(len(line.points) > 1 for line in lines):
        return None
    return LineChart(lines=lines, unit=measure.per_words)


def _point(figure: Figure) -> Point:
    limits, value = limits_of(figure), figure.shown_value
    return Point(
        label=wording.period_words(figure.period),
        value=None if value is None else float(value),
        lower=limits.lower if limits else None,
        upper=limits.upper if limits else None,
    )


def _over_time(scene: Scene, measure: Measure) -> str:
    """What is newest, how it stands beside the larger area, how it has changed."""
    own = scene.of(measure, scene.home)
    if not own:
        return f"No figures of {scene.home.name} yet."
    last = own[-1]
    parts = [newest(last)]
    if scene.parent is not None:
        larger = scene.at(measure, scene.parent, last.period)
        if larger is not None and measure.per != 1:
            parts.append(beside(last, larger))
    if len(own) > 1:
        parts.append(_change(scene, own[-2], last))
    return " ".join(parts)


def newest(figure: Figure) -> str:
    said = f"{figure.place.name}, {wording.period_words(figure.period)}: "
    if figure.measure.per == 1:
        return f"{said}{wording.count_words(figure)}."
    rate = wording.value_words(figure)
    if figure.measure.per == 100:
        counts = (
            f" ({figure.numerator:,} of {figure.denominator:,})"
            if figure.numerator is not None
            else ""
        )
        return f"{said}{rate}{counts}."
    who = figure.measure.population or "residents"
    return (
        f"{said}{wording.count_words(figure)}, {rate} per {figure.measure.per:,} {who}."
    )


def beside(own: Figure, larger: Figure) -> str:
    theirs = f"{larger.place.name} ({wording.value_words(larger)})"
    standing = beside_the_larger(own, larger)
    if standing == "no different":
        return f"{own.place.name} differs from {theirs} by no more than chance."
    if standing:
        return f"{own.place.name} is {standing} {theirs} by more than chance."
    return f"{larger.place.name}: {wording.value_words(larger)}."


def _change(scene: Scene, before: Figure, after: Figure) -> str:
    try:
        change = change_between(before, after, scene.source.breaks)
    except ComparedAcrossABreak as error:
        return str(error)
    if change is None:
        return ""
    was, now = (wording.period_words(each.period) for each in (before, after))
    up = change.amount > 0
    size = wording.number(abs(change.amount), 1)
    what = f"{size} points" if change.is_points else f"{size} %"
    of = "count" if after.measure.per == 1 else "share" if change.is_points else "rate"
    said = (
        f"From {was} to {now} the {of} {'rose' if up else 'fell'} by {what}"
        if change.amount
        else f"From {was} to {now} it did not change"
    )
    if change.beyond_chance is None:
        return f"{said}."
    return f"{said}, {'more than' if change.beyond_chance else 'within'} chance."
