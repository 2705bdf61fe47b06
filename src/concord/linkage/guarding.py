"""The household guard: what no score may decide.

Members of one household share the surname, the address, the telephone, often the
e-mail; twins share the birth date, a father and his son the forename. Joining two of
them can put a victim's words before the one who harms them. So in a household a pair is
one person only if forename and birth date both say so, or a valid NHS number. What is
not known says nothing, so it is not enough: with one forename and no birth date, six in
10,000 accepted pairs of an invented town were a father and his son. Telephone, e-mail
and address never count towards it.

How strict the guard is goes by how many live together in the files (households.py). In
a file with a tenth of a town's households that danger is a tenth too: there one of
forename and birth date may be unknown, but neither may be another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from concord.linkage import names
from concord.linkage.scoring import Pair


class Households(Enum):
    """How many the files hold, which decides how strict the guard is."""

    MANY = "many"
    FEW = "few"
    NONE = "none"


class Verdict(Enum):
    """What the guard says of a pair, whatever its score."""

    PERSON = "may be one person"
    UNSURE = "a person decides"
    TWO = "two people"


SAME_FORENAME = {"same forename", "same first forename"}
CLOSE_FORENAME = {
    "forename a slip away",
    "forename sounds alike",
}
OTHER_FORENAME = {"forename differs"}
SWAPPED = "forename and surname swapped"
SHORT = "forename short for the other"
SAME_BIRTH = {
    "same birth date",
    "birth date day and month swapped",
    "birth date a slip away",
}
PART_OF_BIRTH = {"two of day, month and year the same", "same year of birth"}
GENERATION = range(15, 51)  # years between a parent and a child
OTHER_BIRTH = {"birth date differs"}
SAME_SURNAME = {
    "same surname",
    "surname swapped with forename",
    "surname in the forename's place",
    "surname a slip away",
    "surname sounds alike",
    "part of the surname the same",
}
WHOLE_ADDRESS = {
    "same address",
    "nearly the same address, same postcode",
    "nearly the same address, postcode a slip away",
}
SAME_ADDRESS = WHOLE_ADDRESS | {"nearly the same address"}
SAME_POSTCODE = {"same postcode, some of the address", "same postcode"}
NEAR_POSTCODE = {"postcode a slip away, some of the address", "postcode a slip away"}
OTHER_CONTACT = "other telephone and e-mail"


@dataclass(frozen=True)
class Facts:
    """What the guard has to know of the records; lists go by the records' numbers."""

    forename: Sequence[str | None]
    unit: Sequence[bool]  # its postcode is one of about 15 households
    nhs: Sequence[str | None]
    year: Sequence[int]  # of birth, or 0
    often: dict[str, int]  # how many records have this forename

    def two_names(self, one: int, two: int) -> bool:
        """Whether two close forenames are two names, as Tim and Tom, not a slip."""
        first, second = self.forename[one] or "", self.forename[two] or ""
        if names.is_a_known_forename(first) and names.is_a_known_forename(second):
            return True
        rare, common = sorted((self.often.get(first, 0), self.often.get(second, 0)))
        return rare >= 5 and rare >= 0.02 * common


