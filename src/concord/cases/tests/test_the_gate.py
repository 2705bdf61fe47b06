"""Nothing reaches a person but through the gate, which keeps that it was asked."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from dataclasses import FrozenInstanceError, replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction

from concord.access.actions import emergencies, locks
from concord.access.actor import Actor, acting_as
from concord.access.models import Event, Part, Side
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.cases.testing import CaseWorld
from concord.cases.tests.reached import (
    ANY_TIME,
    ANYTHING,
    CONTACT_OF_VICTIM,
    IDENTITY_OF_VICTIM,
    NOTHING,
    NUMBER,
    RING,
    THURSDAY,
    Kind,
    add,
    safe_point,
    say,
)
from concord.people import reaching
from concord.people.actions import attempts, contact
from concord.people.actions.contact import Said
from concord.people.models import ContactAttempt, ContactPoint
from concord.people.queries.contact import attempts_at, line_of
from concord.people.reaching import Cleared, NotSafe, Purpose
from concord.people.safe_contact import Answer, Channel

pytestmark = pytest.mark.django_db

LETTERS = Said(channels=(Channel.LETTER,), may_write=True)


def ask(
    point: ContactPoint,
    by: Actor,
    channel: Channel = Channel.CALL,
    *,
    purpose: Purpose = Purpose.SAFETY,
    at: dt.datetime = THURSDAY,
) -> Cleared | Answer:
    """What the gate says: leave, or why not."""
    with acting_as(by):
        try:
            return reaching.reach(
                point=point, channel=channel, purpose=purpose, at=at, by=by
            )
        except NotSafe as refusal:
            return refusal.answer


def cleared(point: ContactPoint, by: Actor, channel: Channel = Channel.CALL) -> Cleared:
    found = ask(point, by, channel)
    assert isinstance(found, Cleared), found
    return found


def refused(point: ContactPoint, by: Actor, channel: Channel = Channel.CALL) -> str:
    found = ask(point, by, channel)
    assert isinstance(found, Answer)
    assert not found.allowed
    return found.why


def outcomes(world: CaseWorld, point: ContactPoint) -> list[str]:
    with acting_as(world.idva):
        return [row.outcome for row in attempts_at(point)]


def test_what_the_rule_allows_is_cleared_with_what_to_say(
    case_world: CaseWorld,
) -> None:
    leave = cleared(safe_point(case_world), case_world.idva)
    assert leave.words == "Say you are from the library"
    assert leave.value_for(Channel.CALL, THURSDAY) == NUMBER
    assert leave.good_until == THURSDAY + dt.timedelta(minutes=15)


def test_leave_ends_with_the_safe_hour(case_world: CaseWorld) -> None:
    late = THURSDAY.replace(hour=13, minute=55)
    leave = ask(safe_point(case_world), case_world.idva, at=late)
    assert isinstance(leave, Cleared)
    assert leave.good_until == THURSDAY.replace(hour=14)
    with pytest.raises(NotSafe):
        leave.value_for(Channel.CALL, THURSDAY.replace(hour=14))


def test_leave_is_for_one_channel_and_some_minutes(case_world: CaseWorld) -> None:
    leave = cleared(safe_point(case_world), case_world.idva)
    for channel, moment in (
        (Channel.TEXT, THURSDAY),
        (Channel.CALL, THURSDAY + dt.timedelta(minutes=15)),
        (Channel.CALL, THURSDAY - dt.timedelta(seconds=1)),
    ):
        with pytest.raises(NotSafe):
            leave.value_for(channel, moment)


def test_leave_cannot_be_made_copied_stored_altered_or_read_in_a_log(
    case_world: CaseWorld,
) -> None:
    leave = cleared(safe_point(case_world), case_world.idva)
    given = {
        name: getattr(leave, name) for name in leave.__slots__ if name != "__weakref__"
    }
    for attempt in (
        lambda: Cleared(**given),
        lambda: Cleared(**given, key=object()),
        lambda: replace(leave, channel=Channel.TEXT),
        lambda: copy.copy(leave),
        lambda: copy.deepcopy(leave),
        lambda: pickle.dumps(leave),
    ):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(FrozenInstanceError):
        leave.channel = Channel.TEXT  # type: ignore[misc]
    assert NUMBER not in repr(leave)
    assert "library" not in repr(leave)


def test_leave_that_was_forged_all_the_same_opens_nothing(
    case_world: CaseWorld,
) -> None:
    leave = cleared(safe_point(case_world), case_world.idva)
    forged = object.__new__(Cleared)
    for name in leave.__slots__:
        if name != "__weakref__":
            object.__setattr__(forged, name, getattr(leave, name))
    with pytest.raises(NotSafe):
        forged.value_for(Channel.CALL, THURSDAY)


def test_a_refusal_says_no_more_than_that_in_a_log(case_world: CaseWorld) -> None:
    assert str(NotSafe(Answer(False, "His phone is hers."))) == "The gate said no."


@pytest.mark.parametrize(
    ("channel", "at", "words"),
    [
        (Channel.TEXT, THURSDAY, "Do not write"),
        (Channel.VOICEMAIL, THURSDAY, "Never leave a message"),
        (Channel.LETTER, THURSDAY, "can't be used in this way"),
        (Channel.CALL, THURSDAY.replace(hour=15), "Not a safe time"),
    ],
)
def test_what_the_rule_does_not_allow_is_refused_with_a_reason(
    case_world: CaseWorld, channel: Channel, at: dt.datetime, words: str
) -> None:
    answer = ask(safe_point(case_world), case_world.idva, channel, at=at)
    assert isinstance(answer, Answer)
    assert words in answer.why


def test_without_a_rule_nothing_is_cleared(case_world: CaseWorld) -> None:
    assert "Nobody has said" in refused(add(case_world), case_world.idva)


def test_the_row_is_read_anew_not_believed(case_world: CaseWorld) -> None:
    point = safe_point(case_world, ANYTHING)
    stale = copy.copy(point)
    say(case_world, point, NOTHING, replacing=1)
    assert "does not name" in refused(stale, case_world.idva)
    with acting_as(case_world.idva):
        contact.say_wrong(point=point, why="somebody", by=case_world.idva)
    assert "wrong" in refused(stale, case_world.idva)


def test_an_unverified_number_is_rung_only_to_check_it(case_world: CaseWorld) -> None:
    point = add(case_world)
    say(case_world, point, ANYTHING)
    assert "Choose that as the purpose" in refused(point, case_world.idva)
    leave = ask(point, case_world.idva, purpose=Purpose.VERIFY)
    assert isinstance(leave, Cleared)


# Who may ask


def test_only_who_sees_it_may_ask(case_world: CaseWorld, northmere: Place) -> None:
    point = safe_point(case_world)
    case_world.share("Police")
    case_world.share("Housing", IDENTITY_OF_VICTIM, CONTACT_OF_VICTIM)
    assert isinstance(ask(point, case_world.housing), Cleared)
    for actor in (
        case_world.police,
        case_world.health,
        case_world.place.actor("strategic_lead"),
        northmere.actor("practitioner:Police"),
    ):
        with pytest.raises(NotPermitted):
            ask(point, actor)


def test_who_is_locked_out_asks_in_vain(case_world: CaseWorld) -> None:
    point = safe_point(case_world)
    case_world.share("Housing", IDENTITY_OF_VICTIM, CONTACT_OF_VICTIM)
    account = case_world.place.hats["practitioner:Housing"].account
    with acting_as(case_world.idva):
        locks.lock_out(
            account=account,
            person_id=case_world.alleged.pk,
            why="His brother",
            by=case_world.idva,
        )
    with pytest.raises(NotPermitted):
        ask(point, case_world.housing)


def test_in_an_emergency_one_may_ring_and_it_is_kept(case_world: CaseWorld) -> None:
    point = safe_point(case_world, ANYTHING)
    health = case_world.health
    with acting_as(health):
        emergencies.open_case(ref=case_world.case.ref, why="Now", minutes=5, by=health)
    leave = cleared(point, health)
    assert leave.value_for(Channel.CALL, THURSDAY) == NUMBER
    with acting_as(health):
        attempt = ContactAttempt.objects.get(pk=leave.attempt_id)
        attempts.record_attempt(of=attempt, outcome="reached", by=health)
        assert (
            reaching.printable(point=point, at=THURSDAY, by=health)
            == reaching.HELD_BACK
        )
        with pytest.raises(NotPermitted):
            contact.set_rule(point=point, said=NOTHING, replacing=1, by=health)
    assert outcomes(case_world, point) == ["reached"]


# The same number as the alleged person's


@pytest.mark.parametrize(
    ("kind", "ours", "theirs_kind", "theirs", "same"),
    [
        (Kind.MOBILE, NUMBER, Kind.MOBILE, NUMBER, True),
        (Kind.MOBILE, NUMBER, Kind.MOBILE, "+44 7700 900123", True),
        (Kind.MOBILE, NUMBER, Kind.TRUSTED, "His mate 07700900123", True),
        (Kind.MOBILE, NUMBER, Kind.MOBILE, "07700 900124", False),
        (Kind.LANDLINE, "020 7946 0018", Kind.LANDLINE, "02079460018", True),
        (Kind.EMAIL, "home@post.example", Kind.EMAIL, "HOME@post.example", True),
        (Kind.EMAIL, "home@post.example", Kind.SOCIAL, "home@post.example", True),
        (Kind.EMAIL, "hers@post.example", Kind.EMAIL, "his@post.example", False),
        (Kind.SOCIAL, "@marigold.t", Kind.SOCIAL, "marigold.t", True),
        (Kind.SOCIAL, "@marigold.t", Kind.SOCIAL, "@barnard.c", False),
        (Kind.ADDRESS, "12 Elm Road", Kind.ADDRESS, "12 Elm Rd., Elmbrook", True),
        (Kind.ADDRESS, "Flat 3, 12 Elm Road", Kind.WORK, "12 Elm Road", True),
        (Kind.ADDRESS, "12 Elm Road", Kind.ADDRESS, "The Cottage", True),
        (Kind.ADDRESS, "12 Elm Road", Kind.ADDRESS, "14 Elm Road", False),
        (Kind.MOBILE, NUMBER, Kind.ADDRESS, "12 Elm Road", False),
    ],
)
def test_what_reaches_the_alleged_person_too_is_not_safe(
    case_world: CaseWorld,
    kind: str,
    ours: str,
    theirs_kind: str,
    theirs: str,
    same: bool,
) -> None:
    def code(of: str) -> str:
        return "ZZ1 1ZZ" if of in ContactPoint.PLACES else ""

    by = case_world.idva
    ways = {Kind.EMAIL: Channel.EMAIL, Kind.SOCIAL: Channel.MESSAGE}
    channel = ways.get(kind, Channel.CALL)
    channel = Channel.LETTER if kind in ContactPoint.PLACES else channel
    said = replace(ANYTHING, channels=(channel,))
    point = safe_point(case_world, said, kind, ours, postcode=code(kind))
    assert isinstance(ask(point, by, channel), Cleared)
    add(
        case_world, theirs_kind, theirs, of=case_world.alleged,
        postcode=code(theirs_kind),
    )  # fmt: skip
    assert isinstance(ask(point, by, channel), Answer if same else Cleared)


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (("12 Elm Road, Elmbrook", ""), ("12 Elm Road", ""), True),
        (("12 Elm Road, Elmbrook", "ZZ1 1ZZ"), ("12 Elm Road", ""), True),
        (("12 Elm Road", "ZZ1 1ZZ"), ("12 Elm Road, South", "ZZ1 2ZZ"), False),
        (("9 Ash Lane", ""), ("12 Elm Road", ""), False),
    ],
)
def test_a_place_without_a_postcode_is_told_by_its_words(
    case_world: CaseWorld,
    ours: tuple[str, str],
    theirs: tuple[str, str],
    same: bool,
) -> None:
    point = safe_point(case_world, LETTERS, Kind.ADDRESS, ours[0], postcode=ours[1])
    add(case_world, Kind.ADDRESS, theirs[0], of=case_world.alleged, postcode=theirs[1])
    found = ask(point, case_world.idva, Channel.LETTER)
    assert isinstance(found, Answer) == same


def test_why_is_told_to_those_who_may_know_and_to_nobody_else(
    case_world: CaseWorld,
) -> None:
    case_world.share("Housing", IDENTITY_OF_VICTIM, CONTACT_OF_VICTIM)
    point = safe_point(case_world, ANYTHING)
    add(case_world, value=NUMBER, of=case_world.alleged)
    assert refused(point, case_world.idva) == reaching.SAME_AS_ALLEGED
    assert refused(point, case_world.housing) == reaching.NOT_SAFE == "Not safe."


def test_an_address_that_only_another_team_knows_is_refused_without_a_reason(
    case_world: CaseWorld,
) -> None:
    police = case_world.police
    point = safe_point(
        case_world, LETTERS, Kind.ADDRESS, "12 Elm Road", postcode="ZZ1 1ZZ"
    )
    case_world.share("Police", (Part.IDENTITY, Side.ALLEGED))
    add(
        case_world, Kind.ADDRESS, "12 Elm Road", of=case_world.alleged,
        postcode="ZZ1 1ZZ", by=police,
    )  # fmt: skip
    assert refused(point, case_world.idva, Channel.LETTER) == "Not safe."


def test_it_is_never_asked_the_other_way_round(case_world: CaseWorld) -> None:
    """Else the alleged person's worker could guess where the victim lives."""
    safe_point(case_world)
    theirs = safe_point(case_world, of=case_world.alleged)
    assert isinstance(ask(theirs, case_world.idva), Cleared)
    with acting_as(case_world.idva), connection.cursor() as cursor:
        cursor.execute("SELECT access.reaches_alleged(%s)", [theirs.pk])
        assert cursor.fetchone() == (False,)


