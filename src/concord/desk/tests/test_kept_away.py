"""Locks, likely matches and declarations: for auditors, and never about themselves."""

from __future__ import annotations

import html
import re

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from concord.access.actions import locks
from concord.access.actions.locks import SuspicionLine
from concord.access.actor import Actor, acting_as
from concord.access.models import Change, Declaration, Event
from concord.access.testing import Place
from concord.cases.actions import cases
from concord.cases.models import Case
from concord.cases.testing import CaseWorld, known
from concord.desk.tests.conftest import Wear
from concord.desk.work import desk
from concord.people.actions import persons

pytestmark = pytest.mark.django_db

SPECIALIST, POLICE = "practitioner:Specialist service", "practitioner:Police"
NAMES = ("Thistlewood", "Crakehall", "Marigold", "Barnard", "Clover")


def text_of(browser: Client, address: str) -> str:
    return html.unescape(browser.get(address).content.decode())


def lock_out(world: CaseWorld, role: str) -> None:
    with acting_as(world.idva):
        locks.lock_out(
            account=world.place.hats[role].account,
            person_id=world.alleged.pk,
            why="His brother",
            by=world.idva,
        )


@pytest.fixture
def auditor(case_world: CaseWorld, wear: Wear) -> Client:
    return wear(case_world.place.hats["auditor"])


def test_an_auditor_sees_who_is_kept_away_and_nobody_in_a_case(
    case_world: CaseWorld, auditor: Client
) -> None:
    lock_out(case_world, POLICE)
    text = text_of(auditor, "/locks/")
    assert "Practitioner, Police" in text
    assert "His brother" in text
    assert "A worker said so" in text
    for name in (*NAMES, case_world.case.ref):
        assert name not in text
    with acting_as(case_world.place.actor("auditor")):
        assert Event.objects.filter(verb="audit_read", door="locks").exists()


def test_an_auditor_ends_a_lock_for_a_reason(
    case_world: CaseWorld, auditor: Client
) -> None:
    case_world.share("Police")
    lock_out(case_world, POLICE)
    with acting_as(case_world.place.actor("auditor")):
        [lock] = locks.in_force(case_world.place.actor("auditor"))
    address = reverse("end_lock", args=[lock.id])
    answer = auditor.post(address, {"why": ""})
    assert "Enter why the lock ends" in answer.content.decode()
    with acting_as(case_world.police):
        assert not Case.objects.exists()
    auditor.post(address, {"why": "Another man of that name."})
    with acting_as(case_world.police):
        assert Case.objects.count() == 1
    assert "Nobody is kept away" in text_of(auditor, "/locks/")
    assert auditor.get(address).status_code == 404


def test_an_auditor_sees_nothing_of_a_lock_on_themselves(
    case_world: CaseWorld, auditor: Client, wear: Wear
) -> None:
    before = text_of(auditor, "/locks/")
    lock_out(case_world, POLICE)
    lock_out(case_world, "auditor")
    # The other lock is about the same person, so it goes too.
    assert without_tokens(text_of(auditor, "/locks/")) == without_tokens(before)
    with acting_as(case_world.place.actor("auditor")):
        assert not Event.objects.filter(verb="lock").exists()


def without_tokens(text: str) -> str:
    return re.sub(r'(value|nonce)="[^"]{20,}"', "", text)


@pytest.mark.parametrize("role", ["administrator", "strategic_lead", SPECIALIST])
def test_nobody_else_reads_locks_or_declarations(
    case_world: CaseWorld, wear: Wear, role: str
) -> None:
    lock_out(case_world, POLICE)
    browser = wear(case_world.place.hats[role])
    for address in ("/locks/", "/locks/declared/"):
        assert browser.get(address).status_code == 404


# Likely matches


