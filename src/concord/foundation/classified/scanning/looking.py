"""Looks up values in texts: exact, between borders of words, quickly."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import accumulate

from concord.foundation.classified.scanning.values import words_of

BEGINNING = 5  # letters that are compared first; no value is shorter
# Ids, and signed tokens in links, look like telephone numbers and postcodes by chance.
_CODE = re.compile(
    r"[0-9a-f]{32,}|[0-9a-f]{8}-[0-9a-f-]{27}|https?://\S+", re.IGNORECASE
)
SHAPES = {
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w"),
    "a telephone number": re.compile(
        r"(?<![\w.,:/-])(?:\+44|0)[\d ()-]{9,14}(?![\w-])"
    ),
    "a postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),
}


class Looking:
    """Finds which of the values stand in a text.

    The lengths of values that begin alike are kept together: a text is compared with
    what could stand there, and one value of a hundred thousand letters costs nothing
    where it can't be.
    """

    def __init__(self, values: Collection[str]) -> None:
        self._values = values
        self._lengths: dict[str, set[int]] = {}
        for value in values:
            self._lengths.setdefault(value[:BEGINNING], set()).add(len(value))

    def found_in(self, text: str) -> Iterator[str]:
        """Each value whose letters and figures stand in the text, word by word."""
        words = words_of(text)
        joined = "".join(words)
        borders = [0, *accumulate(map(len, words))]
        ends = set(borders)
        for start in borders[:-1]:
            for length in self._lengths.get(joined[start : start + BEGINNING], ()):
                end = start + length
                if end in ends and joined[start:end] in self._values:
                    yield joined[start:end]


def shapes_in(text: str, ours: Collection[str] = ()) -> Iterator[str]:
    """What looks like a value about somebody, whether it was ever written or not.

    `ours`: what the program itself prints, such as the number of a helpline.
    """
    text = _CODE.sub(" ", text)
    return (
        name
        for name, shape in SHAPES.items()
        if any(_bare(found[0]) not in ours for found in shape.finditer(text))
    )


def shaped(text: str) -> Iterator[str]:
    """What has such a shape, without the spaces of the way in which it is written."""
    text = _CODE.sub(" ", text)
    for shape in SHAPES.values():
        yield from (_bare(found[0]) for found in shape.finditer(text))


def _bare(value: str) -> str:
    return "".join(value.split()).lower()
