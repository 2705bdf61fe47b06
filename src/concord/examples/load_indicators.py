"""The dictionary and the figures of an example's dashboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from concord.evidence.actions import dictionary, observing
from concord.evidence.actions.observing import Figure
from concord.evidence.models import (
    Area,
    Batch,
    Category,
    Indicator,
    Phase,
)
from concord.examples import indicators as shapes
from concord.examples.loading_world import World
from concord.foundation.periods import FinancialYear, Quarter
from concord.plan.models import Strategy

STARTING = "people-starting-support"
INVENTED = "Invented figures"


def load_indicators(world: World, dashboard: shapes.Dashboard) -> None:
    """Everything of the file, by the loading job."""
    loading = _Loading(world, dashboard)
    loading.dictionary()
    loading.figures()


class _Loading:
    """What has been made of the file so far."""

    def __init__(self, world: World, dashboard: shapes.Dashboard) -> None:
        self.world, self.told, self.by = world, dashboard, world.job
        self.made: dict[str, Indicator] = {}
        self.groups: dict[str, list[tuple[shapes.Group, Category]]] = {}
        today = world.partnership.today()
        self.last = Quarter.containing(today).previous
        self.home = area_of(world)

    def dictionary(self) -> None:
        """Indicators, which way is wanted, benchmarks and breaks."""
        strategy = Strategy.objects.filter(partnership=self.world.partnership).first()
        phases = {
            phase.key: dictionary.add_phase(
                label=phase.label,
                first_day=phase.first_day,
                last_day=phase.last_day,
                strategy=strategy,
                by=self.by,
            )
            for phase in self.told.phases
        }
        priorities = list(dict.fromkeys(one.priority for one in self.told.indicators))
        for position, told in enumerate(self.told.indicators, start=1):
            place = priorities.index(told.priority) + 1
            self.made[told.code] = self._define(told, place, position, strategy)
        for told in self.told.indicators:
            self._want(told, phases)
        for one in self.told.breaks:
            dictionary.mark_break(
                indicator=self.made[one.indicator], at=one.at, why=one.why, by=self.by
            )
        for mark in self.told.benchmarks:
            dictionary.add_benchmark(
                indicator=self.made[mark.indicator],
                label=mark.label,
                value=mark.value,
                source=mark.source,
                reading_words=mark.reading,
                by=self.by,
            )

    def _define(
        self,
        told: shapes.Indicator,
        place: int,
        position: int,
        strategy: Strategy | None,
    ) -> Indicator:
        return dictionary.define(
            code=told.code,
            printed_ref=told.ref,
            strategy=strategy,
            priority=told.priority,
            priority_position=place,
            position=position,
            is_long_term=told.long_term,
            is_population=told.population,
            title=told.title,
            why_it_matters=told.why,
            numerator=told.numerator,
            denominator=told.denominator,
            unit=told.unit,
            multiplier=told.multiplier,
            frequency=told.frequency,
            source=told.source or told.owner,
            caveats=told.caveats,
            owner=told.owner,
            measure=told.measure,
            by=self.by,
        )

    def _want(self, told: shapes.Indicator, phases: dict[str, Phase]) -> None:
        successor = self.made[told.successor] if told.successor else None
        for key, direction in (("early", told.early), ("late", told.late)):
            dictionary.want(
                indicator=self.made[told.code],
                phase=phases[key],
                direction=direction,
                successor=successor if key == "late" else None,
                by=self.by,
            )

    def figures(self) -> None:
        """All figures in one batch, marked as invented."""
        observing.record(
            [*self._of_indicators(), *self._of_groups()],
            kind=Batch.Kind.ENTERED,
            origin=INVENTED,
            by=self.by,
        )

    def _of_indicators(self) -> Iterator[Figure]:
        for told in self.told.indicators:
            indicator = self.made[told.code]
            for period, count in zip(
                self._quarters(told.counts), told.counts, strict=True
            ):
                if count != "":
                    yield Figure(indicator, self.home, period, numerator=count)
            for period, share in zip(
                self._quarters(told.shares), told.shares, strict=True
            ):
                if share != "":
                    top, of = share
                    yield Figure(
                        indicator, self.home, period, numerator=top, denominator=of
                    )

    def _of_groups(self) -> Iterator[Figure]:
        residents = next((one for one in self.told.indicators if one.population), None)
        totals: dict[str, int] = {}
        for told in self.told.groups:
            category = dictionary.add_category(
                dimension=told.dimension,
                code=told.code,
                label=told.label,
                position=len(self.groups.setdefault(told.dimension, [])),
                no_answer=told.no_answer,
                by=self.by,
            )
            self.groups[told.dimension].append((told, category))
            for period, count in zip(
                self._quarters(told.starting), told.starting, strict=True
            ):
                yield Figure(
                    self.made[STARTING], self.home, period, category, numerator=count
                )
            if told.residents is not None and residents is not None:
                totals[told.dimension] = totals.get(told.dimension, 0) + told.residents
                yield Figure(
                    self.made[residents.code],
                    self.home,
                    self._year,
                    category,
                    numerator=told.residents,
                )
        if residents is not None and totals:
            yield Figure(
                self.made[residents.code],
                self.home,
                self._year,
                numerator=max(totals.values()),
            )

    @property
    def _year(self) -> FinancialYear:
        return FinancialYear.containing(self.last.first_day).previous

    def _quarters(self, figures: Sequence[object]) -> tuple[Quarter, ...]:
        return self.last.plus(1 - len(figures)).through(self.last) if figures else ()


def area_of(world: World) -> Area:
    """The example's own area, under its region; made once."""
    place = world.partnership
    found = Area.objects.filter(partnership=place, is_home=True).first()
    if found is not None:
        return found
    region = None
    if place.parent_area_code:
        region = dictionary.add_area(
            code=place.parent_area_code,
            name=place.parent_area_name,
            kind=Area.Kind.REGION,
            by=world.job,
        )
    return dictionary.add_area(
        code=place.area_code,
        name=place.area_name,
        kind=Area.Kind.BOROUGH,
        parent=region,
        is_home=True,
        by=world.job,
    )
