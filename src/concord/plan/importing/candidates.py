"""What the walk through a document collects before anything is placed."""

from __future__ import annotations

from dataclasses import dataclass, field

from concord.foundation.documents.reading import Source


@dataclass(slots=True)
class Group:
    """Something that heads actions: a printed priority, a theme, a plain heading.

    ``kind`` is one of labels.KINDS or "heading"; ``order`` counts groups.
    """

    kind: str
    ref: str | None
    title: str
    source: Source = field(default_factory=Source)
    order: int = 0
    level: int = 9
    outcomes: list[str] = field(default_factory=list)
    section: str | None = None
    in_table: bool = False


@dataclass(slots=True)
class Candidate:
    """Text that may be an action, with where it stood and why it is believed."""

    text: str
    shape: str  # "table", "list", "numbered" or "line"
    source: Source
    ref: str | None = None
    groups: dict[str, Group] = field(default_factory=dict)
    path: tuple[Group, ...] = ()
    column: Group | None = None  # its outcome or objective, where nothing else heads it
    outcome: str | None = None
    lead: str | None = None
    partners: str | None = None
    due: str | None = None
    status_printed: str | None = None
    progress: str | None = None
    measure: str | None = None
    standards: tuple[str, ...] = ()
    table: int = 0
    record: bool = False  # its facts stood in labelled lines, not in columns
    section: str | None = None
    sure: float = 0.5
    why: list[str] = field(default_factory=list)
    around: str = ""
