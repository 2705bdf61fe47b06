"""Where a refuge is can't be entered into the directory, however one tries."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from concord.access.actor import acting_as
from concord.access.models import Event
from concord.cases.testing import CaseWorld
from concord.directory import public
from concord.directory.actions import importing, keeping, places
from concord.directory.entry import Entry, SaidPlace
from concord.directory.models import Location, ServiceAtLocation
from concord.directory.testing import CENTRE, Directory, make_directory
from concord.people.actions.places import add_location

WHERE = "Invented House, 5 Hidden Way, Elmbrook, ZZ7 7ZZ"
TRIED = SaidPlace(
    address_1="9 Other Way", city="Elmbrook", county="Invented", postcode="zz77zz"
)


@pytest.fixture
def directory(case_world: CaseWorld) -> Directory:
    """A directory in a partnership where a case tells of a refuge."""
    with acting_as(case_world.idva) as by:
        add_location(
            case_id=case_world.case.pk,
            person=case_world.victim,
            kind="refuge",
            where=WHERE,
            by=by,
        )
    return make_directory(case_world.place)


def test_by_hand_it_is_refused_and_after_three_tries_so_is_everything(
    directory: Directory,
) -> None:
    advice = directory.services["Invented Advice"]
    with acting_as(directory.editor) as by:
        for _ in range(3):
            with pytest.raises(ValidationError, match="can't be entered"):
                places.add_place(service=advice, place=TRIED, by=by)
        with pytest.raises(ValidationError, match="can't be entered"):
            places.add_place(service=advice, place=CENTRE, by=by)
    with acting_as(directory.place.actor("auditor")):
        assert Event.objects.filter(door="directory:place").count() == 4


def test_street_and_number_alone_are_enough(directory: Directory) -> None:
    advice = directory.services["Invented Advice"]
    place = SaidPlace(
        address_1="5, Hidden Way", city="Elmbrook", county="Any", postcode="ZZ8 8ZZ"
    )
    with acting_as(directory.editor) as by, pytest.raises(ValidationError):
        places.add_place(service=advice, place=place, by=by)


SPELLINGS = {
    "in one line": {"address_1": "Invented House, 5 Hidden Way, Elmbrook, ZZ7 7ZZ"},
    "small letters": {"address_1": "5 hidden way"},
    "no space in the postcode": {"postcode": "zz77zz"},
    "the postcode among the words": {"address_1": "The house, near zz7  7zz"},
    "shortened": {"address_1": "Invented Hse, Hidden Way"},
    "a flat before it": {"address_1": "Flat 2, 5 Hidden Way"},
    "a flat before it, without a comma": {"address_1": "Flat 2 5 Hidden Way"},
    "with commas and dots": {"address_1": "No. 5, Hidden-Way."},
    "by its name": {"address_1": "Invented House, Hidden Way"},
    "in the box for its name": {"address_1": "Side door", "name": "5 Hidden Way"},
    "in the box for the town": {"address_1": "Side door", "city": "5 Hidden Way"},
    "in its description": {
        "address_1": "Side door",
        "description": "Ring twice at 5 Hidden Way",
    },
}


@pytest.mark.parametrize("said", SPELLINGS.values(), ids=list(SPELLINGS))
def test_however_it_is_spelt(directory: Directory, said: dict[str, str]) -> None:
    other = {"address_1": "1 Other Road", "city": "Elmbrook", "county": "Invented"}
    place = SaidPlace(**{**other, "postcode": "ZZ8 8ZZ", **said})
    advice = directory.services["Invented Advice"]
    with acting_as(directory.editor) as by:
        with pytest.raises(ValidationError, match="can't be entered"):
            places.add_place(service=advice, place=place, by=by)
        row = asdict(place)
        del row["access"]
        with pytest.raises(IntegrityError), transaction.atomic():
            Location.objects.create(partnership=directory.place.partnership, **row)


@pytest.mark.parametrize(
    "address",
    ["15 Hidden Way", "Hidden Way, Elmbrook", "Invented House", "7 Hidden Way"],
)
def test_a_neighbour_is_not_taken_for_it(directory: Directory, address: str) -> None:
    place = SaidPlace(
        address_1=address, city="Elmbrook", county="Invented", postcode="ZZ7 8ZZ"
    )
    advice = directory.services["Invented Advice"]
    with acting_as(directory.editor) as by:
        assert places.add_place(service=advice, place=place, by=by).pk


def test_sql_of_the_application_is_refused_too(directory: Directory) -> None:
    here = directory.place.partnership
    with acting_as(directory.editor):
        for row in (
            {"postcode": "ZZ7 7ZZ"},
            {"extra": {"addresses": [{"postal_code": "zz7 7zz"}]}},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Location.objects.create(partnership=here, **row)


def test_a_feed_comes_without_it(directory: Directory) -> None:
    address = {
        "id": "1",
        "address_1": "9 Other Way",
        "city": "Elmbrook",
        "state_province": "Invented",
        "postal_code": "ZZ7 7ZZ",
        "country": "GB",
        "address_type": "physical",
    }
    said = {
        "id": "1",
        "name": "Somebody's house",
        "status": "active",
        "description": "A house.",
        "organization": {"id": "1", "name": "Invented", "description": "Invented"},
        "service_at_locations": [
            {
                "id": "1",
                "location": {
                    "id": "1",
                    "location_type": "physical",
                    "addresses": [address],
                },
            }
        ],
    }
    with acting_as(directory.editor) as by:
        feed = importing.feed_of(url="https://feed.example", name="Feed", by=by)
        outcome = importing.bring_in(services=[said], feed=feed, by=by)
        assert outcome.made == ["Somebody's house"]
        assert outcome.places_left_out == 1
        assert not Location.objects.filter(postcode="ZZ7 7ZZ").exists()


def test_looking_first_counts_as_a_try(directory: Directory) -> None:
    said = {
        "id": "1",
        "name": "Somebody's house",
        "status": "active",
        "organization": {"id": "1", "name": "Invented"},
        "service_at_locations": [
            {
                "id": "1",
                "location": {
                    "id": "1",
                    "addresses": [{"address_1": "1", "postal_code": "ZZ7 7ZZ"}],
                },
            }
        ],
    }
    advice = directory.services["Invented Advice"]
    with acting_as(directory.editor) as by:
        for _ in range(3):
            outcome = importing.preview(services=[said], url="x", name="x", by=by)
            assert outcome.places_left_out == 1
        with pytest.raises(ValidationError, match="can't be entered"):
            places.add_place(service=advice, place=CENTRE, by=by)


def test_a_service_becomes_no_refuge_while_it_has_a_place(
    directory: Directory,
) -> None:
    advice = directory.services["Invented Advice"]
    with acting_as(directory.editor) as by:
        with pytest.raises(ValidationError, match="has no address here"):
            keeping.keep(
                entry=Entry(columns={"needs": ["refuge"]}), service=advice, by=by
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            type(advice).objects.filter(pk=advice.pk).update(is_secret_place=True)


def test_a_refuge_gets_no_place_and_tells_no_postcode(directory: Directory) -> None:
    refuge = directory.services["Invented Refuge"]
    with acting_as(directory.editor) as by:
        with pytest.raises(ValidationError, match="has no address here"):
            places.add_place(service=refuge, place=CENTRE, by=by)
        with pytest.raises(ValidationError, match="No postcode"):
            keeping.keep(
                entry=Entry(columns={"how_to_refer": "Come to ZZ7 7ZZ"}),
                service=refuge,
                by=by,
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            type(refuge).objects.filter(pk=refuge.pk).update(alert="Near ZZ7 7ZZ")
        other = ServiceAtLocation.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            ServiceAtLocation.objects.create(
                partnership=directory.place.partnership,
                service=refuge,
                location_id=other.location_id,
            )
    here = directory.place.partnership
    assert public.service(here, refuge.pk) is not None
