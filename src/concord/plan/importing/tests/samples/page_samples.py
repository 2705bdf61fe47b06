"""Plans as web pages, Markdown and plain text."""

from __future__ import annotations

from pathlib import Path

from concord.plan.importing.tests.samples.wordings import (
    ACHIEVEMENTS,
    FOUR,
    MEASURES,
    MORE_NARRATIVE,
    NARRATIVE,
    PARTNERSHIP,
    PREVENT,
    SUPPORT,
    VALUES,
    Part,
    Wanted,
    plain,
)


def accordion(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A page with accordion sections, "We will:" lists, a menu and a footer."""
    sections = "".join(
        f"""
        <div class="accordion__section">
          <div class="accordion__header"><h2><button type="button"><span>{part.title}
          </span></button></h2></div>
          <div class="accordion__content"><p>{NARRATIVE}</p><p>We will:</p>
          <ul>{"".join(f"<li>{a.text}</li>" for a in part.actions)}</ul>
          <p>We will know that we have succeeded when there is:</p>
          <ul>{"".join(f"<li>{m}</li>" for m in MEASURES)}</ul></div>
        </div>"""
        for part in plain()
    )
    path = folder / "accordion.html"
    path.write_text(
        f"""<!DOCTYPE html><html lang="en"><head><title>Domestic abuse strategy</title>
        <script>var we = "will";</script></head><body>
        <nav><ul><li>Report a missed bin</li><li>Apply for a permit</li></ul></nav>
        <main><h1>Domestic abuse strategy 2023 to 2028</h1><p>{MORE_NARRATIVE}</p>
        <h2>Our vision</h2><p>A borough where home is safe.</p>
        <h2>Our values</h2><ul>{"".join(f"<li>{v}</li>" for v in VALUES)}</ul>
        {sections}</main><footer><ul><li>Read our privacy notice</li></ul></footer>
        </body></html>""",
        encoding="utf-8",
    )
    return path, tuple(Part(p.title, p.actions) for p in plain())


def web_table(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A table on a page, rowspan for the priority, lists of actions in the cells."""
    rows = "".join(
        f"<tr><td rowspan='2'><p>Priority {part.ref}</p><p>{part.title}</p></td>"
        f"<td><ul>{''.join(f'<li>{a.text}</li>' for a in part.actions[:2])}</ul></td>"
        f"<td>Community Safety Manager</td></tr>"
        f"<tr><td><ul>{''.join(f'<li>{a.text}</li>' for a in part.actions[2:])}</ul>"
        f"</td><td>Head of Housing</td></tr>"
        for part in plain()
    )
    path = folder / "web-table.html"
    path.write_text(
        "<html><body><h1>Our domestic abuse action plan 2022/23</h1>"
        f"<p>{NARRATIVE}</p><table><thead><tr><th>Priority</th><th>Actions</th>"
        f"<th>Lead</th></tr></thead><tbody>{rows}</tbody></table></body></html>"
    )
    return path, plain()


def markdown(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Aims with bullets under "What we will do", achievements and measures beside."""
    lines = [
        "# Riverside Safe Homes Strategy 2022–2027",
        "",
        NARRATIVE,
        "",
        "## What have we achieved?",
        "",
    ]
    lines += [f"* {text}" for text in ACHIEVEMENTS]
    for nth, part in enumerate(plain(), 1):
        lines += [
            "",
            f"## Aim {nth} – {part.title}",
            "",
            f"*{MORE_NARRATIVE}*",
            "",
            "### Why this matters",
            "",
            "- People told us that they were not heard",
            "",
            "### What we will do",
            "",
        ]
        lines += [f"- {action.text}" for action in part.actions]
        lines += ["", "### How we will measure this", ""]
        lines += [f"- {text}" for text in MEASURES]
    lines += [
        "",
        "## Governance",
        "",
        "The board will:",
        "",
        "- Meet four times a year",
        "- Receive a report each quarter",
    ]
    path = folder / "aims.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path, plain()


def numbered_paragraphs(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Chapters that are priorities, with numbered paragraphs that say what to do."""
    lines = [
        "WOODVALE DOMESTIC ABUSE STRATEGY",
        "2020 - 2023",
        "",
        "1. Introduction",
        "",
        f"1.1 {NARRATIVE}",
        "",
        f"1.2 {MORE_NARRATIVE}",
        "",
    ]
    parts = []
    for chapter, (title, texts) in enumerate(
        (
            ("Preventing abuse", PREVENT),
            ("Supporting people", SUPPORT),
            ("Working in partnership", PARTNERSHIP),
        ),
        2,
    ):
        lines += [f"{chapter}. {title}", ""]
        actions = []
        for nth, text in enumerate(texts, 1):
            lines += [f"{chapter}.{nth} {text}.", ""]
            actions.append(Wanted(text, f"{chapter}.{nth}"))
        parts.append(Part(title, tuple(actions), str(chapter)))
    lines += ["5. Monitoring", "", "5.1 The board receives a report each quarter.", ""]
    path = folder / "numbered-paragraphs.txt"
    path.write_text("\n".join(lines))
    return path, tuple(parts)


def stacked(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """A table that a converter wrote cell by cell, one below the other."""
    lines = [
        "Meadowbank Partnership Domestic Abuse Plan 2022-2024",
        "",
        NARRATIVE,
        "",
        "Action Plan",
        "",
    ]
    for part in FOUR:
        lines += [f"Priority {part.ref}: {part.title}", ""]
        lines += [
            x for label in ("Ref", "Action", "Lead", "Timescale") for x in (label, "")
        ]
        for action in part.actions:
            lines += [
                x
                for text in (action.ref, action.text, action.lead, action.due)
                for x in (text or "", "")
            ]
    lines += ["Glossary", "", "IDVA means an independent adviser.", ""]
    path = folder / "stacked.txt"
    path.write_text("\n".join(lines))
    return path, tuple(
        Part(
            p.title,
            tuple(Wanted(a.text, a.ref, a.lead, a.due) for a in p.actions),
            p.ref,
        )
        for p in FOUR
    )


def hard_wrapped(folder: Path) -> tuple[Path, tuple[Part, ...]]:
    """Plain text broken at 72 columns, bullets with a star, chapters underlined."""
    import textwrap

    lines = ["Oakfield Violence Against Women and Girls Strategy 2024-29", "=" * 58, ""]
    lines += [*textwrap.wrap(NARRATIVE, 72), "", *textwrap.wrap(MORE_NARRATIVE, 72), ""]
    for part in plain():
        title = f"Theme {part.ref}: {part.title}"
        lines += [
            title,
            "-" * len(title),
            "",
            *textwrap.wrap(MORE_NARRATIVE, 72),
            "",
            "Over the next five years we will:",
            "",
        ]
        for action in part.actions:
            text = (
                f"{action.text}, together with the people who know best what is"
                " needed and who will tell us when it does not work"
            )
            lines += textwrap.wrap(
                text, 72, initial_indent="* ", subsequent_indent="  "
            )
        lines += [""]
    path = folder / "hard-wrapped.txt"
    path.write_text("\n".join(lines))
    return path, plain()
