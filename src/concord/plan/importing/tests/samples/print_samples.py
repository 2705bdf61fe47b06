"""Plans as PDF, set with typst."""

from __future__ import annotations

from pathlib import Path

import typst

from concord.plan.importing.tests.samples.wordings import (
    ACHIEVEMENTS,
    FOUR,
    MEASURES,
    MORE_NARRATIVE,
    NARRATIVE,
    Part,
    Wanted,
    plain,
)


def _set(folder: Path, name: str, text: str) -> Path:
    source = folder / f"{name}.typ"
    source.write_text(text, encoding="utf-8")
    path = folder / f"{name}.pdf"
    typst.compile(str(source), output=str(path))
    return path


def landscape(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A landscape table over three pages, its header repeated, numbers at the foot,
    priorities as rows across."""
    rows = ""
    long = (
        ", and report to the board in plain words what was done, by whom, and with"
        " what effect for the people concerned"
    )
    for part in FOUR:
        rows += f"table.cell(colspan: 5)[*Priority {part.ref}: {part.title}*],\n"
        for a in part.actions:
            rows += f"[{a.ref}],[{a.text}{long}],[{a.lead}],[{a.due}],[{a.status}],\n"
    path = _set(
        folder,
        "landscape",
        f"""
#set page(width: 29.7cm, height: 13cm, numbering: "1",
  header: [Hartwell Domestic Abuse Partnership])
#set text(size: 10pt)
= Domestic Abuse Delivery Plan 2022-2025
{NARRATIVE}
#table(columns: (1.2cm, 1fr, 4cm, 3cm, 2.6cm),
  table.header([Ref],[Action],[Lead],[Timescale],[RAG]),
{rows})
""",
    )
    return path, FOUR


def unruled(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """No table: headings by size, bullets under "We will", indicators after them."""
    body = ""
    for part in plain():
        body += f"== Priority {part.ref}: {part.title}\n{MORE_NARRATIVE}\n\nWe will:\n"
        body += "".join(
            f"- {a.text}, as people who used the service asked us to do\n"
            for a in part.actions
        )
        body += "\n=== How we will know it works\n"
        body += "".join(f"- {m}\n" for m in MEASURES) + "\n"
    path = _set(
        folder,
        "unruled",
        f"""
#set page("a5", numbering: "1", footer: context [Fernhill strategy
  #counter(page).display()])
#set text(size: 10pt)
= Fernhill Domestic Abuse Strategy 2021-26
#outline()
== Introduction
{NARRATIVE}
== What we have achieved
{"".join(f"- {a}{chr(10)}" for a in ACHIEVEMENTS)}
{body}
""",
    )
    return path, plain()


def outcome_tables(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Tables of outcome | actions | lead with outcome cells over several rows and
    bullets in the cells, one table for each theme."""
    body = ""
    for part in plain():
        first, rest = part.actions[:2], part.actions[2:]
        body += f"== Theme {'ABCD'[int(part.ref or 1) - 1]} - {part.title}\n"
        body += "#table(columns: (4cm, 1fr, 3cm), [*Outcome*],[*What we will do*],"
        body += "[*Lead*],\n"
        body += f"table.cell(rowspan: 2)[People are safer because of theme {part.ref}],"
        for group in (first, rest):
            items = "\n".join(f"- {a.text}" for a in group)
            body += f"[\n{items}\n],[Named Nurse],"
        body += ")\n"
    path = _set(
        folder,
        "outcome-tables",
        f"""
#set page("a4")
#set text(size: 10pt)
= Copthorne Partnership Plan 2023-2025
{NARRATIVE}
{body}
""",
    )
    return path, tuple(
        Part(
            p.title,
            tuple(Wanted(a.text, None, "Named Nurse") for a in p.actions),
            "ABCD"[n],
        )
        for n, p in enumerate(plain())
    )
