"""A million rows of a file become figures, against a bare COPY of the same file."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from bench.ground import HOME, Ground
from bench.measures import Line
from bench.timing import Ratio
from bench.worlds import World
from concord.access.actor import Actor, acting_as
from concord.evidence import testing_extracts as invented
from concord.evidence.actions import dictionary, extracts
from concord.evidence.extracts.loading import Asked, load
from concord.evidence.models import Area, Category, MappingVersion, Unit

ROWS, ROUNDS = 1_000_000, 5
BARE = "CREATE UNLOGGED TABLE bare_extract ({})"
SEX = {"F": "female", "M": "male", "": "not-recorded"}


def counting(ground: Ground, world: World, rows: int = ROWS) -> Iterator[Line]:
    """Everything from the file on disk to figures that are committed."""
    folder = Path(tempfile.mkdtemp(prefix="extracts-", dir=HOME))
    try:
        path = invented.write(folder / "rows.csv", rows)
        by = Actor.from_job("evidence.extracts", world.actor.here)
        _dictionary(world.actor)
        loads, copies, megabytes = [], [], 0
        for turn in range(ROUNDS):
            # Another version each time: the same file by the same mapping is not
            # counted again.
            version = _declared(by, turn)
            _forget_memory()
            began = time.perf_counter()
            extract = load(Asked(path, version), by=by)
            loads.append(time.perf_counter() - began)
            if extract.rows != rows:
                raise RuntimeError("Not every row was counted.")
            megabytes = max(megabytes, _memory())
            copies.append(_copied(ground, path))
    finally:
        shutil.rmtree(folder)
    ratios = [one / other for one, other in zip(loads, copies, strict=True)]
    yield Line(
        f"a file of {rows:,} rows counted ({megabytes} MB)",
        "COPY into an unlogged table",
        Ratio(
            statistics.median(loads) * 1000,
            statistics.median(copies) * 1000,
            statistics.median(ratios),
            min(ratios),
            max(ratios),
        ),
        most=4,
    )


def _forget_memory() -> None:
    """Let the highest point of this process's memory begin anew, from now."""
    Path("/proc/self/clear_refs").write_text("5")


def _memory() -> int:
    """The highest point since then, in megabytes: of the load, and what was there."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def _dictionary(lead: Actor) -> None:
    with acting_as(lead):
        home = dictionary.add_area(
            code="B1", name="Borough", kind=Area.Kind.BOROUGH, is_home=True, by=lead
        )
        for number, ward in enumerate(invented.WARDS, start=1):
            dictionary.add_area(
                code=f"W{number}", name=ward, kind=Area.Kind.WARD, parent=home, by=lead
            )
        for code in SEX.values():
            dictionary.add_category(
                dimension=Category.Dimension.SEX, code=code, label=code, by=lead
            )
        for code, unit, more in (
            ("incidents", Unit.INCIDENT, {}),
            ("victims", Unit.PERSON, {}),
            (
                "stalking",
                Unit.INCIDENT,
                {"denominator": "incidents", "multiplier": "percent"},
            ),
        ):
            dictionary.define(
                code=code, title=code, numerator=code, unit=unit, by=lead, **more
            )


def _declared(by: Actor, turn: int) -> MappingVersion:
    sex = {"column": "Victim sex", "dimension": "sex", "values": SEX}
    flag = {"DA flag": ["Y"]}
    figures: list[dict[str, Any]] = [
        {"indicator": "incidents", "where": flag, "breakdowns": [sex]},
        {
            "indicator": "victims",
            "count": {"distinct": "Victim number"},
            "where": flag,
            "breakdowns": [sex],
        },
        {
            "indicator": "stalking",
            "where": flag | {"Offence group": ["Stalking"]},
            "of": {"where": flag},
        },
    ]
    areas = {ward: f"W{n}" for n, ward in enumerate(invented.WARDS, start=1)}
    content = {
        "day": {"column": "Date recorded", "format": "d/m/y"},
        "area": {"column": "Ward", "values": areas},
        "figures": figures,
        "may_publish": turn % 2 == 1,
    }
    with acting_as(by):
        return extracts.declare(code="bench", title="bench", content=content, by=by)


def _copied(ground: Ground, path: Path) -> float:
    columns = ", ".join(f"c{n} text" for n in range(invented.HEADER.count(",") + 1))
    with psycopg.connect(ground.owner_url, dbname=ground.name) as owner:
        owner.execute(BARE.format(columns))
        owner.commit()
        began = time.perf_counter()
        statement = "COPY bare_extract FROM STDIN (FORMAT csv, HEADER)"
        with (
            path.open("rb") as file,
            owner.cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            while piece := file.read(1 << 20):
                copy.write(piece)
        owner.commit()
        took = time.perf_counter() - began
        owner.execute("DROP TABLE bare_extract")
        return took
