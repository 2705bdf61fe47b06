"""Control charts, judged and drawn, against a plain table of the same figures."""

from __future__ import annotations

import random
from collections.abc import Iterator

from django.template import engines

from bench.measures import Line
from bench.timing import side_by_side
from concord.foundation.documents.control_chart import (
    Benchmark,
    ControlPicture,
    draw_control_chart,
)
from concord.foundation.periods import Month
from concord.foundation.statistics.control import ControlChart, judge, series

CHARTS, MONTHS = 40, 60
FIRST = Month(2021, 10)
TABLE = """
<table><caption>{{ name }}</caption><thead><tr><th>Month</th><th>Cases</th></tr></thead>
<tbody>{% for month, value in rows %}<tr><th scope="row">{{ month }}</th>
<td class="num">{{ value }}</td></tr>{% endfor %}</tbody></table>
"""

Rows = list[tuple[Month, int]]


def pictures(turns: int) -> Iterator[Line]:
    """What 40 charts of 60 months cost, as a dashboard has them."""
    every = _figures()
    judged = [_judged(rows) for rows in every]
    table = engines["django"].from_string(TABLE)

    def tables() -> None:
        for rows in every:
            table.render({"name": "Cases", "rows": rows})

    def judge_all() -> None:
        for rows in every:
            _judged(rows)

    def draw_all() -> None:
        for chart in judged:
            _drawn(chart)

    def both() -> None:
        for rows in every:
            _drawn(_judged(rows))

    against = f"{CHARTS} tables of {MONTHS} rows, by a template"
    for what, done in (
        ("judged", judge_all),
        ("drawn", draw_all),
        ("judged and drawn", both),
    ):
        yield Line(
            f"{CHARTS} control charts of {MONTHS} months {what}",
            against,
            side_by_side(done, tables, turns=max(1, turns // 3)),
        )


def _figures() -> list[Rows]:
    dice = random.Random(20261127)  # noqa: S311
    months = FIRST.through(FIRST.plus(MONTHS - 1))
    return [[(month, dice.randint(80, 120)) for month in months] for _ in range(CHARTS)]


def _judged(rows: Rows) -> ControlChart:
    given = series(rows, kind="count", breaks=[Month(2024, 4)])
    return judge(given, wanted="down")


def _drawn(chart: ControlChart) -> str:
    picture = ControlPicture(
        chart, "Cases", benchmark=Benchmark(98, "Nat."), interval=(80, 121)
    )
    return draw_control_chart(picture)
