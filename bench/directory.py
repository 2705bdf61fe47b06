"""Searching the directory among 20,000 invented services.

They are filled by SQL as the owner of the tables. What is timed is every statement of
a search that anybody can make without an account: row policies on, the best page of 20
cards with telephones, hours and places. Against it stands one query of the same table
by hand, as owner, without policies: the same twenty rows by its index, in an order as
simple as can be, and how many there are.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connection

from bench.ground import Ground
from bench.measures import Line
from bench.rows import analyse, enter, run
from bench.timing import Ratio, side_by_side
from concord.access.actor import Actor, acting_as
from concord.access.testing import Place, build
from concord.directory import public
from concord.directory.queries import searching

FEW, MANY = 200, 20_000
FILLED = (
    "directory_organisation",
    "directory_service",
    "directory_phone",
    "directory_schedule",
)
Statement = tuple[str, Any]

FILL = """
CREATE TEMPORARY TABLE bulk AS
SELECT n, gen_random_uuid() AS id,
       (%(firsts)s::text[])[1 + n * 7 %% 40] || (%(lasts)s::text[])[1 + n / 40 %% 25]
       AS place,
       (%(needs)s::text[])[1 + n * 13 %% 21] AS need,
       (%(needs)s::text[])[1 + (n * 17 + n / 21) %% 21] AS other,
       (%(works)s::text[])[1 + n * 11 %% 12] AS work
FROM generate_series(1, %(many)s) n;
CREATE TEMPORARY TABLE runs AS
SELECT n, gen_random_uuid() AS id FROM generate_series(0, %(many)s / 10) n;
INSERT INTO directory_organisation (id, partnership_id, source_id, extra, name,
    description, email, website, uri, logo, identifiers)
SELECT id, %(here)s, '', '{}', 'Invented Trust ' || n, '', '', '', '', '', '[]'
FROM runs;
INSERT INTO directory_service (id, partnership_id, source_id, extra, organisation_id,
    name, description, url, email, status, state, hidden_why, kind, is_secret_place,
    nationwide, outward_codes, needs, sexes, by_and_for, nrpf, minimum_age, who_answers,
    does_not, how_to_refer, self_referral, fees, accreditations, alert, call_safely,
    access_note, language_note, schedule_note, capacity_note, verified_by_whom,
    assurer_email, example_note, made_at, modified_at, search_text)
SELECT b.id, %(here)s, '', '{}', r.id, place || ' ' || work,
    place || ' ' || work || ' helps people with ' || need || ' and ' || other, '', '',
    'active', 'published', '',
    CASE b.n %% 10 WHEN 0 THEN 'helpline' WHEN 1 THEN 'national'
                WHEN 2 THEN 'neighbour' ELSE 'local' END,
    need = 'refuge' OR other = 'refuge', b.n %% 10 = 1,
    ARRAY['ZZ' || 1 + b.n %% 30, 'ZY' || 1 + b.n %% 25], ARRAY[need, other],
    CASE WHEN b.n %% 3 = 0 THEN ARRAY['women'] ELSE '{}'::text[] END,
    CASE WHEN b.n %% 9 = 0 THEN ARRAY['young'] ELSE '{}'::text[] END,
    CASE WHEN b.n %% 4 = 0 THEN 'yes' ELSE '' END,
    CASE WHEN b.n %% 5 = 0 THEN 16 END, '', '', '', true, '', '', '', '', '', '', '',
    '', '', '', '', now(), now(),
    lower(place || ' ' || work || ' Invented Trust ' || b.n / 10
          || ' helps people with ' || need || ' and ' || other)
FROM bulk b JOIN runs r ON r.n = b.n / 10;
INSERT INTO directory_phone (id, partnership_id, source_id, extra, position, service_id,
    number, label, is_free, is_text)
SELECT gen_random_uuid(), %(here)s, '', '{}', 0, id, '07700 900001', '', false, false
FROM bulk;
INSERT INTO directory_schedule (id, partnership_id, source_id, extra, position,
    service_id, kind, freq, byday, bymonthday, description, opens_at, closes_at, link,
    attending_type, notes)
SELECT gen_random_uuid(), %(here)s, '', '{}', 0, id, 'regular', 'WEEKLY',
    (ARRAY['MO,TU,WE,TH,FR', 'MO,TU,WE,TH', 'MO,WE,FR', 'TU,TH', 'WE'])[1 + n %% 5], '',
    '', time '08:00' + n %% 7 * interval '30 minutes',
    time '16:00' + n %% 9 * interval '30 minutes', '', '', ''
FROM bulk;
"""
# What a trigger does for each change of hours.
MARK = "SELECT access.mark_hours(ARRAY(SELECT id FROM bulk))"
WORDS = {
    "firsts": """Ash Birch Cedar Elder Fern Gorse Hazel Heather Ivy Juniper Laurel
        Linden Maple Myrtle Nettle Oak Olive Pear Poplar Quince Reed Rowan Rue Rush
        Sage Sedge Sloe Sorrel Spruce Tansy Teasel Thorn Thyme Vetch Vine Willow Woad
        Yarrow Yew Zinnia""",
    "lasts": """bourne bridge bury combe cote cross dale dean don field ford gate grove
        ham hill holm hurst ley mead mere port ridge stead ton wick""",
    "works": """Advice Drop-in Counselling Outreach Family-Support Helpdesk Housing-Team
        Advocacy Young-People Legal-Clinic Recovery Floating-Support""",
}
BARE = """
    SELECT *, count(*) OVER () FROM directory_service
    WHERE partnership_id = %(here)s AND state = 'published' AND {}
    ORDER BY {} LIMIT 20
