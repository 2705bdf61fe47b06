"""Chasing and statements in a real browser, without scripts and on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from concord.access.testing import wear
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.plan.models import UpdateRound
from concord.plan.testing import SmallPlan
from concord.plan.tests.invented_round import (
    AFTER_3,
    asked_round,
    lives_on,
    reminders,
)

__all__ = ["asked_round"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def cookies(client: Client, small_plan: SmallPlan, role: str) -> dict[str, str]:
    worn = wear(client, small_plan.place.hats[role])
    return {"session": str(worn.session.session_key)}


def test_the_pages_of_a_round_have_no_fault(
    live_server: Any,
    client: Client,
    small_plan: SmallPlan,
    asked_round: UpdateRound,
    open_page: OpenPage,
) -> None:
    lives_on(small_plan.place, AFTER_3)
    police = small_plan.place.teams["Police"].pk
    pages = (
        f"/plan/{small_plan.plan.pk}/updates/",
        f"/plan/{small_plan.plan.pk}/updates/open/",
        f"/plan/round/{asked_round.pk}/date/",
        f"/plan/round/{asked_round.pk}/remind/",
        f"/plan/statement/?team={police}",
        "/plan/statements/",
    )
    signed_in = cookies(client, small_plan, "strategic_lead")
    page = open_page(live_server.url + "/plan/", cookies=signed_in)
    found = {}
    for address in pages:
        page.goto(live_server.url + address)
        found[address] = faults(page)
        page.set_viewport_size({"width": 320, "height": 800})
        found[f"{address} narrow"] = [*faults(page), *sideways(page)]
        page.set_viewport_size({"width": 1360, "height": 900})
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_a_team_is_reminded_and_answers_for_itself_without_scripts(
    live_server: Any,
    client: Client,
    small_plan: SmallPlan,
    asked_round: UpdateRound,
    open_page: OpenPage,
) -> None:
    lives_on(small_plan.place, AFTER_3)
    page = open_page(
        f"{live_server.url}/plan/{small_plan.plan.pk}/updates/",
        width=390,
        javascript=False,
        cookies=cookies(client, small_plan, "strategic_lead"),
    )
    page.get_by_role("link", name=re.compile("Remind now.*Police")).click()
    page.get_by_role("button", name="Remind this person").click()
    assert page.get_by_text("1 person reminded.").is_visible()
    hat = small_plan.place.hats["agency_lead:Police"].pk
    assert reminders(asked_round) == [(hat, "by_hand")]
    page = open_page(
        f"{live_server.url}/",
        width=390,
        javascript=False,
        cookies=cookies(Client(), small_plan, "agency_lead:Police"),
    )
    page.get_by_role("link", name="Send your statement to the board").click()
    page.get_by_label("Statement to the board").fill("Two posts are filled.")
    page.get_by_role("button", name="Send the statement").click()
    assert page.get_by_text("Two posts are filled.").is_visible()
    assert page.get_by_text("Quarter 2 statements: 1 of 5 sent").is_visible()