def test_the_question_tells_nothing_to_who_does_not_see_the_number(
    case_world: CaseWorld, northmere: Place
) -> None:
    point = safe_point(case_world)
    add(case_world, value=NUMBER, of=case_world.alleged)
    case_world.share("Police")
    for actor, answer in (
        (case_world.idva, True),
        (case_world.police, False),
        (northmere.actor("practitioner:Police"), False),
    ):
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("SELECT access.reaches_alleged(%s)", [point.pk])
            assert cursor.fetchone() == (answer,)


def test_a_number_that_was_wrong_for_the_alleged_person_is_nobodys(
    case_world: CaseWorld,
) -> None:
    point = safe_point(case_world)
    theirs = add(case_world, value=NUMBER, of=case_world.alleged)
    with acting_as(case_world.idva):
        contact.say_wrong(point=theirs, why="typed", by=case_world.idva)
    assert isinstance(ask(point, case_world.idva), Cleared)


# What is kept


def test_each_asking_and_its_outcome_is_kept(case_world: CaseWorld) -> None:
    idva, point = case_world.idva, safe_point(case_world)
    refused(point, idva, Channel.TEXT)
    leave = cleared(point, idva)
    assert outcomes(case_world, point) == ["cleared", "not_safe"]
    with acting_as(idva):
        attempt = ContactAttempt.objects.get(pk=leave.attempt_id)
        attempts.record_attempt(
            of=attempt, outcome="somebody", note="A man answered", by=idva
        )
        line = line_of(case_world.case.pk, point.pk, idva)
        with pytest.raises(ValidationError, match="written down already"):
            attempts.record_attempt(of=attempt, outcome="reached", by=idva)
    assert outcomes(case_world, point) == ["somebody", "not_safe"]
    assert line is not None
    assert line.is_doubtful
    say(case_world, point, NOTHING, replacing=1)
    with acting_as(idva):
        line = line_of(case_world.case.pk, point.pk, idva)
    assert line is not None
    assert not line.is_doubtful, "somebody has looked at the rule since"


