"""`make bench`, or `python -m bench [--turns N]`. Takes two minutes and more.

Milliseconds are printed for the reader of this very run; only ratios can be compared
from run to run and from machine to machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bench.ground import Ground, ground

if TYPE_CHECKING:
    from bench.measures import Line

ONLY = {
    "trust": "hiding people",
    "known": "who is known",
    "marac": "a full meeting",
    "leaving": "the export",
    "directory": "searching services",
    "evidence": "the dashboard",
    "evidence-large": "the dashboard over eight million figures",
    "extracts": "counting a million rows",
    "charts": "drawing control charts",
    "disclosure": "protecting a large table",
    "flood": "the first public page under a flood",
}


def main() -> int:
    """Measure everything and print it; 0 also where a limit is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--turns", type=int, default=12, help="turns in each of five rounds"
    )
    parser.add_argument(
        "--only",
        choices=tuple(ONLY),
        help="measure only one: " + ", ".join(f"{k} ({v})" for k, v in ONLY.items()),
    )
    wish = parser.parse_args()
    with ground() as here:
        print(_about())
        for number, line in enumerate(_lines(here, wish.turns, wish.only)):
            if number == 0:
                print(_head())
            print(_row(line), flush=True)
    print(LEGEND)
    return 0


def _lines(here: Ground, turns: int, only: str | None) -> Iterator[Line]:
    # Rooms can be imported only now that the framework is up.
    from django.conf import settings

    from bench import extracts, leaving, measures, rows
    from bench.worlds import world

    settings.ROOT_URLCONF = "bench.bare"
    alone = _alone(here, turns)
    if only in alone:
        yield from alone[only]()
        return
    small = world("elmbrook", "Elmbrook", "E09999901", 40)
    if only == "extracts":
        yield from extracts.counting(here, small)
        return
    if only == "leaving":
        yield leaving.packing(here, small, turns)
        return
    large = world("northmere", "Northmere", "E09999902", 400)
    rows.analyse(here)
    yield from measures.pages(small, large, turns)
    yield measures.entering(small, turns)
    yield rows.policies(here, large, turns)
    yield measures.exporting(large, turns)
    for name in ("trust", "known", "marac", "evidence", "directory"):
        yield from alone[name]()
    yield from extracts.counting(here, small)
    yield leaving.packing(here, small, turns)
    for name in ("charts", "disclosure"):
        yield from alone[name]()
    yield rows.loading(here)


def _alone(here: Ground, turns: int) -> dict[str, Callable[[], Iterator[Line]]]:
    """What is measured in a world of its own, or in none, by its name."""
    from bench import (
        charts,
        directory,
        disclosure,
        evidence,
        flood,
        known,
        marac,
        trust,
    )

    return {
        "trust": lambda: trust.lists(here, turns),
        "known": lambda: known.doors(here, turns),
        "marac": lambda: marac.meetings(here, turns),
        "directory": lambda: directory.searches(here, turns),
        "evidence": lambda: evidence.pages(here, turns),
        "evidence-large": lambda: evidence.pages(here, turns, large=True),
        "charts": lambda: charts.pictures(turns),
        "disclosure": lambda: iter([disclosure.protecting()]),
        "flood": lambda: flood.first_page(here, turns),
    }


LEGEND = """
Both sides take turns. The ratio is the median of five rounds (of two for loading), in
brackets the lowest and the highest round. A busy machine changes milliseconds most,
and ratios too: look at the ranges. Repeat: make bench"""


def _about() -> str:
    load = os.getloadavg()[0]
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} processors, "
        f"load {load:.1f}. Milliseconds are of this run only.\n"
    )


def _head() -> str:
    return (
        f"{'What':<54} {'ms':>8}  {'Against':<38} {'ms':>8}  {'Ratio':>6}  "
        f"{'(range)':<15} Limit\n" + "-" * 147
    )


def _row(line: Line) -> str:
    found = line.ratio
    spread = f"({found.lowest:.2f} to {found.highest:.2f})"
    return (
        f"{line.what:<54} {found.left_ms:>8.2f}  {line.against:<38} "
        f"{found.right_ms:>8.2f}  {found.ratio:>6.2f}  {spread:<15} {line.verdict}"
    )


if __name__ == "__main__":
    sys.exit(main())
