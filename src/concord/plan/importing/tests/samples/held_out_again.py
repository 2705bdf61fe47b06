"""A second set of shapes, written after the first held-out set had been mended."""

from __future__ import annotations

from pathlib import Path

import docx
import typst
import xlsxwriter

from concord.plan.importing.tests.samples.wordings import (
    ACHIEVEMENTS,
    FOUR,
    MEASURES,
    MORE_NARRATIVE,
    NARRATIVE,
    PARTNERSHIP,
    PREVENT,
    SUPPORT,
    Part,
    Wanted,
    plain,
)


def nested_numbers(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Priority > objective 1.1 > action 1.1.1 in one table of Word, the priority and
    the objective in rows across, NICE references beside."""
    document = docx.Document()
    document.add_heading("Delivery Plan 2021/22", 0)
    labels = (
        "Ref",
        "What will we do?",
        "Who will do it?",
        "By when?",
        "NICE PH50 rec.",
    )
    table = document.add_table(rows=1, cols=5)
    for cell, label in zip(table.rows[0].cells, labels, strict=True):
        cell.text = label
    parts = []
    for n, part in enumerate(FOUR, 1):
        row = table.add_row().cells
        row[0].merge(row[-1]).text = f"PRIORITY {n} – {part.title}"
        actions = []
        for k in (0, 1):
            row = table.add_row().cells
            row[0].merge(row[-1]).text = f"Objective {n}.{k + 1}: People feel safer {k}"
            for m, action in enumerate(part.actions[k * 3 : k * 3 + 3], 1):
                cells = table.add_row().cells
                ref = f"{n}.{k + 1}.{m}"
                for cell, text in zip(
                    cells,
                    (ref, action.text, action.lead, action.due, "2, 15"),
                    strict=True,
                ):
                    cell.text = text or ""
                actions.append(Wanted(action.text, ref, action.lead, action.due))
        parts.append(Part(part.title, tuple(actions), str(n)))
    path = folder / "nested-numbers.docx"
    document.save(str(path))
    return path, tuple(parts)


def letters(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A cover report as PDF before the plan, a table for each "Aim", and a table of
    what was said in the consultation behind it."""
    body = ""
    for n, part in enumerate(plain(), 1):
        body += f"== Aim {n}: {part.title}\n"
        body += "#table(columns: (1fr, 4cm, 3cm), stroke: 0.4pt,"
        body += "[*Action*],[*Responsible*],[*Timescale*],\n"
        for a in part.actions:
            body += f"[{a.text}],[Head of Housing Options],[Year {n}],\n"
        body += ")\n"
    source = folder / "report.typ"
    source.write_text(
        '#set page("a4", numbering: "1",\n'
        "  header: [Cabinet, 4 May 2022 #h(1fr) Item 9])\n"
        "#set text(10pt)\n= Report to Cabinet: Domestic Abuse Strategy 2022–2025\n"
        f"== 1. Summary\n{NARRATIVE}\n== 2. Recommendations\nCabinet is asked to:\n"
        "+ Approve the strategy at Appendix A\n+ Note the consultation findings\n"
        f"== 3. Background\n{MORE_NARRATIVE}\n#pagebreak()\n= Appendix A: Action plan\n"
        f"{body}\n= Appendix B: Consultation findings\n"
        "#table(columns: 2, [*You said*],[*Our response*],[Answer the phone],"
        "[Agree],[Train staff],[Already done])\n"
    )
    path = folder / "report.pdf"
    typst.compile(str(source), output=str(path))
    return path, tuple(
        Part(
            p.title,
            tuple(Wanted(a.text, None, "Head of Housing Options") for a in p.actions),
            str(n),
        )
        for n, p in enumerate(plain(), 1)
    )


def cards(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A page of details/summary boxes, definition lists for the facts, bold as headings
    inside; actions in a list under "Our actions for 2024"."""
    body = ""
    for part in plain():
        body += f"<details><summary>{part.title}</summary><p>{NARRATIVE}</p>"
        body += "<p><strong>Why it matters</strong></p><ul><li>Lives are lost</li></ul>"
        body += "<p><strong>Our actions for 2024</strong></p><ul>"
        body += "".join(f"<li>{a.text}<br>Lead: Board</li>" for a in part.actions)
        body += "</ul></details>"
    path = folder / "cards.html"
    path.write_text(
        "<!doctype html><html><body><main><h1>Stronger Together strategy 2024-2027</h1>"
        f"<p>{MORE_NARRATIVE}</p><dl><dt>People supported</dt><dd>1,204</dd></dl>"
        f"{body}</main></body></html>"
    )
    return path, plain()


def sections_in_sheet(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A sheet where each theme repeats its header after a blank row; long remarks, a
    column "Milestone" beside "Action", a status in words."""
    path = folder / "sections.xlsx"
    parts = []
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Plan 2023-26")
        sheet.write(0, 0, "Ferndale VAWG Action Plan 2023-26")
        row = 2
        for part in FOUR:
            sheet.write(row, 0, f"Theme: {part.title}")
            sheet.write_row(
                row + 1,
                0,
                [
                    "Action",
                    "Milestone",
                    "Lead organisation",
                    "Deadline",
                    "Progress status",
                    "Notes",
                ],
            )
            row += 2
            for action in part.actions:
                sheet.write_row(
                    row,
                    0,
                    [
                        action.text,
                        "First report made",
                        action.lead,
                        action.due,
                        action.status,
                        NARRATIVE,
                    ],
                )
                row += 1
            row += 1
            parts.append(
                Part(
                    part.title,
                    tuple(
                        Wanted(a.text, None, a.lead, a.due, a.status)
                        for a in part.actions
                    ),
                )
            )
    return path, tuple(parts)


def tabbed(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A text export with tabs, outcomes that go over several rows, a heading for each
    goal between them, and an indicator table at the end."""
    lines = [
        "SEAVIEW DOMESTIC ABUSE AND SEXUAL VIOLENCE PLAN 2022/23 - 2024/25",
        "",
        "OUR GOALS",
        "",
    ]
    for n, part in enumerate(FOUR, 1):
        lines += [
            f"Goal {n} {part.title}",
            "",
            "Outcome\tAction\tOwner\tTarget date\tRAG",
        ]
        for k, a in enumerate(part.actions):
            outcome = "" if k % 2 else f"People know what to do {k}"
            lines.append(f"{outcome}\t{a.text}\t{a.lead}\t{a.due}\t{a.status}")
        lines += [""]
    lines += ["HOW WE WILL MEASURE PROGRESS", "", "Measure\tBaseline\tTarget"]
    lines += [f"{m}\t12\t20" for m in MEASURES]
    path = folder / "tabbed.txt"
    path.write_text("\n".join(lines))
    return path, tuple(
        Part(
            p.title,
            tuple(Wanted(a.text, None, a.lead, a.due, a.status) for a in p.actions),
            p.ref,
        )
        for p in FOUR
    )


def lettered(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Word without styles: "6.2 Encourage ..." as bold numbered lines, roman actions
    typed by hand below, each with its lead at the end."""
    document = docx.Document()
    document.add_paragraph().add_run(
        "Interpersonal violence plan 2016-2019"
    ).bold = True
    document.add_paragraph(NARRATIVE)
    for text in ACHIEVEMENTS:
        document.add_paragraph(f"• {text}")
    parts = []
    for ref, title, texts in (
        ("6.1", "Raise awareness in every part of the community", PREVENT),
        ("6.2", "Encourage people to ask for help sooner", SUPPORT),
        ("6.3", "Strengthen how agencies work with each other", PARTNERSHIP),
    ):
        document.add_paragraph().add_run(f"{ref} {title}").bold = True
        for mark, text in zip(
            ("i)", "ii)", "iii)", "iv)", "v)", "vi)"), texts, strict=False
        ):
            document.add_paragraph(f"{mark} {text} (Public Health)")
        parts.append(Part(title, tuple(Wanted(t) for t in texts), ref))
    path = folder / "lettered.docx"
    document.save(str(path))
    return path, tuple(parts)