"""
# What is asked of the search, and the same by hand.
ASKED: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("everything", {}, "true", "kind, name, id"),
    (
        "one need",
        {"needs": ["court"]},
        "needs && ARRAY['court']::varchar[]",
        "name, id",
    ),
    (
        "a name with a slip",
        {"words": "Rowanborne advice"},
        "(search_text %%> 'rowanborne' OR search_text %%> 'advice')",
        "word_similarity('rowanborne', search_text)"
        " + word_similarity('advice', search_text) DESC, id",
    ),
    (
        "everyday words",
        {"words": "he hits me"},
        "needs && ARRAY['safety', 'talk']::varchar[]",
        "3 * (needs @> ARRAY['safety']::varchar[])::int"
        " + 3 * (needs @> ARRAY['talk']::varchar[])::int DESC, name, id",
    ),
    (
        "a sentence, for women, near ZZ9",
        {"words": "somewhere to stay tonight", "sex": "women", "near": "ZZ9"},
        "needs && ARRAY['refuge', 'housing', 'talk']::varchar[]"
        " AND (nationwide OR outward_codes @> ARRAY['ZZ9']::varchar[])"
        " AND (sexes = '{}' OR sexes @> ARRAY['women']::varchar[])",
        "4 * (needs @> ARRAY['refuge']::varchar[])::int"
        " + 2 * (needs @> ARRAY['housing']::varchar[])::int"
        " + (needs @> ARRAY['talk']::varchar[])::int DESC, name, id",
    ),
    (
        "open now, a need",
        {"needs": ["mind"], "open_now": True},
        "needs && ARRAY['mind']::varchar[] AND EXISTS (SELECT 1"
        " FROM directory_schedule h"
        " WHERE h.service_id = directory_service.id AND h.opens_at <= '10:00'"
        " AND h.closes_at > '10:00' AND h.byday LIKE '%%MO%%')",
        "name, id",
    ),
)


def searches(ground: Ground, turns: int) -> Iterator[Line]:
    """Database time and queries of each way to ask."""
    few = _filled(ground, "fewwood", "E09999907", FEW)
    many = _filled(ground, "manywood", "E09999908", MANY)
    analyse(ground)
    for what, asked, where, order in ASKED:
        ours, theirs = _statements(many, asked), _statements(few, asked)
        yield Line(
            f"queries of a search: {what}, {MANY:,} services",
            f"{FEW} services",
            _ratio(len(ours), len(theirs)),
            equal=True,
        )
        by_hand = (BARE.format(where, order), {"here": many.partnership.pk})
        yield Line(
            f"search: {what}, database time",
            "one query of the table by its index",
            _two_connections(ground, many, ours, [by_hand], turns),
            most=3,
        )


def _filled(ground: Ground, code: str, area_code: str, many: int) -> Place:
    place = build(code, code.capitalize(), area_code)
    needs = [term.code for term in public.NEEDS.terms]
    given: dict[str, Any] = {"here": place.partnership.pk, "many": many, "needs": needs}
    given |= {name: words.split() for name, words in WORDS.items()}
    with (
        psycopg.connect(ground.owner_url, dbname=ground.name, autocommit=True) as owner,
        psycopg.ClientCursor(owner) as cursor,
    ):
        # Rows as the verbs would have left them, without their history.
        for table in FILLED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(FILL, given)
        for table in FILLED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute(MARK)
    return place


def _statements(place: Place, asked: dict[str, Any]) -> list[Statement]:
    """The statements of one search, without those that say who acts."""
    found: list[Statement] = []

    def noting(execute, statement, params, many, context):  # type: ignore[no-untyped-def]
        found.append((statement, params))
        return execute(statement, params, many, context)

    actor = Actor.from_job(public.PUBLIC, place.partnership.pk)
    with acting_as(actor), connection.execute_wrapper(noting):
        public.search(place.partnership, **asked)
    asking = ('SELECT "', searching.FIND, searching.HOURS)
    return [one for one in found if str(one[0]).startswith(asking)]


def _ratio(left: int, right: int) -> Ratio:
    return Ratio(left, right, left / right, left / right, left / right)


def _two_connections(
    ground: Ground,
    place: Place,
    ours: list[Statement],
    theirs: list[Statement],
    turns: int,
) -> Ratio:
    here = psycopg.connect(os.environ["DATABASE_URL"], dbname=ground.name)
    owner = psycopg.connect(ground.owner_url, dbname=ground.name)
    with here, owner:
        enter(here, Actor.from_job(public.PUBLIC, place.partnership.pk))
        return side_by_side(
            lambda: run(here, ours), lambda: run(owner, theirs), turns=turns
        )
