"""Locks and referrals that wait; and which referral was read, before its case."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.audit.looking import looks_at
from concord.access.models import Event, Side
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.cases.models import Case
from concord.cases.testing import known
from concord.frontdoor.actions import files, referring, triage
from concord.frontdoor.models import Attachment, FrontDoor, Named, Referral
from concord.frontdoor.said import Somebody
from concord.frontdoor.testing import SAID, at_door, said
from concord.frontdoor.testing import colleague as another
from concord.frontdoor.tests.test_pages import WHOLE
from concord.partnership.models import Membership
from concord.people.actions import persons
from concord.people.models import ContactPoint, Person

pytestmark = pytest.mark.django_db
DOOR = "practitioner:Specialist service"


@pytest.fixture
def referral(front_door: Place) -> Referral:
    by = front_door.actor("practitioner:Police")
    with acting_as(by):
        return referring.refer(said=SAID, by=by)


def her(place: Place, family_name: str = "Wychwood", **more: dt.date) -> Person:
    """Somebody of that name on record at another team."""
    by = place.actor("practitioner:Health")
    with acting_as(by):
        return persons.record(
            known=known("Petronella", family_name, *more.values()), by=by
        )


def lock_out(place: Place, person: Person) -> None:
    by = place.actor("practitioner:Health")
    account = place.hats[DOOR].account
    with acting_as(by):
        locks.lock_out(account=account, person_id=person.pk, why="Kin", by=by)


def waits(place: Place) -> int:
    by = at_door(place)
    with acting_as(by):
        return len(Referral.objects.visible_to(by))


def test_a_lock_reaches_a_referral_that_waits_already(
    client: Client, front_door: Place, referral: Referral
) -> None:
    assert waits(front_door) == 1
    lock_out(front_door, her(front_door))
    assert waits(front_door) == 0
    wear(client, front_door.hats[DOOR])
    assert client.get(f"/referrals/{referral.pk}/").status_code == 404


def test_a_lock_that_ends_lets_go_of_it(front_door: Place, referral: Referral) -> None:
    lock_out(front_door, her(front_door))
    auditor = front_door.actor("auditor")
    with acting_as(auditor):
        [line] = locks.in_force(auditor)
        locks.end(lock_id=line.id, why="Another of that name", by=auditor)
    assert waits(front_door) == 1


def test_a_lock_on_another_of_that_name_born_on_another_day_does_not(
    front_door: Place, referral: Referral
) -> None:
    lock_out(front_door, her(front_door, born=dt.date(1950, 1, 1)))
    lock_out(front_door, her(front_door, "Otherfield"))
    assert waits(front_door) == 1


def events(place: Place) -> list[Event]:
    with acting_as(place.actor("auditor")):
        return list(
            Event.objects.filter(door="frontdoor:referral", verb="read").order_by("id")
        )


def test_the_audit_says_which_referral_was_read(
    client: Client, front_door: Place, referral: Referral
) -> None:
    wear(client, front_door.hats[DOOR])
    client.get(f"/referrals/{referral.pk}/")
    assert [one.case_ids for one in events(front_door)] == [[referral.pk]]
    auditor = wear(Client(), front_door.hats["auditor"])
    page = auditor.get(f"/audit/event/{events(front_door)[0].pk}/").content.decode()
    assert "a referral" in page
    assert referral.ref not in page


def test_whoever_read_the_referral_has_looked_at_the_case(
    client: Client, front_door: Place, referral: Referral
) -> None:
    wear(client, front_door.hats[DOOR])
    client.get(f"/referrals/{referral.pk}/")
    by: Actor = at_door(front_door)
    read = events(front_door)[0]
    with acting_as(by):
        case = triage.open_case(referral=referral, found={}, by=by)
        seen = looks_at(case.pk, by=by)
    assert read.at in {one.at for one in seen}


# Whoever referred


def test_what_somebody_referred_stays_before_them_whatever_they_are_kept_from(
    client: Client, front_door: Place
) -> None:
    """That it vanished would tell them that she is known, and that they are kept."""
    police = front_door.hats["practitioner:Police"]
    by = front_door.actor("practitioner:Health")
    with acting_as(by):
        person = persons.record(known=known("Petronella", "Wychwood"), by=by)
        locks.lock_out(account=police.account, person_id=person.pk, why="Kin", by=by)
    wear(client, police)
    made = client.post("/referrals/new/", dict(WHOLE), follow=True)
    assert made.status_code == 200
    assert "Petronella" in made.content.decode()
    door = at_door(front_door)
    with acting_as(door):
        referral = Referral.objects.get()
        triage.take_on(referral=referral, by=door)
        triage.note(referral=referral, text="She was here before", by=door)
        triage.open_case(referral=referral, found={}, by=door)
    page = client.get(f"/referrals/{referral.pk}/").content.decode()
    assert "Petronella" in page
    assert "She was here before" not in page
    assert referral.ref in client.get("/referrals/made/").content.decode()


def test_a_colleague_of_whoever_referred_is_kept_from_it_all_the_same(
    front_door: Place, referral: Referral
) -> None:
    colleague: Membership = another(front_door, team="Police")
    by = front_door.actor("practitioner:Health")
    with acting_as(by):
        person = persons.record(known=known("Petronella", "Wychwood"), by=by)
        locks.lock_out(account=colleague.account, person_id=person.pk, why="Kin", by=by)
    actor = Actor.from_hat(colleague)
    with acting_as(actor):
        assert not Referral.objects.visible_to(actor).exists()
        assert not Named.objects.visible_to(actor).exists()


# Names, as people write them


@pytest.mark.parametrize(
    ("given", "family", "others", "born"),
    [
        ("petronella", "WYCHWOOD", [], None),
        ("Mrs Petronella Jane", "Wychwood-Smith", [], None),
        ("Wychwood", "Petronella", [], None),
        ("Anna", "Kowalska", ["Petronella Wychwood"], None),
        ("Petronella", "Kowalska", ["Wychwood"], None),
        # Day and month in the other order, and a slip in the day.
        ("Petronella", "Wychwood", [], dt.date(1988, 5, 12)),
    ],
)
def test_a_lock_knows_a_name_however_it_is_written(
    front_door: Place,
    given: str,
    family: str,
    others: list[str],
    born: dt.date | None,
) -> None:
    by = front_door.actor("practitioner:Police")
    who = replace(known(given, family, born), other_names=others)
    with acting_as(by):
        referring.refer(said=said(people=(Somebody(Side.VICTIM, who),)), by=by)
    assert waits(front_door) == 1
    lock_out(front_door, her(front_door, born=dt.date(1988, 5, 21)))
    assert waits(front_door) == 0


def test_two_who_share_one_name_are_two(front_door: Place, referral: Referral) -> None:
    lock_out(front_door, her(front_door, "Fenwickson"))
    assert waits(front_door) == 1


# When a case is opened


def test_the_wall_stays_when_a_case_is_opened_of_a_referral(
    front_door: Place, referral: Referral
) -> None:
    """Her record at another team is hidden from whoever opens the case."""
    second = another(front_door)
    lock_out(front_door, her(front_door))
    by = Actor.from_hat(second)
    with acting_as(by):
        case = triage.open_case(referral=referral, found={}, by=by)
    locked = at_door(front_door)
    with acting_as(locked):
        assert not Case.objects.visible_to(locked).filter(pk=case.pk).exists()
        assert not ContactPoint.objects.visible_to(locked).exists()
    assert locks_told(
        case.pk, [front_door.hats[DOOR].account_id, second.account_id]
    ) == {second.account_id}


def test_staff_whom_a_referral_names_are_kept_from_its_case(
    front_door: Place,
) -> None:
    second = another(front_door)  # "Invented Second"
    by = front_door.actor("practitioner:Police")
    people = (
        Somebody(Side.VICTIM, known("Mary", "Other")),
        Somebody(Side.ALLEGED, known("Invented", "Second")),
    )
    with acting_as(by):
        referring.refer(said=said(people=people), by=by)
    door = at_door(front_door)
    with acting_as(door):
        case = triage.open_case(referral=Referral.objects.get(), found={}, by=door)
    named = Actor.from_hat(second)
    with acting_as(named):
        assert not Case.objects.visible_to(named).filter(pk=case.pk).exists()


def locks_told(case_id: object, accounts: list[int]) -> set[int]:
    job = Actor.from_job("frontdoor.letters")
    with acting_as(job):
        return locks.may_be_told(case_id, accounts)  # type: ignore[arg-type]


# Own words at the door


def test_at_the_door_too_ones_own_words_stay_and_a_colleague_goes_on_with_them(
    client: Client, front_door: Place
) -> None:
    lock_out(front_door, her(front_door))
    wear(client, front_door.hats[DOOR])
    made = client.post("/referrals/new/", dict(WHOLE), follow=True)
    again = client.post("/referrals/new/", dict(WHOLE), follow=True)
    assert made.status_code == again.status_code == 200
    assert "Petronella" in made.content.decode()
    second = Actor.from_hat(another(front_door))
    with acting_as(second):
        referral = Referral.objects.get()
        triage.note(referral=referral, text="She was here before", by=second)
    page = client.get(f"/referrals/{referral.pk}/").content.decode()
    assert "She was here before" not in page
    assert "What you can do" not in page
    assert client.get(f"/referrals/{referral.pk}/case/").status_code == 404
    mine = at_door(front_door)
    with acting_as(mine), pytest.raises(NotPermitted):
        triage.take_on(referral=referral, by=mine)


def test_a_file_of_ones_own_stays_and_the_next_has_the_next_number(
    client: Client, front_door: Place
) -> None:
    police = front_door.hats["practitioner:Police"]
    by = front_door.actor("practitioner:Health")
    with acting_as(by):
        person = persons.record(known=known("Petronella", "Wychwood"), by=by)
        locks.lock_out(account=police.account, person_id=person.pk, why="Kin", by=by)
    mine = Actor.from_hat(police)
    with acting_as(mine):
        referral = referring.refer(said=SAID, by=mine)
        files.attach(referral=referral, name="a.pdf", content=b"%PDF-1 a", by=mine)
    door = at_door(front_door)
    with acting_as(door):
        triage.open_case(referral=referral, found={}, by=door)
    with acting_as(mine):
        made = files.attach(
            referral=referral, name="b.pdf", content=b"%PDF-1 b", by=mine
        )
        assert made.n == 2
        assert Attachment.objects.visible_to(mine).count() == 2


def test_only_who_manages_the_partnership_says_who_stands_at_the_door(
    front_door: Place,
) -> None:
    by = front_door.actor("practitioner:Housing")
    housing = front_door.teams["Housing"]
    with acting_as(by):
        changed = FrontDoor.objects.visible_to(by).update(team=housing)
    assert changed == 0
