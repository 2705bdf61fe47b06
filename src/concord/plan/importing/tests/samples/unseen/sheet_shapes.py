"""Trackers in Excel and exports as comma-separated values."""

from __future__ import annotations

import csv
from pathlib import Path

import xlsxwriter

from concord.plan.importing.tests.samples.unseen.plan_words import ALL, keep
from concord.plan.importing.tests.samples.wordings import Part, Wanted


def tracker(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Numbers typed as numbers (1.1 to 1.10, eleven under one priority), the priority
    merged down its rows, status as a code, hidden rows above the header, a sheet of
    lists for the menus."""
    path = folder / "tracker.xlsx"
    codes = {"Complete": "C", "On track": "G", "At risk": "A", "Not started": "R"}
    long = Part("All of it together", ALL[0].actions + ALL[1].actions, "1")
    parts = []
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("DA Action Tracker")
        sheet.write(0, 0, "OFFICIAL")
        sheet.write(1, 0, "Domestic Abuse Partnership Board action tracker 2024/25")
        sheet.write_row(2, 0, ["colA", "colB", "colC", "colD", "colE", "colF"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.write_row(
            3,
            0,
            ["Priority", "Action No.", "Action", "Owner", "Target Date", "RAG Status"],
        )
        row = 4
        for n, part in enumerate((long, ALL[2]), 1):
            last = row + len(part.actions) - 1
            sheet.merge_range(row, 0, last, 0, f"Priority {n}: {part.title}")
            actions = []
            for k, a in enumerate(part.actions, 1):
                sheet.write_number(row, 1, float(f"{n}.{k}"))
                code = codes[a.status or ""]
                sheet.write_row(row, 2, [a.text, a.lead, a.due, code])
                actions.append(Wanted(a.text, f"{n}.{k}", a.lead, a.due, code))
                row += 1
            parts.append(Part(part.title, tuple(actions), str(n)))
        lists = book.add_worksheet("Lists")
        lists.write_column(0, 0, ["RAG", "R", "A", "G", "C"])
        lists.write_column(0, 1, ["Owner", "Police", "Community Safety"])
    return path, tuple(parts)


def two_header_rows(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A header of two rows: "Progress 2024/25" merged over "Q1" to "Q4", the other
    labels merged down; themes as shaded rows across."""
    path = folder / "two header rows.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Plan")
        sheet.merge_range(0, 0, 0, 8, "VAWG Strategy delivery plan 2024-2026")
        for column, label in enumerate(("Ref", "Action", "Lead Officer", "Deadline")):
            sheet.merge_range(1, column, 2, column, label)
        sheet.merge_range(1, 4, 1, 7, "Progress 2024/25")
        sheet.write_row(2, 4, ["Q1", "Q2", "Q3", "Q4"])
        sheet.merge_range(1, 8, 2, 8, "RAG")
        row = 3
        for n, part in enumerate(ALL, 1):
            sheet.merge_range(row, 0, row, 8, f"THEME {n} - {part.title.upper()}")
            row += 1
            for a in part.actions:
                sheet.write_row(
                    row,
                    0,
                    [
                        a.ref,
                        a.text,
                        a.lead,
                        a.due,
                        "Scoped with partners",
                        "Paper went to the Board in September",
                        "",
                        "",
                        a.status,
                    ],
                )
                row += 1
    return path, ALL


def several_lines(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """CSV with cells of several lines: a row for each objective, its actions numbered
    on lines of one cell, their leads and dates on the lines of the cells beside."""
    path = folder / "several-lines.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        out = csv.writer(file)
        out.writerow(["Priority", "Objective", "Actions", "Lead", "By when", "Status"])
        for part in ALL:
            for at in range(0, len(part.actions), 2):
                some = part.actions[at : at + 2]
                out.writerow(
                    [
                        f"{part.ref}. {part.title}",
                        "People are safer and feel it",
                        "\n".join(f"{a.ref} {a.text}" for a in some),
                        "\n".join(a.lead or "" for a in some),
                        "\n".join(a.due or "" for a in some),
                        "\n".join(a.status or "" for a in some),
                    ]
                )
    return path, ALL


def system_export(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """An export of a performance system: priorities and actions in the same column
    "Title", told apart by their code; semicolons; the old Windows encoding."""
    path = folder / "système – export.csv"
    progress = {"Complete": "100%", "On track": "60%", "At risk": "25%"}
    with path.open("w", newline="", encoding="cp1252") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(
            [
                "Code",
                "Title",
                "Managed By",
                "Due Date",
                "Status",
                "Progress Bar",
                "Latest Note",
            ]
        )
        for part in ALL:
            code = f"DA24 {part.ref}"
            out.writerow([code, part.title, "", "", "", "", ""])
            for n, a in enumerate(part.actions, 1):
                out.writerow(
                    [
                        f"{code}.{n}",
                        a.text,
                        a.lead,
                        a.due,
                        a.status,
                        progress.get(a.status or "", "0%"),
                        "Reviewed – see the minutes",
                    ]
                )
    return path, tuple(keep(part, "lead", "due", "status") for part in ALL)
