"""Numbers that others know a person by, as they are kept."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from concord.people.actions.about import tidy_number


@pytest.mark.parametrize("typed", ["943 476 5919", "9434765919", "943-476-5919 "])
def test_an_nhs_number_is_kept_without_spaces(typed: str) -> None:
    assert tidy_number("nhs", typed) == "9434765919"


@pytest.mark.parametrize(
    "typed", ["943 476 5918", "943 476 591", "943 476 59199", "943476591X", ""]
)
def test_a_wrong_figure_is_said(typed: str) -> None:
    with pytest.raises(ValidationError) as said:
        tidy_number("nhs", typed)
    assert "value" in said.value.message_dict


def test_a_check_figure_of_ten_is_no_number() -> None:
    with pytest.raises(ValidationError):
        tidy_number("nhs", "123 456 7890")


def test_another_reference_is_kept_as_it_is_in_capitals() -> None:
    assert tidy_number("police", " pnc  12/345x ") == "PNC 12/345X"
