"""Training on the files themselves, without labels, leaning on what FEBRL taught.

Splink estimates u from random pairs and m by expectation-maximisation. Three things go
wrong with that on real files, and each has its remedy here:

- a level that hardly occurs gets an arbitrary weight: every estimate is blended with
  the prior, as if the prior had been seen in so many pairs;
- in a small file random pairs are not all different people: u leans on the prior;
- where households are more frequent than repeated persons, EM finds the households:
  no m goes further from its prior than a factor.
"""

from __future__ import annotations

import contextlib
import logging
import math
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from splink import Linker

from concord.linkage.comparing import Comparison, as_settings

SEED = 20261126
RANDOM_PAIRS = 1_500_000
EM_PAIRS = 2_000_000
PRIOR_PAIRS = 20_000  # random pairs that the prior of u counts for
PRIOR_MATCHES = 60  # matched pairs that the prior of m counts for
FACTOR = 5.0  # how far m may go from its prior
SMALLEST_U = 1e-7


@dataclass
class Trained:
    """`weights[comparison]` is m and u of each level, alike to different."""

    values: dict[str, list[tuple[float, float]]]
    chance: float  # that two records taken at random are one person
    notes: list[str] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)  # as Splink trained it
    seen: float = 0.0  # random pairs that u was estimated from


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Splink's own remarks are replaced by ours."""
    logger = logging.getLogger("splink")
    before, propagates = logger.level, logger.propagate
    logger.setLevel(logging.CRITICAL)
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)
        logger.propagate = propagates


def settings(
    compared: list[Comparison], link_type: str, rules: list[str]
) -> dict[str, Any]:
    return {
        "link_type": link_type,
        "unique_id_column_name": "uid",
        "comparisons": [as_settings(c) for c in compared],
        "blocking_rules_to_generate_predictions": rules,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "probability_two_random_records_match": 0.0001,
        "max_iterations": 25,
    }


# Blocked on these, EM trains the fields that are not in the rule.
EM_RULES = (
    "l.birth_date = r.birth_date",
    "l.surname_sound = r.surname_sound AND l.forename_sound = r.forename_sound",
    "l.postcode = r.postcode AND l.birth_date = r.birth_date",
)


def train(
    make: Callable[[dict[str, Any]], Linker],
    raw: dict[str, Any],
    compared: list[Comparison],
    sizes: list[int],
    tell: Callable[[str], None],
    there: Callable[[str], bool],
) -> Trained:
    """m, u and the chance of a match, from the files and the priors.

    `make` gives a linker of the files with settings; `raw` are those to start from.
    """
    notes: list[str] = []
    pairs = number_of_pairs(sizes)
    linker = make(raw)
    tell("how often people differ")
    with quiet():
        seen = _estimate_u(linker, pairs, notes)
        chance = _chance(linker, sizes, there, notes)
        for rule in EM_RULES:
            if all(map(there, _columns(rule))):
                tell("how records of one person differ")
                linker = _estimate_m(linker, make, rule, notes)
        model = linker.misc.save_model_to_json()
    trained = Trained({}, chance, notes, model, seen)
    return again(trained, compared, chance, pairs)


def again(
    trained: Trained,
    compared: list[Comparison],
    chance: float,
    pairs: int,
    *,
    alone: bool = False,
) -> Trained:
    """The same training, read with a better knowledge of the chance of a match.

    `alone`: nobody in the files lives together. Random pairs can't tell how seldom two
    people then share an address, because nearly all who seem to are one.
    """
    notes = list(trained.notes)
    values = {
        c.name: _blended(
            c,
            raw["comparison_levels"][1:],
            trained.seen,
            chance * pairs,
            chance,
            notes,
            alone=alone,
        )
        for c, raw in zip(compared, trained.raw["comparisons"], strict=True)
    }
    notes = list(dict.fromkeys(notes))
    return replace(trained, values=values, chance=chance, notes=notes)


def number_of_pairs(sizes: list[int]) -> int:
    if len(sizes) == 1:
        return sizes[0] * (sizes[0] - 1) // 2
    return sizes[0] * sizes[1]


def _columns(rule: str) -> list[str]:
    return [word[2:] for word in rule.split() if word.startswith("l.")]


def _estimate_u(linker: Linker, pairs: int, notes: list[str]) -> float:
    """Trains u; returns how many random pairs were looked at."""
    try:
        linker.training.estimate_u_using_random_sampling(
            max_pairs=RANDOM_PAIRS, seed=SEED, min_count_per_level=None
        )
    except Exception as error:
        notes.append(f"u was not trained ({type(error).__name__}); the priors hold.")
        return 0.0
    return float(min(pairs, RANDOM_PAIRS))


