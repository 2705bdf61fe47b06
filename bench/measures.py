"""The comparisons, one function each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from bench import bare
from bench.timing import Ratio, side_by_side
from bench.worlds import UPDATES_EACH, World
from concord.access import actor as acting
from concord.access.actor import acting_as
from concord.plan.queries.overview import overview, today_of
from concord.plan.views.exporting import plan_file


@dataclass(frozen=True)
class Line:
    """One line of the table: what, against what, how many times as much."""

    what: str
    against: str
    ratio: Ratio
    most: float | None = None  # what the ratio may be
    equal: bool = False  # whether both sides have to be the same

    @property
    def verdict(self) -> str:
        if self.equal:
            same = self.ratio.left_ms == self.ratio.right_ms
            return f"equal {'met' if same else 'MISSED'}"
        if self.most is None:
            return ""
        return f"{self.most:g} {'met' if self.ratio.ratio <= self.most else 'MISSED'}"


def pages(small: World, large: World, turns: int) -> Iterator[Line]:
    """The plan on a page, by its size; and every signed-in page against the bare."""
    few, many = small.actions, large.actions
    yield Line(
        f"plan page per action, {many} actions, {many * UPDATES_EACH:,} updates",
        f"{few} actions, {few * UPDATES_EACH} updates",
        side_by_side(
            lambda: large.get(large.address),
            lambda: small.get(small.address),
            turns=turns,
            per=many / few,
        ),
        most=1.2,
    )
    yield Line(
        f"queries of the plan page, {many} actions",
        f"{few} actions",
        _counted(large, small),
        equal=True,
    )
    framework = bare.browser(bare.FRAMEWORK_ONLY, small.client)
    nothing = bare.browser([], small.client)
    known = "bare page of the framework, signed in"
    for title, address in (("list of rooms", "/rooms/"), ("my work", "/")):
        yield Line(
            f"signed-in page: {title}",
            known,
            side_by_side(
                lambda address=address: small.get(address),  # type: ignore[misc]
                lambda: framework.get("/bare/signed-in/"),
                turns=turns * 2,
            ),
        )
    yield Line(
        "our middleware around the bare page",
        known,
        side_by_side(
            lambda: small.get("/bare/signed-in/"),
            lambda: framework.get("/bare/signed-in/"),
            turns=turns * 2,
        ),
    )
    yield Line(
        known,
        "the same without session and account",
        side_by_side(
            lambda: framework.get("/bare/signed-in/"),
            lambda: nothing.get("/bare/nobody/"),
            turns=turns * 2,
        ),
    )


def _counted(large: World, small: World) -> Ratio:
    many, few = (_queries(world) for world in (large, small))
    return Ratio(many, few, many / few, many / few, many / few)


def _queries(world: World) -> int:
    count = 0

    def counting(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    # The idle clock is written at most every 15 seconds: the first visit does it.
    world.get(world.address)
    with connection.execute_wrapper(counting):
        world.get(world.address)
    return count


def entering(world: World, turns: int) -> Line:
    """Telling the database who acts, against asking it anything at all."""

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()

    with transaction.atomic():
        found = side_by_side(
            lambda: acting.enter(world.actor), ask, turns=turns * 20, rounds=5
        )
    return Line("access.enter (signed and checked)", "SELECT 1", found)


def exporting(world: World, turns: int) -> Line:
    """The plan as a workbook, against the same rows as text."""
    with acting_as(world.actor):
        rows = overview(world.plan, today=today_of(world.plan)).rows
        found = side_by_side(
            lambda: plan_file(world.plan, rows, "xlsx"),
            lambda: plan_file(world.plan, rows, "csv"),
            turns=max(3, turns // 3),
        )
    return Line(f"the plan as xlsx, {len(rows)} rows", "as csv", found)
