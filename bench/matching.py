"""Trains the weights at the door: `python -m bench.matching`, a few minutes.

Writes `src/concord/people/matching/trained.json`, and in it where each value comes
from. Splink trains on the invented town of `bench.households`: m from pairs of records
of one person, which the town knows, u from pairs of records of two. Both are read by
the comparison of `concord.people.matching.comparing` itself, called from inside DuckDB.
What the town has none of is set by hand in `BY_HAND`.

The same town, rows and order give the same file: nothing is drawn outside its seed.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import log2
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker
from splink import __version__ as splink_version

from bench.households import Makers, Person, households, written_down
from concord.linkage.training import quiet
from concord.people.matching import comparing
from concord.people.matching import scoring as at_the_door
from concord.people.matching.facts import (
    Born,
    Facts,
    address_of,
    names_of,
    phone_of,
)

SEED, PERSONS, STRANGERS = 20261126, 10_000, 2_000
# How often a clerk knows less than the day: month and year, the year, about the year.
LESS_EXACT = (("month", 0.02), ("year", 0.03), ("about", 0.02))
SEXES = {"f": "female", "m": "male", "": ""}
FIELDS = ("given", "family", "born", "sex", "reach", "identifier")
FILE = Path(at_the_door.__file__).with_name("trained.json")

Levels = dict[str, dict[str, tuple[float, float]]]  # field, level, m and u

# What the town can't teach, and why.
BY_HAND: Levels = {
    # It has no numbers.
    "identifier": {"same": (0.95, 1e-06), "other": (0.05, 1.0)},
    # u is that of two people who could be taken for each other, which is to say of one
    # household or street, and not of two of a town at random.
    "reach": {
        "address": (0.4, 0.003),
        "phone": (0.38, 0.003),
        "email": (0.36, 0.003),
        "postcode": (0.2, 0.01),
        "other": (0.35, 0.98),
    },
}
# Of levels that hardly occur in the town: counted on FEBRL 1 to 3, or set by hand.
BEFORE: Levels = {
    "given": {"initial": (0.03, 0.01)},
    "born": {"swapped": (0.012, 1e-05)},
}
LEAST = 20  # pairs of a level, below which what was trained says nothing
ABOUT = (
    "Written by `python -m bench.matching`: do not change it by hand.",
    "m: share of pairs of one person that have this level; u: of pairs of two people.",
    "One in so many pairs is of one person; what swapped names take off; and the least "
    "share that a name counts for: set by hand.",
    "shares: of people with this name, rough, written by hand: no published count "
    "stands behind them. A name that is not here counts as rare.",
    "Train again with a partnership's own data before relying on probabilities; the "
    "order of what is found depends little on them.",
)


@dataclass(frozen=True)
class Town:
    """Records of invented persons, and whose each is."""

    facts: list[Facts]
    persons: list[int]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.matching", description=__doc__
    )
    parser.add_argument("--to", type=Path, default=FILE)
    wish = parser.parse_args()
    before = json.loads(FILE.read_text(encoding="utf-8"))
    written = json.dumps(trained(before), indent=1, ensure_ascii=False)
    wish.to.write_text(written + "\n", encoding="utf-8")
    return 0


def trained(before: dict[str, Any]) -> dict[str, Any]:
    """The whole file. From the one before: what is set by hand, and shares of names."""
    make = Makers(SEED, PERSONS)
    persons = list(households(make, PERSONS))
    pairs = town(make, persons, times=2)
    # One in five of them: few who live together, as among people at random.
    apart = persons[:: PERSONS // STRANGERS]
    strangers = town(make, apart, times=1)
    m, u = trained_m(pairs), trained_u(strangers)
    levels, whence = together(m, u)
    return {
        "about": list(ABOUT),
        "trained": {
            "by": f"Splink {splink_version} on DuckDB {duckdb.__version__}",
            "on": f"bench.households, seed {SEED}",
            "m": f"{len(pairs.persons)} records of {PERSONS} persons",
            "u": f"all pairs of {len(strangers.persons)} persons",
            "whence": whence,
        },
        **{name: before[name] for name in ("one_in", "swapped_names", "rare")},
        "levels": levels,
        "shares": before["shares"],
    }


def town(make: Makers, persons: Sequence[Person], *, times: int) -> Town:
    """Each person, written down so many times, as the door would have kept it."""
    found = Town([], [])
    for person in persons:
        for _ in range(times):
            found.facts.append(_facts(make, written_down(make, person, 1.0)))
            found.persons.append(person.number)
    return found


def _facts(make: Makers, person: Person) -> Facts:
    place = f"{person.address}, {person.postcode}".strip(", ")
    return Facts(
        names=tuple(names_of(person.forename, person.surname)),
        born=(_born(make.dice, person.born),) if person.born else (),
        sex=SEXES[person.sex],
        phones=frozenset(filter(None, [phone_of(person.phone)])),
        emails=frozenset(filter(None, [person.email])),
        addresses=(address_of(person.address, person.postcode),) if place else (),
    )


def _born(dice: random.Random, born: date) -> Born:
    drawn = dice.random()
    for exact, share in LESS_EXACT:
        if drawn < share:
            return Born(born, exact)
        drawn -= share
    return Born(born)


def level_of(field: str) -> Callable[[Facts, Facts], str]:
    """The comparison of one field, of records with one name each."""

    def names(compare: Callable[[str, str], str]) -> Callable[[Facts, Facts], str]:
        def found(one: Facts, other: Facts) -> str:
            if not one.names or not other.names:
                return comparing.MISSING
            a, b = one.names[0], other.names[0]
            return compare(getattr(a, field), getattr(b, field))

        return found

    return {
        "given": names(comparing.given),
        "family": names(comparing.family),
        "born": comparing.best_born,
        "sex": comparing.sex,
        "reach": comparing.reach,
        "identifier": comparing.identifier,
    }[field]


def linker(
    facts: Sequence[Facts],
    persons: Sequence[int],
    levels: Levels | None = None,
    rules: Sequence[str] = ("1=1",),
    one_in: float = 50_000,
) -> Linker:
    """Splink on these records, with the levels of the door.

    With `levels` it scores by their m and u, and by shares of names as the door does;
    else it is there to be trained.
    """
    connection = duckdb.connect()
    for field in FIELDS:
        connection.create_function(
            f"{field}_level", _by_number(facts, field), ["BIGINT", "BIGINT"], "VARCHAR"
        )
    rows = {
        "uid": list(range(len(facts))),
        "person": list(persons),
        "given": [f.names[0].given.split(" ")[0] if f.names else "" for f in facts],
        "family": [f.names[0].family if f.names else "" for f in facts],
    }
    api = DuckDBAPI(connection)
    found = Linker(api.register(pa.table(rows)), _settings(levels, rules, 1 / one_in))
    if levels is not None:
        for field in ("given", "family"):
            shares = {name: at_the_door.share_of(field, name) for name in rows[field]}
            table = {field: list(shares), f"tf_{field}": list(shares.values())}
            found.table_management.register_term_frequency_lookup(
                api.register(pa.table(table)), field
            )
    return found


def _by_number(facts: Sequence[Facts], field: str) -> Callable[[int, int], str]:
    compare = level_of(field)

    def found(one: int, other: int) -> str:
        return compare(facts[one], facts[other])

    return found


def _settings(
    levels: Levels | None, rules: Sequence[str], chance: float
) -> dict[str, Any]:
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "uid",
        "comparisons": [_comparison(field, levels) for field in FIELDS],
        "blocking_rules_to_generate_predictions": list(rules),
        "retain_intermediate_calculation_columns": True,
        "probability_two_random_records_match": chance,
    }


def _comparison(field: str, levels: Levels | None) -> dict[str, Any]:
    asked = f'{field}_level("uid_l", "uid_r")'
    found: list[dict[str, Any]] = [
        {
            "sql_condition": f"{asked} = '{comparing.MISSING}'",
            "label_for_charts": "not known",
            "is_null_level": True,
        }
    ]
    *known, last = comparing.LEVELS[field]
    for level in (*known, last):
        entry: dict[str, Any] = {
            "sql_condition": f"{asked} = '{level}'" if level != last else "ELSE",
            "label_for_charts": level,
        }
        if levels is not None:
            entry["m_probability"], entry["u_probability"] = levels[field][level]
            if level == "same" and field in ("given", "family"):
                entry |= {
                    "tf_adjustment_column": field,
                    "tf_minimum_u_value": at_the_door.rare(field),
                    "disable_tf_exact_match_detection": True,
                }
        found.append(entry)
    return {"output_column_name": field, "comparison_levels": found}


def trained_m(pairs: Town) -> Levels:
    """m of each level that the town has, from pairs of records of one person."""
    with quiet():
        found = linker(pairs.facts, pairs.persons)
        found.training.estimate_m_from_label_column("person")
        return _read(found, "m_probability")


def trained_u(strangers: Town) -> Levels:
    """u of each level, from all pairs of records of two people."""
    most = len(strangers.facts) ** 2
    with quiet():
        found = linker(strangers.facts, strangers.persons)
        found.training.estimate_u_using_random_sampling(
            max_pairs=most, seed=SEED, min_count_per_level=None
        )
        return _read(found, "u_probability")


def _read(found: Linker, which: str) -> Levels:
    """What Splink has trained, under m and u alike; without the levels it has not."""
    model = found.misc.save_model_to_json()
    return {
        comparison["output_column_name"]: {
            level["label_for_charts"]: (level[which], level[which])
            for level in comparison["comparison_levels"][1:]
            if isinstance(level.get(which), float)
        }
        for comparison in model["comparisons"]
    }


def together(m: Levels, u: Levels) -> tuple[Levels, dict[str, dict[str, str]]]:
    """m and u of every level, and where each comes from; the levels kept in order."""
    levels: Levels = {}
    whence: dict[str, dict[str, str]] = {}
    for field in sorted(comparing.LEVELS):
        levels[field], whence[field] = {}, {}
        for level in comparing.LEVELS[field]:
            found = _one(field, level, m[field].get(level), u[field].get(level))
            levels[field][level], whence[field][level] = found
        for level, u_now in _kept_in_order(levels[field]):
            levels[field][level] = (levels[field][level][0], u_now)
            whence[field][level] += ", u raised to keep the order"
    return levels, whence


def _one(
    field: str,
    level: str,
    m: tuple[float, float] | None,
    u: tuple[float, float] | None,
) -> tuple[tuple[float, float], str]:
    if field in BY_HAND:
        return BY_HAND[field][level], "hand"
    enough_m, enough_u = LEAST / PERSONS, LEAST / (STRANGERS * (STRANGERS - 1) / 2)
    before = BEFORE.get(field, {}).get(level)
    if m is None or m[0] < enough_m:
        if before is None:
            raise ValueError(f"{field} {level}: the town has too few pairs of it")
        return before, "before"
    if u is None or u[0] < enough_u:
        if before is None:
            raise ValueError(f"{field} {level}: the town has too few strangers of it")
        return (_short(m[0]), before[1]), "Splink, u before"
    return (_short(m[0]), _short(u[0])), "Splink"


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _kept_in_order(
    found: dict[str, tuple[float, float]],
) -> Iterator[tuple[str, float]]:
    """A level that weighs more than a stronger one gets a larger u."""
    most = float("inf")
    for level, (m, u) in found.items():
        weight = log2(m / u)
        if weight > most:
            yield level, _short(m / 2**most * 1.01)
            weight = most
        most = min(most, weight)


if __name__ == "__main__":
    raise SystemExit(main())