def _chance(
    linker: Linker, sizes: list[int], there: Callable[[str], bool], notes: list[str]
) -> float:
    """How likely two records taken at random are one person: a first guess."""
    pairs = number_of_pairs(sizes)
    guess = 0.1 * min(sizes) / max(pairs, 1)
    names = [c for c in ("forename_whole", "surname") if there(c)]
    exact = [
        [*names, "birth_date"],
        [*names[:1], "birth_date", "postcode"],
        [*names[1:], "birth_date", "phone"],
    ]
    rules: list[Any] = [
        " AND ".join(f"l.{c} = r.{c}" for c in columns)
        for columns in exact
        if len(columns) > 1 and all(map(there, columns))
    ]
    if not rules:
        notes.append("The share of matches could not be counted; it began as a guess.")
        return guess
    try:
        linker.training.estimate_probability_two_random_records_match(rules, recall=0.6)
    except Exception:
        return guess
    found = linker._settings_obj._probability_two_random_records_match
    return min(max(float(found), guess / 100), 0.5)


def _estimate_m(
    linker: Linker,
    make: Callable[[dict[str, Any]], Linker],
    rule: str,
    notes: list[str],
) -> Linker:
    """Trains m on the pairs of a rule; the linker to go on with."""
    before = linker.misc.save_model_to_json()
    try:
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, fix_u_probabilities=True, max_pairs=EM_PAIRS
        )
    except Exception as error:
        notes.append(
            f"EM on {' and '.join(_columns(rule))} found too few pairs "
            f"({type(error).__name__}); other passes and the priors hold."
        )
        # A pass that fails leaves the linker without the fields of its rule.
        return make(before)
    return linker


def _blended(
    comparison: Comparison,
    raw: list[dict[str, Any]],
    seen: float,
    matches: float,
    chance: float,
    notes: list[str],
    *,
    alone: bool,
) -> list[tuple[float, float]]:
    """m and u of each level, between what was trained and the prior."""
    ms, us, untrained = [], [], []
    for level, found in zip(comparison.levels, raw, strict=True):
        m, u = found.get("m_probability"), found.get("u_probability")
        if m is None or m == level.m:
            untrained.append(level.words)
        ms.append(_m(level.m, m, matches))
        if alone and level.alone:
            us.append(level.alone)
        else:
            us.append(_u(level.u, u, seen, chance * ms[-1]))
    if untrained:
        notes.append(
            f"Not trained, so the prior holds: {'; '.join(dict.fromkeys(untrained))}."
        )
    total = sum(ms)
    values = [(m / total, u) for m, u in zip(ms, us, strict=True)]
    return _told_apart(comparison, values)


def _told_apart(
    comparison: Comparison, values: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Values whose weights differ, so that a weight tells the level (scoring.py)."""
    apart: list[tuple[float, float]] = []
    weights: set[float] = {0.0}
    for level, (m, u) in zip(comparison.levels, values, strict=True):
        if level.neutral:
            u = m * 1.0001
        while round(math.log2(m / u), 5) in weights:
            u *= 1.0001
        weights.add(round(math.log2(m / u), 5))
        apart.append((m, u))
    return apart


def _m(prior: float, trained: float | None, matches: float) -> float:
    if trained is None or not math.isfinite(trained):
        return prior
    m = (trained * matches + prior * PRIOR_MATCHES) / (matches + PRIOR_MATCHES)
    return min(max(m, prior / FACTOR), prior * FACTOR, 0.995)


def _u(prior: float, trained: float | None, seen: float, from_matches: float) -> float:
    """`from_matches` is how often a random pair agrees because it is one person.

    Without taking that off, u of "same address" is mostly matches where a file has
    many records of each person.
    """
    if trained is None or not math.isfinite(trained):
        return prior
    different = max(trained - from_matches, trained / 8)
    u = (different * seen + prior * PRIOR_PAIRS) / (seen + PRIOR_PAIRS)
    return max(u, SMALLEST_U)


def with_values(raw: dict[str, Any], trained: Trained) -> dict[str, Any]:
    """Settings of Splink with all m and u said."""
    for comparison in raw["comparisons"]:
        values = trained.values[comparison["output_column_name"]]
        for level, (m, u) in zip(
            comparison["comparison_levels"][1:], values, strict=True
        ):
            level["m_probability"], level["u_probability"] = m, u
    raw["probability_two_random_records_match"] = trained.chance
    return raw


def chance_from(weights: pa.ChunkedArray, chance: float, pairs: int) -> float:
    """The chance of a match that agrees with the scores it leads to.

    `weights` are the log2 odds of all proposed pairs under `chance`.
    """
    counted = pc.value_counts(pc.round(weights, 1))
    bins = dict(
        zip(
            counted.field("values").to_pylist(),
            counted.field("counts").to_pylist(),
            strict=True,
        )
    )
    base = math.log2(chance / (1 - chance))
    for _ in range(30):
        shift = math.log2(chance / (1 - chance)) - base
        expected = sum(n * probability(w + shift) for w, n in bins.items())
        new = min(max(expected / pairs, 1e-12), 0.5)
        if abs(new - chance) < 0.001 * chance:
            break
        chance = new
    return chance


def probability(weight: float) -> float:
    """Log2 odds as a probability."""
    if weight < -60:
        return 0.0
    return 1 / (1 + 2.0**-weight)
