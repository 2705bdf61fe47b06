"""The parts of an .xlsx that say where its sheets lie and what its numbers mean."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from defusedxml.ElementTree import iterparse

from concord.foundation.documents.reading.limits import UnreadableFile

NO_SHEET = "The workbook has no sheet that is shown. Save it again, and try once more."
TEXTS = "xl/sharedStrings.xml"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship",
)
PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# Numbers of the formats that are dates in every workbook (ECMA-376, 18.8.30).
DATES = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
DAY_ZERO = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
LAST_DAY = 2_958_465  # 31 December 9999


class Parts:
    """An archive that has passed `check_archive`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.from_1904 = False

    def sheet(self, wanted: str = "") -> str:
        """Where the sheet called so lies in the archive, else the first that is shown.

        Raises UnreadableFile.
        """
        shown: list[tuple[str, str]] = []
        for element in self.elements("xl/workbook.xml"):
            if element.tag == f"{MAIN}workbookPr":
                self.from_1904 = element.get("date1904") in ("1", "true")
            is_shown = element.get("state", "visible") == "visible"
            if element.tag == f"{MAIN}sheet" and is_shown:
                shown.append((element.get("name", ""), element.get(LINK[0], "")))
        if not shown:
            raise UnreadableFile(NO_SHEET)
        _, link = next((one for one in shown if one[0] == wanted), shown[0])
        for element in self.elements("xl/_rels/workbook.xml.rels"):
            if element.tag == LINK[1] and element.get("Id") == link:
                target = str(element.get("Target", ""))
                return target.lstrip("/") if target[:1] == "/" else f"xl/{target}"
        raise UnreadableFile(NO_SHEET)

    def date_styles(self) -> list[bool]:
        """For each style of a cell whether it shows a number as a date."""
        own: dict[int, bool] = {}
        found: list[bool] = []
        for element in self.elements("xl/styles.xml", optional=True):
            if element.tag == f"{MAIN}numFmt":
                code = LITERAL.sub("", element.get("formatCode", "")).lower()
                own[int(element.get("numFmtId", 0))] = "d" in code or "yy" in code
            if element.tag == f"{MAIN}cellXfs":
                for style in element.iter(f"{MAIN}xf"):
                    number = int(style.get("numFmtId", 0))
                    found.append(own.get(number, number in DATES))
        return found

    def day(self, value: float) -> dt.date | None:
        """The day that a number means by the calendar of the book, if it means one.

        `sheet` was asked before: it is there that the calendar is said.
        """
        if not 1 <= value <= LAST_DAY:
            return None
        return DAY_ZERO[self.from_1904] + dt.timedelta(days=int(value))

    def elements(self, name: str, *, optional: bool = False) -> Iterator[Any]:
        """Every element of a part as it ends; none of an optional part that is not."""
        if optional and name not in self.archive.namelist():
            return
        part: IO[bytes]
        with self.archive.open(name) as part:
            for _, element in iterparse(part, forbid_dtd=True):
                yield element


def words_in(element: Any) -> str:
    """The text of a cell in all its runs, without how Japanese is read aloud."""
    if element is None:
        return ""
    runs = [one for one in element if one.tag != f"{MAIN}rPh"]
    return "".join(
        text.text or "" for run in runs for text in run.iter(f"{MAIN}t") if text.text
    )


def column_number(letters: str) -> int:
    """0 for "A", 26 for "AA"."""
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1
