"""How many different keys a place has: exact, on disk, in a memory that stays flat."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa

from concord.evidence.extracts.arrows import array_of
from concord.evidence.extracts.counting import Place

MEMORY = "300MB"  # beyond it, DuckDB goes on in files of the folder
# Somebody in two wards is one person of the borough: the larger place is counted anew,
# and never added up.
COUNT = """
SELECT series, area, period, grp, count(*) FROM (
    SELECT DISTINCT k.series, a.into_area AS area, p.into_period AS period, k.grp,
           k.key_a, k.key_b
    FROM read_parquet(?) k
    JOIN areas a ON a.area = k.area
    JOIN periods p ON p.series = k.series AND p.month = k.month
)
GROUP BY ALL
"""


def count_distinct(
    folder: Path,
    *,
    areas: Iterable[tuple[int, int]],
    periods: Iterable[tuple[int, int, int]],
) -> dict[Place, int]:
    """Different keys by series, area, period and group, of the files in `folder`.

    `areas`: an area, and one that its rows count for. `periods`: series, month, and
    the number of the period that it is in; other months are left out.
    """
    files = [str(path) for path in sorted(folder.glob("*.parquet"))]
    if not files:
        return {}
    with duckdb.connect(
        ":memory:",
        config={
            "temp_directory": str(folder),
            "temp_file_encryption": True,
            # As in linkage: the strength that it asks for needs the network.
            "force_mbedtls_unsafe": True,
            "memory_limit": MEMORY,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        },
    ) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.register("areas", _table(["area", "into_area"], areas))
        connection.register(
            "periods", _table(["series", "month", "into_period"], periods)
        )
        rows = connection.execute(COUNT, [files]).fetchall()
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def _table(names: list[str], rows: Iterable[tuple[int, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table(
        {
            name: array_of(column, pa.int32())
            for name, column in zip(names, columns, strict=True)
        }
    )
