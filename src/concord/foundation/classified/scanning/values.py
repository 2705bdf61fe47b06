"""The values to look for: what was written to fields about somebody."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.db import models

from concord.foundation.classified.declaring import classes_of

WORD = re.compile(r"[^\W_]+")
POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}")
SHORTEST = 6
# Of the variables of a letter only links are about one person: whoever has it may use
# it. The others have passed the guard of the post, and pages hold the same words.
LINKS = "post.Message.context"
# A longer text is looked for in pieces: a log might hold its beginning only.
LONG, PIECE, MOST_PIECES = 8, 6, 200


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: no case, no signs between them."""
    return WORD.findall(unicodedata.normalize("NFKC", text).casefold())


class Values:
    """What to look for, and the fields that each of it was written to.

    A value is kept as its letters and figures only, so that "07700 900123" is also
    found as "07700900123", and "Avery Invented" as "avery-invented". Not kept: what
    has fewer than six of them (a postcode may have five), numbers, moments, ranges and
    the bytes of files, of which nothing could be told from chance.
    """

    def __init__(self) -> None:
        self._fields: dict[str, set[str]] = {}
        self._seen: set[tuple[str, str]] = set()

    def __len__(self) -> int:
        return len(self._fields)

    def by_text(self) -> Mapping[str, set[str]]:
        return self._fields

    def learn_row(self, row: models.Model) -> None:
        """The values of one row, as it is written."""
        for name, field in about_somebody(type(row)):
            value = row.__dict__.get(name)
            self.learn(_links(value) if field == LINKS else value, field=field)

    def learn_read_row(self, row: models.Model) -> None:
        """The values of one row, as it was read: SQL may have written it.

        Without JSON: what only SQL writes there are copies of whole rows (history),
        with values that are about nobody.
        """
        for name, field in about_somebody(type(row)):
            value = row.__dict__.get(name)
            if not isinstance(value, Mapping):
                self.learn(value, field=field)

    def learn_update(
        self, model: type[models.Model], given: Mapping[str, object]
    ) -> None:
        """The values of an update of many rows at once."""
        fields = dict(about_somebody(model))
        for name in given.keys() & fields.keys():
            self.learn(given[name], field=fields[name])

    def learn(self, value: object, *, field: str) -> None:
        """One value, or those inside it, under the name of what they stand in."""
        if isinstance(value, str):
            if (field, value) in self._seen:
                return  # the same rows are read again and again
            self._seen.add((field, value))
        for text in _texts(value):
            for form in _forms(words_of(text)):
                if len(form) >= SHORTEST or POSTCODE.fullmatch(form):
                    self._fields.setdefault(form, set()).add(field)

    def forget(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._fields.pop(text, None)


@cache
def about_somebody(model: type[models.Model]) -> tuple[tuple[str, str], ...]:
    """The model's fields of the graver classes: each by its name, and in full."""
    return tuple(
        (name, f"{model._meta.label}.{name}")
        for name, kind in classes_of(model).items()
        if kind.about_somebody
    )


def _texts(value: Any) -> Iterator[str]:
    """Texts inside a value: a day in three spellings, the leaves of lists and JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        yield from (
            value.isoformat(),
            f"{value:%d/%m/%Y}",
            f"{value.day} {value:%B %Y}",
        )
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _links(variables: object) -> list[str]:
    return [text for text in _texts(variables) if "://" in text]


def _forms(words: list[str]) -> Iterator[str]:
    if len(words) <= LONG:
        yield "".join(words)
        return
    for start in range(min(len(words) - PIECE + 1, MOST_PIECES)):
        yield "".join(words[start : start + PIECE])
