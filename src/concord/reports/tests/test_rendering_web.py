"""The HTML: structure that a screen reader can walk, and nothing a policy refuses."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html

from concord.reports.content import Decision, Statement
from concord.reports.ratings import MARKS
from concord.reports.rendering import render_html, render_html_file
from concord.reports.rendering.web import STYLE_SHEET
from concord.reports.tests.invented import ordinary_paper
from concord.reports.tests.straining import straining_paper
from concord.reports.tests.test_rendering_pdf import HOSTILE


@pytest.fixture(params=[ordinary_paper, straining_paper], ids=["ordinary", "straining"])
def fragment(request):
    return html.fromstring(render_html(request.param()))


def test_there_is_no_inline_style_or_script(fragment) -> None:
    assert fragment.xpath("//*[@style]") == []
    assert fragment.xpath("//style | //script") == []
    assert fragment.xpath("//@*[starts-with(name(), 'on')]") == []


def test_headings_start_at_one_and_skip_no_level(fragment) -> None:
    levels = [int(each.tag[1]) for each in fragment.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_tables_have_captions_and_scoped_heads(fragment) -> None:
    tables = fragment.xpath("//table")
    assert tables
    for table in tables:
        assert table.xpath("caption")[0].text_content().startswith("Table ")
        assert all(each.get("scope") for each in table.xpath(".//th"))
        across = len(table.xpath("thead/tr/th"))
        for row in table.xpath("tbody/tr"):
            if row.get("class") == "paper-group":
                assert row.xpath("th/@colspan") == [str(across)]
                assert row.xpath("th/@scope") == ["rowgroup"]
            else:
                assert len(row) == across
                assert len(row.xpath("th[@scope='row']")) == 1


def test_ids_are_unique_and_every_link_and_label_leads_somewhere(fragment) -> None:
    ids = fragment.xpath("//@id")
    assert len(ids) == len(set(ids))
    wanted = {each[1:] for each in fragment.xpath("//a/@href")}
    wanted |= set(fragment.xpath("//@aria-labelledby"))
    assert wanted <= set(ids)


def test_regions_that_scroll_can_be_reached_and_have_a_name(fragment) -> None:
    for each in fragment.xpath("//*[contains(@class, 'paper-scroll')]"):
        assert each.get("tabindex") == "0"
        assert each.get("aria-label") or each.get("aria-labelledby")


def test_the_chart_has_its_numbers_in_words(fragment) -> None:
    (drawing,) = fragment.xpath("//*[local-name()='svg']")
    assert drawing.get("role") == "img"
    assert "1 Everyone’s business" in drawing.get("aria-label")


def test_every_action_is_in_it_with_letter_and_word() -> None:
    fragment = html.fromstring(render_html(ordinary_paper()))
    text = " ".join(fragment.text_content().split())
    for action in ordinary_paper().actions:
        assert action.title in text
    assert "R Off track" in text


def test_typed_markup_is_text() -> None:
    paper = replace(
        ordinary_paper(),
        title=HOSTILE,
        summary=(HOSTILE,),
        example_note=HOSTILE,
        decisions=(Decision("D1", HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
        statements=(
            Statement(HOSTILE, HOSTILE + "\x0b", ordinary_paper().as_at, HOSTILE),
        ),
    )
    made = render_html_file(paper)
    assert "<script" not in made
    text = html.fromstring(made).text_content()
    assert text.count("{{ 7*7 }} {% raise %} <script>alert(1)</script>") >= 8


def test_the_file_stands_alone() -> None:
    made = html.document_fromstring(render_html_file(ordinary_paper()))
    assert made.get("lang") == "en-GB"
    assert made.findtext(".//title").startswith("Domestic abuse strategy")
    assert len(made.xpath("//style")) == 1
    assert made.xpath("//main/article")
    assert made.xpath("//link | //script | //img") == []


def test_the_style_sheet_knows_every_rating_and_cannot_end_the_style_element() -> None:
    sheet = STYLE_SHEET.read_text(encoding="utf-8")
    assert "</" not in sheet
    assert "url(" not in sheet
    for key, mark in MARKS.items():
        assert re.search(rf"paper-mark--{key} .*{mark.fill[1:4]}", sheet), key


def test_it_is_the_same_each_time() -> None:
    assert render_html_file(ordinary_paper()) == render_html_file(ordinary_paper())


def test_a_rating_can_be_told_apart_without_colour() -> None:
    assert len({mark.letter for mark in MARKS.values()}) == len(MARKS)
    assert len({mark.word for mark in MARKS.values()}) == len(MARKS)


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (
            p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_letters_stand_out_from_their_squares() -> None:
    for mark in MARKS.values():
        assert _contrast(mark.fill, mark.ink) >= 5.5, mark.key
