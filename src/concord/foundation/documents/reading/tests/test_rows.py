from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from concord.foundation.documents.reading import Limits, UnreadableFile
from concord.foundation.documents.reading.rows import rows_of


def workbook(*rows: Sequence[Any], name: str = "Referrals", **options: Any) -> bytes:
    """A workbook; dates are written as dates, text that begins with = as a formula."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as book:
        day = book.add_format({"num_format": "d mmm yyyy"})
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(at, column, value, day)
                elif value is not None:
                    sheet.write(at, column, value)
        book.add_worksheet("Notes").write(0, 0, "not read")
    return target.getvalue()


def cells(name: str, content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in rows_of(name, content, sheet="Referrals")]


def test_a_workbook_is_read_word_for_word() -> None:
    said = "- He said: 1. leave\n\n2. or else"
    made = workbook(["A", "B"], [said, "07700 900141"], ["  1.10 ", None, "third"])
    assert cells("x.xlsx", made) == [
        ("A", "B"),
        (said, "07700 900141"),
        ("1.10", "", "third"),
    ]


def test_rows_keep_their_numbers_where_some_are_empty() -> None:
    made = workbook(["A"], [], [None, " "], ["b"])
    assert [row.number for row in rows_of("x.xlsx", made)] == [1, 4]
    assert [row.number for row in rows_of("x.csv", b"A\n\n,\nb\n")] == [1, 4]


@pytest.mark.parametrize("date_1904", [False, True])
def test_a_date_is_a_date_and_a_number_keeps_its_figures(date_1904: bool) -> None:
    made = workbook(
        [dt.date(1988, 5, 21), 447700900141, 7, True, 1.5],
        default_date_format="dd/mm/yyyy",
        date_1904=date_1904,
    )
    assert cells("x.xlsx", made) == [("21/05/1988", "447700900141", "7", "Yes", "1.5")]


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("x.xlsx", workbook(["A"], [None, "=1+1"]), "B2"),
        ("x.csv", b'A,B\nx,"=HYPERLINK(""http://x"")"\n', "B2"),
    ],
)
def test_a_formula_is_refused_with_its_place(
    name: str, content: bytes, place: str
) -> None:
    with pytest.raises(UnreadableFile, match=f"{place} holds a formula"):
        rows_of(name, content)


def test_a_plus_or_a_dash_is_no_formula() -> None:
    assert cells("x.csv", b"+44 7700 900141;- he shouted\n") == [
        ("+44 7700 900141", "- he shouted")
    ]


@pytest.mark.parametrize(
    "content",
    ["a;b\nÄ;ö", "a,b\nÄ,ö", "a\tb\nÄ\tö", 'sep=;\na;b\nÄ;"ö"'],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_any_program_is_read(content: str, encoding: str) -> None:
    if content.startswith("sep=") and encoding in ("utf-8-sig", "utf-16"):
        pytest.skip("no program writes both")
    assert cells("x.csv", content.encode(encoding)) == [("a", "b"), ("Ä", "ö")]


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info.filename))
        new.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(("state", "read"), [("visible", "mine"), ("hidden", "theirs")])
def test_a_sheet_that_says_that_it_is_shown_is_shown(state: str, read: str) -> None:
    """Some programs say it of each sheet, others only of what is hidden."""
    made = workbook(["mine"], name="First")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        book = archive.read("xl/workbook.xml")
    said = book.replace(b'name="First"', f'name="First" state="{state}"'.encode())
    assert said != book
    [first, *_] = rows_of("x.xlsx", with_part(made, "xl/workbook.xml", said))
    assert (first.cells == ("mine",)) == (read == "mine")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_workbook_that_another_program_has_saved_is_read(tmp_path: Path) -> None:
    said = ["Petronella", dt.date(1988, 5, 21), "07700 900141", 7, "two\nlines"]
    source = tmp_path / "mine.xlsx"
    source.write_bytes(workbook(["A", "B", "C", "D", "E"], said))
    subprocess.run(
        [
            str(shutil.which("soffice")),
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/office",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(tmp_path / "saved"),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    saved = (tmp_path / "saved" / "mine.xlsx").read_bytes()
    assert cells("x.xlsx", saved)[1] == (
        "Petronella",
        "21/05/1988",
        "07700 900141",
        "7",
        "two\nlines",
    )


ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x/>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FAR = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row>'
FAR += "</sheetData></worksheet>"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.xlsx", b"PK\x03\x04 torn"),
        ("x.xlsx", workbook(["A"])[:-90]),
        ("x.xlsx", with_part(workbook(["A"]), "xl/vbaProject.bin", b"macro")),
        ("x.xlsx", with_part(workbook(["A"]), SHEET, ENTITY)),
        ("x.xlsx", with_part(workbook(["A"]), SHEET, b"<a>" + b" " * 60_000_000)),
        ("x.xlsx", with_part(workbook(["A"]), SHEET, FAR.encode())),
        ("x.xlsm", workbook(["A"])),
        ("x.csv", workbook(["A"])),
        ("x.xlsx", b"A,B\n"),
        ("x.csv", b"<!doctype html><script>x()</script>"),
        ("x.csv", b"a\0b,c\n"),
        ("x.csv", b'a,"b\n'),
        ("x.csv", b""),
        ("x.pdf", b"%PDF-1.4"),
        ("../../x", b"A,B\n"),
    ],
)
def test_whatever_else_it_is_one_line_says_so(name: str, content: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        rows_of(name, content)
    assert "\n" not in str(refused.value)
    assert "plan" not in str(refused.value)


def test_more_rows_than_may_come_are_refused() -> None:
    few = Limits(rows=3)
    assert len(rows_of("x.csv", b"a\n" * 3, limits=few)) == 3
    with pytest.raises(UnreadableFile, match="more than 3 rows"):
        rows_of("x.csv", b"a\n" * 4, limits=few)
    with pytest.raises(UnreadableFile, match="more than 3 rows"):
        rows_of("x.xlsx", workbook(*[["a"]] * 4), limits=few)


def test_a_cell_far_away_costs_nothing() -> None:
    """One cell in the last row and column is no reason to make room for all."""
    part = FAR.replace("XFD1", "B1048576").replace('r="1"', 'r="1048576"')
    [row] = rows_of("x.xlsx", with_part(workbook(["A"]), SHEET, part.encode()))
    assert (row.number, row.cells) == (1_048_576, ("", "1"))


def test_what_is_hidden_is_not_read() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("Hidden").write(0, 0, "no")
        book.add_worksheet("Shown").write(0, 0, "yes")
        book.worksheets()[1].activate()
        book.worksheets()[0].hide()
    assert cells("x.xlsx", target.getvalue()) == [("yes",)]
