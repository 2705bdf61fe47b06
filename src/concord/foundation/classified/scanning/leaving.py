"""What leaves the program while tests run, and in which test."""

from __future__ import annotations

import html
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote_plus


class Way(StrEnum):
    """How something leaves, in the words of the report."""

    LOG = "log"
    DATABASE_LOG = "log of the database"
    PRINTED = "output of the process"
    WARNING = "warning"
    EXCEPTION = "exception"
    ERROR_PAGE = "error page"
    ADDRESS = "address of a page"
    TITLE = "title of a page"
    MAIL = "e-mail"


@dataclass(frozen=True, slots=True)
class Left:
    """A text that left, and the first test in which it did."""

    way: Way
    text: str
    test: str


class Leaving:
    """Keeps each text once for each way."""

    def __init__(self) -> None:
        self._texts: dict[tuple[Way, str], str] = {}
        self._lock = threading.Lock()
        self.test = "before the first test"
        self.counts: Counter[Way] = Counter()

    def keep(self, way: Way, text: str) -> None:
        with self._lock:
            self.counts[way] += 1
            self._texts.setdefault((way, text), self.test)

    def __iter__(self) -> Iterator[Left]:
        for (way, text), test in self._texts.items():
            yield Left(way, text, test)


def readings(left: Left) -> Iterator[str]:
    """The text as it stands, and as it reads when its escapes are taken away."""
    yield left.text
    if left.way is Way.ADDRESS and "%" in left.text:
        yield unquote_plus(left.text)
    if left.way in {Way.ERROR_PAGE, Way.TITLE} and "&" in left.text:
        yield html.unescape(left.text)
