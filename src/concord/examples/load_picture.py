"""The published figures of an example, and the picture made of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from concord.evidence.actions import dictionary, observing, picturing
from concord.evidence.actions.observing import Figure
from concord.evidence.models import (
    Area,
    Batch,
    Category,
    Frequency,
    Indicator,
    PictureFigure,
    PictureItem,
    PicturePrinted,
)
from concord.examples import picture as shapes
from concord.foundation.periods import (
    CalendarYear,
    FinancialYear,
    Month,
    Quarter,
    TwelveMonths,
)

if TYPE_CHECKING:
    from concord.examples.loading_world import World

MULTIPLIER = {1: "count", 100: "percent", 1000: "per_1000"}
FREQUENCY = {
    Month: Frequency.MONTH,
    Quarter: Frequency.QUARTER,
    FinancialYear: Frequency.YEAR,
    CalendarYear: Frequency.CALENDAR_YEAR,
    TwelveMonths: Frequency.TWELVE_MONTHS,
}
PRIORITY, LAST = "Local picture", 90


def load_picture(world: World, published: shapes.PublishedPicture) -> None:
    """Areas, groups, indicators, figures in the order printed, and the page."""
    _Loading(world, published).load()


class _Loading:
    """What has been made so far, by the keys of the file."""

    def __init__(self, world: World, published: shapes.PublishedPicture) -> None:
        self.published, self.by = published, world.job
        self.areas: dict[str, Area] = {}
        self.groups: dict[str, Category] = {}
        self.indicators: dict[str, Indicator] = {}
        # How often a figure was printed so far: its vintage.
        self.times: dict[tuple[str, str, object, str], int] = {}

    def load(self) -> None:
        self._areas()
        self._groups()
        self._indicators()
        for table in self.published.tables:
            self._table(table)
        self._printed()
        self._page()

    def _areas(self) -> None:
        known = {area.code: area for area in Area.objects.visible_to(self.by)}
        for position, each in enumerate(self.published.areas, start=1):
            self.areas[each.key] = known.get(each.code) or dictionary.add_area(
                code=each.code,
                name=each.name,
                kind=each.kind,
                parent=self.areas.get(each.parent),
                is_home=each.home,
                position=position,
                by=self.by,
            )

    def _groups(self) -> None:
        known = {
            f"{one.dimension}:{one.code}": one
            for one in Category.objects.visible_to(self.by)
        }
        for each in self.published.categories:
            for position, (code, label) in enumerate(each.names.items(), start=1):
                key = f"{each.dimension}:{code}"
                self.groups[key] = known.get(key) or dictionary.add_category(
                    dimension=each.dimension,
                    code=code,
                    label=label,
                    position=position,
                    no_answer=code in each.no_answer,
                    by=self.by,
                )

    def _indicators(self) -> None:
        for position, each in enumerate(self.published.indicators, start=1):
            self.indicators[each.key] = dictionary.define(
                code=each.code,
                title=each.title,
                numerator=each.numerator,
                denominator=each.denominator,
                unit=each.unit,
                multiplier=MULTIPLIER[each.per],
                population_words=each.population,
                source=self.published.document,
                owner=each.owner,
                caveats=each.caveats,
                frequency=self._frequency(each.key),
                priority=PRIORITY,
                priority_position=LAST,
                position=position,
                by=self.by,
            )
        for broken in self.published.breaks:
            dictionary.mark_break(
                indicator=self.indicators[broken.indicator],
                at=broken.at,
                why=broken.why,
                by=self.by,
            )

    def _frequency(self, indicator: str) -> Frequency:
        """The kind of period that its first figure is for."""
        table = next(one for one in self.published.tables if one.indicator == indicator)
        return FREQUENCY[type(table.rows[0].period)]

    def _table(self, table: shapes.PictureTable) -> None:
        figures = list(self._figures(table))
        if figures:
            observing.record(
                figures,
                kind=Batch.Kind.PUBLISHED,
                origin=f"{self.published.document}: {table.where}",
                note=table.note,
                by=self.by,
            )
        for row in table.rows:
            self._beside(table, row)

    def _figures(self, table: shapes.PictureTable) -> Iterator[Figure]:
        for row in table.rows:
            if row.hidden:
                continue
            yield Figure(
                indicator=self.indicators[table.indicator],
                area=self.areas[row.area],
                period=row.period,
                category=self.groups[row.category] if row.category else None,
                numerator=row.n,
                denominator=row.of,
                value=None if row.value is None else Decimal(row.value),
                may_publish=True,
                note=table.note,
            )

    def _beside(self, table: shapes.PictureTable, row: shapes.PictureRow) -> None:
        place = (table.indicator, row.area, row.period, row.category)
        self.times[place] = self.times.get(place, 0) + 1
        if not row.hidden and row.printed is None:
            return
        picturing.print_beside(
            kind=PicturePrinted.Kind.HIDDEN if row.hidden else PicturePrinted.Kind.RATE,
            text=row.hidden or str(row.printed),
            where=f"{self.published.document}: {table.where}",
            indicator=self.indicators[table.indicator],
            area=self.areas[row.area],
            period=row.period,
            category=self.groups[row.category] if row.category else None,
            vintage=self.times[place],
            by=self.by,
        )

    def _printed(self) -> None:
        for each in self.published.printed:
            picturing.print_beside(
                kind=each.kind,
                text=each.printed,
                where=f"{self.published.document}: {each.where}",
                indicator=self.indicators[each.indicator],
                area=self.areas[each.area or each.areas[0]],
                period=each.period,
                before=each.before,
                areas=[self.areas[key] for key in each.areas],
                others=[self.indicators[key] for key in each.others],
                by=self.by,
            )

    def _page(self) -> None:
        stated = {each.key: each for each in self.published.stated}
        for part in self.published.sections:
            section = picturing.add_section(
                title=part.title, lead=part.lead, by=self.by
            )
            for shown in part.items:
                item = picturing.add_item(
                    section=section,
                    title=shown.title,
                    form=shown.form,
                    indicators=[self.indicators[key] for key in shown.indicators],
                    dimension=shown.dimension,
                    area=self.areas[shown.area] if shown.area else None,
                    note=shown.note,
                    source=shown.source,
                    by=self.by,
                )
                for key in shown.stated:
                    self._state(item, stated[key])

    def _state(self, item: PictureItem, each: shapes.PictureStated) -> PictureFigure:
        places = len(each.value.partition(".")[2])
        return picturing.state(
            item=item,
            key=each.key,
            label=each.label,
            value=Decimal(each.value),
            unit=each.unit,
            area=each.area,
            period=each.period,
            where=f"{self.published.document}: {each.where}",
            role=each.role,
            caveat=each.caveat,
            op=each.working.op if each.working else "",
            of=each.working.of if each.working else (),
            times=Decimal(each.working.times if each.working else 1),
            places=places if each.places is None else each.places,
            at_least=each.at_least,
            again=[{"value": one.value, "where": one.where} for one in each.again],
            by=self.by,
        )
