"""A region's table: 700 wards by 12 kinds."""

from __future__ import annotations

import time

import numpy as np
import pytest

from concord.foundation.statistics.disclosure import audit, crossed, protect


@pytest.mark.slow
def test_seven_hundred_wards_are_protected_in_bounded_time_with_progress() -> None:
    chance = np.random.default_rng(1)
    counts = chance.poisson(
        10 * np.outer(chance.gamma(1.5, 1, 700), chance.gamma(1, 1, 12))
    )
    values: dict[tuple[str, ...], int] = {}
    for (ward, kind), count in np.ndenumerate(counts):
        for place in (f"Ward {ward}", "total"):
            for column in (f"Kind {kind}", "total"):
                values[place, column] = values.get((place, column), 0) + int(count)
    told: list[tuple[int, int, str]] = []
    began = time.process_time()
    protected = protect(crossed(values), progress=lambda *step: told.append(step))
    assert time.process_time() - began < 170
    assert {"prepares", "chooses", "audits"} <= {what for _, _, what in told}
    assert all(0 <= done <= of for done, of, _ in told)
    small = sum(0 < value < 5 for value in values.values())
    assert small < len(protected.hidden) < 1.3 * small
    assert audit(protected.release) == []
