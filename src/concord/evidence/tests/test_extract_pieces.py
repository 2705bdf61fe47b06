"""Pieces of a file: no database."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.evidence import testing_extracts as invented
from concord.evidence.extracts import distinct
from concord.evidence.extracts.days import NotADay, span_of
from concord.evidence.extracts.keys import hidden, tidied
from concord.evidence.extracts.pieces import LONGEST, pieces
from concord.evidence.extracts.tables import Header, table_of

TEXT = st.text(st.sampled_from('ab,"\n \r'), max_size=8)
HEADER = Header(("a", "b", "c"), 0, 1)


def read(
    data: bytes, *, size: int = 40, header: Header = HEADER
) -> tuple[list[tuple[int, tuple[str, ...]]], dict[int, str]]:
    """Every row with its line, and what is wrong with the others."""
    rows, bad = [], {}
    for piece in pieces(io.BytesIO(data), start=0, line=1, separator=",", size=size):
        found = table_of(piece, header, header.names, encoding="utf-8", separator=",")
        cells = [found.cells[name].to_pylist() for name in header.names]
        for at, row in zip(found.rows, zip(*cells, strict=True), strict=True):
            rows.append((int(piece.lines[at]), row))
        bad |= {int(piece.lines[at]): why for at, why in found.bad.items()}
    return rows, bad


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=30), st.integers(10, 200))
def test_what_was_written_is_read_wherever_the_file_is_cut(rows, size):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    found, bad = read(out.getvalue().encode(), size=size)
    assert bad == {}
    assert [row for _, row in found] == rows
    line = 1
    for (at, _), row in zip(found, rows, strict=True):
        assert at == line
        line += 1 + "".join(row).count("\n")


@given(st.binary(max_size=400), st.integers(10, 100))
def test_any_bytes_at_all_come_to_an_end_and_lose_no_line(data, size):
    rows, bad = read(data, size=size)
    lines = [line for line, _ in rows] + list(bad)
    assert len(lines) == len(set(lines))
    assert all(1 <= line <= data.count(b"\n") + 1 for line in lines)


def test_a_quotation_mark_that_is_left_open_takes_one_line_and_no_more():
    good = b'x,"y, z",z\n' * 50
    rows, bad = read(good + b'x,"left open,z\n' + good)
    assert bad == {51: "open_quote"}
    assert len(rows) == 100
    assert rows[-1] == (101, ("x", "y, z", "z"))


def test_it_is_found_where_no_other_mark_follows():
    plain = b"x,y,z\n" * (LONGEST // 6 + 10)
    rows, bad = read(plain + b'x,"open,z\n' + plain, size=50_000)
    assert list(bad.values()) == ["open_quote"]
    assert len(rows) == plain.count(b"\n") * 2


def test_a_mark_in_the_middle_of_a_cell_is_a_mark():
    rows, bad = read(b'x,5" pipe,z\nx,y,z\n' * 3)
    assert bad == {}
    assert rows[0] == (1, ("x", '5" pipe', "z"))


def test_lines_are_counted_over_blank_ones_and_windows_line_ends():
    rows, bad = read(b'a,b,c\r\n\r\n\r\nd,"e\r\nf",g\r\nh,i\r\n')
    assert [line for line, _ in rows] == [1, 4]
    assert bad == {6: "columns"}


def test_the_last_line_needs_no_end():
    assert read(b"a,b,c\nd,e,f")[0][-1] == (2, ("d", "e", "f"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("01/04/2025", "d/m/y"),
        ("1.4.2025", "d/m/y"),
        ("04/01/2025 23:59", "m/d/y"),
        ("2025-04-01T08:00:00Z", "y-m-d"),
        ("2025-04-01 08:00:00.000", "d/m/y"),
        ("1 Apr 2025", "d mon y"),
        ("01-April-2025", "d mon y"),
    ],
)
def test_days_are_read_as_files_write_them(text, written):
    assert span_of(text, written)[0] == dt.date(2025, 4, 1)


@pytest.mark.parametrize("text", ["31/02/2025", "04/25/2025", "1/4/25", "45748", "x"])
def test_what_is_no_day_is_not_guessed(text):
    with pytest.raises(NotADay):
        span_of(text, "d/m/y")


def test_a_month_is_from_its_first_day_to_its_last():
    assert span_of("2025-04", "month") == (dt.date(2025, 4, 1), dt.date(2025, 4, 30))


@given(st.lists(st.text(max_size=40), max_size=40))
def test_as_many_hidden_keys_differ_as_keys_do(keys):
    kept = tidied(pa.array(keys, pa.string()))
    changed = [tuple(pair) for pair in hidden(kept, b"k" * 16).tolist()]
    assert len(set(changed)) == len(set(kept.to_pylist()))
    by_key = dict(zip(kept.to_pylist(), changed, strict=True))
    assert [by_key[key] for key in kept.to_pylist()] == changed


def test_another_secret_hides_keys_in_another_way():
    keys = pa.array(["V0000001", "a key that is longer than one block of them"])
    one, other = (hidden(keys, secret * 16).tolist() for secret in (b"a", b"b"))
    assert all(a != b for a, b in zip(one, other, strict=True))


# Not by `ru_maxrss`: a process begins with that of whoever has started it.
MEMORY = """
import datetime as dt, sys
from pathlib import Path
from django.conf import settings
settings.configure()
import django; django.setup()
from concord.evidence import testing_extracts as invented
from concord.evidence.extracts.counting import Counting, Covered
from concord.evidence.extracts.mapping import read_mapping, tidy
from concord.evidence.extracts.keys import hidden, tidied
from concord.evidence.extracts.pieces import pieces
from concord.evidence.extracts.tables import Header, table_of
import pyarrow.parquet
path, folder = Path(sys.argv[1]), Path(sys.argv[2])
mapping = read_mapping({
    "day": {"column": "Date recorded"},
    "area": {"column": "Ward", "values": dict.fromkeys(invented.WARDS, "B1")},
    "figures": [{"indicator": "victims", "count": {"distinct": "Victim number"}}],
})
def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024
counting = Counting(mapping, Covered(dt.date(2026, 1, 1)), key=b"k" * 16)
names = tuple(map(tidy, invented.HEADER.split(",")))
start = len(invented.HEADER) + 1
rows = 0
with path.open("rb") as file:
    for n, piece in enumerate(pieces(file, start=start, line=2, separator=",")):
        table = table_of(
            piece, Header(names, start, 2), list(map(tidy, mapping.columns)),
            encoding="utf-8", separator=",")
        counted = counting.piece(table)
        pyarrow.parquet.write_table(counted.keys, folder / f"{n}.parquet")
        rows += counted.rows
