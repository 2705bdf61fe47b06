"""Finding who is already known: by keys, explained, and never past a wall."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

import concord
from concord.access import reading
from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.models import Event, Part, Side
from concord.access.testing import Place
from concord.cases.testing import CaseWorld, known
from concord.people.actions import contact, persons
from concord.people.matching.scoring import Band
from concord.people.models import ContactPoint, Person
from concord.people.queries.matching import Asked, Likely, likely

pytestmark = pytest.mark.django_db

BORN = dt.date(1991, 3, 4)
Kind = ContactPoint.Kind


def asked(
    given: str = "Marigold",
    family: str = "Thistlewood",
    born: dt.date | None = dt.date(1991, 3, 14),
    **more: object,
) -> Asked:
    whole = {
        "given_name": given,
        "family_name": family,
        "born_on": born,
        "born_precision": "day" if born else "unknown",
    }
    return Asked(**(whole | more))  # type: ignore[arg-type]


def found(what: Asked, by: Actor) -> list[Likely]:
    with acting_as(by):
        return likely(what, by)


def who(what: Asked, by: Actor) -> list[Person]:
    return [one.person for one in found(what, by)]


def words(one: Likely) -> str:
    return "; ".join(sign.words for sign in one.why)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (asked(), "Same date of birth"),
        (asked("Goldie"), "Short form of the given name"),
        (asked("Marygold", "Thisselwood"), "sounds alike"),
        (asked("Thistlewood", "Marigold"), "swapped"),
        (asked(born=None), "Same given name"),
        (asked(born=dt.date(1991, 1, 1), born_precision="year"), "Same year of birth"),
        (asked("MARIGOLD ", " thistlewood"), "Same family name"),
        (asked("Marigold", "Underhill", other_names=["Thistlewood"]), "former name"),
    ],
)
def test_a_record_is_found_and_says_why(
    case_world: CaseWorld, what: Asked, said: str
) -> None:
    first = found(what, case_world.idva)[0]
    assert first.person == case_world.victim
    assert first.is_own
    assert said in words(first)


def test_day_and_month_may_be_swapped(case_world: CaseWorld) -> None:
    by = case_world.idva
    with acting_as(by):
        person = persons.record(known=known("Hazel", "Brook", BORN), by=by)
    [one] = found(asked("Hazel", "Brook", dt.date(1991, 4, 3)), by)
    assert one.person == person
    assert one.band == Band.SAME
    assert "swapped" in words(one)


def test_a_name_in_another_script_is_found(case_world: CaseWorld) -> None:
    by = case_world.idva
    with acting_as(by):
        person = persons.record(known=known("Ольга", "Крапивина"), by=by)
    assert who(asked("ольга", "крапивина", None), by) == [person]


def test_a_former_name_is_found_after_a_correction(case_world: CaseWorld) -> None:
    by = case_world.idva
    with acting_as(by):
        persons.correct(
            person=case_world.victim,
            known=known("Marigold", "Underhill", dt.date(1991, 3, 14)),
            by=by,
        )
    one = found(asked(), by)[0]
    assert one.person == case_world.victim
    assert "a former name or alias" in words(one)


def test_a_telephone_and_an_old_address_lead_to_their_person(
    case_world: CaseWorld,
) -> None:
    world, by = case_world, case_world.idva
    with acting_as(by):
        for kind, value in (
            (Kind.MOBILE, "07700 900321"),
            (Kind.ADDRESS, "Flat 3, 12 Elm Road, ZZ1 1ZZ"),
        ):
            contact.add_point(
                case_id=world.case.pk,
                person=world.victim,
                kind=kind,
                value=value,
                source="Told",
                by=by,
            )
    alone = found(Asked(phone="+44 7700 900321"), by)
    assert [(one.person, one.band) for one in alone] == [(world.victim, Band.HOUSEHOLD)]
    there = asked(born=None, postcode="ZZ1 1ZZ", address="3/12 Elm Rd")
    assert "Same address" in words(found(there, by)[0])


def test_a_number_that_is_wrong_leads_to_nobody(case_world: CaseWorld) -> None:
    world, by = case_world, case_world.idva
    with acting_as(by):
        point = contact.add_point(
            case_id=world.case.pk,
            person=world.victim,
            kind=Kind.MOBILE,
            value="07700 900321",
            source="Told",
            by=by,
        )
        contact.say_wrong(point=point, why=ContactPoint.Ended.SOMEBODY_ELSE, by=by)
    assert found(Asked(phone="07700900321"), by) == []


def test_somebody_of_the_same_household_is_not_taken_for_the_victim(
    case_world: CaseWorld,
) -> None:
    world, by = case_world, case_world.idva
    with acting_as(by):
        contact.add_point(
            case_id=world.case.pk,
            person=world.victim,
            kind=Kind.MOBILE,
            value="07700 900321",
            source="Told",
            by=by,
        )
    his = asked("Barnard", "Thistlewood", dt.date(1988, 5, 6), phone="07700 900321")
    bands = {one.person: one.band for one in found(his, by)}
    assert bands[world.victim] == Band.HOUSEHOLD


def test_another_team_finds_nobody_until_it_is_shared(case_world: CaseWorld) -> None:
    assert who(asked(), case_world.police) == []
    case_world.share("Police", (Part.IDENTITY, Side.VICTIM))
    [one] = found(asked(), case_world.police)
    assert one.person == case_world.victim
    assert not one.is_own
    # The alleged person's side was not shared.
    assert who(asked("Barnard", "Crakehall", None), case_world.police) == []


def test_a_telephone_that_was_not_shared_leads_nobody_to_the_person(
    case_world: CaseWorld,
) -> None:
    world = case_world
    with acting_as(world.idva):
        contact.add_point(
            case_id=world.case.pk,
            person=world.victim,
            kind=Kind.MOBILE,
            value="07700 900321",
            source="Told",
            by=world.idva,
        )
    world.share("Police", (Part.IDENTITY, Side.VICTIM))
    assert found(Asked(phone="07700 900321"), world.police) == []
    world.share("Police", (Part.CONTACT, Side.VICTIM))
    assert who(Asked(phone="07700 900321"), world.police) == [world.victim]


def test_whoever_is_locked_out_finds_nobody(case_world: CaseWorld) -> None:
    world = case_world
    hat = world.place.hats["practitioner:Specialist service"]
    other = world.place.actor("marac_coordinator")
    world.share("Council", (Part.IDENTITY, Side.VICTIM))
    assert who(asked(), world.idva) == [world.victim]
    with acting_as(other):
        locks.lock_out(
            account=hat.account, person_id=world.victim.pk, why="Cousin", by=other
        )
    assert who(asked(), world.idva) == []


def test_another_partnership_finds_nobody(
    case_world: CaseWorld, northmere: Place
) -> None:
    assert who(asked(), northmere.actor("practitioner:Specialist service")) == []


def test_a_search_is_kept_with_whom_it_showed_and_nobody_else(
    case_world: CaseWorld,
) -> None:
    by = case_world.idva
    with acting_as(by):
        near = persons.record(known=known("Marigold", "Thistlewold"), by=by)
        # Shares a key, and is somebody else.
        persons.record(
            known=replace(known("Quentin", "Moss", dt.date(1991, 3, 14)), sex="male"),
            by=by,
        )
    shown = who(asked(), by)
    auditor = case_world.place.actor("auditor")
    with acting_as(auditor):
        event = Event.objects.filter(verb="search").latest("pk")
        assert set(event.person_ids) == {one.pk for one in shown}
        assert {case_world.victim.pk, near.pk} <= set(event.person_ids)
        assert event.terms_mark is not None


def test_too_little_to_go_by_is_no_search(case_world: CaseWorld) -> None:
    assert found(Asked(given_name="Marigold"), case_world.idva) == []
    with acting_as(case_world.place.actor("auditor")):
        assert not Event.objects.filter(verb="search").exists()


def test_keys_cannot_be_read_and_hold_no_name(case_world: CaseWorld) -> None:
    for what in ("match_key", "match_secret"):
        with (
            acting_as(case_world.idva),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT * FROM access.{what}")  # noqa: S608


def test_only_the_comparison_of_records_weighs_without_showing() -> None:
    root = Path(concord.__file__).parent
    callers = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if re.search(r"\bweighed\(", path.read_text()) and "tests" not in path.parts
    }
    assert callers == {"access/reading.py", "people/queries/matching.py"}


def test_records_are_not_weighed_where_nobody_would_record_it() -> None:
    with pytest.raises(reading.NotRecorded), reading.weighed():
        pass
