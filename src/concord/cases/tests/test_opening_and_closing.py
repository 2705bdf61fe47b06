"""A case is complete from its first moment; people come and leave; it closes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from concord.access.actions import locks, sharing
from concord.access.actor import Actor, acting_as
from concord.access.models import Side, written
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.cases.actions import cases
from concord.cases.actions.opening import Newcomer, bring_in, open_new
from concord.cases.models import Case, Party
from concord.cases.testing import CaseWorld, known
from concord.people.actions import persons
from concord.people.models import Person, Relationship

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def new(given: str, family: str, relation: str = "") -> Newcomer:
    return Newcomer(known=known(given, family), relation=relation)


def test_a_case_opens_with_everybody_recorded_in_one_go(case_world: CaseWorld) -> None:
    with acting_as(case_world.police):
        case = open_new(
            victim=new("Hazel", "Underhill"),
            alleged=[new("Bram", "Underhill", "ex_partner"), Newcomer()],
            children=[new("Fern", "Underhill", "child")],
            by=case_world.police,
        )
        sides = [party.side for party in case.parties.order_by("side")]
        assert sides == ["alleged", "alleged", "child", "victim"]
        names = {p.person.versions.get().name for p in case.parties.all()}
        assert "Name not known" in names
        assert Relationship.objects.filter(case_id=case.pk).count() == 2
        assert sharing.owns(case.pk)


def test_it_opens_whoever_knows_them_and_whoever_is_locked_out(
    case_world: CaseWorld, northmere: Place
) -> None:
    """The same names, other teams, and a worker who must not see the first case."""
    case_world.share("Police")
    with acting_as(case_world.idva):
        locks.lock_out(
            account=case_world.place.hats["practitioner:Police"].account,
            person_id=case_world.victim.pk,
            why="Her uncle",
            by=case_world.idva,
        )
    for actor in (
        case_world.idva,
        case_world.police,
        case_world.housing,
        northmere.actor("practitioner:Police"),
    ):
        with acting_as(actor):
            before = Case.objects.count()
            case = open_new(
                victim=new("Marigold", "Thistlewood"),
                alleged=[new("Barnard", "Crakehall")],
                by=actor,
            )
            assert Case.objects.count() == before + 1
            assert case.parties.count() == 2


def test_a_case_without_anybody_alleged_is_not_opened(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva):
        persons_before = Person.objects.count()
        with pytest.raises(ValidationError) as refused:
            open_new(victim=new("Hazel", "U"), alleged=[], by=case_world.idva)
        assert "alleged" in refused.value.message_dict
        assert Person.objects.count() == persons_before, "all of it, or nothing"


def test_nobody_is_on_two_sides(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva):
        with pytest.raises(ValidationError, match="named twice"):
            cases.open_case(
                victim=case_world.victim,
                alleged=[case_world.victim],
                by=case_world.idva,
            )
        with pytest.raises(ValidationError) as refused:
            cases.add_party(
                case=case_world.case,
                person=case_world.victim,
                side=Side.ALLEGED,
                by=case_world.idva,
            )
        assert "person" in refused.value.message_dict


def party(world: CaseWorld, person: Person, side: Side, case: Case) -> Party:
    return Party.objects.create(
        **written(world.idva), case=case, person=person, side=side
    )


def bare_case(world: CaseWorld) -> Case:
    case = Case.objects.create(**written(world.idva), opened_on=TODAY)
    sharing.hold(case.pk, world.idva)
    return case


@transaction.atomic
def half_open(world: CaseWorld, persons: dict[Side, Person]) -> None:
    case = bare_case(world)
    for side, person in persons.items():
        party(world, person, side, case)
    check_now()


def check_now() -> None:
    """What the database checks at the end of a transaction, now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("left_out", [Side.VICTIM, Side.ALLEGED])
def test_the_database_refuses_a_case_that_is_not_complete(
    case_world: CaseWorld, left_out: Side
) -> None:
    persons = {Side.VICTIM: case_world.victim, Side.ALLEGED: case_world.alleged}
    del persons[left_out]
    with (
        acting_as(case_world.idva),
        pytest.raises(IntegrityError, match="one victim, somebody alleged"),
    ):
        half_open(case_world, persons)


def test_the_database_accepts_a_case_that_is(case_world: CaseWorld) -> None:
    both = {Side.VICTIM: case_world.victim, Side.ALLEGED: case_world.alleged}
    with acting_as(case_world.idva):
        half_open(case_world, both)
        assert Case.objects.count() == 2


