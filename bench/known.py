"""Who is already known, among a million: keys and scores against trigrams.

One team keeps all of the records, which is the worst for keys: none is left out by a
policy. What is timed is all that happens at the door: the search words encrypted for
the audit, candidates, their rows loaded under row policies, the scores. Trigrams are
one query with its index, under the same policies and as the owner without.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection, connections

from bench.ground import Ground
from bench.measures import Line
from bench.timing import Ratio
from bench.trust import _connection
from concord.access.actor import Actor, acting_as
from concord.access.testing import Place, build
from concord.foundation.database import testing
from concord.people.queries.matching import Asked, likely

FEW, MANY = 10_000, 1_000_000
ROUNDS, WARM = 5, 10
GIVEN = (
    "Marigold Hazel Fern Ivy Clover Barnard Bram Moss Quentin Rowan Sorrel Tansy Basil "
    "Bryony Heather Laurel Linden Myrtle Olive Poppy Rue Sage Thora Ursula Verity "
    "Wilfred Ysolde Zelda Alban Blaise Crispin Dorcas Edmund Felix Gideon Hester "
    "Jasper Kester Lambert Mabel Ninian Odette Piers Quilla Rufus Sybil Tobias Una"
)
FIRST = "Ash Black Cope Dun Elm Fair Glen Hart Iver Kess Lind Mere Nor Oak Pen Rook"
LAST = "bourne croft dale field gate ham ington land more ness pool stead ton wood"

# Rows as the verbs would have left them, without triggers; keys as the trigger makes.
LOAD = """
CREATE TEMPORARY TABLE bulk AS
SELECT n, gen_random_uuid() AS person,
       (string_to_array('{given}', ' '))[1 + (n * 7919) % {givens}] AS given,
       (string_to_array('{first}', ' '))[1 + (n * 104729) % {firsts}]
       || chr(97 + (n * 31 % 26)::integer) || (string_to_array('eao', NULL))[1 + n % 3]
       || chr(97 + (n * 17 % 25)::integer)
       || (string_to_array('{last}', ' '))[1 + (n * 15485863) % {lasts}] AS family,
       date '1940-01-01' + (n * 48271 % 29000)::integer AS born
FROM generate_series(1::bigint, {many}) n;
INSERT INTO people_person (id, partnership_id, owner_team_id, written_by_id, written_at)
SELECT person, {here}, {team}, {hat}, now() FROM bulk;
INSERT INTO people_personversion
    (id, partnership_id, owner_team_id, written_by_id, written_at, person_id, n,
     given_name, family_name, other_names, born_on, born_precision, sex, gender,
     language, needs_interpreter, why)
SELECT gen_random_uuid(), {here}, {team}, {hat}, now(), person, 1, given, family,
       '{{}}', born, 'day', 'not_known', '', '', false, '' FROM bulk;
DROP INDEX access.match_key_of_team, access.match_key_of_person;
INSERT INTO access.match_key (key, team_id, partnership_id, person_id, source_id)
SELECT h, {team}, {here}, v.person_id, v.id
FROM people_personversion v CROSS JOIN LATERAL unnest(access.match_hash(
    access.block_keys(v.given_name, v.family_name, '{{}}', v.born_on, 'day',
                      'not_known', NULL, NULL, NULL, NULL))) h;
CREATE INDEX match_key_of_team ON access.match_key (key, team_id)
    INCLUDE (partnership_id, person_id);
CREATE INDEX match_key_of_person ON access.match_key (person_id);
CREATE INDEX bench_trigrams ON people_personversion
    USING gin ((given_name || ' ' || family_name) gin_trgm_ops);
