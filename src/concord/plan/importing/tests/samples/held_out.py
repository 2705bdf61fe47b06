"""Shapes that were written only after the importer was finished, to see how it does on
plans it was not made with."""

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
    PERPETRATORS,
    PREVENT,
    SUPPORT,
    Part,
    Wanted,
    plain,
)


def wide_years(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """ "Strategic aim | Action | 2022/23 | 2023/24 | Lead partner(s)" with ticks in the
    years; the aim stands only in the first row of each."""
    document = docx.Document()
    document.add_heading("Violence Against Women and Girls Strategy 2022 to 2024", 0)
    document.add_paragraph(NARRATIVE)
    labels = ("Strategic aim", "Action", "2022/23", "2023/24", "Lead partner(s)")
    table = document.add_table(rows=1, cols=5)
    for cell, label in zip(table.rows[0].cells, labels, strict=True):
        cell.text = label
    parts = []
    for part in FOUR:
        for nth, action in enumerate(part.actions):
            cells = table.add_row().cells
            cells[0].text = "" if nth else part.title
            cells[1].text, cells[4].text = action.text, action.lead or ""
            cells[2 + nth % 2].text = "✓"
        parts.append(
            Part(part.title, tuple(Wanted(a.text, None, a.lead) for a in part.actions))
        )
    path = folder / "wide-years.docx"
    document.save(str(path))
    return path, tuple(parts)


def you_said(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A page of headings: what people said, what is there now, what will be done."""
    body = ""
    for part in plain():
        body += f"<h2>{part.title}</h2><h3>What you told us</h3><ul>"
        body += (
            "<li>Improve how phones are answered</li><li>We waited too long</li></ul>"
        )
        body += "<h3>What we already do</h3><ul><li>Provide a helpline</li></ul>"
        body += "<h3>What we will do next</h3><ol>"
        body += "".join(f"<li><p>{a.text}</p></li>" for a in part.actions) + "</ol>"
    path = folder / "you-said.html"
    path.write_text(
        "<html><head><title>Lakeside strategy</title></head><body><div class='header'>"
        "<a href='/'>Home</a></div><h1>Lakeside domestic abuse strategy April 2023 to"
        f" March 2026</h1><p>{NARRATIVE}</p>{body}<h2>Contact us</h2><p>Call 01234.</p>"
        "</body></html>"
    )
    return path, plain()


def smart_actions(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Workbook: "Strategic Priority" as numbers only, their names on a first sheet of
    the same book; "SMART action", "Accountable officer", "Completion date", "BRAG"."""
    path = folder / "smart-actions.xlsx"
    parts = []
    with xlsxwriter.Workbook(str(path)) as book:
        front = book.add_worksheet("Priorities")
        front.write(0, 0, "Our strategic priorities 2024-2027")
        for row, part in enumerate(FOUR, 1):
            front.write(row, 0, f"Priority {part.ref}: {part.title}")
        sheet = book.add_worksheet("Tracker")
        sheet.write_row(
            0,
            0,
            [
                "ID",
                "Strategic Priority",
                "SMART Action",
                "Accountable officer",
                "Completion date",
                "BRAG",
                "Commentary",
            ],
        )
        row = 1
        for part in FOUR:
            for action in part.actions:
                sheet.write_row(
                    row,
                    0,
                    [
                        f"DA{row:02d}",
                        int(part.ref or 0),
                        action.text,
                        action.lead,
                        action.due,
                        action.status,
                        "",
                    ],
                )
                row += 1
            parts.append(part)
    return path, tuple(
        Part(
            p.ref or "",
            tuple(Wanted(a.text, None, a.lead, a.due, a.status) for a in p.actions),
            p.ref,
        )
        for p in parts
    )


def pillars(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Pillars on pages of their own, no lead-in, verbs in bold, boxes with figures."""
    body = ""
    for n, part in enumerate(plain(), 1):
        body += f"#pagebreak()\n= Pillar {n} | {part.title}\n{MORE_NARRATIVE}\n\n"
        body += "*In numbers*\n\n1,204 people supported\n\n9% more than last year\n\n"
        body += "*Actions*\n"
        for a in part.actions:
            first, rest = a.text.split(" ", 1)
            body += f"- *{first}* {rest}.\n"
        body += "*Outcomes*\n" + "".join(f"- {m}\n" for m in MEASURES)
    source = folder / "pillars.typ"
    source.write_text(
        '#set page("a4", footer: [Mill Valley Safer Partnership])\n#set text(10pt)\n'
        "#text(28pt)[Mill Valley Domestic Abuse Strategy]\n\n"
        f"#text(18pt)[2022 – 2027]\n\n= Foreword\n{NARRATIVE}\n{body}\n"
        "= Appendix A: Legislation\nThe Act of 2021.\n"
    )
    path = folder / "pillars.pdf"
    typst.compile(str(source), output=str(path))
    return path, plain()


def ragged(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Markdown with a table per objective, header "No | Planned activity | Delivery
    partner | By | Progress to date", statuses inside the progress text."""
    lines = ["# Domestic Abuse Partnership Action Plan 2023/24", "", NARRATIVE, ""]
    parts = []
    for nth, (title, texts) in enumerate(
        (
            ("Early help", PREVENT),
            ("Recovery", SUPPORT),
            ("Accountability", PERPETRATORS),
        ),
        1,
    ):
        lines += [
            f"## Objective {nth}. {title}",
            "",
            "| No | Planned activity | Delivery partner | By | Progress to date |",
            "|:---|:---|---|:-:|---|",
        ]
        for n, text in enumerate(texts, 1):
            lines.append(
                f"| {n} | {text} | Police & council | Sep 2023 | Complete: held"
                " in May. More to do with GPs. |"
            )
        lines.append("")
        parts.append(Part(title, tuple(Wanted(t) for t in texts), str(nth)))
    lines += [
        "## Risks",
        "",
        "| Risk | Mitigation | Owner |",
        "|---|---|---|",
        "| Funding ends | Seek further grants early | Board |",
    ]
    path = folder / "ragged.md"
    path.write_text("\n".join(lines))
    return path, tuple(parts)


def narrative(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Text pasted from a newsletter: capitals as headings, "We will" before each
    action, achievements in the same list form, no numbers."""
    lines = [
        "STAY SAFE TOGETHER",
        "Our plan to end domestic abuse 2021 to 2025",
        "",
        "Contents",
        "Foreword ........ 2",
        "Stopping abuse early ........ 4",
        "",
        "FOREWORD",
        "",
        NARRATIVE,
        "",
        "WHAT HAVE WE DONE SO FAR?",
        "",
    ]
    lines += [f"• {text}" for text in ACHIEVEMENTS]
    parts = []
    for title, texts in (
        ("STOPPING ABUSE EARLY", PREVENT[:5]),
        ("HELP THAT WORKS", SUPPORT[:5]),
        ("ONE SYSTEM", PARTNERSHIP[:4]),
    ):
        lines += ["", title, "", MORE_NARRATIVE, "", "Our actions", ""]
        lines += [f"• We will {t[0].lower()}{t[1:]}" for t in texts]
        parts.append(
            Part(title, tuple(Wanted(f"We will {t[0].lower()}{t[1:]}") for t in texts))
        )
    lines += ["", "REFERENCES", "", "Office for National Statistics (2020)"]
    path = folder / "newsletter.txt"
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path, tuple(parts)


def dated_sentences(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """ "Aim:" under a bare heading, lettered actions with lead and date in brackets."""
    document = docx.Document()
    document.add_heading("Joint Domestic Abuse Strategy 2020-2023", 0)
    document.add_heading("1 Background", 1)
    document.add_paragraph(MORE_NARRATIVE)
    document.add_heading("2 Strategic priorities", 1)
    parts = []
    for part in plain():
        document.add_heading(part.title, 2)
        document.add_paragraph(f"Aim: to make {part.title.lower()} real for everybody")
        document.add_paragraph("To achieve this the partnership will:")
        for nth, action in enumerate(part.actions):
            document.add_paragraph(
                f"({'abcdef'[nth]}) {action.text} (Housing, March 2022)"
            )
        parts.append(part)
    document.add_heading("3 Governance and monitoring", 1)
    document.add_paragraph("The board will:")
    document.add_paragraph("Meet every quarter", style="List Bullet")
    path = folder / "dated-sentences.docx"
    document.save(str(path))
    return path, tuple(parts)