@pytest.fixture
def match(case_world: CaseWorld) -> SuspicionLine:
    """A person of the specialist service is called as the auditor's colleague is."""
    idva = case_world.idva
    with acting_as(idva):
        victim = persons.record(known=known("Invented", "Trainer"), by=idva)
        alleged = persons.record(known=known("", ""), by=idva)
        case = cases.open_case(victim=victim, alleged=[alleged], by=idva)
        case_world.more["match"] = case
        [found] = locks.open_suspicions(idva)
        return found


def waits_for(actor: Actor) -> int:
    with acting_as(actor):
        return desk(actor, room="Kept away").count


def test_a_match_waits_for_auditors_and_for_the_team_that_keeps_the_person(
    case_world: CaseWorld, match: SuspicionLine
) -> None:
    for key in case_world.place.hats:
        expected = 1 if key in (SPECIALIST, "auditor") else 0
        assert waits_for(case_world.place.actor(key)) == expected, key


def test_a_team_that_is_let_in_is_not_asked_about_colleagues_of_others(
    case_world: CaseWorld, match: SuspicionLine
) -> None:
    case = case_world.more["match"]
    assert isinstance(case, Case)
    mine, case_world.case = case_world.case, case
    case_world.share("Police")
    case_world.case = mine
    with acting_as(case_world.police):
        assert Case.objects.filter(pk=case.pk).exists()
        assert locks.open_suspicions(case_world.police) == []


def test_the_team_sees_the_person_and_the_auditor_does_not(
    case_world: CaseWorld, match: SuspicionLine, auditor: Client, wear: Wear
) -> None:
    case = case_world.more["match"]
    assert isinstance(case, Case)
    address = reverse("suspicion", args=[match.id])
    text = text_of(wear(case_world.place.hats[SPECIALIST]), address)
    assert f"case {case.ref}" in text
    assert "Invented Trainer, victim" in text
    text = text_of(auditor, address)
    assert "Invented Trainer" in text, "the colleague"
    assert case.ref not in text
    assert str(match.person_id) not in text


@pytest.mark.parametrize("role", [SPECIALIST, "auditor"])
@pytest.mark.parametrize("is_same", ["yes", "no"])
def test_either_decides_and_a_yes_keeps_them_away(
    case_world: CaseWorld,
    match: SuspicionLine,
    wear: Wear,
    role: str,
    is_same: str,
) -> None:
    browser = wear(case_world.place.hats[role])
    address = reverse("suspicion", args=[match.id])
    answer = browser.post(address, {"is_same": is_same})
    assert "Enter how you know" in answer.content.decode()
    browser.post(address, {"is_same": is_same, "why": "The same date of birth."})
    assert browser.get(address).status_code == 404
    with acting_as(case_world.place.actor("auditor")):
        found = locks.in_force(case_world.place.actor("auditor"))
    assert [lock.source for lock in found] == (["decided"] if is_same == "yes" else [])


def test_the_colleague_is_never_asked_about_themselves(case_world: CaseWorld) -> None:
    idva = case_world.idva
    with acting_as(idva):
        persons.record(known=known("Invented", "Auditor"), by=idva)
    assert waits_for(case_world.place.actor("auditor")) == 0
    assert waits_for(idva) == 1


# What a member of staff declares


def test_anybody_who_works_here_can_say_whom_they_know_and_learns_nothing(
    case_world: CaseWorld, wear: Wear
) -> None:
    answers = set()
    for key, words in (
        (POLICE, "Marigold Thistlewood is my sister."),
        ("trainer", "Nobody Atall is my cousin."),
    ):
        browser = wear(case_world.place.hats[key])
        assert 'href="/me/somebody-i-know/"' in text_of(browser, "/me/")
        answer = browser.post("/me/somebody-i-know/", {"words": words}, follow=True)
        text = html.unescape(answer.content.decode())
        assert "You hear nothing more of it from here" in text
        assert words not in text
        answers.add(text.split("Done")[1].split("</div>")[0])
        assert words not in text_of(browser, "/me/somebody-i-know/")
        with acting_as(Actor.from_hat(case_world.place.hats[key])):
            assert not Declaration.objects.exists(), "not even their own words"
    assert len(answers) == 1


