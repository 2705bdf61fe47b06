"""Sessions: nobody gets in by one that was there before, or that has ended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.backends.db import SessionStore

from concord.access.second_step import code_now
from concord.partnership.models import Account
from tests.attack import payloads
from tests.attack.conftest import Visit
from tests.attack.test_pages import leads_away
from tests.attack.visiting import SIGN_IN, Answer, Visitor, faults, undone
from tests.attack.world import World

PASSWORD = "correct horse battery"
CODE = "/account/second-step/authenticate/"
PLANTED = "p1anted0key0of0a0str4nger0000000"


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    """Each test undoes what it does."""
    with undone():
        yield


@pytest.fixture
def somebody(world: World) -> Account:
    """A person with a password."""
    return world.elmbrook.hats["data_officer"].account


@pytest.fixture
def secret(somebody: Account) -> str:
    """What their telephone shares with us."""
    made = generate_totp_secret()
    TOTP.activate(somebody, made)
    return made


def key_of(visitor: Visitor) -> str:
    """The session that a browser holds now."""
    found = visitor.browser.cookies.get("session")
    return found.value if found is not None else ""


def sign_in(visitor: Visitor, somebody: Account, secret: str, next: str = "") -> Answer:
    """Through both steps, as the pages ask."""
    more = {"next": next} if next else {}
    visitor.post(SIGN_IN, {"login": somebody.email, "password": PASSWORD, **more})
    return visitor.post(CODE, {"code": code_now(secret), **more})


def test_a_session_from_before_signing_in_is_worth_nothing_after(
    somebody: Account, secret: str
) -> None:
    planted = SessionStore(PLANTED)
    planted["of"] = "a stranger"
    planted.save(must_create=True)
    victim, stranger = Visitor("victim"), Visitor("stranger")
    for visitor in (victim, stranger):
        visitor.browser.cookies["session"] = PLANTED
    assert sign_in(victim, somebody, secret).goes_to == "/"
    assert key_of(victim) not in ("", PLANTED)
    assert victim.get("/rooms/").status == 200
    assert stranger.get("/rooms/").asks_to_sign_in


def test_a_session_that_nobody_gave_out_is_not_taken_up(
    somebody: Account, secret: str
) -> None:
    victim = Visitor("victim")
    victim.browser.cookies["session"] = PLANTED
    sign_in(victim, somebody, secret)
    assert key_of(victim) != PLANTED
    assert not SessionStore().exists(PLANTED)


def test_between_the_two_steps_the_session_opens_nothing(
    somebody: Account, secret: str
) -> None:
    visitor = Visitor("half way")
    visitor.post(SIGN_IN, {"login": somebody.email, "password": PASSWORD})
    half = key_of(visitor)
    assert visitor.get("/rooms/").asks_to_sign_in
    visitor.post(CODE, {"code": code_now(secret)})
    assert key_of(visitor) != half


def test_a_session_that_was_ended_opens_nothing(somebody: Account, secret: str) -> None:
    visitor, thief = Visitor("them"), Visitor("a thief")
    sign_in(visitor, somebody, secret)
    thief.browser.cookies["session"] = key_of(visitor)
    assert thief.get("/rooms/").status == 200
    visitor.post("/account/sign-out/")
    assert thief.get("/rooms/").asks_to_sign_in


def test_a_new_password_ends_all_other_sessions(somebody: Account, secret: str) -> None:
    visitor, thief = Visitor("them"), Visitor("a thief")
    sign_in(visitor, somebody, secret)
    thief.browser.cookies["session"] = key_of(visitor)
    new = "another horse battery 9"
    changed = visitor.post(
        "/account/password/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert changed.status == 302, changed
    assert visitor.get("/rooms/").status == 200
    assert thief.get("/rooms/").asks_to_sign_in


@pytest.mark.parametrize("place", payloads.LEADS_AWAY)
def test_signing_in_leads_to_no_other_site(
    somebody: Account, secret: str, place: str
) -> None:
    visitor = Visitor("victim")
    answer = sign_in(visitor, somebody, secret, next=place)
    assert answer.status == 302
    assert list(leads_away(answer)) == []


def test_nobody_puts_on_the_hat_of_another(visit: Visit, world: World) -> None:
    visitor = visit("another team")
    for other in ("administrator", "another partnership", "holder"):
        answer = visitor.post("/hat/", {"hat": world.visitors[other].pk})
        assert answer.status == 404
    assert visitor.get("/people/").status == 404, "an administrator's page"


@pytest.mark.parametrize(
    "key", ["", "x", "0" * 32, "../../etc/passwd", "a\x00b", "é" * 32, "x" * 4000]
)
def test_a_made_up_session_is_nobody_s(key: str) -> None:
    visitor = Visitor("nobody")
    visitor.browser.cookies["session"] = key
    answer = visitor.get("/rooms/")
    assert answer.asks_to_sign_in
    assert faults(answer) == []
