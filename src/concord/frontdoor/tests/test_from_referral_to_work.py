from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from concord.access.actions import locks, sharing
from concord.access.actions.sharing import Reason
from concord.access.actor import Actor, acting_as
from concord.access.models import Consent, Part, Purpose, Side, Told
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.cases.models import Case, Party
from concord.cases.testing import known
from concord.frontdoor.actions import deciding, referring, triage
from concord.frontdoor.models import Decision, Named, Referral, Step, WorkItem
from concord.frontdoor.said import Said, Somebody
from concord.frontdoor.testing import SAID, at_door, colleague, said, stand
from concord.people.actions import persons
from concord.people.models import ContactPoint, Person, PersonVersion, Relationship

pytestmark = pytest.mark.django_db

REASON = Reason(
    purpose=Purpose.SAFEGUARD_VICTIM,
    basis="recognised_interest",
    condition="safeguarding",
    why="They have to plan her safety; no less will do.",
    told=Told.TOLD,
    consent=Consent.REFUSED,
)


def refer(place: Place, what: Said = SAID) -> Referral:
    by = place.actor("practitioner:Police")
    with acting_as(by):
        return referring.refer(said=what, by=by)


@pytest.fixture
def door(front_door: Place) -> Actor:
    return at_door(front_door)


@pytest.fixture
def referral(front_door: Place) -> Referral:
    return refer(front_door)


@pytest.fixture
def case(referral: Referral, door: Actor) -> Case:
    with acting_as(door):
        return triage.open_case(referral=referral, found={}, by=door)


def now(referral: Referral, by: Actor) -> Referral:
    with acting_as(by):
        return Referral.objects.get(pk=referral.pk)


def test_whoever_takes_it_on_is_seen_and_the_clock_begins_anew(
    referral: Referral, door: Actor
) -> None:
    with acting_as(door):
        triage.take_on(referral=referral, by=door)
    got = now(referral, door)
    assert (got.state, got.taken_by_id) == ("checking", door.membership_id)
    assert got.since > referral.since


def test_asking_and_answering_moves_it_to_and_fro(
    referral: Referral, door: Actor
) -> None:
    with acting_as(door):
        triage.ask(referral=referral, what="Police: which address?", by=door)
        assert now(referral, door).state == "waiting"
        triage.answer(referral=referral, what="The second one", by=door)
        assert now(referral, door).state == "checking"
        triage.ready(referral=referral, by=door)
        assert now(referral, door).state == "ready"
        said = [(s.n, s.kind) for s in Step.objects.order_by("n")]
    assert said == [(1, "asked"), (2, "answered"), (3, "ready")]


def test_only_the_team_at_the_door_works_on_it(
    front_door: Place, referral: Referral
) -> None:
    for who in ("practitioner:Police", "practitioner:Housing"):
        by = front_door.actor(who)
        with acting_as(by), pytest.raises(NotPermitted):
            triage.take_on(referral=referral, by=by)


def test_the_referrer_reads_the_state_and_none_of_the_steps(
    front_door: Place, referral: Referral, door: Actor
) -> None:
    with acting_as(door):
        triage.check(
            referral=referral, code="orders", result="yes", text="A DAPO", by=door
        )
    with acting_as(front_door.actor("practitioner:Police")):
        assert Referral.objects.get(pk=referral.pk).state == "checking"
        assert not Step.objects.exists()


# The case ----------------------------------------------------------------------------


def test_the_case_has_everybody_on_their_side_and_how_to_reach_them(
    case: Case, referral: Referral, door: Actor
) -> None:
    with acting_as(door):
        sides = sorted(p.side for p in Party.objects.filter(case=case))
        assert sides == ["alleged", "child", "victim"]
        points = {p.kind: p for p in ContactPoint.objects.filter(case_id=case.pk)}
        assert points["mobile"].value == "07700 900141"
        assert points["address"].postcode == "ZZ1 1ZZ"
        assert {p.state for p in points.values()} == {"unverified"}
        assert Relationship.objects.get().kind == "ex_partner"
        assert all(n.person_id for n in Named.objects.all())
        assert now(referral, door).case_id == case.pk


def test_whoever_is_on_record_already_is_not_recorded_twice(
    referral: Referral, door: Actor
) -> None:
    with acting_as(door):
        before = persons.record(known=known("Petronella", "Wychwood"), by=door)
        victim = Named.objects.get(referral=referral, side="victim")
        triage.open_case(referral=referral, found={victim.pk: before}, by=door)
        assert Named.objects.get(pk=victim.pk).person_id == before.pk
        assert PersonVersion.objects.filter(family_name="Wychwood").count() == 2


