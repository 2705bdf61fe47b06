"""No page before sign-in tells whether an address has an account, or of what kind.

Whole answers are compared: status, headers, words, where they lead. Time is compared as
the work that takes it: passwords hashed, questions to the database.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import hashers
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import int_to_base36

from concord.access.actions import invitations
from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.foundation.post.models import Message
from concord.partnership.models import Account, Invitation
from concord.partnership.roles import Role

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
SIGN_IN = "/account/sign-in/"
CODE = "/account/second-step/authenticate/"
FORGOTTEN = "/account/password/forgotten/"
places = itertools.count(1)
NOBODY = "nobody.here@elmbrook.example"
# Tokens, nonces, moments, and the number of the request.
VARIES = re.compile(
    r'(value|nonce|content|datetime)="[^"]{20,}"|nonce-[\w+/=-]+|[0-9a-f]{32}'
    r"|Printed \d+ \w+ \d{4}, \d\d:\d\d"
)


@pytest.fixture
def addresses(elmbrook: Place) -> dict[str, str]:
    """An address of each kind, as somebody outside would type it."""
    role = {
        "open": "strategic_lead",
        "with a second step": "agency_lead",
        "closed": "trainer",
        "without a password": "auditor",
        "without a role": "commissioner",
    }
    accounts = {kind: elmbrook.hats[name].account for kind, name in role.items()}
    TOTP.activate(accounts["with a second step"], generate_totp_secret())
    Account.objects.filter(pk=accounts["closed"].pk).update(is_active=False)
    accounts["without a password"].set_unusable_password()
    accounts["without a password"].save()
    return {kind: account.email for kind, account in accounts.items()} | {
        "nobody's": NOBODY,
        "nobody's, elsewhere": "somebody@another.example",
    }


def answer_of(
    response: HttpResponse, typed: str
) -> tuple[int, list[tuple[str, object]], str]:
    """Everything that a stranger could compare, less what is random each time."""
    headers = {
        name: sorted(VARIES.sub("", value).split("; "))
        for name, value in response.headers.items()
        if name not in ("Content-Length", "Expires")
    }
    cookies = {
        f"cookie {name}": re.sub(r"=[^;]*", "=", cookie.OutputString(), count=1)
        for name, cookie in response.cookies.items()
    }
    cookies = {k: re.sub(r"expires=[^;]*", "", v) for k, v in cookies.items()}
    text = VARIES.sub("", response.content.decode())
    text = text.replace(typed, "ADDRESS") if typed else text
    return response.status_code, sorted((headers | cookies).items()), text


def all_alike(answers: dict[str, Any]) -> None:
    (usual, expected), *rest = answers.items()
    for kind, answer in rest:
        assert said(answer) == said(expected), f"{kind} is told from {usual}"


def said(answer: object) -> list[str]:
    """Line by line, so that a failure shows the one that differs."""
    if isinstance(answer, tuple) and len(answer) == 3:
        status, headers, text = answer
        return [str(status), *map(str, headers), *text.splitlines()]
    return [str(answer)]


def give(email: str, password: str = "wrong") -> HttpResponse:  # noqa: S107
    # Each from somewhere else: tries from one address of the network are few.
    somewhere = f"203.0.113.{next(places) % 250}"
    typed = {"login": email, "password": password}
    return Client(REMOTE_ADDR=somewhere).post(SIGN_IN, typed)


def test_signing_in_with_a_wrong_password(addresses: dict[str, str]) -> None:
    all_alike({kind: answer_of(give(a), a) for kind, a in addresses.items()})


def test_signing_in_to_a_closed_account_with_the_right_password(
    addresses: dict[str, str],
) -> None:
    closed, nobody = addresses["closed"], addresses["nobody's"]
    assert answer_of(give(closed, PASSWORD), closed) == answer_of(
        give(nobody, PASSWORD), nobody
    )


@pytest.mark.parametrize("password", ["wrong", PASSWORD])
def test_the_fifth_and_sixth_try(addresses: dict[str, str], password: str) -> None:
    """A closed account locks with its right password, too: each try is counted."""
    kinds = ["closed", "without a password", "nobody's"]
    kinds += ["open", "with a second step"] if password == "wrong" else []
    for number in range(7):
        answers = {
            kind: answer_of(give(addresses[kind], password), addresses[kind])
            for kind in kinds
        }
        all_alike(answers)
        assert answers["closed"][0] == (200 if number < 5 else 429)


def test_a_locked_address_is_answered_alike_whatever_is_typed(
    addresses: dict[str, str],
) -> None:
    for _ in range(5):
        for kind in ("open", "nobody's"):
            give(addresses[kind])
    all_alike(
        {
            f"{kind} {password}": answer_of(
                give(addresses[kind], password), addresses[kind]
            )
            for kind in ("open", "nobody's")
            for password in (PASSWORD, "wrong")
        }
    )


def ask(email: str) -> HttpResponse:
    return Client().post(FORGOTTEN, {"email": email})


def test_a_forgotten_password(addresses: dict[str, str]) -> None:
    all_alike({kind: answer_of(ask(a), a) for kind, a in addresses.items()})
    sent = set(Message.objects.values_list("address", flat=True))
    assert sent == {
        addresses[kind] for kind in ("open", "with a second step", "without a password")
    } | {addresses["without a role"]}


def test_a_forgotten_password_again_and_again(addresses: dict[str, str]) -> None:
    kinds = ("open", "closed", "nobody's")
    for number in range(5):
        answers = {k: answer_of(ask(addresses[k]), addresses[k]) for k in kinds}
        all_alike(answers)
        assert answers["open"][0] == (302 if number < 3 else 429)


def test_a_link_for_a_new_password_that_is_made_up(
    addresses: dict[str, str], elmbrook: Place
) -> None:
    known = elmbrook.hats["strategic_lead"].account.pk
    closed = elmbrook.hats["trainer"].account.pk
    answers = {}
    for kind, pk in (("open", known), ("closed", closed), ("nobody's", 999_999)):
        uid = int_to_base36(pk)
        made_up = {"uidb36": uid, "key": "d00000-0123456789abcdef0123456789abcdef"}
        path = reverse("account_reset_password_from_key", kwargs=made_up)
        # With what follows: two letters alone also stand in words of the page.
        answers[kind] = answer_of(Client().get(path), f"/{uid}-d00000-")
    all_alike(answers)


def test_the_page_of_the_second_step_without_a_password(
    addresses: dict[str, str],
) -> None:
    answers = {}
    for kind, email in addresses.items():
        browser = Client()
        browser.post(SIGN_IN, {"login": email, "password": "wrong"})
        for method in (browser.get, browser.post):
            answers[f"{kind}, {method.__name__}"] = answer_of(method(CODE), email)
    get = {k: v for k, v in answers.items() if k.endswith("get")}
    post = {k: v for k, v in answers.items() if k.endswith("post")}
    all_alike(get)
    all_alike(post)


def test_a_wrong_code_with_recovery_codes_or_without(elmbrook: Place) -> None:
    answers = {}
    for role in ("strategic_lead", "agency_lead"):
        account = elmbrook.hats[role].account
        TOTP.activate(account, generate_totp_secret())
        if role == "agency_lead":
            RecoveryCodes.activate(account)
        browser = Client()
        browser.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
        answers[role] = answer_of(browser.post(CODE, {"code": "000000"}), "")
    all_alike(answers)


def test_whoever_is_asked_again_learns_nothing_of_others(elmbrook: Place) -> None:
    """The address of whoever is signed in is the only one: a stranger is sent away."""
    answers = {}
    for kind, email in (("known", "trainer@elmbrook.example"), ("nobody's", NOBODY)):
        for path in (reverse("account_reauthenticate"), reverse("mfa_reauthenticate")):
            answer = Client().post(path, {"login": email, "password": PASSWORD})
            answers[f"{kind} {path}"] = (answer.status_code, answer.url.split("?")[0])
    all_alike(answers)


# Invitations ------------------------------------------------------------------------


def invite(place: Place, email: str) -> Invitation:
    by = place.actor("administrator")
    with acting_as(by):
        return invitations.invite(
            email=email,
            name="Wren Alderley",
            team=place.teams["Health"],
            role=Role.DATA_OFFICER,
            by=by,
        )


def open_link(token: str) -> tuple[int, list[tuple[str, object]], str]:
    path = reverse("accept_invitation", args=[token])
    return answer_of(Client().get(path), token)


def test_a_link_of_an_invitation_that_is_made_up_or_taken_back(
    elmbrook: Place, addresses: dict[str, str]
) -> None:
    """Only the link itself, sent to the address, tells that it has an account."""
    answers = {}
    for kind in ("open", "closed", "nobody's"):
        offer = invite(elmbrook, addresses[kind])
        token = invitations.link_token(offer)
        answers[f"{kind}, made up"] = open_link(token[:-3] + "AAA")
        by = elmbrook.actor("administrator")
        with acting_as(by):
            invitations.withdraw(invitation=offer, by=by)
        answers[f"{kind}, taken back"] = open_link(token)
    all_alike({k: v for k, v in answers.items() if "made up" in k})
    all_alike({k: v for k, v in answers.items() if "taken back" in k})


def test_who_invites_does_not_learn_whether_there_is_an_account(
    elmbrook: Place, northmere: Place
) -> None:
    """The other partnership's people are strangers to an administrator here."""
    browser = Client()
    hat = elmbrook.hats["administrator"]
    browser.force_login(hat.account)
    session = browser.session
    session["hat"], session["second_step"] = hat.pk, hat.account_id
    session.save()
    answers = {}
    for kind, email in (
        ("elsewhere", northmere.hats["trainer"].account.email),
        ("nobody's", "nobody.at@northmere.example"),
    ):
        typed = {
            "name": "Wren Alderley",
            "email": email,
            "team": elmbrook.teams["Health"].pk,
            "role": "trainer",
            "title": "",
        }
        sent = browser.post(reverse("invite"), typed)
        page = browser.get(sent.url)
        shown = answer_of(page, email)
        answers[kind] = (shown[0], [], re.sub(r"[0-9a-f-]{36}", "", shown[2]))
        assert sent.status_code == 302
    all_alike(answers)


