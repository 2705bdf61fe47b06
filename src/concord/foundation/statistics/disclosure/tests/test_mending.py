"""Where the search for the least is cut short, what there is gets mended, safely."""

from __future__ import annotations

import numpy as np
import pytest

from concord.foundation.statistics.disclosure import (
    Table,
    audit,
    crossed,
    protect,
    protecting,
    trimming,
)
from concord.foundation.statistics.disclosure.choosing import Effort
from concord.foundation.statistics.disclosure.tests.reader import (
    found_out,
    hides_the_small,
    published,
)
from concord.foundation.statistics.disclosure.tests.tables import with_totals


def cube(*sizes: int, seed: int = 1) -> Table:
    """Invented: in each direction few labels have much and most have little."""
    chance = np.random.default_rng(seed)
    mean = np.array(6.0)
    for size in sizes:
        mean = np.multiply.outer(mean, chance.gamma(1.2, 1, size))
    values = {
        tuple(f"{'abc'[at]}{label}" for at, label in enumerate(place)): int(count)
        for place, count in np.ndenumerate(chance.poisson(mean))
    }
    return crossed(with_totals(values))


@pytest.fixture
def one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protecting, "Effort", lambda: Effort(rounds=1))


@pytest.mark.usefixtures("one_round")
def test_labels_that_narrow_are_left_out_before_mending() -> None:
    """In three dimensions small totals narrow their small parts, and the search for
    the least is long: what is mended must be told less, not given up."""
    protected = protect(cube(6, 4, 3))
    assert protected.relabelled
    assert not protected.least
    assert hides_the_small(protected)
    assert found_out(**published(protected)) == {}


@pytest.mark.usefixtures("one_round")
def test_what_is_mended_hides_little_more_than_it_has_to() -> None:
    protected = protect(cube(6, 5, 4, seed=3))
    small = sum(0 < value < 5 for value in protected.table.values.values())
    assert len(protected.hidden) < 2 * small
    assert audit(protected.release) == []


@pytest.mark.usefixtures("one_round")
def test_with_no_time_for_mending_more_is_hidden_and_it_is_safe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trimming, "MENDING", -1.0)
    monkeypatch.setattr(trimming, "SECONDS", -1.0)
    protected = protect(cube(4, 3, 3))
    assert not protected.least
    assert hides_the_small(protected)
    assert found_out(**published(protected)) == {}
