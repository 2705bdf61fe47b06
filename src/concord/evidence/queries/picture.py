"""The local picture as it is arranged, with every figure that it shows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.evidence.models import (
    Area,
    AreaBoundary,
    Batch,
    Category,
    IndicatorVersion,
    Observation,
    PictureFigure,
    PictureItem,
    PicturePrinted,
    PictureSection,
    PictureSeries,
    ReleaseCell,
    SeriesBreak,
)
from concord.evidence.picture.figures import (
    Again,
    Break,
    Figure,
    Group,
    Measure,
    Place,
    Printed,
    Released,
    Stated,
)
from concord.evidence.picture.source import PlannedItem, PlannedSection, Source
from concord.partnership.models import Partnership


def picture_source(actor: Actor) -> Source:
    """What the picture of the actor's partnership is made from.

    Of each indicator in it, all figures of all areas and vintages; of breakdowns only
    those that an item asks for.
    """
    permit(actor, Verb.READ_EVIDENCE)
    partnership = Partnership.objects.get(pk=actor.here)
    areas = list(Area.objects.visible_to(actor).select_related("parent"))
    sections = list(PictureSection.objects.visible_to(actor))
    items = list(PictureItem.objects.visible_to(actor).select_related("area"))
    series = list(PictureSeries.objects.visible_to(actor).select_related("indicator"))
    measures = _measures({one.indicator_id for one in series})
    places = {area.pk: _place(area) for area in areas}
    groups = _groups(actor, {item.dimension for item in items if item.dimension})
    return Source(
        partnership=partnership.name,
        places=tuple(places.values()),
        figures=(
            *_figures(actor, measures, places, groups),
            *_hidden(actor, measures, places, groups),
        ),
        printed=_printed(actor, measures, places),
        breaks=_breaks(measures, places),
        sections=_sections(actor, sections, items, series, measures),
        shapes=_shapes(actor, places),
        example_note=partnership.example_note if partnership.is_example else "",
    )


def _place(area: Area) -> Place:
    return Place(
        code=area.code,
        name=area.name,
        kind=area.kind,
        parent=area.parent.code if area.parent else "",
        is_home=area.is_home,
    )


def _measures(indicators: set[int]) -> dict[int, Measure]:
    """Each indicator by the newest version of what it means."""
    found: dict[int, Measure] = {}
    rows = IndicatorVersion.objects.filter(indicator_id__in=indicators)
    for row in rows.select_related("indicator").order_by("version"):
        found[row.indicator_id] = Measure(
            code=row.indicator.code,
            title=row.title,
            unit=row.unit,
            per=row.per,
            numerator=row.numerator,
            denominator=row.denominator,
            population=row.population_words,
            source=row.owner or row.source,
            caveats=row.caveats,
        )
    return found


def _groups(actor: Actor, dimensions: set[str]) -> dict[int, Group]:
    rows = Category.objects.visible_to(actor).filter(dimension__in=dimensions)
    return {
        row.pk: Group(
            dimension=row.dimension,
            code=row.code,
            label=row.label,
            position=row.position,
            no_answer=row.no_answer,
        )
        for row in rows
    }


def _figures(
    actor: Actor,
    measures: dict[int, Measure],
    places: dict[int, Place],
    groups: dict[int, Group],
) -> list[Figure]:
    rows = Observation.objects.visible_to(actor).filter(indicator_id__in=measures)
    released = _released(actor, measures)
    return [
        Figure(
            measure=measures[row.indicator_id],
            place=places[row.area_id],
            period=row.period,
            group=groups[row.category_id] if row.category_id else None,
            numerator=row.numerator,
            denominator=row.denominator,
            value=row.value,
            status=row.status,
            vintage=row.vintage,
            where=row.batch.origin,
            note=row.note,
            may_publish=row.may_publish,
            is_printed=row.batch.kind == Batch.Kind.PUBLISHED,
            released=released.get(
                (
                    row.indicator_id,
                    row.area_id,
                    row.category_id,
                    row.period_kind,
                    row.period_start,
                )
            ),
        )
        for row in rows.select_related("batch").order_by("pk")
        if row.category_id is None or row.category_id in groups
    ]


Cell = tuple[int, int, int | None, str, dt.date]


def _released(actor: Actor, measures: dict[int, Measure]) -> dict[Cell, Released]:
    """What the newest release says of each figure."""
    rows = (
        ReleaseCell.objects.visible_to(actor)
        .filter(indicator_id__in=measures)
        .select_related("release")
        .order_by("release__issued_at", "pk")
    )
    return {
        (
            row.indicator_id,
            row.area_id,
            row.category_id,
            row.release.period_kind,
            row.period_start,
        ): Released(row.numerator, row.denominator)
        for row in rows
    }


def _hidden(
    actor: Actor,
    measures: dict[int, Measure],
    places: dict[int, Place],
    groups: dict[int, Group],
) -> list[Figure]:
    """Counts in place of which a source prints a sign such as "<5"."""
    rows = PicturePrinted.objects.visible_to(actor).filter(
        kind=PicturePrinted.Kind.HIDDEN, indicator_id__in=measures
    )
    return [
        Figure(
            measure=measures[row.indicator_id],
            place=places[row.area_id],
            period=row.period,
            group=groups[row.category_id] if row.category_id else None,
            hidden=row.text,
            is_printed=True,
            where=row.where_printed,
            may_publish=True,
        )
        for row in rows
        if row.category_id is None or row.category_id in groups
    ]


def _printed(
    actor: Actor, measures: dict[int, Measure], places: dict[int, Place]
) -> tuple[Printed, ...]:
    rows = (
        PicturePrinted.objects.visible_to(actor)
        .exclude(kind=PicturePrinted.Kind.HIDDEN)
        .filter(indicator_id__in=measures, category=None)
    )
    return tuple(
        Printed(
            kind=row.kind,
            text=row.text,
            where=row.where_printed,
            measure=measures[row.indicator_id].code,
            place=places[row.area_id].code,
            period=row.period,
            before=row.before,
            vintage=row.vintage,
            places=tuple(row.areas),
            measures=tuple(row.others),
        )
        for row in rows
    )


def _breaks(
    measures: dict[int, Measure], places: dict[int, Place]
) -> tuple[Break, ...]:
    rows = SeriesBreak.objects.in_force().filter(indicator_id__in=measures)
    return tuple(
        Break(
            measure=measures[row.indicator_id].code,
            at=row.at,
            why=row.why,
            place=places[row.area_id].code if row.area_id else "",
        )
        for row in rows
    )


def _sections(
    actor: Actor,
    sections: list[PictureSection],
    items: list[PictureItem],
    series: list[PictureSeries],
    measures: dict[int, Measure],
) -> tuple[PlannedSection, ...]:
    stated = _stated(actor)
    of_item: dict[int, list[Measure]] = defaultdict(list)
    for one in series:
        if one.indicator_id in measures:
            of_item[one.item_id].append(measures[one.indicator_id])
    planned: dict[int, list[PlannedItem]] = defaultdict(list)
    for item in items:
        planned[item.section_id].append(
            PlannedItem(
                pk=item.pk,
                title=item.title,
                form=item.form,
                measures=tuple(of_item[item.pk]),
                dimension=item.dimension,
                place=item.area.code if item.area else "",
                note=item.note,
                source=item.source,
                stated=tuple(stated[item.pk]),
            )
        )
    return tuple(
        PlannedSection(
            pk=section.pk,
            title=section.title,
            lead=section.lead,
            items=tuple(planned[section.pk]),
        )
        for section in sections
    )


def _stated(actor: Actor) -> dict[int, list[Stated]]:
    found: dict[int, list[Stated]] = defaultdict(list)
    for row in PictureFigure.objects.visible_to(actor):
        found[row.item_id].append(
            Stated(
                key=row.key,
                label=row.label,
                value=_plain(row.value),
                unit=row.unit,
                area=row.area_words,
                period=row.period_words,
                role=row.role,
                where=row.where_printed,
                caveat=row.caveat,
                op=row.op,
                of=tuple(row.of),
                times=_plain(row.times),
                places=row.places,
                at_least=row.at_least,
                again=tuple(_again(each) for each in row.again),
            )
        )
    return found


def _again(each: dict[str, Any]) -> Again:
    return Again(value=Decimal(each["value"]), where=each["where"])


def _plain(value: Decimal) -> Decimal:
    """Without the zeros that the column adds: 5.7, and 66192 rather than 6.6E+4."""
    cut = value.normalize()
    return cut.quantize(Decimal(1)) if cut == cut.to_integral() else cut


def _shapes(
    actor: Actor, places: dict[int, Place]
) -> tuple[tuple[str, tuple[tuple[tuple[float, float], ...], ...]], ...]:
    newest: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {}
    for row in AreaBoundary.objects.visible_to(actor).order_by("at", "pk"):
        newest[places[row.area_id].code] = tuple(
            tuple((float(x), float(y)) for x, y in ring) for ring in row.shape
        )
    return tuple(newest.items())
