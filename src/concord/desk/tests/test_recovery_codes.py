"""Recovery codes from end to end: shown once, used once, used up, made anew, told."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.models import Event
from concord.access.second_step import code_now
from concord.access.testing import Place, asked_just_now
from concord.foundation.post.letters import registered, rendered
from concord.foundation.post.models import Message
from concord.partnership.models import Account

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
SIGN_IN = "/account/sign-in/"
CODE = "/account/second-step/authenticate/"


@pytest.fixture
def lead(elmbrook: Place) -> Account:
    return elmbrook.hats["strategic_lead"].account


def set_up(account: Account) -> tuple[Client, list[str]]:
    """The first sign-in, through the pages: the browser, and the codes it was shown."""
    browser = Client()
    browser.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    page = browser.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = browser.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    return browser, codes_in(browser.get(answer.url))


def codes_in(page: HttpResponse) -> list[str]:
    shown = re.search(r'<pre[^>]*id="codes">(.*?)</pre>', page.content.decode(), re.S)
    return shown.group(1).split() if shown else []


def sign_in(account: Account, code: str) -> HttpResponse:
    browser = Client()
    browser.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    return browser.post(CODE, {"code": code})


def lets_in(account: Account, code: str) -> bool:
    return sign_in(account, code).status_code == 302


def letters(account: Account) -> list[str]:
    found = Message.objects.filter(letter="access.code_used", address=account.email)
    return [rendered(registered(one.letter), one.context)[1] for one in found]


def test_eight_codes_are_shown_once(lead: Account) -> None:
    browser, codes = set_up(lead)
    assert len(codes) == len(set(codes)) == 8
    assert all(re.fullmatch(r"\d{8}", code) for code in codes)
    assert codes_in(browser.get(reverse("mfa_view_recovery_codes"))) == []


def test_each_works_once_and_then_all_are_used_up(lead: Account) -> None:
    _, codes = set_up(lead)
    for code in codes:
        assert lets_in(lead, code)
        assert not lets_in(lead, code)
    assert not any(lets_in(lead, code) for code in codes[:2])
    browser = Client()
    browser.force_login(lead)
    session = browser.session
    session.update(asked_just_now(lead.pk))
    session.save()
    said = browser.get(reverse("mfa_index")).content.decode()
    assert "0 codes" in " ".join(said.split())


def test_new_codes_end_the_old_ones(lead: Account) -> None:
    browser, codes = set_up(lead)
    answer = browser.post(reverse("mfa_generate_recovery_codes"), follow=True)
    new = codes_in(answer)
    assert len(new) == 8
    assert not set(new) & set(codes)
    assert not lets_in(lead, codes[0])
    assert lets_in(lead, new[0])


def test_the_owner_is_told_how_many_are_left_and_no_code(lead: Account) -> None:
    _, codes = set_up(lead)
    assert lets_in(lead, codes[3])
    [text] = letters(lead)
    assert "7 codes are left" in text
    assert reverse("account_reset_password") in text
    assert codes[3] not in text
    assert lead.name not in text


def test_a_wrong_code_and_a_code_of_the_phone_tell_nobody(lead: Account) -> None:
    secret = generate_totp_secret()
    TOTP.activate(lead, secret)
    RecoveryCodes.activate(lead)
    assert not lets_in(lead, "00000000")
    assert lets_in(lead, code_now(secret))
    assert letters(lead) == []


def test_that_one_was_used_is_kept_in_the_audit(lead: Account, elmbrook: Place) -> None:
    _, codes = set_up(lead)
    assert lets_in(lead, codes[0])
    with acting_as(elmbrook.actor("auditor")):
        event = Event.objects.filter(verb="sign_in").first()
    assert (event.account_id, event.why) == (lead.pk, "recovery code")


def test_one_that_answers_whether_it_is_still_you_is_told_and_kept_too(
    lead: Account, elmbrook: Place
) -> None:
    browser, codes = set_up(lead)
    answer = browser.post(reverse("mfa_reauthenticate"), {"code": codes[0]})
    assert answer.status_code == 302
    assert len(letters(lead)) == 1
    with acting_as(elmbrook.actor("auditor")):
        event = Event.objects.filter(verb="sign_in").first()
    assert event.why == "recovery code, asked again"
