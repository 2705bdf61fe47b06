"""Reading feeds back without loss; a bad one never publishes an invalid service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.directory.actions import importing
from concord.directory.fetching import CannotRead, check_address, services_of
from concord.directory.from_shell import import_feed
from concord.directory.models import Service
from concord.directory.needs import NEEDS
from concord.directory.open_referral.words import our_term
from concord.directory.testing import CENTRE, Directory
from concord.directory.tests.official import faults

FEED = "https://feed.example/open-referral"
GOOD = json.loads((Path(__file__).parent / "oruk" / "service_full.json").read_text())
GOOD["service_at_locations"][0]["location"] |= {"latitude": 51.5, "longitude": 0.1}


def elmbrook_feed(url: str) -> Any:
    """Our own feed, asked as a stranger would."""
    path = url.removeprefix(FEED)
    answer = Client().get(f"/open-referral/elmbrook{path}")
    assert answer.status_code == 200
    return answer.json()


def northmere_services() -> list[dict]:
    client = Client()
    found = client.get("/open-referral/northmere/services?per_page=100").json()
    return [
        client.get(f"/open-referral/northmere/services/{one['id']}").json()
        for one in found["contents"]
    ]


def bare(said: Any) -> Any:
    """Without ids and the moment of the last change: what was said."""
    if isinstance(said, dict):
        return {
            name: bare(value)
            for name, value in said.items()
            if value is not None
            and name != "last_modified"
            and name != "id"
            and not name.endswith("_id")
        }
    if isinstance(said, str):
        return said.strip()
    return [bare(one) for one in said] if isinstance(said, list) else said


def located(*addresses: dict) -> list[dict]:
    """The official place, with more said of its addresses."""
    [first] = GOOD["service_at_locations"][0]["location"]["addresses"]
    said = [first | addresses[0], *addresses[1:]]
    at = GOOD["service_at_locations"][0]
    return [at | {"location": at["location"] | {"addresses": said}}]


def bring_in(place: Place, *services: Any, **how: Any) -> importing.Outcome:
    with acting_as(place.actor("directory_editor")) as by:
        feed = importing.feed_of(url=FEED, name="An invented feed", by=by)
        return importing.bring_in(services=services, feed=feed, by=by, **how)


def test_our_own_feed_comes_back_whole_and_twice_gives_the_same(
    elmbrook_directory: Directory, northmere: Place
) -> None:
    elmbrook_directory.add(
        "Invented Young People's Group",
        needs="children",
        hours="Term time Monday 4pm to 6pm, 2026-09-01 to 2026-12-18;"
        " Closed 2026-10-26 to 2026-10-30; Bank holidays closed",
        kind="neighbour",
        how_to_refer="Write to us.",
        self_referral=False,
        language_note="Interpreters by telephone",
        at=CENTRE,
    )
    read = list(services_of(FEED, elmbrook_feed))
    assert len(read) == 4
    how: dict[str, Any] = {"url": FEED, "code": "northmere", "publish": True}
    preview = import_feed(**how, services=iter(read))
    assert len(preview.made) == 4
    assert northmere_services() == []
    first = import_feed(**how, services=iter(read), go=True)
    assert len(first.made) == 4
    assert first.invalid == []
    back = northmere_services()
    key = {one["name"]: one for one in back}
    for one in read:
        assert bare(key[one["name"]]) == bare(one)
        assert faults("service", key[one["name"]]) == []
    again = import_feed(**how, services=iter(read), go=True)
    assert len(again.same) == 4
    assert (again.made, again.changed) == ([], [])
    assert northmere_services() == back


def test_the_official_sample_comes_back_whole(northmere: Place) -> None:
    outcome = bring_in(northmere, GOOD)
    assert outcome.invalid == []
    assert outcome.drafts == [
        ("Community Counselling", "Choose at least one thing it helps with.")
    ]
    with acting_as(northmere.actor("directory_editor")):
        Service.objects.update(state="published")
    [back] = northmere_services()
    expected = bare(GOOD)
    expected.pop("assurer_email")  # whom it was checked by is nobody's business
    assert faults("service", back) == []
    for name, value in expected.items():
        if name not in ("attributes", "schedules"):
            assert bare(back)[name] == value, name
    ours = [one for one in back["attributes"] if one["link_type"] == "link_type"]
    assert (
        bare(ours)[0]["taxonomy_term"] == bare(GOOD["attributes"])[0]["taxonomy_term"]
    )
    assert bare(back["schedules"])[0] == bare(GOOD["schedules"])[0]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"status": "great"}, "status"),
        ({"name": ""}, "name"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"email": "nobody"}, "email"),
        ({"minimum_age": 50, "maximum_age": 5}, "maximum_age"),
        ({"schedules": "always"}, "schedules"),
        ({"schedules": [{"id": "1", "opens_at": "25:00"}]}, "opens_at"),
        ({"organization": None}, "organization"),
        ({"description": 5}, "description"),
    ],
)
def test_a_bad_service_is_named_and_left_out(
    northmere: Place, change: dict, why: str
) -> None:
    good = GOOD | {"id": "1", "name": "A good one"}
    outcome = bring_in(northmere, GOOD | change, good, "nothing", publish=True)
    assert outcome.made == ["A good one"]
    assert why in outcome.invalid[0][1]
    assert outcome.invalid[1] == ("?", "A service has to be an object.")
    assert northmere_services() == []  # nothing says what it helps with


@pytest.mark.parametrize(
    "places",
    [
        located({}, {"city": "Northmere"}),
        located({}, {"region": 5}),
        located({"region": "\x00"}),
    ],
)
def test_what_an_address_lacks_or_has_too_much_costs_no_service(
    northmere: Place, places: list[dict]
) -> None:
    outcome = bring_in(northmere, GOOD | {"service_at_locations": places})
    assert outcome.made == ["Community Counselling"]
    assert outcome.places_left_out == 0


def test_what_is_gone_from_a_service_is_gone_here(northmere: Place) -> None:
    bring_in(northmere, GOOD)
    less = GOOD | {"schedules": [], "contacts": [], "fees": "Free"}
    assert bring_in(northmere, less).changed == ["Community Counselling"]
    with acting_as(northmere.actor("directory_editor")):
        service = Service.objects.get()
        assert not service.schedules.exists()
        assert service.fees == "Free"


def test_a_service_that_is_here_already_is_told(northmere_directory: Directory) -> None:
    outcome = bring_in(northmere_directory.place, GOOD | {"name": "Invented Advise"})
    assert outcome.alike == [("Invented Advise", "Invented Advice")]


def test_a_refuge_with_a_place_is_not_taken(elmbrook: Place) -> None:
    refuge = GOOD | {
        "attributes": [{"id": "1", "taxonomy_term": our_term(NEEDS, "refuge")}]
    }
    outcome = bring_in(elmbrook, refuge)
    assert outcome.made == []
    assert "refuge" in outcome.invalid[0][1].lower()


def test_pages_that_never_end_are_left(northmere: Place) -> None:
    def ask(url: str) -> Any:
        if "/services/" in url:
            return GOOD
        return {"contents": [{"id": "1"}], "last_page": False}

    assert len(list(services_of(FEED, ask))) == 1
    with pytest.raises(CannotRead, match="no Open Referral"):
        list(services_of(FEED, lambda url: ["nothing"]))


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1/x", "http://[::1]/", "ftp://x"]
)
def test_an_address_inside_is_refused(url: str) -> None:
    with pytest.raises(CannotRead):
        check_address(url, inside=False)
