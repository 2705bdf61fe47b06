"""What a newer edition of a plan changed, matched by wording and never by number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Protocol

from concord.plan.importing.draft import Draft, DraftAction
from concord.plan.importing.likeness import likeness, same_wording
from concord.plan.importing.wording import words

_ALIKE = 0.55
"""Below this share of common words two actions are two, not one reworded."""


class OldAction(Protocol):
    """What compare needs of an action that is there already."""

    @property
    def title(self) -> str: ...
    @property
    def priority(self) -> str: ...
    @property
    def lead(self) -> str | None: ...
    @property
    def due(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Known:
    """An action of the old edition; ``key`` is whatever the caller knows it by."""

    title: str
    priority: str
    lead: str | None = None
    due: str | None = None
    key: object = None


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of words: "same", "gone" (old only) or "new" (new only)."""

    kind: str
    text: str


@dataclass(slots=True)
class Match:
    """One action in both editions. ``changes`` names what differs: "wording", "lead",
    "due", "priority"; ``wording`` shows the titles word by word; ``sure`` is 0 to 1."""

    old: OldAction
    new: DraftAction
    priority: str
    changes: tuple[str, ...]
    wording: tuple[Words, ...]
    sure: float


@dataclass(slots=True)
class Diff:
    added: list[tuple[str, DraftAction]] = field(default_factory=list)
    removed: list[OldAction] = field(default_factory=list)
    changed: list[Match] = field(default_factory=list)
    moved: list[Match] = field(default_factory=list)
    unchanged: list[Match] = field(default_factory=list)


def known_actions(draft: Draft) -> list[Known]:
    """An earlier draft as the old side of a comparison."""
    return [
        Known(action.title, priority.title, action.lead, action.due, action.ref)
        for priority in draft.priorities
        for action in priority.actions
    ]


def compare(old: Iterable[OldAction], new: Draft) -> Diff:
    """Pairs the likeliest first; each action is paired at most once.

    ``moved`` holds actions under another priority, also where their wording changed.
    """
    before = list(old)
    after = [
        (priority.title, action)
        for priority in new.priorities
        for action in priority.actions
    ]
    diff = Diff()
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for score, at_old, at_new in _pairs(before, after):
        if at_old in taken_old or at_new in taken_new:
            continue
        taken_old.add(at_old)
        taken_new.add(at_new)
        _file(diff, before[at_old], after[at_new], score)
    diff.removed = [item for n, item in enumerate(before) if n not in taken_old]
    diff.added = [item for n, item in enumerate(after) if n not in taken_new]
    return diff


def _pairs(
    before: Sequence[OldAction], after: Sequence[tuple[str, DraftAction]]
) -> list[tuple[float, int, int]]:
    """(likeness, old, new), the likeliest first. Only actions that share one of their
    rarer words are compared, so that large plans stay quick."""
    places: dict[str, set[int]] = defaultdict(set)
    for n, item in enumerate(before):
        for word in set(words(item.title)):
            places[word].add(n)
    found: list[tuple[float, int, int]] = []
    for n, (priority, action) in enumerate(after):
        rare = sorted(
            set(words(action.title)) & set(places), key=lambda w: len(places[w])
        )
        near = set().union(*(places[word] for word in rare[:6])) if rare else set()
        for m in near:
            score = likeness(before[m].title, action.title)
            if score >= _ALIKE:
                same_place = same_wording(before[m].priority, priority, 0.6)
                found.append((score + 0.05 * same_place, m, n))
    return sorted(found, key=lambda pair: (-pair[0], pair[1], pair[2]))


def _file(
    diff: Diff, old: OldAction, new: tuple[str, DraftAction], score: float
) -> None:
    priority, action = new
    changes = []
    if words(old.title) != words(action.title):
        changes.append("wording")
    if _plain(old.lead) != _plain(action.lead):
        changes.append("lead")
    if _plain(old.due) != _plain(action.due):
        changes.append("due")
    moved = not same_wording(old.priority, priority, 0.6)
    if moved:
        changes.append("priority")
    match = Match(
        old,
        action,
        priority,
        tuple(changes),
        word_by_word(old.title, action.title),
        round(min(score, 1.0), 2),
    )
    if moved:
        diff.moved.append(match)
    elif changes:
        diff.changed.append(match)
    else:
        diff.unchanged.append(match)


def word_by_word(old: str, new: str) -> tuple[Words, ...]:
    """The two texts as stretches of the same, gone and new words, in order."""
    before, after = old.split(), new.split()
    pieces: list[Words] = []
    matcher = SequenceMatcher(
        None, [w.lower() for w in before], [w.lower() for w in after], autojunk=False
    )
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Words("same", " ".join(after[k:m])))
            continue
        if i < j:
            pieces.append(Words("gone", " ".join(before[i:j])))
        if k < m:
            pieces.append(Words("new", " ".join(after[k:m])))
    return tuple(pieces)


def _plain(text: str | None) -> list[str]:
    return words(text or "")
