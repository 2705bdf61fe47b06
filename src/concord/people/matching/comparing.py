"""Which level of agreement two records have, field by field. Names of levels only.

A level says nothing of how much it counts: that is in `trained.json`.
"""

from __future__ import annotations

from typing import Final

from concord.people.matching.facts import Born, Facts, Name
from concord.people.matching.likeness import NEAR, jaro_winkler, one_slip, sound
from concord.people.matching.nicknames import roots_of

MISSING: Final = "missing"
# From the strongest to the weakest; `trained.json` has a weight for each.
LEVELS: Final[dict[str, tuple[str, ...]]] = {
    "identifier": ("same", "other"),
    "given": ("same", "short", "sound", "near", "initial", "other"),
    "family": ("same", "sound", "near", "other"),
    "born": ("same", "swapped", "month", "year", "slip", "about", "other"),
    "sex": ("same", "other"),
    # One comparison for all ways to be reached: who lives together shares them all, so
    # that they are one piece of evidence and not three.
    "reach": ("address", "phone", "email", "postcode", "other"),
}
# What people of one household share.
HOME: Final = frozenset({"address", "phone", "email"})


def given(one: str, other: str) -> str:
    """Level of two forenames in plain letters."""
    if not one or not other:
        return MISSING
    a, b = one.split()[0], other.split()[0]
    if a == b:
        return "same"
    if len(a) == 1 or len(b) == 1:
        return "initial" if a[0] == b[0] else "other"
    if roots_of(a) & roots_of(b):
        return "short"
    return _alike(a, b)


def family(one: str, other: str) -> str:
    """Level of two family names. One part of a double name counts as near."""
    if not one or not other:
        return MISSING
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return "same"
    if {*one.split()} & {*other.split()}:
        return "near"
    return _alike(one, other)


def _alike(one: str, other: str) -> str:
    if sound(one) == sound(other):
        return "sound"
    return "near" if jaro_winkler(one, other) >= NEAR else "other"


def pairs_of_names(one: Facts, other: Facts) -> list[tuple[Name, Name, str, str]]:
    """Every name of one with every name of the other: levels of given and family."""
    return [
        (a, b, given(a.given, b.given), family(a.family, b.family))
        for a in one.names
        for b in other.names
    ]


def born(one: Born, other: Born) -> str:
    """Level of two birth dates, each no more exact than it is known."""
    a, b = one.on, other.on
    kinds = {one.exact, other.exact}
    if "about" in kinds:
        return "about" if abs(a.year - b.year) <= 2 else "other"
    if "year" in kinds:
        return "year" if a.year == b.year else "other"
    if "month" in kinds:
        return "month" if (a.year, a.month) == (b.year, b.month) else "other"
    if a == b:
        return "same"
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return "swapped"
    return "slip" if one_slip(f"{a:%Y%m%d}", f"{b:%Y%m%d}") else "other"


def best_born(one: Facts, other: Facts) -> str:
    """The strongest level of all birth dates that were ever known."""
    found = {born(a, b) for a in one.born for b in other.born}
    return _strongest("born", found)


def sex(one: Facts, other: Facts) -> str:
    if not one.sex or not other.sex:
        return MISSING
    return "same" if one.sex == other.sex else "other"


def reached(one: Facts, other: Facts) -> set[str]:
    """All that both can be reached by; empty for nothing."""
    found = set()
    if any(a.is_same(b) for a in one.addresses for b in other.addresses):
        found.add("address")
    if one.phones & other.phones:
        found.add("phone")
    if one.emails & other.emails:
        found.add("email")
    codes = {a.postcode for a in one.addresses if a.postcode}
    if codes & {a.postcode for a in other.addresses}:
        found.add("postcode")
    return found


def reach(one: Facts, other: Facts) -> str:
    """The strongest way that both share. Nothing shared says little: people move."""
    found = reached(one, other)
    if found:
        return _strongest("reach", found)
    has = [bool(f.phones or f.emails or f.addresses) for f in (one, other)]
    return "other" if all(has) else MISSING


def identifier(one: Facts, other: Facts) -> str:
    """Whether a number that only one person has is the same."""
    if one.identifiers & other.identifiers:
        return "same"
    kinds = {kind for kind, _ in one.identifiers}
    both = kinds & {kind for kind, _ in other.identifiers}
    # A person has many references of the police, and one NHS number.
    return "other" if "nhs" in both else MISSING


def _strongest(field: str, found: set[str]) -> str:
    return next((level for level in LEVELS[field] if level in found), MISSING)
