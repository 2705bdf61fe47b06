"""The public feed, held against the official specification."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.directory.actions import keeping
from concord.directory.needs import LANGUAGES, NEEDS
from concord.directory.testing import CENTRE, Directory
from concord.directory.tests.official import faults

LISTS = {
    "services": "service",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
    "service_at_locations": "service_at_location",
}


def ask(path: str, code: str = "elmbrook", **given: Any) -> dict:
    answer = Client().get(f"/open-referral/{code}/{path}", given)
    assert answer.status_code == 200, answer.content
    assert not answer.cookies
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def names(found: dict) -> set[str]:
    return {one["name"] for one in found["contents"]}


@pytest.fixture
def elmbrook_directory(elmbrook_directory: Directory) -> Directory:
    """With more of everything that the profile has a field for."""
    directory = elmbrook_directory
    directory.add(
        "Invented Young People's Group",
        needs="children mind",
        hours="Term time Monday 4pm to 6pm, 2026-09-01 to 2026-12-18;"
        " Closed 2026-10-26 to 2026-10-30",
        minimum_age=11.0,
        maximum_age=18.0,
        url="https://services.example/young",
        fees="Free",
        accreditations="An invented mark",
        by_and_for=["young"],
        at=CENTRE,
        kind="neighbour",
    )
    with acting_as(directory.editor) as by:
        keeping.verify(
            service=directory.services["Invented Advice"], by_whom="They", by=by
        )
    return directory


def test_the_root_says_which_version(elmbrook_directory: Directory) -> None:
    assert faults("api_details", ask("")) == []


@pytest.mark.parametrize("listed", LISTS)
def test_every_page_and_every_thing_on_it_is_as_specified(
    elmbrook_directory: Directory, listed: str
) -> None:
    seen: list[str] = []
    page = 1
    while True:
        found = ask(listed, page=page, per_page=2)
        assert faults(f"{LISTS[listed]}_list", found) == []
        seen += [one["id"] for one in found["contents"]]
        if found["last_page"]:
            break
        page += 1
    assert len(seen) == len(set(seen)) == found["total_items"] > 0
    assert found["total_pages"] == page
    for pk in seen[:12]:
        assert faults(LISTS[listed], ask(f"{listed}/{pk}")) == []


def test_a_page_after_the_last_is_empty(elmbrook_directory: Directory) -> None:
    found = ask("services", page=99)
    assert faults("service_list", found) == []
    assert found["empty"] is True
    assert found["last_page"] is True


def test_the_validators_own_spelling_of_a_filter(elmbrook_directory: Directory) -> None:
    assert ask("services", perPage=1)["size"] == 1


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"search": "invented refuge"}, {"Invented Refuge"}),
        ({"minimum_age": 12}, {"Invented Refuge"}),
        ({"maximum_age": 18}, {"Invented Young People's Group"}),
        ({"day": "SA"}, {"Invented Line"}),
        ({"start_time": "16:00"}, {"Invented Young People's Group"}),
        (
            {"start_time": "09:00", "end_time": "16:30", "day": "MO"},
            {"Invented Refuge"},
        ),
        ({"taxonomy_term_id": str(NEEDS.id_of("court"))}, {"Invented Advice"}),
        ({"taxonomy_id": str(LANGUAGES.id)}, {"Invented Advice"}),
        ({"taxonomy_term_id": "nothing"}, set()),
    ],
)
def test_each_filter(
    elmbrook_directory: Directory, filters: dict, expected: set[str]
) -> None:
    found = ask("services", **filters)
    assert faults("service_list", found) == []
    if "search" in filters:
        assert found["contents"][0]["name"] in expected
    else:
        assert names(found) == expected


def test_places_by_postcode(elmbrook_directory: Directory) -> None:
    found = ask("service_at_locations", postcode="ZZ1 9ZZ", proximity=500)
    assert [one["service"]["name"] for one in found["contents"]] == ["Invented Advice"]
    assert ask("service_at_locations", postcode="ZZ9 9ZZ")["empty"] is True


@pytest.mark.parametrize(
    "wrong",
    [{"page": "x"}, {"minimum_age": "old"}, {"day": "someday"}, {"page": "1e99"}],
)
def test_a_filter_that_cant_be_read_is_named(
    elmbrook_directory: Directory, wrong: dict
) -> None:
    answer = Client().get("/open-referral/elmbrook/services", wrong)
    assert answer.status_code == 400
    assert next(iter(wrong)) in answer.json()["error"]


def test_nothing_withheld_leaves(elmbrook_directory: Directory) -> None:
    directory = elmbrook_directory
    draft = directory.add("Invented Draft", publish=False, at=CENTRE)
    directory.add("Invented Two", capacity_note="Two rooms free at the moment")
    with acting_as(directory.editor) as by:
        keeping.doubt(
            service=directory.services["Invented Two"],
            field="email",
            printed="wrong@services.example",
            why="It is another's",
            by=by,
        )
    said = json.dumps(
        [ask(listed, per_page=100) | {"each": each(listed)} for listed in LISTS]
    )
    for kept_back in ("Invented Draft", "Two rooms", "wrong@services", str(draft.pk)):
        assert kept_back not in said
    client = Client()
    assert client.get(f"/open-referral/elmbrook/services/{draft.pk}").status_code == 404
    at = draft.serviceatlocations
    with acting_as(directory.editor):
        hidden = at.get().pk
    path = f"/open-referral/elmbrook/service_at_locations/{hidden}"
    assert client.get(path).status_code == 404


def each(listed: str) -> list[dict]:
    return [ask(f"{listed}/{one['id']}") for one in ask(listed)["contents"]]


def test_a_refuge_has_no_place_in_the_feed(elmbrook_directory: Directory) -> None:
    refuge = elmbrook_directory.services["Invented Refuge"]
    found = ask(f"services/{refuge.pk}")
    assert "service_at_locations" not in found
    assert "The address is kept secret." in found["description"]
    at = ask("service_at_locations", per_page=100)["contents"]
    assert str(refuge.pk) not in {one["service_id"] for one in at}


def test_it_can_only_be_read(elmbrook_directory: Directory) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/open-referral/elmbrook/services", {}).status_code == 405
    assert client.get("/open-referral/nowhere/services").status_code == 404
    assert client.get("/open-referral/elmbrook/services/nothing").status_code == 404
