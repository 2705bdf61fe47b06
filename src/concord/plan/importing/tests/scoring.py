"""How well a draft agrees with what a careful reader counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from concord.plan.importing import Draft
from concord.plan.importing.tests.samples.wordings import Part
from concord.plan.importing.wording import words

Counted = list[tuple[str, list[str]]]
"""(priority's title or reference, the first words of each of its actions)."""


@dataclass
class Score:
    counted: int = 0
    found: int = 0
    well_placed: int = 0
    items: int = 0
    missed: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.counted if self.counted else 1.0

    @property
    def placement(self) -> float:
        return self.well_placed / self.found if self.found else 1.0

    @property
    def false_share(self) -> float:
        return len(self.false) / self.items if self.items else 0.0

    def __str__(self) -> str:
        return (
            f"found {self.found}/{self.counted}, right priority"
            f" {self.well_placed}/{self.found}, false {len(self.false)}/{self.items}"
        )


def score(plan: dict[str, Any], counted: Counted) -> Score:
    """Each counted action takes the first free item that opens with its words."""
    items = [
        (priority, action)
        for priority in plan["priorities"]
        for action in priority["actions"]
    ]
    result = Score(sum(len(actions) for _, actions in counted), items=len(items))
    free = list(range(len(items)))
    for title, openings in counted:
        for opening in openings:
            fitting = [n for n in free if _opens(items[n][1]["title"], opening)]
            fitting.sort(key=lambda n, t=title: not _is_priority(items[n][0], t))
            if not fitting:
                result.missed.append(f"{title}: {opening}")
                continue
            free.remove(fitting[0])
            result.found += 1
            if _is_priority(items[fitting[0]][0], title):
                result.well_placed += 1
            else:
                placed = items[fitting[0]][0]
                result.misplaced.append(f"{opening} -> {placed['title']}, not {title}")
    result.false = [items[n][1]["title"] for n in free]
    return result


def _opens(text: str, opening: str) -> bool:
    wanted = words(opening)
    return words(text)[: len(wanted)] == wanted


def _is_priority(priority: dict[str, Any], name: str) -> bool:
    if priority["ref"] is not None and priority["ref"].lower() == name.lower():
        return True
    wanted, printed = words(name), words(priority["title"])
    return bool(wanted) and printed[: len(wanted)] == wanted


def wrong_beside(draft: Draft, parts: Iterable[Part]) -> list[str]:
    """References, leads, dates and statuses that are not those printed beside the
    action."""
    wrong = []
    for wanted in (action for part in parts for action in part.actions):
        found = next((a for a in draft.actions if _opens(a.title, wanted.text)), None)
        if found is None:
            continue
        status = (found.status_printed or "").split(" (")[0]
        for name, is_there, should_be in (
            ("ref", found.ref, wanted.ref),
            ("lead", found.lead, wanted.lead),
            ("due", found.due, wanted.due),
            ("status", status, wanted.status),
        ):
            if should_be and is_there != should_be:
                wrong.append(f"{name} {is_there!r}, not {should_be!r}")
    return wrong
