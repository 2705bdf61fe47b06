"""What may never happen: two people of one household become one."""

from __future__ import annotations

from pathlib import Path

import pytest

from concord.linkage import linking
from concord.linkage.guarding import Facts, Guard, Households, Verdict
from concord.linkage.households import Seen
from concord.linkage.linking import Wanted
from concord.linkage.scoring import Pair
from concord.linkage.tests.people import (
    HEADER,
    crowd,
    deduped,
    silent,
    together,
    write,
)

GORSE = ["14 Gorse Road", "ZZ9 9ZZ"]


def test_slips_of_one_person_are_joined(tmp_path: Path) -> None:
    found = deduped(
        tmp_path,
        [
            ["one", "Rosalind", "Tamworth", "1980-04-03", *GORSE],
            ["two", "ROSALIDN", "Tamworth", "03/04/1980", *GORSE],
        ],
    )
    assert together(found) == [["one", "two"]]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("Rosalind", "1980-04-03"), ("Rosalind", "1980-03-04")),
        (("Rosalind", "1980-04-03"), ("Rosalind", "1980-04-08")),
        (("William", "1980-04-03"), ("Bill", "1980-04-03")),
    ],
    ids=["day and month swapped", "one figure wrong", "short name"],
)
def test_forename_and_birth_date_together_tell_one_person(
    tmp_path: Path, one: tuple[str, str], two: tuple[str, str]
) -> None:
    rows = [["one", one[0], "Tamworth", one[1], *GORSE]]
    rows += [["two", two[0], "Tamworth", two[1], *GORSE]]
    assert together(deduped(tmp_path, rows)) == [["one", "two"]]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("Rosalind", "1980-04-03"), ("Beatrix", "1980-04-03")),
        (("Tim", "1980-04-03"), ("Tom", "1980-04-03")),
        (("Emma", "1980-04-03"), ("Emily", "1980-04-03")),
        (("Jon", "1950-04-03"), ("Jon", "1979-11-20")),
        (("Jon", "1950-04-03"), ("Jon", "1970-04-03")),
        (("Jon", "1950-04-03"), ("Jon", "1950-11-20")),
        (("Rosalind", "1980-04-03"), ("Hugo", "1979-09-12")),
    ],
    ids=[
        "twins",
        "twins a letter apart",
        "twins who begin alike",
        "father and son",
        "father and son of one birthday",
        "two of one name and year",
        "couple",
    ],
)
def test_members_of_a_household_are_never_joined(
    tmp_path: Path, one: tuple[str, str], two: tuple[str, str]
) -> None:
    rows = [["one", one[0], "Tamworth", one[1], *GORSE]]
    rows += [["two", two[0], "Tamworth", two[1], *GORSE]]
    assert together(deduped(tmp_path, rows)) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("Jon", "1950-04-03", "ZZ9 9ZZ"), ("Jon", "", "ZZ9 9Z")),
        (("Rosalind", "1980-04-03", "ZZ9 9ZZ"), ("", "1980-04-03", "ZZ9 9ZZ")),
        (("Rosalind", "1980-04-03", "ZZ9 9ZZ"), ("Rosamund", "1980-04-03", "")),
        (("Barbara", "1980-04-03", "ZZ9 9ZZ"), ("Barney", "1980-04-03", "")),
    ],
    ids=[
        "a slip in the postcode and no birth date",
        "a forename that is not known",
        "two slips that make another name, and no postcode",
        "forenames that begin alike, and no postcode",
    ],
)
def test_with_postcodes_only_a_household_is_as_safe(
    tmp_path: Path, one: tuple[str, str, str], two: tuple[str, str, str]
) -> None:
    rows = [["one", one[0], "Tamworth", one[1], "", one[2]]]
    rows += [["two", two[0], "Tamworth", two[1], "", two[2]]]
    assert together(deduped(tmp_path, rows)) == []


def test_with_postcodes_only_a_birth_date_that_is_right_in_part_is_enough(
    tmp_path: Path,
) -> None:
    rows = [
        ["one", "Rosalind", "Tamworth", "1980-04-03", "", "ZZ9 9ZZ"],
        ["two", "Rosalind", "Tamworth", "1980-04-20", "", "ZZ9 9ZZ"],
    ]
    assert together(deduped(tmp_path, rows)) == [["one", "two"]]


def test_whole_names_without_forenames_join_no_family(tmp_path: Path) -> None:
    rows = [[r[0], f"{r[1]} {r[2]}", *r[3:]] for r in crowd(120)]
    rows += [["one", "Tamworth", "1980-04-03", *GORSE]]
    rows += [["two", "Tamworth", "1980-04-03", *GORSE]]
    header = ["id", "name", "dob", "address", "postcode"]
    found = linking.dedupe(write(tmp_path / "a.csv", rows, header), Wanted(), silent)
    assert together(found) == []


