"""How rare a value is, so that a rare name that agrees weighs more than a common one.

Counted in the files, but for one thing: of the records that share a value one belongs
to the pair itself. In a file of 60 records a name that two records share would else be
as common as one in thirty. And a small file says little about how common a name is, so
what is usual counts as so many records too.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from concord.linkage.comparing import Comparison

USUAL = 500  # records that the usual frequency of a value counts for


def columns(compared: list[Comparison]) -> dict[str, float]:
    """Columns whose values are rare or common, and how common they usually are."""
    return {
        level.frequency_of: level.u
        for comparison in compared
        for level in comparison.levels
        if level.frequency_of
    }


def table(tables: list[pa.Table], column: str, usual: float) -> pa.Table:
    """Each value of a column with its frequency, as Splink looks it up."""
    chunks = [chunk for one in tables for chunk in one.column(column).chunks]
    values = pa.chunked_array(chunks, type=pa.string()).drop_null()
    counted = pc.value_counts(values)
    others = pc.subtract(pc.cast(counted.field("counts"), pa.float64()), 1.0)
    frequency = pc.divide(
        pc.add(others, USUAL * usual), float(max(len(values) - 1, 0) + USUAL)
    )
    return pa.table({column: counted.field("values"), f"tf_{column}": frequency})
