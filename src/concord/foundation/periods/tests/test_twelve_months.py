from __future__ import annotations

from datetime import date

import pytest

from concord.foundation.periods import TwelveMonths


def test_twelve_months_are_read_and_written():
    year = TwelveMonths.parse("2019-06/2020-05")
    assert (year.first_day, year.last_day) == (date(2019, 6, 1), date(2020, 5, 31))
    assert year.label == "June 2019 to May 2020"
    assert year.code == "2019-06/2020-05"
    assert len(year.months) == 12
    assert TwelveMonths.containing(year.first_day) == year


def test_the_next_twelve_months_begin_a_year_later():
    assert TwelveMonths(2019, 6).next == TwelveMonths(2020, 6)
    assert TwelveMonths(2019, 6).previous.first_day == date(2018, 6, 1)


@pytest.mark.parametrize("text", ["2019-06/2020-06", "2019", "2019-13/2020-12", "x"])
def test_what_is_not_twelve_months_is_refused(text):
    with pytest.raises(ValueError, match=r"write|is not"):
        TwelveMonths.parse(text)
