"""What may never happen: two people of one household become one."""

from __future__ import annotations

from pathlib import Path

import pytest

from concord.linkage.tests.people import deduped, together

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
        (("Jon", "1950-04-03"), ("Jon", "1950-11-20")),
        (("Rosalind", "1980-04-03"), ("Hugo", "1979-09-12")),
    ],
    ids=[
        "twins",
        "twins a letter apart",
        "twins who begin alike",
        "father and son",
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
    from concord.linkage import linking
    from concord.linkage.linking import Wanted
    from concord.linkage.tests.people import HEADER, crowd, silent, write

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