def test_an_auditor_reads_it_and_says_what_was_done(
    case_world: CaseWorld, auditor: Client
) -> None:
    with acting_as(case_world.police):
        locks.declare(words="Marigold is my sister.", by=case_world.police)
    reader = case_world.place.actor("auditor")
    assert waits_for(reader) == 1
    with acting_as(reader):
        declaration = Declaration.objects.get()
    address = reverse("declaration", args=[declaration.pk])
    assert "Marigold is my sister." not in text_of(auditor, "/locks/declared/")
    assert "Marigold is my sister." in text_of(auditor, address)
    answer = auditor.post(address, {"words": ""})
    assert "Enter what was done about it" in answer.content.decode()
    auditor.post(address, {"words": "Asked three teams; one has locked them out."})
    assert waits_for(reader) == 0
    assert "Asked three teams" in text_of(auditor, address)
    assert auditor.post(address, {"words": "Again"}).status_code == 404


def test_an_auditor_does_not_read_their_own(
    case_world: CaseWorld, auditor: Client
) -> None:
    reader = case_world.place.actor("auditor")
    with acting_as(reader):
        locks.declare(words="Marigold is my sister.", by=reader)
        assert not Declaration.objects.exists()
    assert "Nobody has declared anything." in text_of(auditor, "/locks/declared/")


def test_the_words_stand_nowhere_but_in_their_table(case_world: CaseWorld) -> None:
    with acting_as(case_world.police):
        locks.declare(words="Marigold is my sister.", by=case_world.police)
    with acting_as(case_world.place.actor("administrator")):
        assert not Change.objects.filter(table_name="access_declaration").exists()
    with acting_as(case_world.place.actor("auditor")):
        event = Event.objects.get(table_name="access_declaration")
        assert event.why == ""
        assert "Marigold" not in str(event.__dict__)


ATTACKS = [
    # in somebody else's name; answered by oneself; changed; removed
    "INSERT INTO access_declaration (id, partnership_id, account_id, membership_id,"
    " words, at, answer) VALUES (gen_random_uuid(), {partnership}, {other}, {hat},"
    " 'x', now(), '')",
    "UPDATE access_declaration SET answer = 'x', answered_by_id = {hat}",
    "UPDATE access_declaration SET words = 'x'",
    "DELETE FROM access_declaration",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_in_somebody_s_own_request_changes_no_declaration(
    case_world: CaseWorld, attack: str
) -> None:
    police = case_world.police
    with acting_as(police):
        locks.declare(words="Marigold is my sister.", by=police)
    statement = attack.format(
        partnership=police.partnership_id,
        other=case_world.health.account_id,
        hat=police.membership_id,
    )
    with acting_as(police), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement)
                changed = cursor.rowcount
        except ProgrammingError:
            changed = 0
    assert changed == 0
    with acting_as(case_world.place.actor("auditor")):
        assert Declaration.objects.get().words == "Marigold is my sister."


def test_another_partnership_s_auditor_sees_none_of_it(
    case_world: CaseWorld, match: SuspicionLine, northmere: Place, wear: Wear
) -> None:
    lock_out(case_world, POLICE)
    with acting_as(case_world.police):
        locks.declare(words="Marigold is my sister.", by=case_world.police)
    with acting_as(case_world.place.actor("auditor")):
        declaration = Declaration.objects.get()
        [lock] = locks.in_force(case_world.place.actor("auditor"))
    browser = wear(northmere.hats["auditor"])
    assert "Nobody is kept away" in text_of(browser, "/locks/")
    assert "No match waits" in text_of(browser, "/locks/matches/")
    assert "Nobody has declared" in text_of(browser, "/locks/declared/")
    for name, key in (
        ("end_lock", lock.id),
        ("suspicion", match.id),
        ("declaration", declaration.pk),
    ):
        assert browser.get(reverse(name, args=[key])).status_code == 404, name
