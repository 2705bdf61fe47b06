"""Plans in Word, built with styles, bold type, merged cells and automatic numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from concord.plan.importing.tests.samples.wordings import (
    ACHIEVEMENTS,
    FOUR,
    GLOSSARY,
    MEASURES,
    MORE_NARRATIVE,
    NARRATIVE,
    PARTNERSHIP,
    PERPETRATORS,
    PREVENT,
    SUPPORT,
    Part,
    Wanted,
    plain,
    wanted,
)

FILLS = {"Green": "00B050", "Amber": "FFC000", "Red": "FF0000", "Blue": "0070C0"}


def opening(document: Any, title: str) -> None:
    document.add_heading(title, 0)
    document.add_heading("Contents", 1)
    for line in ("Introduction\t3", "Our priorities\t5", "Action plan\t9"):
        document.add_paragraph(line)
    document.add_heading("Introduction", 1)
    document.add_paragraph(NARRATIVE)
    document.add_paragraph(MORE_NARRATIVE)
    document.add_heading("What we have achieved so far", 2)
    for line in ACHIEVEMENTS:
        document.add_paragraph(line, style="List Bullet")


def closing(document: Any) -> None:
    document.add_heading("How we will measure success", 1)
    table = document.add_table(rows=1, cols=3)
    for cell, text in zip(
        table.rows[0].cells, ("Indicator", "Baseline", "Target"), strict=True
    ):
        cell.text = text
    for line in MEASURES:
        cells = table.add_row().cells
        cells[0].text, cells[1].text, cells[2].text = line, "12", "20"
    document.add_heading("Glossary", 1)
    for short, long in GLOSSARY:
        document.add_paragraph(f"{short}\t{long}")


def fill(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def head(document: Any, labels: tuple[str, ...]) -> Any:
    table = document.add_table(rows=1, cols=len(labels))
    table.style = "Table Grid"
    for cell, label in zip(table.rows[0].cells, labels, strict=True):
        cell.text = label
    return table


def rag_tables(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Ref | Action | Lead | Timescale | RAG | Progress, a table for each priority; the
    RAG of one priority is colour only."""
    document = docx.Document()
    opening(document, "Northmere Domestic Abuse Strategy 2022-2025")
    document.add_heading("Action plan", 1)
    for part in FOUR:
        document.add_heading(f"Priority {part.ref}: {part.title}", 2)
        document.add_paragraph(NARRATIVE)
        table = head(
            document, ("Ref", "Action", "Lead", "Timescale", "RAG", "Progress")
        )
        for action in part.actions:
            cells = table.add_row().cells
            values = (
                action.ref,
                action.text,
                action.lead,
                action.due,
                action.status,
                "Discussed at the last meeting.",
            )
            for cell, value in zip(cells, values, strict=True):
                cell.text = value or ""
            if part.ref == "2" and action.status in FILLS:
                cells[4].text = ""
                fill(cells[4], FILLS[action.status])
    closing(document)
    path = folder / "rag-tables.docx"
    document.save(str(path))
    return path, FOUR


