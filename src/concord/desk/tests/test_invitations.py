"""From the invitation to the first day: links, accounts, roles."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import hats, invitations
from concord.access.actions.invitations import InvitationOver
from concord.access.actor import acting_as
from concord.access.testing import Place, build
from concord.desk.tests.conftest import Wear
from concord.foundation.post.letters import registered, rendered
from concord.foundation.post.models import Message
from concord.partnership.models import Account, Invitation, Membership
from concord.partnership.roles import Role

pytestmark = pytest.mark.django_db

NEW = "bram.oakhollow@elmbrook.example"
PASSWORDS = {"password1": "three odd things", "password2": "three odd things"}
ACCEPT = {"name": "Bram Oakhollow", **PASSWORDS}


def invite(place: Place, email: str = NEW, role: Role = Role.AUDITOR) -> Invitation:
    administrator = place.actor("administrator")
    with acting_as(administrator):
        return invitations.invite(
            email=email,
            name="Bram Oakhollow",
            team=place.teams["Housing"],
            role=role,
            title="Head of housing",
            by=administrator,
        )


def path_of(invitation: Invitation) -> str:
    return reverse("accept_invitation", args=[invitations.link_token(invitation)])


def hats_of(place: Place, email: str) -> list[str]:
    with acting_as(place.actor("administrator")):
        found = Membership.objects.filter(account__email=email)
        return [hat.role for hat in found]


def test_an_administrator_invites_on_the_page(elmbrook: Place, wear: Wear) -> None:
    browser = wear(elmbrook.hats["administrator"])
    answer = browser.post(
        reverse("invite"),
        {
            "name": "Bram Oakhollow",
            "email": NEW,
            "team": elmbrook.teams["Housing"].pk,
            "role": "auditor",
            "title": "",
        },
    )
    page = browser.get(answer.url).content.decode()
    message = Message.objects.get()
    subject, text = rendered(registered(message.letter), message.context)
    assert (message.address, subject) == (NEW, "Concord: an invitation")
    assert "Oakhollow" not in text
    assert "/account/invitation/" in text
    assert "/account/invitation/" not in page, "the link is shown in the trial only"


def test_in_the_trial_the_link_is_on_the_page(
    elmbrook: Place, wear: Wear, settings
) -> None:
    settings.CONCORD_TRIAL = True
    sent = invite(elmbrook)
    page = wear(elmbrook.hats["administrator"]).get(
        reverse("invitation", args=[sent.pk])
    )
    assert path_of(sent) in page.content.decode()


def test_an_invited_person_makes_an_account_and_sets_up_the_second_step(
    elmbrook: Place,
) -> None:
    browser = Client()
    path = path_of(invite(elmbrook))
    assert "Auditor for Elmbrook Housing" in browser.get(path).content.decode()
    answer = browser.post(path, ACCEPT)
    assert answer.url == reverse("mfa_activate_totp")
    assert browser.get(answer.url).status_code == 200, "without typing it all again"
    assert hats_of(elmbrook, NEW) == ["auditor"]
    assert Account.objects.get(email=NEW).check_password("three odd things")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password1": "short", "password2": "short"}, "at least 12 characters"),
        ({"password2": "three odd thinks"}, "it is not the same"),
        ({"name": ""}, "Enter your name"),
        (
            {"password1": "bram oakhollow", "password2": "bram oakhollow"},
            "too similar to the name",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    elmbrook: Place, typed: dict[str, str], said: str
) -> None:
    page = Client().post(path_of(invite(elmbrook)), {**ACCEPT, **typed})
    assert said in page.content.decode()
    assert hats_of(elmbrook, NEW) == []


def test_a_link_works_once(elmbrook: Place) -> None:
    path = path_of(invite(elmbrook))
    Client().post(path, ACCEPT)
    again = Client().post(path, ACCEPT)
    assert again.status_code == 410
    assert "has been used" in again.content.decode()
    assert hats_of(elmbrook, NEW) == ["auditor"]


def test_a_withdrawn_invitation_opens_nothing(elmbrook: Place, wear: Wear) -> None:
    sent = invite(elmbrook)
    browser = wear(elmbrook.hats["administrator"])
    browser.post(reverse("withdraw_invitation", args=[sent.pk]))
    assert Client().post(path_of(sent), ACCEPT).status_code == 410
    assert hats_of(elmbrook, NEW) == []


def test_a_new_link_ends_the_old_one(elmbrook: Place, wear: Wear) -> None:
    sent = invite(elmbrook)
    with acting_as(elmbrook.actor("administrator")):
        sent.expires_at -= dt.timedelta(days=1)
        Invitation.objects.filter(pk=sent.pk).update(expires_at=sent.expires_at)
    old = path_of(sent)
    assert Client().get(old).status_code == 200
    browser = wear(elmbrook.hats["administrator"])
    browser.post(reverse("send_invitation_again", args=[sent.pk]))
    assert Client().get(old).status_code == 410
    with acting_as(elmbrook.actor("administrator")):
        new = path_of(Invitation.objects.get(pk=sent.pk))
    assert Client().get(new).status_code == 200


def test_an_invitation_is_good_for_a_week(elmbrook: Place) -> None:
    sent = invite(elmbrook)
    with acting_as(elmbrook.actor("administrator")):
        sent.expires_at = timezone.now() - dt.timedelta(seconds=1)
        Invitation.objects.filter(pk=sent.pk).update(expires_at=sent.expires_at)
    page = Client().get(path_of(sent))
    assert page.status_code == 410
    assert "more than a week old" in page.content.decode()


def test_a_made_up_link_opens_nothing(elmbrook: Place) -> None:
    token = invitations.link_token(invite(elmbrook))
    for forged in ("nothing", token[:-2], token.replace(token[5], "A" * 3)):
        path = reverse("accept_invitation", args=[forged])
        assert Client().get(path).status_code == 410


def test_somebody_with_an_account_signs_in_to_accept(
    elmbrook: Place, northmere: Place, wear: Wear
) -> None:
    other = northmere.hats["trainer"]
    path = path_of(invite(elmbrook, email=other.account.email))
    stranger = Client().post(path, ACCEPT)
    assert "You have an account already" in stranger.content.decode()
    assert hats_of(elmbrook, other.account.email) == []
    browser = wear(other)
    assert browser.post(path).url == "/"
    assert hats_of(elmbrook, other.account.email) == ["auditor"]
    page = browser.get("/rooms/").content.decode()
    assert "Elmbrook Domestic Abuse Partnership" in page, "they work in the new role"
    assert "Change role" in page


def test_an_invitation_for_somebody_else_is_not_taken(
    elmbrook: Place, wear: Wear
) -> None:
    path = path_of(invite(elmbrook))
    browser = wear(elmbrook.hats["trainer"])
    page = browser.post(path).content.decode()
    assert "for another address" in page
    assert NEW not in page
    assert hats_of(elmbrook, NEW) == []


@pytest.mark.parametrize(
    ("email", "role", "said"),
    [
        (NEW, Role.AUDITOR, "An invitation to this role is on its way"),
        ("agency.lead.housing@elmbrook.example", Role.AGENCY_LEAD, "have this role"),
    ],
)
def test_nobody_is_invited_twice(
    elmbrook: Place, wear: Wear, email: str, role: Role, said: str
) -> None:
    invite(elmbrook)
    page = wear(elmbrook.hats["administrator"]).post(
        reverse("invite"),
        {
            "name": "Bram Oakhollow",
            "email": email,
            "team": elmbrook.teams["Housing"].pk,
            "role": role,
        },
    )
    assert said in page.content.decode()
    with acting_as(elmbrook.actor("administrator")):
        assert Invitation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_once_make_one_account_and_one_role() -> None:
    place = build("elmbrook", "Elmbrook", "E09999901")
    token = invitations.link_token(invite(place))
    ready = threading.Barrier(2)
    outcomes: list[str] = []

    def accept() -> None:
        try:
            ready.wait()
            invitations.accept_with_new_account(
                token=token, name="Bram Oakhollow", password="three odd things"
            )
            outcomes.append("accepted")
        except InvitationOver:
            outcomes.append("over")
        finally:
            connection.close()

    clicks = [threading.Thread(target=accept) for _ in range(2)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert sorted(outcomes) == ["accepted", "over"]
    assert Account.objects.filter(email=NEW).count() == 1
    assert hats_of(place, NEW) == ["auditor"]


def test_a_team_of_one_s_own_in_another_partnership_is_not_offered(
    elmbrook: Place, northmere: Place, wear: Wear
) -> None:
    administrator = elmbrook.hats["administrator"]
    there = northmere.actor("administrator")
    with acting_as(there):
        hats.give(
            account=administrator.account,
            team=northmere.teams["Police"],
            role=Role.PRACTITIONER,
            by=there,
        )
    browser = wear(administrator)
    assert "Northmere" not in browser.get(reverse("invite")).content.decode()
    offer = {"name": "Bram", "email": NEW, "role": "auditor"}
    offer |= {"team": northmere.teams["Police"].pk}
    answer = browser.post(reverse("invite"), offer)
    assert "team" in answer.context["form"].errors
