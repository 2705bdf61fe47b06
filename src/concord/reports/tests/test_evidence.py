"""What the board paper says of indicators."""

from __future__ import annotations

from decimal import Decimal

import pytest

from concord.access.actor import acting_as
from concord.evidence.actions import dictionary, observing
from concord.evidence.actions.observing import Figure
from concord.evidence.testing import Evidence, make_evidence
from concord.reports.content import CareFigure
from concord.reports.queries.compiling import compile_content
from concord.reports.rendering import render_docx, render_html, render_pdf
from concord.reports.tests.arranging import SUMMER, World

pytestmark = pytest.mark.django_db

STEADY = [25, 27, 24, 26, 25, 28, 26, 24, 27, 25]


def told(world: World, made: Evidence, tops: list[int]) -> tuple[CareFigure, ...]:
    today = SUMMER.last_day
    first = SUMMER.plus(1 - len(tops))
    with acting_as(world.lead):
        observing.record(
            [
                Figure(
                    made.repeats, made.home, first.plus(n), numerator=top,
                    denominator=100,
                )
                for n, top in enumerate(tops)
            ],
            kind="entered",
            origin="Invented",
            by=world.lead,
        )  # fmt: skip
        return compile_content(world.plan, SUMMER, today=today).paper.figures


@pytest.fixture
def made(world: World) -> Evidence:
    return make_evidence(world.place)


def test_the_paper_tells_what_changed_and_what_others_reach(world, made) -> None:
    with acting_as(world.lead):
        dictionary.add_benchmark(
            indicator=made.repeats,
            label="National",
            value=Decimal(32),
            source="Invented",
            reading_words="A low rate may mean that few are flagged",
            by=world.lead,
        )
    [figure] = told(world, made, [*STEADY, 40, 41])
    assert figure.measure == "Repeat cases. % of cases heard"
    assert figure.figure.startswith("41.0% (31.9% to 50.8%)")
    assert "National: 32%. A low rate may mean that few are flagged." in figure.reading
    assert figure.compare


def test_what_did_not_change_stays_on_the_dashboard(world, made) -> None:
    assert told(world, made, [*STEADY, 26, 25]) == ()


def test_a_broken_series_is_not_to_be_compared(world, made) -> None:
    with acting_as(world.lead):
        dictionary.mark_break(
            indicator=made.repeats, at=SUMMER.first_day, why="A new form", by=world.lead
        )
    [figure] = told(world, made, [*STEADY, 26, 60])
    assert not figure.compare
    assert "not compared" in figure.reading


def test_the_figures_stand_in_the_paper_of_every_kind(world, made) -> None:
    told(world, made, [*STEADY, 40, 41])
    with acting_as(world.lead):
        paper = compile_content(world.plan, SUMMER, today=SUMMER.last_day).paper
    assert "Figures to read with care" in render_html(paper)
    assert "41.0%" in render_html(paper)
    assert render_pdf(paper).startswith(b"%PDF")
    assert render_docx(paper)
