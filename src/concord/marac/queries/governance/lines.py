"""What a figure looks like, and how it is protected for readers who only read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from concord.foundation.periods import Quarter
from concord.partnership.models import Team

ROUNDED_TO = 5
BAR = 240  # units of the picture


class Readers(StrEnum):
    """Whose figures these are, as `access.governs_marac` says."""

    ALL = "all"  # exact, for those who count and see no people
    BOARD = "board"  # about persons: rounded, and few are not shown
    OWN = "own"  # exact, of the cases from which whoever asks is not kept


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `number` and `share` are in words: "12", "31 %", "not known"."""

    code: str
    label: str
    number: str
    of: str  # what it is taken of: "36 cases"
    how: str  # how it is counted, in one line
    share: str = ""
    not_recorded: str = ""  # empty: it can't be missing
    against: str = ""
    bar: int = 0


def share_of(n: int, of: int) -> str:
    """ "31 %"; "no figure" where there is nothing to take a share of."""
    return f"{round(100 * n / of)} %" if of else "no figure"


def bar_of(n: int, of: int) -> int:
    """The length of a picture of it."""
    return round(BAR * n / of) if of else 0


def about_persons(
    figure: Figure, n: int, of: int, not_recorded: int, *, fewest: int | None
) -> Figure:
    """A figure about who people are: exact, or protected where `fewest` is given.

    Few are never shown, nor is what nearly all have in common. The rest is rounded, and
    its share taken of rounded numbers, so that two periods that overlap can't be
    taken from each other (disclosure control, domain reference 7).
    """
    whole = f"{of} cases" if of != 1 else "1 case"
    if fewest is None:
        return replace(
            figure,
            number=str(n),
            of=whole,
            share=share_of(n, of),
            not_recorded=str(not_recorded),
            bar=bar_of(n, of),
        )
    hidden = replace(figure, of=whole, not_recorded=_few(not_recorded, fewest))
    others = of - not_recorded - n
    if 0 < n < fewest:
        return replace(hidden, number=f"fewer than {fewest}")
    if n and others < fewest:
        return replace(hidden, number="not shown")
    about, around = _rounded(n), _rounded(of)
    return replace(
        hidden,
        number=str(about),
        share=share_of(about, around),
        bar=bar_of(about, around),
    )


def _few(n: int, fewest: int) -> str:
    return f"fewer than {fewest}" if 0 < n < fewest else str(_rounded(n))


def _rounded(n: int) -> int:
    return ROUNDED_TO * ((n + ROUNDED_TO // 2) // ROUNDED_TO)


@dataclass(frozen=True, slots=True)
class Result:
    """How often each thing came of something, for a team in a period."""

    counts: Mapping[str, int]
    good: str  # which of them is on time
    not_judged: frozenset[str]  # which are in no share

    def number(self, value: str) -> int:
        """How many came to this."""
        return self.counts.get(value, 0)

    @property
    def of(self) -> int:
        """How many are judged."""
        return sum(n for value, n in self.counts.items() if self._is_judged(value))

    @property
    def on_time(self) -> int:
        return self.number(self.good)

    @property
    def share(self) -> str:
        return share_of(self.on_time, self.of)

    @property
    def words(self) -> str:
        """ "3 of 4"; "-" where there was none to judge."""
        return f"{self.on_time} of {self.of}" if self.of else "-"

    @property
    def bar(self) -> int:
        return bar_of(self.on_time, self.of)

    def _is_judged(self, value: str) -> bool:
        return value not in self.not_judged


@dataclass(frozen=True, slots=True)
class TeamLine:
    """What came of something for one team: by quarter, and in all of them."""

    team: Team
    by_quarter: Sequence[tuple[Quarter, Result]]
    year: Result
