"""Figures in a table: a measure in several places, or several measures."""

from __future__ import annotations

from concord.evidence.picture import wording
from concord.evidence.picture.choosing import Scene
from concord.evidence.picture.figures import Figure
from concord.evidence.picture.showing import tidy_rows
from concord.evidence.picture.showing.figures_table import figures_table, span
from concord.evidence.picture.showing.shown import Shown


def table(scene: Scene) -> Shown:
    used: list[Figure] = []
    for measure in scene.item.measures:
        own = scene.last(measure, scene.home)
        if own is None:
            continue
        used.append(own)
        used += [
            beside
            for place in scene.places
            if place.code != scene.home.code and place.kind != "ward"
            if (beside := scene.at(measure, place, own.period)) is not None
        ]
    own_only = [each for each in used if each.place.code == scene.home.code]
    when = span(own_only)
    said = " ".join(_titled(each) for each in own_only)
    return Shown(
        verdict=f"{scene.home.name}, {when}. {said}" if said else "No figures yet.",
        table=figures_table(used, f"{scene.item.title}, {span(used)}"),
        used=tuple(used),
        rows=tuple(tidy_rows.figure_row(scene, each) for each in used),
    )


def _titled(figure: Figure) -> str:
    """ "Sexual offences recorded by the police: 506." """
    if figure.measure.per == 1:
        said = wording.HIDDEN if figure.hidden else f"{figure.numerator or 0:,}"
    else:
        said = wording.value_words(figure)
    return wording.sentence(f"{figure.measure.title}: {said}")
