"""What rooms above put beside a case: one line for each, on the page of the case.

`cases` knows nothing of those rooms. Each has a `case_tabs.py`, found by itself:

    case_tab(title="Risk", url_name="risk:index", count=count_in)

The address takes the case's id. `count` is given the id and the actor and says how much
there is, as far as this hat may see it; it must load no row.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from concord.access.actor import Actor

Count = Callable[[uuid.UUID, Actor], int]


@dataclass(frozen=True, slots=True)
class CaseTab:
    """A room beside a case: its words, its address, and how much is in it."""

    title: str
    url_name: str
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A tab as the page shows it. `count` is None where nothing is counted."""

    title: str
    url: str
    count: int | None


TABS: dict[str, CaseTab] = {}


def case_tab(*, title: str, url_name: str, count: Count | None = None) -> None:
    """Register a room beside each case."""
    TABS[url_name] = CaseTab(title, url_name, count)


def tabs_of(case_id: uuid.UUID, actor: Actor) -> list[Shown]:
    """The rooms beside a case, by title. One query for each that counts."""
    return [
        Shown(
            tab.title,
            reverse(tab.url_name, args=[case_id]),
            tab.count(case_id, actor) if tab.count else None,
        )
        for tab in sorted(TABS.values(), key=lambda tab: tab.title)
    ]
