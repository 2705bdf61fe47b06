"""Words of the paper that are not content: headings, captions, notes, dates."""

from __future__ import annotations

from datetime import date

from ..content import BoardPaper, SilentAgency, Statement

SUMMARY = "Summary"
ASKED = "The board is asked to"
DECISIONS = "Decisions sought"
NO_DECISIONS = "No decision is sought this quarter. The paper is to note."
EXCEPTIONS = "Exceptions"
EXCEPTIONS_NOTE = "An action is here if it is off track, at risk, or past its date."
NO_EXCEPTIONS = "No action is off track, at risk, or past its date."
ACHIEVEMENTS = "What went well"
PROGRESS = "Progress since the last board"
FIGURES = "Figures to read with care"
CHARTS_NOTE = (
    "The grey band is the range in which a figure usually moves, the line in it the "
    "mean. A triangle is a change for the worse, a diamond any other; the upright line "
    "at the end is the 95 % interval. Figures on two sides of a dotted line are not "
    "compared."
)
RATINGS = "How ratings are given"
STATEMENTS = "Agency statements"
NO_STATEMENTS = "No agency sent a statement this quarter."
SILENT = "No statement received"
SILENT_NOTE = (
    "No statement is not a nil return. Actions led by these agencies are rated on "
    "what the strategic lead could see."
)
DUE = "What is due next"
NOTHING_DUE = "No action has a date in the next quarter."
SIGNED = "Signed off"
ANNEX = "Annex: the whole plan"
END = "End of the paper."
EMPTY_PLAN = "The plan has no actions yet."

# Each term opens its sentence in bold.
RATING_TERMS = (
    ("On track", "will be done by its date."),
    ("In progress", "has begun; nothing was said about its date."),
    ("At risk", "may miss its date unless something changes."),
    ("Off track", "will miss it."),
    ("Closed, not done", "stopped by a decision, with its reason on record."),
    ("No update", "the lead agency sent none. It is not the same as “not started”."),
)
RATINGS_NOTE = (
    "The lead of an action rates it. Words that agencies print, such as “achieved” or "
    "“in process”, are kept in the annex beside the rating. A first date stays on "
    "record when a date is moved."
)

_ORDINALS = (
    "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
    "ninth", "tenth",
)  # fmt: skip


def in_full(day: date) -> str:
    """17 January 2023, whatever the machine's language."""
    return f"{day.day} {_MONTHS[day.month]} {day.year}"


def in_short(day: date) -> str:
    """17 Jan 2023, for tables."""
    return f"{day.day} {_MONTHS[day.month][:3]} {day.year}"


_MONTHS = (
    "", "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip


def priority_heading(ref: str, title: str) -> str:
    """Not every published plan numbers its priorities."""
    return f"Priority {ref}: {title}" if ref else title


def running(agency: SilentAgency) -> str:
    """ "second quarter running", or nothing for the first."""
    count = agency.quarters_running
    if count < 2:
        return ""
    if count >= len(_ORDINALS):
        return f"{count} quarters running"
    return f"{_ORDINALS[count]} quarter running"


def cover_facts(paper: BoardPaper) -> list[tuple[str, str]]:
    """Label and value, in reading order; what is not known is left out."""
    facts = [
        ("To", paper.to),
        ("Meeting", in_full(paper.meeting_on) if paper.meeting_on else ""),
        ("From", paper.from_role),
        ("Sponsor", paper.sponsor_role),
        ("For", paper.purpose),
        ("Report", paper.full_number),
    ]
    return [(label, value) for label, value in facts if value]


def document_title(paper: BoardPaper) -> str:
    return f"{paper.title}, {paper.quarter_label}"


def state_note(paper: BoardPaper) -> str:
    """Said on the first page of a draft; an issued paper says nothing there."""
    if paper.state == "issued":
        return ""
    return "Draft. Not issued: words and figures may change. Do not circulate."


def closing_note(paper: BoardPaper) -> str:
    if paper.state == "issued" and paper.issued_on:
        return (
            f"Issued {in_full(paper.issued_on)}. This issue does not change. A "
            "correction makes a new issue. The same paper can be had as PDF, as a "
            "Word file and as a web page."
        )
    return "This is a draft. It gets its date and its final number when it is issued."


def statements_note(paper: BoardPaper) -> str:
    asked = f"{paper.statements_asked} " if paper.statements_asked else ""
    return f"{asked}Statements are printed as sent." if paper.statements else asked


def silent_heading(paper: BoardPaper) -> str:
    return f"at {paper.statements_closed}" if paper.statements_closed else ""


def next_report_words(paper: BoardPaper) -> tuple[str, str] | None:
    """When, and what: the next report, and when its statements are due."""
    if paper.next_report is None:
        return None
    by = paper.next_report.statements_by
    until = f" Statements due {in_full(by)}." if by else ""
    return in_full(paper.next_report.on), f"Next report to this board.{until}"


def dated(paper: BoardPaper) -> date:
    """The one date inside the files: of issue, or of the figures for a draft."""
    return paper.issued_on or paper.as_at


def received(statement: Statement) -> str:
    by = f" from the {_lower_first(statement.by_role)}" if statement.by_role else ""
    return f"Received {in_full(statement.received_on)}{by}"


def _lower_first(text: str) -> str:
    """Lower case at the start of a phrase, but not for "MARAC coordinator"."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