def test_a_referral_that_names_nobody_alleged_has_somebody_unknown(
    front_door: Place, door: Actor
) -> None:
    made = refer(front_door, said(people=SAID.people[:1]))
    with acting_as(door):
        case = triage.open_case(referral=made, found={}, by=door)
        assert case.parties.filter(side=Side.ALLEGED).count() == 1


def test_one_referral_has_one_case(case: Case, referral: Referral, door: Actor) -> None:
    with acting_as(door), pytest.raises(ValidationError, match="already"):
        triage.open_case(referral=referral, found={}, by=door)


def test_the_database_holds_that_a_referral_stays_with_its_case(
    case: Case, referral: Referral, front_door: Place, door: Actor
) -> None:
    other = refer(front_door)
    with acting_as(door):
        second = triage.open_case(referral=other, found={}, by=door)
        with pytest.raises(DatabaseError), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).update(case=second)


def test_what_hangs_on_a_referral_gets_its_case(
    referral: Referral, door: Actor
) -> None:
    with acting_as(door):
        triage.note(referral=referral, text="Rang twice", by=door)
        case = triage.open_case(referral=referral, found={}, by=door)
        assert {s.case_id for s in Step.objects.all()} == {case.pk}
        assert {n.case_id for n in Named.objects.all()} == {case.pk}


def test_a_lock_on_somebody_in_the_case_hides_the_referral_too(
    front_door: Place, referral: Referral, case: Case, door: Actor
) -> None:
    """For a colleague of whoever referred: their own words stay before them."""
    officer = colleague(front_door, team="Police")
    with acting_as(door):
        alleged = Person.objects.get(parties__side="alleged")
        locks.lock_out(
            account=officer.account, person_id=alleged.pk, why="His brother.", by=door
        )
    with acting_as(Actor.from_hat(officer)):
        assert not Referral.objects.exists()
        assert not Named.objects.exists()


def test_who_is_kept_from_somebody_is_kept_from_a_new_referral_about_them(
    front_door: Place, case: Case, door: Actor
) -> None:
    """Nobody has matched it yet: the name alone decides, date of birth permitting."""
    colleague = front_door.hats["practitioner:Housing"]
    with acting_as(door):
        victim = Person.objects.get(parties__side="victim")
        locks.lock_out(
            account=colleague.account, person_id=victim.pk, why="Her cousin.", by=door
        )
    stand(front_door, "Housing")
    same = refer(front_door)
    other = refer(front_door, said(people=(somebody("Petronella", "Wychwood", 1960),)))
    with acting_as(front_door.actor("practitioner:Housing")):
        seen = {r.pk for r in Referral.objects.all()}
    assert same.pk not in seen
    assert other.pk in seen


def somebody(given: str, family: str, year: int) -> Somebody:
    return Somebody(Side.VICTIM, known(given, family, dt.date(year, 1, 2)))


# Deciding ----------------------------------------------------------------------------


def decide(
    place: Place, referral: Referral, outcome: str = "support", **more: object
) -> Decision:
    by = at_door(place)
    given: dict[str, object] = {
        "why": "High risk, and she wants help.",
        "to": place.teams["Health"],
        "reason": REASON,
    }
    with acting_as(by):
        return deciding.decide(
            referral=referral,
            outcome=outcome,
            by=by,
            **(given | more),  # type: ignore[arg-type]
        )


def test_the_decision_shares_the_case_and_makes_the_work(
    front_door: Place, referral: Referral, case: Case
) -> None:
    made = decide(front_door, referral)
    assert made.disclosure is not None
    with acting_as(front_door.actor("practitioner:Health")):
        work = WorkItem.objects.get()
        assert (work.kind, work.state, work.case_id) == ("support", "waiting", case.pk)
        assert Case.objects.get().pk == case.pk
        assert Referral.objects.get().what_happened == SAID.what_happened
        points = ContactPoint.objects.all()
        assert [p.kind for p in points] == ["mobile"], "where she lives is not shared"
        assert not Named.objects.exists()


def test_who_works_with_him_gets_nothing_of_hers(
    front_door: Place, referral: Referral, case: Case
) -> None:
    decide(front_door, referral, "perpetrator")
    with acting_as(front_door.actor("practitioner:Health")):
        assert [p.side for p in Party.objects.all()] == ["alleged"]
        assert not ContactPoint.objects.exists()
        assert not Referral.objects.exists()
        assert not Step.objects.exists()
        assert WorkItem.objects.count() == 1


def test_fact_6_a_refused_consent_does_not_stop_it_and_a_missing_basis_does(
    front_door: Place, referral: Referral, case: Case
) -> None:
    with pytest.raises(ValidationError) as refused:
        decide(front_door, referral, reason=None)
    assert "lawful" in refused.value.message_dict["basis"][0]
    assert decide(front_door, referral).disclosure.consent == "refused"  # type: ignore[union-attr]


