"""What does not fit together in the figures of a picture, worked out each time anew.

Nothing here is typed: each finding is arithmetic on the figures as they were printed,
so that a corrected figure takes its finding away with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from concord.evidence.picture.checking.counts import (
    changes_as_printed,
    rates_as_printed,
    republished,
    shares_that_dont_make_a_whole,
    totals_as_printed,
    two_populations,
    wards_against_the_whole,
)
from concord.evidence.picture.checking.finding import Finding
from concord.evidence.picture.checking.stated import printed_twice, workings
from concord.evidence.picture.figures import Figure, Place, Printed, Stated

__all__ = ["Finding", "find"]


def find(
    figures: Sequence[Figure],
    places: Sequence[Place],
    printed: Sequence[Printed] = (),
    stated: Sequence[Stated] = (),
) -> tuple[Finding, ...]:
    """Every finding, in the order of the checks."""
    return (
        *wards_against_the_whole(figures, places),
        *rates_as_printed(figures, printed),
        *changes_as_printed(figures, printed),
        *totals_as_printed(figures, printed),
        *two_populations(figures),
        *republished(figures),
        *shares_that_dont_make_a_whole(figures),
        *workings(stated),
        *printed_twice(stated),
    )
