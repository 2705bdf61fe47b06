"""No text becomes a formula, and what comes back is what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.foundation.documents.inert import as_typed, inert, inert_figure


@pytest.mark.parametrize(
    "said",
    [
        '=HYPERLINK("http://example.example")',
        "+44 20",
        "-1+1",
        "-",
        "--1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "-1\n",
    ],
)
def test_what_a_spreadsheet_might_run_begins_with_an_apostrophe(said: str) -> None:
    assert inert(said) == f"'{said}"


@pytest.mark.parametrize("said", ["12", "", "a=b", " =1", 7, -7, None])
def test_numbers_and_harmless_text_stay(said: object) -> None:
    assert inert(said) == said


@pytest.mark.parametrize(
    ("said", "leaves"),
    [("-3", "-3"), ("-1,234.5", "-1,234.5"), ("-1+1", "'-1+1"), ("-1\n", "'-1\n")],
)
def test_a_negative_figure_stays_and_a_sum_does_not(said: str, leaves: str) -> None:
    assert inert_figure(said) == leaves


@given(st.text(alphabet="=+-@'1a,. ", max_size=6).filter(lambda said: said[:1] != "'"))
def test_what_was_typed_comes_back(said: str) -> None:
    assert as_typed(inert(said)) == said
    assert not inert(said).startswith(("=", "+", "-", "@"))
