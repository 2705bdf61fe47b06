"""What a newer edition changes in the plan that runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

from concord.plan.checking.sheet import CheckedAction, Sheet, shortened

SAME = 0.6
SAME_WITH_NUMBER = 0.35
SAME_TITLE = 0.75
LIKELY = 5


class Difference(StrEnum):
    """How an action of the new edition stands to the plan."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"
    SAME = "same"


@dataclass(frozen=True)
class Running:
    """An action of the plan that runs, in words. Empty where it says nothing."""

    pk: int
    priority: str
    wording: str
    ref: str
    outcome: str
    lead: str
    due: str
    measure: str
    standards: tuple[str, ...] = ()

    @cached_property
    def bag(self) -> frozenset[str]:
        """Its words, in no order."""
        return frozenset(_words(self.wording))


@dataclass(frozen=True, slots=True)
class Field:
    """One part of an action that the new edition prints otherwise."""

    label: str
    was: str
    now: str


@dataclass(slots=True)
class Row:
    """One difference. `key` is the draft's action, or "x12" for a removed row 12."""

    key: str
    kind: Difference
    new: CheckedAction | None = None
    old: Running | None = None
    fields: list[Field] = field(default_factory=list)
    wording: list[tuple[str, str]] = field(default_factory=list)
    priority: str = ""
    taken: bool = True

    @property
    def name(self) -> str:
        """Its number and first words."""
        if self.new is not None:
            return f"{self.new.ref} {self.new.short_title}".strip()
        return shortened(self.old.wording) if self.old else ""

    @property
    def is_open(self) -> bool:
        """Whether there is anything to accept or to leave."""
        return self.kind != Difference.SAME


@dataclass(frozen=True, slots=True)
class Words:
    """How a thing of the sheet is said, where the plan says it in its own words."""

    lead: str
    due: str


def differences(
    sheet: Sheet, words: dict[str, Words], running: Sequence[Running]
) -> list[Row]:
    """Every action of the edition and of the plan, matched, in the edition's order.

    Added, changed and moved are taken unless a person leaves them; removed ones are
    left in the plan unless a person takes the removal.
    """
    homes = homes_of(sheet, {r.priority for r in running})
    pairs = _matched(sheet, homes, running)
    rows = []
    for action in sheet.standing:
        old = pairs.get(action.key)
        row = Row(action.key, Difference.ADDED, action, old)
        row.priority = homes[action.priority]
        if old is not None:
            _compare(row, action, old, words[action.key])
        rows.append(row)
    found = {old.pk for old in pairs.values()}
    rows += [
        Row(
            f"x{old.pk}",
            Difference.REMOVED,
            old=old,
            priority=old.priority,
            taken=False,
        )
        for old in running
        if old.pk not in found
    ]
    for row in rows:
        row.taken = sheet.edition.get(row.key, row.taken)
    return rows


def homes_of(sheet: Sheet, known: Iterable[str]) -> dict[str, str]:
    """The plan's title for each priority of the sheet; its own where it is new."""
    left = sorted(known)
    homes = {}
    for priority in sheet.standing_priorities:
        best = max(left, key=lambda t: alike(t, priority.title), default="")
        if best and alike(best, priority.title) >= SAME_TITLE:
            homes[priority.key] = best
            left.remove(best)
        else:
            homes[priority.key] = priority.title
    return homes


def _matched(
    sheet: Sheet, homes: dict[str, str], running: Sequence[Running]
) -> dict[str, Running]:
    """The running action of each of the edition's: same words first, then likest."""
    pairs: dict[str, Running] = {}
    by_words: dict[tuple[str, ...], list[Running]] = {}
    for old in running:
        by_words.setdefault(_words(old.wording), []).append(old)
    for action in sheet.standing:
        same = by_words.get(_words(action.wording), [])
        # A plan may print the same promise under two priorities.
        same.sort(key=lambda old: old.priority != homes[action.priority])
        if same:
            pairs[action.key] = same.pop(0)
    taken = {old.pk for old in pairs.values()}
    rest = [old for old in running if old.pk not in taken]
    scored = [
        (score, action.key, old)
        for action in sheet.standing
        if action.key not in pairs
        for score, old in _likely(action, homes[action.priority], rest)
    ]
    for _, key, old in sorted(scored, key=lambda item: -item[0]):
        if key not in pairs and old.pk not in taken:
            pairs[key] = old
            taken.add(old.pk)
    return pairs


def _likely(
    action: CheckedAction, home: str, rest: Sequence[Running]
) -> list[tuple[float, Running]]:
    """The few running actions that share most of its words, with how alike they are.

    Shared words are counted for all, their order is compared for few: two plans of 400
    actions are 160,000 pairs.
    """
    bag = frozenset(_words(action.wording))
    likely = []
    for old in rest:
        at_home = old.priority == home
        numbered = at_home and bool(action.ref) and action.ref == old.ref
        ceiling = 2 * len(bag & old.bag) / (len(bag) + len(old.bag) or 1)
        if ceiling >= (SAME_WITH_NUMBER if numbered else SAME) - 0.1:
            extra = 0.2 * numbered + 0.1 * at_home
            likely.append((ceiling + extra, extra, old))
    likely.sort(key=lambda item: -item[0])
    found = []
    for _, extra, old in likely[:LIKELY]:
        like = alike(action.wording, old.wording)
        if like >= (SAME_WITH_NUMBER if extra >= 0.2 else SAME):
            found.append((like + extra, old))
    return found


def _compare(row: Row, new: CheckedAction, old: Running, words: Words) -> None:
    if _words(new.wording) != _words(old.wording):
        row.wording = word_changes(old.wording, new.wording)
    pairs = (
        ("Number", old.ref, new.ref),
        ("Lead", old.lead, words.lead),
        ("Due", old.due, words.due),
        ("Outcome", old.outcome, new.outcome),
        ("Success measure", old.measure, new.measure),
        (
            "Standards",
            ", ".join(sorted(old.standards)),
            ", ".join(sorted(new.standards)),
        ),
    )
    # What an edition does not print, it does not change.
    row.fields = [
        Field(label, was, now)
        for label, was, now in pairs
        if now and _words(was) != _words(now)
    ]
    row.kind = Difference.SAME
    if row.wording or row.fields:
        row.kind = Difference.CHANGED
    if old.priority != row.priority:
        row.kind = Difference.MOVED
        row.fields.insert(0, Field("Priority", old.priority, row.priority))


def word_changes(was: str, now: str) -> list[tuple[str, str]]:
    """Runs of words: ("same" | "del" | "ins", text), in reading order."""
    one, other = was.split(), now.split()
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    found = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(("same", " ".join(one[a:b])))
            continue
        if b > a:
            found.append(("del", " ".join(one[a:b])))
        if d > c:
            found.append(("ins", " ".join(other[c:d])))
    return found


def alike(a: str, b: str) -> float:
    """0 to 1: how much of the words, in order, two texts share."""
    one, other = _words(a), _words(b)
    if not one or not other:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9]+", text.lower().replace("’", "'")))
