"""What a format or a printer lost, and what is left alone."""

from __future__ import annotations

import pytest

from concord.foundation.documents.reading import Paragraph
from concord.foundation.documents.reading.hyphens import BROKEN, resolved
from concord.foundation.documents.reading.sheets import Tenths


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ([1.8, 1.9, 1.1, 1.11], [1.8, 1.9, "1.10", 1.11]),
        ([2.19, 2.2, 2.21], [2.19, "2.20", 2.21]),
        ([1.9, 2.1], [1.9, 2.1]),
        ([1.1, 1.2, 1.1], [1.1, 1.2, 1.1]),
        ([1.9, "Theme 2", 1.1], [1.9, "Theme 2", 1.1]),
    ],
)
def test_a_number_of_a_list_keeps_the_nought_that_a_sheet_drops(
    typed: list[object], meant: list[object]
) -> None:
    tenths = Tenths()
    assert [tenths.seen(0, value) for value in typed] == meant


@pytest.mark.parametrize(
    ("rest", "broken", "whole"),
    [
        ("the community", f"a commu-{BROKEN}nity response", "a community response"),
        ("long-term help", f"long-{BROKEN}term help", "long-term help"),
        ("work with a partner", f"part-{BROKEN}ner agencies", "partner agencies"),
        ("multi agency", f"a multi-{BROKEN}agency group", "a multi-agency group"),
    ],
)
def test_a_word_broken_at_the_end_of_a_line_is_written_as_elsewhere(
    rest: str, broken: str, whole: str
) -> None:
    blocks = resolved([Paragraph(rest), Paragraph(broken)])
    assert [block.text for block in blocks] == [rest, whole]  # type: ignore[union-attr]
