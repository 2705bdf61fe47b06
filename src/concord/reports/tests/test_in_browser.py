"""The papers' pages in a real browser: no fault at a desk, on a phone, in print."""

from __future__ import annotations

from typing import Any

import pytest

from concord.access.actor import acting_as
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.reports import actions
from concord.reports.tests.arranging import SUMMER, World, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("", "edit/details/", "edit/decisions/", "edit/doing/", "issue/", "discard/")


def test_every_page_is_without_fault(
    live_server: Any, world: World, open_page: OpenPage
) -> None:
    with acting_as(world.lead):
        draft = actions.start(plan=world.plan, quarter=SUMMER, by=world.lead)
    session = signed_in(world.place, "strategic_lead").session.session_key
    base = f"{live_server.url}/papers/"
    page = open_page(base, cookies={"session": session})
    found = {"list": faults(page)}
    for name in PAGES:
        page.goto(f"{base}{draft.pk}/{name}")
        found[name or "draft"] = faults(page)
        page.set_viewport_size({"width": 320, "height": 800})
        found[f"{name} narrow"] = sideways(page)
        page.set_viewport_size({"width": 1360, "height": 900})
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_a_paper_is_written_and_issued_without_scripts(
    live_server: Any, world: World, open_page: OpenPage
) -> None:
    session = signed_in(world.place, "strategic_lead").session.session_key
    url = f"{live_server.url}/papers/start/"
    page = open_page(url, width=390, javascript=False, cookies={"session": session})
    page.get_by_label("Quarter").select_option(f"{world.plan.pk}-{SUMMER.code}")
    page.get_by_role("button", name="Draw the paper").click()
    page.get_by_role("link", name="Summary").first.click()
    page.get_by_label("Summary").fill("The board’s own words.")
    page.get_by_role("button", name="Keep this").click()
    page.get_by_role("button", name="Issue the paper").click()
    page.get_by_role("button", name="Issue it").click()
    assert page.get_by_text("HR 2026/27 Q2, issue 1 is issued.").is_visible()
    assert page.get_by_text("The board’s own words.").is_visible()
