"""Notices of the police to schools: recorded and relayed, never begun here."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.models import written
from concord.access.permit import NotPermitted
from concord.access.testing import Place, days_ago, wear
from concord.cases.testing import known
from concord.foundation.post.letters import rendered
from concord.foundation.post.models import Message
from concord.frontdoor.actions import notices
from concord.frontdoor.actions.notices import Sent
from concord.frontdoor.letters import NOTICE_WAITS
from concord.frontdoor.models import KeyAdult, Notice, Relay
from concord.frontdoor.queries import notices as found
from concord.frontdoor.testing import colleague, teach
from concord.partnership.models import Membership
from concord.people.actions import persons

pytestmark = pytest.mark.django_db
CHILD = "Tansy Wychwood"
SENT = Sent(
    police_reference="EL/4471/26",
    police_sent_at=timezone.now() - dt.timedelta(hours=2),
    given_name="Tansy",
    family_name="Wychwood",
    born_on=dt.date(2017, 2, 3),
    happened_on=timezone.localdate() - dt.timedelta(days=1),
    child_was="no",
    school_named="Elmbrook School",
    adults=("Petronella Wychwood", "Osgood Fenwickson"),
)


def police(place: Place) -> Actor:
    return place.actor("practitioner:Police")


def record(place: Place, **other: Any) -> Notice:
    by = police(place)
    here = {"school": place.teams.get("School")}
    with acting_as(by):
        return notices.record(sent=replace(SENT, **(here | other)), by=by)


def confirm(place: Place, hat: Membership) -> KeyAdult:
    by = place.actor("strategic_lead")
    with acting_as(by):
        return notices.confirm(hat=hat, how="The head teacher, on the phone", by=by)


def relay(place: Place, notice: Notice, to: KeyAdult, **other: Any) -> Relay:
    by = police(place)
    with acting_as(by):
        return notices.relay(
            notice=notice, to=to, by=by, **({"is_checked": True} | other)
        )


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def school(front_door: Place) -> Place:
    """Elmbrook with a school, and nobody confirmed at it."""
    front_door.hats["teacher"] = teach(front_door)
    return front_door


@pytest.fixture
def adult(school: Place) -> KeyAdult:
    return confirm(school, school.hats["teacher"])


# Fact 12: a duty of the police, also when the child was absent; recorded or relayed.


def test_a_notice_is_of_the_police_and_never_begins_here(front_door: Place) -> None:
    with pytest.raises(ValidationError) as no_reference:
        record(front_door, police_reference=" ")
    assert set(no_reference.value.message_dict) == {"police_reference"}
    housing = front_door.actor("practitioner:Housing")
    with acting_as(housing), pytest.raises(NotPermitted):
        notices.record(sent=SENT, by=housing)
    # The team at the front door may write down what the police have sent to it.
    door = front_door.actor("practitioner:Specialist service")
    with acting_as(door):
        assert notices.record(sent=SENT, by=door).state == Notice.State.WAITING


def test_the_database_too_takes_a_notice_from_nobody_else(front_door: Place) -> None:
    housing = front_door.actor("practitioner:Housing")
    with (
        acting_as(housing),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Notice.objects.create(
            **written(housing),
            police_reference="X1",
            police_sent_at=timezone.now(),
            given_name="T",
            family_name="W",
            happened_on=timezone.localdate(),
            child_was="yes",
            state_at=timezone.now(),
        )


@pytest.mark.parametrize("child_was", ["yes", "no", "dont_know"])
def test_the_school_is_told_also_when_the_child_was_not_there(
    school: Place, adult: KeyAdult, child_was: str
) -> None:
    made = relay(school, record(school, child_was=child_was), adult)
    assert made.state == Relay.State.SENT
    assert made.child_was == child_was


def test_the_same_notice_twice_is_one(front_door: Place) -> None:
    one = record(front_door)
    assert record(front_door, given_name="tansy ").pk == one.pk
    assert record(front_door, given_name="Sorrel").pk != one.pk


# What goes on


def test_the_school_gets_the_child_and_neither_adults_nor_an_address(
    client: Client, school: Place, adult: KeyAdult
) -> None:
    made = relay(school, record(school), adult, words="She has not slept.")
    wear(client, school.hats["teacher"])
    page = client.get(f"/referrals/notices/received/{made.pk}/")
    assert CHILD in text(page)
    assert "She has not slept." in text(page)
    assert "The child was not there" in text(page)
    for kept_back in ("Petronella", "Osgood", "EL/4471/26"):
        assert kept_back not in text(page)
    listed = text(client.get("/referrals/notices/"))
    assert "Tansy" not in listed
    assert client.get(f"/referrals/notices/{made.notice_id}/").status_code == 404


@pytest.mark.parametrize(
    "words",
    ["She is at 4 Lantern Row now.", "Collect from ZZ1 1ZZ", "At 12b Old Mill Lane"],
)
def test_words_with_an_address_go_to_no_school(
    school: Place, adult: KeyAdult, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        relay(school, record(school), adult, words=words)
    assert set(refused.value.message_dict) == {"words"}


def test_nobody_gets_a_notice_before_somebody_has_made_sure(
    school: Place, adult: KeyAdult
) -> None:
    with pytest.raises(ValidationError) as refused:
        relay(school, record(school), adult, is_checked=False)
    assert set(refused.value.message_dict) == {"is_checked"}


def test_a_letter_says_that_a_notice_waits_and_nothing_of_whom(
    school: Place, adult: KeyAdult
) -> None:
    relay(school, record(school), adult)
    with acting_as(Actor.from_job("access.setup", school.partnership.pk)):
        [message] = Message.objects.filter(letter=NOTICE_WAITS.name)
    assert message.address == adult.hat.account.email
    assert set(message.context) == {"link"}
    subject, body = rendered(NOTICE_WAITS, message.context)
    assert subject == "Concord: a notice waits for you"
    for told in ("Tansy", "Wychwood", "EL/4471/26"):
        assert told not in subject + body


# To whom


def test_the_database_lets_nobody_else_name_a_key_adult(school: Place) -> None:
    by = police(school)
    with (
        acting_as(by),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        KeyAdult.objects.create(
            partnership_id=by.here,
            hat=school.hats["teacher"],
            how="I say so",
            confirmed_by_id=by.own_hat,
            confirmed_at=timezone.now(),
        )


def test_only_a_confirmed_key_adult_takes_a_notice(
    school: Place, adult: KeyAdult
) -> None:
    lead = school.actor("strategic_lead")
    with acting_as(lead):
        notices.end(adult=adult, by=lead)
    with pytest.raises(ValidationError, match="not a confirmed key adult"):
        relay(school, record(school), adult)
    with days_ago(400):
        again = confirm(school, school.hats["teacher"])
    with pytest.raises(ValidationError, match="over a year ago"):
        relay(school, record(school), again)


def test_a_notice_of_one_school_does_not_go_to_another(
    school: Place, adult: KeyAdult
) -> None:
    elsewhere = record(school, school=None, school_named="Another School")
    with pytest.raises(ValidationError, match="do not work for the school"):
        relay(school, elsewhere, adult)
    with pytest.raises(ValidationError):
        record(school, school=school.teams["Housing"])
    assert relay(school, record(school), adult).pk


def test_what_was_relayed_is_not_called_not_relayed_afterwards(
    school: Place, adult: KeyAdult
) -> None:
    notice, by = record(school), police(school)
    relay(school, notice, adult)
    with acting_as(by), pytest.raises(ValidationError, match="relayed meanwhile"):
        notices.give_up(notice=notice, why="Nobody there", by=by)


def test_nobody_confirms_themselves_or_somebody_who_is_of_no_school(
    school: Place,
) -> None:
    lead = school.actor("strategic_lead")
    with acting_as(lead), pytest.raises(ValidationError) as refused:
        notices.confirm(
            hat=school.hats["practitioner:Housing"], how="She said so", by=lead
        )
    assert set(refused.value.message_dict) == {"hat"}
    teacher = Actor.from_hat(school.hats["teacher"])
    with acting_as(teacher), pytest.raises(NotPermitted):
        notices.confirm(hat=school.hats["teacher"], how="I said so", by=teacher)


@pytest.mark.parametrize(
    "written",
    [
        "Osgood Fenwickson",
        "FENWICKSON, Osgood",
        "Mr Osgood Paul Fenwickson",
        "osgood  fenwickson (father)",
    ],
)
def test_a_key_adult_whom_it_names_never_gets_it(school: Place, written: str) -> None:
    father = confirm(school, teach(school, "Osgood FENWICKSON"))
    with pytest.raises(ValidationError, match="can't go to them"):
        relay(school, record(school, adults=(written,)), father)


def test_a_key_adult_kept_from_somebody_in_it_never_gets_it(
    client: Client, school: Place, adult: KeyAdult
) -> None:
    by = police(school)
    with acting_as(by):
        her = persons.record(known=known("Petronella", "Wychwood"), by=by)
    sent = relay(school, record(school), adult)
    wear(client, school.hats["teacher"])
    address = f"/referrals/notices/received/{sent.pk}/"
    assert client.get(address).status_code == 200
    with acting_as(by):
        locks.lock_out(
            account=adult.hat.account, person_id=her.pk, why="Her brother", by=by
        )
    with pytest.raises(ValidationError, match="can't go to them"):
        relay(school, record(school, given_name="Sorrel"), adult)
    # And what had come before the lock is as if it had never come.
    assert client.get(address).status_code == 404
    assert sent.pk.hex not in client.get("/referrals/notices/").content.decode()
    assert "Read a notice" not in text(client.get("/"))


def test_a_colleague_who_is_kept_from_somebody_in_it_sees_no_notice(
    client: Client, school: Place
) -> None:
    by = police(school)
    hers = record(school)
    second = colleague(school, team="Police")
    with acting_as(by):
        her = persons.record(known=known("Petronella", "Wychwood"), by=by)
        locks.lock_out(
            account=second.account, person_id=her.pk, why="Her brother", by=by
        )
    wear(client, second)
    assert client.get(f"/referrals/notices/{hers.pk}/").status_code == 404
    assert "EL/4471/26" not in client.get("/referrals/notices/").content.decode()
    wear(client, school.hats["practitioner:Police"])
    assert client.get(f"/referrals/notices/{hers.pk}/").status_code == 200


def test_another_member_of_staff_of_the_school_sees_nothing(
    client: Client, school: Place, adult: KeyAdult
) -> None:
    sent = relay(school, record(school), adult)
    wear(client, teach(school, "Invented Colleague"))
    assert client.get(f"/referrals/notices/received/{sent.pk}/").status_code == 404
    assert client.get("/referrals/notices/").status_code == 404


def test_other_teams_see_no_notice(school: Place) -> None:
    record(school)
    for who in ("Specialist service", "Housing", "Health"):
        other = school.actor(f"practitioner:{who}")
        with acting_as(other):
            assert not Notice.objects.visible_to(other).exists()


# Time


def at(*moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=ZoneInfo("Europe/London"))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("sent_at", "before"),
    [
        (at(2026, 11, 24, 3, 10), at(2026, 11, 24, 8, 45)),
        (at(2026, 11, 24, 10, 0), at(2026, 11, 25, 8, 45)),
        (at(2026, 11, 27, 20, 0), at(2026, 11, 30, 8, 45)),
        # 25 and 28 December are bank holidays in 2026.
        (at(2026, 12, 24, 22, 0), at(2026, 12, 29, 8, 45)),
    ],
)
def test_the_school_should_know_before_the_next_school_day(
    sent_at: dt.datetime, before: dt.datetime
) -> None:
    assert found.before_school(Notice(police_sent_at=sent_at)) == before


def test_what_waits_stands_on_the_desks_of_both(
    client: Client, school: Place, adult: KeyAdult
) -> None:
    notice = record(school)

    def tasks(who: str) -> str:
        wear(client, school.hats[who])
        return text(client.get("/"))

    police_hat = "practitioner:Police"
    assert "Relay a notice of the police to a school" in tasks(police_hat)
    made = relay(school, notice, adult)
    assert "No key adult has opened a notice: call the school" in tasks(police_hat)
    assert "Read a notice of the police" in tasks("teacher")
    client.post(f"/referrals/notices/received/{made.pk}/", {"verb": "open"})
    assert "call the school" not in tasks(police_hat)
    wear(client, school.hats["teacher"])
    client.post(f"/referrals/notices/received/{made.pk}/", {"verb": "acknowledge"})
    assert "Read a notice of the police" not in tasks("teacher")
    wear(client, school.hats[police_hat])
    page = text(client.get(f"/referrals/notices/{notice.pk}/"))
    assert "the school has it in hand" in page


def test_what_can_not_be_relayed_goes_back_to_the_police_in_words(
    school: Place, adult: KeyAdult
) -> None:
    by = police(school)
    notice = record(school)
    with acting_as(by):
        with pytest.raises(ValidationError) as refused:
            notices.give_up(notice=notice, why=" ", by=by)
        assert set(refused.value.message_dict) == {"why"}
        notices.give_up(notice=notice, why="No key adult; desk told by phone", by=by)
    with pytest.raises(ValidationError, match="not relayed"):
        relay(school, notice, adult)


# Pages


def test_a_notice_is_recorded_and_relayed_on_pages(
    client: Client, school: Place, adult: KeyAdult
) -> None:
    wear(client, school.hats["practitioner:Police"])
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    typed = {
        "police_reference": "EL/9/26",
        "sent_on_day": str(yesterday.day),
        "sent_on_month": str(yesterday.month),
        "sent_on_year": str(yesterday.year),
        "sent_time": "21:15",
        "given_name": "Tansy",
        "family_name": "Wychwood",
        "school": str(school.teams["School"].pk),
        "happened_on_day": str(yesterday.day),
        "happened_on_month": str(yesterday.month),
        "happened_on_year": str(yesterday.year),
        "child_was": "dont_know",
        "adults": "Osgood Fenwickson\n\nPetronella Wychwood",
    }
    nothing = client.post("/referrals/notices/new/", typed | {"police_reference": ""})
    assert nothing.status_code == 422
    assert "Petronella Wychwood" in nothing.content.decode()
    kept = client.post("/referrals/notices/new/", typed)
    assert kept.status_code == 302
    page = client.get(kept["Location"])
    assert "Osgood Fenwickson and Petronella Wychwood" in text(page)
    sent = client.post(
        kept["Location"],
        {"verb": "relay", "to": str(adult.pk), "is_checked": "on", "words": ""},
    )
    assert sent.status_code == 302
    assert "not opened yet" in text(client.get(kept["Location"]))
    file = client.get("/referrals/notices/?export=csv").content.decode()
    assert "EL/9/26" in file
    assert "Tansy" not in file


def test_key_adults_are_confirmed_on_a_page(client: Client, school: Place) -> None:
    wear(client, school.hats["strategic_lead"])
    address = "/referrals/notices/key-adults/"
    hat = school.hats["teacher"]
    client.post(address, {"hat": str(hat.pk), "how": "The head, by telephone"})
    assert "Invented Teacher" in text(client.get(address))
    with acting_as(school.actor("strategic_lead")):
        adult = KeyAdult.objects.get(hat=hat)
    client.post(f"{address}{adult.pk}/end/")
    assert "Nobody is confirmed yet" in text(client.get(address))
    wear(client, school.hats["practitioner:Police"])
    assert client.get(address).status_code == 404
