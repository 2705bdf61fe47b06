"""Counts and rates of places and groups: against each other and as printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from concord.evidence.picture.checking.finding import Finding
from concord.evidence.picture.figures import (
    Figure,
    Measure,
    Period,
    Place,
    Printed,
    latest,
    places_of,
    rounded,
)
from concord.evidence.picture.wording import number, period_words
from concord.foundation.documents.phrases import listed

# ---------------------------------------------------------------- wards and the whole


def wards_against_the_whole(
    figures: Sequence[Figure], places: Sequence[Place]
) -> Iterator[Finding]:
    """Wards that are missing or hidden, and by how much the printed ones fall short."""
    wards = {each.code: each for each in places if each.kind == "ward"}
    wholes = {each.code: each for each in places}
    for (measure, period), rows in _by_measure_and_period(figures).items():
        printed = [each for each in rows if each.place.code in wards]
        if not printed:
            continue
        yield from _short_of_whole(measure, period, rows, printed, wards, wholes)


def _short_of_whole(
    measure: Measure,
    period: Period,
    rows: Sequence[Figure],
    printed: Sequence[Figure],
    wards: Mapping[str, Place],
    wholes: Mapping[str, Place],
) -> Iterator[Finding]:
    there = {each.place.code for each in printed}
    parents = {wards[code].parent for code in there}
    absent = [
        ward.name
        for ward in wards.values()
        if ward.parent in parents and ward.code not in there
    ]
    hidden = [each.place.name for each in printed if each.hidden]
    whole = next(
        (
            each
            for each in rows
            if each.place.code in parents and each.numerator is not None
        ),
        None,
    )
    if not absent and not hidden and whole is None:
        return
    sentences = []
    if absent:
        verb = "is" if len(absent) == 1 else "are"
        sentences.append(
            f"{listed(absent)} {verb} missing: {len(there)} of "
            f"{len(there) + len(absent)} wards are printed."
        )
    if hidden:
        sentences.append(
            f"{len(hidden)} of the {len(there)} wards printed are hidden because the "
            "count is small, so the wards can't be added up."
        )
    if whole is not None and whole.numerator is not None and not hidden:
        total = sum(each.numerator or 0 for each in printed)
        gap = whole.numerator - total
        if gap:
            sentences.append(
                f"The wards printed make {total:,} {measure.units}, "
                f"{abs(gap):,} {'fewer' if gap > 0 else 'more'} than the "
                f"{whole.numerator:,} of {wholes[whole.place.code].name}."
            )
    if sentences:
        yield Finding(
            kind="wards",
            sentence=" ".join(sentences),
            about=frozenset({measure.code}),
            where=printed[0].where,
        )


# ---------------------------------------------------------------- printed with a figure


def rates_as_printed(
    figures: Sequence[Figure], printed: Sequence[Printed]
) -> Iterator[Finding]:
    """Rates and shares that don't follow from the count and population beside them."""
    for claim in printed:
        if claim.kind != "rate":
            continue
        vintages = _vintages(figures, claim.measure, claim.place, claim.period)
        beside = vintages.get(claim.vintage)
        if beside is None or beside.worked_out is None:
            continue
        places = places_of(claim.text)
        ours = rounded(beside.worked_out, places)
        if ours == Decimal(claim.text):
            continue
        fits = [
            other
            for other in vintages.values()
            if other.worked_out is not None
            and rounded(other.worked_out, places) == Decimal(claim.text)
        ]
        also = (
            f" It would fit the {fits[0].numerator:,} that "
            f"{'were' if fits[0].numerator != 1 else 'was'} published later."
            if fits
            else ""
        )
        yield Finding(
            kind="rate",
            sentence=(
                f"{beside.place.name}, {period_words(beside.period)}: {claim.text} is "
                f"printed, but {beside.numerator:,} {beside.measure.units} in "
                f"{beside.denominator:,} make {ours}.{also}"
            ),
            about=frozenset({claim.measure}),
            where=claim.where,
        )


def changes_as_printed(
    figures: Sequence[Figure], printed: Sequence[Printed]
) -> Iterator[Finding]:
    """Changes in per cent that don't follow from the counts of the two periods."""
    newest = latest(figures)
    for claim in printed:
        if claim.kind != "change" or claim.before is None:
            continue
        after = _figure(newest, claim.measure, claim.place, claim.period)
        before = _figure(newest, claim.measure, claim.place, claim.before)
        if after is None or before is None or not before.numerator:
            continue
        change = Decimal(100 * ((after.numerator or 0) - before.numerator))
        ours = rounded(change / before.numerator, places_of(claim.text))
        if ours != Decimal(claim.text):
            yield Finding(
                kind="change",
                sentence=(
                    f"{after.place.name}: a change of {claim.text} % is printed, but "
                    f"from {before.numerator:,} to {after.numerator:,} it is {ours} %."
                ),
                about=frozenset({claim.measure}),
                where=claim.where,
            )


