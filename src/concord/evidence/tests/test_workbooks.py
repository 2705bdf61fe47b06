"""Workbooks are counted like text: by line, in flat memory; one that lies is not."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import zipfile

import pytest
import xlsxwriter

from concord.evidence import testing_extracts as invented
from concord.evidence.extracts.workbooks import as_text
from concord.evidence.models import BadRow
from concord.evidence.tests.extracting import (
    counted,
    figures,
)
from concord.foundation.documents.reading.limits import UnreadableFile

pytestmark = pytest.mark.usefixtures("home")


def test_a_workbook_is_counted_by_the_lines_of_its_sheet(job, tmp_path):
    path = tmp_path / "rows.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, invented.HEADER.split(","))
    for n in range(1, 4):
        ward = "Ward of nowhere" if n == 3 else "Invented ward 1"
        sheet.write_row(n, 0, [f"A{n}", "", ward, n, "F", 30, "Y", "Stalking", "a\nb"])
        sheet.write_datetime(n, 1, dt.date(2024, 4, n))
    book.close()
    extract = counted(path, job, covers=(dt.date(2024, 4, 1), dt.date(2024, 6, 30)))
    assert figures("victims")[dt.date(2024, 4, 1)] == (2, None)
    assert [(row.line, row.problem) for row in BadRow.objects.all()] == [
        (4, "unknown_area")
    ]
    assert extract.state == "recorded"


# Not by getrusage: that begins with what the process had that started this one.
MEMORY = """
import sys
from pathlib import Path
from concord.evidence.extracts.workbooks import as_text
as_text(Path(sys.argv[1]), Path(sys.argv[2]))
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_a_workbook(tmp_path):
    used = []
    for count in (5_000, 100_000):
        path, text = tmp_path / f"{count}.xlsx", tmp_path / f"{count}.csv"
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, invented.HEADER.split(","))
        for n, cells in enumerate(invented.rows(count), start=1):
            sheet.write_row(n, 0, cells)
        book.close()
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, str(path), str(text)],
            capture_output=True,
            text=True,
            check=True,
        )
        used.append(int(done.stdout))
        assert len(text.read_text().splitlines()) == count + 1
        assert not text.with_suffix(".texts").exists()
    # Twenty times the rows and their texts; held whole they took 90 MB more.
    assert used[1] < used[0] + 15, used


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        ('<row r="9999999999"><c r="A1"><v>1</v></c></row>', "more rows than Excel"),
        ('<row r="2"/><row r="1"/>', "more rows than Excel"),
        ('<row r="1"><c r="ZZZ1"><v>1</v></c></row>', "more than 500 columns"),
        ('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', "can't be read"),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "can't be read"),
        ('<row r="1"><c r="A1"><v>much</v></c></row>', "can't be read"),
    ],
)
def test_a_workbook_that_lies_is_refused(tmp_path, sheet, why):
    path = tmp_path / "rows.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet().write(0, 0, "Day")
    book.close()
    spoilt = tmp_path / "spoilt.xlsx"
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(spoilt, "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            if name.startswith("xl/worksheets/"):
                rows = f"<sheetData>{sheet}</sheetData>".encode()
                data = re.sub(rb"<sheetData>.*</sheetData>", rows, data)
            bad.writestr(name, data)
    with pytest.raises(UnreadableFile, match=why):
        as_text(spoilt, tmp_path / "rows.csv")
    assert not (tmp_path / "rows.texts").exists()
