from __future__ import annotations

import pytest

from concord.linkage import dates, names, places
from concord.linkage.dates import Birth


@pytest.mark.parametrize(
    "written",
    [
        "1980-04-03",
        "03/04/1980",
        "3.4.80",
        "19800403",
        "3 April 1980",
        "03-APR-80",
        "April 3, 1980",
        "1980-04-03T00:00:00",
        "1980/4/3 00:00",
        "29314",
    ],
)
def test_one_day_however_it_is_written(written: str) -> None:
    assert dates.birth(written, "day first") == Birth("19800403", "1980", "19800304")


def test_a_column_tells_whether_the_month_comes_first() -> None:
    assert dates.order_of(["04/03/1980", "04/23/1981"]) == ("month first", True)
    assert dates.order_of(["04/03/1980", "23/04/1981"]) == ("day first", True)
    assert dates.order_of(["04/03/1980"]) == ("day first", False)


def test_one_cell_the_other_way_round_is_still_read() -> None:
    assert dates.birth("04/23/1980", "day first").day == "19800423"


def test_eight_digits_may_end_in_the_year() -> None:
    column = ["23041980", "01121975"]
    assert dates.eight_digits_end_in_year(column)
    assert dates.birth(column[0], "day first", year_last=True).day == "19800423"


@pytest.mark.parametrize("written", ["1980", "c. 1980", "1980-04", "00/00/1980"])
def test_a_part_of_a_date_gives_the_year(written: str) -> None:
    assert dates.birth(written, "day first") == Birth("", "1980", "")


@pytest.mark.parametrize("written", ["", "unknown", "n/a", "12345678901", "//"])
def test_what_is_no_date_says_nothing(written: str) -> None:
    assert dates.birth(written, "day first") == dates.NOTHING


def test_a_date_that_never_was_is_kept_for_its_digits() -> None:
    assert dates.birth("19421332", "day first").day == "19421332"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("O'Neill", "ONEILL"),
        ("Zoë", "zoe"),
        ("Łukasz", "Lukasz"),
        ("Mac Donald", "MacDonald"),
        ("de la Cruz", "De La Cruz"),
        ("Smith-Jones", "smith jones"),
    ],
)
def test_names_are_the_same_without_case_and_marks(one: str, two: str) -> None:
    assert names.surname(one).whole == names.surname(two).whole


def test_titles_are_no_names() -> None:
    assert names.forename("Mrs Amber").first == "amber"


def test_not_known_is_not_a_name() -> None:
    assert names.forename("Unknown") == names.NO_NAME


@pytest.mark.parametrize(("one", "two"), [("bill", "william"), ("kate", "catherine")])
def test_short_names_share_a_mark(one: str, two: str) -> None:
    assert set(names.aliases(one)) & set(names.aliases(two))


def test_names_that_are_short_for_nothing_in_common_share_none() -> None:
    assert not set(names.aliases("tim")) & set(names.aliases("tom"))


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("Amber Gorse", ("Amber", "Gorse")),
        ("GORSE, Amber Jane", ("Amber Jane", "GORSE")),
        ("Amber van der Gorse", ("Amber", "van der Gorse")),
    ],
)
def test_a_whole_name_is_divided(whole: str, parts: tuple[str, str]) -> None:
    assert names.divided(whole) == parts


@pytest.mark.parametrize(
    ("word", "parts"),
    [("Tamworth", ("", "Tamworth")), ("Rosalind", ("Rosalind", ""))],
)
def test_a_single_name_is_a_surname_unless_it_is_a_known_forename(
    word: str, parts: tuple[str, str]
) -> None:
    assert names.divided(word) == parts


def test_addresses_are_the_same_without_short_words_and_marks() -> None:
    one, two = (
        places.address("Flat 2, 14 Gorse Rd."),
        places.address("FLAT 2 14 GORSE ROAD"),
    )
    assert one.whole == two.whole
    assert "road" not in one.words


def test_no_fixed_address_is_no_address() -> None:
    assert places.address("NFA") == places.NO_ADDRESS


def test_postcodes_without_spaces_and_with_letters_for_figures() -> None:
    assert places.postcode("zz1 1zz") == places.postcode("ZZ1lZZ") == "ZZ11ZZ"


def test_telephones_are_the_same_with_and_without_the_country() -> None:
    assert places.phone("+44 7700 900123") == places.phone("07700 900 123")
    assert places.phone("0000000000") == ""


def test_only_valid_nhs_numbers_count() -> None:
    assert places.nhs_number("999 000 0018") == "9990000018"
    assert places.nhs_number("999 000 0019") == ""
