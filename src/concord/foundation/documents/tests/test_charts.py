"""One drawing for web, PDF and Word: nothing lost, nothing out of place."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from concord.foundation.documents.charts import (
    WIDTH,
    Bar,
    StackedBars,
    alternative_text,
    draw_svg,
)
from concord.foundation.documents.marks import Mark
from concord.foundation.documents.typefaces import source_sans
from concord.foundation.documents.typesetting import draw_png

MARKS = (
    Mark("good", "G", "Good", "#1b6b3f", "#ffffff"),
    Mark("poor", "R", "Poor", "#a3161c", "#ffffff"),
    Mark("none", "U", "Not known", "#ffffff", "#13262f", "#44545c", "dashed"),
)
SVG = "{http://www.w3.org/2000/svg}"


def _chart(*bars: Bar) -> StackedBars:
    return StackedBars(bars, MARKS, ("case", "cases"), ("area", "areas"))


def _drawing(chart: StackedBars) -> etree._Element:
    return etree.fromstring(draw_svg(chart).encode())


def _texts(drawing: etree._Element) -> list[str]:
    return [text.text or "" for text in drawing.iter(f"{SVG}text")]


def test_a_block_carries_its_letter_and_count() -> None:
    texts = _texts(_drawing(_chart(Bar("1", "North", {"good": 3, "poor": 2}))))
    assert "G 3" in texts
    assert "R 2" in texts


def test_the_legend_names_only_what_is_drawn() -> None:
    texts = _texts(_drawing(_chart(Bar("1", "North", {"good": 3}))))
    assert "Good" in texts
    assert "Poor" not in texts


def test_the_alternative_tells_every_number() -> None:
    chart = _chart(Bar("1", "North", {"good": 1, "none": 2}), Bar("", "South", {}))
    assert alternative_text(chart) == (
        "Stacked bars, one for each area; 3 cases in all. "
        "1 North, 3 cases: 1 good, 2 not known. South: no cases."
    )


def test_a_row_without_cases_says_so() -> None:
    assert "No cases" in _texts(_drawing(_chart(Bar("1", "North", {}))))


def test_all_rows_share_one_scale() -> None:
    drawing = _drawing(_chart(Bar("1", "N", {"good": 8}), Bar("2", "S", {"good": 4})))
    blocks = [r for r in drawing.iter(f"{SVG}rect") if r.get("height") == "18"]
    long, short = (float(block.get("width")) + 1.6 for block in blocks)
    assert abs(long - 2 * short) < 0.05


def test_a_label_is_text_and_never_markup() -> None:
    drawn = draw_svg(_chart(Bar("1", '<script>&"\x0b', {"good": 1})))
    assert "<script>" not in drawn
    etree.fromstring(drawn.encode())


def test_there_is_no_style_for_a_content_security_policy_to_refuse() -> None:
    drawn = draw_svg(_chart(Bar("1", "North", {"good": 1, "none": 1})))
    assert "style" not in drawn


counts = st.dictionaries(
    st.sampled_from(["good", "poor", "none"]), st.integers(0, 400), max_size=3
)
bars = st.builds(
    Bar, st.text("123.iv", max_size=6), st.text("aeg lmW-’", max_size=90), counts
)


@settings(max_examples=60, deadline=None)
@given(st.lists(bars, min_size=1, max_size=14))
def test_every_count_is_written_once_and_stays_inside(rows: list[Bar]) -> None:
    chart = _chart(*rows)
    drawing = _drawing(chart)
    height = float(drawing.get("height"))
    for text in drawing.iter(f"{SVG}text"):
        face = source_sans("bold" if text.get("font-weight") == "700" else "regular")
        width = face.width(text.text or "", float(text.get("font-size")))
        x = float(text.get("x")) - (
            width / 2 if text.get("text-anchor") == "middle" else 0
        )
        assert x >= -0.1
        assert x + width <= WIDTH + 0.2
        assert 0 < float(text.get("y")) <= height
    written = [t for t in _texts(drawing) if re.fullmatch(r"([GRU] )?\d+", t)]
    wanted = sum(1 for bar in rows for number in bar.counts.values() if number)
    refs = sum(1 for bar in rows if re.fullmatch(r"\d+", bar.ref))
    assert len(written) == wanted + refs


@settings(max_examples=60, deadline=None)
@given(st.lists(bars, min_size=1, max_size=14))
def test_a_label_inside_a_block_fits_it(rows: list[Bar]) -> None:
    drawing = _drawing(_chart(*rows))
    blocks = [
        (float(r.get("x")), float(r.get("width")))
        for r in drawing.iter(f"{SVG}rect")
        if float(r.get("height")) > 13
    ]
    for text in drawing.iter(f"{SVG}text"):
        if re.fullmatch(r"[GRU] \d+", text.text or ""):
            middle = float(text.get("x"))
            width = source_sans("bold").width(text.text, float(text.get("font-size")))
            assert any(
                x <= middle - width / 2 and middle + width / 2 <= x + across
                for x, across in blocks
            )


def test_it_can_be_had_as_a_picture_with_its_letters() -> None:
    with_letters = draw_png(
        draw_svg(_chart(Bar("1", "North", {"good": 3}))), width=WIDTH
    )
    without = draw_png(
        re.sub("<text.*?</text>", "", draw_svg(_chart(Bar("1", "North", {"good": 3})))),
        width=WIDTH,
    )
    assert with_letters.startswith(b"\x89PNG")
    assert len(with_letters) > len(without) + 1000
