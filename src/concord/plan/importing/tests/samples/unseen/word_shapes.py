"""Word documents: merged first rows, cards, nested bullets, committee reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from concord.plan.importing.tests.samples.unseen.plan_words import (
    ALL,
    GOVERNANCE,
    INTRODUCTION,
    LEARNED,
    keep,
)
from concord.plan.importing.tests.samples.wordings import Part, Wanted


def _fill(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def objective_rows(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """One table a page: the objective merged over the first row, then "Ref | What we
    will do | How will we do it | Who | When | How will we know"; references A1, B2."""
    document = docx.Document()
    document.add_heading("Domestic Abuse Action Plan 2024 - 2027", 0)
    document.add_paragraph(INTRODUCTION)
    labels = (
        "Ref",
        "What we will do",
        "How will we do it",
        "Who",
        "When",
        "How will we know",
    )
    parts = []
    for letter, part in zip("ABCD", ALL, strict=True):
        document.add_page_break()
        table = document.add_table(rows=2, cols=6)
        first = table.rows[0].cells
        first[0].merge(first[-1]).text = f"Objective {letter}: {part.title}"
        for cell, label in zip(table.rows[1].cells, labels, strict=True):
            cell.text = label
        actions = []
        for n, action in enumerate(part.actions, 1):
            texts = (
                f"{letter}{n}",
                action.text,
                "Work through the task group, agree a plan and review it at six months",
                action.lead,
                action.due,
                "More people say that they were helped",
            )
            for cell, text in zip(table.add_row().cells, texts, strict=True):
                cell.text = text or ""
            actions.append(Wanted(action.text, f"{letter}{n}", action.lead, action.due))
        parts.append(Part(part.title, tuple(actions), letter))
    path = folder / "objective rows.docx"
    document.save(str(path))
    return path, tuple(parts)