def test_every_asking_is_an_event_of_the_audit_without_a_value(
    case_world: CaseWorld,
) -> None:
    point = safe_point(case_world)
    cleared(point, case_world.idva)
    refused(point, case_world.idva, Channel.TEXT)
    with acting_as(case_world.place.actor("auditor")):
        events = list(Event.objects.filter(table_name="people_contactattempt"))
    assert [event.verb for event in events] == ["insert", "insert"]
    assert all(event.case_ids == [case_world.case.pk] for event in events)
    assert all(event.person_ids == [case_world.victim.pk] for event in events)
    assert NUMBER not in repr([event.__dict__ for event in events])


def test_nobody_tells_the_outcome_of_another_hats_attempt(
    case_world: CaseWorld,
) -> None:
    case_world.share("Housing", IDENTITY_OF_VICTIM, CONTACT_OF_VICTIM)
    leave = cleared(safe_point(case_world), case_world.idva)
    housing = case_world.housing
    with acting_as(housing):
        attempt = ContactAttempt.objects.get(pk=leave.attempt_id)
        with pytest.raises(NotPermitted):
            attempts.record_attempt(of=attempt, outcome="reached", by=housing)
        attempt.pk, attempt.follows_id = None, leave.attempt_id
        attempt.outcome, attempt.owner_team_id = "reached", housing.team_id
        attempt.written_by_id = housing.membership_id
        attempt._state.adding = True
        attempt.id = ContactAttempt._meta.pk.get_default()
        with pytest.raises(IntegrityError) as no, transaction.atomic():
            attempt.save(force_insert=True)
    assert no.value.__cause__.diag.constraint_name == "outcome_of_ones_own"


