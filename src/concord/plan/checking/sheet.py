"""A draft as it stands after the corrections: what would be written to the plan."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from concord.plan.due import Due, DueKind, parse_due
from concord.plan.importing.draft import DraftAction, DraftPriority
from concord.plan.status import Status, normalise

SURE = 0.8
FAIRLY_SURE = 0.6
# Longer than any agency's name: words of another column, or a sentence.
LONGEST_LEAD = 60
SHORTEST_ACTION = 12
LONGEST_ACTION = 700
LONGEST_TITLE = 100


class Sureness(StrEnum):
    """How far the reading of an item can be trusted."""

    LOOK = "look"
    FAIRLY = "fairly"
    SURE = "sure"
    LOOKED = "looked"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Sureness.LOOK: "Look at this",
    Sureness.FAIRLY: "Fairly sure",
    Sureness.SURE: "Sure",
    Sureness.LOOKED: "Looked at",
}


@dataclass
class CheckedAction:
    """An action as it would be written. `key` is its place in the draft: "a3".

    `priority` is the key of its priority, empty while it has none; `touched` is the
    number of the last step that changed it, 0 for none.
    """

    key: str
    read: DraftAction
    position: float
    priority: str
    wording: str
    ref: str
    outcome: str
    lead: str
    partners: str
    due_printed: str
    status_printed: str
    progress: str
    measure: str
    standards: list[str]
    title: str = ""
    status_chosen: str = ""
    team: int | None = None
    left_out: bool = False
    merged_into: str = ""
    merged: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    split_from: str = ""
    touched: int = 0
    looked: bool = False
    changed: set[str] = field(default_factory=set)

    @property
    def is_gone(self) -> bool:
        """Whether somebody left it out or merged it into another."""
        return self.left_out or bool(self.merged_into)

    @cached_property
    def due(self) -> Due:
        """What the printed date means."""
        return parse_due(self.due_printed)

    @cached_property
    def _normalised(self) -> tuple[Status | None, str | None]:
        return normalise(self.status_printed, self.progress)

    @property
    def status(self) -> Status | None:
        """The status to write: chosen by a person, or what the printed label means."""
        if self.status_chosen:
            return None if self.status_chosen == "none" else Status(self.status_chosen)
        return self._normalised[0]

    @property
    def status_warning(self) -> str:
        """Why the printed status needs a look, empty once somebody has chosen."""
        return "" if self.status_chosen else (self._normalised[1] or "").rstrip(".")

    @property
    def short_title(self) -> str:
        """One line for the plan: typed by a person, or the first words."""
        return self.title or shortened(self.wording)

    @cached_property
    def doubts(self) -> list[str]:
        """Why somebody should look, in plain words; the gravest first."""
        found = []
        if self.read.sure < FAIRLY_SURE:
            found += self.read.why
        if self.status_warning:
            found.append(self.status_warning)
        return found

    @cached_property
    def small_doubts(self) -> list[str]:
        """What may be wrong, though the action itself is most likely one."""
        found = []
        if FAIRLY_SURE <= self.read.sure < SURE:
            found += self.read.why
        if self.due_printed and self.due.kind == DueKind.NONE:
            found.append(f"“{self.due_printed}” is not a date that is understood")
        if len(self.lead) > LONGEST_LEAD:
            found.append("the lead is long for a name of an agency")
        if len(self.wording) < SHORTEST_ACTION:
            found.append("very short for an action")
        if len(self.wording) > LONGEST_ACTION:
            found.append("very long: perhaps several actions")
        return found

    @property
    def to_mind(self) -> list[str]:
        """Doubts beyond the reader's own reasons: about status, date and lead."""
        return [d for d in [*self.doubts, *self.small_doubts] if d not in self.read.why]

    @property
    def sureness(self) -> Sureness:
        if self.looked:
            return Sureness.LOOKED
        if self.doubts:
            return Sureness.LOOK
        return Sureness.FAIRLY if self.small_doubts else Sureness.SURE


