"""Web pages, Markdown and plain text."""

from __future__ import annotations

import textwrap
from pathlib import Path

from concord.plan.importing.tests.samples.unseen.plan_words import (
    ALL,
    GOVERNANCE,
    INTRODUCTION,
    LEARNED,
    keep,
)
from concord.plan.importing.tests.samples.wordings import Part


def definitions(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A heading for each priority and a definition list for each action: its number
    and wording, then "Lead", "When" and "Status" as terms."""
    body = ""
    for n, part in enumerate(ALL, 1):
        body += f"<section><h2>Priority {n} – {part.title}</h2><p>{LEARNED}</p>"
        for a in part.actions:
            body += (
                f"<dl class='summary'><div><dt>Action</dt><dd>{a.text}</dd></div>"
                f"<div><dt>Lead</dt><dd>{a.lead}</dd></div>"
                f"<div><dt>When</dt><dd>{a.due}</dd></div>"
                f"<div><dt>Status</dt><dd>{a.status}</dd></div></dl>"
            )
        body += "</section>"
    path = folder / "definitions.html"
    path.write_text(
        "<!doctype html><html lang='en'><head><title>Action plan | Council</title>"
        "</head><body><nav><ul><li>Home</li></ul></nav><main>"
        f"<h1>Domestic abuse action plan 2024 to 2026</h1><p>{INTRODUCTION}</p>"
        f"{body}</main></body></html>",
        encoding="utf-8",
    )
    return path, tuple(keep(part, "lead", "due", "status") for part in ALL)


def publication(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """An HTML publication with numbered headings, "Our commitments" as a list whose
    items have the lead in brackets, a case study, a table of "You said | We did"."""
    body = ""
    for n, part in enumerate(ALL, 1):
        body += f"<h2 id='s{n}'>{n + 2}. {part.title}</h2><p>{LEARNED}</p>"
        body += f"<h3>{n + 2}.1 Why this matters</h3><ul><li>One in five adults</li>"
        body += "<li>Support is not equal across the borough</li></ul>"
        body += f"<h3>{n + 2}.2 Our commitments</h3><p>Together, partners will:</p><ul>"
        body += "".join(f"<li>{a.text} [{a.lead}]</li>" for a in part.actions)
        body += "</ul><h3>Case study</h3><p>Amira (not her real name) was helped to"
        body += " move. The worker was able to:</p><ul><li>Secure a new school</li>"
        body += "<li>Arrange locks and lights</li></ul>"
    path = folder / "publication.html"
    path.write_text(
        "<html><body><div role='main'><h1>Violence against women and girls strategy"
        f" 2023-2028</h1><ol class='contents'><li><a href='#s1'>{ALL[0].title}</a></li>"
        f"</ol><h2>1. Foreword</h2><p>{INTRODUCTION}</p><h2>2. What you told us</h2>"
        "<table><thead><tr><th>You said</th><th>We did</th></tr></thead><tbody>"
        "<tr><td>Train reception staff</td><td>Commissioned a course</td></tr>"
        "<tr><td>Improve lighting in the park</td><td>Fitted twelve lamps</td></tr>"
        f"</tbody></table>{body}<h2>7. Governance and monitoring</h2><p>{GOVERNANCE}"
        "</p><ul><li>Report to the Board each quarter</li></ul></div></body></html>",
        encoding="utf-8",
    )
    return path, tuple(keep(part) for part in ALL)


def action_headings(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Markdown where each action is a heading with its number, and bold labels for
    lead, date and status in a list below it."""
    lines = ["# Domestic Abuse Strategy 2024-2027", "", INTRODUCTION, ""]
    for n, part in enumerate(ALL, 1):
        lines += [f"## Priority {n}: {part.title}", "", LEARNED, ""]
        for a in part.actions:
            lines += [
                f"### {a.ref} {a.text}",
                "",
                f"- **Lead:** {a.lead}",
                f"- **By when:** {a.due}",
                f"- **Status:** {a.status}",
                "",
                "We chose this because people who use services asked for it.",
                "",
            ]
    path = folder / "action-headings.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path, ALL


def checklist(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Markdown with bold priorities and boxes to tick, lead and date behind a dash."""
    lines = ["Our VAWG action plan, 2024/25", "=====", "", INTRODUCTION, ""]
    for part in ALL:
        lines += [f"**{part.ref}. {part.title}**", ""]
        for a in part.actions:
            box = "[x]" if a.status == "Complete" else "[ ]"
            lines.append(f"- {box} {a.text} — {a.lead}, {a.due}")
        lines.append("")
    path = folder / "checklist.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path, tuple(keep(part) for part in ALL)


def laid_out(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Text with columns lined up by spaces, as programs make from a PDF; each cell
    goes over several lines."""
    widths = (6, 44, 24, 16)

    def rows(*texts: str) -> list[str]:
        cells = [
            textwrap.wrap(text, width - 3) or [""]
            for text, width in zip(texts, widths, strict=True)
        ]
        return [
            "".join(
                (cell[n] if n < len(cell) else "").ljust(width)
                for cell, width in zip(cells, widths, strict=True)
            ).rstrip()
            for n in range(max(map(len, cells)))
        ]

    lines = ["Domestic Abuse Strategy Action Plan 2024-2026", ""]
    lines += [*textwrap.wrap(INTRODUCTION, 88), ""]
    for n, part in enumerate(ALL, 1):
        lines += [f"Priority {n}: {part.title}", ""]
        lines += [*rows("Ref", "Action", "Lead", "Timescale"), ""]
        for a in part.actions:
            lines += [*rows(a.ref or "", a.text, a.lead or "", a.due or ""), ""]
    path = folder / "laid-out.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path, tuple(keep(part, "ref", "lead", "due") for part in ALL)


def labelled_lines(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Plain text wrapped at 72 letters: "Action 1.1: ...", then "Lead: ..." and
    "Timescale: ..." and "Progress: ..." on lines of their own."""
    lines = ["ENDING ABUSE TOGETHER", "Partnership strategy 2024-2027", ""]
    lines += [*textwrap.wrap(INTRODUCTION, 72), ""]
    for n, part in enumerate(ALL, 1):
        lines += [f"OBJECTIVE {n}: {part.title.upper()}", ""]
        lines += [*textwrap.wrap(LEARNED, 72), ""]
        for a in part.actions:
            lines += textwrap.wrap(f"Action {a.ref}: {a.text}", 72)
            lines += [
                f"Lead: {a.lead}",
                f"Timescale: {a.due}",
                *textwrap.wrap(
                    "Progress: the task group met twice, and has written to each of the"
                    " agencies concerned to ask what they need.",
                    72,
                ),
                f"Status: {a.status}",
                "",
            ]
    path = folder / "labelled-lines.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path, ALL
