"""Scores of two records: in order, explained, and never across a household."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest

from concord.people.matching import comparing
from concord.people.matching.facts import (
    Born,
    Facts,
    address_of,
    names_of,
    phone_of,
    plain,
)
from concord.people.matching.scoring import WEIGHTS, Band, Score, score

BORN = dt.date(1991, 3, 4)
HOME = "Flat 3, 12 Elm Road, ZZ1 1ZZ"


def facts(
    given: str = "Marigold",
    family: str = "Thistlewood",
    *others: str,
    born: dt.date | None = BORN,
    exact: str = "day",
    sex: str = "female",
    phone: str = "",
    home: str = "",
    **more: Any,
) -> Facts:
    return Facts(
        names=tuple(names_of(given, family, others)),
        born=(Born(born, exact),) if born else (),
        sex=sex,
        phones=frozenset({phone_of(phone)} if phone else ()),
        addresses=(address_of(home),) if home else (),
        **more,
    )


def words(found: Score) -> str:
    return "; ".join(sign.words for sign in found.signs if sign.is_for)


@pytest.mark.parametrize("field", sorted(comparing.LEVELS))
def test_a_closer_level_never_weighs_less(field: str) -> None:
    levels = comparing.LEVELS[field]
    assert set(WEIGHTS[field]) == set(levels)
    weights = [WEIGHTS[field][level] for level in levels]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] > 0 > weights[-1]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (facts(), "Same date of birth"),
        (facts("Goldie"), "Short form of the given name"),
        (facts("Maragold", "Thisslewood"), "nearly alike"),
        (facts("Marigold", "Thistelwood"), "Family name"),
        (facts(born=dt.date(1991, 4, 3)), "Day and month of birth swapped"),
        (facts("Thistlewood", "Marigold"), "swapped"),
        (facts("Marigold", "Underhill", "Thistlewood"), "former name or alias"),
    ],
)
def test_the_usual_slips_are_still_the_same_person_and_say_why(
    asked: Facts, said: str
) -> None:
    found = score(asked, facts())
    assert found.band == Band.SAME
    assert said in words(found)


@pytest.mark.parametrize(
    "asked",
    [
        facts(born=None),
        facts(born=dt.date(1991, 1, 1), exact="year"),
        facts(born=dt.date(1992, 1, 1), exact="about"),
        facts(born=dt.date(1991, 3, 5)),
        facts(family="Underhill"),
        facts("M", "Thistlewood"),
    ],
)
def test_less_than_a_name_and_a_birth_date_is_for_a_human_to_decide(
    asked: Facts,
) -> None:
    assert score(asked, facts()).band == Band.POSSIBLE


def test_a_common_name_says_less_than_a_rare_one() -> None:
    common = score(facts("David", "Smith"), facts("David", "Smith"))
    assert common.signs[-1].weight < score(facts(), facts()).signs[-1].weight + 1
    weights = {sign.field: sign.weight for sign in common.signs}
    rare = {sign.field: sign.weight for sign in score(facts(), facts()).signs}
    assert weights["family"] < rare["family"]
    assert weights["given"] < rare["given"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # A victim and whoever controls her telephone.
        (
            facts(phone="07700 900123", home=HOME),
            facts("Barnard", sex="male", phone="07700 900123", home=HOME),
        ),
        # Twins.
        (facts(home=HOME), facts("Clover", home=HOME)),
        # Father and son of one name.
        (
            facts("Barnard", sex="male", home=HOME),
            facts("Barnard", sex="male", born=dt.date(2011, 9, 8), home=HOME),
        ),
    ],
)
def test_two_people_of_one_household_are_never_one_person(
    one: Facts, other: Facts
) -> None:
    assert score(one, other).band == Band.HOUSEHOLD


def test_twins_whose_addresses_nobody_knows_are_not_one_person() -> None:
    assert score(facts(), facts("Clover")).band != Band.SAME


def test_a_shared_telephone_makes_nothing_surer_inside_a_household() -> None:
    alone = score(facts(born=None), facts(born=None))
    shared = score(
        facts(born=None, phone="07700 900123"), facts(born=None, phone="07700 900123")
    )
    assert shared.probability == alone.probability
    assert shared.band == Band.POSSIBLE


def test_a_verified_number_is_enough_with_a_name() -> None:
    nhs = frozenset({("nhs", "9434765919")})
    one = facts(family="Underhill", born=None, identifiers=nhs)
    assert score(one, facts(born=None, identifiers=nhs)).band == Band.SAME


@pytest.mark.parametrize(
    "written",
    [
        "Flat 3, 12 Elm Road, ZZ1 1ZZ",
        "Flat 3 12 Elm Rd ZZ1 1ZZ",
        "3/12, Elm Road, zz11zz",
        "Apartment 3, 12 ELM ROAD",
    ],
)
def test_forms_of_an_address_are_one_address(written: str) -> None:
    assert address_of(written).is_same(address_of(HOME))


@pytest.mark.parametrize(
    "written", ["Flat 4, 12 Elm Road, ZZ1 1ZZ", "12 Elm Road, ZZ1 1ZY", "Elm Road"]
)
def test_another_flat_or_postcode_is_another_address(written: str) -> None:
    assert not address_of(written).is_same(address_of(HOME))


def test_names_in_any_script_are_compared() -> None:
    assert plain("Łucja-Zoë O’Hara") == plain("Łucja Zoe OHara")
    found = score(facts("Ольга", "Крапивина"), facts("Ольга", "Крапивина"))
    assert found.band == Band.SAME


def test_more_in_common_is_never_less_likely() -> None:
    steps = [
        facts("Barnard", "Crakehall", born=dt.date(1950, 1, 1)),
        facts("Barnard", born=dt.date(1950, 1, 1)),
        facts(born=dt.date(1950, 1, 1)),
        facts(born=None),
        facts(born=dt.date(1991, 1, 1), exact="year"),
        facts(),
    ]
    found = [score(step, facts()).probability for step in steps]
    assert found == sorted(found)


def test_a_hundred_pairs_take_a_few_hundredths_of_a_second_at_most() -> None:
    one = facts("Marigold", "Thistlewood", "Goldie", phone="07700 900123", home=HOME)
    other = facts("Margold", "Thistlewod", "Mary Twinford", home=HOME)
    began = time.perf_counter()
    for _ in range(100):
        score(one, other)
    assert time.perf_counter() - began < 0.2
