"""A list of cases under row policies and with its reading recorded, against without.

100,000 grants and 1,000,000 protected rows, of which the viewer's team may see 1,000
cases: 500 of its own, and 500 that another team shares with it. The same page is asked
for on two connections: as `app_runtime`, and as the owner of the tables, for whom no
policy holds, with the recording of reads switched off.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

import psycopg
from django.db import connections
from django.test import Client

from bench.ground import Ground
from bench.measures import Line
from bench.timing import side_by_side
from concord.access import reading
from concord.access.testing import Place, build, wear
from concord.foundation.database import testing

SEEN, MANY = 1_000, 100_000
PAGE = "/cases/"

TABLES = (
    "cases_case",
    "cases_party",
    "people_person",
    "people_personversion",
    "access_grant",
    "access_disclosure",
)
# Rows as the verbs would have left them, without the triggers that would take hours.
LOAD = """
CREATE TEMPORARY TABLE bulk AS
SELECT n, gen_random_uuid() AS case_id, gen_random_uuid() AS victim,
       gen_random_uuid() AS alleged, gen_random_uuid() AS child,
       n <= {seen} AND n % 2 = 0 AS shared,
       CASE WHEN n <= {seen} AND n % 2 = 1
            THEN {mine}::bigint ELSE {other}::bigint END AS team,
       CASE WHEN n <= {seen} AND n % 2 = 1
            THEN {my_hat}::bigint ELSE {other_hat}::bigint END AS hat
FROM generate_series(1, {cases}) n;
INSERT INTO cases_case (id, partnership_id, owner_team_id, written_by_id, written_at,
                        ref, state, opened_on, closed_why)
SELECT case_id, {here}, team, hat, now(), 'B' || lpad(n::text, 8, '0'), 'open',
       current_date - (n % 700)::integer, '' FROM bulk;
INSERT INTO people_person (id, partnership_id, owner_team_id, written_by_id, written_at)
SELECT unnest(ARRAY[victim, alleged, child]), {here}, team, hat, now() FROM bulk;
INSERT INTO people_personversion
    (id, partnership_id, owner_team_id, written_by_id, written_at, person_id, n,
     given_name, family_name, other_names, born_precision, sex, gender, language,
     needs_interpreter, why)
SELECT gen_random_uuid(), {here}, team, hat, now(),
       unnest(ARRAY[victim, alleged, child]), 1, 'Invented', 'Person' || n, '{{}}',
       'unknown', 'not_known', '', '', false, '' FROM bulk;
INSERT INTO cases_party (id, partnership_id, owner_team_id, written_by_id, written_at,
                         case_id, person_id, part, side, left_why)
SELECT gen_random_uuid(), {here}, team, hat, now(), case_id,
       unnest(ARRAY[victim, alleged, child]), 'identity',
       unnest(ARRAY['victim', 'alleged', 'child']), '' FROM bulk;
INSERT INTO access_grant (id, partnership_id, kind, case_id, team_id, part, side,
                          during, ended_why)
SELECT gen_random_uuid(), {here}, 'own', case_id, team, 'all', 'all',
       tstzrange(now(), NULL), '' FROM bulk;
INSERT INTO access_disclosure
    (id, partnership_id, owner_team_id, written_by_id, written_at, case_id, part, side,
     purpose, definition_id, basis, condition, why, told, why_not_told, consent, views)
SELECT gen_random_uuid(), {here}, team, hat, now(), case_id, 'note', 'none', 'marac',
       (SELECT id FROM partnership_definition WHERE code = 'lawful_basis'),
       'public_task', 'none', 'Invented', 'told', '', 'not_sought', ''
FROM bulk WHERE shared;
INSERT INTO access_grant (id, partnership_id, kind, disclosure_id, case_id,
                          from_team_id, team_id, part, side, during, ended_why)
SELECT gen_random_uuid(), {here}, 'shared', d.id, d.case_id, {other}, {mine},
       'identity', s.side, tstzrange(now(), NULL), ''
