"""What became of the figures of an accepted return, in words that are true."""

from __future__ import annotations

from dataclasses import dataclass

from concord.foundation.documents.phrases import number_of
from concord.returns.actions.figures import sums_of
from concord.returns.checking import TOTAL
from concord.returns.models import ReturnCell, Submission

NO_INDICATOR = "No question of it fills an indicator, so none is in the dashboard."
NO_FIGURE = "No figure of it is in the dashboard: none was given."
NO_PERMISSION = (
    "No figure of it is in the dashboard: the agency has not given permission to use "
    "them."
)


@dataclass(frozen=True, slots=True)
class Taken:
    """How many figures of a return the dashboard has, and how many not, and why.

    `refused`: without permission to use them. `halves`: allowed, but what they are a
    share of, or the share itself, is missing. `unmapped`: no question fills an
    indicator.
    """

    used: int = 0
    refused: int = 0
    halves: int = 0
    unmapped: bool = False

    @property
    def words(self) -> str:
        if self.unmapped:
            return NO_INDICATOR
        if not self.used and not self.refused and not self.halves:
            return NO_FIGURE
        if not self.used and not self.halves:
            return NO_PERMISSION
        without = [
            f"{_figures(self.refused)} without permission to use"
            if self.refused
            else "",
            f"{_figures(self.halves)} without the other half of its share"
            if self.halves
            else "",
        ]
        left_out = " and ".join(filter(None, without))
        if not left_out:
            return "The figures are in the dashboard."
        if not self.used:
            return f"No figure of it is in the dashboard: {left_out}."
        verb = "is" if self.used == 1 else "are"
        return f"{_figures(self.used)} of it {verb} in the dashboard, not {left_out}."


def taken(submission: Submission) -> Taken:
    """What the dashboard has of an accepted return. Of figures that were given."""
    window = submission.window
    if not window.version.fields.exclude(indicator="").exists():
        return Taken(unmapped=True)
    sums = sums_of(window)
    used = refused = halves = 0
    for row in _given(submission):
        dimension = row.field.dimension if row.category != TOTAL else ""
        place = (row.field.indicator, dimension, row.category)
        if not row.allowed[0]:
            refused += 1
        elif place in sums and sums[place].is_known:
            used += 1
        else:
            halves += 1
    return Taken(used, refused, halves)


def _figures(count: int) -> str:
    return number_of(count, "figure", "figures")


def _given(submission: Submission) -> list[ReturnCell]:
    cells = submission.cells.select_related("field", "submission")
    return list(cells.exclude(field__indicator="").exclude(value=None))
