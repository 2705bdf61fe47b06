"""How much two records speak for one person: a weight for each field, and a band.

Weights are logarithms to base 2 of m / u, as in Splink, with the share of a name in its
place: "Smith" says less than "Thistlewood". Their sum is a probability; whether two
people of one household are told apart is not left to it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from math import log2
from pathlib import Path
from typing import Any, Final

from concord.people.matching import comparing
from concord.people.matching.comparing import HOME, MISSING
from concord.people.matching.facts import Facts, Name

_TRAINED: Final[dict[str, Any]] = json.loads(
    Path(__file__).with_name("trained.json").read_text(encoding="utf-8")
)
WEIGHTS: Final[dict[str, dict[str, float]]] = {
    field: {level: log2(m / u) for level, (m, u) in levels.items()}
    for field, levels in _TRAINED["levels"].items()
}
_SHARES: Final = _TRAINED["shares"]
_RARE: Final = _TRAINED["rare"]
_SWAPPED: Final[float] = _TRAINED["swapped_names"]
PRIOR: Final = -log2(_TRAINED["one_in"] - 1)  # odds, not the share

SURE: Final = 0.95  # "the same person"; fixed before anything was looked at
WORTH_A_LOOK: Final = 0.01  # "possible"

FORENAME_AGREES: Final = frozenset({"same", "short", "sound", "near"})
BORN_AGREES: Final = frozenset({"same", "swapped"})
BORN_MAY_AGREE: Final = frozenset({MISSING, "month", "year", "slip", "about"})

WORDS: Final[dict[tuple[str, str], str]] = {
    ("identifier", "same"): "Same NHS number or reference",
    ("identifier", "other"): "Different NHS number",
    ("given", "same"): "Same given name",
    ("given", "short"): "Short form of the given name",
    ("given", "sound"): "Given name sounds alike",
    ("given", "near"): "Given name spelt nearly alike",
    ("given", "initial"): "Same initial",
    ("given", "other"): "Different given name",
    ("family", "same"): "Same family name",
    ("family", "sound"): "Family name sounds alike",
    ("family", "near"): "Family name spelt nearly alike",
    ("family", "other"): "Different family name",
    ("born", "same"): "Same date of birth",
    ("born", "swapped"): "Day and month of birth swapped",
    ("born", "month"): "Same month and year of birth",
    ("born", "year"): "Same year of birth",
    ("born", "slip"): "Date of birth differs in one figure",
    ("born", "about"): "About the same age",
    ("born", "other"): "Different date of birth",
    ("sex", "same"): "Same sex",
    ("sex", "other"): "Different sex",
    ("reach", "address"): "Same address",
    ("reach", "phone"): "Shared telephone",
    ("reach", "email"): "Shared e-mail",
    ("reach", "postcode"): "Same postcode",
    ("reach", "other"): "No address or number in common",
}


class Band(StrEnum):
    """What the evidence is enough for. Nothing is ever merged by it."""

    SAME = "same"
    POSSIBLE = "possible"
    HOUSEHOLD = "household"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Sign:
    """One field's evidence: for (weight above 0) or against one person, in words."""

    field: str
    level: str
    weight: float
    words: str

    @property
    def is_for(self) -> bool:
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class Score:
    """The whole evidence on two records."""

    probability: float
    band: Band
    signs: tuple[Sign, ...]


def score(one: Facts, other: Facts) -> Score:
    """How likely two records are of one person, and why."""
    names = _names(one, other)
    given = next((sign.level for sign in names if sign.field == "given"), MISSING)
    rest = [
        _sign("born", comparing.best_born(one, other)),
        _sign("sex", comparing.sex(one, other)),
        _sign("identifier", comparing.identifier(one, other)),
    ]
    shared = comparing.reached(one, other)
    reach = _reach(comparing.reach(one, other), shared)
    firm = [sign for sign in (*names, *rest) if sign is not None]
    at_home = bool(shared & HOME)
    # Inside one household what all share must not rescue a weak likeness.
    counted = firm if at_home else [*firm, *reach]
    probability = _probability(sum(sign.weight for sign in counted))
    levels = {sign.field: sign.level for sign in firm}
    band = _band(probability, given, levels, at_home=at_home)
    signs = sorted((*firm, *reach), key=lambda sign: -sign.weight)
    return Score(probability, band, tuple(signs))


