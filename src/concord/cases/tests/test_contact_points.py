"""Contact points: who may write, verify and end them, and what each team sees."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from concord.access.actions import emergencies
from concord.access.actor import Actor, acting_as
from concord.access.models import Event, Part, Side
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.cases.models import Case
from concord.cases.testing import CaseWorld
from concord.cases.tests.reached import (
    CONTACT_OF_VICTIM,
    IDENTITY_OF_VICTIM,
    NUMBER,
    Kind,
    add,
    safe_point,
    verify,
)
from concord.people.actions import contact, places
from concord.people.models import ConfidentialLocation, ContactPoint
from concord.people.queries.contact import current_points

pytestmark = pytest.mark.django_db

State = ContactPoint.State


def points_seen(actor: Actor) -> list[str]:
    with acting_as(actor):
        return sorted(point.kind for point in ContactPoint.objects.all())


def state_of(world: CaseWorld, point: ContactPoint) -> str:
    with acting_as(world.idva):
        return ContactPoint.objects.get(pk=point.pk).state


def test_a_new_contact_point_is_not_verified(case_world: CaseWorld) -> None:
    point = add(case_world, value="+44 7700 900123")
    assert (point.state, point.value) == (State.UNVERIFIED, NUMBER)
    assert (point.part, point.side) == (Part.CONTACT, Side.VICTIM)


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        (Kind.MOBILE, "0044 (0)7700-900123", NUMBER),
        (Kind.LANDLINE, "02079460018", "020 7946 0018"),
        (Kind.MOBILE, "+353 85 012 3456", "+353 85 012 3456"),
        (Kind.EMAIL, " Marigold@Post.EXAMPLE ", "marigold@post.example"),
        (Kind.TRUSTED, "Her  sister,\n07700 900456", "Her sister, 07700 900456"),
    ],
)
def test_what_is_typed_is_kept_in_one_way_of_writing(
    case_world: CaseWorld, kind: str, value: str, kept: str
) -> None:
    assert add(case_world, kind, value).value == kept


def test_a_place_knows_its_postcode(case_world: CaseWorld) -> None:
    assert add(case_world, Kind.ADDRESS, "1 Elm Road", postcode="zz11zz").postcode == (
        "ZZ1 1ZZ"
    )
    within = add(case_world, Kind.SCHOOL, "Elm Primary, zz1 2zz", of=case_world.child)
    assert (within.postcode, within.part) == ("ZZ1 2ZZ", Part.LOCATION)


@pytest.mark.parametrize(
    ("kind", "value", "postcode", "field", "words"),
    [
        (Kind.MOBILE, "0770", "", "value", "too short or too long"),
        (Kind.MOBILE, "07700 9001", "", "value", "too short or too long"),
        (Kind.MOBILE, "no number", "", "value", "not a telephone number"),
        (Kind.MOBILE, "07700 900123 ext 4", "", "value", "Only the number"),
        (Kind.MOBILE, "020 7946 0018", "", "value", "number of a landline"),
        (Kind.LANDLINE, "07911 123456", "", "value", "number of a mobile"),
        (Kind.MOBILE, NUMBER, "ZZ1 1ZZ", "postcode", "Only a place"),
        (Kind.EMAIL, "marigold", "", "value", "not an e-mail address"),
        (Kind.ADDRESS, "1 Elm Road", "ZZ1", "postcode", "like ZZ1 1ZZ"),
        (Kind.ADDRESS, "  ", "", "value", "Enter the number"),
        ("pigeon", "grey", "", "kind", "Choose what it is"),
    ],
)
def test_a_wrong_shape_names_the_field_and_the_way_out(
    case_world: CaseWorld, kind: str, value: str, postcode: str, field: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        add(case_world, kind, value, postcode=postcode)
    assert words in refused.value.message_dict[field][0]


def test_nobody_writes_about_a_person_or_case_that_is_not_open_to_them(
    case_world: CaseWorld, northmere: Place
) -> None:
    stranger = northmere.actor("practitioner:Police")
    for actor in (case_world.police, stranger):
        with pytest.raises(NotPermitted):
            add(case_world, by=actor)
    case_world.share("Police", (Part.IDENTITY, Side.ALLEGED))
    with pytest.raises(NotPermitted):
        add(case_world, by=case_world.police)


def test_other_teams_see_contact_by_a_decision_only(case_world: CaseWorld) -> None:
    safe_point(case_world)
    add(case_world, Kind.ADDRESS, "1 Elm Road", postcode="ZZ1 1ZZ")
    case_world.share("Police")  # who they are, no more
    assert points_seen(case_world.police) == []
    case_world.share("Housing", IDENTITY_OF_VICTIM, CONTACT_OF_VICTIM)
    assert points_seen(case_world.housing) == ["mobile"]
    case_world.share("Health", IDENTITY_OF_VICTIM, (Part.LOCATION, Side.VICTIM))
    assert points_seen(case_world.health) == ["address"]


def test_the_other_side_never_sees_how_the_victim_is_reached(
    case_world: CaseWorld,
) -> None:
    safe_point(case_world)
    alleged = [(part, Side.ALLEGED) for part in Part]
    case_world.share("Police", *alleged)
    assert points_seen(case_world.police) == []


def test_a_place_that_another_team_wrote_is_not_even_seen_by_the_holder(
    case_world: CaseWorld,
) -> None:
    case_world.share("Housing", IDENTITY_OF_VICTIM)
    add(case_world, Kind.ADDRESS, "1 Elm Road", by=case_world.housing)
    assert points_seen(case_world.housing) == ["address"]
    assert points_seen(case_world.idva) == []


def test_a_gp_practice_is_a_place_and_goes_with_no_ways_to_reach_her(
    case_world: CaseWorld,
) -> None:
    practice = add(case_world, Kind.GP, "Elm Practice, 2 Elm Road, ZZ1 1ZZ")
    assert (practice.part, practice.postcode) == (Part.LOCATION, "ZZ1 1ZZ")
    case_world.share("Police", CONTACT_OF_VICTIM)
    assert points_seen(case_world.police) == []


def test_a_practice_that_the_alleged_goes_to_as_well_is_not_safe(
    case_world: CaseWorld,
) -> None:
    hers = add(case_world, Kind.GP, "Elm Practice, ZZ1 1ZZ")
    add(case_world, Kind.GP, "Elm Practice, ZZ1 1ZZ", of=case_world.alleged)
    with acting_as(case_world.idva), connection.cursor() as cursor:
        cursor.execute("SELECT access.reaches_alleged(%s)", [hers.pk])
        assert cursor.fetchone() == (True,)


def test_verified_stands_first_and_what_has_ended_is_not_current(
    case_world: CaseWorld,
) -> None:
    first, second, third = (
        add(case_world, value=f"07700 90012{n}") for n in range(1, 4)
    )
    verify(case_world, second)
    with acting_as(case_world.idva):
        contact.say_wrong(point=third, why="unused", by=case_world.idva)
        lines = current_points(case_world.case.pk, Side.VICTIM, case_world.idva)
    assert [line.point.pk for line in lines] == [second.pk, first.pk]
    assert [line.is_verified for line in lines] == [True, False]
    assert [line.masked for line in lines] == ["ends 122", "ends 121"]


# One takes another's place


def test_a_verified_one_takes_the_place_of_another(case_world: CaseWorld) -> None:
    old = verify(case_world, add(case_world))
    new = verify(case_world, add(case_world, value="07700 900124"))
    with acting_as(case_world.idva):
        contact.supersede(old=old, new=new, by=case_world.idva)
    assert state_of(case_world, old) == State.SUPERSEDED
    assert state_of(case_world, new) == State.VERIFIED


def test_an_unverified_one_takes_nobodys_place(case_world: CaseWorld) -> None:
    old = verify(case_world, add(case_world))
    new = add(case_world, value="07700 900124")
    with acting_as(case_world.idva), pytest.raises(ValidationError) as refused:
        contact.supersede(old=old, new=new, by=case_world.idva)
    assert "Only a verified one" in refused.value.message_dict["new"][0]
    assert state_of(case_world, old) == State.VERIFIED


def test_only_its_own_kind_and_person_is_replaced(case_world: CaseWorld) -> None:
    old = verify(case_world, add(case_world))
    email = verify(case_world, add(case_world, Kind.EMAIL, "m@post.example"))
    childs = verify(
        case_world, add(case_world, value="07700 900125", of=case_world.child)
    )
    for new in (email, childs, old):
        with acting_as(case_world.idva), pytest.raises(ValidationError):
            contact.supersede(old=old, new=new, by=case_world.idva)
    assert state_of(case_world, old) == State.VERIFIED


ATTACKS = [
    ("verified_stays", "SET state = 'superseded', ended_on = now(), ended_why = 'x'"),
    ("verified_stays", "SET state = 'unverified'"),
    ("verified_in_own_name", "SET verified_by_id = {other}"),
    ("what_has_ended_says_when_and_why", "SET state = 'wrong'"),
]


@pytest.mark.parametrize(("rule", "change"), ATTACKS)
def test_the_database_too_keeps_what_is_verified(
    case_world: CaseWorld, rule: str, change: str
) -> None:
    point = verify(case_world, add(case_world))
    add(case_world, value="07700 900124")
    other = case_world.housing.membership_id
    with (
        acting_as(case_world.idva),
        connection.cursor() as cursor,
        pytest.raises(IntegrityError) as refused,
        transaction.atomic(),
    ):
        cursor.execute(
            f"UPDATE people_contactpoint {change.format(other=other)} WHERE id = %s",
            [point.pk],
        )
    assert rule in str(refused.value.__cause__.diag.constraint_name)


def test_what_was_wrong_stays_wrong(case_world: CaseWorld) -> None:
    point = add(case_world)
    with acting_as(case_world.idva):
        ended = contact.say_wrong(point=point, why="somebody", by=case_world.idva)
        assert (ended.state, ended.ended_why) == (State.WRONG, "somebody")
        assert ended.ended_on is not None
        with pytest.raises(ValidationError, match="Write it down anew"):
            contact.verify(point=point, how="Again", by=case_world.idva)
        with pytest.raises(IntegrityError, match="stays ended"), transaction.atomic():
            ContactPoint.objects.filter(pk=point.pk).update(
                state="unverified", ended_on=None, ended_why=""
            )


@pytest.mark.parametrize("why", ["", "a long story with a name in it", "replaced"])
def test_why_it_is_wrong_is_chosen_and_never_typed(
    case_world: CaseWorld, why: str
) -> None:
    point = add(case_world)
    with acting_as(case_world.idva), pytest.raises(ValidationError) as refused:
        contact.say_wrong(point=point, why=why, by=case_world.idva)
    assert "why" in refused.value.message_dict


def test_verifying_says_how_by_whom_and_not_in_the_future(
    case_world: CaseWorld,
) -> None:
    point = add(case_world)
    tomorrow = dt.date.today() + dt.timedelta(days=2)  # noqa: DTZ011
    with acting_as(case_world.idva):
        for given, field in (({"how": " "}, "how"), ({"on": tomorrow}, "on")):
            with pytest.raises(ValidationError) as refused:
                contact.verify(
                    point=point, **({"how": "Rang"} | given), by=case_world.idva
                )
            assert field in refused.value.message_dict
    done = verify(case_world, point)
    assert done.verified_by_id == case_world.idva.membership_id
    assert done.verified_how == "She rang from it"


def test_only_who_keeps_it_or_holds_the_case_verifies_and_ends(
    case_world: CaseWorld,
) -> None:
    housing = case_world.housing
    case_world.share("Housing", IDENTITY_OF_VICTIM, CONTACT_OF_VICTIM)
    ours = add(case_world)
    theirs = add(case_world, value="07700 900124", by=housing)
    with acting_as(housing):
        for verb in (
            lambda: contact.verify(point=ours, how="Rang", by=housing),
            lambda: contact.say_wrong(point=ours, why="unused", by=housing),
            lambda: contact.supersede(old=ours, new=theirs, by=housing),
        ):
            with pytest.raises(NotPermitted):
                verb()
    assert verify(case_world, theirs).state == State.VERIFIED, "the holder may"


@pytest.mark.django_db(transaction=True)
def test_two_people_replace_each_others_at_once_and_one_number_stays(
    case_world: CaseWorld,
) -> None:
    one = verify(case_world, add(case_world))
    two = verify(case_world, add(case_world, value="07700 900124"))
    start = threading.Barrier(2)

    def replace(old: ContactPoint, new: ContactPoint) -> None:
        try:
            with acting_as(case_world.idva):
                start.wait()
                contact.supersede(old=old, new=new, by=case_world.idva)
        except ValidationError:
            pass  # the other was first
        finally:
            connection.close()

    threads = [
        threading.Thread(target=replace, args=pair) for pair in ((one, two), (two, one))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = {state_of(case_world, one), state_of(case_world, two)}
    assert states == {State.SUPERSEDED, State.VERIFIED}


# Staff


def test_ones_own_address_at_work_is_refused(case_world: CaseWorld) -> None:
    mine = case_world.place.hats["practitioner:Specialist service"].account.email
    with pytest.raises(ValidationError) as refused:
        add(case_world, Kind.EMAIL, mine.upper())
    assert "your own address at work" in refused.value.message_dict["value"][0]
    with acting_as(case_world.idva):
        assert Case.objects.exists(), "and the case is still there for them"


def test_a_colleagues_address_is_taken_without_a_word(case_world: CaseWorld) -> None:
    case_world.share("Police", *[(part, Side.VICTIM) for part in Part])
    theirs = case_world.place.hats["practitioner:Police"].account.email
    point = add(case_world, Kind.EMAIL, theirs)
    assert point.state == State.UNVERIFIED
    with acting_as(case_world.police):
        assert not Case.objects.exists(), "and they are locked out of it"


# Places that nobody may learn


def write_place(world: CaseWorld, by: Actor) -> ConfidentialLocation:
    with acting_as(by):
        return places.add_location(
            case_id=world.case.pk,
            person=world.victim,
            kind="refuge",
            where="Behind the mill",
            since=dt.date(2026, 11, 2),
            by=by,
        )


def places_seen(actor: Actor) -> int:
    with acting_as(actor):
        return ConfidentialLocation.objects.count()


def test_a_confidential_place_is_seen_by_its_team_and_by_decision_only(
    case_world: CaseWorld,
) -> None:
    case_world.share("Housing", IDENTITY_OF_VICTIM)
    write_place(case_world, case_world.housing)
    assert places_seen(case_world.housing) == 1
    assert places_seen(case_world.idva) == 0, "not by holding the case"
    with acting_as(case_world.health):
        emergencies.open_case(
            ref=case_world.case.ref, why="Now", minutes=5, by=case_world.health
        )
    assert places_seen(case_world.health) == 0, "not in an emergency"
    case_world.share("Police", (Part.LOCATION, Side.ALLEGED), *[
        (part, Side.VICTIM) for part in Part if part != Part.LOCATION
    ])  # fmt: skip
    assert places_seen(case_world.police) == 0, "not for another side or part"
    council = case_world.place.actor("practitioner")
    case_world.share("Council", (Part.LOCATION, Side.VICTIM))
    assert places_seen(council) == 0, "the holder can't share what housing keeps"
    write_place(case_world, case_world.idva)
    assert places_seen(council) == 1, "it shares what it wrote itself"


def test_only_its_team_says_that_they_left_and_not_before_they_came(
    case_world: CaseWorld,
) -> None:
    place = write_place(case_world, case_world.idva)
    idva = case_world.idva
    with acting_as(idva):
        with pytest.raises(ValidationError, match="2 November 2026"):
            places.end_location(place=place, on=dt.date(2026, 11, 1), by=idva)
        ended = places.end_location(place=place, on=dt.date(2026, 11, 20), by=idva)
        assert ended.until == dt.date(2026, 11, 20)
    case_world.share("Housing", IDENTITY_OF_VICTIM, (Part.LOCATION, Side.VICTIM))
    housing = case_world.housing
    with acting_as(housing), pytest.raises(NotPermitted):
        places.end_location(place=place, by=housing)


def test_the_audit_names_what_was_written_and_never_a_value(
    case_world: CaseWorld,
) -> None:
    point = verify(case_world, add(case_world))
    with acting_as(case_world.idva):
        contact.say_wrong(point=point, why="unused", by=case_world.idva)
    with acting_as(case_world.place.actor("auditor")):
        events = list(Event.objects.filter(table_name="people_contactpoint"))
    assert [event.verb for event in events] == ["update", "update", "insert"]
    assert events[0].columns == ["ended_on", "ended_why", "state"]
    assert all(event.case_ids == [case_world.case.pk] for event in events)
    assert NUMBER not in repr([event.__dict__ for event in events])
