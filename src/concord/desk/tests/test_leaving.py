"""A person leaves, an agency leaves: roles, teams, invitations and sessions end."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import hats, invitations, leaving, partnerships
from concord.access.actor import Actor, acting_as
from concord.access.models import Change
from concord.access.permit import NotPermitted
from concord.access.testing import Place, build
from concord.desk.tests.conftest import Wear
from concord.desk.tests.test_people import day
from concord.partnership.models import Agency, Invitation, Membership, Team
from concord.partnership.roles import Role

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YESTERDAY = TODAY - dt.timedelta(days=1)
IN_A_MONTH = TODAY + dt.timedelta(days=30)


def give(place: Place, hat: Membership, team: str, role: Role, **more) -> Membership:
    job = Actor.from_job("access.setup", place.partnership.pk)
    with acting_as(job):
        return hats.give(
            account=hat.account, team=place.teams[team], role=role, by=job, **more
        )


def invite(place: Place, email: str, team: str = "Police") -> Invitation:
    by = place.actor("administrator")
    with acting_as(by):
        return invitations.invite(
            email=email,
            name="Somebody",
            team=place.teams[team],
            role=Role.DATA_OFFICER,
            by=by,
        )


def leaves(browser: Client, hat: Membership, last_day: dt.date, why: str = "Left"):
    path = reverse("person_leaves", args=[hat.pk])
    return browser.post(path, {**day("last_day", last_day), "why": why}, follow=True)


def standing(place: Place, hat: Membership) -> list[str]:
    """Roles of the person of `hat` that last longer than today."""
    with acting_as(place.actor("auditor")):
        found = Membership.objects.valid_on(TODAY + dt.timedelta(days=1))
        return sorted(one.role for one in found.filter(account=hat.account))


def state_of(place: Place, invitation: Invitation) -> str:
    with acting_as(place.actor("auditor")):
        return Invitation.objects.get(pk=invitation.pk).state


def test_all_roles_of_a_person_end_with_one_last_day(
    elmbrook: Place, wear: Wear
) -> None:
    trainer = elmbrook.hats["trainer"]
    give(elmbrook, trainer, "Police", Role.DATA_OFFICER)
    offer = invite(elmbrook, trainer.account.email, "Health")
    said = leaves(wear(elmbrook.hats["administrator"]), trainer, IN_A_MONTH)
    assert "2 roles end, and 1 invitation is taken back." in said.content.decode()
    with acting_as(elmbrook.actor("auditor")):
        mine = Membership.objects.filter(account=trainer.account)
        assert {hat.valid.upper for hat in mine} == {IN_A_MONTH + dt.timedelta(days=1)}
        change = Change.objects.filter(table_name="partnership_membership").first()
    assert state_of(elmbrook, offer) == "withdrawn"
    assert change.why == "Left"
    assert wear(trainer).get("/rooms/").status_code == 200, "until then they work"


@pytest.mark.parametrize("last_day", [TODAY, YESTERDAY])
def test_sessions_of_whoever_leaves_today_end_at_once(
    elmbrook: Place, wear: Wear, last_day: dt.date
) -> None:
    trainer = elmbrook.hats["trainer"]
    browser = wear(trainer)
    assert browser.get("/rooms/").status_code == 200
    leaves(wear(elmbrook.hats["administrator"]), trainer, last_day)
    assert browser.get("/rooms/").url.startswith("/account/sign-in/")


def test_a_role_that_would_begin_later_never_does(elmbrook: Place) -> None:
    trainer = elmbrook.hats["trainer"]
    later = (IN_A_MONTH, None)
    to_come = give(elmbrook, trainer, "Health", Role.AUDITOR, valid=later)
    by = elmbrook.actor("administrator")
    with acting_as(by):
        leaving.leave(account=trainer.account, last_day=TODAY, why="Left", by=by)
        assert Membership.objects.get(pk=to_come.pk).valid.isempty
    assert standing(elmbrook, trainer) == []


def test_roles_in_another_partnership_go_on(
    elmbrook: Place, northmere: Place, wear: Wear
) -> None:
    trainer = elmbrook.hats["trainer"]
    there = give(northmere, trainer, "Police", Role.TRAINER)
    leaves(wear(elmbrook.hats["administrator"]), trainer, YESTERDAY)
    with acting_as(northmere.actor("auditor")):
        assert Membership.objects.get(pk=there.pk).valid.upper is None
    browser = wear(there)
    assert browser.get("/rooms/").status_code == 200
    trainer.account.refresh_from_db()
    assert trainer.account.is_active, "the account is not this partnership's to close"


def test_the_last_administrator_does_not_leave(elmbrook: Place, wear: Wear) -> None:
    administrator = elmbrook.hats["administrator"]
    said = leaves(wear(administrator), administrator, TODAY).content.decode()
    assert "Invite another administrator first" in said
    assert standing(elmbrook, administrator) == ["administrator"]


def test_whoever_has_no_role_here_can_not_leave(elmbrook: Place, wear: Wear) -> None:
    trainer = elmbrook.hats["trainer"]
    browser = wear(elmbrook.hats["administrator"])
    leaves(browser, trainer, YESTERDAY)
    assert "no role here that lasts longer" in (
        leaves(browser, trainer, TODAY).content.decode()
    )


def test_leaving_takes_a_reason(elmbrook: Place, wear: Wear) -> None:
    trainer = elmbrook.hats["trainer"]
    said = leaves(wear(elmbrook.hats["administrator"]), trainer, TODAY, why="")
    assert "Enter why" in said.content.decode()
    assert standing(elmbrook, trainer) == ["trainer"]


def test_a_strategic_lead_sends_nobody_away(elmbrook: Place, wear: Wear) -> None:
    lead = elmbrook.actor("strategic_lead")
    with acting_as(lead), pytest.raises(NotPermitted):
        leaving.leave(
            account=elmbrook.hats["trainer"].account,
            last_day=TODAY,
            why="Left",
            by=lead,
        )
    agency = elmbrook.teams["Police"].agency
    with acting_as(lead), pytest.raises(NotPermitted):
        leaving.agency_leaves(agency=agency, last_day=TODAY, why="Left", by=lead)


def test_an_administrator_who_leaves_gets_an_answer(
    elmbrook: Place, wear: Wear
) -> None:
    administrator = elmbrook.hats["administrator"]
    give(elmbrook, elmbrook.hats["auditor"], "Council", Role.ADMINISTRATOR)
    browser = wear(administrator)
    answer = leaves(browser, administrator, YESTERDAY)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0].startswith("/hat/"), "no role is left"


# An agency --------------------------------------------------------------------------


def agency_page(place: Place, team: str) -> str:
    return reverse("agency_leaves", args=[place.teams[team].agency_id])


def test_what_ends_with_an_agency_is_shown_before_it_does(
    elmbrook: Place, wear: Wear
) -> None:
    offer = invite(elmbrook, "wren.alderley@elmbrook.example")
    lead = elmbrook.hats["agency_lead:Police"]
    theirs = wear(lead)
    browser = wear(elmbrook.hats["administrator"])
    typed = {**day("last_day", YESTERDAY), "why": "Merged"}
    shown = browser.post(agency_page(elmbrook, "Police"), typed)
    said = shown.content.decode()
    assert "Nothing has ended yet" in said
    assert "Elmbrook Police" in said
    assert "Invented Practitioner" in said
    assert "Somebody" in said
    assert theirs.get("/rooms/").status_code == 200, "nothing has ended yet"

    done = browser.post(
        agency_page(elmbrook, "Police"), {**typed, "seen": "1"}, follow=True
    )
    assert (
        "1 team and 2 roles end, and 1 invitation is taken back."
        in done.content.decode()
    )
    assert theirs.get("/rooms/").status_code == 302
    assert standing(elmbrook, lead) == []
    assert state_of(elmbrook, offer) == "withdrawn"
    with acting_as(elmbrook.actor("auditor")):
        assert not Team.objects.get(pk=elmbrook.teams["Police"].pk).is_valid_on(TODAY)
        change = Change.objects.filter(table_name="partnership_team").first()
    assert change.why == "Merged"
    assert browser.get(agency_page(elmbrook, "Police")).status_code == 404


def test_the_day_and_reason_of_the_check_are_those_that_were_typed(
    elmbrook: Place, wear: Wear
) -> None:
    browser = wear(elmbrook.hats["administrator"])
    typed = {**day("last_day", IN_A_MONTH), "why": "Contract <ends>"}
    page = browser.post(agency_page(elmbrook, "Police"), typed).content.decode()
    for part, number in day("last_day", IN_A_MONTH).items():
        assert f'name="{part}" value="{number}"' in page
    assert 'name="why" value="Contract &lt;ends&gt;"' in page


def test_an_agency_goes_on_in_other_partnerships(
    elmbrook: Place, northmere: Place
) -> None:
    shared = elmbrook.teams["Police"].agency
    job = Actor.from_job("access.setup", northmere.partnership.pk)
    with acting_as(job):
        there = partnerships.add_team(agency=shared, name="Borough police", by=job)
    by = elmbrook.actor("administrator")
    with acting_as(by):
        leaving.agency_leaves(agency=shared, last_day=YESTERDAY, why="Left", by=by)
    with acting_as(northmere.actor("auditor")):
        assert Team.objects.get(pk=there.pk).is_valid_on(TODAY)
    assert Agency.objects.get(pk=shared.pk).is_valid_on(TODAY)


def test_an_agency_with_the_last_administrator_stays_whole(elmbrook: Place) -> None:
    by = elmbrook.actor("administrator")
    agency = elmbrook.teams["Council"].agency
    with acting_as(by):
        with pytest.raises(ValidationError, match="Invite another administrator"):
            leaving.agency_leaves(agency=agency, last_day=TODAY, why="Left", by=by)
        assert Team.objects.get(pk=elmbrook.teams["Council"].pk).valid.upper is None
    assert standing(elmbrook, elmbrook.hats["trainer"]) == ["trainer"]


def test_an_invitation_to_a_team_that_has_ended_is_over(elmbrook: Place) -> None:
    offer = invite(elmbrook, "wren.alderley@elmbrook.example", "Housing")
    by = elmbrook.actor("administrator")
    with acting_as(by):
        partnerships.end_team(team=elmbrook.teams["Housing"], last_day=YESTERDAY, by=by)
    path = reverse("accept_invitation", args=[invitations.link_token(offer)])
    typed = {
        "name": "Wren",
        "password1": "three odd things",
        "password2": "three odd things",
    }
    assert Client().post(path, typed).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_at_once_leave_one() -> None:
    place = build("elmbrook", "Elmbrook", "E09999901")
    one = place.hats["administrator"]
    two = give(place, place.hats["auditor"], "Council", Role.ADMINISTRATOR)
    ready = threading.Barrier(2, timeout=20)
    refused: list[str] = []

    def end(mine: Membership, other: Membership) -> None:
        by = Actor.from_hat(mine)
        try:
            with acting_as(by):
                ready.wait()
                hats.end(hat=other, last_day=YESTERDAY, why="A quarrel", by=by)
        except ValidationError as error:
            refused.append(str(error))
        finally:
            connection.close()

    both = [
        threading.Thread(target=end, args=pair) for pair in ((one, two), (two, one))
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(30)
    with acting_as(place.actor("trainer")):
        left = Membership.objects.valid_on().filter(role=Role.ADMINISTRATOR)
        assert left.count() == 1
    assert len(refused) == 1
