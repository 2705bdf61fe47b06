"""Scoring the pairs that the keys propose, and reading what each pair agrees in."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from splink import Linker

from concord.linkage.comparing import Comparison
from concord.linkage.training import Trained

LOWEST = -18.0  # log2 odds: below, a pair can't matter even to the chance of a match
NOT_KNOWN = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records and what they agree in.

    `weight` is the log2 of the odds that they are one person. `agreed` has, for each
    comparison, the words of its level ("" where nothing is known); `weights` what that
    adds.
    """

    left: int
    right: int
    weight: float
    agreed: tuple[str, ...]
    weights: tuple[float, ...]


def predict(linker: Linker) -> pa.Table:
    """All pairs that the linker's rules propose, but for hopeless ones."""
    return linker.inference.predict(
        threshold_match_weight=LOWEST, warning_mode="never"
    ).as_pyarrow_table()


def pairs(
    scored: pa.Table,
    compared: list[Comparison],
    trained: Trained,
    chance: float,
    least: float,
) -> Iterator[Pair]:
    """The pairs with at least `least` log2 odds under the final `chance`."""
    shift = _odds(chance) - _odds(trained.chance)
    scored = scored.filter(pc.greater_equal(scored["match_weight"], least - shift))
    lookups = [_levels_by_weight(c, trained) for c in compared]
    for batch in scored.to_batches(max_chunksize=50_000):
        columns = {name: batch.column(name).to_pylist() for name in _wanted(batch)}
        for at in range(batch.num_rows):
            yield _pair(columns, at, compared, lookups, shift)


def with_levels(
    scored: pa.Table, compared: list[Comparison], trained: Trained, **levels: set[str]
) -> pa.Table:
    """The scored pairs whose comparisons are at one of the levels with these words."""
    for comparison in compared:
        words = levels.get(comparison.name)
        if words is None:
            continue
        lookup = _levels_by_weight(comparison, trained)
        weights = [weight for weight, said in lookup.items() if said in words]
        there = pc.round(scored[f"mw_{comparison.name}"], 5)
        scored = scored.filter(pc.is_in(there, value_set=pa.array(weights)))
    return scored


def _wanted(batch: pa.RecordBatch) -> list[str]:
    return [
        name
        for name in batch.schema.names
        if name.startswith("mw_") or name in ("uid_l", "uid_r", "match_weight")
    ]


def _pair(
    columns: dict[str, list[Any]],
    at: int,
    compared: list[Comparison],
    lookups: list[dict[float, str]],
    shift: float,
) -> Pair:
    agreed, weights = [], []
    for comparison, lookup in zip(compared, lookups, strict=True):
        weight = columns[f"mw_{comparison.name}"][at]
        agreed.append(_closest(lookup, weight))
        rarity = columns.get(f"mw_tf_adj_{comparison.name}")
        weights.append(weight + (rarity[at] or 0.0 if rarity else 0.0))
    one, two = columns["uid_l"][at], columns["uid_r"][at]
    return Pair(
        left=min(one, two),
        right=max(one, two),
        weight=columns["match_weight"][at] + shift,
        agreed=tuple(agreed),
        weights=tuple(weights),
    )


def _levels_by_weight(comparison: Comparison, trained: Trained) -> dict[float, str]:
    """Splink tells the level only together with the values compared, which would fill
    the memory. The weight tells it too: training keeps the weights apart."""
    values = trained.values[comparison.name]
    found = {0.0: NOT_KNOWN}
    for level, (m, u) in zip(comparison.levels, values, strict=True):
        found[round(math.log2(m / u), 5)] = level.words
    return found


def _closest(lookup: dict[float, str], weight: float) -> str:
    found = lookup.get(round(weight, 5))
    if found is None:
        found = lookup[min(lookup, key=lambda known: abs(known - weight))]
        lookup[round(weight, 5)] = found
    return found


def _odds(chance: float) -> float:
    return math.log2(chance / (1 - chance))


def explanation(pair: Pair) -> str:
    """What the pair agrees in and what it weighs, in words without values."""
    said = sorted(
        (
            (w, words)
            for w, words in zip(pair.weights, pair.agreed, strict=True)
            if words
        ),
        key=lambda entry: -abs(entry[0]),
    )
    return ", ".join(f"{words} ({weight:+.1f})" for weight, words in said)
