"""What anybody finds in the directory, and what nobody does."""

from __future__ import annotations

import datetime as dt

import pytest

from concord.access.actor import Actor, acting_as
from concord.directory import public
from concord.directory.actions import keeping
from concord.directory.models import Service
from concord.directory.opening import LONDON
from concord.directory.testing import Directory

MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=LONDON)
NIGHT = dt.datetime(2026, 11, 23, 23, 0, tzinfo=LONDON)


def names(found: public.Found) -> list[str]:
    return [card.name for card in found.cards]


def test_all_published_services_local_ones_first(elmbrook_directory: Directory) -> None:
    found = public.search(elmbrook_directory.place.partnership)
    assert names(found) == ["Invented Advice", "Invented Refuge", "Invented Line"]
    assert found.total == 3
    assert found.pages == 1


def test_a_draft_and_what_is_hidden_are_not_found(
    elmbrook_directory: Directory,
) -> None:
    draft = elmbrook_directory.add("Invented Draft", publish=False)
    gone = elmbrook_directory.services["Invented Advice"]
    with acting_as(elmbrook_directory.editor) as by:
        keeping.hide(service=gone, why="Closed for works", by=by)
    here = elmbrook_directory.place.partnership
    assert names(public.search(here)) == ["Invented Refuge", "Invented Line"]
    assert public.service(here, draft.pk) is None
    assert public.service(here, gone.pk) is None


def test_the_database_itself_shows_no_draft_to_the_public(
    elmbrook_directory: Directory,
) -> None:
    draft = elmbrook_directory.add("Invented Draft", publish=False)
    here = elmbrook_directory.place.partnership
    with acting_as(Actor.from_job(public.PUBLIC, here.pk)):
        assert Service.objects.count() == 3
        assert not draft.phones.exists()


def test_another_partnership_has_a_directory_of_its_own(
    elmbrook_directory: Directory, northmere_directory: Directory
) -> None:
    there = northmere_directory.place.partnership
    theirs = {card.id for card in public.search(there).cards}
    ours = {one.pk for one in elmbrook_directory.services.values()}
    assert not theirs & ours
    assert public.service(there, next(iter(ours))) is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"needs": ["refuge"]}, ["Invented Refuge"]),
        ({"sex": "men"}, ["Invented Advice", "Invented Line"]),
        ({"age": 12}, ["Invented Advice", "Invented Line"]),
        ({"language": "ur"}, ["Invented Advice"]),
        ({"near": "ZZ9 9ZZ"}, ["Invented Refuge", "Invented Line"]),
        ({"near": "zz1"}, ["Invented Advice", "Invented Refuge", "Invented Line"]),
        ({"nrpf": True}, ["Invented Refuge"]),
        ({"kinds": ["helpline"]}, ["Invented Line"]),
        ({"open_now": True, "at": NIGHT}, ["Invented Line"]),
        ({"words": "invneted refuge"}, ["Invented Refuge"]),
        ({"words": "somewhere to stay"}, ["Invented Refuge"]),
    ],
)
def test_each_way_of_asking(
    elmbrook_directory: Directory, asked: dict, expected: list[str]
) -> None:
    found = public.search(elmbrook_directory.place.partnership, **asked)
    first = names(found)[: len(expected)]
    assert first == expected
    if "words" not in asked:
        assert found.total == len(expected)


def test_open_helplines_come_first(elmbrook_directory: Directory) -> None:
    elmbrook_directory.add(
        "A Day Line", kind="helpline", hours="Monday to Friday 9am to 5pm"
    )
    here = elmbrook_directory.place.partnership
    lines = public.helplines(here, NIGHT)
    assert [card.name for card in lines] == ["Invented Line", "A Day Line"]
    assert lines[0].opening.words == "Open now, day and night"
    assert lines[1].opening.words == "Closed now. Opens Tuesday 9 am"


def test_a_service_whole(elmbrook_directory: Directory) -> None:
    here = elmbrook_directory.place.partnership
    advice = elmbrook_directory.services["Invented Advice"]
    shown = public.service(here, advice.pk, MONDAY)
    assert shown is not None
    assert shown.card.opening.words == "Open now, until 5 pm"
    assert shown.places[0].postcode == "ZZ1 1ZZ"
    assert [row.days for row in shown.hours] == [
        "Monday to Friday",
        "Saturday to Sunday",
        "Bank holidays",
    ]
    assert shown.card.is_late  # nobody has checked it yet


def test_a_refuge_says_that_its_address_is_kept_secret(
    elmbrook_directory: Directory,
) -> None:
    here = elmbrook_directory.place.partnership
    refuge = elmbrook_directory.services["Invented Refuge"]
    shown = public.service(here, refuge.pk)
    assert shown is not None
    assert shown.card.where.startswith("We don't show the address")
    assert shown.places == ()


@pytest.mark.django_db
def test_a_code_that_nobody_has_is_no_partnership() -> None:
    assert public.partnership_of("nowhere") is None
