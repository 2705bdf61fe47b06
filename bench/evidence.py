"""The dashboard over 40 indicators, 60 months, 33 areas and ten groups.

Filled by SQL as the owner of the tables, which the measured pages only read. Against
the statements of the page stands the bare SQL that reads the same rows, as owner: of
each small table everything of the partnership, and of the figures those of one area.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connection
from django.test import Client

from bench.ground import Ground
from bench.measures import Line
from bench.rows import analyse, enter, run
from bench.timing import Ratio, side_by_side
from concord.access.actor import Actor, acting_as
from concord.access.testing import Place, build, wear
from concord.evidence.actions import dictionary
from concord.evidence.models import Area, Category
from concord.evidence.queries.dashboard import Asked, dashboard

INDICATORS, MONTHS, AREAS, GROUPS = 40, 60, 33, 10
LARGE = 10  # times as many areas
FIGURES = """
    INSERT INTO evidence_observation (partnership_id, indicator_id, version_id, area_id,
        period_kind, period_start, category_id, numerator, denominator, value, status,
        vintage, may_publish, quality, note, batch_id)
    SELECT %(here)s, v.indicator_id, v.id, a.id, 'month', m::date, g.id,
        100 + (v.id * 7 + a.id * 3 + extract(month FROM m)::int) %% 40, NULL, NULL,
        'final', 1, true, 'complete', '', %(batch)s
    FROM evidence_indicatorversion v
    CROSS JOIN evidence_area a
    CROSS JOIN generate_series(%(first)s::date, %(last)s::date, '1 month') m
    CROSS JOIN (SELECT id FROM evidence_category WHERE partnership_id = %(here)s
                UNION ALL SELECT NULL) g
    WHERE v.partnership_id = %(here)s AND a.partnership_id = %(here)s
"""
SMALL_TABLES = (
    "evidence_indicator",
    "evidence_indicatorversion",
    "evidence_area",
    "evidence_category",
    "evidence_phase",
    "evidence_indicatorphase",
    "evidence_benchmark",
    "evidence_seriesbreak",
)
BARE_FIGURES = """
    SELECT indicator_id, period_kind, period_start, numerator, denominator, value,
           status, vintage, version_id, quality, note, may_publish, batch_id
    FROM evidence_observation
    WHERE partnership_id = %(here)s AND area_id = %(area)s AND category_id IS NULL
"""


def pages(ground: Ground, turns: int, *, large: bool = False) -> Iterator[Line]:
    """The dashboard's time in the database and its queries; the time of a chart."""
    few = _filled(ground, "fewmere", "E09999905", months=2, areas=1)
    many = _filled(
        ground, "manymere", "E09999906", months=MONTHS,
        areas=AREAS * LARGE if large else AREAS,
    )  # fmt: skip
    analyse(ground)
    size = f"{_count(ground):,} figures"
    ours, theirs = _statements(many), _statements(few)
    yield Line(
        f"queries of the dashboard, {size}",
        "a dashboard of two months and one area",
        _ratio(len(ours), len(theirs)),
        equal=True,
    )
    yield Line(
        f"database time of the dashboard ({len(ours)} queries), {size}",
        "the bare SQL that reads the same rows, as owner",
        _two_connections(ground, many, ours, _bare(many), turns * 4),
        most=2,
    )
    yield Line(
        f"the dashboard's page of {INDICATORS} charts, whole",
        "its questions alone",
        _page(many, turns),
    )


def _filled(
    ground: Ground, code: str, area_code: str, *, months: int, areas: int
) -> Place:
    place = build(code, code.capitalize(), area_code)
    lead = place.actor("strategic_lead")
    with acting_as(lead):
        for n in range(areas):
            dictionary.add_area(
                code=f"A{n}", name=f"Area {n}", kind=Area.Kind.BOROUGH,
                is_home=n == 0, by=lead,
            )  # fmt: skip
        for n in range(GROUPS - 1):
            dictionary.add_category(
                dimension=Category.Dimension.ETHNICITY, code=f"g{n}",
                label=f"Group {n}", position=n, by=lead,
            )  # fmt: skip
        for n in range(INDICATORS):
            dictionary.define(
                code=f"i{n}", title=f"Indicator {n}", numerator="x", unit="incident",
                frequency="month", priority=f"Priority {n // 10}",
                priority_position=n // 10, position=n, by=lead,
            )  # fmt: skip
    with psycopg.connect(ground.owner_url, dbname=ground.name) as owner:
        here = place.partnership.pk
        row = owner.execute(
            "INSERT INTO evidence_batch (partnership_id, kind, origin, note, at, "
            "principal) VALUES (%s, 'entered', 'Invented', '', now(), '') RETURNING id",
            [here],
        ).fetchone()
        last = dt.date.today().replace(day=1)  # noqa: DTZ011  the day of the ground
        years, month = divmod(last.year * 12 + last.month - 1 - months, 12)
        owner.execute(
            FIGURES,
            {
                "here": here,
                "batch": row[0] if row else None,
                "first": dt.date(years, month + 1, 1),
                "last": last - dt.timedelta(days=1),
            },
        )
    return place


def _count(ground: Ground) -> int:
    with psycopg.connect(ground.owner_url, dbname=ground.name) as owner:
        row = owner.execute("SELECT count(*) FROM evidence_observation").fetchone()
        return int(row[0]) if row else 0


def _statements(place: Place) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def noting(execute, statement, params, many, context):  # type: ignore[no-untyped-def]
        found.append((statement, params))
        return execute(statement, params, many, context)

    actor = place.actor("strategic_lead")
    with acting_as(actor), connection.execute_wrapper(noting):
        before = len(found)
        dashboard(Asked(), place.partnership, actor)
        return found[before:]


def _bare(place: Place) -> list[tuple[str, Any]]:
    here = {"here": place.partnership.pk, "area": _home(place).pk}
    small = [
        (f"SELECT * FROM {table} WHERE partnership_id = %(here)s", here)  # noqa: S608
        for table in SMALL_TABLES
    ]
    return [*small, (BARE_FIGURES, here)]


def _home(place: Place) -> Area:
    actor = place.actor("strategic_lead")
    with acting_as(actor):
        return Area.objects.visible_to(actor).get(is_home=True)


def _ratio(left: int, right: int) -> Ratio:
    return Ratio(left, right, left / right, left / right, left / right)


def _two_connections(
    ground: Ground,
    place: Place,
    ours: list[tuple[str, Any]],
    theirs: list[tuple[str, Any]],
    turns: int,
) -> Ratio:
    here = psycopg.connect(os.environ["DATABASE_URL"], dbname=ground.name)
    owner = psycopg.connect(ground.owner_url, dbname=ground.name)
    with here, owner:
        enter(here, Actor.from_hat(place.hats["strategic_lead"]))
        return side_by_side(
            lambda: run(here, ours), lambda: run(owner, theirs), turns=turns
        )


def _page(place: Place, turns: int) -> Ratio:
    client = wear(Client(headers={"User-Agent": "bench"}), place.hats["strategic_lead"])
    actor = place.actor("strategic_lead")

    def whole() -> None:
        answer = client.get("/evidence/?print=1")
        if answer.status_code != 200:
            raise RuntimeError(f"the dashboard answered {answer.status_code}")

    def questions() -> None:
        with acting_as(actor):
            dashboard(Asked(), place.partnership, actor)

    return side_by_side(whole, questions, turns=turns)