# Time -------------------------------------------------------------------------------


def work(act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many passwords are hashed, and how many questions are asked."""
    hashed = 0
    usual = hashers.MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        nonlocal hashed
        hashed += 1
        return usual(self, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
    with CaptureQueriesContext(connection) as asked:
        act()
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", usual)
    return hashed, len(asked)


def test_signing_in_is_as_much_work_for_everybody(
    addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {}
    for kind, email in addresses.items():
        found[kind] = work(lambda email=email: give(email), monkeypatch)
    assert {hashed for hashed, _ in found.values()} == {1}, found
    assert len({asked for _, asked in found.values()}) == 1, found


def test_a_forgotten_password_is_as_much_work_for_everybody(
    addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {}
    for kind, email in addresses.items():
        found[kind] = work(lambda email=email: ask(email), monkeypatch)[1]
    # Letters go to staff only: for an address that nobody has, an account is made and
    # undone again (two savepoints, one look, one row, and the check of the address).
    assert max(found.values()) - min(found.values()) <= 7, found


def test_an_address_that_nobody_has_is_sent_nothing_and_leaves_no_row(
    addresses: dict[str, str],
) -> None:
    ask(NOBODY)
    ask(addresses["closed"])
    assert not Message.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)


@pytest.mark.slow
def test_the_clock_tells_nothing_either(addresses: dict[str, str], settings) -> None:
    """With the hasher of a server: the quickest of interleaved tries are as quick."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    known = Account.objects.get(email=addresses["open"])
    known.set_password(PASSWORD)
    known.save()
    taken: dict[str, list[float]] = {"open": [], "nobody's": [], "closed": []}
    for _ in range(12):
        for kind, times in taken.items():
            began = time.perf_counter()
            give(addresses[kind])
            times.append(time.perf_counter() - began)
    quickest = {kind: min(times) for kind, times in taken.items()}
    assert max(quickest.values()) < 1.3 * min(quickest.values()), quickest
