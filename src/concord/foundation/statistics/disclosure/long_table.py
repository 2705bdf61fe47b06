"""A long table in a CSV, a line for each cell: read strictly, written with statuses."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from concord.foundation.statistics.disclosure.refusals import WrongTable
from concord.foundation.statistics.disclosure.table import (
    LARGEST,
    TOTAL,
    Key,
    Parents,
    Place,
    is_total,
)

STATUS = "status"
Published = tuple[int | None, str]  # a figure, None where it is hidden, and its status
# How figures that are hidden already are commonly written.
HIDDEN = re.compile(r"[<>≤≥~*†x.:–—-]+ ?\d*|\[?[cuzx]\]?|suppressed|hidden", re.I)


@dataclass(frozen=True)
class Cell:
    line: int
    place: Place
    value: int
    fields: list[str]


@dataclass(frozen=True)
class LongTable:
    """`value_at`: which field of a line is the figure."""

    head: list[str]
    value_at: int
    cells: list[Cell]
    labels_at: frozenset[int] = frozenset()

    @property
    def values(self) -> dict[Place, int]:
        return {cell.place: cell.value for cell in self.cells}


def read(path: Path, *, labels: Sequence[str], value: str) -> LongTable:
    """The cells of a CSV (UTF-8): `labels` names a column for each dimension.

    Raises WrongTable, which names line and column, and OSError.
    """
    lines = _lines(path)
    _, head = next(lines, (0, []))
    if not head:
        raise WrongTable(f"{path.name}: it is empty. Line 1 has to name the columns.")
    where = [_column(head, name) for name in (*labels, value)]
    if len(set(where)) < len(where):
        raise WrongTable("Two options name the same column. Each needs one of its own.")
    if STATUS in (name.strip().casefold() for name in head):
        raise WrongTable(
            f'line 1, column "{STATUS}": that is what this command adds. Rename or '
            "remove it."
        )
    found: dict[Place, Cell] = {}
    for line, fields in lines:
        if len(fields) != len(head):
            raise WrongTable(
                f"line {line}: it has {len(fields)} fields, line 1 has {len(head)}. "
                "Put text with commas in quotation marks."
            )
        place = tuple(_label(fields[at], line, head[at]) for at in where[: len(labels)])
        if place in found:
            raise WrongTable(
                f"line {line}: {', '.join(place)} was in line {found[place].line} "
                "already. Keep one of them."
            )
        number = _whole(fields[where[-1]], f'line {line}, column "{value}"')
        found[place] = Cell(line, place, number, fields)
    if not found:
        raise WrongTable(f"{path.name}: there is no line below the heads. Add some.")
    if all(all(is_total(label) for label in place) for place in found):
        raise WrongTable(f"{path.name}: there are only totals. Add what they are of.")
    return LongTable(head, where[-1], list(found.values()), frozenset(where[:-1]))


def read_levels(path: Path, labels: Sequence[str]) -> list[Parents | None]:
    """Which label lies below which: columns `column`, `label` and `above`."""
    lines = _lines(path)
    _, head = next(lines, (0, []))
    wanted = [_column(head, name) for name in ("column", "label", "above")]
    found: dict[str, dict[str, str]] = {name: {} for name in labels}
    for line, fields in lines:
        if len(fields) != len(head):
            raise WrongTable(f"{path.name}: line {line}: fields are missing.")
        column, label, above = (fields[at].strip() for at in wanted)
        if column not in found:
            raise WrongTable(
                f'{path.name}: line {line}, column "column": {column} is none of '
                f"{', '.join(labels)}."
            )
        if found[column].setdefault(label, above) != above:
            raise WrongTable(
                f'{path.name}: line {line}, column "above": {label} lies below '
                f"{found[column][label]} already."
            )
    return [found[name] or None for name in labels]


def write(path: Path, table: LongTable, published: Mapping[Key, Published]) -> None:
    """The same lines with what is published of each, and its status.

    Written beside, then renamed: what is there is whole, or what was there before.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("x", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*table.head, STATUS])
            for cell in table.cells:
                fields = list(cell.fields)
                value, status = published[cell.place]
                if value != cell.value:
                    fields[table.value_at] = "" if value is None else str(value)
                writer.writerow([*fields, status])
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def telling(table: LongTable, published: Mapping[Key, Published]) -> list[str]:
    """The other columns with a figure beside one that isn't told: a rate, a share."""
    hidden = [c for c in table.cells if published[c.place][0] != c.value]
    return [
        name
        for at, name in enumerate(table.head)
        if at not in table.labels_at | {table.value_at}
        and any(re.fullmatch(r"[0-9.,]+ ?%?", c.fields[at].strip()) for c in hidden)
    ]


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Lines with their numbers, without blank ones."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for fields in reader:
                if any(field.strip() for field in fields):
                    yield reader.line_num, fields
    except UnicodeDecodeError:
        raise WrongTable(
            f"{path.name}: it is not UTF-8. Save it as CSV UTF-8."
        ) from None
    except csv.Error as error:
        raise WrongTable(
            f"{path.name}: line {reader.line_num}: it is no CSV ({error})."
        ) from None


def _column(head: list[str], name: str) -> int:
    names = head if name in head else [one.strip() for one in head]
    if names.count(name) == 1:
        return names.index(name)
    if name in names:
        raise WrongTable(f'line 1, column "{name}": it is there twice. Rename one.')
    hint = " Separate columns by commas." if len(head) == 1 else ""
    raise WrongTable(
        f'line 1: there is no column "{name}", only {", ".join(head)}.{hint}'
    )


def _label(text: str, line: int, column: str) -> str:
    label = text.strip()
    if not label:
        raise WrongTable(
            f'line {line}, column "{column}": it is blank. Name it, or write {TOTAL} '
            "for a total."
        )
    return TOTAL if is_total(label) else label


def _whole(text: str, where: str) -> int:
    plain = text.strip()
    if re.fullmatch(r"[0-9]{1,16}", plain) and int(plain) <= LARGEST:
        return int(plain)
    shown = plain if len(plain) <= 20 else f"{plain[:20]}…"
    if not plain:
        why = "it is blank. Write 0 for none, or leave the line out."
    elif re.fullmatch(r"-[0-9.,]+", plain):
        why = f'"{shown}" is below 0. Figures that are protected are counts.'
    elif HIDDEN.fullmatch(plain):
        why = (
            f'"{shown}" is hidden already. Give the true figures: what is hidden has '
            "to be chosen for all of them together."
        )
    elif re.fullmatch(r"[0-9]{1,3}([, '’][0-9]{3})+", plain):
        why = f'"{shown}" has separators. Write {re.sub("[^0-9]", "", plain)}.'
    else:
        why = f'"{shown}" is not a whole number. Write counts with digits only.'
    raise WrongTable(f"{where}: {why}")
