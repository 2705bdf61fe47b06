"""What people change in a paper before it is issued, kept apart from what was drawn.

Edits are JSON by part, so that the paper can be drawn again without losing them:

    "details":      {"to": ..., "sponsor_role": ..., "purpose": ...}
    "summary":      ["sentence", ...]
    "doing":        {"action:12": "words"}          of the exceptions
    "decisions":    [{"key": "matter:7", "title": ..., ...}, ...]
    "achievements", "figures": likewise, in the order of the paper
    "touched":      {"summary": 4}                  version at the last edit of a part

A list holds all that the editor saw; `left_out` marks what they took out. Something
that the plan says for the first time afterwards comes at the end, so that it is seen.
What the plan no longer says stays: somebody has put it into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from concord.reports.content import Achievement, BoardPaper, CareFigure, Decision
from concord.reports.purposes import purpose_of

Edits = Mapping[str, Any]

# Parts that can be edited, with their names on the page.
PARTS: dict[str, str] = {
    "details": "Front page",
    "summary": "Summary",
    "decisions": "Decisions sought",
    "doing": "Exceptions: what is being done",
    "achievements": "What went well",
    "figures": "Figures to read with care",
}
LISTS: dict[str, type] = {
    "decisions": Decision,
    "achievements": Achievement,
    "figures": CareFigure,
}
DETAILS = (
    "title",
    "to",
    "from_role",
    "sponsor_role",
    "author_role",
    "purpose",
    "marking",
)


def with_edits(
    paper: BoardPaper, keys: Mapping[str, list[str]], edits: Edits
) -> BoardPaper:
    """The drawn paper with everything that people changed in it."""
    details = {
        name: words
        for name, words in edits.get("details", {}).items()
        if name in DETAILS
    }
    doing = edits.get("doing", {})
    decisions = items_of("decisions", paper, keys, edits)
    kept = [item for item in decisions if not item.get("left_out")]
    refs = {item["key"]: f"D{n}" for n, item in enumerate(kept, start=1)}
    standing = {f"D{n}": key for n, key in enumerate(keys.get("decisions", []), 1)}
    purpose = details.pop("purpose", "") or purpose_of(len(kept))
    return replace(
        paper,
        **details,
        purpose=purpose,
        summary=tuple(edits.get("summary", paper.summary)),
        decisions=tuple(
            _made(Decision, {**item, "ref": refs[item["key"]]}) for item in kept
        ),
        achievements=_listed(Achievement, "achievements", paper, keys, edits),
        figures=_listed(CareFigure, "figures", paper, keys, edits),
        exceptions=tuple(
            replace(
                item,
                doing=doing.get(key, item.doing),
                decision_ref=refs.get(standing.get(item.decision_ref or "", "")),
            )
            for key, item in zip(
                keys.get("exceptions", []), paper.exceptions, strict=True
            )
        ),
    )


def items_of(
    part: str, paper: BoardPaper, keys: Mapping[str, list[str]], edits: Edits
) -> list[dict[str, Any]]:
    """Every item of a list, the left-out ones too, as the editor's page shows them.

    Each has a `key` ("own:1" for one that somebody added), the fields of its kind, and
    perhaps `left_out`.
    """
    drawn = {
        key: {"key": key, **_fields_of(item)}
        for key, item in zip(keys.get(part, []), getattr(paper, part), strict=True)
    }
    # A chart is of the figures themselves: whoever words an item can't lose it.
    edited = [
        {**item, "chart": drawn[item["key"]]["chart"]}
        if part == "figures" and item["key"] in drawn
        else dict(item)
        for item in edits.get(part, [])
    ]
    seen = {item["key"] for item in edited}
    return edited + [item for key, item in drawn.items() if key not in seen]


def edited_parts(edits: Edits) -> list[str]:
    """The parts that somebody changed in this paper, in the order of the page."""
    return [part for part in PARTS if part in edits.get("touched", {})]


def _listed(
    kind: type,
    part: str,
    paper: BoardPaper,
    keys: Mapping[str, list[str]],
    edits: Edits,
) -> tuple[Any, ...]:
    items = items_of(part, paper, keys, edits)
    return tuple(_made(kind, item) for item in items if not item.get("left_out"))


def _fields_of(item: Any) -> dict[str, Any]:
    return {each.name: getattr(item, each.name) for each in fields(item)}


def _made(kind: type, item: Mapping[str, Any]) -> Any:
    known = {each.name for each in fields(kind)}
    return kind(**{name: value for name, value in item.items() if name in known})
