"""The whole way: files in; pairs or clusters, and a summary, out."""

from __future__ import annotations

import csv
import io
import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
from splink import Linker

from concord.linkage import (
    clustering,
    comparing,
    fields,
    frequencies,
    guarding,
    households,
    places,
    reading,
    records,
    scoring,
    training,
)
from concord.linkage.engines import Engine, Running, running
from concord.linkage.guarding import Guard, Households, Verdict
from concord.linkage.scoring import Pair
from concord.linkage.scratch import scratch, write_private

Tell = Callable[[str], None]

POSSIBLE = 0.05  # a pair less likely than this isn't put to anybody
FEW = 500  # records of a file below which weights rest mostly on the priors
# Up to so many records, those of one person are so large a part of all pairs that u has
# to be read again once their number is known.
TWICE = 200_000
RULE = "l.{0} = r.{0}"


@dataclass(frozen=True)
class Wanted:
    """What the caller asked for. `threshold` is a probability."""

    threshold: float = 0.95
    engine: Engine = "duckdb"
    maps: tuple[str, ...] = ()
    one_to_one: bool = False
    households: Literal["auto", "yes"] = "auto"


@dataclass
class Found:
    """The answer: pairs with their probability, clusters of records, a summary."""

    sheets: list[records.Records]
    accepted: list[Pair]
    possible: list[Pair]
    clusters: list[list[int]]
    summary: dict[str, Any] = field(default_factory=dict)

    def id_of(self, number: int) -> str:
        first = len(self.sheets[0])
        if number < first:
            return self.sheets[0].ids[number]
        return self.sheets[1].ids[number - first]


def link(left: Path, right: Path, wanted: Wanted, tell: Tell) -> Found:
    """Pairs of a record of `left` and one of `right`. Raises CannotLink."""
    found = _run([left, right], wanted, tell)
    found.summary["pairs"] = len(found.accepted)
    return found


def dedupe(path: Path, wanted: Wanted, tell: Tell) -> Found:
    """Clusters of the records of one file. Raises CannotLink."""
    found = _run([path], wanted, tell)
    sizes = Counter(map(len, found.clusters))
    found.summary["clusters"] = {
        "with_two_or_more": len(found.clusters),
        "persons": len(found.sheets[0]) - sum((n - 1) * c for n, c in sizes.items()),
        "largest": max(sizes, default=min(1, len(found.sheets[0]))),
        "by_size": {str(size): count for size, count in sorted(sizes.items())},
    }
    return found


def _run(paths: list[Path], wanted: Wanted, tell: Tell) -> Found:
    tell("reading")
    maps = fields.parse(wanted.maps)
    sheets = [reading.read(path) for path in paths]
    mappings = fields.mappings(sheets, maps)
    columns = [_columns(s, m) for s, m in zip(sheets, mappings, strict=True)]
    extras = records.extras_of(mappings)
    prepared: list[records.Records] = []
    for sheet, mapping in zip(sheets, mappings, strict=True):
        tell(f"preparing {len(sheet):,} records")
        first = sum(map(len, prepared))
        prepared.append(records.prepare(sheet, mapping, extras, first))
    warnings = [said for one in prepared for said in one.warnings]
    warnings += _of_the_fields(mappings, prepared)
    found = Found(prepared, [], [], [])
    found.summary = {
        "records": [len(one) for one in prepared],
        "columns": columns,
        "date_order": [one.date_order for one in prepared],
        "threshold": wanted.threshold,
        "threshold_possible": POSSIBLE,
        "engine": wanted.engine,
        "warnings": warnings,
    }
    sizes = [len(one) for one in prepared]
    if min(sizes) == 0 or training.number_of_pairs(sizes) == 0:
        warnings.append("There are too few records to compare: no pair was looked at.")
        found.summary |= {"compared": 0, "accepted": 0, "possible": 0, "refused": {}}
        return found
    with scratch() as folder, running(wanted.engine, folder) as engine:
        _Linkage(engine, found, extras, wanted, tell).run()
    return found


def _columns(sheet: reading.Sheet, mapping: fields.Mapping) -> dict[str, Any]:
    used = {title for titles in mapping.columns.values() for title in titles}
    return {
        "file": sheet.name,
        "encoding": sheet.encoding,
        "separator": sheet.separator,
        "fields": mapping.columns,
        "guessed": sorted(set(mapping.columns) - mapping.said),
        "not_used": [title for title in sheet.header if title not in used],
    }


def _of_the_fields(
    mappings: list[fields.Mapping], prepared: list[records.Records]
) -> list[str]:
    said = []
    if not all("birth_date" in m or "birth_year" in m for m in mappings):
        said.append(
            "No birth dates: inside a household nothing tells two people of one name "
            "apart, so such pairs are only possible, never accepted."
        )
    for one in prepared:
        if len(one) < FEW:
            said.append(
                f"A file with {len(one)} records is too small to train on alone; the "
                "weights rest mostly on estimates from other data."
            )
    return said


