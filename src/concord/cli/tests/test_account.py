"""`concord account ...`: the first administrator, codes, lost phones."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from click.testing import CliRunner, Result
from django.test import Client

from concord.access.actor import Actor, acting_as
from concord.access.second_step import code_now
from concord.access.testing import Place
from concord.cli.commands.people import account
from concord.partnership.models import Account, Membership, Partnership

pytestmark = pytest.mark.django_db

FOUND = {
    "--partnership": "westvale",
    "--name": "Westvale Domestic Abuse Partnership",
    "--area": "Westvale",
    "--area-code": "E09999903",
    "--agency": "Westvale Council",
    "--email": "first@westvale.example",
    "--person": "Ife Larkspur",
}


@pytest.fixture(autouse=True)
def _already_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concord.cli.framework.set_up", lambda: None)


def run(command: str, *given: str, **options: str) -> Result:
    named = [word for pair in options.items() for word in pair]
    return CliRunner().invoke(account, [command, *given, *named])


def test_a_partnership_is_founded_and_its_administrator_gets_in() -> None:
    result = run("create-administrator", **FOUND)
    assert result.exit_code == 0, result.output
    link = re.search(r"http://testserver(\S+)", result.output).group(1)
    typed = {
        "name": "Ife Larkspur",
        "password1": "three odd things",
        "password2": "three odd things",
    }
    assert Client().post(link, typed).status_code == 302
    first = Account.objects.get(email="first@westvale.example")
    with acting_as(Actor.from_account(first.pk)):
        hat = Membership.objects.get()
        assert (hat.role, hat.team.name) == ("administrator", "Westvale Council")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"--area-code": "E1"}, "area code: An ONS area code is one letter"),
        ({"--email": "nonsense"}, "email: Enter a valid email address"),
        ({"--partnership": "elmbrook"}, "code: There is a partnership called elmbrook"),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_founded(
    elmbrook: Place, wrong: dict[str, str], said: str
) -> None:
    result = run("create-administrator", **{**FOUND, **wrong})
    assert result.exit_code == 1
    assert said in result.output
    with acting_as(Actor.from_job("access.setup")):
        assert not Partnership.objects.filter(code="westvale").exists()


def test_somebody_is_invited_from_the_shell(elmbrook: Place) -> None:
    given = {
        "--partnership": "elmbrook",
        "--role": "auditor",
        "--email": "new@elmbrook.example",
        "--person": "Ife Larkspur",
    }
    wrong = run("invite", **{**given, "--team": "Nobody"})
    assert "There are: Council, Health, Housing, Police" in wrong.output
    right = run("invite", **{**given, "--team": "police"})
    assert "http://testserver/account/invitation/" in right.output


def test_the_code_of_an_example_account_is_told_in_the_trial_only(
    elmbrook: Place, settings
) -> None:
    lead = elmbrook.hats["strategic_lead"].account
    secret = generate_totp_secret()
    TOTP.activate(lead, secret)
    assert run("code", lead.email).exit_code == 1
    settings.CONCORD_TRIAL = True
    assert run("code", lead.email).output.strip() == code_now(secret)
    Account.objects.filter(pk=lead.pk).update(is_example=False)
    refused = run("code", lead.email)
    assert refused.exit_code == 1
    assert not re.search(r"\d{6}", refused.output)


def test_a_lost_phone_needs_a_reason(elmbrook: Place) -> None:
    lead = elmbrook.hats["strategic_lead"].account
    TOTP.activate(lead, generate_totp_secret())
    assert run("reset-second-step", lead.email).exit_code == 2
    done = run("reset-second-step", lead.email, **{"--why": "Phone lost"})
    assert "0 sessions ended" in done.output


def test_an_unknown_address_is_one_line(elmbrook: Place) -> None:
    result = run("unlock", "nobody@elmbrook.example")
    assert result.exit_code == 1
    assert "There is no account" in result.output
