"""The lock wins over every hat, and nobody can tell that it is there."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from concord.access.actions import emergencies, hats, locks, sharing
from concord.access.actions.emergencies import NONE_HERE
from concord.access.actor import Actor, acting_as
from concord.access.models import Event
from concord.access.permit import NotPermitted
from concord.access.testing import ALWAYS, vouch
from concord.cases.actions import cases
from concord.cases.models import Case, Party
from concord.cases.testing import CaseWorld, known
from concord.partnership.roles import Role
from concord.people.actions import contact, links, persons
from concord.people.models import Person, PersonVersion

pytestmark = pytest.mark.django_db


def lock_out(world: CaseWorld, who: Actor, person: Person | None = None) -> None:
    """The IDVA keeps somebody away from the alleged person, whom they know."""
    account = next(h.account for h in world.place.hats.values() if _is(h, who))
    with acting_as(world.idva):
        locks.lock_out(
            account=account,
            person_id=(person or world.alleged).pk,
            why="They are brothers.",
            by=world.idva,
        )


def _is(hat: object, who: Actor) -> bool:
    return getattr(hat, "pk", None) == who.membership_id


def sees(who: Actor) -> tuple[int, int, int]:
    with acting_as(who):
        return Case.objects.count(), Party.objects.count(), Person.objects.count()


NOTHING = (0, 0, 0)


def test_the_lock_hides_everybody_in_the_case(case_world: CaseWorld) -> None:
    case_world.share("Police")
    assert sees(case_world.police) == (1, 3, 3)
    lock_out(case_world, case_world.police)
    assert sees(case_world.police) == NOTHING
    with acting_as(case_world.police):
        assert not PersonVersion.objects.exists()


def test_the_lock_wins_over_having_written_and_holding_the_case(
    case_world: CaseWorld,
) -> None:
    lock_out(case_world, case_world.idva)
    assert sees(case_world.idva) == NOTHING
    with acting_as(case_world.idva), pytest.raises(NotPermitted):
        cases.close(case=case_world.case, why="It is over.", by=case_world.idva)


def test_the_lock_wins_over_handing_the_case_to_ones_team(
    case_world: CaseWorld,
) -> None:
    lock_out(case_world, case_world.housing)
    with acting_as(case_world.idva):
        sharing.hand_over(
            case_id=case_world.case.pk,
            to=case_world.place.teams["Housing"],
            why="They take it on.",
            reason=case_world.reason(),
            by=case_world.idva,
        )
    assert sees(case_world.housing) == NOTHING


def test_the_lock_wins_over_every_other_hat_of_the_same_person(
    case_world: CaseWorld,
) -> None:
    case_world.share("Council")
    lock_out(case_world, case_world.police)
    job = Actor.from_job("access.setup", case_world.place.partnership.pk)
    police = case_world.place.hats["practitioner:Police"]
    with acting_as(job):
        another = hats.give(
            account=police.account,
            team=case_world.place.teams["Council"],
            role=Role.PRACTITIONER,
            valid=ALWAYS,
            by=job,
        )
    vouch(case_world.place, another)
    assert sees(case_world.place.actor("practitioner")) == (1, 3, 3)
    assert sees(Actor.from_hat(another)) == NOTHING


def test_the_lock_wins_over_an_emergency(case_world: CaseWorld) -> None:
    lock_out(case_world, case_world.health)
    for ref in (case_world.case.ref, "ZZZZ-ZZZZ"):
        with acting_as(case_world.health):
            with pytest.raises(ValidationError) as refused:
                emergencies.open_case(
                    ref=ref, why="Now", minutes=60, by=case_world.health
                )
            assert refused.value.message_dict == {"ref": [NONE_HERE]}
    assert sees(case_world.health) == NOTHING


def test_a_lock_closes_what_is_open_in_an_emergency(case_world: CaseWorld) -> None:
    with acting_as(case_world.health):
        emergencies.open_case(
            ref=case_world.case.ref, why="Now", minutes=60, by=case_world.health
        )
    assert sees(case_world.health)[0] == 1
    lock_out(case_world, case_world.health)
    assert sees(case_world.health) == NOTHING


def test_the_lock_follows_records_of_the_same_person_and_the_family(
    case_world: CaseWorld,
) -> None:
    idva = case_world.idva
    with acting_as(idva):
        again = persons.record(known=known("Barney", "Crakehall"), by=idva)
        sister = persons.record(known=known("Sorrel", "Thistlewood"), by=idva)
        other = persons.record(known=known("Nobody", "Else"), by=idva)
        second = cases.open_case(victim=sister, alleged=[again], by=idva)
        third = cases.open_case(
            victim=other,
            alleged=[persons.record(known=known("", ""), by=idva)],
            family_of=second,
            by=idva,
        )
        links.same(a=case_world.alleged, b=again, evidence="Same birth date", by=idva)
    lock_out(case_world, idva)
    with acting_as(idva):
        assert not Case.objects.filter(pk__in=[second.pk, third.pk]).exists()
        assert not Person.objects.exists()


def test_an_ended_lock_shows_everything_again(case_world: CaseWorld) -> None:
    case_world.share("Police")
    lock_out(case_world, case_world.police)
    auditor = case_world.place.actor("auditor")
    with acting_as(auditor):
        [line] = locks.in_force(auditor)
        assert line.account_id == case_world.police.account_id
        locks.end(lock_id=line.id, why="Another man of the same name.", by=auditor)
    assert sees(case_world.police) == (1, 3, 3)


def test_an_auditor_never_sees_the_own_lock(case_world: CaseWorld) -> None:
    auditor = case_world.place.actor("auditor")
    with acting_as(auditor):
        assert Event.objects.filter(case_ids__contains=[case_world.case.pk]).exists()
    lock_out(case_world, auditor)
    with acting_as(auditor):
        assert locks.in_force(auditor) == []
        assert not Event.objects.filter(
            case_ids__contains=[case_world.case.pk]
        ).exists()
        assert not Event.objects.filter(
            person_ids__contains=[case_world.alleged.pk]
        ).exists()


def test_a_work_address_given_as_somebodys_e_mail_locks_its_owner_out(
    case_world: CaseWorld,
) -> None:
    case_world.share("Police")
    police = case_world.place.hats["practitioner:Police"]
    with acting_as(case_world.idva):
        contact.add_point(
            person=case_world.alleged,
            case_id=case_world.case.pk,
            kind="email",
            value=police.account.email.upper(),
            source="The victim",
            by=case_world.idva,
        )
    assert sees(case_world.police) == NOTHING
    assert sees(case_world.idva)[0] == 1


def test_the_same_name_is_a_question_and_no_lock(case_world: CaseWorld) -> None:
    idva, auditor = case_world.idva, case_world.place.actor("auditor")
    case_world.share("Police")
    with acting_as(idva):
        persons.correct(
            person=case_world.alleged,
            known=known("Invented", "Practitioner"),
            by=idva,
        )
    assert sees(case_world.police)[0] == 1
    with acting_as(auditor):
        asked = locks.open_suspicions(auditor)
        mine = [s for s in asked if s.account_id == case_world.police.account_id]
        assert len(mine) == 1
        locks.decide(
            suspicion_id=mine[0].id, is_same=True, why="He said so.", by=auditor
        )
    assert sees(case_world.police) == NOTHING


def test_who_may_be_told_of_a_case_is_told_to_its_team_only(
    case_world: CaseWorld,
) -> None:
    case_world.share("Police")
    accounts = [case_world.police.account_id, case_world.health.account_id]
    lock_out(case_world, case_world.police)
    with acting_as(case_world.idva):
        told = locks.may_be_told(case_world.case.pk, accounts)
        assert told == {case_world.health.account_id}
    with acting_as(case_world.police):
        assert locks.may_be_told(case_world.case.pk, accounts) == set()