def _band(
    probability: float, given: str, levels: dict[str, str], *, at_home: bool
) -> Band:
    born = levels.get("born", MISSING)
    if levels.get("identifier") == "same" and (
        given in FORENAME_AGREES or born in BORN_AGREES
    ):
        return Band.SAME
    agrees = given in FORENAME_AGREES and born in BORN_AGREES
    if at_home and not agrees:
        may_be = given in FORENAME_AGREES and born in BORN_MAY_AGREE
        if may_be and probability >= WORTH_A_LOOK:
            return Band.POSSIBLE
        return Band.HOUSEHOLD
    # A new family name alone may be a marriage, or two people born on one day.
    if probability >= SURE and agrees and levels.get("family") != "other":
        return Band.SAME
    return Band.POSSIBLE if probability >= WORTH_A_LOOK else Band.NOBODY


def _names(one: Facts, other: Facts) -> list[Sign]:
    """Evidence of the two names that fit best, of all that each has gone by."""
    best: list[Sign] = []
    most = float("-inf")
    for a in one.names:
        for b in other.names:
            for signs in (_straight(a, b), _crossed(a, b)):
                weight = sum(sign.weight for sign in signs)
                if signs and weight > most:
                    best, most = signs, weight
    return best


def _straight(a: Name, b: Name) -> list[Sign]:
    former = " (a former name or alias)" if a.is_former or b.is_former else ""
    found = [
        _name_sign("given", comparing.given(a.given, b.given), a.given, former),
        _name_sign("family", comparing.family(a.family, b.family), a.family, former),
    ]
    return [sign for sign in found if sign is not None]


def _crossed(a: Name, b: Name) -> list[Sign]:
    """The given name written as the family name, and the other way round."""
    if not (a.given and a.family and b.given and b.family):
        return []
    if a.family not in (b.given, b.given.split()[0]) and a.given != b.family:
        return []
    less = _SWAPPED / 2
    found = [
        _name_sign("given", comparing.given(a.given, b.family), a.given, ""),
        _name_sign("family", comparing.family(a.family, b.given), a.family, ""),
    ]
    return [
        Sign(sign.field, sign.level, sign.weight - less, f"{sign.words}, swapped")
        for sign in found
        if sign is not None
    ]


def share_of(field: str, word: str) -> float:
    """The share of people with this name; of a rare one as much as any counts for."""
    return max(_SHARES[field].get(word, 0.0), rare(field))


def rare(field: str) -> float:
    """The least share that a name counts for."""
    return float(_RARE[field])


def _name_sign(field: str, level: str, name: str, former: str) -> Sign | None:
    if level == MISSING:
        return None
    weight = WEIGHTS[field][level]
    if level == "same":
        m, _ = _TRAINED["levels"][field]["same"]
        word = name.split()[0] if field == "given" else name
        weight = log2(m / share_of(field, word))
    words = WORDS[field, level]
    return Sign(field, level, weight, words + former if weight > 0 else words)


def _sign(field: str, level: str) -> Sign | None:
    if level == MISSING:
        return None
    return Sign(field, level, WEIGHTS[field][level], WORDS[field, level])


def _reach(level: str, shared: set[str]) -> list[Sign]:
    """One piece of evidence; in words, all that both share."""
    if level == MISSING:
        return []
    said = [lv for lv in comparing.LEVELS["reach"] if lv in shared]
    if "address" in said and "postcode" in said:
        said.remove("postcode")
    words = ", ".join(WORDS["reach", lv] for lv in said) or WORDS["reach", "other"]
    return [Sign("reach", level, WEIGHTS["reach"][level], words)]


def _probability(weight: float) -> float:
    odds = 2.0 ** (PRIOR + weight)
    return float(odds / (1.0 + odds))
