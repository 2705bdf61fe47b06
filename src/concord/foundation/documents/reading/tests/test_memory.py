"""Large files are read in bounded memory, measured in a process of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typst
import xlsxwriter

# Megabytes at the peak, the interpreter and the libraries included: 90 before reading.
CEILING = 450

# Not by `ru_maxrss`: a process begins with that of whoever has started it.
PROGRAM = """
import re, sys
from pathlib import Path
from concord.foundation.documents.reading import read
document = read(sys.argv[1])
status = Path("/proc/self/status").read_text()
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) // 1024
print(len(document.blocks), peak)
"""


def peak_of(path: Path) -> tuple[int, int]:
    """Blocks read, and the most memory used in megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    blocks, peak = done.stdout.split()
    return int(blocks), int(peak)


@pytest.mark.slow
def test_a_sheet_of_5000_rows_stays_small(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Ref", "Action", "Lead", "Due", "RAG", "Progress"])
        for row in range(1, 5001):
            sheet.write_row(
                row,
                0,
                [
                    f"{row}",
                    f"Hold meeting {row} with the people who asked for it",
                    "Board",
                    "March 2024",
                    "Green",
                    "A remark that is about as long as they are. " * 5,
                ],
            )
    blocks, peak = peak_of(path)
    assert blocks == 1
    assert peak < CEILING


@pytest.mark.slow
def test_a_pdf_of_200_pages_stays_small(tmp_path: Path) -> None:
    source = tmp_path / "large.typ"
    source.write_text(
        '#set page("a4", numbering: "1")\n#for n in range(200) [= Part #n\n'
        "#lorem(180)\n#table(columns: 3, [Action],[Lead],[Due],"
        "..for m in range(6) {([Hold meeting #m],[Board],[March 2024])})\n#pagebreak()]"
    )
    path = tmp_path / "large.pdf"
    typst.compile(str(source), output=str(path))
    blocks, peak = peak_of(path)
    assert blocks > 400
    assert peak < CEILING
