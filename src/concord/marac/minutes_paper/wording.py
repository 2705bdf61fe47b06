"""Words and tables that the PDF and the Word file share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from concord.foundation.documents.tables import Column, Line, Row, Table, cell
from concord.foundation.ui.words import clock, long_date
from concord.marac.models import Minutes
from concord.marac.queries.minutes import CaseInMinutes, Paper

MARKING = "OFFICIAL-SENSITIVE. For its reader alone. Do not copy or pass on."
CONFIDENTIAL = (
    "What is in these minutes was shared to keep people safe, and may be used for "
    "nothing else. Keep them apart from any record that the person alleged to cause "
    "harm could ask for."
)
NOBODY = "none"


def title(minutes: Minutes) -> str:
    """It names a day, and nobody."""
    edition = f", edition {minutes.n}" if minutes.n > 1 else ""
    return f"MARAC minutes, {long_date(minutes.meeting.day)}{edition}"


def facts(paper: Paper, minutes: Minutes) -> list[tuple[str, str]]:
    """What the head of the minutes says, as label and value."""
    header = paper.header
    issued = long_date(minutes.issued_at) if minutes.issued_at else "not issued"
    return [
        ("When", f"{long_date(paper.meeting.day)}, {clock(paper.meeting.starts_at)}"),
        ("Where", paper.meeting.venue or "not recorded"),
        ("Chair", header["chair"]),
        ("Issued", issued),
        ("Attended", _names(header["attended"])),
        ("Apologies", _names(header["apologies"])),
        ("Observers", _names(header["observers"])),
        ("Confidentiality", agreed(header["not_agreed"])),
    ]


def agreed(missing: int) -> str:
    """Whether everybody had agreed to the confidentiality of the meeting."""
    if not missing:
        return "agreed by everybody who was there"
    return f"{missing} of those who were there had not agreed"


def _names(people: Iterable[dict[str, Any]]) -> str:
    return "; ".join(f"{one['name']}, {one['team']}" for one in people) or NOBODY


def case_heading(number: int, case: CaseInMinutes) -> str:
    return f"Case {number}: {case.code}"


def said(case: CaseInMinutes) -> list[tuple[str, str]]:
    """What each team said: the team, and its words."""
    return [(one["team"] or "The meeting", one["words"]) for one in case.information]


def passages(case: CaseInMinutes) -> list[tuple[str, list[str]]]:
    """What the meeting said of a case: heading and texts."""
    if not case.is_whole:
        return []
    found = [
        ("Discussion", [one["words"] for one in case.talk]),
        ("Decisions", [one["words"] for one in case.decisions]),
        ("Outcome", [case.outcome or "not recorded"]),
    ]
    return [(heading, texts) for heading, texts in found if texts]


def wishes(case: CaseInMinutes) -> list[str]:
    return [one["words"] for one in case.wishes]


def risks(case: CaseInMinutes) -> Table | None:
    """Risk, to whom, why now; nothing where no risk was named."""
    if not case.risks:
        return None
    return Table(
        caption="Risks",
        columns=(
            Column("Risk", share=2, names_row=True),
            Column("To", width=38),
            Column("Why now", share=1),
        ),
        rows=tuple(
            Row((cell(one["words"]), cell(one["about"]), cell(one["why_now"] or "-")))
            for one in case.risks
        ),
    )


def actions(case: CaseInMinutes) -> Table | None:
    """Who does what, by when."""
    if not case.actions:
        return None
    return Table(
        caption="Actions" if case.is_whole else "What your team has to do",
        columns=(
            Column("Action", share=2, names_row=True),
            Column("Team", width=38),
            Column("Due", width=36),
        ),
        rows=tuple(
            Row(
                (
                    cell(one["what"], "strong", Line(one["words"])),
                    cell(one["team"]),
                    cell(long_date(one["due"])),
                )
            )
            for one in case.actions
        ),
    )


def none_agreed(case: CaseInMinutes) -> str:
    return "No action." if case.is_whole else "Nothing for your team to do."


def before(case: CaseInMinutes) -> list[tuple[str, list[str]]]:
    """Actions of meetings before by what came of them, and flags that are over."""
    found = [
        (f"Agreed before: {label.lower()}", [_agreed(one) for one in kept])
        for label, kept in case.before
    ]
    if case.flags:
        flags = [_flag(one) for one in case.flags]
        found.append(("Flags whose twelve months are over", flags))
    return found


def _agreed(action: dict[str, Any]) -> str:
    said = f"{action['team']}: {action['words']} (due {long_date(action['due'])})"
    return f"{said}. {action['why']}" if action["why"] else said


def _flag(flag: dict[str, Any]) -> str:
    return f"{flag['team']}: flag {flag['code']}, until {long_date(flag['until'])}"
