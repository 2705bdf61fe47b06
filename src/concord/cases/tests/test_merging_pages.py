"""The pages on which two records become one, and two again."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.http import HttpResponse
from django.test import Client

from concord.access.actor import acting_as
from concord.access.models import Event, Part, Side
from concord.access.testing import wear
from concord.cases.actions import cases
from concord.cases.testing import CaseWorld, known
from concord.people.actions import links, persons
from concord.people.models import Merge, Person

pytestmark = pytest.mark.django_db

BORN = dt.date(1991, 3, 14)


@pytest.fixture
def again(case_world: CaseWorld) -> Person:
    """The victim once more, as Goldie, in a case of her own."""
    by = case_world.idva
    with acting_as(by):
        person = persons.record(known=known("Goldie", "Thistlewood", BORN), by=by)
        him = persons.record(known=known("Ambrose", "Netherby"), by=by)
        cases.open_case(victim=person, alleged=[him], by=by)
    return person


@pytest.fixture
def idva_page(client: Client, case_world: CaseWorld) -> Client:
    return wear(client, case_world.place.hats["practitioner:Specialist service"])


def text(page: HttpResponse) -> str:
    plain = re.sub(r"<[^>]+>", " ", page.content.decode())
    return re.sub(r"\s+", " ", html.unescape(plain))


def chosen(world: CaseWorld, again: Person, **other: str) -> dict[str, str]:
    return {
        "keep": str(world.victim.pk),
        "given_name": str(world.victim.pk),
        "other_names": "Goldie Thistlewood",
        "why": "The same children",
        "seen": "1-1",
    } | other


def test_two_records_are_chosen_compared_made_one_and_undone(
    idva_page: Client, case_world: CaseWorld, again: Person
) -> None:
    her = f"/cases/persons/{case_world.victim.pk}/"
    assert "Make two records one" in text(idva_page.get(her))
    offered = idva_page.get(f"{her}merge/")
    assert "Goldie Thistlewood" in text(offered)
    assert "Clover" not in text(offered), "she is on another side of her case"
    assert idva_page.post(f"{her}merge/", {"ref": ""}).status_code == 422
    led = idva_page.post(f"{her}merge/", {"other": str(again.pk)})
    assert led.headers["Location"] == f"{her}merge/{again.pk}/"
    page = text(idva_page.get(led.headers["Location"]))
    assert "Are these one person?" in page
    assert "Which record stays" in page
    assert "Given name" in page, "they differ in it"
    assert "Family name" not in page, "and not in this"
    refused = idva_page.post(
        led.headers["Location"], chosen(case_world, again, why="", language="x")
    )
    assert refused.status_code == 422
    assert "Goldie Thistlewood" in text(refused)
    done = idva_page.post(led.headers["Location"], chosen(case_world, again))
    assert done.status_code == 302
    with acting_as(case_world.idva):
        merge = Merge.objects.get()
    assert done.headers["Location"] == f"{her}merges/{merge.pk}/"
    page = text(idva_page.get(done.headers["Location"]))
    assert "The two records are one now" in page
    assert "What was known under the other record Goldie" in page
    assert "what was written since stays with the record that was kept" in page
    assert "Another record" in text(idva_page.get(her))
    undone = idva_page.post(done.headers["Location"], {"why": "Another birthday"})
    assert undone.status_code == 302
    page = text(idva_page.get(done.headers["Location"]))
    assert "Two records again" in page
    assert "Another birthday" in page
    assert idva_page.get(f"/cases/persons/{again.pk}/").status_code == 200


def test_a_child_entered_twice_in_a_case_is_offered(
    idva_page: Client, case_world: CaseWorld
) -> None:
    world = case_world
    with acting_as(world.idva):
        twin = persons.record(known=known("Clovie", "Thistlewood"), by=world.idva)
        cases.add_party(case=world.case, person=twin, side=Side.CHILD, by=world.idva)
    offered = text(idva_page.get(f"/cases/persons/{world.child.pk}/merge/"))
    assert "Clovie" in offered
    assert "Marigold" not in offered, "she is on another side"
    page = text(idva_page.get(f"/cases/persons/{world.child.pk}/merge/{twin.pk}/"))
    assert f"Both are in case {world.case.ref}: there they will be once" in page


def test_the_address_of_an_absorbed_record_leads_to_the_kept_one(
    idva_page: Client, case_world: CaseWorld, again: Person
) -> None:
    her = f"/cases/persons/{case_world.victim.pk}/"
    idva_page.post(f"{her}merge/{again.pk}/", chosen(case_world, again))
    led = idva_page.get(f"/cases/persons/{again.pk}/")
    assert led.headers["Location"] == her
    # Also where it would be chosen: the kept one is.
    assert "Marigold" in text(idva_page.get(f"/cases/open/?victim={again.pk}"))
    for end in ("merge/", "same/", "correct/"):
        page = text(idva_page.get(f"/cases/persons/{again.pk}/{end}"))
        assert "Goldie Thistlewood, born" not in page
    assert "Goldie Thistlewood" not in text(idva_page.get("/cases/persons/"))


def test_the_other_record_can_be_the_one_that_stays(
    idva_page: Client, case_world: CaseWorld, again: Person
) -> None:
    address = f"/cases/persons/{case_world.victim.pk}/merge/{again.pk}/"
    data = chosen(case_world, again, keep=str(again.pk), other_names="")
    assert idva_page.post(address, data).status_code == 302
    with acting_as(case_world.idva):
        merge = Merge.objects.get()
        last = persons.latest(again)
        assert (merge.person, merge.absorbed) == (again, case_world.victim)
        assert last is not None
        assert last.given_name == "Marigold", "as was chosen"


def test_a_correction_meanwhile_is_shown_and_nothing_typed_is_lost(
    idva_page: Client, case_world: CaseWorld, again: Person
) -> None:
    with acting_as(case_world.idva):
        persons.correct(person=again, known=known("Golda", "T"), by=case_world.idva)
    page = idva_page.post(
        f"/cases/persons/{case_world.victim.pk}/merge/{again.pk}/",
        chosen(case_world, again),
    )
    assert page.status_code == 422
    assert "while you were comparing" in text(page)
    assert "The same children" in page.content.decode()
    assert 'value="1-2"' in page.content.decode(), "now they have been read"


def test_what_stands_in_the_way_is_said_before_anything_is_typed(
    idva_page: Client, case_world: CaseWorld
) -> None:
    address = f"/cases/persons/{case_world.victim.pk}/merge/{case_world.alleged.pk}/"
    page = text(idva_page.get(address))
    assert "These can't be made one" in page
    assert f"Case {case_world.case.ref} has them on two sides" in page
    assert "Make them one" not in page


def test_linked_records_lead_to_it_and_two_people_can_be_taken_back(
    idva_page: Client, case_world: CaseWorld, again: Person
) -> None:
    world, her = case_world, f"/cases/persons/{case_world.victim.pk}/"
    with acting_as(world.idva):
        link = links.same(a=world.victim, b=again, evidence="Same", by=world.idva)
    assert "Make them one record" in text(idva_page.get(her))
    assert "Make them one record" in text(idva_page.get("/cases/persons/alike/"))
    assert "Goldie" in text(idva_page.get(f"{her}merge/"))
    with acting_as(world.idva):
        links.not_same(link=link, why="Not sure", by=world.idva)
        link = links.different(a=world.victim, b=again, evidence="X", by=world.idva)
    assert "It was said that these are two people" in text(
        idva_page.get(f"{her}merge/{again.pk}/")
    )
    assert "Take that back" in text(idva_page.get(her))
    assert "can be asked again" in text(idva_page.get(f"{her}same/{link.pk}/"))
    idva_page.post(f"{her}same/{link.pk}/", {"why": "They rang"})
    assert "These can't" not in text(idva_page.get(f"{her}merge/{again.pk}/"))


def test_another_team_finds_none_of_these_pages(
    client: Client, case_world: CaseWorld, again: Person
) -> None:
    world = case_world
    world.share("Police", (Part.IDENTITY, Side.VICTIM))
    with acting_as(world.police):
        theirs = persons.record(known=known("Goldie", "T", BORN), by=world.police)
    browser = wear(client, world.place.hats["practitioner:Police"])
    her, own = (f"/cases/persons/{pk}/" for pk in (world.victim.pk, theirs.pk))
    assert "Make two records one" not in text(browser.get(her))
    for address in (
        f"{her}merge/",
        f"{her}merge/{theirs.pk}/",
        f"{own}merge/{world.victim.pk}/",
        f"{own}merge/{again.pk}/",
    ):
        assert browser.get(address).status_code == 404
        assert browser.post(address, chosen(world, again)).status_code == 404
    with acting_as(world.idva):
        assert not Merge.objects.exists()


def test_it_is_kept_who_made_them_one_and_who_read_of_it(
    idva_page: Client, case_world: CaseWorld, again: Person
) -> None:
    her = f"/cases/persons/{case_world.victim.pk}/"
    idva_page.get(f"{her}merge/{again.pk}/")
    idva_page.post(f"{her}merge/{again.pk}/", chosen(case_world, again))
    with acting_as(case_world.place.actor("auditor")):
        made = Event.objects.get(verb="insert", table_name="people_merge")
        assert case_world.victim.pk in made.person_ids
        moved = Event.objects.filter(verb="update", table_name="cases_party")
        assert [event.columns for event in moved] == [["person_id"]]
        read = Event.objects.filter(verb="read", door="cases:merge_with").first()
        assert read is not None
        assert {case_world.victim.pk, again.pk} <= set(read.person_ids)