def totals_as_printed(
    figures: Sequence[Figure], printed: Sequence[Printed]
) -> Iterator[Finding]:
    """Totals that don't add up, and totals of things that can't be added."""
    newest = latest(figures)
    for claim in printed:
        if claim.kind == "areas_added":
            parts = [
                _figure(newest, claim.measure, place, claim.period)
                for place in claim.places
            ]
        elif claim.kind == "counts_added":
            parts = [
                _figure(newest, measure, claim.place, claim.period)
                for measure in (claim.measure, *claim.measures)
            ]
        else:
            continue
        found = [each for each in parts if each is not None]
        if len(found) == len(parts):
            yield from _of_total(claim, found)


def _of_total(claim: Printed, parts: Sequence[Figure]) -> Iterator[Finding]:
    total, text = sum(each.numerator or 0 for each in parts), int(claim.text)
    about = frozenset(each.measure.code for each in parts)
    if total != text:
        yield Finding(
            kind="total",
            sentence=(f"A total of {text:,} is printed, but its parts make {total:,}."),
            about=about,
            where=claim.where,
        )
    names = sorted({each.measure.title for each in parts})
    if len(names) > 1:
        yield Finding(
            kind="units",
            sentence=(
                f"{parts[0].place.name}: {text:,} is printed as a total of "
                f"{listed([_counted(each) for each in parts])}. These are different "
                "counts, so the total is not shown here."
            ),
            about=about,
            where=claim.where,
        )


def _counted(figure: Figure) -> str:
    title = figure.measure.title.split(" recorded by")[0]
    return f"{figure.numerator:,} {title[0].lower()}{title[1:]}"


# ---------------------------------------------------------------- between tables


def two_populations(figures: Sequence[Figure]) -> Iterator[Finding]:
    """One place and period with two populations of the same people."""
    seen: dict[tuple[str, str, str, str], dict[int, Figure]] = defaultdict(dict)
    for each in figures:
        if each.denominator and each.measure.population and each.group is None:
            key = (
                each.place.code,
                each.place.name,
                each.period.label,
                each.measure.population,
            )
            seen[key].setdefault(each.denominator, each)
    for (_, name, period, population), by_size in seen.items():
        if len(by_size) > 1:
            sizes = [f"{size:,}" for size in by_size]
            yield Finding(
                kind="population",
                sentence=(
                    f"{name}, {period}: {listed(sizes)} {population} are printed for "
                    "the same year."
                ),
                about=frozenset(each.measure.code for each in by_size.values()),
                where=next(iter(by_size.values())).where,
            )


def republished(figures: Sequence[Figure]) -> Iterator[Finding]:
    """Figures that were printed again with another value: the later one is used."""
    vintages: dict[object, list[Figure]] = defaultdict(list)
    for each in figures:
        vintages[each.key].append(each)
    for rows in vintages.values():
        ordered = sorted(rows, key=lambda each: each.vintage)
        counts = [each.numerator for each in ordered if each.numerator is not None]
        if len(set(counts)) < 2:
            continue
        last = ordered[-1]
        yield Finding(
            kind="republished",
            sentence=(
                f"{last.place.name}, {period_words(last.period)}: {counts[0]:,} "
                f"{last.measure.units} were printed first, then {counts[-1]:,}. The "
                "later figure is shown; the earlier one is kept."
            ),
            about=frozenset({last.measure.code}),
            where=last.where,
        )


def shares_that_dont_make_a_whole(figures: Sequence[Figure]) -> Iterator[Finding]:
    """Breakdowns in per cent whose printed parts don't make 100, beyond rounding."""
    groups: dict[tuple[str, str, str, str], list[Figure]] = defaultdict(list)
    for each in latest(figures):
        if (
            each.group is not None
            and each.value is not None
            and each.measure.per == 100
        ):
            key = (
                each.measure.code,
                each.place.code,
                each.period.label,
                each.group.dimension,
            )
            groups[key].append(each)
    for (measure, _, _, dimension), rows in groups.items():
        total = sum((each.value or Decimal(0) for each in rows), Decimal(0))
        slack = Decimal("0.5") * len(rows)
        if abs(total - 100) > slack:
            gap = 100 - total
            yield Finding(
                kind="shares",
                sentence=(
                    f"{rows[0].place.name}: the shares printed make {number(total)} %. "
                    + (
                        f"Where the other {number(gap)} % belong is not printed."
                        if gap > 0
                        else "That is more than rounding explains."
                    )
                ),
                about=frozenset({f"{measure}:{dimension}"}),
                where=rows[0].where,
            )


# ---------------------------------------------------------------- finding figures


def _by_measure_and_period(
    figures: Sequence[Figure],
) -> dict[tuple[Measure, Period], list[Figure]]:
    rows: dict[tuple[Measure, Period], list[Figure]] = defaultdict(list)
    for each in latest(figures):
        if each.group is None:
            rows[(each.measure, each.period)].append(each)
    return rows


def _vintages(
    figures: Iterable[Figure], measure: str, place: str, period: Period
) -> dict[int, Figure]:
    return {
        each.vintage: each
        for each in figures
        if each.measure.code == measure
        and each.place.code == place
        and each.period == period
        and each.group is None
    }


def _figure(
    figures: Iterable[Figure], measure: str, place: str, period: Period
) -> Figure | None:
    found = _vintages(figures, measure, place, period)
    return found[max(found)] if found else None
