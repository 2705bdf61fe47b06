"""From figures to the finished picture: words first, then charts and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from concord.evidence.picture import wording
from concord.evidence.picture.checking import Finding, find
from concord.evidence.picture.choosing import caveats_of, scene, sources_of
from concord.evidence.picture.content import (
    BarChart,
    Chart,
    Doubt,
    Item,
    Picture,
    Section,
)
from concord.evidence.picture.figures import Figure, Measure, latest
from concord.evidence.picture.safe import publishable
from concord.evidence.picture.showing import show
from concord.evidence.picture.showing.over_time import beside
from concord.evidence.picture.source import PlannedItem, Source
from concord.foundation.documents.phrases import listed

# What an item of this form says of what does not fit; others say all the rest.
SAYS = {"wards": {"wards"}, "bars": {"shares"}}
SAYS_STATED = {"working", "rounded", "twice"}
STATED_FORMS = {"cost", "modelled", "stated"}
MOST_IN_HEAD = 3
DOES_NOT_FIT = "Does not fit."
WORDS = {
    "wards": "Incomplete.",
    "shares": "Incomplete.",
    "republished": "Printed again.",
    "rounded": "Rounded.",
}
# Said, but nothing that a reader has to doubt.
SETTLED = {WORDS["republished"], WORDS["rounded"]}


def compile_picture(
    source: Source, *, dated: date, audience: Literal["management", "public"]
) -> Picture:
    """The whole picture for an audience; for the public, small counts are hidden."""
    if audience == "public":
        source = publishable(source)
    stated = [
        each for part in source.sections for item in part.items for each in item.stated
    ]
    findings = find(source.figures, source.places, source.printed, stated)
    sections = tuple(
        Section(
            anchor=f"part-{number}",
            title=part.title,
            lead=part.lead,
            items=tuple(
                made
                for position, item in enumerate(part.items, start=1)
                if (made := _item(source, item, part.title, findings, number, position))
            ),
        )
        for number, part in enumerate(source.sections, start=1)
    )
    home = source.home
    said = {
        doubt
        for part in sections
        for item in part.items
        for doubt in item.warnings
        if doubt.word not in SETTLED
    }
    return Picture(
        title=f"{home.name if home else source.partnership}: the local picture",
        partnership=source.partnership,
        place=home.name if home else "",
        head=_head(source, len(said)),
        sections=tuple(part for part in sections if part.items),
        audience=audience,
        marking=wording.MARKINGS[audience],
        dated=dated,
        doubts=len(said),
        example_note=source.example_note,
    )


def _item(
    source: Source,
    item: PlannedItem,
    section: str,
    findings: Sequence[Finding],
    number: int,
    position: int,
) -> Item | None:
    seen = scene(source, item, section)
    if seen is None:
        return None
    made = show(seen)
    return Item(
        anchor=f"part-{number}-{position}",
        title=item.title,
        form=item.form,
        verdict=made.verdict,
        table=made.table,
        chart=made.chart,
        alternative=_alternative(item, made.verdict, made.chart),
        note=item.note,
        warnings=tuple(
            Doubt(WORDS.get(each.kind, DOES_NOT_FIT), each.sentence)
            for each in findings
            if _concerns(each, item)
        ),
        caveats=caveats_of(item.measures, item.stated),
        sources=sources_of(made.used, item),
        rows=made.rows,
    )


def _concerns(finding: Finding, item: PlannedItem) -> bool:
    if finding.kind in SAYS_STATED:
        return bool(finding.about & {each.key for each in item.stated}) and (
            item.form in STATED_FORMS
        )
    if item.form in STATED_FORMS:
        return False
    codes = {each.code for each in item.measures}
    if item.form == "bars":
        return finding.kind == "shares" and bool(
            finding.about & {f"{code}:{item.dimension}" for code in codes}
        )
    if not finding.about & codes:
        return False
    if item.form in SAYS:
        return finding.kind in SAYS[item.form]
    return finding.kind not in {kind for kinds in SAYS.values() for kind in kinds}


def _alternative(item: PlannedItem, verdict: str, chart: Chart | None) -> str:
    if chart is None:
        return ""
    if isinstance(chart, BarChart):
        bars = "; ".join(f"{row.label}, {row.words}" for row in chart.rows)
        return f"{item.title}. {bars}."
    return f"{item.title}. {verdict}"


# ---------------------------------------------------------------- the head line


def _head(source: Source, doubts: int) -> tuple[str, ...]:
    """The news: newest counts of the first measures, and how much does not fit."""
    sentences = []
    newest = _newest_of(source)
    if newest and source.home is not None:
        when = list(dict.fromkeys(wording.period_words(each.period) for each in newest))
        counts = listed([_counted(each) for each in newest])
        sentences.append(f"{source.home.name}, {listed(when)}: {counts}.")
        sentences += [said for each in newest if (said := _standing(source, each))]
    if doubts:
        things = "One thing" if doubts == 1 else f"{doubts} things"
        verbs = "does not fit or is" if doubts == 1 else "do not fit or are"
        sentences.append(
            f"{things} in the printed figures {verbs} missing; each is said where it "
            "matters."
        )
    return tuple(sentences)


def _newest_of(source: Source) -> list[Figure]:
    """The newest figure of each measure of the first section that has any."""
    measures: dict[str, Measure] = {}
    for part in source.sections:
        measures = {one.code: one for item in part.items for one in item.measures}
        if measures:
            break
    found = []
    for code in list(measures)[:MOST_IN_HEAD]:
        own = [
            each
            for each in latest(source.figures)
            if each.measure.code == code
            and each.place == source.home
            and each.group is None
            and each.numerator is not None
        ]
        if own:
            found.append(
                max(own, key=lambda x: (x.period.days > 300, x.period.first_day))
            )
    return found


def _counted(figure: Figure) -> str:
    title = re.sub(r" recorded by the police$", "", figure.measure.title)
    count = f"{figure.numerator:,} {title[0].lower()}{title[1:]}"
    if figure.worked_out is None or figure.measure.per == 100:
        return count
    who = figure.measure.population or "residents"
    rate = wording.number(figure.worked_out, 1)
    return f"{count} ({rate} per {figure.measure.per:,} {who})"


def _standing(source: Source, figure: Figure) -> str:
    """How a rate stands beside that of the larger area, if it has one."""
    larger = next(
        (
            each
            for each in latest(source.figures)
            if each.measure == figure.measure
            and each.place.code == figure.place.parent
            and each.period == figure.period
            and each.group is None
        ),
        None,
    )
    if larger is None or figure.measure.per == 1:
        return ""
    title = re.sub(r" recorded by the police$", "", figure.measure.title)
    return f"{title}: {beside(figure, larger)}"
