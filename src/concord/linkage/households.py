"""Whether a file holds households at all, told from the file itself.

In a file of households most pairs at one address under one surname differ in forename
and birth date both: they are plainly two people. In a file of single people such pairs
are only records of one person with two errors, as rare as two independent errors are.
Where errors are many they heap up in the same records, and such pairs are more than
that, but not as many as in a town. Only a large file can show it; any other is taken to
hold households.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from concord.linkage import guarding
from concord.linkage.guarding import Guard, Households
from concord.linkage.scoring import Pair

ENOUGH = 1000  # pairs alike in forename and birth date that a file has to have
FEW = 0.2  # pairs alike in neither, for each alike in both; in a town there are two
MARGIN = 1.5  # times the pairs with two independent errors that may be seen


@dataclass
class Seen:
    """Pairs at one address under one surname, by what else is alike."""

    both: int = 0
    forename_only: int = 0
    birth_only: int = 0
    neither: int = 0

    @property
    def expected(self) -> float:
        """Pairs with neither alike if each were a record of one person with errors."""
        return self.forename_only * self.birth_only / max(self.both, 1)

    @property
    def households(self) -> Households:
        if self.both < ENOUGH:
            return Households.MANY
        if self.neither <= MARGIN * self.expected + 3:
            return Households.NONE
        return Households.FEW if self.neither <= FEW * self.both else Households.MANY

    def as_dict(self) -> dict[str, Any]:
        return {
            "pairs_alike_in_both": self.both,
            "pairs_alike_in_forename_only": self.forename_only,
            "pairs_alike_in_birth_date_only": self.birth_only,
            "pairs_alike_in_neither": self.neither,
        }


def look(guard: Guard, pairs: Iterable[Pair]) -> Seen:
    """Counts the pairs of one household and one surname."""
    seen = Seen()
    for pair in pairs:
        if (
            guard.in_one_household(pair)
            and guard.of(pair, "surname") in guarding.SAME_SURNAME
        ):
            _count(seen, guard.of(pair, "forename"), guard.of(pair, "birth"))
    return seen


def _count(seen: Seen, forename: str, birth: str) -> None:
    if not forename or not birth:
        return
    if birth in guarding.SAME_BIRTH:
        if forename in guarding.OTHER_FORENAME:
            seen.birth_only += 1
        else:
            seen.both += 1
    elif forename in guarding.OTHER_FORENAME:
        seen.neither += 1
    else:
        seen.forename_only += 1
