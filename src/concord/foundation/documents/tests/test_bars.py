"""Bars and tiles: every number is there, and what is hidden looks like nothing else."""

from __future__ import annotations

import re

from lxml import etree

from concord.foundation.documents.bars import (
    Compared,
    Ranked,
    Share,
    draw_ranked,
    draw_shares,
    most_of,
    share_bar,
)
from concord.foundation.documents.strokes import BAR, PLUM
from concord.foundation.documents.tiles import TINTS, Tile, classes, draw_tiles
from concord.foundation.documents.typesetting import draw_png

SVG = "{http://www.w3.org/2000/svg}"
GROUPS = [
    Share("White British", 40.0, 50.0),
    Share("Asian or Asian British", 20.0, 12.5),
    Share("Arab", None, 1.1, "hidden"),
    Share("Not recorded", 4.1),
]
WARDS = [
    Ranked("Ashgrove", 2.25, (1.4, 3.4)),
    Ranked("Dunmere", None, why="hidden"),
    Ranked("Hartsdown", 7.9, (6.4, 9.6)),
    Ranked("Greywater", None),
    Ranked("Eastwell", 5.0, (4.0, 6.6)),
]


def tree(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode())


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in tree(svg).iter(f"{SVG}text")]


def bars(svg: str) -> list[float]:
    """Lengths, in the order drawn, without the one of the key."""
    found = tree(svg).iter(f"{SVG}rect")
    return [
        float(r.get("width", "0"))
        for r in found
        if r.get("fill") == BAR and r.get("width") != "18"
    ]


def test_bars_start_at_nothing_and_are_in_proportion() -> None:
    svg = draw_shares("Who comes", GROUPS)
    first, second, third = bars(svg)
    assert abs(first - 2 * second) < 0.2
    assert abs(third / first - 4.1 / 40) < 0.01
    starts = {r.get("x") for r in tree(svg).iter(f"{SVG}rect")}
    assert len(starts) == 1


def test_every_bar_has_its_number_and_the_population_a_mark() -> None:
    svg = draw_shares("Who comes", GROUPS)
    assert {"40.0%", "20.0%", "4.1%", "hidden"} <= set(texts(svg))
    marks = [p for p in tree(svg).iter(f"{SVG}path") if p.get("stroke") == PLUM]
    assert len(marks) == 3  # of two groups, and the key's
    assert tree(svg).get("aria-label") == (
        "Who comes. White British 40.0%, of the population 50.0%; Asian or Asian "
        "British 20.0%, of the population 12.5%; Arab hidden, of the population 1.1%; "
        "Not recorded 4.1%."
    )


def test_hidden_is_a_dotted_line_and_never_a_short_bar() -> None:
    cell = share_bar(GROUPS[2], most_of(GROUPS))
    assert bars(cell) == []
    [line] = tree(cell).iter(f"{SVG}path")
    assert line.get("stroke-dasharray") == "2 4"
    zero = share_bar(Share("None at all", 0.0), 50)
    assert not list(tree(zero).iter(f"{SVG}path"))


def test_a_bar_in_a_table_says_nothing_twice() -> None:
    drawn = tree(share_bar(GROUPS[0], most_of(GROUPS)))
    assert drawn.get("aria-hidden") == "true"
    assert drawn.get("viewBox") == "0 0 320 16"
    [bar] = bars(share_bar(GROUPS[0], 50))
    assert bar == 320 * 40 / 50


def test_areas_are_ranked_and_those_without_a_value_come_last() -> None:
    said = texts(draw_ranked("Rate", WARDS, unit="per 1,000 residents"))
    names = [each for each in said if each in {w.label for w in WARDS}]
    assert names == ["Hartsdown", "Eastwell", "Ashgrove", "Dunmere", "Greywater"]
    assert "7.9 (6.4 to 9.6)" in said
    assert "hidden" in said
    assert "not recorded" in said


def test_the_whole_is_drawn_across_the_bars() -> None:
    svg = draw_ranked(
        "Rate", WARDS, unit="per 1,000", compared=Compared(5.5, "Elmbrook")
    )
    assert "Elmbrook 5.5" in texts(svg)
    assert "Elmbrook 5.5. Hartsdown" in tree(svg).get("aria-label", "")


def test_a_tile_has_name_and_number_and_its_tint_is_never_alone() -> None:
    tiles = [Tile(w.label, w.value, why=w.why) for w in WARDS]
    svg = draw_tiles("Rate", tiles, unit="per 1,000 residents")
    said = texts(svg)
    assert {"Ashgrove", "Dunmere", "7.9", "5.0", "hidden", "not recorded"} <= set(said)
    assert "2.2 or more" in said
    dotted = [r for r in tree(svg).iter(f"{SVG}rect") if r.get("stroke-dasharray")]
    assert len(dotted) == 2
    assert {r.get("fill") for r in dotted} == {"#ffffff"}


def test_tiles_are_parted_into_classes_of_like_size() -> None:
    tiles = [Tile(str(n), float(n)) for n in range(12)]
    assert classes(tiles) == [0, 3, 6, 9]
    assert classes([Tile("a", 4.0), Tile("b", 4.0)]) == [4]
    assert classes([Tile("a", None, why="hidden")]) == []


def test_tiles_stand_where_their_areas_lie() -> None:
    tiles = [Tile("North", 1.0, (1, 0)), Tile("South", 2.0, (1, 2))]
    drawn = tree(draw_tiles("Rate", tiles, unit="cases", width=300))
    places = [(r.get("x"), r.get("y")) for r in drawn.iter(f"{SVG}rect")][:2]
    assert places == [("153.5", "0.5"), ("153.5", "144.5")]


def test_numbers_on_tints_have_contrast_enough() -> None:
    def light(colour: str) -> float:
        parts = [int(part, 16) / 255 for part in re.findall("..", colour[1:])]
        linear = [
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for fill, ink in TINTS:
        high, low = sorted((light(fill), light(ink)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_names_are_never_markup_and_drawings_go_into_paper() -> None:
    odd = '<img src=x> & "more"'
    for svg in (
        draw_shares(odd, [Share(odd, 1.0, 2.0)]),
        draw_ranked(odd, [Ranked(odd, 1.0, (0.5, 2.0))], unit=odd),
        draw_tiles(odd, [Tile(odd, 1.0)], unit=odd),
    ):
        assert "<img" not in svg
        assert "style=" not in svg
        assert draw_png(svg, width=640, pixels_per_inch=72).startswith(b"\x89PNG")


def test_nothing_to_draw_is_drawn_as_nothing() -> None:
    for svg in (
        draw_shares("Who", []),
        draw_ranked("Rate", [], unit="cases"),
        draw_tiles("Rate", [], unit="cases"),
        draw_ranked("Rate", [Ranked("North", 0.0)], unit="cases"),
        draw_shares("Who", [Share("A", 0.0, 0.0)]),
    ):
        assert tree(svg).get("role") == "img"
