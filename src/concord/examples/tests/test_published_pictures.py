"""What the three strategies print of their areas, loaded and looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place
from concord.evidence.models import Observation
from concord.examples.load_picture import load_picture
from concord.examples.reading import read_picture

pytestmark = pytest.mark.django_db


@dataclass
class Loaded:
    """As much of a loading world as a picture needs."""

    job: Actor


@pytest.fixture
def bromley(elmbrook: Place) -> Iterator[Actor]:
    yield from _loaded("bromley", elmbrook)


@pytest.fixture
def bexley(elmbrook: Place) -> Iterator[Actor]:
    yield from _loaded("bexley", elmbrook)


def _loaded(code: str, place: Place) -> Iterator[Actor]:
    published = read_picture(code)
    assert published is not None
    job = Actor.from_job("examples", place.partnership.pk)
    with acting_as(job, why="Example loaded"):
        load_picture(Loaded(job), published)  # type: ignore[arg-type]
    lead = place.actor("strategic_lead")
    with acting_as(lead):
        yield lead


def test_a_figure_printed_twice_becomes_the_next_vintage(bexley):
    rows = Observation.objects.filter(
        indicator__code="lp-incidents",
        area__is_home=True,
        period_start__year=2019,
    ).order_by("vintage")
    assert [(row.numerator, row.vintage, row.status) for row in rows] == [
        (3836, 1, "final"),
        (3835, 2, "republished"),
    ]
