"""What the dashboard says to the board: what changed, and what can't be compared."""

from __future__ import annotations

from concord.access.actor import Actor
from concord.evidence.public import Asked, Card, Verdict, control_picture, dashboard
from concord.foundation.periods import Quarter
from concord.partnership.models import Partnership
from concord.reports.content import CareFigure, FigureChart

PRINCIPAL = "reports.papers"
# In the order in which a board should hear of them. What did not change stays on the
# dashboard: a paper that repeats forty figures is read by nobody.
TOLD = (Verdict.WORSENING, Verdict.CHANGED, Verdict.IMPROVING, Verdict.BROKEN)


def figures_of(place: Partnership, quarter: Quarter) -> list[tuple[str, CareFigure]]:
    """Indicators of the whole area that changed beyond chance, with their keys.

    As the dashboard shows them up to the quarter; numbers of groups are not in it. The
    number of queries is that of the dashboard.
    """
    reader = Actor.from_job(PRINCIPAL, place.pk)
    found = dashboard(Asked(quarter=quarter.code), place, reader)
    told = [card for card in found.cards if card.verdict in TOLD]
    told.sort(key=lambda card: TOLD.index(card.verdict))
    return [(f"indicator:{card.indicator.pk}", _figure(card)) for card in told]


def _figure(card: Card) -> CareFigure:
    judged = card.judged
    interval = f" ({judged.interval})" if judged.interval else ""
    period = f", {judged.last.period.label}" if judged.last else ""
    return CareFigure(
        measure=f"{card.title}. {judged.version.unit_words}",
        figure=f"{judged.now}{interval}{period}",
        reading=" ".join(f"{words}." for words in _words(card)),
        compare=card.verdict is not Verdict.BROKEN,
        chart=_chart(card),
    )


def _chart(card: Card) -> FigureChart | None:
    """What the dashboard draws, as numbers: an issued paper is drawn from these."""
    found, drawn = card.judged.series, control_picture(card.judged)
    if found is None or drawn is None:
        return None
    return FigureChart(
        name=card.title,
        kind=str(drawn.chart.kind),
        wanted=str(drawn.chart.wanted),
        points=tuple(
            (point.period.code, value)
            for point, value in zip(found.points, found.values, strict=True)
        ),
        breaks=tuple(one.period for one in drawn.chart.breaks),
        benchmark=(drawn.benchmark.label, drawn.benchmark.value)
        if drawn.benchmark
        else None,
        interval=drawn.interval,
    )


def _words(card: Card) -> list[str]:
    """The verdict, which way is wanted, others' figures, and what is missing."""
    judged = card.judged
    words = [judged.headline, judged.direction_words]
    for mark in judged.benchmarks:
        sign = "%" if judged.version.is_share else ""
        words.append(f"{mark.label}: {mark.value.normalize():f}{sign}")
        if mark.reading_words:
            words.append(mark.reading_words)
    if judged.quality.bars < 3:
        words.append(f"Data quality: {judged.quality.words.lower()}")
    return words
