"""What a figure has to be, and what was typed for it, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

TOTAL = ""  # in place of a category: everybody

# The code of a field, and of a category of its breakdown or TOTAL.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One field of a sheet, as the checks see it.

    `not_above` and `part_of` are codes of other fields of the sheet. `after_number` is
    how a number of it is read out: 96 "who applied".
    """

    code: str
    name: str
    after_number: str = ""
    example: str = "7"
    is_whole: bool = True
    lowest: Decimal | None = Decimal(0)
    highest: Decimal | None = None
    not_above: str = ""
    part_of: str = ""
    watches_jump: bool = True
    categories: tuple[tuple[str, str], ...] = ()  # code, label
    has_total: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed for one figure. `changed_on`: recorded in another way since.

    `permission` is a code of `allowed`; None where nothing was said of it, so that it
    stays as it is.
    """

    typed: str = ""
    why: str = ""
    changed_on: str = ""
    permission: str | None = ""

    @property
    def is_empty(self) -> bool:
        said = (self.typed, self.why, self.changed_on, self.permission or "")
        return not any(part.strip() for part in said)

    def over(self, before: Entry) -> Entry:
        """This, with the permission of before where it says none of its own."""
        if self.permission is not None:
            return self
        return replace(self, permission=before.permission)


NOTHING = Entry()


def keys_of(rule: Rule) -> Iterator[Key]:
    """The cells of a field, in the order of the form: the total, then the parts."""
    if rule.has_total or not rule.categories:
        yield rule.code, TOTAL
    for code, _ in rule.categories:
        yield rule.code, code


def label_of(rule: Rule, category: str) -> str:
    """How a cell is called in a message: "Households who applied, female"."""
    label = dict(rule.categories).get(category, category)
    return f"{rule.name}, {label[:1].lower() + label[1:]}" if category else rule.name


def read_out(rule: Rule, value: Decimal) -> str:
    """A number with what it counts: "the 96 who applied"."""
    if rule.after_number:
        return f"the {value:,} {rule.after_number}"
    return f"the {value:,} of “{rule.name}”"


def by_code(rules: Sequence[Rule]) -> dict[str, Rule]:
    return {rule.code: rule for rule in rules}
