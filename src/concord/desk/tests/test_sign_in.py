"""Signing in through the real pages: password, code, lock-out, lost things."""

from __future__ import annotations

import re
import time

import pytest
from allauth.account import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.models import Change
from concord.access.second_step import code_now, start_again
from concord.access.sign_in import unlock
from concord.access.testing import Place
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


@pytest.fixture
def secret(lead: Account) -> str:
    """The lead has a phone; this is what it shares with us."""
    made = generate_totp_secret()
    TOTP.activate(lead, made)
    return made


def give_password(
    browser: Client, email: str, password: str = PASSWORD
) -> HttpResponse:
    return browser.post(SIGN_IN, {"login": email, "password": password})


def phone_of(account: Account) -> str:
    found = Authenticator.objects.get(user=account, type="totp")
    return decrypt(found.data["secret"])


def body(response: HttpResponse) -> str:
    return response.content.decode()


def without_tokens(response: HttpResponse) -> str:
    """The page less what differs each time: tokens and nonces."""
    return re.sub(r'(value|nonce)="[^"]{20,}"', "", body(response))


def test_signing_in_takes_password_and_code(lead: Account, secret: str) -> None:
    browser = Client()
    assert give_password(browser, lead.email).url == CODE
    assert browser.get("/").url.startswith(SIGN_IN), "the password alone opens nothing"
    assert browser.post(CODE, {"code": code_now(secret)}).url == "/"
    assert browser.get("/rooms/").status_code == 200


def test_signing_in_leads_back_to_the_page_that_was_asked_for(
    lead: Account, secret: str
) -> None:
    browser = Client()
    asked = browser.get("/history/")
    browser.post(asked.url, {"login": lead.email, "password": PASSWORD})
    form = browser.get(asked.url, follow=True)
    assert form.redirect_chain[-1][0] == CODE
    assert browser.post(CODE, {"code": code_now(secret)}).url == "/history/"


def test_a_way_back_never_leads_to_another_site(lead: Account, secret: str) -> None:
    browser = Client()
    browser.post(
        f"{SIGN_IN}?next=https://elsewhere.example/",
        {
            "login": lead.email,
            "password": PASSWORD,
            "next": "https://elsewhere.example/",
        },
    )
    assert browser.post(CODE, {"code": code_now(secret)}).url == "/"


def test_a_code_works_once(lead: Account, secret: str) -> None:
    code = code_now(secret)
    for browser, expected in ((Client(), 302), (Client(), 200)):
        give_password(browser, lead.email)
        assert browser.post(CODE, {"code": code}).status_code == expected


def test_a_recovery_code_works_once(lead: Account, secret: str) -> None:
    code = RecoveryCodes.activate(lead).generate_codes()[0]
    for browser, expected in ((Client(), 302), (Client(), 200)):
        give_password(browser, lead.email)
        assert browser.post(CODE, {"code": code}).status_code == expected


def test_a_wrong_password_does_not_tell_whether_there_is_an_account(
    lead: Account,
) -> None:
    known = give_password(Client(), lead.email, "wrong")
    unknown = give_password(Client(), "nobody.here@elmbrook.example", "wrong")
    assert known.status_code == unknown.status_code == 200
    assert "don&#x27;t fit together" in body(known)
    assert without_tokens(known).replace(lead.email, "") == without_tokens(
        unknown
    ).replace("nobody.here@elmbrook.example", "")


@pytest.mark.parametrize("email", ["strategic.lead@elmbrook.example", "no@one.example"])
def test_five_wrong_passwords_close_an_address_known_or_not(
    lead: Account, email: str
) -> None:
    for _ in range(5):
        assert give_password(Client(), email, "wrong").status_code == 200
    closed = give_password(Client(), email, PASSWORD)
    assert closed.status_code == 429
    assert "Wait 15 minutes" in body(closed)


def test_another_name_of_the_site_gives_no_more_tries(lead: Account) -> None:
    for _ in range(5):
        give_password(Client(), lead.email, "wrong")
    other = Client(headers={"host": "localhost"})
    assert give_password(other, lead.email).status_code == 429


def test_an_administrator_opens_a_closed_address(lead: Account, secret: str) -> None:
    for _ in range(5):
        give_password(Client(), lead.email, "wrong")
    unlock(lead)
    assert give_password(Client(), lead.email).status_code == 302


