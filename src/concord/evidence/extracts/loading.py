"""From a file to figures: piece by piece, each with its checkpoint; goes on by itself.

Whoever kills the process loses the piece that was under way. The same file by the same
version of a mapping is counted once.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ValidationError

from concord.access.actor import Actor, acting_as
from concord.evidence.actions import extracts
from concord.evidence.actions.extracts import Chunk
from concord.evidence.extracts import aside
from concord.evidence.extracts.counting import Counted, Counting, Covered, Place
from concord.evidence.extracts.gathering import Gathered, Whole, gather
from concord.evidence.extracts.mapping import SEPARATORS, Mapping, read_mapping, tidy
from concord.evidence.extracts.meaning import meaning_of
from concord.evidence.extracts.opening import (
    CannotCount,
    header_of,
    is_workbook,
    sha256_of,
)
from concord.evidence.extracts.pieces import PIECE, Piece, pieces
from concord.evidence.extracts.tables import Header, Table, table_of
from concord.evidence.extracts.workbooks import LIMITS, as_text
from concord.evidence.models import (
    BadRow,
    Extract,
    ExtractChunk,
    MappingVersion,
)
from concord.foundation.documents.reading.limits import Limits, UnreadableFile
from concord.partnership.models import Partnership

WHY = "Counted from a file"
# A wrong mapping is found out after the first piece, and not after a million rows.
TOO_BAD = 0.5
Tell = Callable[[Extract], None]
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Asked:
    """A file and how to count it.

    `bad_rows`: where bad rows go, if anywhere. `piece`: bytes between checkpoints.
    `limits`: of a workbook.
    """

    file: Path
    version: MappingVersion
    covers: tuple[dt.date | None, dt.date | None] = (None, None)
    bad_rows: Path | None = None
    piece: int = PIECE
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class Read:
    """What is known of the file before its rows are read."""

    mapping: Mapping
    text: Path
    header: Header
    today: dt.date


def load(asked: Asked, *, by: Actor, tell: Tell = lambda extract: None) -> Extract:
    """Count a file and record its figures; says how far it is after each piece.

    A file that was recorded already is given back as it is. Raises CannotCount; what
    was counted stays, and the same call goes on once the reason is mended.
    """
    stamp = _stamp(asked.file)
    with acting_as(by, why=WHY):
        extract = extracts.begin(
            version=asked.version,
            sha256=sha256_of(asked.file),
            size=stamp[0],
            covers=asked.covers,
            by=by,
        )
    if extract.state == Extract.State.RECORDED:
        return extract
    extract = _ready(extract, by)
    try:
        with aside.folder_of(extract) as folder:
            with _said(extract, asked, folder, by):
                read = _read(asked, folder, by)
                extract = _count(extract, asked, read, folder, by, tell)
                if _stamp(asked.file) != stamp:
                    raise CannotCount(
                        "The file was changed while it was counted. Load it again."
                    )
                extract = _finish(extract, read, folder, by)
            _clear(asked, folder)
    except aside.InUse as error:
        raise CannotCount(str(error)) from error
    return extract


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _ready(extract: Extract, by: Actor) -> Extract:
    """The attempt that goes on, or a new one where what was set aside is gone."""
    with acting_as(by, why=WHY):
        done = _pieces_of(extract)
        with contextlib.suppress(aside.InUse), aside.folder_of(extract) as folder:
            is_lost = not aside.is_whole(folder, done)
            if is_lost or extract.state == Extract.State.REFUSED:
                aside.remove(folder)
                return extracts.start_again(extract=extract, by=by)
    return extract


def _pieces_of(extract: Extract) -> int:
    return ExtractChunk.objects.filter(extract=extract, attempt=extract.attempt).count()


@contextlib.contextmanager
def _said(extract: Extract, asked: Asked, folder: Path, by: Actor) -> Iterator[None]:
    """What stops the counting is kept with the extract, and said in one line."""
    try:
        yield
    except (CannotCount, UnreadableFile, ValidationError) as error:
        why = (
            " ".join(error.messages)
            if isinstance(error, ValidationError)
            else str(error)
        )
        with acting_as(by, why=WHY):
            extracts.refuse(extract=extract, why=why, by=by)
        _clear(asked, folder)
        raise CannotCount(why) from error


def _clear(asked: Asked, folder: Path) -> None:
    """Give the bad rows to whoever asked, and wipe everything else."""
    if asked.bad_rows is not None:
        aside.write_bad_rows(folder, asked.bad_rows)
    aside.remove(folder)


def _read(asked: Asked, folder: Path, by: Actor) -> Read:
    with acting_as(by, why=WHY):
        today = Partnership.objects.get(pk=by.here).today()
    mapping = read_mapping(asked.version.content)
    return read_file(asked.file, mapping, folder, today, asked.limits)


def read_file(
    text: Path,
    mapping: Mapping,
    folder: Path,
    today: dt.date,
    limits: Limits = LIMITS,
    *,
    lines: int | None = None,
) -> Read:
    """Everything before the first row. A workbook becomes text in `folder`.

    `lines`: of a workbook's sheet, where its first ones are enough. Raises CannotCount
    and UnreadableFile.
    """
    if is_workbook(text):
        text = as_text(text, folder / "sheet.csv", limits, most=lines)
        mapping = mapping.model_copy(update={"encoding": "utf-8", "separator": "comma"})
    with text.open("rb") as file:
        return Read(mapping, text, header_of(file, mapping), today)


def _count(
    extract: Extract,
    asked: Asked,
    read: Read,
    folder: Path,
    by: Actor,
    tell: Tell,
) -> Extract:
    with acting_as(by, why=WHY):
        number = _pieces_of(extract)
    aside.drop_later(folder, number)
    counting = Counting(
        read.mapping,
        Covered(read.today, extract.covers_first, extract.covers_last),
        key=aside.secret_of(extract),
    )
    is_begun = number > 0
    with read.text.open("rb") as file:
        found = pieces(
            file,
            start=extract.done_bytes if is_begun else read.header.end,
            line=extract.next_line if is_begun else read.header.next_line,
            separator=SEPARATORS[read.mapping.separator],
            size=asked.piece,
        )
        tables = ahead((one, table_in(one, read)) for one in found)
        # Three at once: one piece is read, one counted, one kept; always in order.
        for piece, counted in ahead((one, counting.piece(it)) for one, it in tables):
            number += 1
            _check_first(number, counted)
            aside.put(
                folder,
                number,
                keys=counted.keys,
                unknown=counted.unknown,
                # Rows are written nowhere unless somebody asks for them.
                bad=_raw(piece, counted) if asked.bad_rows else (),
            )
            with acting_as(by, why=WHY):
                extract = extracts.keep(
                    extract=extract, chunk=_chunk(number, piece, counted), by=by
                )
            tell(extract)
    return extract


def table_in(piece: Piece, read: Read) -> Table:
    """The columns of a piece that the mapping asks for."""
    return table_of(
        piece,
        read.header,
        [tidy(column) for column in read.mapping.columns],
        encoding=read.mapping.encoding,
        separator=SEPARATORS[read.mapping.separator],
    )


def ahead(them: Iterator[One]) -> Iterator[One]:
    """The same things, with the next being made while one is in use.

    Reading and counting run outside the interpreter for the most part.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting = pool.submit(next, them, None)
        while (one := waiting.result()) is not None:
            waiting = pool.submit(next, them, None)
            yield one