@dataclass(frozen=True)
class Guard:
    """Judges pairs. `places` is where each comparison stands in `Pair.agreed`."""

    places: dict[str, int]
    facts: Facts
    households: Households = Households.MANY

    def of(self, pair: Pair, comparison: str) -> str:
        at = self.places.get(comparison)
        return pair.agreed[at] if at is not None else ""

    def judge(self, pair: Pair) -> Verdict:
        one, two = self.facts.nhs[pair.left], self.facts.nhs[pair.right]
        if one and two:
            return Verdict.PERSON if one == two else Verdict.UNSURE
        forename, birth = self._forename(pair), self._birth(pair)
        if self.households is Households.NONE:
            return self._among_single_people(pair, forename, birth)
        if forename is Verdict.TWO or birth is Verdict.TWO:
            return Verdict.TWO
        if self.households is Households.FEW:
            one_agrees = Verdict.PERSON in (forename, birth)
            return Verdict.PERSON if one_agrees else Verdict.UNSURE
        return self._among_households(pair, forename, birth)

    def _among_households(
        self, pair: Pair, forename: Verdict, birth: Verdict
    ) -> Verdict:
        if not self.of(pair, "forename") or not self._birth_is_known(pair):
            # A twin who moved out looks like this from everywhere, and so does a son.
            return Verdict.UNSURE
        if (
            self.of(pair, "forename") == SHORT
            and self.of(pair, "contact") == OTHER_CONTACT
        ):
            return Verdict.UNSURE
        if forename is Verdict.UNSURE and self.of(pair, "surname") in SAME_SURNAME:
            # Nor do twins whose names only begin alike need to share an address.
            return Verdict.UNSURE
        if not self.in_one_household(pair):
            return Verdict.PERSON
        if forename is not Verdict.PERSON or self._a_generation_apart(pair):
            return Verdict.UNSURE
        if birth is Verdict.PERSON:
            return Verdict.PERSON
        in_part = self.of(pair, "birth") in PART_OF_BIRTH
        if in_part and not self._shares_a_door(pair):
            return Verdict.PERSON
        return Verdict.UNSURE

    def _birth_is_known(self, pair: Pair) -> bool:
        """Of both; where no file has birth dates, names and address have to do."""
        return "birth" not in self.places or self.of(pair, "birth") != ""

    def _a_generation_apart(self, pair: Pair) -> bool:
        """Whether the years of birth are as a father's and a son's of one name."""
        one, two = self.facts.year[pair.left], self.facts.year[pair.right]
        return bool(one and two) and abs(one - two) in GENERATION

    def _among_single_people(
        self, pair: Pair, forename: Verdict, birth: Verdict
    ) -> Verdict:
        """One of forename and birth date may be wrong, but not both.

        Where the forename is another and the birth date isn't known, the whole address
        has to agree: one house name and a surname are shared by strangers too.
        """
        if forename is not Verdict.TWO:
            return Verdict.PERSON
        if birth is Verdict.TWO:
            return Verdict.TWO
        known = self.of(pair, "birth") or self.of(pair, "address") in WHOLE_ADDRESS
        return Verdict.PERSON if known else Verdict.UNSURE

    def _shares_a_door(self, pair: Pair) -> bool:
        """Whether address, telephone or e-mail are one."""
        address, contact = self.of(pair, "address"), self.of(pair, "contact")
        return address in SAME_ADDRESS or contact not in ("", OTHER_CONTACT)

    def in_one_household(self, pair: Pair) -> bool:
        """Whether they share a door, or may.

        They may with one surname, as far as it is known, and with one postcode of 15
        households, or with none. A slip in a postcode is no other place.
        """
        if self._shares_a_door(pair):
            return True
        if self.of(pair, "surname") not in {*SAME_SURNAME, ""}:
            return False
        one, two = self.facts.unit[pair.left], self.facts.unit[pair.right]
        address = self.of(pair, "address")
        if address in NEAR_POSTCODE:
            return one or two
        return address == "" or (address in SAME_POSTCODE and one and two)

    def _forename(self, pair: Pair) -> Verdict:
        """Whether the forenames say one person, two, or neither."""
        agreed = self.of(pair, "forename")
        if agreed in SAME_FORENAME:
            return Verdict.PERSON
        other_sex = self.of(pair, "sex") == "sex differs"
        if agreed in (SHORT, SWAPPED):
            return Verdict.UNSURE if other_sex else Verdict.PERSON
        if agreed in CLOSE_FORENAME:
            if self.facts.two_names(pair.left, pair.right):
                return Verdict.TWO
            return Verdict.UNSURE if other_sex else Verdict.PERSON
        return Verdict.TWO if agreed in OTHER_FORENAME else Verdict.UNSURE

    def _birth(self, pair: Pair) -> Verdict:
        agreed = self.of(pair, "birth")
        if agreed in SAME_BIRTH:
            return Verdict.PERSON
        return Verdict.TWO if agreed in OTHER_BIRTH else Verdict.UNSURE


def judged(guard: Guard, pairs: Iterable[Pair]) -> list[tuple[Pair, Verdict]]:
    """Each pair with its verdict."""
    return [(pair, guard.judge(pair)) for pair in pairs]
