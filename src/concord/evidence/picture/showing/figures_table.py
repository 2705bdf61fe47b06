"""A table with a row for each figure, and the words for its spell of time."""

from __future__ import annotations

from collections.abc import Sequence

from concord.evidence.picture import wording
from concord.evidence.picture.figures import Figure
from concord.evidence.picture.limits import limits_of
from concord.foundation.documents.phrases import listed
from concord.foundation.documents.tables import Column, Row, Table, cell, group


def figures_table(used: Sequence[Figure], caption: str) -> Table:
    """A row for each figure, grouped by measure where there are several."""
    units = list(dict.fromkeys(each.measure.units for each in used))
    rated = any(each.measure.per != 1 for each in used)
    columns = [
        Column("Period", names_row=True, share=1.4),
        Column("Area", share=1.2),
        Column(units[0].capitalize() if len(units) == 1 else "Count", numbers=True),
    ]
    if rated:
        columns += [
            Column("Of", numbers=True, share=1.2),
            Column("Rate or share", numbers=True),
            Column("95 % limits", numbers=True, share=1.3),
        ]
    columns.append(Column("Status"))
    rows: list[Row] = []
    several = len({each.measure.code for each in used}) > 1
    measure = ""
    for each in used:
        if several and each.measure.code != measure:
            measure = each.measure.code
            rows.append(group(wording.sentence(each.measure.title).rstrip(".")))
        rows.append(_figure_row(each, rated=rated, alike=len(units) == 1))
    return Table(caption, tuple(columns), tuple(rows))


def _figure_row(each: Figure, *, rated: bool, alike: bool) -> Row:
    count = wording.HIDDEN if each.hidden else ""
    if each.numerator is not None:
        count = f"{each.numerator:,}" if alike else wording.count_words(each)
    cells = [
        cell(wording.period_words(each.period)),
        cell(each.place.name),
        cell(count),
    ]
    if rated:
        is_rate = each.measure.per != 1
        cells += [
            cell(f"{each.denominator:,}" if each.denominator and is_rate else ""),
            cell(wording.value_words(each) if is_rate else ""),
            cell(wording.limits_words(limits_of(each))),
        ]
    return Row((*cells, cell(each.status.capitalize())))


def span(used: Sequence[Figure]) -> str:
    """ "2019 and 2020", "2010 to 2020", "2019/20"."""
    labels = list(
        dict.fromkeys(
            wording.period_words(each.period)
            for each in sorted(used, key=lambda each: each.period.first_day)
        )
    )
    if not labels:
        return "no figures yet"
    return listed(labels) if len(labels) < 3 else f"{labels[0]} to {labels[-1]}"
