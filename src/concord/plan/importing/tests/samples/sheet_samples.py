"""Plans in spreadsheets and as comma-separated values."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import xlsxwriter

from concord.plan.importing.tests.samples.wordings import (
    FOUR,
    MEASURES,
    Part,
    Wanted,
)


def sheet_per_priority(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A sheet for each priority, two title rows above its header, a sheet of notes."""
    path = folder / "sheet-per-priority.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        notes = book.add_worksheet("Guidance")
        notes.write_column(0, 0, ["How to use this workbook", "Update it each quarter"])
        for part in FOUR:
            sheet = book.add_worksheet(f"P{part.ref} {part.title}")
            sheet.write(0, 0, "Eastbrook domestic abuse action plan 2022-25")
            sheet.write(1, 0, f"Priority {part.ref}: {part.title}")
            sheet.write_row(
                3,
                0,
                ["No.", "What we will do", "Who", "When", "Current position", "RAG"],
            )
            for row, action in enumerate(part.actions, 4):
                sheet.write_row(
                    row,
                    0,
                    [
                        float(action.ref or 0),
                        action.text,
                        action.lead,
                        action.due,
                        "Started in spring and goes on.",
                        action.status,
                    ],
                )
    return path, FOUR


def priority_column(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """One sheet, a column of priorities merged downwards, real dates, then a sheet of
    indicators that are no actions."""
    path = folder / "priority-column.xlsx"
    parts = []
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Action Plan")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(
            0,
            0,
            [
                "Priority",
                "Objective",
                "Action",
                "Lead Officer",
                "Target date",
                "Status",
            ],
        )
        row = 1
        for part in FOUR:
            first = row
            actions = []
            for nth, action in enumerate(part.actions):
                sheet.write_row(
                    row,
                    1,
                    [f"Objective {part.title} {nth // 2}", action.text, action.lead],
                )
                sheet.write_datetime(row, 4, date(2024, nth + 1, 28), day)
                sheet.write(row, 5, action.status)
                due = date(2024, nth + 1, 28).strftime("%d/%m/%Y")
                actions.append(
                    Wanted(action.text, None, action.lead, due, action.status)
                )
                row += 1
            sheet.merge_range(first, 0, row - 1, 0, f"{part.ref}. {part.title}")
            parts.append(Part(part.title, tuple(actions), part.ref))
        kpis = book.add_worksheet("Performance indicators")
        kpis.write_row(0, 0, ["Indicator", "Action", "Q1", "Q2"])
        for row, text in enumerate(MEASURES, 1):
            kpis.write_row(row, 0, [text, "Collect data", 3, 4])
    return path, tuple(parts)


def exported(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Semicolons, the old Windows code page, quotes, a line break in a cell."""
    lines = ["Theme;Action;Responsible;Deadline;RAG rating;Comments"]
    parts = []
    for part in FOUR:
        actions = []
        for action in part.actions:
            comment = "Café meeting held –\nmore next month"
            lines.append(
                f'{part.title};"{action.text}";{action.lead};{action.due};'
                f'{action.status};"{comment}"'
            )
            actions.append(
                Wanted(action.text, None, action.lead, action.due, action.status)
            )
        parts.append(Part(part.title, tuple(actions)))
    path = folder / "exported.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path, tuple(parts)


def quarterly(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A quarterly update: banner rows, the remarks of two quarters, RAG."""
    path = folder / "quarterly.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Q3")
        sheet.merge_range(0, 0, 0, 5, "Quarterly update on the strategy 2021 to 2024")
        sheet.write_row(
            1,
            0,
            ["Action", "Lead", "Q2 update", "Q3 update", "RAG status", "Next steps"],
        )
        row = 2
        for part in FOUR:
            sheet.merge_range(row, 0, row, 5, f"Priority {part.ref} - {part.title}")
            row += 1
            for action in part.actions:
                sheet.write_row(
                    row,
                    0,
                    [
                        action.text,
                        action.lead,
                        "Begun.",
                        "The first group has met twice.",
                        action.status,
                        "Meet again.",
                    ],
                )
                row += 1
    return path, tuple(
        Part(
            p.title,
            tuple(Wanted(a.text, None, a.lead, None, a.status) for a in p.actions),
            p.ref,
        )
        for p in FOUR
    )
