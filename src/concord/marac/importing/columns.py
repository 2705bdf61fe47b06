"""Which column is what, by the words of `columns.toml` and what is said besides."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

ENOUGH = 3  # headings that are known make a row the row of headings
WHO = frozenset({"victim_name", "victim_given", "victim_family"})


class NoSuchField(ValueError):
    """A column was said to be something that there is not; one line says which are."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a column can hold. `kind` says how its cells are read."""

    code: str
    label: str
    kind: str
    headings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet, from 0, as it was understood: no field, and it is named."""

    at: int
    heading: str
    field: str = ""


def plain(said: str) -> str:
    """Small letters and figures with single spaces: how words are compared."""
    return " ".join(re.findall(r"[a-z0-9]+", said.lower().replace("'", "")))


@cache
def fields() -> Mapping[str, Field]:
    """Every field, in the order of the file."""
    return {
        code: Field(code, one["label"], one["kind"], tuple(one["headings"]))
        for code, one in _file()["fields"].items()
    }


@cache
def code_for(field: str, said: str) -> str:
    """The code that a cell's word stands for in a field, or nothing.

    "B1 Caribbean" is a code of the list with its words: either will do.
    """
    codes, text = _codes(field), plain(said)
    mark, _, words = text.partition(" ")
    if re.fullmatch(r"[a-z]\d", mark):
        return codes.get(text) or codes.get(words) or codes.get(mark, "")
    return codes.get(text, "")


def understood(
    headings: Sequence[str], said: Mapping[str, str] | None = None
) -> list[Column]:
    """What each heading means. A field is given once, to its first column."""
    own = said or {}
    known, found, taken = _known(), [], set()
    for at, heading in enumerate(headings):
        code = own.get(plain(heading)) or known.get(plain(heading), "")
        if code in taken:
            code = ""
        if code:
            taken.add(code)
        if heading.strip():
            found.append(Column(at, " ".join(heading.split()), code))
    return found


def are_headings(columns: Sequence[Column]) -> bool:
    """Whether a row that is understood like this is a row of headings."""
    codes = {column.field for column in columns if column.field}
    return len(codes) >= ENOUGH and bool(codes & WHO)


def said_of(pairs: Sequence[str]) -> dict[str, str]:
    """`Heading=field` as typed, by heading. Raises NoSuchField."""
    found = {}
    for pair in pairs:
        heading, mark, code = pair.rpartition("=")
        if not mark or code.strip() not in fields():
            raise NoSuchField(
                'Write --map "Heading=field". Fields: ' + ", ".join(fields()) + "."
            )
        found[plain(heading)] = code.strip()
    return found


@cache
def _file() -> dict[str, Any]:
    text = files("concord.marac.importing").joinpath("columns.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _known() -> Mapping[str, str]:
    return {
        heading: field.code for field in fields().values() for heading in field.headings
    }


@cache
def _codes(field: str) -> Mapping[str, str]:
    by_code: dict[str, list[str]] = _file()["words"].get(field, {})
    return {word: code for code, words in by_code.items() for word in words}
