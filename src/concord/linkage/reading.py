"""Reading a CSV file as people have it: any encoding, any separator, torn lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from concord.linkage.refusals import CannotLink

SEPARATORS = ",;\t|"
SAMPLE = 64 * 1024  # characters looked at to guess the separator
LONGEST = 1024 * 1024  # characters in one cell: more is a torn file
BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass
class Sheet:
    """A file as columns of text; `lines[i]` is where row i begins, from 1."""

    name: str
    header: list[str]
    columns: dict[str, list[str]]
    lines: list[int]
    encoding: str
    separator: str
    warnings: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)


def read(path: Path) -> Sheet:
    """The sheet in a file. Raises CannotLink, which names file, line and column."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CannotLink(f"{path.name}: {error.strerror or 'can not be read'}.") from (
            error
        )
    text, encoding = _decoded(raw, path.name)
    del raw
    if not text.strip():
        raise CannotLink(
            f"{path.name}: the file is empty. The first line has to name the columns."
        )
    separator = _separator(text)
    return _sheet(text, path.name, encoding, separator)


def _decoded(raw: bytes, name: str) -> tuple[str, str]:
    if raw[:2] == b"PK":
        raise CannotLink(
            f"{name}: this is a workbook or an archive, not CSV. Save the sheet as CSV."
        )
    for mark, encoding in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeDecodeError as error:
                raise _torn(raw, error.start, name, encoding) from error
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        # Windows programs write cp1252; a few of its bytes have no meaning there.
        try:
            return raw.decode("cp1252"), "cp1252"
        except UnicodeDecodeError:
            return raw.decode("latin-1"), "latin-1"
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise CannotLink(f"{name}, line {line}: this is not text. Save it as CSV.")
    return text, "utf-8"


def _torn(raw: bytes, at: int, name: str, encoding: str) -> CannotLink:
    line = raw.count(b"\n", 0, at) + 1
    return CannotLink(
        f"{name}, line {line}: not readable as {encoding}. Save the file as UTF-8."
    )


def _separator(text: str) -> str:
    """The separator that divides the first records evenly into most columns."""
    sample = text[:SAMPLE]
    first = next((line for line in sample.splitlines() if line.strip()), "")
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4]
    best, most = ",", 0.0
    for separator in SEPARATORS:
        widths = [len(row) for row in _sample_rows(sample, separator)]
        if not widths or widths[0] < 2:
            continue
        even = sum(width == widths[0] for width in widths) / len(widths)
        if even * widths[0] > most:
            best, most = separator, even * widths[0]
    return best


def _sample_rows(sample: str, separator: str) -> list[list[str]]:
    rows = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if row:
                rows.append(row)
            if len(rows) == 50:
                break
    except csv.Error:
        return rows
    return rows


def _sheet(text: str, name: str, encoding: str, separator: str) -> Sheet:
    records = _records(text, name, separator)
    header = _header(next(records, (1, []))[1], name)
    columns: dict[str, list[str]] = {title: [] for title in header}
    cells = list(columns.values())
    lines: list[int] = []
    short: list[int] = []
    for line, row in records:
        if len(row) != len(header):
            if len(row) > len(header) and any(c.strip() for c in row[len(header) :]):
                raise CannotLink(
                    f"{name}, line {line}, column {len(header) + 1}: there are "
                    f"{len(row)} cells, but {len(header)} columns have names. Put "
                    f"quotation marks round a cell that holds the separator."
                )
            short.append(line)
            row = (row + [""] * len(header))[: len(header)]
        lines.append(line)
        for column, cell in zip(cells, row, strict=True):
            column.append(cell)
    sheet = Sheet(name, header, columns, lines, encoding, separator)
    if short:
        sheet.warnings.append(
            f"{name}: {len(short)} lines have fewer cells than columns (the first is "
            f"line {short[0]}); what is missing is taken as not known."
        )
    return sheet


def _records(text: str, name: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every record that isn't blank."""
    csv.field_size_limit(LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for row in reader:
            marker = begins == 1 and separator.join(row).lower().startswith("sep=")
            if any(cell.strip() for cell in row) and not marker:
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise CannotLink(
            f"{name}, line {begins}: the record that begins here does not end. Look "
            "for a quotation mark that is not closed."
        ) from error


def _header(row: list[str], name: str) -> list[str]:
    header = [title.strip().lstrip("\ufeff") for title in row]
    while header and not header[-1]:
        header.pop()
    seen: set[str] = set()
    for number, title in enumerate(header, start=1):
        if not title:
            header[number - 1] = title = f"column {number}"
        if title in seen:
            raise CannotLink(
                f"{name}, line 1, column {number}: two columns have the name "
                f"“{title}”. Give each its own."
            )
        seen.add(title)
    return header
