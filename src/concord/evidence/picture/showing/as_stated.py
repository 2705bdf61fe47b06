"""Figures as stated: costs, models, shares without counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from concord.evidence.picture import wording
from concord.evidence.picture.choosing import Scene
from concord.evidence.picture.content import BarChart, BarRow
from concord.evidence.picture.figures import Stated
from concord.evidence.picture.showing import tidy_rows
from concord.evidence.picture.showing.shown import Shown
from concord.foundation.documents.tables import Column, Row, Table, Tone, cell

MOST_SAID = 3


def as_stated(scene: Scene) -> Shown:
    """A row for each figure: what, how much, where and when, printed where."""
    stated = scene.item.stated
    usual = _usual(stated)
    columns = [
        Column("Figure", names_row=True, share=2),
        Column("Value", numbers=True, share=1.1),
        Column("Printed in", share=1.4),
    ]
    differs = any(_when(each) != usual for each in stated)
    if differs:
        columns.insert(2, Column("Where and when", share=1.5))
    return Shown(
        verdict=_in_words(stated),
        table=Table(
            f"{scene.item.title}. {usual}" if usual else scene.item.title,
            tuple(columns),
            tuple(_row(each, usual, differs=differs) for each in stated),
        ),
        chart=_parts_chart(stated),
        rows=tuple(tidy_rows.stated_row(scene, each) for each in stated),
    )


def _usual(stated: Sequence[Stated]) -> str:
    """Where and when, if more than half of the figures share it."""
    counted = Counter(_when(each) for each in stated).most_common(1)
    return counted[0][0] if counted and counted[0][1] * 2 > len(stated) else ""


def _when(each: Stated) -> str:
    return f"{each.area}, {each.period}" if each.area else each.period


def _row(each: Stated, usual: str, *, differs: bool) -> Row:
    is_total = each.role in ("total", "result")
    tone: Tone = "strong" if is_total else "plain"
    cells = [
        cell(each.label, tone),
        cell(wording.stated_words(each), tone),
        cell(wording.place_in(each.where)),
    ]
    if differs:
        when = _when(each)
        cells.insert(2, cell("as above" if when == usual else when))
    return Row(tuple(cells), kind="total" if is_total else "plain")


def _in_words(stated: Sequence[Stated]) -> str:
    """Results and totals, or else the first figures."""
    said = [each for each in stated if each.role in ("result", "total")]
    return " ".join(
        f"{each.label}: {wording.stated_words(each)}."
        for each in (said or list(stated))[:MOST_SAID]
    )


def _parts_chart(stated: Sequence[Stated]) -> BarChart | None:
    parts = [each for each in stated if each.role == "part"]
    if len(parts) < 3:
        return None
    return BarChart(
        rows=tuple(
            BarRow(
                label=each.label,
                value=float(each.value),
                words=wording.stated_words(each),
            )
            for each in parts
        ),
        unit=parts[0].unit,
    )
