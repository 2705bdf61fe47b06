"""The first rows of a file, from which somebody makes a mapping.

They lie in a private folder for as long as the mapping is being made: a day at most.
Only the hat that brought them opens them, by a signed mark in its form.
"""

from __future__ import annotations

import csv
import io
import os
import secrets
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core import signing

from concord.access.actor import Actor
from concord.evidence.extracts.days import NotADay, span_of
from concord.evidence.extracts.mapping import SEPARATORS, tidy
from concord.evidence.extracts.opening import BOM, WIDE, CannotCount, is_workbook
from concord.evidence.extracts.pieces import pieces
from concord.evidence.extracts.workbooks import WAITED_FOR, as_text
from concord.foundation.documents.reading.limits import UnreadableFile
from concord.linkage.scratch import overwrite

ROWS = 1_000
BYTES = 4_000_000  # of a file with separators that are looked at
MOST_VALUES = 100  # different ones; a column with more is none of areas or groups
KEPT_SECONDS = 24 * 3600
SALT = "evidence.sample"
TOO_LARGE = (
    "The workbook can't be read here, or is too large to begin with. Keep the names of "
    "the columns and the first thousand rows in a copy, or save the sheet as CSV."
)
# In this order: 2025-04-01 is taken by every format of days, and 3/4/2025 by two.
FORMATS = ("y-m-d", "d/m/y", "d mon y", "m/d/y", "month", "quarter", "financial year")


@dataclass(frozen=True, slots=True)
class Sample:
    """What the first rows hold. `values`: by tidied name of a column, how many rows."""

    path: Path
    names: tuple[str, ...]
    encoding: str
    separator: str
    values: dict[str, Counter[str]] = field(default_factory=dict)

    def different(self, column: str) -> list[str]:
        """The values of a column, the most frequent first; none if there are many."""
        found = self.values.get(tidy(column), Counter())
        return (
            [] if len(found) > MOST_VALUES else [one for one, _ in found.most_common()]
        )

    def has_many(self, column: str) -> bool:
        """Whether a column has more values than anybody gives a meaning to."""
        return len(self.values.get(tidy(column), ())) > MOST_VALUES

    def format_of(self, column: str) -> str:
        """How the days of a column are written; empty where they are none."""
        said = [one for one in self.values.get(tidy(column), ()) if one.strip()]
        return next((one for one in FORMATS if said and _are_days(said, one)), "")


def keep(blocks: Iterable[bytes], *, by: Actor) -> str:
    """Keep the first rows of an upload. Gives the mark by which they are found.

    Raises CannotCount.
    """
    _sweep()
    name = secrets.token_hex(16)
    whole = _folder() / f"{name}.part"
    made = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(made, "wb") as file:
            file.writelines(blocks)
        (_folder() / name).touch(mode=0o600)
        _cut(whole, _folder() / name)
    except BaseException:
        _wipe(_folder() / name)
        raise
    finally:
        _wipe(whole)
    return signing.dumps([name, by.here, by.membership_id], salt=SALT)


def find(mark: str, *, by: Actor) -> Sample | None:
    """The rows behind a mark; None where they are gone, or somebody else's."""
    path = _path(mark, by)
    return None if path is None else _read(path)


def forget(mark: str, *, by: Actor) -> None:
    """They are not needed any more."""
    path = _path(mark, by)
    if path is not None:
        _wipe(path)


def names_in(line: str) -> tuple[str, ...]:
    """The names of columns in a line that somebody copied out of a file."""
    rows = csv.reader([line.strip()], delimiter=SEPARATORS[_separator(line)])
    try:
        return _named(next(rows, []))
    except csv.Error:  # a name as long as a book
        return ()


def _folder() -> Path:
    folder = Path(settings.CONCORD_HOME) / "samples"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _path(mark: str, by: Actor) -> Path | None:
    try:
        name, here, hat = signing.loads(mark, salt=SALT, max_age=KEPT_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    path = _folder() / str(name)
    is_ours = (here, hat) == (by.here, by.membership_id)
    return path if is_ours and path.exists() else None


def _sweep() -> None:
    """Remove those that nobody came back for."""
    for path in _folder().iterdir():
        # Somebody else may have removed it since.
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                _wipe(path)


def _wipe(path: Path) -> None:
    with suppress(FileNotFoundError):
        overwrite(path)
        path.unlink()


def _cut(whole: Path, to: Path) -> None:
    """The first line and the rows after it, as they stand in the file."""
    if is_workbook(whole):
        if whole.stat().st_size > WAITED_FOR.file_bytes:
            raise CannotCount(TOO_LARGE)
        text = to.with_suffix(".csv")
        try:
            as_text(whole, text, WAITED_FOR, most=ROWS + 1)
            to.write_bytes(text.read_bytes())
        except UnreadableFile as error:
            raise CannotCount(TOO_LARGE) from error
        finally:
            _wipe(text)
        return
    with whole.open("rb") as file:
        data = file.read(BYTES)
    if data.startswith(WIDE):
        raise CannotCount(
            "The file is written in UTF-16. Save it as CSV (UTF-8) and try again."
        )
    mark = SEPARATORS[_separator(_first_line(data))]
    is_whole = len(data) < BYTES
    piece = next(pieces(io.BytesIO(data), start=0, line=1, separator=mark), None)
    if piece is None or not piece.ends.size:
        raise CannotCount("The file has no line with names of columns.")
    last = min(ROWS, piece.ends.size - (1 if is_whole else 2))
    to.write_bytes(data[: int(piece.ends[max(0, last)])])


def _read(path: Path) -> Sample:
    data = path.read_bytes().removeprefix(BOM)
    encoding = "utf-8"
    try:
        text = data.decode()
    except UnicodeDecodeError:
        encoding, text = "windows-1252", data.decode("windows-1252", "replace")
    separator = _separator(text.lstrip("\r\n").partition("\n")[0])
    csv.field_size_limit(BYTES)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATORS[separator])
    filled = (row for row in rows if row)
    first = next(filled, [])
    values: dict[str, Counter[str]] = {tidy(name): Counter() for name in _named(first)}
    for row in filled:
        if len(row) == len(first):
            for name, cell in zip(first, row, strict=True):
                if tidy(name):
                    values[tidy(name)][" ".join(cell.split())] += 1
    return Sample(path, _named(first), encoding, separator, values)


def _named(cells: Iterable[str]) -> tuple[str, ...]:
    """Names of columns, each once; a column without one can't be chosen."""
    said = (" ".join(cell.split())[:200] for cell in cells)
    return tuple({tidy(name): name for name in said if name}.values())


def _first_line(data: bytes) -> str:
    line = data.removeprefix(BOM).lstrip(b"\r\n").partition(b"\n")[0]
    return line.decode("utf-8", "replace")


def _separator(line: str) -> str:
    """The name of the mark that stands most often in the first line."""
    return max(SEPARATORS, key=lambda name: line.count(SEPARATORS[name]))


def _are_days(said: Iterable[str], written: str) -> bool:
    """Whether nearly all values are days (or periods) of one format."""
    right = wrong = 0
    for one in said:
        try:
            span_of(one, written)
        except NotADay:
            wrong += 1
        else:
            right += 1
    return right > 9 * wrong
