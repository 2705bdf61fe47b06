"""What may leave for everybody: the one place that decides it.

Every public way out (page, Word, PDF, CSV) compiles its picture from `publishable`. It
hides nothing by itself but in what others printed: figures of the partnership's own
come from its declared releases, which are protected jointly, or are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from concord.evidence.picture.figures import Figure, latest
from concord.evidence.picture.source import Source

THRESHOLD = 5
SIGN = f"<{THRESHOLD}"
Key = tuple[str, str, object, object, str]


def publishable(source: Source) -> Source:
    """Only what was printed elsewhere, or released by the partnership.

    Of what was printed elsewhere, counts of 1 to 4 are not printed again; nor is the
    whole of which they are a part, or a rate that gives them away.
    """
    printed = [each for each in source.figures if each.is_printed and each.may_publish]
    small = {each.key for each in printed if is_small(each)}
    parents = {place.code: place.parent for place in source.places}
    wholes = {whole for key in small for whole in _wholes(key, parents)}
    kept = [_hidden(each) if each.key in small | wholes else each for each in printed]
    said = {(each.measure.code, each.place.code) for each in kept if not each.hidden}
    return replace(
        source,
        figures=(*kept, *_released(source.figures)),
        printed=tuple(
            each for each in source.printed if (each.measure, each.place) in said
        ),
    )


def is_small(figure: Figure) -> bool:
    """Whether it counts one to four, or leaves one to four of its whole over."""
    if figure.numerator is None:
        return False
    if 0 < figure.numerator < THRESHOLD:
        return True
    if figure.measure.per != 100 or figure.denominator is None:
        return False
    return 0 < figure.denominator - figure.numerator < THRESHOLD


def _released(figures: Iterable[Figure]) -> list[Figure]:
    """The partnership's own figures as it released them, and no newer vintage."""
    return [
        _as_released(each)
        for each in latest(figures)
        if not each.is_printed and each.released is not None
    ]


def _as_released(figure: Figure) -> Figure:
    found = figure.released
    if found is None or found.is_hidden:
        return _hidden(figure)
    if figure.measure.per != 1 and found.denominator is None:
        return _hidden(figure)
    return replace(
        figure, numerator=found.numerator, denominator=found.denominator, value=None
    )


def _hidden(figure: Figure) -> Figure:
    return replace(figure, numerator=None, denominator=None, value=None, hidden=SIGN)


def _wholes(key: Key, parents: dict[str, str]) -> Iterable[Key]:
    """The same figure for everybody, and for the larger area."""
    measure, place, first, last, group = key
    if group:
        yield (measure, place, first, last, "")
    if parents.get(place):
        yield (measure, parents[place], first, last, group)
