"""What may leave for everybody: the one place where small counts are hidden.

Every public way out (page, Word, PDF, CSV) compiles its picture from `publishable`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from concord.evidence.picture.figures import Figure
from concord.evidence.picture.source import Source

THRESHOLD = 5
SIGN = f"<{THRESHOLD}"


def publishable(source: Source) -> Source:
    """Only figures that may be published, with small counts hidden.

    Counts of 1 to 4 go, and with them a rate that would give them away. Where a part of
    a whole is hidden, its whole is hidden too, so that it can't be taken away from it.
    """
    released = [each for each in source.figures if each.may_publish]
    small = {each.key for each in released if is_small(each)}
    parents = {place.code: place.parent for place in source.places}
    wholes = {whole for key in small for whole in _wholes(key, parents)}
    return replace(
        source,
        figures=tuple(_safe(each, small | wholes) for each in released),
        printed=tuple(
            each
            for each in source.printed
            if (each.measure, each.place) not in {(key[0], key[1]) for key in small}
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


Key = tuple[str, str, object, object, str]


def _wholes(key: Key, parents: dict[str, str]) -> Iterable[Key]:
    """The same figure for everybody, and for the larger area."""
    measure, place, first, last, group = key
    if group:
        yield (measure, place, first, last, "")
    if parents.get(place):
        yield (measure, parents[place], first, last, group)


def _safe(figure: Figure, hidden: set[Key]) -> Figure:
    if figure.key not in hidden:
        return figure
    return replace(figure, numerator=None, denominator=None, value=None, hidden=SIGN)
