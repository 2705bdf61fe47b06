"""A third set, to see what the mending for the first two is worth elsewhere."""

from __future__ import annotations

from pathlib import Path

import docx
import typst
import xlsxwriter

from concord.plan.importing.tests.samples.unseen.plan_words import (
    ALL,
    INTRODUCTION,
    LEARNED,
    keep,
)
from concord.plan.importing.tests.samples.wordings import Part, Wanted


def sentences(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Word: under each "Aim", "What we want to achieve" with bullets, then a table of
    "Action(s) | Responsible officer/agency | Target date & status" with letters typed
    before each action and the number of the aim in the first column."""
    document = docx.Document()
    document.add_heading("Domestic Abuse Strategy 2025-30", 0)
    parts = []
    for n, part in enumerate(ALL, 1):
        document.add_heading(f"Aim {n}: {part.title}", 1)
        document.add_heading("What we want to achieve", 2)
        for text in ("Fewer people are harmed", "Support comes sooner"):
            document.add_paragraph(text, style="List Bullet")
        table = document.add_table(rows=1, cols=4)
        labels = ("Aim", "Action(s)", "Responsible officer/agency", "Target date")
        for cell, label in zip(table.rows[0].cells, labels, strict=True):
            cell.text = label
        for letter, a in zip("abcdef", part.actions, strict=False):
            cells = table.add_row().cells
            cells[0].text, cells[1].text = str(n), f"{letter}) {a.text}"
            cells[2].text, cells[3].text = a.lead or "", a.due or ""
        parts.append(Part(part.title, keep(part, "lead", "due").actions, str(n)))
    path = folder / "sentences.docx"
    document.save(str(path))
    return path, tuple(parts)


def boxed(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """PDF with a filled box for each action: number and wording bold at the top, lead
    and date side by side at the foot of the box."""
    body = ""
    for n, part in enumerate(ALL, 1):
        body += f"= Priority {n}: {part.title}\n{LEARNED}\n"
        for a in part.actions:
            body += (
                "#block(fill: luma(235), inset: 8pt, width: 100%, breakable: false)["
            )
            body += f"*{a.ref} {a.text}*\n\n"
            body += f"#grid(columns: (1fr, 1fr), [Lead: {a.lead}], [When: {a.due}])]\n"
    source = folder / "set.typ"
    source.write_text(
        '#set page("a4", numbering: "1")\n#set text(size: 10.5pt)\n'
        f"#text(22pt)[VAWG Action Plan 2024–27]\n\n{INTRODUCTION}\n{body}",
        encoding="utf-8",
    )
    path = folder / "boxed.pdf"
    typst.compile(str(source), output=str(path))
    return path, tuple(keep(part, "ref", "lead", "due") for part in ALL)


def unboxed(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """PDF, landscape, five columns by thin lines below the rows only, the priority in
    the first column of its first row, cells centred in height."""
    body = ""
    for n, part in enumerate(ALL, 1):
        for k, a in enumerate(part.actions):
            first = f"{n}. {part.title}" if not k else ""
            body += f"[{first}],[{a.text}],[{a.lead}],[{a.due}],[{a.status}],\n"
    source = folder / "set.typ"
    source.write_text(
        '#set page("a4", flipped: true, margin: 1.5cm, numbering: "1")\n'
        "#set text(size: 10pt)\n= Domestic abuse action plan: progress 2024/25\n"
        f"{INTRODUCTION}\n"
        "#table(columns: (5cm, 1fr, 4cm, 3cm, 2.5cm), align: horizon,"
        " stroke: (x: none, y: 0.5pt), table.header([*Priority*],[*Action*],[*Lead*],"
        f"[*Date*],[*RAG*]),\n{body})\n",
        encoding="utf-8",
    )
    path = folder / "unboxed.pdf"
    typst.compile(str(source), output=str(path))
    return path, tuple(keep(part, "lead", "due", "status") for part in ALL)


def many_sheets(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A workbook with a cover, a summary that counts, a sheet for each priority with a
    two-line header cell, and a hidden archive of last year's actions."""
    path = folder / "many-sheets.xlsx"
    parts = []
    with xlsxwriter.Workbook(str(path)) as book:
        cover = book.add_worksheet("Cover")
        cover.write_column(1, 1, ["Domestic Abuse Action Plan 2024-26", "Version 3"])
        summary = book.add_worksheet("Summary")
        summary.write_row(0, 0, ["Priority", "Red", "Amber", "Green", "Total"])
        for n, part in enumerate(ALL, 1):
            summary.write_row(n, 0, [part.title, 1, 1, 3, len(part.actions)])
        for n, part in enumerate(ALL, 1):
            sheet = book.add_worksheet(f"Priority {n}")
            sheet.write(0, 0, part.title)
            sheet.write_row(
                1,
                0,
                [
                    "Action\nno.",
                    "Action",
                    "Action\nowner",
                    "Due\n(month)",
                    "Update",
                    "",
                ],
            )
            for k, a in enumerate(part.actions, 2):
                sheet.write_row(
                    k, 0, [k - 1, a.text, a.lead, a.due, "Met in June", a.status]
                )
            actions = tuple(
                Wanted(a.text, str(k), a.lead, a.due)
                for k, a in enumerate(part.actions, 1)
            )
            parts.append(Part(part.title, actions, str(n)))
        old = book.add_worksheet("Archive")
        old.write_row(0, 0, ["Action", "Lead", "Due"])
        old.write_row(1, 0, ["Review the old strategy", "Board", "May 2021"])
        old.hide()
    return path, tuple(parts)


def bold_leads(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A web page with a numbered list below each objective; the responsible agency in
    bold before each action, and a deadline in brackets after it."""
    body = ""
    for n, part in enumerate(ALL, 1):
        body += f"<h2>Objective {n}</h2><h3>{part.title}</h3><p>{LEARNED}</p><ol>"
        body += "".join(f"<li>{a.text} (by {a.due})</li>" for a in part.actions)
        body += "</ol>"
    path = folder / "objectives.html"
    path.write_text(
        "<html><body><main><h1>Delivery plan for the domestic abuse strategy 2025 to"
        f" 2028</h1><p>{INTRODUCTION}</p>{body}<h2>Related pages</h2><ul><li>Report"
        " abuse online</li><li>Read the strategy</li></ul></main></body></html>",
        encoding="utf-8",
    )
    return path, tuple(keep(part) for part in ALL)


def spoken(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Text without any mark-up: the priority in capitals, then a line for each action
    with a dash, wrapped at random widths."""
    lines = ["DOMESTIC ABUSE ACTION PLAN 2024/25", "", INTRODUCTION, ""]
    for n, part in enumerate(ALL, 1):
        lines += [f"PRIORITY {n} - {part.title.upper()}", "", "Actions", ""]
        lines += [f"- {a.text}. {a.lead}. {a.due}." for a in part.actions]
        lines += [""]
    path = folder / "spoken.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path, tuple(keep(part) for part in ALL)


SAMPLES = (sentences, boxed, unboxed, many_sheets, bold_leads, spoken)
