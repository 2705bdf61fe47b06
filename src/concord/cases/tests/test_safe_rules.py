"""Rules of safe contact: who says what is safe, and what nobody can make wider."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction

from concord.access.actor import Actor, acting_as
from concord.access.models import Part, Side
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.cases.testing import CaseWorld
from concord.cases.tests.reached import (
    ANY_TIME,
    ANYTHING,
    CONTACT_OF_VICTIM,
    IDENTITY_OF_VICTIM,
    NOTHING,
    RING,
    WEEKDAYS,
    Kind,
    add,
    safe_point,
    say,
)
from concord.people.actions import contact
from concord.people.actions.contact import Said
from concord.people.contact_words import sentence
from concord.people.models import ContactPoint, SafeContactRule
from concord.people.queries.contact import line_of
from concord.people.safe_contact import Channel

pytestmark = pytest.mark.django_db


def rule_of(world: CaseWorld, point: ContactPoint, by: Actor) -> SafeContactRule | None:
    with acting_as(by):
        line = line_of(world.case.pk, point.pk, by)
        return line.rule if line else None


def test_a_new_version_leaves_the_old_one_readable(case_world: CaseWorld) -> None:
    point = safe_point(case_world)
    say(case_world, point, NOTHING, replacing=1)
    with acting_as(case_world.idva):
        versions = [(rule.n, rule.channels) for rule in point.rules.all()]
    assert versions == [(2, []), (1, ["call"])]
    now = rule_of(case_world, point, case_world.idva)
    assert now is not None
    assert now.n == 2


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        (replace(RING, times=()), "times", "on which days and at what hours"),
        (replace(RING, words=" "), "words", "who to be when somebody else answers"),
        (replace(RING, channels=("letter",)), "channels", "ways that there are"),
        (
            replace(ANYTHING, may_leave_message=False),
            "channels",
            "Leave a voicemail: you said never to leave a message",
        ),
        (
            replace(ANYTHING, may_write=False),
            "channels",
            "Send a text: you said not to write",
        ),
        (
            replace(RING, times=({"day": 1, "from": "14:00", "to": "10:00"},)),
            "times",
            "begin before they end",
        ),
    ],
)
def test_a_rule_that_contradicts_itself_or_leaves_out_what_matters_is_refused(
    case_world: CaseWorld, said: Said, field: str, words: str
) -> None:
    point = add(case_world)
    with pytest.raises(ValidationError) as refused:
        say(case_world, point, said)
    assert words in refused.value.message_dict[field][0]


def test_whoever_wrote_meanwhile_is_read_first(case_world: CaseWorld) -> None:
    point = safe_point(case_world)
    say(case_world, point, NOTHING, replacing=1)
    with pytest.raises(ValidationError, match="Somebody changed this rule"):
        say(case_world, point, ANYTHING, replacing=1)
    now = rule_of(case_world, point, case_world.idva)
    assert now is not None
    assert now.channels == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_say_it_at_once_one_is_told_to_read(case_world: CaseWorld) -> None:
    point = safe_point(case_world)
    start = threading.Barrier(2)
    told: list[str] = []

    def speak(said: Said) -> None:
        try:
            start.wait()
            say(case_world, point, said, replacing=1)
        except ValidationError as refusal:
            told.extend(refusal.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=speak, args=[s]) for s in (NOTHING, ANYTHING)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [words[:27] for words in told] == ["Somebody changed this rule "]
    with acting_as(case_world.idva):
        assert SafeContactRule.objects.count() == 2


# Other teams


@pytest.fixture
def shared(case_world: CaseWorld) -> ContactPoint:
    """Ringing on weekdays is safe, says the holder; Housing sees it."""
    case_world.share("Housing", IDENTITY_OF_VICTIM, CONTACT_OF_VICTIM)
    return safe_point(case_world)


def test_another_team_allows_less_at_once(
    case_world: CaseWorld, shared: ContactPoint
) -> None:
    say(case_world, shared, NOTHING, replacing=1, by=case_world.housing)
    for actor in (case_world.idva, case_world.housing):
        now = rule_of(case_world, shared, actor)
        assert now is not None
        assert now.n == 2, "and everybody who sees the number sees it"


@pytest.mark.parametrize(
    "wider",
    [
        replace(RING, times=ANY_TIME),
        replace(RING, may_leave_message=True),
        replace(RING, may_write=True),
        ANYTHING,
    ],
)
def test_another_team_never_allows_more(
    case_world: CaseWorld, shared: ContactPoint, wider: Said
) -> None:
    with pytest.raises(ValidationError) as refused:
        say(case_world, shared, wider, replacing=1, by=case_world.housing)
    assert "you can't allow more" in refused.value.message_dict["channels"][0]


def test_without_a_rule_another_team_can_only_forbid(case_world: CaseWorld) -> None:
    case_world.share("Housing", IDENTITY_OF_VICTIM, CONTACT_OF_VICTIM)
    point = add(case_world)
    with pytest.raises(ValidationError):
        say(case_world, point, RING, by=case_world.housing)
    say(case_world, point, NOTHING, by=case_world.housing)


def test_a_team_that_wrote_a_number_sees_the_stricter_rule_of_the_holder(
    case_world: CaseWorld,
) -> None:
    case_world.share("Housing", IDENTITY_OF_VICTIM)  # no grant for contact
    point = add(case_world, by=case_world.housing)
    say(case_world, point, RING, by=case_world.housing)
    say(case_world, point, NOTHING, replacing=1)
    now = rule_of(case_world, point, case_world.housing)
    assert now is not None
    assert (now.n, now.channels) == (2, [])


def test_who_does_not_see_a_number_says_nothing_of_it(
    case_world: CaseWorld, northmere: Place
) -> None:
    point = safe_point(case_world)
    case_world.share("Police")
    for actor in (
        case_world.police,
        case_world.health,
        northmere.actor("practitioner:Police"),
        case_world.place.actor("strategic_lead"),
    ):
        with acting_as(actor), pytest.raises(NotPermitted):
            contact.set_rule(point=point, said=NOTHING, replacing=1, by=actor)


INSERT = """
INSERT INTO people_safecontactrule (id, written_at, partnership_id, owner_team_id,
    written_by_id, contact_point_id, person_id, case_id, part, side, n, channels, times,
    words, who_may_answer, may_leave_message, may_write, note)