def owners(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Objective | Action | Owner | By when | Outcome measure, objectives merged
    downwards, two actions in one cell as paragraphs with two owners beside them."""
    document = docx.Document()
    opening(document, "Safer Westbury Vale: domestic abuse plan 2023 to 2026")
    document.add_heading("Delivery plan", 1)
    table = head(
        document, ("Objective", "Action", "Owner", "By when", "Outcome measure")
    )
    parts = []
    for nth, (title, texts) in enumerate(
        (
            ("Objective 1: Stop it starting", PREVENT[:4]),
            ("Objective 2: Safe at home", SUPPORT[:4]),
        ),
        1,
    ):
        actions = wanted(texts)
        rows = []
        for pair in (actions[0:1], actions[1:2], actions[2:4]):
            row = table.add_row()
            rows.append(row)
            for column, values in enumerate(
                ([a.text for a in pair], [a.lead for a in pair], [a.due for a in pair]),
                1,
            ):
                row.cells[column].text = "\n".join(str(v) for v in values)
                lines = [str(v) for v in values]
                row.cells[column].text = lines[0]
                for line in lines[1:]:
                    row.cells[column].add_paragraph(line)
            row.cells[4].text = MEASURES[0]
        merged = rows[0].cells[0].merge(rows[-1].cells[0])
        merged.text = title
        parts.append(Part(title.split(": ")[1], actions, str(nth)))
    closing(document)
    path = folder / "owners.docx"
    document.save(str(path))
    return path, tuple(parts)


def banners(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """One table; each priority is a row merged across, with no number."""
    document = docx.Document()
    opening(
        document,
        "Domestic abuse and sexual violence action plan April 2022 - March 2025",
    )
    labels = ("Action", "Lead agency", "Key date", "Status")
    table = head(document, labels)
    for part in FOUR:
        row = table.add_row().cells
        row[0].merge(row[-1]).text = part.title.upper()
        for action in part.actions:
            cells = table.add_row().cells
            values = (action.text, action.lead, action.due, action.status)
            for cell, value in zip(cells, values, strict=True):
                cell.text = value or ""
    closing(document)
    path = folder / "banners.docx"
    document.save(str(path))
    return path, tuple(
        Part(
            p.title,
            tuple(Wanted(a.text, None, a.lead, a.due, a.status) for a in p.actions),
        )
        for p in FOUR
    )


def commitments(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """No table and no heading styles: bold and large type, "Our commitments" with
    automatic bullets under named themes."""
    document = docx.Document()

    def line(text: str, size: int, bold: bool = True) -> None:
        run = document.add_paragraph().add_run(text)
        run.bold, run.font.size = bold, Pt(size)

    line("Ashdale Together: our strategy to end domestic abuse 2021-24", 26)
    line("Foreword", 18)
    document.add_paragraph(NARRATIVE)
    line("Our values", 18)
    for text in ("Kindness in all that we do", "Honesty about what is hard"):
        document.add_paragraph(text, style="List Bullet")
    line("Our themes", 18)
    for part in plain():
        line(part.title, 14)
        document.add_paragraph(MORE_NARRATIVE)
        line("Our commitments", 11)
        for action in part.actions:
            document.add_paragraph(action.text, style="List Bullet")
        line("What success will look like", 11)
        for text in MEASURES:
            document.add_paragraph(text, style="List Bullet")
    path = folder / "commitments.docx"
    document.save(str(path))
    return path, tuple(Part(p.title, p.actions) for p in plain())


def roman_rows(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Numbered objectives as rows of their own above roman sub-items, the status told
    by which of two columns is filled."""
    document = docx.Document()
    document.add_heading("Delivery plan 2019-2022: end of year position", 1)
    table = head(
        document,
        ("Action", "Lead", "Achieved", "Progress made but more to do", "NICE PH50"),
    )
    parts = []
    for ref, title, texts in (
        ("6.1", "Encourage people to come forward early", PREVENT[:3]),
        ("6.2", "Encourage agencies to ask and to act", PARTNERSHIP[:3]),
        ("6.3", "Improve what is offered afterwards", SUPPORT[:3]),
    ):
        row = table.add_row().cells
        row[0].text = f"{ref} {title}"
        actions = []
        for nth, text in enumerate(texts):
            cells = table.add_row().cells
            mark = ("i.", "ii.", "iii.")[nth]
            cells[0].text, cells[1].text = f"{mark} {text}", "Board"
            if nth != 1:
                cells[2].text = "Done in June."
            if nth != 0:
                cells[3].text = "Two teams are left."
            cells[4].text = f"{nth + 4}, 5.7"
            actions.append(Wanted(text, mark.strip("."), "Board"))
        parts.append(Part(title, tuple(actions), ref))
    path = folder / "roman-rows.docx"
    document.save(str(path))
    return path, tuple(parts)


def numbered_lists(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Headings with styles, lists numbered by the word processor, and a change that was
    tracked: one action taken out, one put in."""
    document = docx.Document()
    opening(document, "Highfield Domestic Abuse Strategy 2024/25 to 2026/27")
    parts = []
    for nth, texts in enumerate((SUPPORT[:4], PERPETRATORS[:3]), 1):
        title = ("A place of safety", "Change behaviour")[nth - 1]
        document.add_heading(f"Strategic objective {nth}: {title}", 2)
        document.add_heading("How we will do it", 3)
        for text in texts:
            document.add_paragraph(text, style="List Number")
        parts.append(Part(title, tuple(Wanted(t) for t in texts), str(nth)))
    gone = document.add_paragraph(style="List Number")
    deleted = OxmlElement("w:del")
    run = OxmlElement("w:r")
    words = OxmlElement("w:delText")
    words.text = "Provide a taxi to every appointment in the county"
    run.append(words)
    deleted.append(run)
    gone._p.append(deleted)
    added = document.add_paragraph(style="List Number")
    inserted = OxmlElement("w:ins")
    inserted.append(added.add_run(PERPETRATORS[3])._r)
    added._p.append(inserted)
    parts[-1] = Part(
        parts[-1].title, (*parts[-1].actions, Wanted(PERPETRATORS[3])), "2"
    )
    closing(document)
    path = folder / "numbered-lists.docx"
    document.save(str(path))
    return path, tuple(parts)