class _Linkage:
    """One run on an engine. It keeps what its steps share; `run` is their order."""

    def __init__(
        self,
        engine: Running,
        found: Found,
        extras: list[str],
        wanted: Wanted,
        tell: Tell,
    ) -> None:
        self.engine, self.found, self.wanted, self.tell = engine, found, wanted, tell
        tables = [one.table for one in found.sheets]
        for one in found.sheets:
            one.table = one.table.slice(0, 0)
        self.tables, self.dropped = records.cap_keys(tables)
        self.link_type = "dedupe_only" if len(tables) == 1 else "link_only"
        self.trained: training.Trained
        self.chance: float
        self.sizes = [len(table) for table in tables]
        named = [
            (name.removeprefix(fields.EXTRA), f"extra_{number}")
            for number, name in enumerate(extras)
        ]
        self.compared = comparing.comparisons(self.there, named, engine.dialect)
        with training.quiet():
            self.frequencies = {
                column: engine.register(frequencies.table(self.tables, column, usual))
                for column, usual in frequencies.columns(self.compared).items()
            }
        self.keys = [
            name
            for name in self.tables[0].column_names
            if name.startswith("key_") and self.there(name)
        ]
        self.guard = Guard(
            {c.name: at for at, c in enumerate(self.compared)}, _facts(self.tables)
        )

    def there(self, column: str) -> bool:
        """Whether every file says this of some record."""
        return all(
            table.column(column).null_count < len(table) for table in self.tables
        )

    def run(self) -> None:
        summary = self.found.summary
        self._train()
        scored = self._score()
        if sum(self.sizes) <= TWICE:
            pairs = training.number_of_pairs(self.sizes)
            self.trained = training.again(
                self.trained, self.compared, self.chance, pairs
            )
            scored = self._score()
        summary["compared"] = len(scored)
        self.tell(f"judging {len(scored):,} pairs")
        self._look_for_households(scored)
        if self.guard.households is Households.NONE:
            scored = self._as_single_people()
        judged = guarding.judged(self.guard, self._pairs(scored, _odds(POSSIBLE)))
        del scored
        self._accept(judged)
        if len(self.tables) == 1:
            self.tell("clustering")
            self._cluster(judged)
        summary |= {
            "accepted": len(self.found.accepted),
            "possible": len(self.found.possible),
            "trained": self._parameters(),
            "keys_dropped_as_too_common": self.dropped,
        }
        summary["warnings"] += self.trained.notes

    def _score(self) -> pa.Table:
        """The proposed pairs with their weights; also sets the chance of a match."""
        self.tell("comparing")
        rules = [RULE.format(key) for key in self.keys]
        with training.quiet():
            scored = scoring.predict(self._linker(self._settings(rules)))
        pairs = training.number_of_pairs(self.sizes)
        chance = training.chance_from(
            scored["match_weight"], self.trained.chance, pairs
        )
        self.chance = min(max(chance, 0.01 / pairs), 0.5)
        return scored

    def _look_for_households(self, scored: pa.Table) -> None:
        """Sets the guard as strict as the files ask for."""
        near = scoring.with_levels(
            scored,
            self.compared,
            self.trained,
            address=guarding.SAME_ADDRESS | guarding.SAME_POSTCODE,
            surname=guarding.SAME_SURNAME,
        )
        seen = households.look(self.guard, self._pairs(near, -math.inf))
        asked_for = self.wanted.households == "yes"
        households_seen = Households.MANY if asked_for else seen.households
        self.guard = replace(self.guard, households=households_seen)
        self.found.summary["household_guard"] = {
            "in_force": households_seen is not Households.NONE,
            "households": households_seen.value,
            "asked_for": asked_for,
            **seen.as_dict(),
        }

    def _as_single_people(self) -> pa.Table:
        """The pairs, scored anew: here who shares an address is hardly another."""
        pairs = training.number_of_pairs(self.sizes)
        self.trained = training.again(
            self.trained, self.compared, self.chance, pairs, alone=True
        )
        return self._score()

    def _train(self) -> None:
        self.tell("training")
        with training.quiet():
            self.trained = training.train(
                self._linker,
                training.settings(self.compared, self.link_type, []),
                self.compared,
                self.sizes,
                self.tell,
                self.there,
            )

    def _linker(
        self, raw: dict[str, Any], tables: list[pa.Table] | None = None
    ) -> Linker:
        """Splink on the files, or on these tables, that knows how rare values are."""
        inputs = [self.engine.register(table) for table in tables or self.tables]
        linker = Linker(inputs, raw, log_level=None)
        for column, found in self.frequencies.items():
            linker.table_management.register_term_frequency_lookup(found, column)
        return linker

    def _settings(self, rules: list[str]) -> dict[str, Any]:
        made = training.settings(self.compared, self.link_type, rules)
        return training.with_values(made, self.trained)

    def _pairs(self, scored: pa.Table, least: float) -> Iterator[Pair]:
        return scoring.pairs(scored, self.compared, self.trained, self.chance, least)

    def _accept(self, judged: list[tuple[Pair, Verdict]]) -> None:
        least = _odds(self.wanted.threshold)
        found = self.found
        refused: Counter[str] = Counter()
        for pair, verdict in judged:
            if pair.weight >= least and verdict is Verdict.PERSON:
                found.accepted.append(pair)
            else:
                found.possible.append(pair)
                if pair.weight >= least:
                    where = self.guard.in_one_household(pair)
                    refused["one_household" if where else "contradicting"] += 1
        found.summary["refused"] = dict(refused)
        if self.wanted.one_to_one and len(self.tables) == 2:
            links = {(p.left, p.right): p.weight for p in found.accepted}
            kept = clustering.one_to_one(links)
            found.possible += [
                p for p in found.accepted if (p.left, p.right) not in kept
            ]
            found.accepted = [p for p in found.accepted if (p.left, p.right) in kept]

    def _cluster(self, judged: list[tuple[Pair, Verdict]]) -> None:
        links = {(p.left, p.right): p.weight for p in self.found.accepted}
        weights = {(p.left, p.right): p.weight for p, _ in judged}
        never: set[clustering.Edge] = set()
        doubted: set[clustering.Edge] = set()
        for pair, verdict in judged:
            self._doubt(pair, verdict, never, doubted)
        self._score_within_components(links, weights, never, doubted)
        least = clustering.AMONG_HOUSEHOLDS
        if self.guard.households is Households.NONE:
            least = clustering.AMONG_SINGLE_PEOPLE
        self.found.clusters = sorted(
            clustering.clusters(links, weights, never, least, doubted)
        )

    def _doubt(
        self,
        pair: Pair,
        verdict: Verdict,
        never: set[clustering.Edge],
        doubted: set[clustering.Edge],
    ) -> None:
        """Notes a pair in one household that looks like two people, not two errors.

        Where few live together and the score speaks for one person, errors are the
        likelier; then only many such pairs keep two clusters apart.
        """
        households = self.guard.households
        if verdict is not Verdict.TWO or households is Households.NONE:
            return
        if self.guard.in_one_household(pair):
            perhaps = households is Households.FEW and pair.weight > 0
            (doubted if perhaps else never).add((pair.left, pair.right))

    def _score_within_components(
        self,
        links: dict[clustering.Edge, float],
        weights: dict[clustering.Edge, float],
        never: set[clustering.Edge],
        doubted: set[clustering.Edge],
    ) -> None:
        """Adds the pairs that no key proposed, in components of three and more."""
        component: dict[int, int] = {}
        for number, members in enumerate(clustering.components(links)):
            if 2 < len(members) <= clustering.WHOLE:
                component.update(dict.fromkeys(members, number))
        if not component:
            return
        column = pa.array(map(component.get, range(self.sizes[0])), type=pa.int64())
        table = self.tables[0].append_column("component", column)
        settings = self._settings([RULE.format("component")])
        with training.quiet():
            scored = scoring.predict(self._linker(settings, [table]))
        for pair in self._pairs(scored, -math.inf):
            weights[pair.left, pair.right] = pair.weight
            self._doubt(pair, self.guard.judge(pair), never, doubted)

    def _parameters(self) -> dict[str, Any]:
        return {
            "chance_that_two_random_records_match": self.chance,
            "comparisons": {
                c.name: [
                    {"level": level.words, "m": round(m, 6), "u": round(u, 9)}
                    for level, (m, u) in zip(
                        c.levels, self.trained.values[c.name], strict=True
                    )
                ]
                for c in self.compared
            },
        }


