"""The template filled in and saved by LibreOffice: what it holds, and reading it."""

from __future__ import annotations

import html
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import etree

from concord.access.actor import acting_as
from concord.access.testing import wear
from concord.returns.checking import TOTAL, Entry, Key
from concord.returns.checking.allowed import USE, WORDS
from concord.returns.models import ReturnCell, Submission
from concord.returns.testing import Returning
from concord.returns.tests.test_forty_kinds_of_error import filled

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here"),
]
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
# The figures of the sheet stand in these rows, under the headings in 10 and 14.
PLACES: dict[Key, int] = {
    ("applied", TOTAL): 11,
    ("prevented", TOTAL): 12,
    ("again", TOTAL): 13,
    ("sanctuary", TOTAL): 15,
    ("sanctuary", "female"): 16,
    ("sanctuary", "male"): 17,
    ("refused", TOTAL): 18,
    ("waiting", TOTAL): 19,
}
TYPED = {
    "D7": "Yes",
    "D11": "96",
    "D12": "55",
    "D13": "7-8",
    "E13": "Two lists do not agree",
    "D15": "0012",
    "F15": "1 July 2026",
    "E15": "Counted by the new system",
    "D16": "1/2",
    "D17": "3E2",
    "D19": "4",
    "G19": WORDS[USE],
}
KEPT = {
    ("applied", TOTAL): Entry("96"),
    ("prevented", TOTAL): Entry("55"),
    ("again", TOTAL): Entry("7-8", "Two lists do not agree"),
    ("sanctuary", TOTAL): Entry("0012", "Counted by the new system", "1 July 2026"),
    ("sanctuary", "female"): Entry("1/2"),
    ("sanctuary", "male"): Entry("3E2"),
    ("refused", TOTAL): Entry("0", "None at all"),
    ("waiting", TOTAL): Entry("4", permission=USE),
}


class Book:
    """What a spreadsheet program finds in a workbook."""

    def __init__(self, content: bytes, folder: Path) -> None:
        path = folder / "looked-at.xlsx"
        path.write_bytes(content)
        with zipfile.ZipFile(path) as parts:
            self.book, self.sheet, self.styles = (
                etree.fromstring(parts.read(f"xl/{name}.xml"))
                for name in ("workbook", "worksheets/sheet1", "styles")
            )

    def names(self) -> dict[str, str]:
        return {
            one.get("name", ""): (one.text or "").replace("'", "")
            for one in self.book.iterfind(".//m:definedName", NS)
            if one.get("name", "").startswith("figure_")
        }

    def can_be_typed_in(self) -> set[str]:
        """The cells without a lock."""
        formats = self.styles.findall("m:cellXfs/m:xf", NS)
        free = {
            str(n)
            for n, one in enumerate(formats)
            if (lock := one.find("m:protection", NS)) is not None
            and lock.get("locked") in ("0", "false")
        }
        cells = self.sheet.iterfind(".//m:c", NS)
        return {one.get("r", "") for one in cells if one.get("s", "") in free}

    def lists(self) -> dict[str, str]:
        """The drop-downs: cell or range, and what they offer."""
        return {
            cell: one.findtext("m:formula1", "", NS)
            for one in self.sheet.iterfind(".//m:dataValidation", NS)
            if one.get("type") == "list"
            for cell in one.get("sqref", "").split()
        }

    def warnings(self) -> dict[str, tuple[str, str]]:
        """Cells where a figure is expected: how strongly, and what is said."""
        return {
            cell: (one.get("errorStyle", "stop"), one.get("error", ""))
            for one in self.sheet.iterfind(".//m:dataValidation", NS)
            if one.get("type") == "custom"
            for cell in one.get("sqref", "").split()
        }

    @property
    def is_protected(self) -> bool:
        found = self.sheet.find("m:sheetProtection", NS)
        return found is not None and found.get("sheet") in ("1", "true")

    def hidden_columns(self) -> set[int]:
        return {
            n
            for one in self.sheet.iterfind(".//m:col", NS)
            if one.get("hidden") in ("1", "true")
            for n in range(int(one.get("min", 0)), int(one.get("max", 0)) + 1)
        }


def by_office(content: bytes, folder: Path, kind: str = "xlsx") -> bytes:
    """Opened, calculated and saved by LibreOffice."""
    source = folder / "return.xlsx"
    source.write_bytes(content)
    filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "csv": "csv", "pdf": "pdf"}
    subprocess.run(
        [
            str(shutil.which("soffice")),
            "--headless",
            f"-env:UserInstallation=file://{folder}/office",
            "--convert-to",
            filters[kind],
            "--outdir",
            str(folder / "saved"),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return (folder / "saved" / f"return.{kind}").read_bytes()


@pytest.fixture
def client(returning: Returning) -> Client:
    return wear(Client(), returning.place.hats["data_officer"])


@pytest.fixture
def saved(returning: Returning, client: Client, tmp_path: Path) -> bytes:
    """The template with something kept before, filled in, saved by another program."""
    returning.type({("refused", TOTAL): Entry("0", "None at all")})
    there = reverse("returns:blank", args=[returning.window.pk, "xlsx"])
    return by_office(filled(client.get(there).content, TYPED), tmp_path)


def test_names_lists_and_protection_hold(saved: bytes, tmp_path: Path) -> None:
    book = Book(saved, tmp_path)
    assert book.names() == {
        "figure_" + code + (f"_{part}" if part else ""): f"Return!$D${row}"
        for (code, part), row in PLACES.items()
    }
    assert book.is_protected
    figures = {f"{column}{row}" for column in "DEFG" for row in PLACES.values()}
    assert book.can_be_typed_in() == figures | {"D6", "D7"}
    lists = book.lists()
    offered = ",".join(WORDS.values())
    assert {lists[f"G{row}"] for row in PLACES.values()} == {f'"{offered}"'}
    assert {lists["D6"], lists["D7"]} == {'"Yes,No"'}
    warnings = book.warnings()
    assert set(warnings) == {f"D{row}" for row in PLACES.values()}
    assert {how for how, _ in warnings.values()} == {"warning"}
    assert "such as 96" in warnings["D11"][1]
    assert book.hidden_columns() == {1, 8}


def test_it_is_read_back_as_it_was_typed(
    returning: Returning, client: Client, saved: bytes
) -> None:
    there = reverse("returns:upload", args=[returning.window.pk])
    file = SimpleUploadedFile("return.xlsx", saved)
    answer = client.post(there, {"file": file}, follow=True)
    said = html.unescape(answer.content.decode())
    assert "“7-8” could be several figures" in said
    assert "“1/2” looks like a fraction" in said
    assert "“3E2” is how a spreadsheet shortens a number" in said
    client.post(answer.request["PATH_INFO"], {"all": "1"})
    with acting_as(returning.officer):
        rows = ReturnCell.objects.select_related("field")
        assert {row.key: row.entry for row in rows} == KEPT
        assert Submission.objects.get().may_publish


def test_a_colleagues_figure_stays_though_an_office_program_saved_the_file(
    returning: Returning, client: Client, saved: bytes
) -> None:
    returning.type({("refused", TOTAL): Entry("1")}, by=returning.lead)
    there = reverse("returns:upload", args=[returning.window.pk])
    file = SimpleUploadedFile("return.xlsx", saved)
    answer = client.post(there, {"file": file}, follow=True)
    client.post(answer.request["PATH_INFO"], {"all": "1"})
    with acting_as(returning.officer):
        assert ReturnCell.objects.get(field__code="refused").typed == "1"
