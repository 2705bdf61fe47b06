from __future__ import annotations

import pytest

from concord.linkage import fields
from concord.linkage.reading import Sheet
from concord.linkage.refusals import CannotLink


def sheet(**columns: list[str]) -> Sheet:
    rows = max(map(len, columns.values()))
    cells = {name.replace("__", " "): column for name, column in columns.items()}
    return Sheet("a.csv", list(cells), cells, list(range(2, rows + 2)), "utf-8", ",")


def guessed(*titles: str) -> dict[str, list[str]]:
    empty = {title.replace(" ", "__"): ["", ""] for title in titles}
    [found] = fields.mappings([sheet(**empty)], {})
    return found.columns


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (
            ["rec_id", "given_name", "surname", "date_of_birth", "postcode"],
            ["id", "forename", "surname", "birth_date", "postcode"],
        ),
        (
            ["Person ID", "First Name", "Last Name", "DOB", "Gender", "Post Code"],
            ["id", "forename", "surname", "birth_date", "sex", "postcode"],
        ),
        (
            ["uid", "fname", "lname", "birth_dt", "zip", "Mobile No", "E-mail"],
            ["id", "forename", "surname", "birth_date", "postcode", "phone", "email"],
        ),
        (
            ["case no", "name_first", "NM", "born on", "addr_street"],
            ["id", "forename", "", "birth_date", "address"],
        ),
        (["Ref", "Full Name", "Date of Birth"], ["id", "name", "birth_date"]),
    ],
)
def test_columns_are_known_by_their_names(
    titles: list[str], expected: list[str]
) -> None:
    found = guessed(*titles)
    for name, title in zip(expected, titles, strict=True):
        if name:
            assert found[name] == [title]


def test_an_address_may_be_spread_over_columns() -> None:
    found = guessed("forename", "surname", "street_number", "address_1", "suburb")
    assert found["address"] == ["street_number", "address_1", "suburb"]


def test_content_tells_what_a_name_does_not() -> None:
    columns = sheet(
        surname=["Abbott", "Barlow", "Castell"],
        f1=["03/04/1980", "13/05/1971", "01/01/1990"],
        f2=["ZZ1 1ZZ", "ZZ2 1ZZ", "ZZ11 1ZZ"],
        f3=["a@person.example", "b@person.example", "c@person.example"],
    )
    [found] = fields.mappings([columns], {})
    assert found.columns["birth_date"] == ["f1"]
    assert found.columns["postcode"] == ["f2"]
    assert found.columns["email"] == ["f3"]


def test_whole_names_are_known_by_what_they_look_like() -> None:
    columns = sheet(
        Caller=["Rosalind Tamworth", "Castell, Hugo", "Beatrix van Gorse"],
        team=["North", "North", "South"],
        heard=["03/04/1980", "13/05/1971", "01/01/1990"],
    )
    [found] = fields.mappings([columns], {})
    assert found.columns["name"] == ["Caller"]


def test_a_column_of_teams_is_not_taken_for_names() -> None:
    columns = sheet(team=["North side", "North side", "North side"], dob=["x"])
    with pytest.raises(CannotLink, match="no columns that tell people apart"):
        fields.mappings([columns], {})


def test_what_the_caller_says_goes_before_what_is_guessed() -> None:
    said = fields.parse(["surname=maiden", "extra:town of birth=Born In"])
    columns = sheet(surname=["x"], maiden=["y"], Born__In=["z"])
    [found] = fields.mappings([columns], said)
    assert found.columns["surname"] == ["maiden"]
    assert found.columns["extra:town_of_birth"] == ["Born In"]


def test_each_file_may_have_its_own_names() -> None:
    said = fields.parse(["forename=a_first", "forename=b_first"])
    one, two = sheet(a_first=["x"], surname=["y"]), sheet(b_first=["x"], last=["y"])
    first, second = fields.mappings([one, two], said)
    assert first.columns["forename"] == ["a_first"]
    assert second.columns == {"forename": ["b_first"], "surname": ["last"]}


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (["forename"], "write FIELD=COLUMN"),
        (["shoe_size=x"], "there is no such field"),
        (["forename=nowhere"], "there is no such column"),
    ],
)
def test_a_wrong_mapping_says_what_to_do(pairs: list[str], said: str) -> None:
    with pytest.raises(CannotLink, match=said):
        fields.mappings([sheet(surname=["x"], dob=["y"])], fields.parse(pairs))


def test_a_file_without_people_is_refused() -> None:
    with pytest.raises(CannotLink, match="no columns that tell people apart"):
        guessed("colour", "weight")