def test_work_for_ones_own_team_needs_no_sharing(
    front_door: Place, referral: Referral, case: Case
) -> None:
    own = front_door.teams["Specialist service"]
    made = decide(front_door, referral, to=own, reason=None)
    assert made.disclosure is None
    with acting_as(at_door(front_door)):
        assert WorkItem.objects.get().to_team_id == own.pk


def test_the_referrer_learns_that_something_is_done_and_no_more(
    front_door: Place, referral: Referral, case: Case
) -> None:
    decide(front_door, referral, "marac")
    with acting_as(front_door.actor("practitioner:Police")):
        got = Referral.objects.get(pk=referral.pk)
        assert (got.state, got.reply) == ("decided", "acting")
        assert not Decision.objects.exists()
        assert not WorkItem.objects.exists()


def test_not_appropriate_says_why_and_is_counted(
    front_door: Place, referral: Referral
) -> None:
    with pytest.raises(ValidationError) as refused:
        decide(front_door, referral, "not_appropriate", to=None, reason=None)
    assert "feedback" in refused.value.message_dict
    made = decide(
        front_door,
        referral,
        "not_appropriate",
        to=None,
        reason=None,
        feedback="wrong_area",
    )
    assert (made.feedback, made.case_id) == ("wrong_area", None)
    assert now(referral, at_door(front_door)).reply == "talk"


def test_what_goes_on_needs_a_case_and_a_team(
    front_door: Place, referral: Referral
) -> None:
    with pytest.raises(ValidationError, match="Open the case first"):
        decide(front_door, referral)
    with pytest.raises(ValidationError) as refused:
        decide(front_door, referral, to=None)
    assert "to" in refused.value.message_dict


def test_a_referral_is_decided_once_until_it_is_looked_at_again(
    front_door: Place, referral: Referral, case: Case
) -> None:
    decide(front_door, referral)
    with pytest.raises(ValidationError, match="decided already"):
        decide(front_door, referral)
    by = at_door(front_door)
    with acting_as(by):
        deciding.look_again(referral=referral, why="He came back.", by=by)
    assert decide(front_door, referral, "refuge").n == 2


# Work --------------------------------------------------------------------------------


def test_work_is_taken_done_or_sent_back_with_a_reason(
    front_door: Place, referral: Referral, case: Case
) -> None:
    decide(front_door, referral)
    health = front_door.actor("practitioner:Health")
    with acting_as(health):
        work = WorkItem.objects.get()
        assert deciding.take_work(work=work, by=health).state == "taken"
        with pytest.raises(ValidationError):
            deciding.send_back(work=work, why=" ", by=health)
        back = deciding.send_back(work=work, why="She lives elsewhere.", by=health)
        assert back.state == "sent_back"
        with pytest.raises(ValidationError, match="over"):
            deciding.take_work(work=work, by=health)
    with acting_as(at_door(front_door)):
        assert WorkItem.objects.get().said == "She lives elsewhere."


def test_nobody_else_takes_it(
    front_door: Place, referral: Referral, case: Case
) -> None:
    decide(front_door, referral)
    with acting_as(at_door(front_door)):
        work = WorkItem.objects.get()
    for who in ("practitioner:Specialist service", "practitioner:Housing"):
        by = front_door.actor(who)
        with acting_as(by), pytest.raises(NotPermitted):
            deciding.take_work(work=work, by=by)


def test_when_the_sharing_ends_the_work_is_gone_from_their_desk(
    front_door: Place, referral: Referral, case: Case
) -> None:
    made = decide(front_door, referral, to=front_door.teams["Health"])
    by = at_door(front_door)
    with acting_as(by):
        grants = list(made.disclosure.grants.all())  # type: ignore[union-attr]
        sharing.end(grants=grants, why="Moved away.", by=by)
    with acting_as(front_door.actor("practitioner:Health")):
        assert not Case.objects.exists()


# The parts that are shared never hold a place.
def test_no_way_shares_where_anybody_lives() -> None:
    for outcome, pieces in deciding.SHARED.items():
        assert not [p for p, _ in pieces if p == Part.LOCATION], outcome


def test_every_way_that_goes_on_says_what_it_shares() -> None:
    assert set(deciding.SHARED) == set(deciding.GOES_ON)


def test_it_is_due_on_a_working_day(
    front_door: Place, referral: Referral, case: Case
) -> None:
    decide(front_door, referral)
    with acting_as(front_door.actor("practitioner:Health")):
        due = WorkItem.objects.get().due_on
    assert due.weekday() < 5
    assert due > dt.date(2026, 1, 1)
