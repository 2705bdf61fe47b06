"""The paper's chart and tables, the same for every format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from concord.foundation.documents.charts import Bar, StackedBars
from concord.foundation.documents.marks import Mark
from concord.foundation.documents.phrases import listed, number_of
from concord.foundation.documents.printable import paragraphs
from concord.foundation.documents.tables import (
    SIDEWAYS,
    Cell,
    Column,
    Line,
    Row,
    Table,
    Tone,
    cell,
    group,
    marked,
)

from ..content import (
    AnnexAction,
    BoardPaper,
    CareFigure,
    Change,
    ExceptionItem,
    PriorityProgress,
)
from ..ratings import MARKS, Rating
from .wording import (
    ASKED,
    in_full,
    in_short,
    next_report_words,
    priority_heading,
)

# Always shown in the table of counts; the others only where there is something.
_USUAL = ("complete", "on_track", "at_risk", "off_track", "not_started")

# Below this many rows a table is kept on one page.
_SHORT = 9

_KIND_WORDS = {
    "finished": "Finished",
    "closed": "Closed, not done",
    "moved_up": "Moved up",
    "moved_down": "Moved down",
    "date_moved": "Date moved",
    "new": "New",
    "no_update": "No update",
    "unchanged": "As before",
}

_OPENING_WORDS = (
    ("finished", "was finished", "were finished"),
    ("closed", "was closed, not done", "were closed, not done"),
    ("moved_up", "moved up", "moved up"),
    ("moved_down", "moved down", "moved down"),
    ("date_moved", "has a new date", "have new dates"),
    ("new", "is new", "are new"),
    ("no_update", "has no update", "have no update"),
)


def rating_chart(paper: BoardPaper) -> StackedBars:
    return StackedBars(
        bars=tuple(
            Bar(each.ref, each.title, _plain(each.now)) for each in paper.counts
        ),
        marks=tuple(MARKS.values()),
        unit=("action", "actions"),
        row=("priority", "priorities"),
    )


def chart_caption(paper: BoardPaper) -> str:
    return (
        f"Actions by rating and priority, {in_full(paper.as_at)}. "
        "The letter stands for the rating, the number counts actions."
    )


def _plain(counts: Mapping[Rating, int]) -> dict[str, int]:
    return {str(key): number for key, number in counts.items()}


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        for key, number in each.items():
            total[key] = total.get(key, 0) + number
    return total


def counts_table(paper: BoardPaper) -> Table:
    """The figures of the chart, with the totals of last quarter."""
    now = _sum(_plain(each.now) for each in paper.counts)
    before = _sum(_plain(each.before) for each in paper.counts)
    shown = [
        mark
        for key, mark in MARKS.items()
        if key in _USUAL or now.get(key) or before.get(key)
    ]
    wide = 21.0 if len(shown) <= 5 else 16.5 if len(shown) <= 7 else 16.0
    columns = (
        Column("Priority", names_row=True),
        *(Column(mark.word, wide, numbers=True) for mark in shown),
        Column("All", 10, numbers=True),
    )
    rows = [
        _counts_row(f"{each.ref} {each.title}".strip(), _plain(each.now), shown)
        for each in paper.counts
    ]
    rows.append(_counts_row("All, this quarter", now, shown, total=True))
    if any(before.values()):
        rows.append(_counts_row("All, last quarter", before, shown))
    caption = "The same figures"
    if any(before.values()):
        caption += ", with the last board’s totals"
    return Table(caption, columns, tuple(rows), keep_whole=len(rows) <= 12)


def _counts_row(
    name: str, counts: Mapping[str, int], shown: list[Mark], *, total: bool = False
) -> Row:
    numbers = [counts.get(mark.key, 0) for mark in shown]
    texts = [name, *(str(n) for n in numbers), str(sum(counts.values()))]
    tone: Tone = "strong" if total else "plain"
    return Row(
        tuple(cell(text, tone) for text in texts), kind="total" if total else "plain"
    )


def decisions_table(paper: BoardPaper) -> Table:
    """For formats that set decisions as a table rather than as panels."""
    columns = (
        Column("No.", 13),
        Column("Decision and why", names_row=True, share=1.1),
        Column(ASKED),
        Column("Led by", 34),
    )
    rows = tuple(
        Row(
            (
                cell(each.ref, "strong"),
                Cell((Line(each.title, "strong"), *map(Line, paragraphs(each.why)))),
                cell(each.asked_to),
                cell(each.lead),
            )
        )
        for each in paper.decisions
    )
    return Table("Decisions sought from the board", columns, rows)


def exceptions_table(paper: BoardPaper) -> Table:
    columns = (
        Column("Ref", 13),
        Column("Action and lead", share=1.05, names_row=True),
        Column("Rating", 27),
        Column("Due", 22),
        Column("What is being done"),
    )
    rows = tuple(_exception_row(each) for each in paper.exceptions)
    return Table("Exceptions, worst first", columns, rows, len(rows) <= _SHORT)


def _exception_row(item: ExceptionItem) -> Row:
    decision = (
        [Line(f"Decision {item.decision_ref}.", "strong")] if item.decision_ref else []
    )
    words = [Line(item.doing)] if item.doing else []
    nothing = [Line("Nothing is recorded yet.", "quiet")]
    return Row(
        (
            cell(item.ref, "strong"),
            cell(item.title, "plain", Line(item.lead, "quiet")),
            _rating(item.rating, item.was),
            _due(item.due, item.overdue),
            Cell(tuple(decision + words or nothing)),
        )
    )


def _rating(rating: str, was: str | None) -> Cell:
    changed = was is not None and was != rating
    lines = (
        (Line(f"was {MARKS[was].word.lower()}", "quiet"),) if changed and was else ()
    )
    return marked(MARKS[rating], *lines)


def _due(due: str, overdue: bool) -> Cell:
    late = (Line("Overdue", "strong"),) if overdue else ()
    return cell(due, "plain", *late)


def progress_table(priority: PriorityProgress) -> Table:
    columns = (
        Column("Ref", 13),
        Column("Action", share=1.0, names_row=True),
        Column("Rating", 27),
        Column("What changed", share=1.3),
    )
    rows = tuple(_change_row(change) for change in priority.changes)
    return Table(_progress_caption(priority), columns, rows, len(rows) <= _SHORT)


def progress_opening(paper: BoardPaper) -> str:
    counted = [
        number_of(number, f"action {one}", f"actions {many}")
        for kind, one, many in _OPENING_WORDS
        if (number := _kind_count(paper, kind))
    ]
    if not counted:
        return "No rating and no date changed."
    return f"{listed(counted)}. A rating that changed shows what it was."


def _kind_count(paper: BoardPaper, kind: str) -> int:
    return sum(
        kind in change.kinds
        for priority in paper.progress
        for change in priority.changes
    )


def progress_heading(priority: PriorityProgress) -> str:
    return priority_heading(priority.ref, priority.title)


def progress_note(priority: PriorityProgress) -> str:
    """What is said of the actions that the table leaves out."""
    if not priority.others:
        return ""
    if not priority.changes:
        what = number_of(priority.others, "action keeps", "actions keep")
        return f"{what} the rating and date of last quarter."
    what = number_of(priority.others, "other action keeps", "other actions keep")
    return f"{what} the rating and date of last quarter."


def _progress_caption(priority: PriorityProgress) -> str:
    counted = [
        f"{number} {word.lower()}"
        for kind, word in _KIND_WORDS.items()
        if (number := sum(kind in change.kinds for change in priority.changes))
    ]
    name = f"Priority {priority.ref}" if priority.ref else priority.title
    return f"{name}: {', '.join(counted)}" if counted else name


def _change_row(change: Change) -> Row:
    news = " and ".join(_kind_words(change))
    lines = [Line(news, "strong")] if news else []
    lines += [Line(change.words)] if change.words else []
    return Row(
        (
            cell(change.ref, "strong"),
            cell(change.title),
            _rating(change.rating, change.was),
            Cell(tuple(lines)),
        )
    )


def _kind_words(change: Change) -> list[str]:
    words: list[str] = []
    for kind in change.kinds:
        if kind == "unchanged":
            continue
        word = _KIND_WORDS[kind] if not words else _KIND_WORDS[kind].lower()
        if kind == "date_moved" and change.due_was:
            word += f" from {change.due_was} to {change.due or 'no date'}"
        words.append(word)
    return words


def figures_table(paper: BoardPaper) -> Table:
    columns = (
        Column("Measure and unit", 45, names_row=True),
        Column("Figure", 40),
        Column("Read it like this"),
    )
    rows = tuple(_figure_row(each) for each in paper.figures)
    caption = "Published figures, with what they can and cannot tell"
    return Table(caption, columns, rows, len(rows) <= _SHORT)


def _figure_row(figure: CareFigure) -> Row:
    warning = () if figure.compare else (Line("Do not compare", "strong"),)
    return Row(
        (
            cell(figure.measure),
            cell(figure.figure, "plain", *warning),
            cell(figure.reading),
        )
    )


def due_table(paper: BoardPaper) -> Table:
    columns = (
        Column("When", 30),
        Column("Ref", 13),
        Column("What", names_row=True),
        Column("Lead", 48),
    )
    rows = [
        Row(
            (
                cell(each.when),
                cell(each.ref, "strong"),
                cell(each.what),
                cell(each.lead),
            )
        )
        for each in paper.due_next
    ]
    if coming := next_report_words(paper):
        when, what = coming
        row = (cell(when), cell(), cell(what, "strong"), cell(paper.author_role))
        rows.append(Row(row))
    caption = f"Due from {paper.due_label}" if paper.due_label else "Due next"
    return Table(caption, columns, tuple(rows), len(rows) <= _SHORT)


def annex_table(paper: BoardPaper) -> Table:
    """The whole plan, in plan order, for a landscape page (261 mm)."""
    columns = (
        Column("Ref", 13),
        Column("Action", share=1.15, names_row=True),
        Column("Lead", 42),
        Column("Due", 22),
        Column("Rating", 28),
        Column("Printed label", 26),
        Column("Latest word"),
    )
    rows: list[Row] = []
    for priority in paper.annex:
        rows.append(group(priority_heading(priority.ref, priority.title)))
        rows += [_annex_row(action) for action in priority.actions]
    caption = f"{paper.plan_title}, as at {in_full(paper.as_at)}"
    return Table(caption, columns, tuple(rows), width=SIDEWAYS)


def annex_note(paper: BoardPaper) -> str:
    used = {action.rating for action in paper.actions}
    used |= {action.was for action in paper.actions if action.was}
    key = ", ".join(
        f"{mark.letter} {mark.word.lower()}" for k, mark in MARKS.items() if k in used
    )
    own = sum(not action.is_step for action in paper.actions)
    count = number_of(own, "action", "actions")
    return f"{count} in plan order, as at {in_full(paper.as_at)}. {key}."


def _annex_row(action: AnnexAction) -> Row:
    said = (
        Line(in_short(action.latest_on), "quiet") if action.latest_on else None,
        Line(action.latest) if action.latest else None,
    )
    lines = tuple(line for line in said if line) or (Line("No update", "quiet"),)
    steps = (Line(f"– {step}", "quiet") for step in action.steps)
    return Row(
        (
            cell(action.ref, "strong"),
            cell(action.title, "plain", *steps),
            cell(action.lead),
            _due(action.due, action.overdue),
            _rating(action.rating, action.was),
            cell(action.printed),
            Cell(lines),
        )
    )
