"""What was read is written down before the answer leaves, and nobody can undo it."""

from __future__ import annotations

import uuid

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from concord.access import reading
from concord.access.actor import Actor, acting_as
from concord.access.models import Event
from concord.access.testing import Place, wear

pytestmark = pytest.mark.django_db


def events(place: Place, **wanted: object) -> list[Event]:
    with acting_as(place.actor("auditor")):
        return list(Event.objects.filter(**wanted))


def test_what_is_loaded_becomes_one_event_with_the_hat(elmbrook: Place) -> None:
    case, person = uuid.uuid4(), uuid.uuid4()
    actor = elmbrook.actor("practitioner")
    with acting_as(actor):
        reading.loaded(case=case, person=None, part="identity")
        reading.loaded(case=case, person=person, part="contact")
    [event] = events(elmbrook, verb="read")
    assert event.membership_id == actor.membership_id
    assert (event.case_ids, event.person_ids) == ([case], [person])
    assert (event.parts, event.n) == (["contact", "identity"], 2)


def test_several_cases_are_a_list(elmbrook: Place) -> None:
    with acting_as(elmbrook.actor("practitioner")):
        for _ in range(3):
            reading.loaded(case=uuid.uuid4(), person=None, part=None)
    [event] = events(elmbrook, verb="list")
    assert len(event.case_ids) == 3


def test_a_protected_row_cannot_be_loaded_unrecorded() -> None:
    with pytest.raises(reading.NotRecorded):
        reading.loaded(case=uuid.uuid4(), person=None, part=None)


def test_a_refusal_is_kept_although_the_request_was_undone(
    elmbrook: Place, client: Client
) -> None:
    wear(client, elmbrook.hats["practitioner"])
    assert client.get("/people/12345/").status_code == 404
    [event] = events(elmbrook, verb="refusal")
    assert (event.door, event.row_id) == ("person", "12345")
    assert event.membership_id == elmbrook.hats["practitioner"].pk


@pytest.mark.parametrize(
    "attack",
    [
        "INSERT INTO access_event (era, xid, at, actor, verb) VALUES"
        " (1, 1, now(), 'hat:1', 'read')",
        "UPDATE access_event SET n = 0",
        "DELETE FROM access_event",
        "TRUNCATE access_event",
        "SELECT access.add_event('insert', '', '', '', '{}', '{}', '{}', '{}', 0, '',"
        " NULL, 1)",
        "UPDATE access.era SET number = 7",
    ],
)
def test_the_runtime_role_cannot_alter_the_audit(elmbrook: Place, attack: str) -> None:
    with (
        acting_as(elmbrook.actor("auditor")),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match=r"permission denied|row-level"),
        transaction.atomic(),
    ):
        cursor.execute(attack)


def test_only_auditors_of_the_partnership_read_the_audit(
    elmbrook: Place, northmere: Place
) -> None:
    with acting_as(elmbrook.actor("practitioner")):
        reading.loaded(case=uuid.uuid4(), person=None, part=None)
    assert events(elmbrook, verb="read")
    assert not events(northmere, verb="read")
    for role in ("practitioner", "strategic_lead", "administrator"):
        with acting_as(elmbrook.actor(role)):
            assert not Event.objects.exists(), role


def sees_people(actor: Actor) -> bool:
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("SELECT access.sees_people()")
        return bool(cursor.fetchone()[0])


def test_only_hats_of_casework_see_people(elmbrook: Place) -> None:
    seeing = {key for key in elmbrook.hats if sees_people(elmbrook.actor(key))}
    assert seeing == {
        "marac_coordinator",
        "practitioner",
        "practitioner:Police",
        "practitioner:Housing",
        "practitioner:Specialist service",
        "practitioner:Health",
    }
