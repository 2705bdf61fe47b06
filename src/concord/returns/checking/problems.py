"""One thing to put right, or to explain."""

from __future__ import annotations

from dataclasses import dataclass

from concord.returns.checking.rules import Key

ERROR, QUERY = "error", "query"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell: an error stops, a query asks for a reason.

    `part` is which control of the cell it is about: "typed", "why" or "changed_on". An
    answered query stays with its figure, and stops nobody.
    """

    key: Key
    name: str
    says: str
    kind: str = ERROR
    part: str = "typed"
    is_answered: bool = False

    @property
    def words(self) -> str:
        """The message as it stands in a list, with the name in front."""
        return f"{self.name}: {self.says}"

    def at(self, place: str) -> str:
        """The message with the cell of a spreadsheet: "Households (E7): ..."."""
        return f"{self.name} ({place}): {self.says}" if place else self.words

    @property
    def is_error(self) -> bool:
        return self.kind == ERROR

    @property
    def stops(self) -> bool:
        return not self.is_answered
