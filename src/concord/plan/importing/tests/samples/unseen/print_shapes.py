"""PDF files: two columns, hairlines only, milestones with ticks, leads below."""

from __future__ import annotations

from pathlib import Path

import typst

from concord.plan.importing.tests.samples.unseen.plan_words import (
    ALL,
    GOVERNANCE,
    INTRODUCTION,
    LEARNED,
    keep,
)
from concord.plan.importing.tests.samples.wordings import Part, Wanted


def _set(folder: Path, name: str, text: str) -> Path:
    source = folder / "set.typ"
    source.write_text(text, encoding="utf-8")
    path = folder / name
    typst.compile(str(source), output=str(path))
    return path


def two_columns(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A designed strategy in two columns, justified, with bullets under "What we will
    do" and a box of figures; narrative above each list."""
    body = ""
    for n, part in enumerate(ALL, 1):
        body += f"== Priority {n}: {part.title}\n{LEARNED}\n\n{INTRODUCTION}\n"
        body += "=== What we will do\n"
        body += "".join(f"- {a.text}\n" for a in part.actions)
        body += "=== What success looks like\n"
        body += "- More people are helped before a crisis\n- Fewer repeat victims\n"
    path = _set(
        folder,
        "two-columns.pdf",
        f"""
#set page("a4", margin: 2cm, numbering: "1")
#set text(size: 10pt)
#set par(justify: true)
#align(center, text(24pt)[Domestic Abuse Strategy 2024–2029])
#columns(2, gutter: 1cm)[
== Foreword
{INTRODUCTION} {LEARNED} {GOVERNANCE}
{body}
== Governance
{GOVERNANCE}
]
""",
    )
    return path, tuple(keep(part) for part in ALL)


def milestones(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Landscape, "Outcome 1: ..." above each table, "Milestones | Lead | Yr 1 | Yr 2 |
    Yr 3" with ticks, rows cut by the page."""
    body = ""
    more = (
        ". This follows the review of last year, and will be looked at again by the"
        " task group when the first results are in and its members have been asked"
    )
    parts = []
    for n, part in enumerate(ALL, 1):
        body += f"== Outcome {n}: {part.title}\n"
        body += "#table(columns: (1fr, 5cm, 1.6cm, 1.6cm, 1.6cm),\n"
        body += "table.header([*Milestones*],[*Lead*],[*Yr 1*],[*Yr 2*],[*Yr 3*]),\n"
        actions = []
        for k, a in enumerate(part.actions):
            ticks = ["[]", "[]", "[]"]
            ticks[k % 3] = "[✓]"
            body += f"[{a.text}{more}],[{a.lead}],{','.join(ticks)},\n"
            actions.append(Wanted(a.text, None, a.lead))
        body += ")\n"
        parts.append(Part(part.title, tuple(actions), str(n)))
    path = _set(
        folder,
        "milestones.pdf",
        f"""
#set page(width: 29.7cm, height: 14cm, numbering: "1 of 1",
  header: [Safer Together delivery plan])
#set text(size: 11pt, font: ("DejaVu Sans Mono", "Libertinus Serif"))
= Safer Together: delivery plan 2023/24 to 2025/26
{INTRODUCTION}
{body}
""",
    )
    return path, tuple(parts)


def hairlines(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A table without any upright rule: only thin lines between its rows, cells of
    several printed lines side by side."""
    body = ""
    for part in ALL:
        body += f"== Theme {part.ref}: {part.title}\n"
        body += "#table(columns: (1.2cm, 1fr, 4cm, 3cm), stroke: (x: none,"
        body += " y: 0.4pt + gray), table.header([*Ref*],[*Action*],[*Lead*],"
        body += "[*Timescale*]),\n"
        for a in part.actions:
            body += f"[{a.ref}],[{a.text}],[{a.lead}],[{a.due}],\n"
        body += ")\n"
    path = _set(
        folder,
        "hairlines.pdf",
        f"""
#set page("a4", numbering: "1")
#set text(size: 10pt)
= Tackling domestic abuse: action plan 2024–2026
{INTRODUCTION}
{body}
""",
    )
    return path, tuple(keep(part, "ref", "lead", "due") for part in ALL)


def bare_columns(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """No rules at all, coloured heading bars, columns by white space alone."""
    body = ""
    for n, part in enumerate(ALL, 1):
        body += "#block(fill: navy, width: 100%, inset: 6pt, text(fill: white, 13pt)"
        body += f"[Pillar {n}: {part.title}])\n"
        body += "#grid(columns: (1fr, 4.2cm, 3cm), row-gutter: 9pt, column-gutter: 8pt,"
        body += "[*What we will do*],[*Who will lead*],[*By when*],\n"
        for a in part.actions:
            body += f"[{a.text}],[{a.lead}],[{a.due}],\n"
        body += ")\n"
    path = _set(
        folder,
        "bare-columns.pdf",
        f"""
#set page("a4", numbering: "1")
#set text(size: 10.5pt)
= Ending Violence Against Women and Girls: strategy 2024–28
{INTRODUCTION}

{LEARNED}
{body}
""",
    )
    return path, tuple(keep(part, "lead", "due") for part in ALL)


def lead_below(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Numbered paragraphs under each priority, "Lead: ... By: ..." on a line below."""
    body = ""
    for n, part in enumerate(ALL, 1):
        body += f"== Strategic priority {n}: {part.title}\n{LEARNED}\n\n"
        for a in part.actions:
            body += f"{a.ref} {a.text}.\n\n"
            body += f"_Lead: {a.lead}_ #h(1em) _By: {a.due}_\n\n"
    path = _set(
        folder,
        "lead-below.pdf",
        f"""
#set page("a4", numbering: "1")
#set text(size: 11pt)
= Domestic Abuse Partnership Plan 2024-27
== Context
{INTRODUCTION}
{body}
""",
    )
    return path, tuple(keep(part, "ref", "lead", "due") for part in ALL)
