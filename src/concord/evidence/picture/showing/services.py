"""The steps of a service, each with its own unit of count."""

from __future__ import annotations

from collections.abc import Sequence

from concord.evidence.picture import wording
from concord.evidence.picture.choosing import Scene
from concord.evidence.picture.content import BarChart, BarRow
from concord.evidence.picture.figures import Figure
from concord.evidence.picture.showing import tidy_rows
from concord.evidence.picture.showing.figures_table import figures_table, span
from concord.evidence.picture.showing.shown import Shown
from concord.foundation.documents.phrases import listed


def funnel(scene: Scene) -> Shown:
    steps = [
        found
        for measure in scene.item.measures
        if (found := scene.last(measure, scene.home)) is not None
    ]
    rows = tuple(
        BarRow(
            label=each.measure.title,
            value=None if each.numerator is None else float(each.numerator),
            words=_step_words(each),
            hidden=bool(each.hidden),
        )
        for each in steps
    )
    return Shown(
        verdict=_steps_in_words(steps),
        table=figures_table(steps, f"{scene.item.title}, {span(steps)}"),
        used=tuple(steps),
        chart=BarChart(rows=rows, unit="") if rows else None,
        rows=tuple(tidy_rows.figure_row(scene, each) for each in steps),
    )


def _step_words(figure: Figure) -> str:
    if figure.hidden or figure.numerator is None:
        return wording.value_words(figure)
    share = f", {wording.value_words(figure)}" if figure.measure.per == 100 else ""
    return f"{wording.count_words(figure)}{share}"


def _step_in_words(figure: Figure) -> str:
    share = f" ({wording.value_words(figure)})" if figure.measure.per == 100 else ""
    count = wording.HIDDEN if figure.hidden else wording.count_words(figure)
    return wording.sentence(f"{figure.measure.title}: {count}{share}")


def _steps_in_words(steps: Sequence[Figure]) -> str:
    if not steps:
        return "No figures of this service yet."
    said = " ".join(_step_in_words(each) for each in steps)
    text = f"{steps[0].place.name}, {span(steps)}. {said}"
    units = list(dict.fromkeys(each.measure.units for each in steps))
    if len(units) > 1:
        text += (
            f" {listed(units).capitalize()} are different counts, so no share is taken "
            "from one to the other."
        )
    return text
