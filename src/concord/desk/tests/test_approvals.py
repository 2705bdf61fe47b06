"""The pages of roles that see people: list, one role, confirming, withdrawing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import approvals, hats
from concord.access.actor import Actor, acting_as
from concord.access.models import Approval, Change
from concord.access.queries.approvals import standing_of
from concord.access.testing import Place, days_ago, give_without_approval
from concord.cases.testing import CaseWorld
from concord.desk.changes import Reader
from concord.desk.tests.conftest import Wear
from concord.desk.work import desk
from concord.partnership.models import Membership
from concord.partnership.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(elmbrook: Place) -> Membership:
    """A practitioner of the police for whom nobody stands yet."""
    return give_without_approval(elmbrook, team="Police", role=Role.PRACTITIONER)


@pytest.fixture
def aged(elmbrook: Place, newcomer: Membership) -> Membership:
    """The same, approved by two people 80 days ago: to be confirmed."""
    with days_ago(80):
        for role in ("administrator", "strategic_lead"):
            by = elmbrook.actor(role)
            with acting_as(by):
                approvals.approve(hat=newcomer, by=by)
    return newcomer


def page(browser: Client, name: str, *args: object) -> str:
    return " ".join(browser.get(reverse(name, args=args)).content.decode().split())


def shown(browser: Client, query: str = "") -> list[str]:
    table = browser.get(f"/approvals/?{query}").context["table"]
    return [one.hat.account.name for one in table.page.object_list]


def missing(place: Place, hat: Membership) -> int:
    with acting_as(place.actor("administrator")):
        return standing_of(hat).missing


def test_a_role_from_before_stands_as_waiting_and_keeps_its_plan(
    elmbrook: Place, newcomer: Membership, wear: Wear
) -> None:
    lead = wear(elmbrook.hats["strategic_lead"])
    assert shown(lead, "show=waiting") == ["Invented Newcomer"]
    assert len(shown(lead)) == 7
    assert "waits for two people" in page(lead, "approvals")
    browser = wear(newcomer)
    assert browser.get("/plan/").status_code in (200, 302)
    assert "You can't see people yet: two people have" in page(browser, "my_account")


def test_two_people_approve_on_the_page(
    elmbrook: Place, newcomer: Membership, wear: Wear
) -> None:
    path = reverse("approve_role", args=[newcomer.pk])
    first = wear(elmbrook.hats["administrator"])
    said = first.post(path, {"why": "Starts on the desk"}, follow=True)
    assert "It waits for a second person." in said.content.decode()
    assert "Somebody else has to be the second" in page(first, "approval", newcomer.pk)
    second = wear(elmbrook.hats["agency_lead:Police"])
    said = second.post(path, {"why": ""}, follow=True)
    assert "It sees people from now on." in said.content.decode()
    assert "approved by Invented Administrator and Invented Agency lead" in page(
        first, "approval", newcomer.pk
    )
    assert "Starts on the desk" in page(first, "approval", newcomer.pk)


def test_the_wearer_reads_until_when_and_who_confirms(
    elmbrook: Place, aged: Membership, wear: Wear
) -> None:
    with acting_as(elmbrook.actor("administrator")):
        standing = standing_of(aged)
    said = page(wear(aged), "my_account")
    assert f"You can see people until {standing.ends_on:%-d %B %Y}." in said
    assert f"has to confirm it by {standing.due_on:%-d %B %Y}." in said
    assert "Invented Administrator, Invented Agency lead or Invented Strategic" in said


def test_the_administrator_reads_it_on_the_person_s_page(
    elmbrook: Place, newcomer: Membership, wear: Wear
) -> None:
    browser = wear(elmbrook.hats["administrator"])
    assert "Sees people: not yet. Waits for two people" in page(
        browser, "person", newcomer.pk
    )
    approved = elmbrook.hats["practitioner:Police"]
    assert "Sees people: yes, since" in page(browser, "person", approved.pk)
    assert "Added: Approval to see people" in page(browser, "person", approved.pk)
    assert "Sees people" not in page(browser, "person", elmbrook.hats["trainer"].pk)


def test_giving_such_a_role_says_that_it_waits(elmbrook: Place, wear: Wear) -> None:
    browser = wear(elmbrook.hats["administrator"])
    typed = {
        "team": elmbrook.teams["Police"].pk,
        "role": "practitioner",
        "title": "Officer",
    }
    path = reverse("give_role", args=[elmbrook.hats["trainer"].pk])
    said = browser.post(path, typed, follow=True).content.decode()
    assert "once a second person has approved it" in said
    assert "Approved by Invented Administrator; waits for a second" in said


def test_those_that_are_ticked_are_confirmed_for_a_quarter(
    elmbrook: Place, aged: Membership, wear: Wear
) -> None:
    browser = wear(elmbrook.hats["strategic_lead"])
    assert shown(browser, "show=due") == ["Invented Newcomer"]
    assert f'value="{aged.pk}"' in page(browser, "approvals")
    answer = browser.post(reverse("confirm_approvals"), {"hat": [aged.pk]}, follow=True)
    assert "1 role is good for another quarter." in answer.content.decode()
    assert shown(browser, "show=due") == []
    with acting_as(elmbrook.actor("administrator")):
        said = Approval.objects.filter(membership=aged).last()
    assert (said.kind, said.by_account) == (
        "confirmed",
        elmbrook.hats["strategic_lead"].account,
    )


def test_nothing_ticked_confirms_nothing(
    elmbrook: Place, aged: Membership, wear: Wear
) -> None:
    browser = wear(elmbrook.hats["strategic_lead"])
    answer = browser.post(reverse("confirm_approvals"), follow=True)
    assert "tick the roles first" in answer.content.decode()
    assert shown(browser, "show=due") == ["Invented Newcomer"]


def test_a_role_of_another_agency_is_not_there_for_a_lead(
    elmbrook: Place, aged: Membership, wear: Wear
) -> None:
    browser = wear(elmbrook.hats["agency_lead:Housing"])
    assert browser.get(reverse("approval", args=[aged.pk])).status_code == 404
    ticked = {"hat": [aged.pk, elmbrook.hats["practitioner:Housing"].pk]}
    assert browser.post(reverse("confirm_approvals"), ticked).status_code == 404
    assert shown(wear(elmbrook.hats["administrator"]), "show=due")


def test_a_withdrawn_role_sees_no_case_from_the_next_page_on(
    case_world: CaseWorld, wear: Wear
) -> None:
    place = case_world.place
    idva = place.hats["practitioner:Specialist service"]
    browser = wear(idva)
    assert case_world.case.ref in page(browser, "cases:index")
    lead = wear(place.hats["strategic_lead"])
    typed = {"why": "Works for another service now"}
    answer = lead.post(reverse("withdraw_approval", args=[idva.pk]), typed, follow=True)
    assert "sees nobody until two approve it again" in answer.content.decode()
    assert case_world.case.ref not in page(browser, "cases:index")
    assert browser.get(f"/cases/{case_world.case.pk}/").status_code == 404
    assert browser.get("/plan/").status_code in (200, 302), "the plan is still there"
    assert missing(place, idva) == 2


def test_withdrawing_asks_why(elmbrook: Place, aged: Membership, wear: Wear) -> None:
    browser = wear(elmbrook.hats["administrator"])
    path = reverse("withdraw_approval", args=[aged.pk])
    assert "Enter why" in browser.post(path, {"why": ""}).content.decode()
    assert missing(elmbrook, aged) == 0


def test_one_s_own_role_is_looked_at_and_left_to_others(
    elmbrook: Place, wear: Wear
) -> None:
    by = elmbrook.actor("administrator")
    with acting_as(by):
        own = hats.give(
            account=elmbrook.hats["administrator"].account,
            team=elmbrook.teams["Council"],
            role=Role.PRACTITIONER,
            by=by,
        )
    browser = wear(elmbrook.hats["administrator"])
    said = page(browser, "approval", own.pk)
    assert "This is your own role" in said
    assert "Approve this role" not in said
    assert browser.get(reverse("withdraw_approval", args=[own.pk])).status_code == 404


def test_the_way_out_stands_there_when_nobody_is_left(
    elmbrook: Place, newcomer: Membership, wear: Wear
) -> None:
    browser = wear(elmbrook.hats["administrator"])
    assert "Nobody is left who could approve" not in page(browser, "approvals")
    job = Actor.from_job("access.setup", elmbrook.partnership.pk)
    with acting_as(job):
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        for role in ("strategic_lead", "agency_lead:Police"):
            hats.end(hat=elmbrook.hats[role], last_day=yesterday, why="Left", by=job)
    said = page(browser, "approvals")
    assert "Nobody is left who could approve" in said
    assert reverse("invite") in said


def tasks(place: Place, role: str) -> list[str]:
    actor = place.actor(role)
    with acting_as(actor):
        return [task.what for group in desk(actor).groups for task in group.tasks]


def test_what_waits_stands_under_my_work_without_a_name(
    elmbrook: Place, aged: Membership, wear: Wear
) -> None:
    give_without_approval(elmbrook, team="Housing", role=Role.PRACTITIONER)
    waits = "A role waits for your approval"
    confirm = "Confirm 1 role for another quarter"
    assert tasks(elmbrook, "strategic_lead") == [confirm, waits]
    assert tasks(elmbrook, "agency_lead:Housing") == [waits]
    assert tasks(elmbrook, "agency_lead:Police") == [confirm]
    assert tasks(elmbrook, "practitioner") == []
    assert "Newcomer" not in page(wear(elmbrook.hats["strategic_lead"]), "home")


def test_whoever_was_the_first_is_not_asked_again(
    elmbrook: Place, newcomer: Membership
) -> None:
    by = elmbrook.actor("administrator")
    with acting_as(by):
        approvals.approve(hat=newcomer, by=by)
    assert tasks(elmbrook, "administrator") == []
    assert tasks(elmbrook, "strategic_lead") == ["A role waits for your approval"]


def test_history_says_who_approved_whom(elmbrook: Place, newcomer: Membership) -> None:
    by = elmbrook.actor("administrator")
    with acting_as(by):
        approvals.approve(hat=newcomer, why="Starts on the desk", by=by)
        change = Change.objects.filter(table_name="access_approval").first()
        reader = Reader(elmbrook.partnership)
        reader.load([change])
        line = reader.line(change)
    assert (line.verb, line.thing) == ("Added", "Approval to see people")
    assert line.named == "Invented Newcomer, Practitioner"
    said = {one.label: one.after for one in line.fields}
    assert said["Said by"] == "Invented Administrator"
    assert said["Kind"] == "Approved"
    assert said["Why"] == "Starts on the desk"