def test_the_database_keeps_one_victim_and_one_side_for_each(
    case_world: CaseWorld,
) -> None:
    with acting_as(case_world.idva):
        other = persons.record(known=known("Hazel", "U"), by=case_world.idva)
        for person, side, name in (
            (other, Side.VICTIM, "one_victim_of_a_case"),
            (case_world.victim, Side.ALLEGED, "a_person_is_on_one_side_of_a_case"),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                party(case_world, person, side, case_world.case)


def test_another_victim_of_the_family_has_a_case_of_their_own(
    case_world: CaseWorld,
) -> None:
    idva = case_world.idva
    with acting_as(idva):
        second = open_new(
            victim=Newcomer(person=case_world.child),
            alleged=[Newcomer(person=case_world.alleged, relation="parent")],
            family_of=case_world.case,
            by=idva,
        )
        first = Case.objects.get(pk=case_world.case.pk)
        assert second.family_group == first.family_group is not None
        with pytest.raises(ValidationError) as refused:
            bring_in(case=first, newcomer=new("Hazel", "U"), side=Side.VICTIM, by=idva)
        assert "side" in refused.value.message_dict


def test_only_the_team_that_holds_a_case_says_who_is_in_it(
    case_world: CaseWorld,
) -> None:
    case_world.share("Police")
    police = case_world.police
    with acting_as(police):
        shared = Case.objects.get()
        attempts = [
            lambda: bring_in(
                case=shared, newcomer=Newcomer(), side=Side.ALLEGED, by=police
            ),
            lambda: open_new(
                victim=new("H", "U"), alleged=[Newcomer()], family_of=shared, by=police
            ),
            lambda: cases.leave(
                party=shared.parties.get(side=Side.CHILD), on=TODAY, why="x", by=police
            ),
            lambda: cases.close(case=shared, why="x", by=police),
        ]
        for attempt in attempts:
            with pytest.raises(NotPermitted):
                attempt()
        assert Person.objects.count() == 3


def test_somebody_leaves_and_what_was_written_stays(case_world: CaseWorld) -> None:
    idva = case_world.idva
    with acting_as(idva):
        child = case_world.case.parties.get(side=Side.CHILD)
        cases.leave(party=child, on=TODAY, why="Lives with an aunt", by=idva)
        kept = Party.objects.get(pk=child.pk)
        assert (kept.left_on, kept.left_why) == (TODAY, "Lives with an aunt")
        with pytest.raises(ValidationError, match="left this case already"):
            cases.leave(party=kept, on=TODAY, why="Again", by=idva)


@pytest.mark.parametrize(
    ("side", "on", "why", "said"),
    [
        ("victim", TODAY, "x", "is about its victim"),
        ("alleged", TODAY, "x", "Somebody alleged stays"),
        ("child", TODAY, " ", "Say why"),
        ("child", TODAY + dt.timedelta(days=1), "x", "up to today"),
        ("child", TODAY - dt.timedelta(days=1), "x", "since the case was opened"),
    ],
)
def test_who_cannot_leave_stays(
    case_world: CaseWorld, side: str, on: dt.date, why: str, said: str
) -> None:
    with acting_as(case_world.idva):
        found = case_world.case.parties.get(side=side)
        with pytest.raises(ValidationError, match=said):
            cases.leave(party=found, on=on, why=why, by=case_world.idva)


def test_of_two_alleged_one_may_leave(case_world: CaseWorld) -> None:
    idva: Actor = case_world.idva
    with acting_as(idva):
        bring_in(case=case_world.case, newcomer=Newcomer(), side=Side.ALLEGED, by=idva)
        first = case_world.case.parties.get(person=case_world.alleged)
        cases.leave(party=first, on=TODAY, why="It was not him", by=idva)
        last = case_world.case.parties.get(side=Side.ALLEGED, left_on=None)
        with pytest.raises(ValidationError, match="Somebody alleged stays"):
            cases.leave(party=last, on=TODAY, why="Nor them", by=idva)


def test_a_case_closes_and_opens_again_for_a_reason(case_world: CaseWorld) -> None:
    idva, case = case_world.idva, case_world.case
    with acting_as(idva):
        with pytest.raises(ValidationError, match="Say why"):
            cases.close(case=case, why=" ", by=idva)
        with pytest.raises(ValidationError, match="open already"):
            cases.reopen(case=case, why="x", by=idva)
        cases.close(case=case, why="Support has ended as planned", by=idva)
        with pytest.raises(ValidationError, match="closed already"):
            cases.close(case=case, why="x", by=idva)
        assert Case.objects.get().state == Case.State.CLOSED
        cases.reopen(case=case, why="She called again", by=idva)
        again = Case.objects.get()
        assert (again.state, again.closed_on) == (Case.State.OPEN, None)


def test_a_case_was_not_opened_tomorrow(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva), pytest.raises(ValidationError) as refused:
        open_new(
            victim=new("Hazel", "U"),
            alleged=[Newcomer()],
            opened_on=TODAY + dt.timedelta(days=1),
            by=case_world.idva,
        )
    assert "opened_on" in refused.value.message_dict
