"""Parts and sides of a case in plain words: "Victim: who they are, risk"."""

from __future__ import annotations

from collections.abc import Iterable

from concord.access.models import Part, Side
from concord.foundation.ui.words import listed

Piece = tuple[str, str]  # part, side

PARTS: dict[str, str] = {
    Part.IDENTITY: "who they are",
    Part.CONTACT: "how to reach them",
    Part.LOCATION: "where they are",
    Part.RISK: "risk",
    Part.RESEARCH: "research",
    Part.ACTION: "actions",
    Part.MINUTES: "minutes",
    Part.NOTE: "notes",
}
EXPLAINED: dict[str, str] = {
    Part.IDENTITY: "names, dates of birth, how they are related",
    Part.CONTACT: "telephones, e-mail, what is safe",
    Part.LOCATION: "addresses, schools, places of work, refuges",
    Part.RISK: "assessments, other processes",
    Part.RESEARCH: "what agencies know",
    Part.ACTION: "who does what, by when",
    Part.MINUTES: "what was said in meetings",
    Part.NOTE: "everything else that was written down",
}
SIDES: dict[str, str] = {
    Side.VICTIM: "victim",
    Side.CHILD: "children",
    Side.ALLEGED: "person alleged to cause harm",
    Side.NONE: "the case as a whole",
}
PEOPLE = frozenset({Side.VICTIM, Side.CHILD, Side.ALLEGED})


def in_words(pieces: Iterable[Piece]) -> list[tuple[str, str]]:
    """Whom and what, in the order of the sides: ("Everybody", "who they are, risk")."""
    sides_of: dict[str, frozenset[str]] = {}
    for part, side in pieces:
        sides_of[part] = sides_of.get(part, frozenset()) | {side}
    parts_of: dict[frozenset[str], list[str]] = {}
    for part in PARTS:
        if part in sides_of:
            parts_of.setdefault(_whom(sides_of[part]), []).append(PARTS[part])
    order = list(SIDES)
    return [
        (_said(sides), ", ".join(parts))
        for sides, parts in sorted(
            parts_of.items(),
            key=lambda item: (-len(item[0]), [order.index(side) for side in item[0]]),
        )
    ]


def _whom(sides: frozenset[str]) -> frozenset[str]:
    """Everybody is everybody, whether or not the case as a whole is named too."""
    return frozenset(SIDES) if sides >= PEOPLE else sides


def _said(sides: frozenset[str]) -> str:
    if sides >= PEOPLE:
        return "Everybody"
    words = listed(SIDES[side] for side in SIDES if side in sides)
    return words[:1].upper() + words[1:]
