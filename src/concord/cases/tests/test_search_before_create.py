"""Nobody is entered twice by accident, and nothing that is hidden gets in the way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from lxml.html import document_fromstring

from concord.access.actor import acting_as
from concord.access.models import Event, Part, Side
from concord.access.testing import wear
from concord.cases.models import Case, Party
from concord.cases.testing import CaseWorld
from concord.people.models import Person, SamePerson

pytestmark = pytest.mark.django_db

HER = {
    "victim-given_name": "Goldie",
    "victim-family_name": "Thistlewood",
    "victim-born_day": "14",
    "victim-born_month": "3",
    "victim-born_year": "1991",
    "alleged-rows": "1",
    "alleged-0-unknown": "on",
    "child-rows": "0",
}


@pytest.fixture
def idva(client: Client, case_world: CaseWorld) -> Client:
    return wear(client, case_world.place.hats["practitioner:Specialist service"])


@pytest.fixture
def police(case_world: CaseWorld) -> Client:
    return wear(Client(), case_world.place.hats["practitioner:Police"])


def opened(world: CaseWorld, before: set[object], by: str = "idva") -> Case:
    with acting_as(getattr(world, by)):
        [case] = Case.objects.exclude(pk__in=before)
    return case


def victim_of(world: CaseWorld, case: Case, by: str = "idva") -> Person:
    with acting_as(getattr(world, by)):
        party = Party.objects.select_related("person").get(case=case, side="victim")
        return party.person


def test_the_piece_that_comes_as_one_types_offers_and_explains(
    idva: Client, case_world: CaseWorld
) -> None:
    answer = idva.post("/cases/likely/", {**HER, "look": "victim"})
    text = " ".join(document_fromstring(answer.content.decode()).text_content().split())
    assert "This one: Marigold Thistlewood" in text
    assert "Short form of the given name" in text
    assert "Same date of birth" in text
    assert "Your team keeps this record." in text
    assert "None of these" in text
    assert str(case_world.victim.pk) in answer.content.decode()


def test_without_scripts_a_button_does_the_same_and_loses_nothing(
    idva: Client,
) -> None:
    answer = idva.post("/cases/open/", {**HER, "look": "victim"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "This one: Marigold Thistlewood" in text
    assert 'value="Goldie"' in text
    assert "There is a problem" not in text


def test_saving_without_having_looked_asks_once(
    idva: Client, case_world: CaseWorld
) -> None:
    before = {case_world.case.pk}
    answer = idva.post("/cases/open/", HER)
    assert answer.status_code == 200
    assert "Somebody like this is on record" in answer.content.decode()
    answer = idva.post("/cases/open/", {**HER, "victim-record": ""})
    assert answer.status_code == 302
    case = opened(case_world, before)
    assert victim_of(case_world, case) != case_world.victim


def test_this_one_takes_the_record_of_the_own_team(
    idva: Client, case_world: CaseWorld
) -> None:
    data = {**HER, "victim-record": str(case_world.victim.pk)}
    assert idva.post("/cases/open/", data).status_code == 302
    case = opened(case_world, {case_world.case.pk})
    assert victim_of(case_world, case) == case_world.victim


def test_this_one_of_another_team_becomes_a_record_of_ones_own_that_is_linked(
    police: Client, case_world: CaseWorld
) -> None:
    case_world.share("Police", (Part.IDENTITY, Side.VICTIM))
    data = {**HER, "victim-record": str(case_world.victim.pk)}
    assert police.post("/cases/open/", data).status_code == 302
    case = opened(case_world, {case_world.case.pk}, "police")
    mine = victim_of(case_world, case, "police")
    assert mine != case_world.victim
    with acting_as(case_world.police):
        [link] = SamePerson.objects.all()
        assert {link.a_id, link.b_id} == {mine.pk, case_world.victim.pk}


def test_whatever_is_hidden_a_person_is_entered_and_nothing_is_said(
    police: Client, case_world: CaseWorld
) -> None:
    stranger = {"victim-given_name": "Quentin", "victim-family_name": "Underbridge"}
    for more in ({}, stranger | {"victim-born_year": "1960"}):
        data = {**HER, **more, "look": "victim"}
        assert (
            b"No record that you can see" in police.post("/cases/likely/", data).content
        )
        del data["look"]
        assert police.post("/cases/open/", data).status_code == 302


def test_a_record_that_one_may_not_see_is_chosen_in_vain(
    police: Client, case_world: CaseWorld
) -> None:
    for key in (str(case_world.victim.pk), "00000000-0000-4000-8000-000000000000", "x"):
        data = {**HER, "victim-record": key}
        assert police.post("/cases/open/", data).status_code == 302
    with acting_as(case_world.police):
        cases = list(Case.objects.all())
        assert len(cases) == 3
        taken = Party.objects.filter(side="victim").values_list("person_id", flat=True)
        assert case_world.victim.pk not in set(taken)
        assert not SamePerson.objects.exists()


def test_a_child_that_is_known_is_offered_when_added_to_a_case(
    idva: Client, case_world: CaseWorld
) -> None:
    there = f"/cases/{case_world.case.pk}/add/child/"
    asked = {"given_name": "Clover", "family_name": "Thistlewood"}
    for more in ({"look": "person"}, {}):
        text = idva.post(there, asked | more).content.decode()
        assert "This one: Clover Thistlewood" in text
        assert 'name="record"' in text
    assert idva.post(there, asked | {"record": ""}).status_code == 302


def test_what_was_typed_is_kept_for_the_audit_and_stands_in_no_address(
    idva: Client, case_world: CaseWorld
) -> None:
    assert idva.get("/cases/likely/").status_code == 405
    idva.post("/cases/likely/", {**HER, "look": "victim"})
    with acting_as(case_world.place.actor("auditor")):
        event = Event.objects.filter(verb="search").latest("pk")
    assert event.door == "cases:likely"
    assert case_world.victim.pk in event.person_ids
    assert event.at.date() <= dt.datetime.now(dt.UTC).date()


def test_a_row_that_is_not_in_the_form_is_not_found(idva: Client) -> None:
    for look in ("child-x", "nobody", "../victim"):
        assert idva.post("/cases/likely/", {**HER, "look": look}).status_code == 404