"""
TRIGRAMS = """
SELECT person_id FROM people_personversion
WHERE (given_name || ' ' || family_name) %% %s
ORDER BY similarity(given_name || ' ' || family_name, %s) DESC LIMIT 40
"""
SAMPLE = """
SELECT given_name, family_name, born_on FROM people_personversion
ORDER BY md5(id::text) LIMIT %s
"""


@dataclass(frozen=True)
class Door:
    """A database of so many persons, who asks there, and whom for."""

    wrapper: Any
    by: Actor
    asked: list[Asked]


def doors(ground: Ground, turns: int) -> Iterator[Line]:
    """At the door among a million, against trigrams, and against ten thousand."""
    usual = connections["default"]
    names = {kind: f"{ground.name}_{kind}_known" for kind in ("few", "many")}
    try:
        few = _door(ground, names["few"], FEW, turns)
        many = _door(ground, names["many"], MANY, turns)
        owner = _connection(ground, names["many"], owner=True)
        yield Line(
            f"who is known, p95, {MANY:,} persons, policies on",
            f"p95 of the same among {FEW:,}",
            _p95(_keys(many), _keys(few), many.asked, few.asked),
            most=3,
        )
        yield Line(
            f"who is known, p95, {MANY:,} persons, policies on",
            "p95 of pg_trgm as owner, by its index",
            _p95(_keys(many), _trigrams(owner), many.asked, many.asked),
        )
        several = many.asked[: 4 * ROUNDS]  # each takes seconds
        yield Line(
            f"who is known, p95, {MANY:,} persons, policies on",
            "p95 of pg_trgm under the same policies",
            _p95(_keys(many), _trigrams_by(many), several, several),
            most=0.02,
        )
        owner.close()
    finally:
        connections["default"] = usual
        for name in names.values():
            testing.remove(ground.owner_url, name)


def _door(ground: Ground, name: str, many: int, turns: int) -> Door:
    testing.restore(ground.owner_url, name, ground.template)
    wrapper = _connection(ground, name, owner=False)
    connections["default"] = wrapper
    place = build("elmbrook", "Elmbrook", "E09999901")
    asked = _load(ground, name, place, many, turns * ROUNDS)
    hat = place.hats["practitioner:Specialist service"]
    return Door(wrapper, Actor.from_hat(hat), asked)


def _load(
    ground: Ground, name: str, place: Place, many: int, questions: int
) -> list[Asked]:
    hat = place.hats["practitioner:Specialist service"]
    with psycopg.connect(ground.owner_url, dbname=name, autocommit=True) as owner:
        for table in ("people_person", "people_personversion"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        whole = LOAD.format(
            many=many,
            here=place.partnership.pk,
            team=hat.team_id,
            hat=hat.pk,
            given=GIVEN,
            first=FIRST,
            last=LAST,
            givens=len(GIVEN.split()),
            firsts=len(FIRST.split()),
            lasts=len(LAST.split()),
        )
        # One by one: checks of one statement would hold up the next in a transaction.
        for statement in filter(str.strip, whole.split(";")):
            owner.execute(statement)
        for table in ("people_person", "people_personversion"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        owner.execute("VACUUM ANALYZE")
        rows = owner.execute(SAMPLE, [questions]).fetchall()
    return [_asked(n, *row) for n, row in enumerate(rows)]


def _asked(n: int, given: str, family: str, born: dt.date) -> Asked:
    """As somebody would type it: every other one with a slip in the family name."""
    slip = family[:-2] + family[-1] if n % 2 else family
    return Asked(given_name=given, family_name=slip, born_on=born, born_precision="day")


def _keys(door: Door) -> Callable[[Asked], object]:
    def ask(asked: Asked) -> float:
        connections["default"] = door.wrapper
        with acting_as(door.by):
            began = time.perf_counter()
            likely(asked, door.by)
            return time.perf_counter() - began

    return ask


def _trigrams(wrapper: Any) -> Callable[[Asked], object]:
    def ask(asked: Asked) -> float:
        name = f"{asked.given_name} {asked.family_name}"
        with wrapper.cursor() as cursor:
            cursor.execute("SET pg_trgm.similarity_threshold = 0.6")
            began = time.perf_counter()
            cursor.execute(TRIGRAMS, [name, name])
            cursor.fetchall()
            return time.perf_counter() - began

    return ask


def _trigrams_by(door: Door) -> Callable[[Asked], object]:
    def ask(asked: Asked) -> object:
        connections["default"] = door.wrapper
        with acting_as(door.by):
            return _trigrams(connection)(asked)

    return ask


def _p95(
    left: Callable[[Asked], Any],
    right: Callable[[Asked], Any],
    lefts: list[Asked],
    rights: list[Asked],
) -> Ratio:
    """Both in turns; the ratio of the 95th percentiles, of all and of each round."""
    for asked in lefts[:WARM]:
        left(asked)
    for asked in rights[:2]:
        right(asked)
    size = len(lefts) // ROUNDS
    times = [(left(a), right(b)) for a, b in zip(lefts, rights, strict=True)]
    rounds = [times[n * size : (n + 1) * size] for n in range(ROUNDS)]
    ratios = [_late(one, 0) / _late(one, 1) for one in rounds]
    mine, theirs = _late(times, 0), _late(times, 1)
    return Ratio(mine * 1e3, theirs * 1e3, mine / theirs, min(ratios), max(ratios))


def _late(times: list[tuple[float, float]], side: int) -> float:
    ordered = sorted(pair[side] for pair in times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
