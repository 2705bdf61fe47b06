"""An invented police extract of any length: the same seed gives the same bytes."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

SEED = 20261127
HEADER = (
    "Crime number,Date recorded,Ward,Victim number,Victim sex,Victim age,DA flag,"
    "Offence group,Notes"
)
FIRST = dt.date(2023, 4, 1)
DAYS = 731  # to 31 March 2025: two financial years
WARDS = tuple(f"Invented ward {n}" for n in range(1, 23))
GROUPS = ("Violence without injury", "Violence with injury", "Stalking", "Damage")
FLAGS = ("Y", "Y", "Y", "N")
SEXES = ("F", "F", "F", "M", "")
NOTES = ("", "", "Seen by two officers", '"Said ""enough"", then left"', '"One, two"')
BLOCK = 20_000  # rows made and written at a time

# A bad row of each kind: the kind's code, and how a good row's cells are spoilt.
Spoil = Callable[[list[str]], bytes]


def _with(at: int, said: str) -> Spoil:
    def spoilt(cells: list[str]) -> bytes:
        return ",".join([*cells[:at], said, *cells[at + 1 :]]).encode() + b"\n"

    return spoilt


BAD: dict[str, tuple[str, Spoil]] = {
    "wrong day": ("not_a_day", _with(1, "31/02/2024")),
    "day in another order": ("not_a_day", _with(1, "03/25/2024")),
    "no day": ("no_day", _with(1, "")),
    "day in the future": ("later_than_today", _with(1, "01/04/2199")),
    "unknown ward": ("unknown_area", _with(2, "Ward of nowhere")),
    "no ward": ("no_area", _with(2, " ")),
    "blank key": ("no_key", _with(3, "")),
    "too few columns": ("columns", lambda cells: ",".join(cells[:5]).encode() + b"\n"),
    "too many columns": (
        "columns",
        lambda cells: ",".join([*cells, "", ""]).encode() + b"\n",
    ),
    "NUL": ("control", _with(7, "Vio\0lence")),
    "not UTF-8": (
        "encoding",
        lambda cells: (
            b",".join([*(c.encode() for c in cells[:8]), "Café".encode("cp1252")])
            + b"\n"
        ),
    ),
    "quotation mark left open": (
        "open_quote",
        lambda cells: ",".join([*cells[:8], '"left open']).encode() + b"\n",
    ),
}


def rows(count: int, *, seed: int = SEED) -> Iterator[list[str]]:
    """Good rows, as cells. A victim comes back in about every third row."""
    dice = random.Random(seed)  # noqa: S311 (nothing secret is drawn)
    days = [(FIRST + dt.timedelta(n)).strftime("%d/%m/%Y") for n in range(DAYS)]
    victims = max(1, count * 2 // 3)
    choose, number = dice.choice, dice.randrange
    for n in range(count):
        yield [
            f"ZZ{n:08}",
            days[number(DAYS)],
            choose(WARDS),
            f"V{number(victims):07}",
            choose(SEXES),
            str(16 + number(70)),
            choose(FLAGS),
            choose(GROUPS),
            choose(NOTES),
        ]


def write(path: Path, count: int, *, seed: int = SEED) -> Path:
    """A file of `count` good rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\n")
        made = rows(count, seed=seed)
        while block := [",".join(cells) for cells in islice(made, BLOCK)]:
            file.write("\n".join(block) + "\n")
    return path


def write_with_bad_rows(path: Path, count: int) -> dict[int, str]:
    """A file with a bad row of each kind among `count` good ones.

    Gives what should be said of it: line -> kind. Lines are of the file, from 1.
    """
    said: dict[int, str] = {}
    every = max(1, count // (len(BAD) + 1))
    kinds = iter(BAD.values())
    with path.open("wb") as file:
        file.write(HEADER.encode() + b"\n")
        line = 2
        for n, cells in enumerate(rows(count)):
            if n and n % every == 0 and (kind := next(kinds, None)):
                file.write(kind[1](cells))
                said[line] = kind[0]
                line += 1
            file.write(",".join(cells).encode() + b"\n")
            line += 1
    return said
