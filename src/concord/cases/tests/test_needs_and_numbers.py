"""What bears on somebody's needs, and the numbers that lead to their record."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from concord.access.actor import acting_as
from concord.access.models import Part, Side
from concord.access.permit import NotPermitted
from concord.access.testing import wear
from concord.cases.models import Party
from concord.cases.testing import CaseWorld
from concord.people.actions import about
from concord.people.actions.about import About
from concord.people.matching.scoring import Band
from concord.people.models import Characteristics, Identifier
from concord.people.queries.matching import Asked, likely

pytestmark = pytest.mark.django_db

NHS = "943 476 5919"
SAID = About(ethnicity="roma", recourse="no", pregnancy="yes", immigration="not_asked")

SAID_BY_CHOICE = (
    "ethnicity",
    "religion",
    "sexual_orientation",
    "gender_as_registered",
    "disability",
    "pregnancy",
    "immigration",
    "recourse",
)


def test_not_asked_and_not_wanting_to_say_are_answers(case_world: CaseWorld) -> None:
    world, by = case_world, case_world.idva
    with acting_as(by):
        row = about.describe(
            case_id=world.case.pk, person=world.victim, about=SAID, by=by
        )
    assert (row.part, row.side, row.n) == ("risk", "victim", 1)
    assert row.get_immigration_display() == "Not asked"
    assert row.get_religion_display() == "Not recorded"


def test_what_was_known_before_stays(case_world: CaseWorld) -> None:
    world, by = case_world, case_world.idva
    case, her = world.case.pk, world.victim
    with acting_as(by):
        for said in (SAID, replace(SAID, religion="prefers_not")):
            about.describe(case_id=case, person=her, about=said, by=by)
        with pytest.raises(ValidationError, match="Nothing is different"):
            about.describe(
                case_id=world.case.pk,
                person=world.victim,
                about=replace(SAID, religion="prefers_not"),
                by=by,
            )
        rows = list(Characteristics.objects.all())
    assert [(row.n, row.religion) for row in rows] == [
        (2, "prefers_not"),
        (1, "not_recorded"),
    ]


def test_a_due_date_needs_a_pregnancy(case_world: CaseWorld) -> None:
    world, by = case_world, case_world.idva
    said = About(due_on=dt.date(2027, 3, 1))
    with acting_as(by), pytest.raises(ValidationError) as error:
        about.describe(case_id=world.case.pk, person=world.victim, about=said, by=by)
    assert "due_on" in error.value.message_dict


def test_needs_are_shared_with_the_risk_and_never_told_by_a_number(
    case_world: CaseWorld,
) -> None:
    world = case_world
    world.share("Police", (Part.IDENTITY, Side.VICTIM))
    with acting_as(world.idva):
        about.describe(
            case_id=world.case.pk, person=world.victim, about=SAID, by=world.idva
        )
    with acting_as(world.police):
        assert not Characteristics.objects.exists()
        row = about.describe(
            case_id=world.case.pk, person=world.victim, about=SAID, by=world.police
        )
        assert row.n == 1
    world.share("Police", (Part.RISK, Side.VICTIM))
    with acting_as(world.police):
        assert Characteristics.objects.count() == 2


def test_a_number_leads_to_its_record_until_it_ends(case_world: CaseWorld) -> None:
    world, by = case_world, case_world.idva
    asked = Asked(given_name="Mari", identifiers=[("nhs", "9434765919")])
    with acting_as(by):
        number = about.add_identifier(person=world.victim, kind="nhs", value=NHS, by=by)
        # Nobody is told that it is known: also a second record may have it.
        about.add_identifier(person=world.child, kind="nhs", value=NHS, by=by)
        found = {one.person: one.band for one in likely(asked, by)}
        assert set(found) >= {world.victim}
        about.end_identifier(identifier=number, why="typed", by=by)
        with pytest.raises(ValidationError):
            about.end_identifier(identifier=number, why="typed", by=by)
        assert world.victim not in {one.person for one in likely(asked, by)}


def test_a_number_with_a_name_is_the_same_person(case_world: CaseWorld) -> None:
    world, by = case_world, case_world.idva
    asked = Asked(
        given_name="Goldie",
        family_name="Underhill",
        identifiers=[("nhs", "9434765919")],
    )
    with acting_as(by):
        about.add_identifier(person=world.victim, kind="nhs", value=NHS, by=by)
        [one] = [one for one in likely(asked, by) if one.person == world.victim]
    assert one.band == Band.SAME


def test_another_team_adds_no_number_to_a_record(case_world: CaseWorld) -> None:
    world = case_world
    world.share("Police", (Part.IDENTITY, Side.VICTIM))
    with acting_as(world.police), pytest.raises(NotPermitted):
        about.add_identifier(
            person=world.victim, kind="nhs", value=NHS, by=world.police
        )


def test_the_page_says_why_each_thing_is_asked_and_keeps_what_was_typed(
    client: Client, case_world: CaseWorld
) -> None:
    world = case_world
    with acting_as(world.idva):
        party = Party.objects.get(person=world.victim)
    idva = wear(client, world.place.hats["practitioner:Specialist service"])
    there = f"/cases/{world.case.pk}/people/{party.pk}/about/"
    text = idva.get(there).content.decode()
    assert text.count("Why we ask") == 8
    answers = dict.fromkeys(SAID_BY_CHOICE, "not_asked")
    wrong = {**answers, "disability_words": "A ramp"}
    answer = idva.post(there, wrong)
    assert answer.status_code == 422
    assert "A ramp" in answer.content.decode()
    assert idva.post(there, {**wrong, "disability": "yes"}).status_code == 302
    assert "A ramp" in idva.get(there).content.decode()


def test_numbers_are_added_and_ended_on_the_record(
    client: Client, case_world: CaseWorld
) -> None:
    world = case_world
    idva = wear(client, world.place.hats["practitioner:Specialist service"])
    there = f"/cases/persons/{world.victim.pk}/"
    wrong = {"kind": "nhs", "value": "943 476 5918"}
    answer = idva.post(f"{there}numbers/add/", wrong)
    assert "one of the figures is wrong" in answer.content.decode()
    right = {"kind": "nhs", "value": NHS}
    assert idva.post(f"{there}numbers/add/", right).status_code == 302
    assert NHS in idva.get(there).content.decode()
    with acting_as(world.idva):
        number = Identifier.objects.get()
    ended = idva.post(f"{there}numbers/{number.pk}/end/", {"why": "somebody"})
    assert ended.status_code == 302
    text = idva.get(there).content.decode()
    assert "somebody else" in text
