"""The feed as an outside checker asks it: every filter, odd values, hostile content."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.directory.actions import importing, keeping
from concord.directory.models import Service
from concord.directory.needs import LANGUAGES, NEEDS
from concord.directory.open_referral.words import our_term
from concord.directory.testing import CENTRE, Directory
from concord.directory.tests.official import faults

ONE = {
    "services": "service",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
    "service_at_locations": "service_at_location",
}
FILTERS: dict[str, str] = {
    "search": "invented",
    "taxonomy_term_id": str(NEEDS.id_of("talk")),
    "taxonomy_id": str(LANGUAGES.id).upper(),
    "minimum_age": "0",
    "maximum_age": "99.5",
    "start_time": "08:00",
    "end_time": "18:00:00",
    "day": "MO,tuesday",
    "postcode": "zz11zz",
    "proximity": "100000",
    "per_page": "1",
}
ODD = [
    {"page": "0"},
    {"page": "-3"},
    {"page": "2.5"},
    {"page": "9999999"},
    {"per_page": "100000"},
    {"per_page": "0"},
    {"per_page": "-1"},
    {"perPage": "2"},
    {"search": "\x00 ' \" % _ \\ ; --"},
    {"search": "x" * 5000},
    {"search": "' OR 1=1"},
    {"taxonomy_term_id": "\x00"},
    {"taxonomy_id": "{not-an-id}"},
    {"unheard_of": "1"},
    {"minimum_age": ""},
    {"postcode": "ZZ1", "proximity": "-5"},
]
WRONG = [
    {"page": "first"},
    {"per_page": "NaN"},
    {"minimum_age": "inf"},
    {"maximum_age": "old"},
    {"start_time": "25:00"},
    {"end_time": "noon"},
    {"day": "yesterday"},
    {"postcode": "\x00"},
    {"proximity": "near"},
]


def hostile_place() -> dict[str, Any]:
    """A place of a service with odd values where a feed may have any."""
    return {
        "id": "at",
        "location": {
            "id": "l",
            "location_type": "castle",
            "latitude": 999,
            "longitude": 0,
            "accessibility": [{"id": "a", "description": "Ramp\x00"}],
            "addresses": [
                {
                    "id": "x",
                    "address_1": "1 Street",
                    "city": "Town",
                    "state_province": "County",
                    "postal_code": "ZZ1 4ZZ",
                    "country": "gb",
                    "address_type": "castle",
                    "attention": 5,
                },
                {"id": "y", "city": ["a", "list"], "address_1": None},
            ],
        },
    }


def hostile() -> dict[str, Any]:
    """A service as bad as a feed can make it without being refused as a whole."""
    return {
        "id": "../../etc\x00\ud800",
        "name": "<script>alert(1)</script> \x1b[2J",
        "status": "active",
        "description": "Helps.\x00 \ud800 {{ 7*7 }}",
        "url": "https://services.example/a?b=c#d",
        "unheard_of": {"deep": [1, 2]},
        "organization": {
            "id": "o",
            "name": "Invented Aid",
            "parent_organization_id": "no-id\x00",
            "logo": "not an address",
            "organization_identifiers": [
                {"id": "i", "identifier": 5},
                {"id": "j", "identifier": "5", "identifier_type": "GB-CHC\x00"},
            ],
        },
        "contacts": [{"id": "c", "name": "N", "title": "07700 900003"}] * 2,
        "attributes": [
            {"id": "1", "taxonomy_term": our_term(NEEDS, "talk")},
            {
                "id": "2",
                "taxonomy_term": {"id": "t", "name": "T", "term_uri": "not one"},
            },
            {"id": "3", "taxonomy_term": {"id": "u", "name": 7, "parent_id": "\x00"}},
        ],
        "service_at_locations": [hostile_place()] * 2,
    }


@pytest.fixture
def asked_often(elmbrook_directory: Directory) -> Directory:
    """The directory, where nobody has asked too often yet."""
    return elmbrook_directory


def ask(path: str, **given: Any) -> tuple[int, dict]:
    answer = Client().get(f"/open-referral/elmbrook/{path}", given)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    return answer.status_code, answer.json()


def test_filters_alone_and_in_pairs_give_valid_pages(asked_often: Directory) -> None:
    names: list[tuple[str, ...]] = [(one,) for one in FILTERS]
    names += [*itertools.combinations(FILTERS, 2), tuple(FILTERS)]
    for listed in ("services", "service_at_locations"):
        for some in names:
            status, found = ask(listed, **{name: FILTERS[name] for name in some})
            assert status == 200, (listed, some)
            assert faults(f"{ONE[listed]}_list", found) == [], (listed, some)


@pytest.mark.parametrize("given", ODD, ids=str)
def test_odd_values_give_valid_pages(asked_often: Directory, given: dict) -> None:
    for listed in ONE:
        status, found = ask(listed, **given)
        assert status == 200, listed
        assert faults(f"{ONE[listed]}_list", found) == [], listed
        assert found["page_number"] >= 1
        assert found["size"] == len(found["contents"]) <= 100


@pytest.mark.parametrize("given", WRONG, ids=str)
def test_what_is_no_value_is_named(asked_often: Directory, given: dict) -> None:
    status, said = ask("services", **given)
    assert status == 400
    assert next(iter(given)) in said["error"]


@pytest.mark.parametrize("pk", ["nothing", "%00", "../services", "1' OR '1'='1", "é"])
def test_ids_of_nothing_are_not_found(asked_often: Directory, pk: str) -> None:
    for listed in ONE:
        assert ask(f"{listed}/{pk}")[0] == 404


def test_methods_and_slashes(asked_often: Directory) -> None:
    client = Client()
    base = "/open-referral/elmbrook"
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(f"{base}/services").status_code == 405
    assert client.post(f"{base}/services")["Allow"] == "GET, HEAD, OPTIONS"
    head = client.head(f"{base}/services")
    assert (head.status_code, head.content) == (200, b"")
    assert client.options(f"{base}/services").status_code == 200
    moved = client.get(f"{base}/services/?page=2")
    assert moved["Location"] == f"{base}/services?page=2"
    assert client.get(base).json() == client.get(f"{base}/").json()
    missing = client.get(f"{base}/organizations")
    assert (missing.status_code, missing.json()) == (404, {"error": "Not found."})


def test_whatever_a_feed_brings_leaves_as_specified(asked_often: Directory) -> None:
    directory = asked_often
    with acting_as(directory.editor) as by:
        feed = importing.feed_of(url="https://bad.example", name="Bad", by=by)
        for _ in range(2):
            outcome = importing.bring_in(
                services=[hostile()], feed=feed, by=by, publish=True
            )
        assert (outcome.invalid, len(outcome.same)) == ([], 1)
        assert outcome.same[0].isprintable()
        pk = Service.objects.get(feed=feed).pk
        at = Service.objects.get(pk=pk).serviceatlocations.get().pk
    assert faults("service", ask(f"services/{pk}")[1]) == []
    assert faults("service_at_location", ask(f"service_at_locations/{at}")[1]) == []
    for listed, one in ONE.items():
        found = ask(listed, per_page=100)[1]
        assert faults(f"{one}_list", found) == []
        for each in found["contents"]:
            assert faults(one, ask(f"{listed}/{each['id']}")[1]) == []


def test_an_address_with_other_signs_leaves_as_the_profile_writes_it(
    asked_often: Directory,
) -> None:
    service = asked_often.add("Invented Café", url="https://café.example/für-uns")
    found = ask(f"services/{service.pk}")[1]
    assert found["url"] == "https://caf%C3%A9.example/f%C3%BCr-uns"
    assert faults("service", found) == []


@pytest.mark.parametrize(
    "change",
    [
        {"organization": {"id": "1", "name": "A", "description": "At ZZ1 9ZZ"}},
        {"contacts": [{"id": "1", "name": "Desk", "title": "ZZ1 9ZZ"}]},
        {"cost_options": [{"id": "1", "option": "Free at ZZ1 9ZZ"}]},
        {"service_areas": [{"id": "1", "service_area": "ZZ1 9ZZ", "name": "x"}]},
    ],
)
def test_a_refuge_of_a_feed_tells_no_postcode_anywhere(
    asked_often: Directory, change: dict
) -> None:
    refuge = {
        "id": "1",
        "name": "Invented House",
        "status": "active",
        "description": "A safe place.",
        "email": "house@services.example",
        "organization": {"id": "1", "name": "A"},
        "attributes": [{"id": "1", "taxonomy_term": our_term(NEEDS, "refuge")}],
    }
    with acting_as(asked_often.editor) as by:
        feed = importing.feed_of(url="https://x.example", name="X", by=by)
        outcome = importing.bring_in(
            services=[refuge | change], feed=feed, by=by, publish=True
        )
    assert "refuge" in outcome.invalid[0][1].lower()
    assert "ZZ1 9ZZ" not in json.dumps([ask(listed)[1] for listed in ONE])


def test_without_a_code_it_is_the_only_feed_there_is(
    elmbrook_directory: Directory,
) -> None:
    client = Client()
    for root in ("/open-referral", "/open-referral/"):
        assert faults("api_details", client.get(root).json()) == []
    for path in ("services", "taxonomies", "service_at_locations", "services?page=2"):
        alone = client.get(f"/open-referral/{path}")
        assert alone.json() == client.get(f"/open-referral/elmbrook/{path}").json()
    advice = elmbrook_directory.services["Invented Advice"]
    one = client.get(f"/open-referral/services/{advice.pk}").json()
    assert faults("service", one) == []
    slash = client.get("/open-referral/services/")
    assert slash["Location"] == "/open-referral/services"
    assert client.post("/open-referral").status_code == 405


def test_without_a_code_several_feeds_are_listed(
    elmbrook_directory: Directory, northmere_directory: Directory
) -> None:
    client = Client()
    found = client.get("/open-referral").json()
    assert [one["url"].partition("/open-referral")[2] for one in found["feeds"]] == [
        "/elmbrook/",
        "/northmere/",
    ]
    assert client.get("/open-referral/services").status_code == 404
    with acting_as(northmere_directory.editor) as by:
        for service in northmere_directory.services.values():
            keeping.hide(service=service, why="Not yet", by=by)
    assert faults("api_details", client.get("/open-referral").json()) == []


def test_a_service_that_was_hidden_leaves_no_trace(asked_often: Directory) -> None:
    gone = asked_often.add("Invented Gone", at=CENTRE, email="gone@services.example")
    with acting_as(asked_often.editor) as by:
        at = gone.serviceatlocations.get()
        keeping.hide(service=gone, why="Closed", by=by)
    for listed in ONE:
        for given in ({}, {"search": "gone"}, {"postcode": "ZZ1"}, {"per_page": 100}):
            said = json.dumps(ask(listed, **given)[1])
            assert "Invented Gone" not in said
            assert str(gone.pk) not in said
    assert ask(f"services/{gone.pk}")[0] == 404
    assert ask(f"service_at_locations/{at.pk}")[0] == 404