VALUES (gen_random_uuid(), now(), %(partnership)s, %(team)s, %(hat)s, %(point)s,
    %(person)s, %(case)s, %(part)s, 'victim', %(n)s, %(channels)s, %(times)s, 'x', '',
    %(leave)s, %(write)s, '')
"""


def insert(world: CaseWorld, point: ContactPoint, by: Actor, **changed: object) -> None:
    """A rule written by SQL, past every verb."""
    values = {
        "partnership": by.partnership_id,
        "team": by.team_id,
        "hat": by.membership_id,
        "point": point.pk,
        "person": world.victim.pk,
        "case": world.case.pk,
        "part": "contact",
        "n": 2,
        "channels": ["call"],
        "times": "[]",
        "leave": False,
        "write": False,
    }
    with acting_as(by), connection.cursor() as cursor, transaction.atomic():
        cursor.execute(INSERT, values | changed)


def test_sql_of_the_holder_writes_a_rule(
    case_world: CaseWorld, shared: ContactPoint
) -> None:
    insert(case_world, shared, case_world.idva)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"channels": ["call", "text"], "write": True}, "others_allow_less"),
        ({"leave": True}, "others_allow_less"),
        (
            {"times": '[{"day": 6, "from": "10:00", "to": "11:00"}]'},
            "others_allow_less",
        ),
        ({"n": 1}, "rules_follow_one_another"),
        ({"n": 7}, "rules_follow_one_another"),
    ],
)
def test_sql_of_another_team_widens_nothing(
    case_world: CaseWorld, shared: ContactPoint, changed: dict[str, object], words: str
) -> None:
    with pytest.raises(IntegrityError) as refused:
        insert(case_world, shared, case_world.housing, **changed)
    assert refused.value.__cause__.diag.constraint_name == words


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"channels": ["voicemail"]}, "never_leave_a_message_wins"),
        ({"channels": ["text"]}, "do_not_write_wins"),
    ],
)
def test_not_even_the_holders_sql_contradicts_a_never(
    case_world: CaseWorld, shared: ContactPoint, changed: dict[str, object], words: str
) -> None:
    with pytest.raises(IntegrityError, match=words):
        insert(case_world, shared, case_world.idva, **changed)


def test_a_rule_is_about_the_case_person_and_part_of_its_point(
    case_world: CaseWorld, shared: ContactPoint
) -> None:
    for changed in ({"part": "location"}, {"person": case_world.child.pk}):
        with pytest.raises(ProgrammingError, match="row-level security"):
            insert(case_world, shared, case_world.idva, **changed)


def test_sql_of_a_team_that_sees_no_contact_cannot_speak_of_it(
    case_world: CaseWorld, shared: ContactPoint
) -> None:
    case_world.share("Police")
    with pytest.raises(ProgrammingError, match="row-level security"):
        insert(case_world, shared, case_world.police, channels=[])


# As a sentence


@pytest.mark.parametrize(
    ("kind", "value", "said", "words"),
    [
        (
            Kind.MOBILE,
            "07700 900123",
            RING,
            "Ring only, weekdays 10:00 to 14:00, not on bank holidays. Say you are "
            "from the library. Speak with nobody else. Never leave a message. Do not "
            "write.",
        ),
        (
            Kind.MOBILE,
            "07700 900123",
            replace(
                ANYTHING,
                channels=(Channel.CALL, Channel.TEXT, Channel.PAPER),
                who_may_answer="her sister",
                may_leave_message=False,
                note="her phone is looked through on Sundays",
            ),
            "Ring or text only, at any time. You may also print it. Say you are from "
            "the library. Who may answer: Her sister. Never leave a message. Her phone "
            "is looked through on Sundays.",
        ),
        (
            Kind.LANDLINE,
            "020 7946 0018",
            NOTHING,
            "Do not use it. Never leave a message.",
        ),
        (
            Kind.ADDRESS,
            "1 Elm Road",
            Said(channels=(Channel.LETTER,), may_write=True),
            "You may write a letter.",
        ),
        (
            Kind.TRUSTED,
            "Her sister, 07700 900456",
            Said(
                channels=(Channel.CALL, Channel.SOMEBODY),
                times=WEEKDAYS,
                words="Ask her to ring the library",
                may_leave_message=True,
            ),
            "Ring or have a message passed on only, weekdays 10:00 to 14:00, not on "
            "bank holidays. Ask her to ring the library. Speak with nobody else.",
        ),
    ],
)
def test_a_rule_reads_as_a_sentence_and_names_no_number(
    case_world: CaseWorld, kind: str, value: str, said: Said, words: str
) -> None:
    point = safe_point(case_world, said, kind, value)
    with acting_as(case_world.idva):
        line = line_of(case_world.case.pk, point.pk, case_world.idva)
    assert line is not None
    assert line.sentence == words
    assert value not in words


def test_an_unverified_or_ended_one_says_so(case_world: CaseWorld) -> None:
    point = add(case_world)
    with acting_as(case_world.idva):
        assert sentence(point, None) == "Do not use it. Nobody has said how it is safe."
    rule = say(case_world, point, ANYTHING)
    assert sentence(point, rule).startswith(
        "Ring only to check that it is theirs, at any time."
    )
    point.state = ContactPoint.State.WRONG
    assert sentence(point, rule) == "Do not use it. It is wrong."
    point.state = ContactPoint.State.SUPERSEDED
    assert "took its place" in sentence(point, rule)


def test_contact_of_a_child_and_of_the_alleged_have_their_own_side(
    case_world: CaseWorld,
) -> None:
    for person, side in (
        (case_world.child, Side.CHILD),
        (case_world.alleged, Side.ALLEGED),
    ):
        point = safe_point(case_world, of=person)
        assert (point.side, point.part) == (side, Part.CONTACT)
