"""What the board paper says of indicators."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from html import unescape

import pytest
from docx import Document
from pypdf import PdfReader

from concord.access.actor import acting_as
from concord.evidence.actions import dictionary, observing
from concord.evidence.actions.observing import Figure
from concord.evidence.testing import Evidence, make_evidence
from concord.reports.content import (
    BoardPaper,
    CareFigure,
    from_record,
    to_record,
)
from concord.reports.edits import with_edits
from concord.reports.queries.compiling import compile_content
from concord.reports.rendering import render_docx, render_html, render_pdf
from concord.reports.rendering.indicator_charts import indicator_charts
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


@pytest.fixture
def paper(world: World, made: Evidence) -> BoardPaper:
    told(world, made, [*STEADY, 40, 41])
    with acting_as(world.lead):
        return compile_content(world.plan, SUMMER, today=SUMMER.last_day).paper


def test_the_figures_stand_in_the_paper_of_every_kind(paper: BoardPaper) -> None:
    assert "Figures to read with care" in render_html(paper)
    assert "41.0%" in render_html(paper)
    assert render_pdf(paper).startswith(b"%PDF")
    assert render_docx(paper)


def test_the_paper_draws_the_chart_of_each_figure_with_its_words(
    paper: BoardPaper,
) -> None:
    [figure] = paper.figures
    assert figure.chart is not None
    assert figure.chart.points[-1] == (SUMMER.code, 41.0)
    [chart] = indicator_charts(paper)
    assert chart.caption.startswith("Repeat cases. ")
    assert "41% (95% interval 32% to 51%)" in chart.alternative
    assert chart.caption in unescape(render_html(paper))
    assert chart.svg in render_html(paper)
    words = Document(io.BytesIO(render_docx(paper)))
    assert any(chart.caption in line.text for line in words.paragraphs)
    described = [shape._inline.docPr.get("descr") for shape in words.inline_shapes]
    assert chart.alternative in described
    assert "Chart 2. Repeat cases. " in " ".join(printed(paper))


def test_pages_tables_and_charts_are_numbered_in_their_order(
    paper: BoardPaper,
) -> None:
    """Also where the panel of decisions leaves room on the first page."""
    pages = printed(replace(paper, figures=paper.figures * 3))
    total = len(pages)
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {total}" in text
    for kind in ("Table", "Chart"):
        found = [int(n) for n in re.findall(rf"{kind} (\d+)\.", " ".join(pages))]
        assert found == list(range(1, len(found) + 1))


def printed(paper: BoardPaper) -> list[str]:
    """The text of each page of the PDF."""
    pages = PdfReader(io.BytesIO(render_pdf(paper))).pages
    return [page.extract_text() for page in pages]


def test_an_issued_paper_draws_the_same_chart_again(paper: BoardPaper) -> None:
    again = from_record(json.loads(json.dumps(to_record(paper))))
    assert indicator_charts(again) == indicator_charts(paper)


def test_whoever_words_a_figure_keeps_its_chart(paper: BoardPaper) -> None:
    edits = {
        "figures": [
            {"key": "indicator:1", "measure": "Repeats", "figure": "41%",
             "reading": "More than usual.", "compare": True},
            {"key": "own:1", "measure": "Calls", "figure": "900", "reading": "Many."},
        ]
    }  # fmt: skip
    keys = {"decisions": [], "exceptions": [], "achievements": [],
            "figures": ["indicator:1"]}  # fmt: skip
    bare = replace(paper, decisions=(), exceptions=(), achievements=())
    mine, own = with_edits(bare, keys, edits).figures
    assert (mine.measure, mine.chart) == ("Repeats", paper.figures[0].chart)
    assert own.chart is None
