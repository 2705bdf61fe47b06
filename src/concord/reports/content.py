"""The whole content of a quarterly highlight paper, as data.

A paper is made from this and nothing else, so an issued paper can be made again to
the byte. Every text is plain text as a person typed it; a blank line parts paragraphs.
Roles stand where a paper would tempt one to write a person's name.

`to_record` and `from_record` carry it to and from JSON without loss.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError

from .ratings import Rating

SCHEMA = 1

State = Literal["draft", "issued"]
ChangeKind = Literal[
    "finished",
    "closed",
    "moved_up",
    "moved_down",
    "date_moved",
    "new",
    "no_update",
    "unchanged",
]


class ContentError(ValueError):
    """A record that is not a paper's content; says which field and what is wrong."""


@dataclass(frozen=True)
class PriorityCounts:
    """Actions by rating in one priority, this quarter and last.

    `title` is short enough for a chart's label (about 45 characters). `before` counts
    the ratings of the actions that were in the plan last quarter.
    """

    ref: str
    title: str
    now: Mapping[Rating, int]
    before: Mapping[Rating, int]


@dataclass(frozen=True)
class Decision:
    """`asked_to` completes the sentence "The board is asked to ..."."""

    ref: str
    title: str
    why: str
    asked_to: str
    lead: str


@dataclass(frozen=True)
class ExceptionItem:
    """An action that is off track, at risk, or past its date.

    `was` is None if the rating is as last quarter. `doing` is a verb and a date.
    """

    ref: str
    title: str
    lead: str
    rating: Rating
    was: Rating | None
    due: str
    overdue: bool
    doing: str
    decision_ref: str | None = None


@dataclass(frozen=True)
class Change:
    """What became of one action since the last board, and the lead's words on it.

    More than one kind can be true. `was` and `due_was` are None if nothing moved.
    """

    kinds: tuple[ChangeKind, ...]
    ref: str
    title: str
    rating: Rating
    was: Rating | None
    words: str
    due: str = ""
    due_was: str | None = None


@dataclass(frozen=True)
class PriorityProgress:
    """`others` counts the actions not listed, with rating and date as they were."""

    ref: str
    title: str
    changes: tuple[Change, ...]
    others: int = 0


@dataclass(frozen=True)
class Achievement:
    title: str
    text: str


@dataclass(frozen=True)
class Statement:
    """Printed as sent."""

    agency: str
    text: str
    received_on: date
    by_role: str


@dataclass(frozen=True)
class SilentAgency:
    """`quarters_running` is 1 if it sent a statement last quarter."""

    agency: str
    quarters_running: int = 1


@dataclass(frozen=True)
class DueItem:
    """`when` as read by people: "January", "15 February 2023"."""

    when: str
    ref: str
    what: str
    lead: str


@dataclass(frozen=True)
class NextReport:
    on: date
    statements_by: date | None = None


@dataclass(frozen=True)
class FigureChart:
    """The series behind a figure: periods by their codes, None where one is missing.

    `kind` and `wanted` are those of a control chart, `breaks` the first periods of a
    new way of recording, `benchmark` a short word and its value, `interval` the 95 %
    limits of the last value. The chart is judged and drawn anew from it each time.
    """

    name: str
    kind: str
    wanted: str
    points: tuple[tuple[str, float | None], ...]
    breaks: tuple[str, ...] = ()
    benchmark: tuple[str, float] | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class CareFigure:
    """A figure with a caveat. `compare` is False where a series was broken."""

    measure: str
    figure: str
    reading: str
    compare: bool = True
    chart: FigureChart | None = None


@dataclass(frozen=True)
class AnnexAction:
    """`was` is last quarter's rating, None for a new action.

    `printed` is the agency's own label ("Achieved"), empty if it used none. `steps`
    are parts nobody reports on by themselves; one that somebody does is a row of its
    own with `is_step`, which no number of the paper counts.
    """

    ref: str
    title: str
    lead: str
    due: str
    overdue: bool
    rating: Rating
    was: Rating | None
    printed: str = ""
    latest: str = ""
    latest_on: date | None = None
    steps: tuple[str, ...] = ()
    is_step: bool = False


@dataclass(frozen=True)
class AnnexPriority:
    ref: str
    title: str
    actions: tuple[AnnexAction, ...]


@dataclass(frozen=True)
class BoardPaper:
    """One issue of a partnership's quarterly highlight paper.

    A person edits `summary`, `decisions`, `achievements` and `doing` of the
    exceptions before issue; the rest is drawn from the plan and from statements.
    """

    partnership: str
    title: str
    quarter_label: str
    as_at: date
    since: str
    to: str
    from_role: str
    purpose: str
    meeting_on: date | None
    sponsor_role: str
    author_role: str
    number: str
    issue: int
    marking: str = "Official. No personal data."
    state: State = "draft"
    issued_on: date | None = None
    example_note: str | None = None
    plan_title: str = "Delivery plan"
    summary: tuple[str, ...] = ()
    counts: tuple[PriorityCounts, ...] = ()
    decisions: tuple[Decision, ...] = ()
    exceptions: tuple[ExceptionItem, ...] = ()
    progress: tuple[PriorityProgress, ...] = ()
    achievements: tuple[Achievement, ...] = ()
    statements: tuple[Statement, ...] = ()
    silent: tuple[SilentAgency, ...] = ()
    statements_closed: str = ""
    statements_asked: str = ""
    due_label: str = ""
    due_next: tuple[DueItem, ...] = ()
    next_report: NextReport | None = None
    figures: tuple[CareFigure, ...] = ()
    annex: tuple[AnnexPriority, ...] = field(default=())

    @property
    def actions(self) -> tuple[AnnexAction, ...]:
        """The rows of the annex, steps included."""
        return tuple(action for priority in self.annex for action in priority.actions)

    @property
    def full_number(self) -> str:
        return f"{self.number}, issue {self.issue}"


_PARTS = (
    PriorityCounts, Decision, ExceptionItem, Change, PriorityProgress, Achievement,
    Statement, SilentAgency, DueItem, NextReport, FigureChart, CareFigure,
    AnnexAction, AnnexPriority, BoardPaper,
)  # fmt: skip

# A field that this version does not know would be lost without a word.
for _part in _PARTS:
    setattr(_part, "__pydantic_config__", ConfigDict(extra="forbid"))  # noqa: B010

_ADAPTER = TypeAdapter(BoardPaper)


def to_record(paper: BoardPaper) -> dict[str, Any]:
    """The paper as JSON values, with the number of this layout under `schema`."""
    record = _ADAPTER.dump_python(paper, mode="json")
    return {"schema": SCHEMA, **cast(dict[str, Any], record)}


def from_record(record: Mapping[str, Any]) -> BoardPaper:
    """The paper that `to_record` wrote. Raises ContentError naming the field."""
    fields = dict(record)
    schema = fields.pop("schema", None)
    if schema != SCHEMA:
        raise ContentError(
            f"schema: this version reads layout {SCHEMA} of a board paper, not "
            f"{schema!r}. Read it with the version of Concord that wrote it."
        )
    try:
        return _ADAPTER.validate_json(json.dumps(fields), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "paper"
        raise ContentError(f"{place}: {first['msg']}.") from error
