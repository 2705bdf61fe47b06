"""Every sign-in, failed try, sign-out and ended session is kept in the audit."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from concord.access.actor import Actor, acting_as
from concord.access.models import Event
from concord.access.second_step import code_now, start_again
from concord.access.sessions import How, note_sign_in
from concord.access.testing import Place, build
from concord.desk.tests.conftest import Wear
from concord.partnership.models import Account

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
SIGN_IN = "/account/sign-in/"
CODE = "/account/second-step/authenticate/"
SIGN_INS = ("sign_in", "sign_in_failed", "sign_out", "session_ended")


@pytest.fixture
def lead(elmbrook: Place) -> Account:
    return elmbrook.hats["strategic_lead"].account


@pytest.fixture
def secret(lead: Account) -> str:
    made = generate_totp_secret()
    TOTP.activate(lead, made)
    return made


def give(email: str, password: str = PASSWORD) -> Client:
    browser = Client()
    browser.post(SIGN_IN, {"login": email, "password": password})
    return browser


def kept(account_id: int | None) -> list[tuple[str, str]]:
    """What the audit has of this account's sign-ins, in order."""
    with acting_as(Actor.from_job("access.audit")):
        found = Event.objects.filter(verb__in=SIGN_INS, account_id=account_id)
        return [(event.verb, event.why) for event in found.order_by("id")]


def test_from_signing_in_to_signing_out(lead: Account, secret: str) -> None:
    browser = give(lead.email)
    assert kept(lead.pk) == [], "the password alone is no sign-in"
    browser.post(CODE, {"code": code_now(secret)})
    browser.post(reverse("account_logout"))
    assert kept(lead.pk) == [("sign_in", ""), ("sign_out", "")]


def test_wrong_passwords_and_codes(lead: Account, secret: str) -> None:
    give(lead.email, "wrong")
    browser = give(lead.email)
    browser.post(CODE, {"code": "000000"})
    assert kept(lead.pk) == [
        ("sign_in_failed", "wrong password"),
        ("sign_in_failed", "wrong code"),
    ]


def test_a_code_that_was_used_already(lead: Account, secret: str) -> None:
    code = code_now(secret)
    give(lead.email).post(CODE, {"code": code})
    give(lead.email).post(CODE, {"code": code})
    assert kept(lead.pk) == [("sign_in", ""), ("sign_in_failed", "wrong code")]


def test_an_address_that_nobody_has_is_kept_without_an_account(
    elmbrook: Place,
) -> None:
    give("nobody.here@elmbrook.example")
    assert kept(None) == [("sign_in_failed", "wrong password")]
    with acting_as(elmbrook.actor("auditor")):
        assert not Event.objects.filter(account_id=None, verb="sign_in_failed")


def test_the_address_that_was_typed_is_not_kept(elmbrook: Place) -> None:
    give("nobody.here@elmbrook.example")
    with (
        acting_as(Actor.from_job("access.audit")),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT to_jsonb(e)::text FROM access_event e")
        assert not any("nobody.here" in row for (row,) in cursor.fetchall())


def test_a_closed_account_whose_owner_comes_back(lead: Account) -> None:
    Account.objects.filter(pk=lead.pk).update(is_active=False)
    give(lead.email)
    assert kept(lead.pk) == [("sign_in_failed", "account is closed")]


def test_a_lock_out_by_passwords_and_by_codes(lead: Account, secret: str) -> None:
    browser = give(lead.email)
    for _ in range(6):
        browser.post(CODE, {"code": "000000"})
    for _ in range(6):
        give(lead.email, "wrong")
    found = kept(lead.pk)
    assert found.count(("sign_in_failed", "wrong code")) == 5
    assert found.count(("sign_in_failed", "wrong password")) == 5
    assert found.count(("sign_in_failed", "too many tries")) == 2


def test_a_lock_out_of_an_address_that_nobody_has(elmbrook: Place) -> None:
    for _ in range(6):
        give("nobody.here@elmbrook.example")
    assert kept(None)[-1] == ("sign_in_failed", "too many tries")


@pytest.mark.django_db(transaction=True)
def test_a_failed_try_is_kept_whatever_becomes_of_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = build("elmbrook", "Elmbrook", "E09999901")
    lead = place.hats["strategic_lead"].account

    def fails(*args: object, **options: object) -> None:
        raise RuntimeError("The page could not be drawn.")

    monkeypatch.setattr("allauth.account.views.LoginView.render_to_response", fails)
    browser = Client(raise_request_exception=False)
    answer = browser.post(SIGN_IN, {"login": lead.email, "password": "wrong"})
    assert answer.status_code == 500
    assert kept(lead.pk) == [("sign_in_failed", "wrong password")]


def test_a_session_that_nobody_touched(
    lead: Account, elmbrook: Place, wear: Wear
) -> None:
    browser = wear(elmbrook.hats["strategic_lead"])
    session = browser.session
    session["touched"] = int(time.time()) - 3600
    session.save()
    assert browser.get("/rooms/").status_code == 302
    assert kept(lead.pk)[-1] == ("session_ended", "nobody touched it")


def test_a_second_step_that_was_taken_away(lead: Account, secret: str) -> None:
    browser = give(lead.email)
    browser.post(CODE, {"code": code_now(secret)})
    start_again(account=lead, why="Phone lost on a train")
    assert kept(lead.pk)[-1] == ("session_ended", "second step taken away")


def test_a_wrong_password_when_asked_again(
    lead: Account, elmbrook: Place, wear: Wear
) -> None:
    browser = wear(elmbrook.hats["strategic_lead"])
    browser.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert kept(lead.pk)[-1] == ("sign_in_failed", "wrong password")


def test_the_auditor_reads_those_of_the_own_partnership(
    lead: Account, elmbrook: Place, northmere: Place
) -> None:
    give(lead.email, "wrong")
    for place, number in ((elmbrook, 1), (northmere, 0)):
        with acting_as(place.actor("auditor")):
            found = Event.objects.filter(verb="sign_in_failed")
            assert found.count() == number


@pytest.mark.parametrize("how", list(How))
def test_the_database_knows_every_word_for_how_it_went(how: How) -> None:
    note_sign_in("session_ended", None, how)


def test_no_other_word_and_no_other_verb_gets_into_the_audit() -> None:
    for verb, how in (("sign_in", "by Bram Oakhollow"), ("read", "")):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT access.note_sign_in(%s, NULL, %s)", [verb, how])