FROM access_disclosure d, unnest(ARRAY['victim', 'alleged', 'child']) AS s(side);
"""


@dataclass
class View:
    """A connection, and a browser that is signed in behind it."""

    wrapper: Any
    client: Client

    def get(self, path: str = PAGE) -> bytes:
        connections["default"] = self.wrapper
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return bytes(answer.content)


def lists(ground: Ground, turns: int) -> Iterator[Line]:
    """The list of cases: with and without the walls, and among many or few cases."""
    usual = connections["default"]
    names = {kind: f"{ground.name}_{kind}" for kind in ("few", "many")}
    try:
        for name in names.values():
            testing.restore(ground.owner_url, name, ground.template)
        few = _loaded(ground, names["few"], SEEN)
        many = _loaded(ground, names["many"], MANY)
        bare = View(_connection(ground, names["many"], owner=True), many.client)
        bare_few = View(_connection(ground, names["few"], owner=True), few.client)
        rows = MANY * 10
        yield Line(
            f"list of cases with policies and read audit, {rows:,} rows",
            "as owner, without either",
            side_by_side(many.get, lambda: _unwatched(bare), turns=turns * 2),
            most=round(1 / 0.7, 2),
        )
        yield Line(
            "the same where only the 1,000 cases exist",
            "as owner, without either",
            side_by_side(few.get, lambda: _unwatched(bare_few), turns=turns * 2),
            most=round(1 / 0.7, 2),
        )
        yield Line(
            f"list of cases, {MANY - SEEN:,} others hidden",
            "none hidden",
            side_by_side(many.get, few.get, turns=turns * 2),
            most=1.2,
        )
        case = _one_case(many)
        yield Line(
            "one case with policies and read audit",
            "as owner, without either",
            side_by_side(
                lambda: many.get(case), lambda: _unwatched(bare, case), turns=turns * 2
            ),
        )
    finally:
        for view in (few, many, bare, bare_few):
            view.wrapper.close()
        connections["default"] = usual
        for name in names.values():
            testing.remove(ground.owner_url, name)


def _connection(ground: Ground, name: str, *, owner: bool) -> Any:
    """A second Django connection: the run-time role's, or the owner's."""
    usual = connections["default"]
    wrapper = usual.copy()
    wrapper.settings_dict = dict(usual.settings_dict, NAME=name)
    if owner:
        parts = psycopg.conninfo.conninfo_to_dict(ground.owner_url)
        wrapper.settings_dict["USER"] = parts["user"]
        wrapper.settings_dict["PASSWORD"] = parts.get("password", "")
    return wrapper


def _loaded(ground: Ground, name: str, cases: int) -> View:
    wrapper = _connection(ground, name, owner=False)
    connections["default"] = wrapper
    place = build("elmbrook", "Elmbrook", "E09999901")
    _load(ground, name, place, cases)
    hat = place.hats["practitioner:Specialist service"]
    browser = Client(headers={"Accept-Encoding": "gzip", "User-Agent": "bench"})
    return View(wrapper, wear(browser, hat))


def _load(ground: Ground, name: str, place: Place, cases: int) -> None:
    mine = place.hats["practitioner:Specialist service"]
    other = place.hats["practitioner:Police"]
    with psycopg.connect(ground.owner_url, dbname=name, autocommit=True) as owner:
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(
            LOAD.format(
                seen=SEEN,
                cases=cases,
                here=place.partnership.pk,
                mine=mine.team_id,
                my_hat=mine.pk,
                other=other.team_id,
                other_hat=other.pk,
            )
        )
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        owner.execute("VACUUM ANALYZE")


def _unwatched(view: View, path: str = PAGE) -> bytes:
    with mock.patch.object(reading, "write", return_value=None):
        return view.get(path)


def _one_case(view: View) -> str:
    page = gzip.decompress(view.get()).decode()
    at = page.index('href="/cases/') + len('href="')
    while not page[at:].startswith(PAGE) or page[at + len(PAGE)] in '"?':
        at = page.index('href="/cases/', at) + len('href="')
    return page[at : page.index('"', at)]
