"""What is compared: names, birth dates and ways to be reached, in one way of writing.

Made once for each record; a comparison then looks at ready values only.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr"})
_STREETS: Final = {
    "road": "rd",
    "street": "st",
    "saint": "st",
    "avenue": "ave",
    "av": "ave",
    "lane": "ln",
    "drive": "dr",
    "close": "cl",
    "court": "ct",
    "crescent": "cres",
    "gardens": "gdns",
    "gdn": "gdns",
    "garden": "gdns",
    "grove": "gr",
    "house": "hse",
    "place": "pl",
    "square": "sq",
    "terrace": "ter",
    "park": "pk",
    "buildings": "bldgs",
    "mansions": "mans",
}
_FLAT: Final = frozenset({"flat", "apartment", "apt", "unit", "room", "maisonette"})
_NUMBER: Final = re.compile(r"\d+[a-z]?")
_POSTCODE: Final = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b")


@dataclass(frozen=True, slots=True)
class Name:
    """A forename and a family name in plain letters. `is_former`: not the latest."""

    given: str
    family: str
    is_former: bool = False


@dataclass(frozen=True, slots=True)
class Born:
    """A birth date, and how exact: "day", "month", "year" or "about"."""

    on: dt.date
    exact: str = "day"


@dataclass(frozen=True, slots=True)
class Address:
    """Numbers of flat and house, the words of the street, and the postcode."""

    numbers: frozenset[str]
    words: frozenset[str]
    postcode: str

    def is_same(self, other: Address) -> bool:
        """Whether both are one dwelling: "Flat 3, 12 Elm Road" and "3/12 Elm Rd"."""
        if self.postcode and other.postcode and self.postcode != other.postcode:
            return False
        if not self.numbers or self.numbers != other.numbers:
            return False
        if self.postcode and other.postcode:
            return True
        least = min(len(self.words), len(other.words))
        return least > 0 and len(self.words & other.words) == least


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one record, and may be seen by whoever compares."""

    names: tuple[Name, ...] = ()
    born: tuple[Born, ...] = ()
    sex: str = ""
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    addresses: tuple[Address, ...] = ()
    identifiers: frozenset[tuple[str, str]] = frozenset()


@lru_cache(maxsize=20_000)
def plain(said: str) -> str:
    """Words in small letters without accents: the same as `access.plain` in SQL."""
    parts = unicodedata.normalize("NFKD", said.casefold())
    letters = "".join(c for c in parts if not unicodedata.combining(c))
    kept = letters.replace("'", "").replace("\u2019", "")
    return " ".join("".join(c if c.isalpha() else " " for c in kept).split())


def names_of(
    given: str, family: str, others: Iterable[str] = (), *, is_former: bool = False
) -> list[Name]:
    """Every name that somebody goes by. One word alone may be either part of a name."""
    first, last = plain(given), plain(family)
    found = [Name(first, last, is_former)] if first or last else []
    for other in others:
        words = [word for word in plain(other).split() if word not in _TITLES]
        if len(words) == 1:
            found.append(Name(first, words[0], True))
            found.append(Name(words[0], last, True))
        elif words:
            found.append(Name(" ".join(words[:-1]), words[-1], True))
    return list(dict.fromkeys(found))


def phone_of(said: str) -> str:
    """The digits of a telephone number without country code, or nothing."""
    digits = re.sub(r"^(00)?(44)?0?", "", re.sub(r"\D", "", said))
    return digits if len(digits) >= 7 else ""


def address_of(said: str, postcode: str = "") -> Address:
    """An address as it is compared, whatever way it was written in."""
    text = said.casefold()
    inside = _POSTCODE.search(text)
    code = (postcode or (inside.group() if inside else "")).upper().replace(" ", "")
    text = _POSTCODE.sub(" ", text)
    words = re.sub(r"[^\w]+", " ", text).split()
    numbers = frozenset(word for word in words if _NUMBER.fullmatch(word))
    street = frozenset(
        _STREETS.get(word, word)
        for word in words
        if word not in numbers and word not in _FLAT
    )
    return Address(numbers, street, code)