@pytest.mark.parametrize(
    ("seen", "households"),
    [
        (Seen(900, 20, 20, 0), Households.MANY),
        (Seen(5000, 500, 500, 9000), Households.MANY),
        (Seen(5000, 500, 500, 600), Households.FEW),
        (Seen(5000, 500, 500, 60), Households.NONE),
    ],
    ids=["too small to tell", "a town", "many errors", "single people"],
)
def test_how_many_live_together_is_told_from_pairs_alike_in_neither(
    seen: Seen, households: Households
) -> None:
    assert seen.households is households


def judged(households: Households, **agreed: str) -> Verdict:
    """What the guard says of two records that agree in this way."""
    names = list(agreed)
    facts = Facts([None] * 2, [True] * 2, [None] * 2, [0] * 2, {})
    guard = Guard({name: at for at, name in enumerate(names)}, facts, households)
    return guard.judge(Pair(0, 1, 20.0, tuple(agreed.values()), (1.0,) * len(names)))


@pytest.mark.parametrize(
    ("forename", "birth", "many", "few"),
    [
        ("same forename", "same birth date", "PERSON", "PERSON"),
        ("same forename", "", "UNSURE", "PERSON"),
        ("", "same birth date", "UNSURE", "PERSON"),
        ("", "", "UNSURE", "UNSURE"),
        ("forename similar", "", "UNSURE", "UNSURE"),
        ("forename differs", "same birth date", "TWO", "TWO"),
        ("same forename", "birth date differs", "TWO", "TWO"),
    ],
)
def test_where_few_live_together_one_of_forename_and_birth_date_may_be_unknown(
    forename: str, birth: str, many: str, few: str
) -> None:
    agreed = {
        "forename": forename,
        "surname": "same surname",
        "birth": birth,
        "address": "same address",
    }
    assert judged(Households.MANY, **agreed) is Verdict[many]
    assert judged(Households.FEW, **agreed) is Verdict[few]


@pytest.mark.parametrize(
    ("forename", "birth", "address", "verdict"),
    [
        ("forename differs", "same birth date", "address differs", "PERSON"),
        ("forename differs", "birth date differs", "same address", "TWO"),
        ("forename differs", "", "same address", "PERSON"),
        ("forename differs", "", "nearly the same address", "UNSURE"),
    ],
)
def test_among_single_people_one_of_forename_and_birth_date_may_be_wrong(
    forename: str, birth: str, address: str, verdict: str
) -> None:
    agreed = {
        "forename": forename,
        "surname": "same surname",
        "birth": birth,
        "address": address,
    }
    assert judged(Households.NONE, **agreed) is Verdict[verdict]


def test_twins_who_moved_apart_and_whose_names_begin_alike_stay_two() -> None:
    agreed = {
        "forename": "forename similar",
        "surname": "same surname",
        "birth": "same birth date",
        "address": "address differs",
    }
    assert judged(Households.MANY, **agreed) is Verdict.UNSURE


def test_twins_in_swapped_columns_stay_two() -> None:
    agreed = {
        "forename": "forename and surname swapped",
        "surname": "surname swapped with forename",
        "birth": "same birth date",
        "sex": "sex differs",
        "address": "same address",
    }
    assert judged(Households.MANY, **agreed) is Verdict.UNSURE


def test_without_a_birth_date_nobody_in_a_household_is_joined(
    tmp_path: Path,
) -> None:
    rows = [
        ["father", "Jon", "Tamworth", "1950-04-03", *GORSE],
        ["son", "Jon", "Tamworth", "1979-11-20", *GORSE],
        ["either", "Jon", "Tamworth", "", *GORSE],
    ]
    assert together(deduped(tmp_path, rows)) == []


def test_a_chain_does_not_join_father_and_son(tmp_path: Path) -> None:
    rows = [
        ["father", "Jon", "Tamworth", "1950-04-03", *GORSE],
        ["between", "Jon", "Tamworth", "1950-04-20", "", ""],
        ["son", "Jon", "Tamworth", "1979-11-20", *GORSE],
    ]
    for cluster in together(deduped(tmp_path, rows)):
        assert not {"father", "son"} <= set(cluster)


def test_a_telephone_joins_nobody(tmp_path: Path) -> None:
    rows = [[*row, f"07700 9000{at:02}"] for at, row in enumerate(crowd(99))]
    rows += [["her", "Rosalind", "Tamworth", "", *GORSE, "07700 900999"]]
    rows += [["him", "Hugo", "Tamworth", "", *GORSE, "07700 900999"]]
    path = write(tmp_path / "a.csv", rows, [*HEADER, "phone"])
    found = linking.dedupe(path, Wanted(), silent)
    assert together(found) == []


def test_what_a_person_should_look_at_is_kept_apart(tmp_path: Path) -> None:
    rows = [
        ["one", "Rosalind", "Tamworth", "1980-04-03", *GORSE],
        ["two", "Beatrix", "Tamworth", "1980-04-03", *GORSE],
    ]
    found = deduped(tmp_path, rows)
    pairs = {(found.id_of(p.left), found.id_of(p.right)) for p in found.possible}
    assert ("one", "two") in pairs
    assert found.summary["refused"] == {"one_household": 1}