def _odds(probability: float) -> float:
    return math.log2(probability / (1 - probability))


def _facts(tables: list[pa.Table]) -> guarding.Facts:
    def column(name: str) -> list[str | None]:
        return [value for t in tables for value in t.column(name).to_pylist()]

    forename = column("forename")
    return guarding.Facts(
        forename=forename,
        unit=[places.is_a_unit(code or "") for code in column("postcode")],
        nhs=column("nhs"),
        year=array("H", (int(year or 0) for year in column("birth_year"))),
        often=Counter(name for name in forename if name),
    )


def write_pairs(path: Path, found: Found, pairs: list[Pair]) -> None:
    """left_id, right_id, probability, explanation; the likeliest first."""
    pairs = sorted(pairs, key=lambda p: (-p.weight, p.left, p.right))
    rows = (
        [
            found.id_of(p.left),
            found.id_of(p.right),
            f"{training.probability(p.weight):.6f}",
            scoring.explanation(p),
        ]
        for p in pairs
    )
    header = ["left_id", "right_id", "probability", "explanation"]
    write_private(path, _csv(header, rows))


def write_clusters(path: Path, found: Found) -> None:
    """id, cluster: every record, alone in its cluster or not, in the file's order."""
    cluster: dict[int, int] = {}
    for members in found.clusters:
        cluster.update(dict.fromkeys(members, members[0]))
    number: dict[int, int] = {}
    rows = (
        [name, str(number.setdefault(cluster.get(at, at), len(number) + 1))]
        for at, name in enumerate(found.sheets[0].ids)
    )
    write_private(path, _csv(["id", "cluster"], rows))


def _csv(header: list[str], rows: Iterator[list[str]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > 1_000_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