@pytest.mark.parametrize("attack", ["UPDATE {t} SET note = 'x'", "DELETE FROM {t}"])
@pytest.mark.parametrize("table", ["people_contactattempt", "people_safecontactrule"])
def test_what_was_kept_cannot_be_altered(
    case_world: CaseWorld, table: str, attack: str
) -> None:
    cleared(safe_point(case_world), case_world.idva)
    with (
        acting_as(case_world.idva),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(attack.format(t=table))


@pytest.mark.parametrize("outcome", ["", "cleared", "not_safe", "married"])
def test_only_what_can_come_of_it_is_an_outcome(
    case_world: CaseWorld, outcome: str
) -> None:
    leave = cleared(safe_point(case_world), case_world.idva)
    with acting_as(case_world.idva):
        attempt = ContactAttempt.objects.get(pk=leave.attempt_id)
        with pytest.raises(ValidationError) as no:
            attempts.record_attempt(of=attempt, outcome=outcome, by=case_world.idva)
    assert "outcome" in no.value.message_dict


# Looking again, printing, calendars


def test_a_page_that_is_loaded_again_asks_the_rule_again(
    case_world: CaseWorld,
) -> None:
    idva, point = case_world.idva, safe_point(case_world)
    leave = cleared(point, idva)
    soon = THURSDAY + dt.timedelta(minutes=5)
    with acting_as(idva):
        attempt = ContactAttempt.objects.get(pk=leave.attempt_id)
        again, _ = reaching.look_again(attempt=attempt, now=soon, by=idva)
        assert again.value_for(Channel.CALL, soon) == NUMBER
        assert again.good_until == leave.good_until, "it lasts no longer"
        with pytest.raises(NotSafe):
            reaching.look_again(
                attempt=attempt, now=THURSDAY + reaching.GOOD_FOR, by=idva
            )
    say(case_world, point, NOTHING, replacing=1)
    with acting_as(idva), pytest.raises(NotSafe):
        reaching.look_again(attempt=attempt, now=soon, by=idva)
    assert outcomes(case_world, point) == ["cleared"], "and keeps nothing new"


def test_only_the_hat_that_cleared_it_looks_again(case_world: CaseWorld) -> None:
    case_world.share("Housing", IDENTITY_OF_VICTIM, CONTACT_OF_VICTIM)
    leave = cleared(safe_point(case_world), case_world.idva)
    with acting_as(case_world.housing):
        attempt = ContactAttempt.objects.get(pk=leave.attempt_id)
        with pytest.raises(NotPermitted):
            reaching.look_again(attempt=attempt, now=THURSDAY, by=case_world.housing)


def printed(world: CaseWorld, point: ContactPoint) -> str:
    with acting_as(world.idva):
        return reaching.printable(point=point, at=THURSDAY, by=world.idva)


def test_a_paper_prints_only_what_the_rule_lets_it(case_world: CaseWorld) -> None:
    assert printed(case_world, safe_point(case_world)) == reaching.HELD_BACK
    open_ = safe_point(case_world, ANYTHING, value="07700 900124")
    assert printed(case_world, open_) == "07700 900124"
    unverified = add(case_world, value="07700 900125")
    say(case_world, unverified, ANYTHING)
    assert printed(case_world, unverified) == reaching.HELD_BACK
    add(case_world, value="07700 900124", of=case_world.alleged)
    assert printed(case_world, open_) == reaching.HELD_BACK


def test_no_paper_prints_a_place(case_world: CaseWorld) -> None:
    home = safe_point(
        case_world, LETTERS, Kind.ADDRESS, "12 Elm Road", postcode="ZZ1 1ZZ"
    )
    assert printed(case_world, home) == reaching.HELD_BACK
    leave = cleared(home, case_world.idva, Channel.LETTER)
    assert leave.value_for(Channel.LETTER, THURSDAY) == "12 Elm Road, ZZ1 1ZZ"


def test_a_calendar_names_nobody_and_nothing(
    case_world: CaseWorld, northmere: Place
) -> None:
    other = northmere.partnership
    title = reaching.calendar_title(case_world.case.pk)
    assert title == "Appointment"
    for word in (
        case_world.case.ref, "Marigold", "Thistlewood", "Elmbrook", other.name,
        "Concord", "abuse",
    ):  # fmt: skip
        assert word.lower() not in title.lower()


def test_at_night_a_text_waits_and_a_letter_does_not(case_world: CaseWorld) -> None:
    night = THURSDAY.replace(hour=2)
    said = replace(ANYTHING, channels=(Channel.TEXT,), times=ANY_TIME)
    assert isinstance(
        ask(safe_point(case_world, said), case_world.idva, Channel.TEXT, at=night),
        Cleared,
    )
    ring = safe_point(case_world, RING, value="07700 900126")
    answer = ask(ring, case_world.idva, at=night)
    assert isinstance(answer, Answer)
    assert answer.next_safe == THURSDAY.replace(hour=10)
