"""A measure by group: age, sex, ethnicity."""

from __future__ import annotations

from collections.abc import Sequence

from concord.evidence.picture import wording
from concord.evidence.picture.choosing import Scene
from concord.evidence.picture.content import BarChart, BarRow
from concord.evidence.picture.figures import Figure, Measure
from concord.evidence.picture.limits import limits_of
from concord.evidence.picture.showing import tidy_rows
from concord.evidence.picture.showing.shown import Shown
from concord.foundation.documents.phrases import listed
from concord.foundation.documents.tables import Column, Row, Table, cell


def bars(scene: Scene) -> Shown:
    measure = scene.item.measures[0]
    own = scene.groups(measure, scene.home)
    theirs = {
        each.group.code: each
        for each in scene.groups(measure, scene.parent)
        if each.group and own and each.period == own[0].period
    }
    rows = tuple(bar(each, theirs.get(each.group.code)) for each in own if each.group)
    used = (*own, *theirs.values())
    return Shown(
        verdict=_largest(own, theirs),
        table=_groups_table(scene, measure, own, theirs),
        used=used,
        chart=BarChart(
            rows=rows,
            unit=measure.per_words,
            mark_name=scene.parent.name if theirs and scene.parent else "",
        )
        if rows
        else None,
        rows=tuple(tidy_rows.figure_row(scene, each) for each in used),
    )


def bar(figure: Figure, larger: Figure | None = None) -> BarRow:
    value, limits = figure.shown_value, limits_of(figure)
    theirs = larger.shown_value if larger is not None else None
    return BarRow(
        label=figure.label,
        value=None if value is None else float(value),
        words=wording.value_words(figure),
        lower=limits.lower if limits else None,
        upper=limits.upper if limits else None,
        mark=None if theirs is None else float(theirs),
        hidden=bool(figure.hidden),
    )


def _largest(own: Sequence[Figure], theirs: dict[str, Figure]) -> str:
    known = [
        each
        for each in own
        if each.shown_value is not None and each.group and not each.group.no_answer
    ]
    if not known:
        return "No figures by group yet."
    top = max(known, key=lambda each: each.shown_value or 0)
    said = f"{top.label}: {wording.value_words(top)}"
    if len(known) > 1:
        said = f"The largest group is {said}"
    larger = theirs.get(top.group_code)
    beside = f" ({larger.place.name}: {wording.value_words(larger)})" if larger else ""
    unknown = [each for each in own if each.group and each.group.no_answer]
    blank = (
        f" Not known: {listed([wording.value_words(each) for each in unknown])}."
        if unknown
        else ""
    )
    return (
        f"{top.place.name}, {wording.period_words(top.period)}. {said}{beside}.{blank}"
    )


def _groups_table(
    scene: Scene,
    measure: Measure,
    own: Sequence[Figure],
    theirs: dict[str, Figure],
) -> Table:
    columns = [
        Column("Group", names_row=True, share=2),
        Column(scene.home.name, numbers=True),
    ]
    counts = any(each.numerator is not None for each in own)
    if counts and measure.per != 1:
        columns += [
            Column("Count", numbers=True),
            Column("95 % limits", numbers=True),
        ]
    if theirs and scene.parent is not None:
        columns.append(Column(scene.parent.name, numbers=True))
    rows = []
    for each in own:
        cells = [cell(each.label), cell(wording.value_words(each))]
        if counts and measure.per != 1:
            cells += [
                cell("" if each.numerator is None else f"{each.numerator:,}"),
                cell(wording.limits_words(limits_of(each))),
            ]
        if theirs and scene.parent is not None:
            larger = theirs.get(each.group_code)
            cells.append(cell(wording.value_words(larger) if larger else "-"))
        rows.append(Row(tuple(cells)))
    when = wording.period_words(own[0].period) if own else "no figures yet"
    return Table(f"{scene.item.title}, {when}", tuple(columns), tuple(rows))