def test_five_wrong_codes_close_the_second_step(lead: Account, secret: str) -> None:
    browser = Client()
    give_password(browser, lead.email)
    for _ in range(5):
        assert browser.post(CODE, {"code": "000000"}).status_code == 200
    assert browser.post(CODE, {"code": code_now(secret)}).status_code == 429


def test_whoever_has_no_second_step_sets_one_up_before_anything_else(
    lead: Account,
) -> None:
    browser = Client()
    give_password(browser, lead.email)
    assert browser.get("/rooms/").url == reverse("mfa_activate_totp")
    page = browser.get(reverse("mfa_activate_totp"))
    assert "data:image/svg+xml;base64," in body(page)
    code = code_now(page.context["form"].secret)
    done = browser.post(reverse("mfa_activate_totp"), {"code": code})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert browser.get("/rooms/").status_code == 200


def test_a_second_step_that_was_set_up_is_in_the_history(
    lead: Account, elmbrook: Place
) -> None:
    browser = Client()
    give_password(browser, lead.email)
    page = browser.get(reverse("mfa_activate_totp"))
    code = code_now(page.context["form"].secret)
    browser.post(reverse("mfa_activate_totp"), {"code": code})
    with acting_as(elmbrook.actor("auditor")):
        rows = list(Change.objects.filter(table_name="mfa_authenticator"))
    assert {row.membership.account for row in rows} == {lead}
    assert all("data" not in row.after for row in rows), "no secret is kept there"


def test_recovery_codes_are_shown_once(lead: Account) -> None:
    browser = Client()
    give_password(browser, lead.email)
    page = browser.get(reverse("mfa_activate_totp"))
    browser.post(
        reverse("mfa_activate_totp"), {"code": code_now(page.context["form"].secret)}
    )
    found = Authenticator.objects.get(user=lead, type="recovery_codes")
    codes = found.wrap().generate_codes()
    first = body(browser.get(reverse("mfa_view_recovery_codes")))
    second = body(browser.get(reverse("mfa_view_recovery_codes")))
    assert all(code in first for code in codes)
    assert not any(code in second for code in codes)
    assert "8 codes" in second


def test_the_old_phone_works_until_the_new_one_is_confirmed(
    lead: Account, secret: str
) -> None:
    browser = Client()
    give_password(browser, lead.email)
    browser.post(CODE, {"code": code_now(secret)})
    replace = reverse("mfa_deactivate_totp")
    new = browser.get(replace).context["form"].secret
    assert browser.post(replace, {"code": "000000"}).status_code == 200
    assert phone_of(lead) == secret
    assert browser.post(replace, {"code": code_now(new)}).url == reverse("mfa_index")
    assert phone_of(lead) == new


