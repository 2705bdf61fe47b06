"""The score at the door is Splink's own, with the same m, u and shares of names.

Compared before the guard for households: what is shared at home is counted by Splink,
and left out by the guard (`test_two_people_of_one_household_are_never_one_person`).
Splink knows one name of a record, so aliases and swapped names are left out here.
"""

from __future__ import annotations

import json
from dataclasses import replace
from math import log2

import pytest

from bench import matching
from bench.households import Makers, households
from concord.linkage.training import quiet
from concord.people.matching import comparing
from concord.people.matching.facts import Facts
from concord.people.matching.scoring import PRIOR, Score, score

FILE = json.loads(matching.FILE.read_text(encoding="utf-8"))
LEVELS = {
    field: {level: tuple(values) for level, values in levels.items()}
    for field, levels in FILE["levels"].items()
}
PERSONS = 90
FAR = 1e-12  # in log2 odds


@pytest.fixture(scope="module")
def records() -> list[Facts]:
    """Two records of each, with names that have a share, and numbers for some."""
    make = Makers(11, PERSONS)
    found = matching.town(make, list(households(make, PERSONS)), times=2).facts
    numbers = [frozenset({("nhs", f"{n // 3:010}")}) for n in range(len(found))]
    return [
        replace(
            _named(facts, n),
            identifiers=numbers[n] if n % 2 else frozenset(),
        )
        for n, facts in enumerate(found)
    ]


def _named(facts: Facts, n: int) -> Facts:
    """Every third with a common name; the others keep theirs, which are rare."""
    if n % 3 or not facts.names:
        return facts
    name = replace(facts.names[0], given="david", family="smith")
    return replace(facts, names=(name,))


def before_the_guard(found: Score) -> float:
    """The log2 odds of all fields."""
    return PRIOR + sum(sign.weight for sign in found.signs)


def test_our_score_is_splinks_to_a_millionth_of_a_millionth(
    records: list[Facts],
) -> None:
    with quiet():
        linker = matching.linker(
            records, range(len(records)), LEVELS, one_in=FILE["one_in"]
        )
        scored = linker.inference.predict(threshold_match_weight=None)
        rows = scored.as_pyarrow_table().to_pylist()
    compared, far, seen = 0, 0.0, set()
    for row in rows:
        one, other = records[row["uid_l"]], records[row["uid_r"]]
        if _is_swapped(one, other):
            continue
        ours = score(one, other)
        far = max(far, abs(before_the_guard(ours) - row["match_weight"]))
        compared += 1
        seen |= {(sign.field, sign.level) for sign in ours.signs}
    assert compared > 14_000
    assert far < FAR
    every = {(f, level) for f, levels in comparing.LEVELS.items() for level in levels}
    assert every - seen <= {("given", "initial"), ("born", "swapped")}


def _is_swapped(one: Facts, other: Facts) -> bool:
    """Whether a name fits crosswise: then the door takes what fits best."""
    if not one.names or not other.names:
        return False
    a, b = one.names[0], other.names[0]
    return a.family in (b.given, b.given.split(" ")[0]) or a.given == b.family


def test_the_file_says_of_every_value_where_it_comes_from() -> None:
    whence = FILE["trained"]["whence"]
    assert {f: set(levels) for f, levels in whence.items()} == {
        field: set(levels) for field, levels in comparing.LEVELS.items()
    }
    for field, levels in whence.items():
        for level, said in levels.items():
            if said == "hand":
                assert LEVELS[field][level] == matching.BY_HAND[field][level]
            else:
                assert said.startswith(("Splink", "before"))
    assert FILE["about"] == list(matching.ABOUT)
    assert str(matching.SEED) in FILE["trained"]["on"]


def test_levels_are_kept_in_order_by_a_larger_u() -> None:
    levels = {"same": (0.5, 0.001), "near": (0.4, 0.0001), "other": (0.1, 0.99)}
    [(level, u)] = list(matching._kept_in_order(levels))
    assert level == "near"
    assert log2(0.4 / u) < log2(0.5 / 0.001)


@pytest.mark.slow
def test_training_again_gives_the_same_file() -> None:
    assert json.loads(json.dumps(matching.trained(FILE))) == FILE
