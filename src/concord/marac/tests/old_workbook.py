"""An invented MARAC workbook with all that real ones have: three sheets, no two alike.

Everybody in it is invented.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import xlsxwriter

GIVEN = ("Araminta", "Philippa", "Rosalind", "Henrietta", "Leocadia", "Drusilla",
         "Wilhelmina", "Ottoline", "Clementine", "Seraphina")  # fmt: skip
FAMILY = ("Goldsworthy", "Pellwether", "Marchbanks", "Thornycroft", "Quillfeather",
          "Winterbourne", "Ashgrove")  # fmt: skip
HIS = ("Cuthbert", "Ignatius", "Barnaby", "Ethelred", "Lancelot")
HERE = {"year": 28, "meetings": 24, "late": 13}  # cases on each sheet that are placed
PLACED = sum(HERE.values())


def write(path: Path, today: dt.date) -> Path:
    """The workbook, with days in the year before `today`."""
    book = xlsxwriter.Workbook(str(path))
    _a_year(book, today)
    _by_meeting(book, today)
    _two_rows_of_headings(book, today)
    hidden = book.add_worksheet("Lists")
    hidden.write_column(0, 0, ["Y", "N"])
    hidden.hide()
    book.add_worksheet("Notes").write(0, 0, "Ask about parking")
    book.close()
    return path


def her(n: int) -> tuple[str, str]:
    """Who row `n` is about, from 0: nobody twice in 70."""
    return GIVEN[n % 10], FAMILY[n % 7]


def _a_year(book: Any, today: dt.date) -> None:
    """A title merged above, days in four shapes, blank rows, a formula of totals."""
    sheet = book.add_worksheet("2025-26")
    day = book.add_format({"num_format": "dd/mm/yy"})
    sheet.merge_range(0, 0, 0, 12, "ELMBROOK MARAC LOG - OFFICIAL SENSITIVE")
    sheet.write_row(
        2, 0,
        ["Date heard", "Ref", "Victim", "Victim DOB", "Sex", "Ethnicity", "Address",
         "Perp", "DoB (P)", "Relationship", "Kids", "Ref agency", "Date referred",
         "R?", "Reason", "Actions", "Outcome", "IDVA", "Flag date", "Unflag date",
         "Colour of folder"],
    )  # fmt: skip
    row = 3
    for n in range(HERE["year"]):
        given, family = her(n)
        heard = today - dt.timedelta(days=300 - 7 * (n // 4))
        referred = heard - dt.timedelta(days=12)
        if n % 9 == 8:
            row += 1  # a blank row
        said: list[Any] = [
            "", f"EM{n + 1:03}", f"{family.upper()}, {given}", "", "FMf"[n % 3],
            ("White British", "B1 Caribbean", "W1", "Martian", "")[n % 5],
            f"{n + 1} Invented Row, ZZ1 1ZZ", f"{HIS[n % 5]} {family}",
            f"0{n % 9 + 1}/0{n % 8 + 1}/{70 + n % 20}",
            ("ex-partner", "Husband", "son", "Ex partner (separated)")[n % 4],
            n % 4, ("Police", "IDVA", "HSG", "A&E", "CSC")[n % 5],
            f"{referred:%d.%m.%y}", "NYnR"[n % 4], "Visible high risk",
            "HSG: change locks; POL: treat calls as urgent", "Actions complete",
            "Idva Invented", f"{heard:%d/%m/%Y}", "", "blue",
        ]  # fmt: skip
        sheet.write_row(row, 0, said)
        if n % 4 == 0:
            sheet.write_datetime(row, 0, dt.datetime.combine(heard, dt.time()), day)
        elif n % 4 == 1:
            sheet.write(row, 0, f"{heard:%d/%m/%Y}")
        elif n % 4 == 2:
            sheet.write_number(row, 0, (heard - dt.date(1899, 12, 30)).days)
        else:
            sheet.write(row, 0, f"{heard.day}th {heard:%B} {heard:%Y}")
        sheet.write(row, 3, f"1{n % 9}-0{n % 9 + 1}-{80 + n % 15}")
        row += 1
    # A row without a name, one without a day, the same twice, and the totals.
    sheet.write_row(row, 0, ["01/02/2025", "EM900", "", "", "F"])
    sheet.write_row(row + 1, 0, ["soon", "EM901", "NEVERMIND, Petronella", "", "F"])
    sheet.write(row + 2, 0, "Total")
    sheet.write_formula(row + 2, 10, f"=SUM(K4:K{row})", None, 42)


def _by_meeting(book: Any, today: dt.date) -> None:
    """No column of days: each meeting has a row of its own above its cases."""
    sheet = book.add_worksheet("Meetings")
    row = 0
    heading = ["No", "Name of victim", "D.O.B.", "Offender(s)", "Offender", "Offender "
               "DOB", "Children's names", "Number of children", "Referred by",
               "Repeat Y/N", "Previous MARAC date(s)", "Action plan"]  # fmt: skip
    sheet.write_row(row, 0, heading)
    row += 1
    for n in range(HERE["meetings"]):
        given, family = her(n + 28)
        if n % 6 == 0:
            heard = today - dt.timedelta(days=240 - 28 * (n // 6))
            sheet.merge_range(row, 0, row, 11, f"MARAC {heard.day} {heard:%B %Y}")
            row += 1
        two = n % 8 == 3
        sheet.write_row(row, 0, [
            n + 1, f"{given} {family.upper()} (aka {FAMILY[(n + 3) % 7]})", 1970 + n,
            "", f"{HIS[n % 5]} {family} & {HIS[(n + 1) % 5]} {family}" if two
            else f"Mr {HIS[n % 5]} {family}" if n % 5 else "unknown",
            "03/04/81 & 05/06/1983" if two else "",
            "Clover (01/09/2019), Fern" if n % 3 == 0 else "",
            2 if n % 3 == 0 else "", "Met police", "Y" if n % 4 == 0 else "N",
            "Mar-23" if n % 4 == 0 else "", "ASC: visit",
        ])  # fmt: skip
        row += 1
        if n == 11:  # the headings again, as at the top of a page
            sheet.write_row(row, 0, heading)
            row += 1


def _two_rows_of_headings(book: Any, today: dt.date) -> None:
    """Groups over headings, and the day merged over the rows of its meeting."""
    heard = today - dt.timedelta(days=30)
    sheet = book.add_worksheet(f"{heard:%b} late")
    sheet.merge_range(0, 1, 0, 3, "Victim")
    sheet.merge_range(0, 4, 0, 5, "Perpetrator")
    sheet.write_row(1, 0, ["Meeting date", "Forename", "Surname", "DOB", "Name", "DOB",
                           "Source of referral", "Comments"])  # fmt: skip
    count = HERE["late"]
    sheet.merge_range(2, 0, 1 + count, 0, f"{heard:%d/%m/%y}")
    for n in range(count):
        given, family = her(n + 52)
        sheet.write_row(2 + n, 1, [
            given, family, f"{n + 1}/{n % 9 + 1}/8{n % 9}", f"{HIS[n % 5]} Farthingale",
            f"{n + 10}/{n % 9 + 1}/197{n % 9}", "Probation", "",
        ])  # fmt: skip
