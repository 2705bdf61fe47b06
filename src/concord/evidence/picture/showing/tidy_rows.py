"""Figures as rows of the tidy CSV."""

from __future__ import annotations

from concord.evidence.picture import wording
from concord.evidence.picture.choosing import Scene
from concord.evidence.picture.content import TidyRow
from concord.evidence.picture.figures import Figure, Stated
from concord.evidence.picture.limits import limits_of


def figure_row(scene: Scene, each: Figure) -> TidyRow:
    limits, value = limits_of(each), each.shown_value
    places = wording.places_for(each.measure, each)
    plain = "" if value is None else wording.number(value, places).replace(",", "")
    return TidyRow(
        section=scene.section,
        item=scene.item.title,
        indicator=each.measure.title,
        unit=each.measure.per_words,
        area=each.place.name,
        period=wording.period_words(each.period),
        category=each.group.label if each.group else "",
        value=plain,
        lower=wording.number(limits.lower, 2).replace(",", "") if limits else "",
        upper=wording.number(limits.upper, 2).replace(",", "") if limits else "",
        count="" if each.numerator is None else str(each.numerator),
        of="" if each.denominator is None else str(each.denominator),
        status="hidden" if each.hidden else each.status,
        vintage=str(each.vintage),
        source=each.where,
        caveat=each.measure.caveats,
    )


def stated_row(scene: Scene, each: Stated) -> TidyRow:
    note = scene.item.note if scene.item.form == "cost" else ""
    return TidyRow(
        section=scene.section,
        item=scene.item.title,
        indicator=each.label,
        unit=each.unit,
        area=each.area,
        period=each.period,
        value=str(each.value),
        status="at least" if each.at_least else "stated",
        source=each.where,
        caveat=" ".join(part for part in (each.caveat, note) if part),
    )
