"""Two records of one person: said with evidence, refused where it can't be, ended."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.models import Side
from concord.access.permit import NotPermitted
from concord.cases.actions import cases
from concord.cases.models import Case
from concord.cases.testing import CaseWorld, known
from concord.people.actions import links, persons
from concord.people.actions.links import NEVER_ONE
from concord.people.models import (
    Household,
    HouseholdMember,
    Person,
    Relationship,
    SamePerson,
)

pytestmark = pytest.mark.django_db


def record(world: CaseWorld, name: str = "Somebody") -> Person:
    return persons.record(known=known(name, "Else"), by=world.idva)


def same(world: CaseWorld, a: Person, b: Person) -> SamePerson:
    return links.same(a=a, b=b, evidence="Same birthday and address", by=world.idva)


def open_case(world: CaseWorld, victim: Person, alleged: Person) -> Case:
    return cases.open_case(victim=victim, alleged=[alleged], by=world.idva)


def standing() -> set[frozenset[object]]:
    return {
        frozenset((link.a_id, link.b_id))
        for link in SamePerson.objects.filter(state=SamePerson.State.SAME)
    }


def test_two_records_of_one_person_are_linked_with_evidence(
    case_world: CaseWorld,
) -> None:
    with acting_as(case_world.idva):
        other = record(case_world)
        with pytest.raises(ValidationError) as refused:
            links.same(a=case_world.victim, b=other, evidence=" ", by=case_world.idva)
        assert "evidence" in refused.value.message_dict
        link = same(case_world, other, case_world.victim)
        assert link.a_id < link.b_id
        with pytest.raises(ValidationError, match="said already"):
            same(case_world, case_world.victim, other)


def test_a_link_can_be_ended_and_said_anew(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva):
        other = record(case_world)
        link = same(case_world, case_world.victim, other)
        links.not_same(link=link, why="Another birthday", by=case_world.idva)
        assert standing() == set()
        with pytest.raises(ValidationError, match="ended already"):
            links.not_same(link=link, why="Again", by=case_world.idva)
        with pytest.raises(IntegrityError, match="stays ended"), transaction.atomic():
            SamePerson.objects.filter(pk=link.pk).update(state="same")
        same(case_world, case_world.victim, other)
        assert standing() == {frozenset((case_world.victim.pk, other.pk))}


def test_opposite_sides_are_never_one_person(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva):
        pairs = [
            (case_world.victim, case_world.alleged),
            (case_world.victim, case_world.child),
            (case_world.alleged, case_world.child),
        ]
        for a, b in pairs:
            with pytest.raises(ValidationError, match="two sides of a case"):
                same(case_world, a, b)
            with (
                pytest.raises(IntegrityError, match="cannot be one"),
                transaction.atomic(),
            ):
                SamePerson.objects.create(
                    partnership_id=case_world.idva.here,
                    owner_team_id=case_world.idva.team_id,
                    written_by_id=case_world.idva.membership_id,
                    a=min(a, b, key=lambda p: p.pk),
                    b=max(a, b, key=lambda p: p.pk),
                    evidence="x",
                )


def test_nor_by_way_of_other_records(case_world: CaseWorld) -> None:
    """victim = second = third, and third = alleged would close the chain."""
    with acting_as(case_world.idva):
        second, third = record(case_world), record(case_world)
        same(case_world, case_world.victim, second)
        same(case_world, second, third)
        with pytest.raises(ValidationError) as refused:
            same(case_world, third, case_world.alleged)
        assert refused.value.messages == [NEVER_ONE]
        assert len(standing()) == 2


def test_related_people_are_never_one_person(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva):
        twin = record(case_world)
        cases.add_party(
            case=case_world.case, person=twin, side=Side.CHILD, by=case_world.idva
        )
        relationship = links.relate(
            case_id=case_world.case.pk,
            a=twin,
            b=case_world.child,
            kind=Relationship.Kind.SIBLING,
            by=case_world.idva,
        )
        with pytest.raises(ValidationError, match="related"):
            same(case_world, twin, case_world.child)
        links.never_were(relationship=relationship, by=case_world.idva)
        same(case_world, twin, case_world.child)


def test_a_link_ends_by_itself_when_a_case_puts_them_on_two_sides(
    case_world: CaseWorld,
) -> None:
    with acting_as(case_world.idva):
        her, his = record(case_world), record(case_world)
        same(case_world, her, his)
        case = open_case(case_world, her, his)
        assert standing() == set()
        ended = SamePerson.objects.get()
        assert ended.ended_why == "They are on two sides of a case, or related"
        assert ended.ended_at is not None
        assert case.parties.count() == 2, "adding somebody always succeeds"


def test_every_link_of_a_chain_ends_when_its_ends_contradict(
    case_world: CaseWorld,
) -> None:
    with acting_as(case_world.idva):
        first, middle, last = (record(case_world) for _ in range(3))
        bystander = record(case_world)
        aside = same(case_world, case_world.child, bystander)
        same(case_world, first, middle)
        same(case_world, middle, last)
        open_case(case_world, first, last)
        assert standing() == {frozenset((aside.a_id, aside.b_id))}


def test_a_link_ends_when_the_two_turn_out_to_be_related(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva):
        twin = record(case_world)
        same(case_world, twin, case_world.child)
        cases.add_party(
            case=case_world.case, person=twin, side=Side.CHILD, by=case_world.idva
        )
        links.relate(
            case_id=case_world.case.pk,
            a=twin,
            b=case_world.child,
            kind=Relationship.Kind.SIBLING,
            by=case_world.idva,
        )
        assert standing() == set()


def test_a_link_widens_nothing_that_anybody_sees(case_world: CaseWorld) -> None:
    with acting_as(case_world.police):
        theirs = persons.record(known=known("Marigold", "T"), by=case_world.police)
    case_world.share("Police")
    with acting_as(case_world.police):
        links.same(
            a=theirs,
            b=Person.objects.get(pk=case_world.victim.pk),
            evidence="Same",
            by=case_world.police,
        )
    with acting_as(case_world.idva):
        assert not Person.objects.filter(pk=theirs.pk).exists()
        assert SamePerson.objects.count() == 0
    with acting_as(case_world.housing):
        assert Person.objects.count() == 0


def test_who_lives_in_a_household_is_kept_by_the_day(case_world: CaseWorld) -> None:
    idva, alleged = case_world.idva, case_world.alleged
    before = timezone.localdate() - dt.timedelta(days=30)
    with acting_as(idva):
        home = links.live_together(
            persons=[case_world.victim, case_world.child], by=idva
        )
        lodger = links.move_in(household=home, person=alleged, by=idva)
        with pytest.raises(ValidationError, match="live there already"):
            links.move_in(household=home, person=alleged, by=idva)
        lodger.valid = DateRange(before, None)
        lodger.save(update_fields=["valid"])
        links.move_out(member=lodger, by=idva)
        with pytest.raises(ValidationError, match="moved out already"):
            links.move_out(member=HouseholdMember.objects.get(pk=lodger.pk), by=idva)
        with pytest.raises(ValidationError, match="new household"):
            links.move_in(household=home, person=alleged, by=idva)


def test_who_moved_in_by_mistake_can_move_in_again(case_world: CaseWorld) -> None:
    idva = case_world.idva
    with acting_as(idva):
        home = links.live_together(
            persons=[case_world.victim, case_world.child], by=idva
        )
        lodger = links.move_in(household=home, person=case_world.alleged, by=idva)
        links.move_out(member=lodger, by=idva)
        assert HouseholdMember.objects.get(pk=lodger.pk).valid.isempty
        links.move_in(household=home, person=case_world.alleged, by=idva)
        assert home.members.count() == 3


def test_a_household_is_one_teams_knowledge(case_world: CaseWorld) -> None:
    case_world.share("Police")
    with acting_as(case_world.idva):
        home = links.live_together(
            persons=[case_world.victim, case_world.child], by=case_world.idva
        )
    with acting_as(case_world.police):
        assert Household.objects.count() == 0
        assert HouseholdMember.objects.count() == 0
        with pytest.raises(NotPermitted):
            links.move_in(
                household=home, person=case_world.victim, by=case_world.police
            )
