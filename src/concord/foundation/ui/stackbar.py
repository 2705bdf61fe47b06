"""Counts by status as one bar: SVG with classes and attributes only, and a key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from concord.foundation.ui import shapes, words

WIDTH = 900.0
GAP = 2.0
ORDER = [
    "complete",
    "on_track",
    "in_progress",
    "at_risk",
    "off_track",
    "not_started",
    "closed",
    "closed_not_done",
    "none",
]


@dataclass(frozen=True, slots=True)
class Part:
    """One status in the bar: where it stands (0 to 900), and what the key says."""

    kind: str
    number: int
    words: str
    fill: str
    x: float
    width: float


def parts(counts: Mapping[str, int]) -> list[Part]:
    """The parts with a count, in the order from done to not begun."""
    known = [(name, counts[name]) for name in ORDER if counts.get(name)]
    other = [(n, c) for n, c in counts.items() if n not in ORDER and c]
    shown = known + other
    total = sum(number for _, number in shown)
    made, at = [], 0.0
    room = WIDTH - GAP * (len(shown) - 1)
    for name, number in shown:
        width = room * number / total
        of = shapes.kind(name)
        said = f"{number:,} {of.word.lower() or name}"
        made.append(Part(name, number, said, of.fill, round(at, 1), round(width, 1)))
        at += width + GAP
    return made


def render(
    counts: Mapping[str, int] | Iterable[Any], *, label: str = "", unit: str = "action"
) -> SafeString:
    """The bar with its key; its spoken name gives every count."""
    shown = parts(counts if isinstance(counts, Mapping) else dict(counts))
    total = sum(part.number for part in shown)
    spoken = f"{words.count(total, unit)}: " + words.listed(p.words for p in shown)
    return SafeString(
        render_to_string(
            "ui/stackbar.html",
            {"parts": shown, "label": label or spoken, "total": total},
        )
    )
