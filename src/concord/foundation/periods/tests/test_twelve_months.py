from __future__ import annotations

from datetime import date

import pytest

from concord.foundation.periods import TwelveMonths


@pytest.mark.parametrize(
    ("text", "first", "last", "label"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31), "2018"),
        ("2019/20", date(2019, 4, 1), date(2020, 3, 31), "2019/20"),
        (
            "2019-06/2020-05",
            date(2019, 6, 1),
            date(2020, 5, 31),
            "June 2019 to May 2020",
        ),
    ],
)
def test_twelve_months_are_read_and_written(text, first, last, label):
    year = TwelveMonths.parse(text)
    assert (year.first_day, year.last_day) == (first, last)
    assert (year.label, year.code) == (label, text)
    assert len(year.months) == 12


def test_the_next_twelve_months_begin_a_year_later():
    assert TwelveMonths(2019, 6).next == TwelveMonths(2020, 6)
    assert TwelveMonths(2019, 6).previous.first_day == date(2018, 6, 1)


@pytest.mark.parametrize("text", ["2019-06/2020-06", "19", "2019-13/2020-12", "x"])
def test_what_is_not_twelve_months_is_refused(text):
    with pytest.raises(ValueError, match="write"):
        TwelveMonths.parse(text)
