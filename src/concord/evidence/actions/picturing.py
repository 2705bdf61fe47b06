"""Arranging the local picture: its sections and items, and what is printed besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.evidence.models import (
    Area,
    AreaBoundary,
    Category,
    Indicator,
    Period,
    PictureFigure,
    PictureItem,
    PicturePrinted,
    PictureSection,
    PictureSeries,
    kind_of,
)
from concord.evidence.picture.boundaries import (
    Boundaries,
    BoundaryError,
    read_boundaries,
)

Form = PictureItem.Form
SHOWS_STATED = frozenset({Form.COST, Form.MODELLED, Form.STATED})
MOST_ITEMS = 60


@transaction.atomic
def add_section(*, title: str, lead: str = "", by: Actor) -> PictureSection:
    """A part of the picture, after those that are there."""
    permit(by, Verb.KEEP_EVIDENCE)
    mine = PictureSection.objects.visible_to(by)
    section = PictureSection(
        partnership_id=by.here,
        title=title.strip(),
        lead=lead.strip(),
        position=_after(mine.aggregate(last=Max("position"))["last"]),
    )
    section.full_clean()
    section.save()
    return section


@transaction.atomic
def reword_section(
    *, section: PictureSection, title: str, lead: str, by: Actor
) -> PictureSection:
    """Another title or opening sentence."""
    permit(by, Verb.KEEP_EVIDENCE, section)
    section.title, section.lead = title.strip(), lead.strip()
    section.full_clean()
    section.save(update_fields=["title", "lead"])
    return section


@transaction.atomic
def add_item(
    *,
    section: PictureSection,
    title: str,
    form: str,
    indicators: Sequence[Indicator] = (),
    dimension: str = "",
    area: Area | None = None,
    note: str = "",
    source: str = "",
    by: Actor,
) -> PictureItem:
    """A chart or table at the end of a section. Raises ValidationError by field."""
    permit(by, Verb.KEEP_EVIDENCE, section)
    if PictureItem.objects.visible_to(by).count() >= MOST_ITEMS:
        raise ValidationError(
            {"title": f"There are {MOST_ITEMS} items already: remove one first."}
        )
    if form not in SHOWS_STATED and not indicators:
        raise ValidationError({"indicators": "Choose what it shows."})
    if form == Form.BARS and not dimension:
        raise ValidationError({"dimension": "Choose what the bars are broken down by."})
    last = section.items.aggregate(last=Max("position"))["last"]
    item = PictureItem(
        partnership_id=by.here,
        section=section,
        title=title.strip(),
        form=form,
        dimension=dimension if form == Form.BARS else "",
        area=area,
        note=note.strip(),
        source=source.strip(),
        position=_after(last),
    )
    item.full_clean()
    item.save()
    PictureSeries.objects.bulk_create(
        PictureSeries(
            partnership_id=by.here, item=item, indicator=indicator, position=position
        )
        for position, indicator in enumerate(indicators, start=1)
    )
    return item


@transaction.atomic
def state(
    *,
    item: PictureItem,
    key: str,
    label: str,
    value: Decimal,
    unit: str,
    where: str,
    area: str = "",
    period: str = "",
    role: str = "",
    caveat: str = "",
    op: str = "",
    of: Sequence[str] = (),
    times: Decimal = Decimal(1),
    places: int = 0,
    at_least: bool = False,
    again: Sequence[Mapping[str, str]] = (),
    by: Actor,
) -> PictureFigure:
    """A figure that is no count of a period, with where it is printed and its caveat.

    `again`: its other values in print, as {"value": "47", "where": "..."}.
    """
    permit(by, Verb.KEEP_EVIDENCE, item)
    last = item.figures.aggregate(last=Max("position"))["last"]
    figure = PictureFigure(
        partnership_id=by.here,
        item=item,
        key=key,
        label=label.strip(),
        value=value,
        unit=unit.strip(),
        area_words=area.strip(),
        period_words=period.strip(),
        role=role,
        where_printed=where.strip(),
        caveat=caveat.strip(),
        op=op,
        of=list(of),
        times=times,
        places=places,
        at_least=at_least,
        again=[dict(each) for each in again],
        position=_after(last),
    )
    figure.full_clean()
    figure.save()
    return figure


@transaction.atomic
def print_beside(
    *,
    kind: str,
    text: str,
    where: str,
    indicator: Indicator,
    area: Area,
    period: Period,
    category: Category | None = None,
    before: Period | None = None,
    vintage: int = 1,
    areas: Sequence[Area] = (),
    others: Sequence[Indicator] = (),
    by: Actor,
) -> PicturePrinted:
    """What a publication prints beside a figure; `text` as it stands there."""
    permit(by, Verb.KEEP_EVIDENCE, indicator)
    printed = PicturePrinted(
        partnership_id=by.here,
        kind=kind,
        text=text.strip(),
        where_printed=where.strip(),
        indicator=indicator,
        area=area,
        category=category,
        period_kind=kind_of(period),
        period_start=period.first_day,
        before_kind=kind_of(before) if before else "",
        before_start=before.first_day if before else None,
        vintage=vintage,
        areas=[each.code for each in areas],
        others=[each.code for each in others],
    )
    printed.full_clean()
    printed.save()
    return printed


@transaction.atomic
def move_section_up(*, section: PictureSection, by: Actor) -> None:
    """Before the section that stands before it; the first one stays."""
    permit(by, Verb.KEEP_EVIDENCE, section)
    _move_up(list(PictureSection.objects.visible_to(by).select_for_update()), section)


@transaction.atomic
def move_item_up(*, item: PictureItem, by: Actor) -> None:
    """Before the item that stands before it in its section; the first one stays."""
    permit(by, Verb.KEEP_EVIDENCE, item)
    rows = PictureItem.objects.visible_to(by).filter(section=item.section_id)
    _move_up(list(rows.select_for_update()), item)


@transaction.atomic
def remove_section(*, section: PictureSection, by: Actor) -> None:
    """Take a section away with its items; figures of indicators stay."""
    permit(by, Verb.KEEP_EVIDENCE, section)
    section.delete()


@transaction.atomic
def remove_item(*, item: PictureItem, by: Actor) -> None:
    """Take an item away with its stated figures; figures of indicators stay."""
    permit(by, Verb.KEEP_EVIDENCE, item)
    item.delete()


def _after(last: int | None) -> int:
    return (last or 0) + 1


def _move_up(
    rows: list[PictureSection] | list[PictureItem],
    moved: PictureSection | PictureItem,
) -> None:
    """Number the rows anew, with `moved` one place earlier."""
    order = [row.pk for row in rows]
    place = order.index(moved.pk)
    if place == 0:
        return
    order.insert(place - 1, order.pop(place))
    by_pk = {row.pk: row for row in rows}
    for position, pk in enumerate(order, start=1):
        row = by_pk[pk]
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


@transaction.atomic
def load_boundaries(*, content: bytes, source: str, by: Actor) -> Boundaries:
    """Keep the boundaries of the partnership's areas from a GeoJSON file.

    Loaded again, the newer ones count. Raises ValidationError at "file" or "source".
    """
    permit(by, Verb.KEEP_EVIDENCE)
    if not source.strip():
        raise ValidationError(
            {"source": "Say where the boundaries are from: they stand under the map."}
        )
    areas = {area.code: area for area in Area.objects.visible_to(by)}
    try:
        found = read_boundaries(
            content, {code: area.name for code, area in areas.items()}
        )
    except BoundaryError as error:
        raise ValidationError({"file": str(error)}) from error
    AreaBoundary.objects.bulk_create(
        AreaBoundary(
            partnership_id=by.here,
            area=areas[code],
            shape=[[list(point) for point in ring] for ring in rings],
            source=source.strip(),
            by_id=by.membership_id,
            principal=by.principal or "",
        )
        for code, rings in found.shapes.items()
    )
    return found
