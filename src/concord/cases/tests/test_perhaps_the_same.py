"""Pairs of two teams' records: put to whoever may see both, and to nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.models import Event, Part, Side
from concord.access.testing import wear
from concord.cases.testing import CaseWorld, known
from concord.people.actions import links, persons
from concord.people.models import Person, SamePerson
from concord.people.queries.matching import pairs_alike

pytestmark = pytest.mark.django_db

BORN = dt.date(1991, 3, 14)


@pytest.fixture
def twin(case_world: CaseWorld) -> Person:
    """The victim, as the police know her."""
    by = case_world.police
    with acting_as(by):
        return persons.record(known=known("Goldie", "Thistlewood", BORN), by=by)


def pairs(by: Actor) -> list[set[object]]:
    with acting_as(by):
        return [{p.a.person_id, p.b.person_id} for p in pairs_alike(by)]


def test_a_pair_is_put_to_who_sees_both_and_to_nobody_else(
    case_world: CaseWorld, twin: Person
) -> None:
    world = case_world
    everybody = (world.idva, world.police, world.housing)
    assert [pairs(by) for by in everybody] == [[], [], []]
    world.share("Police", (Part.IDENTITY, Side.VICTIM))
    assert pairs(world.police) == [{world.victim.pk, twin.pk}]
    assert pairs(world.idva) == pairs(world.housing) == []


def test_what_was_said_of_a_pair_is_not_asked_again(
    case_world: CaseWorld, twin: Person
) -> None:
    world, by = case_world, case_world.police
    world.share("Police", (Part.IDENTITY, Side.VICTIM))
    with acting_as(by):
        link = links.different(a=twin, b=world.victim, evidence="Rang both", by=by)
        assert link.state == SamePerson.State.DIFFERENT
        with pytest.raises(ValidationError):
            links.same(a=twin, b=world.victim, evidence="No", by=by)
    assert pairs(by) == []


def test_two_sides_of_a_case_are_never_put_as_a_pair(
    case_world: CaseWorld, twin: Person
) -> None:
    world = case_world
    world.share("Police", (Part.IDENTITY, Side.VICTIM), (Part.IDENTITY, Side.ALLEGED))
    with acting_as(world.police):
        him = persons.record(known=known("Barnard", "Crakehall"), by=world.police)
        links.same(a=him, b=world.alleged, evidence="Same", by=world.police)
        slip = known("Bernard", "Crakehall", BORN)
        both = persons.record(known=slip, by=world.police)
        links.same(a=both, b=world.victim, evidence="A slip", by=world.police)
    assert {both.pk, world.alleged.pk} not in pairs(world.police)


def test_whoever_is_locked_out_is_asked_nothing(
    case_world: CaseWorld, twin: Person
) -> None:
    world = case_world
    world.share("Police", (Part.IDENTITY, Side.VICTIM))
    hat = world.place.hats["practitioner:Police"]
    with acting_as(world.idva):
        locks.lock_out(
            account=hat.account, person_id=world.victim.pk, why="Brother", by=world.idva
        )
    assert pairs(world.police) == []


def test_a_pair_is_settled_on_its_page(
    client: Client, case_world: CaseWorld, twin: Person
) -> None:
    world = case_world
    world.share("Police", (Part.IDENTITY, Side.VICTIM))
    police = wear(client, world.place.hats["practitioner:Police"])
    text = police.get("/cases/persons/alike/").content.decode()
    assert "Short form of the given name" in text
    a, b = sorted((twin.pk, world.victim.pk))
    data = {"pair": f"{a}_{b}", f"{a}_{b}-said": "same"}
    assert police.post("/cases/persons/alike/", data).status_code == 422
    data[f"{a}_{b}-evidence"] = "The same children"
    assert police.post("/cases/persons/alike/", data).status_code == 302
    assert "Thistlewood" not in police.get("/cases/persons/alike/").content.decode()
    with acting_as(world.police):
        assert SamePerson.objects.get().state == SamePerson.State.SAME
    with acting_as(world.place.actor("auditor")):
        shown = Event.objects.filter(door="cases:alike", verb="read").first()
        assert shown is not None
        assert set(shown.person_ids) == {twin.pk, world.victim.pk}