def achieved_columns(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Objectives as numbered headings, actions 3.3(iv), a column of NICE references,
    and remarks in one of "Achieved", "Progress made but more to do", "Not achieved"."""
    document = docx.Document()
    document.add_heading("Interpersonal Violence and Abuse Plan: review", 0)
    document.add_heading("Introduction", 1)
    document.add_paragraph(INTRODUCTION)
    labels = (
        "Action",
        "NICE",
        "Lead agencies",
        "Achieved",
        "Progress made but more to do",
        "Not achieved",
    )
    columns = {"Complete": 3, "On track": 4, "At risk": 4, "Not started": 5}
    printed = {3: "Achieved", 4: "Progress made but more to do", 5: "Not achieved"}
    roman = ("i", "ii", "iii", "iv", "v", "vi")
    parts = []
    for n, part in enumerate(ALL, 1):
        document.add_heading(f"Objective {n} – {part.title}", 2)
        table = document.add_table(rows=1, cols=6)
        for cell, label in zip(table.rows[0].cells, labels, strict=True):
            cell.text = label
        actions = []
        for mark, action in zip(roman, part.actions, strict=False):
            cells = table.add_row().cells
            cells[0].text = f"{n}.3({mark}) {action.text}"
            cells[1].text = "R5, R6"
            cells[2].text = action.lead or ""
            at = columns[action.status or ""]
            cells[at].text = "The group looked at this in the spring and again in May."
            ref = f"{n}.3({mark})"
            actions.append(Wanted(action.text, ref, action.lead, None, printed[at]))
        parts.append(Part(part.title, tuple(actions), str(n)))
    path = folder / "achieved.docx"
    document.save(str(path))
    return path, tuple(parts)


def nested_bullets(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """The plan as bullets in bullets: objectives outside, actions inside, with the lead
    and the date in brackets behind each."""
    document = docx.Document()
    document.add_heading("Safer Lives Strategy 2023 to 2026", 1)
    document.add_paragraph(INTRODUCTION)
    document.add_heading("What we heard", 2)
    for text in ("People wait too long", "Provide more refuge spaces"):
        document.add_paragraph(text, style="List Bullet")
    document.add_heading("Our action plan", 2)
    for n, part in enumerate(ALL, 1):
        document.add_paragraph(f"Objective {n}: {part.title}", style="List Bullet")
        for action in part.actions:
            document.add_paragraph(
                f"{action.text} ({action.lead}, {action.due})", style="List Bullet 2"
            )
    document.add_heading("Governance", 2)
    document.add_paragraph(GOVERNANCE)
    path = folder / "nested.docx"
    document.save(str(path))
    return path, tuple(keep(part) for part in ALL)


def committee(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A report to a scrutiny committee with numbered paragraphs, and in its appendix
    "Priority | Commitment | Deliverable | Lead agency | Completion date | Progress
    update | BRAG" with the priority merged down and BRAG as letter and colour."""
    document = docx.Document()
    document.add_heading("Community Safety Scrutiny Committee, 14 November 2024", 1)
    document.add_heading("Domestic Abuse and VAWG Strategy 2024-2028: update", 1)
    for n, (title, text) in enumerate(
        (
            ("Purpose of report", "To report progress in the first half of the year."),
            ("Recommendations", "That the Committee notes the progress made."),
            ("Background", INTRODUCTION),
            ("Consultation", LEARNED),
            ("Financial implications", "There are none arising from this report."),
            ("Legal implications", "Provide support under section 57 of the Act."),
        ),
        1,
    ):
        document.add_heading(f"{n}. {title}", 2)
        document.add_paragraph(f"{n}.1 {text}")
        document.add_paragraph(f"{n}.2 Review of this will be brought in a year.")
    document.add_heading("Appendix 1 – Delivery plan", 2)
    table = document.add_table(rows=1, cols=7)
    labels = (
        "Priority",
        "Commitment",
        "Deliverable",
        "Lead agency",
        "Completion date",
        "Progress update",
        "BRAG",
    )
    for cell, label in zip(table.rows[0].cells, labels, strict=True):
        cell.text = label
    codes = {
        "Complete": ("B", "0070C0"),
        "On track": ("G", "00B050"),
        "At risk": ("A", "FFC000"),
        "Not started": ("R", "FF0000"),
    }
    parts = []
    for part in ALL:
        top, actions = None, []
        for n, action in enumerate(part.actions):
            cells = table.add_row().cells
            top = top or cells[0]
            if n:
                top = top.merge(cells[0])
            cells[1].text = "People get help early" if n < 3 else "People are believed"
            cells[2].text = action.text
            cells[3].text, cells[4].text = action.lead or "", action.due or ""
            cells[5].text = "Discussed at the task group; next meeting in March."
            code, colour = codes[action.status or ""]
            cells[6].text = code
            _fill(cells[6], colour)
            actions.append(Wanted(action.text, None, action.lead, action.due, code))
        assert top is not None
        top.text = part.title
        parts.append(Part(part.title, tuple(actions)))
    path = folder / "committee.docx"
    document.save(str(path))
    return path, tuple(parts)


def cards(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A small table of two columns for each action: "Action 1.1 | ...", "Lead | ...",
    "Timescale | ...", "Measure of success | ..."; priorities as headings."""
    document = docx.Document()
    document.add_heading("VAWG Delivery Plan 2024/25", 0)
    document.add_paragraph(LEARNED)
    for n, part in enumerate(ALL, 1):
        document.add_heading(f"Priority {n}: {part.title}", 1)
        for action in part.actions:
            table = document.add_table(rows=0, cols=2)
            for label, text in (
                (f"Action {action.ref}", action.text),
                ("Lead", action.lead),
                ("Timescale", action.due),
                ("Measure of success", "Survivors say that they feel safer"),
                ("Status", action.status),
            ):
                cells = table.add_row().cells
                cells[0].text, cells[1].text = label, text or ""
            document.add_paragraph("")
    path = folder / "cards.docx"
    document.save(str(path))
    return path, ALL
