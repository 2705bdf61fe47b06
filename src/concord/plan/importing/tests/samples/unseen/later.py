"""A second set, written after the importer had been mended for the first."""

from __future__ import annotations

import csv
import textwrap
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


def tick_columns(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """One long table: priority rows that also name a priority lead, the header repeated
    below each, boxes ticked under "Not started", "In progress", "Complete"."""
    document = docx.Document()
    document.add_heading("Domestic Abuse Delivery Plan 2025-2028", 0)
    table = document.add_table(rows=0, cols=6)
    columns = {"Not started": 3, "On track": 4, "At risk": 4, "Complete": 5}
    names = ("Not started", "In progress", "Complete")
    parts = []
    for n, part in enumerate(ALL, 1):
        cells = table.add_row().cells
        cells[0].merge(
            cells[5]
        ).text = f"Priority {n}: {part.title}\nPriority lead: Director of Public Health"
        labels = ("Actions", "Lead", "Timescales", *names)
        for cell, label in zip(table.add_row().cells, labels, strict=True):
            cell.text = label
        actions = []
        for a in part.actions:
            cells = table.add_row().cells
            cells[0].text, cells[1].text, cells[2].text = a.text, a.lead, a.due
            for at in (3, 4, 5):
                cells[at].text = "☒" if at == columns[a.status or ""] else "☐"
            status = names[columns[a.status or ""] - 3]
            actions.append(Wanted(a.text, None, a.lead, a.due, status))
        parts.append(Part(part.title, tuple(actions), str(n)))
    path = folder / "tick-columns.docx"
    document.save(str(path))
    return path, tuple(parts)


def one_row_each(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A table of one row for each priority: "Our priority | What we will do together |
    Led by", the actions as bullets in one cell."""
    document = docx.Document()
    document.add_heading("Our VAWG strategy at a glance, 2024 to 2027", 0)
    document.add_paragraph(INTRODUCTION)
    table = document.add_table(rows=1, cols=3)
    labels = ("Our priority", "What we will do together", "Led by")
    for cell, label in zip(table.rows[0].cells, labels, strict=True):
        cell.text = label
    for part in ALL:
        cells = table.add_row().cells
        cells[0].text, cells[2].text = part.title, "The Domestic Abuse Board"
        cells[1].paragraphs[0].text = part.actions[0].text
        cells[1].paragraphs[0].style = "List Bullet"
        for a in part.actions[1:]:
            cells[1].add_paragraph(a.text, style="List Bullet")
    path = folder / "at-a-glance.docx"
    document.save(str(path))
    return path, tuple(
        Part(
            p.title,
            tuple(Wanted(a.text, lead="The Domestic Abuse Board") for a in p.actions),
        )
        for p in ALL
    )


def commitments(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """PDF in two columns, each action as "Commitment 4" in bold with its wording in
    the paragraph below, then a paragraph of explanation."""
    body, parts, number = "", [], 0
    for n, part in enumerate(ALL, 1):
        body += f"== Theme {n}. {part.title}\n{LEARNED}\n\n"
        actions = []
        for a in part.actions:
            number += 1
            body += f"*Commitment {number}*\n\n{a.text}.\n\n"
            body += "_Lead: " + str(a.lead) + "_\n\n"
            actions.append(Wanted(a.text, str(number), a.lead))
        parts.append(Part(part.title, tuple(actions), str(n)))
    source = folder / "set.typ"
    source.write_text(
        '#set page("a4", numbering: "1")\n#set text(size: 10pt)\n'
        "#set par(justify: true)\n= Safe and Equal: strategy 2025–2030\n"
        f"#columns(2)[\n{body}]\n",
        encoding="utf-8",
    )
    path = folder / "commitments.pdf"
    typst.compile(str(source), output=str(path))
    return path, tuple(parts)


def action_and_lead(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """PDF with two columns of unequal width and no rules, "Action" and "Lead", under
    headings; the second is short."""
    body = ""
    for n, part in enumerate(ALL, 1):
        body += f"== {n}. {part.title}\n{LEARNED}\n"
        body += "#grid(columns: (1fr, 5cm), row-gutter: 11pt, column-gutter: 14pt,"
        body += "[*Action*],[*Lead agency*],"
        body += "".join(f"[{a.text}],[{a.lead}]," for a in part.actions) + ")\n"
    source = folder / "set.typ"
    source.write_text(
        '#set page("a4")\n#set text(size: 11pt)\n'
        f"= Domestic abuse action plan 2024–2026\n{INTRODUCTION}\n{body}\n",
        encoding="utf-8",
    )
    path = folder / "action-and-lead.pdf"
    typst.compile(str(source), output=str(path))
    return path, tuple(keep(part, "lead") for part in ALL)


def milestone_rows(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A sheet with three rows of milestones for each action; theme and action stand in
    the first row only, nothing is merged."""
    path = folder / "milestone rows.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Plan")
        sheet.write(0, 1, "Domestic Abuse Strategy: delivery plan 2024-27")
        sheet.write_row(
            2, 0, ["Theme", "Action", "Lead", "Due date", "Milestone", "RAG"]
        )
        row = 3
        for part in ALL:
            for n, a in enumerate(part.actions):
                theme = "" if n else part.title
                sheet.write_row(row, 0, [theme, a.text, a.lead, a.due])
                for k, text in enumerate(("Scope it", "Agree a plan", "Report back")):
                    sheet.write(row + k, 4, text)
                sheet.write(row, 5, a.status)
                row += 3
    return path, tuple(
        Part(p.title, keep(p, "lead", "due", "status").actions) for p in ALL
    )


def spanned_page(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A web table with the priority over several rows, actions as a list in a cell with
    the lead in bold before each, an image of the status with words for readers."""
    rows = ""
    for part in ALL:
        half = len(part.actions) // 2
        groups = part.actions[:half], part.actions[half:]
        for n, group in enumerate(groups):
            rows += "<tr>"
            if not n:
                rows += f"<th rowspan='2' scope='rowgroup'>{part.title}</th>"
            rows += f"<td>People are safer, group {n + 1}</td><td><ul>"
            rows += "".join(f"<li>{a.text}</li>" for a in group)
            rows += "</ul></td><td>Board</td><td>March 2026</td></tr>"
    path = folder / "spanned.html"
    path.write_text(
        "<html><body><main><h1>Domestic abuse partnership plan 2025 to 2027</h1>"
        f"<p>{INTRODUCTION}</p><p>{LEARNED}</p><table><caption>Our plan</caption>"
        "<thead><tr><th>Priority</th><th>Outcome</th><th>Actions we will take</th>"
        f"<th>Owner</th><th>Date</th></tr></thead><tbody>{rows}</tbody></table>"
        "</main></body></html>",
        encoding="utf-8",
    )
    return path, tuple(Part(p.title, keep(p).actions) for p in ALL)


def piped(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A Markdown table with bold rows for the priorities and coloured circles."""
    circle = {"On track": "🟢", "Complete": "🔵", "At risk": "🟠", "Not started": "⚪"}
    lines = ["# Domestic abuse partnership: action log 2024/25", "", LEARNED, ""]
    lines += ["| # | Action | Who | Deadline | |", "|---|---|---|---|---|"]
    parts = []
    for n, part in enumerate(ALL, 1):
        lines.append(f"| | **Priority {n} – {part.title}** | | | |")
        for a in part.actions:
            mark = circle[a.status or ""]
            lines.append(f"| {a.ref} | {a.text} | {a.lead} | {a.due} | {mark} |")
        parts.append(keep(part, "ref", "lead", "due"))
    path = folder / "piped.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path, tuple(parts)


def lettered_lines(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Wrapped text with "a)", "b)" and a hanging indent, "(Lead: ...; by ...)" behind
    each action, an annex of figures."""
    lines = ["Domestic Abuse Strategy", "2023 to 2026", ""]
    lines += [*textwrap.wrap(INTRODUCTION, 76), "", "Our priorities and actions", ""]
    for n, part in enumerate(ALL, 1):
        lines += [f"Priority {n}. {part.title}", "", *textwrap.wrap(LEARNED, 76), ""]
        lines += ["In the next three years we will:", ""]
        for letter, a in zip("abcdef", part.actions, strict=False):
            lines += textwrap.wrap(
                f"{letter}) {a.text} (Lead: {a.lead}; Date: {a.due})",
                76,
                subsequent_indent="   ",
            )
        lines.append("")
    lines += ["Annex: figures", "", "Offences recorded   4,312", "Referrals   1,204"]
    path = folder / "lettered.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path, tuple(
        Part(p.title, keep(p, "lead", "due").actions, p.ref) for p in ALL
    )


def responses(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """CSV with lines above the header, empty columns, "Recommended action" and "Agency
    responsible", priorities repeated in full on every row."""
    path = folder / "responses.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["Partnership action plan", "", "", "", "", "", ""])
        out.writerow(["Updated: 3 May 2025", "", "", "", "", "", ""])
        out.writerow([])
        out.writerow(
            [
                "",
                "Ref No",
                "Strategic Priority",
                "Recommended action",
                "Agency responsible",
                "Target completion date",
                "Current RAG",
            ]
        )
        for part in ALL:
            for a in part.actions:
                title = f"Priority {part.ref} - {part.title}"
                out.writerow(["", a.ref, title, a.text, a.lead, a.due, a.status])
    return path, ALL


SAMPLES = (
    tick_columns,
    one_row_each,
    commitments,
    action_and_lead,
    milestone_rows,
    spanned_page,
    piped,
    lettered_lines,
    responses,
)