def _check_first(number: int, counted: Counted) -> None:
    """Raises CannotCount where most rows of the first piece are bad."""
    bad, all_rows = len(counted.bad), counted.rows + counted.passed + len(counted.bad)
    if number > 1 or bad <= max(20, TOO_BAD * all_rows):
        return
    (column, problem), rows = Counter(counted.bad.values()).most_common(1)[0]
    what = BadRow.Problem(problem).label.lower()
    raise CannotCount(
        f"{bad:,} of the first {all_rows:,} rows are bad, most ({rows:,}) because of "
        f"this: {f'{column}: ' if column else ''}{what}. Is it the right mapping?"
    )


def _raw(piece: Piece, counted: Counted) -> Iterator[tuple[int, str, bytes]]:
    for number, (column, problem) in sorted(counted.bad.items()):
        what = BadRow.Problem(problem).label
        yield (
            int(piece.lines[number]),
            f"{column}: {what}" if column else what,
            piece.data[piece.starts[number] : piece.ends[number]],
        )


def _chunk(number: int, piece: Piece, counted: Counted) -> Chunk:
    return Chunk(
        number=number,
        end_byte=piece.end,
        next_line=piece.next_line,
        rows=counted.rows,
        passed=counted.passed,
        counts=[[*place, total] for place, total in counted.counts.items()],
        bad_rows=[
            (int(piece.lines[number]), column, problem)
            for number, (column, problem) in sorted(counted.bad.items())
        ],
        first_day=counted.first,
        last_day=counted.last,
    )


def _finish(extract: Extract, read: Read, folder: Path, by: Actor) -> Extract:
    unknown = aside.unknown_in(folder)
    with acting_as(by, why=WHY):
        gathered = _gathered(extract, read, folder, frozenset(unknown), by)
        return extracts.finish(
            extract=extract,
            figures=gathered.figures,
            left_out=gathered.left_out,
            unknown=aside.shown(unknown),
            by=by,
        )


def _gathered(
    extract: Extract, read: Read, folder: Path, unknown: frozenset[str], by: Actor
) -> Gathered:
    first = extract.covers_first or extract.first_day
    last = extract.covers_last or extract.last_day
    if first is None or last is None:
        raise CannotCount("The file has no row that counts.")
    meaning = meaning_of(read.mapping, on=last, by=by)
    gathered = gather(
        meaning,
        Whole(
            counts=_counts(extract),
            first=first,
            last=last,
            today=read.today,
            rows=extract.rows,
            bad=extract.bad,
            unknown_columns=unknown,
        ),
        folder,
    )
    if not gathered.figures:
        raise CannotCount(
            "The file covers no period as a whole. If nothing happened on the days "
            "that are missing, say which days it covers."
        )
    return gathered


def _counts(extract: Extract) -> Counter[Place]:
    found: Counter[Place] = Counter()
    for counts in ExtractChunk.objects.filter(
        extract=extract, attempt=extract.attempt
    ).values_list("counts", flat=True):
        for series, area, month, group, total in counts:
            found[series, area, month, group] += total
    return found