counted_all = peak()
from concord.evidence.extracts.distinct import count_distinct
found = count_distinct(folder, areas=[(0, 0)], periods=[
    (0, month, 0) for month in range(2023 * 12, 2026 * 12)])
print(rows, sum(found.values()), counted_all, peak())
"""


FEWER, MORE = 400_000, 2_400_000
# What the database of keys is given, and what its library takes besides.
LIMIT = int(distinct.MEMORY.removesuffix("MB")) + 60


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(tmp_path: Path):
    """Each size in a process of its own, from its start to its own highest point.

    Reading, counting and hiding keys stay where they are, six times the rows. The
    database of different keys takes what it is given, and goes to disk for the rest.
    """
    reading, whole = {}, {}
    for count in (FEWER, MORE):
        folder = tmp_path / str(count)
        folder.mkdir()
        path = invented.write(tmp_path / "rows.csv", count)
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, str(path), str(folder)],
            capture_output=True,
            text=True,
            check=True,
        )
        rows, people, reading[count], whole[count] = map(int, done.stdout.split())
        assert rows == count
        assert people > count / 2
    # A tenth of what the keys alone would take, held whole: 40 bytes for each row.
    assert reading[MORE] < reading[FEWER] + 10, reading
    assert whole[MORE] < reading[FEWER] + LIMIT, (reading, whole)
