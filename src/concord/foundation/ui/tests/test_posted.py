"""Numbers that a browser sent."""

from __future__ import annotations

import pytest

from concord.foundation.ui.posted import whole_number


@pytest.mark.parametrize(
    ("said", "read"), [("0", 0), ("17", 17), ("9" * 18, int("9" * 18))]
)
def test_plain_digits_are_a_number(said: str, read: int) -> None:
    assert whole_number(said) == read


@pytest.mark.parametrize(
    "said", ["", "²", "٣", "-1", "1e5", " 1", "9" * 19, "1" * 5000]
)
def test_anything_else_is_no_row(said: str) -> None:
    assert whole_number(said) == 0