def test_replacing_the_phone_asks_again_after_ten_minutes(
    lead: Account, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client()
    give_password(browser, lead.email)
    browser.post(CODE, {"code": code_now(secret)})
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - app_settings.REAUTHENTICATION_TIMEOUT - 1
    session.save()
    asked = browser.get(reverse("mfa_deactivate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    again = browser.post(asked.url, {"password": PASSWORD})
    assert again.url == reverse("mfa_deactivate_totp")


@pytest.mark.parametrize(
    ("trial", "is_example", "shown"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, 0)],
)
def test_a_code_is_told_only_to_example_accounts_in_the_trial(
    lead: Account, secret: str, settings, trial: bool, is_example: bool, shown: bool
) -> None:
    settings.CONCORD_TRIAL = trial
    Account.objects.filter(pk=lead.pk).update(is_example=is_example)
    browser = Client()
    give_password(browser, lead.email)
    said = body(browser.get(CODE))
    codes = {code_now(secret)}
    assert any(code in said for code in codes) == bool(shown)
    assert ("example account in a trial" in said) == bool(shown)


@pytest.mark.parametrize(("trial", "is_example"), [(True, False), (False, True)])
def test_the_code_of_a_new_phone_is_not_told_to_real_people(
    lead: Account, settings, trial: bool, is_example: bool
) -> None:
    settings.CONCORD_TRIAL = trial
    Account.objects.filter(pk=lead.pk).update(is_example=is_example)
    browser = Client()
    give_password(browser, lead.email)
    page = browser.get(reverse("mfa_activate_totp"))
    assert code_now(page.context["form"].secret) not in body(page)


def ask_for_link(email: str) -> HttpResponse:
    return Client().post(
        reverse("account_reset_password"), {"email": email}, follow=True
    )


def letter_of(message: Message) -> tuple[str, str]:
    return rendered(registered(message.letter), message.context)


def test_a_forgotten_password_is_set_anew_by_a_neutral_letter(
    lead: Account, secret: str
) -> None:
    elsewhere = Client()
    give_password(elsewhere, lead.email)
    elsewhere.post(CODE, {"code": code_now(secret)})
    ask_for_link(lead.email)
    message = Message.objects.get()
    subject, text = letter_of(message)
    assert (message.address, subject) == (lead.email, "Concord: set a new password")
    assert lead.name not in text
    browser = Client()
    link = re.search(r"http://testserver(\S+)", text).group(1)
    form = browser.get(link)
    typed = {"password1": "three odd things", "password2": "three odd things"}
    done = browser.post(form.url, typed)
    assert done.url == reverse("account_reset_password_from_key_done")
    assert give_password(Client(), lead.email, "three odd things").url == CODE
    assert elsewhere.get("/rooms/").url.startswith(SIGN_IN), "signed out elsewhere"
    assert "does not work any more" in body(Client().get(link))


def test_asking_for_a_new_password_tells_nothing_about_accounts(lead: Account) -> None:
    known = ask_for_link(lead.email)
    unknown = ask_for_link("nobody.here@elmbrook.example")
    assert without_tokens(known) == without_tokens(unknown)
    assert Message.objects.count() == 1, "nothing is sent to whatever address is typed"


def test_a_closed_account_is_answered_as_a_wrong_password_is(lead: Account) -> None:
    Account.objects.filter(pk=lead.pk).update(is_active=False)
    right = give_password(Client(), lead.email)
    wrong = give_password(Client(), lead.email, "wrong")
    assert "don&#x27;t fit together" in body(right)
    assert without_tokens(right) == without_tokens(wrong)


def test_changing_the_password_tells_the_owner(lead: Account, secret: str) -> None:
    browser = Client()
    give_password(browser, lead.email)
    browser.post(CODE, {"code": code_now(secret)})
    typed = {
        "oldpassword": PASSWORD,
        "password1": "three odd things",
        "password2": "three odd things",
    }
    done = browser.post(reverse("account_change_password"), typed)
    assert done.url == reverse("my_account")
    message = Message.objects.get()
    assert message.address == lead.email
    assert letter_of(message)[0] == "Concord: your sign-in has changed"


def test_a_weak_password_is_refused_with_the_reason(lead: Account, secret: str) -> None:
    browser = Client()
    give_password(browser, lead.email)
    browser.post(CODE, {"code": code_now(secret)})
    typed = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    said = body(browser.post(reverse("account_change_password"), typed))
    assert "at least 12 characters" in said


def test_signing_out_asks_first_and_then_ends_the_session(
    lead: Account, secret: str
) -> None:
    browser = Client()
    give_password(browser, lead.email)
    browser.post(CODE, {"code": code_now(secret)})
    assert "Sign out?" in body(browser.get(reverse("account_logout")))
    assert browser.get("/rooms/").status_code == 200
    browser.post(reverse("account_logout"))
    assert browser.get("/rooms/").url.startswith(SIGN_IN)


def test_nobody_signs_up_by_themselves(db: None) -> None:
    typed = {"email": "new@elmbrook.example", "password1": "three odd things"}
    page = Client().post(reverse("account_signup"), typed)
    assert "by invitation" in body(page)
    assert not Account.objects.filter(email="new@elmbrook.example").exists()


def test_starting_the_second_step_again_ends_sessions_and_is_remembered(
    lead: Account, secret: str, elmbrook: Place
) -> None:
    browser = Client()
    give_password(browser, lead.email)
    browser.post(CODE, {"code": code_now(secret)})
    assert start_again(account=lead, why="Phone lost on a train") == 1
    assert browser.get("/rooms/").url.startswith(SIGN_IN)
    assert give_password(Client(), lead.email).url != CODE
    with acting_as(elmbrook.actor("auditor")):
        change = Change.objects.filter(
            table_name="mfa_authenticator", verb="DELETE"
        ).get()
    assert change.why == "Phone lost on a train"
