"""Typed text reaches paper whole, or says what is missing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from concord.foundation.documents.printable import (
    breakable_text,
    paragraphs,
    plain,
    plain_text,
    showable_text,
)
from concord.foundation.documents.typefaces import source_sans


@given(st.text())
def test_plain_text_can_always_be_written_as_xml(text: str) -> None:
    element = etree.Element("t")
    element.text = plain_text(text)
    etree.tostring(element).decode()


@given(st.text())
def test_showable_text_has_a_glyph_for_each_character(text: str) -> None:
    face = source_sans("bold")
    assert all(c in "\n\u200b" or face.shows(c) for c in showable_text(text))


@given(st.text("abc ’“”é–\n", max_size=200))
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert showable_text(text) == text


def test_a_symbol_is_named_and_another_script_is_counted() -> None:
    assert showable_text("Well done 😀") == "Well done [grinning face]"
    assert showable_text("شكرا لكم.") == "[7 characters not shown here]."


def test_pasted_line_ends_stay_line_ends() -> None:
    assert plain_text("a\r\nb\x0bc\u2028d") == "a\nb\nc\nd"


def test_turning_marks_cannot_reverse_what_follows() -> None:
    assert plain_text("safe \u202egnihton") == "safe gnihton"


def test_it_reaches_into_lists_and_mappings() -> None:
    assert plain({"a": ["x\x00", 3, None]}) == {"a": ["x", 3, None]}


def test_blank_lines_part_paragraphs() -> None:
    assert paragraphs("One\nline.\n\n \nTwo.\n") == ["One\nline.", "Two."]
    assert paragraphs("  ") == []


def test_only_very_long_words_may_break() -> None:
    assert breakable_text("ordinary words stay") == "ordinary words stay"
    long = "x" * 40
    assert "\u200b" in breakable_text(long)
    assert breakable_text(long).replace("\u200b", "") == long


def test_a_label_is_cut_with_an_ellipsis_to_its_width() -> None:
    face = source_sans()
    lines = face.wrap("a label that is much too long " * 4, size=9, width=80, lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(face.width(line, 9) <= 80 for line in lines)


def test_widths_are_those_of_the_typeface() -> None:
    # Half an em per figure, as in every text face of this family (497/1000).
    assert abs(source_sans().width("00", 10) - 9.94) < 0.01