@dataclass
class CheckedPriority:
    """A priority as it would be written: key "p0", or "n7" when a person added it."""

    key: str
    title: str
    ref: str
    outcomes: list[str]
    read: DraftPriority | None = None
    left_out: bool = False
    touched: int = 0
    looked: bool = False

    @property
    def sureness(self) -> Sureness:
        if self.looked or self.read is None:
            return Sureness.LOOKED
        if self.read.sure < FAIRLY_SURE:
            return Sureness.LOOK
        return Sureness.SURE if self.read.sure >= SURE else Sureness.FAIRLY

    @property
    def label(self) -> str:
        """Its printed number and title."""
        return f"{self.ref} {self.title}".strip()


@dataclass
class Sheet:
    """Everything of an import as it stands. `version` is the number of its steps."""

    title: str
    starts: dt.date | None
    ends: dt.date | None
    vision: str = ""
    source: str = ""
    warnings: list[str] = field(default_factory=list)
    priorities: dict[str, CheckedPriority] = field(default_factory=dict)
    actions: dict[str, CheckedAction] = field(default_factory=dict)
    teams: dict[str, int | None] = field(default_factory=dict)
    guesses: dict[str, int | None] = field(default_factory=dict)
    edition: dict[str, bool] = field(default_factory=dict)
    version: int = 0
    touched: dict[str, int] = field(default_factory=dict)

    @property
    def standing_priorities(self) -> list[CheckedPriority]:
        """The priorities that are not left out, in order."""
        return [each for each in self.priorities.values() if not each.left_out]

    def is_in(self, action: CheckedAction) -> bool:
        """Whether it would be written to the plan."""
        home = self.priorities.get(action.priority)
        return not action.is_gone and home is not None and not home.left_out

    def under(self, key: str) -> list[CheckedAction]:
        """The actions of a priority that would be written, in order."""
        found = [a for a in self.actions.values() if a.priority == key]
        return sorted((a for a in found if self.is_in(a)), key=_position)

    @property
    def standing(self) -> list[CheckedAction]:
        """Every action that would be written, in the order of the plan."""
        return [a for p in self.standing_priorities for a in self.under(p.key)]

    @property
    def unplaced(self) -> list[CheckedAction]:
        """Texts that may be actions but stand under no priority."""
        found = [
            a for a in self.actions.values() if not a.is_gone and not self.is_in(a)
        ]
        return sorted(
            (a for a in found if a.priority not in self.priorities), key=_position
        )

    @property
    def gone(self) -> list[CheckedAction]:
        """What was left out, alone or with its priority, or merged."""
        return sorted(
            (
                a
                for a in self.actions.values()
                if a.is_gone or (a.priority in self.priorities and not self.is_in(a))
            ),
            key=_position,
        )

    @property
    def counts(self) -> Counter[Sureness]:
        return Counter(action.sureness for action in self.standing)

    def to_look_at(self) -> Iterator[CheckedAction]:
        """The standing actions that nobody has looked at and that need it."""
        for action in self.standing:
            if action.sureness in {Sureness.LOOK, Sureness.FAIRLY}:
                yield action

    def touched_at(self, item: str) -> int:
        """The number of the last step that changed an item."""
        if item in self.actions:
            return self.actions[item].touched
        if item in self.priorities:
            return self.priorities[item].touched
        return self.touched.get(item, 0)


def shortened(wording: str, limit: int = LONGEST_TITLE) -> str:
    """The first sentence of a wording, or as many of its words as fit."""
    text = " ".join(wording.split())
    first = text.split(". ")[0].rstrip(".;:,")
    if len(first) <= limit:
        return first
    for mark in (" – ", "; ", ": ", ", "):
        head = first[:limit].rsplit(mark, 1)[0]
        if mark in first[:limit] and len(head) >= limit // 2:
            return head
    return first[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _position(action: CheckedAction) -> float:
    return action.position
