"""How a status looks and reads in a board paper: a letter, a word and a colour.

The seven statuses are those of the delivery plan; `no_update` stands for an action
that nobody reported on, which is not the same as one that has not started.
"""

from __future__ import annotations

from typing import Literal

from concord.foundation.documents.marks import Mark

Rating = Literal[
    "complete",
    "on_track",
    "in_progress",
    "at_risk",
    "off_track",
    "not_started",
    "closed_not_done",
    "no_update",
]

_INK = "#13262f"
_SOFT = "#44545c"

# In the order of the chart and of every row of counts.
MARKS: dict[str, Mark] = {
    mark.key: mark
    for mark in (
        Mark("complete", "C", "Complete", "#1d4f91", "#ffffff"),
        Mark("on_track", "G", "On track", "#1b6b3f", "#ffffff"),
        Mark("in_progress", "P", "In progress", "#c9e0e4", _INK, "#0b5563"),
        Mark("at_risk", "A", "At risk", "#f2b134", _INK),
        Mark("off_track", "R", "Off track", "#a3161c", "#ffffff"),
        Mark("not_started", "N", "Not started", "#ffffff", _INK, _SOFT),
        Mark("closed_not_done", "X", "Closed, not done", "#5a656b", "#ffffff"),
        Mark("no_update", "U", "No update", "#ffffff", _INK, _SOFT, "dashed"),
    )
}

# Worst first, for exceptions.
SEVERITY: tuple[str, ...] = (
    "off_track",
    "at_risk",
    "no_update",
    "not_started",
    "in_progress",
    "on_track",
    "closed_not_done",
    "complete",
)
