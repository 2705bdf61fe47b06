"""A measure by ward: the wards printed, those hidden, those missing."""

from __future__ import annotations

from collections.abc import Sequence

from concord.evidence.picture import wording
from concord.evidence.picture.choosing import Scene
from concord.evidence.picture.content import BarChart, BarRow, Ring
from concord.evidence.picture.figures import Figure, Measure, Place
from concord.evidence.picture.limits import limits_of
from concord.evidence.picture.showing import tidy_rows
from concord.evidence.picture.showing.by_group import bar
from concord.evidence.picture.showing.shown import Shown
from concord.foundation.documents.phrases import listed
from concord.foundation.documents.tables import Column, Row, Table, cell


def wards(scene: Scene) -> Shown:
    measure = scene.item.measures[0]
    printed = scene.wards(measure)
    ranked = sorted(
        printed,
        key=lambda each: (
            each.shown_value is None,
            -(each.shown_value or 0),
            each.place.name,
        ),
    )
    there = {each.place.code for each in printed}
    absent = [
        each
        for each in scene.places
        if each.kind == "ward"
        and each.parent == scene.home.code
        and each.code not in there
    ]
    rows = [bar(each) for each in ranked]
    rows += [
        BarRow(label=each.name, value=None, words=wording.NOT_PRINTED, missing=True)
        for each in absent
    ]
    return Shown(
        verdict=_most_and_fewest(measure, ranked),
        table=_wards_table(scene, measure, ranked, absent),
        used=tuple(ranked),
        chart=BarChart(
            rows=tuple(rows),
            unit=measure.per_words,
            tiles=True,
            shapes=_shapes(scene, {row.label for row in rows}),
        )
        if ranked
        else None,
        rows=tuple(tidy_rows.figure_row(scene, each) for each in ranked),
    )


def _shapes(scene: Scene, labels: set[str]) -> tuple[tuple[str, tuple[Ring, ...]], ...]:
    """Boundaries of the wards shown; none unless every one of them has one."""
    shapes = dict(scene.source.shapes)
    wards = [
        each
        for each in scene.places
        if each.kind == "ward" and each.parent == scene.home.code
    ]
    found = tuple(
        (each.name, shapes[each.code]) for each in wards if each.code in shapes
    )
    return found if {name for name, _ in found} >= labels else ()


def _most_and_fewest(measure: Measure, ranked: Sequence[Figure]) -> str:
    known = [each for each in ranked if each.shown_value is not None]
    if not known:
        return "No figures by ward yet."
    top = [f"{each.place.name} ({wording.value_words(each)})" for each in known[:3]]
    said = f"{wording.period_words(known[0].period)}. Most: {listed(top)}."
    hidden = len(ranked) - len(known)
    if hidden:
        wards = "ward is" if hidden == 1 else "wards are"
        return f"{said} {hidden} {wards} hidden, because the count is small."
    if len(known) > 4:
        last = known[-1]
        said += f" Fewest: {last.place.name} ({wording.value_words(last)})."
    return said


def _wards_table(
    scene: Scene, measure: Measure, ranked: Sequence[Figure], absent: Sequence[Place]
) -> Table:
    rates = measure.per != 1
    columns = [
        Column("Ward", names_row=True, share=2),
        Column(measure.per_words.capitalize(), numbers=True),
    ]
    if rates:
        columns += [
            Column("Count", numbers=True),
            Column("95 % limits", numbers=True),
        ]
    rows = []
    for each in ranked:
        cells = [cell(each.place.name), cell(wording.value_words(each))]
        if rates:
            cells += [
                cell("" if each.numerator is None else f"{each.numerator:,}"),
                cell(wording.limits_words(limits_of(each))),
            ]
        rows.append(Row(tuple(cells)))
    blank = (cell(""),) * (2 if rates else 0)
    rows += [
        Row((cell(each.name), cell(wording.NOT_PRINTED), *blank), kind="quiet")
        for each in absent
    ]
    whole = scene.at(measure, scene.home, ranked[0].period) if ranked else None
    if whole is not None:
        rows.append(
            Row(
                (
                    cell(f"{scene.home.name}, as printed", "strong"),
                    cell(wording.value_words(whole), "strong"),
                    *blank,
                ),
                kind="total",
            )
        )
    when = wording.period_words(ranked[0].period) if ranked else "no figures yet"
    return Table(f"{scene.item.title}, {when}", tuple(columns), tuple(rows))
