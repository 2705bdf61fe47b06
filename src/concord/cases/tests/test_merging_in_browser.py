"""Two records become one in a real browser: on a phone, and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import wear
from concord.cases.actions import cases
from concord.cases.testing import CaseWorld, known
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.people.actions import persons

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def arrange(world: CaseWorld) -> dict[str, str]:
    """The victim once more, in another case; and the cookie of who keeps both."""
    by = world.idva
    with acting_as(by):
        her = persons.record(known=known("Goldie", "Thistlewood"), by=by)
        him = persons.record(known=known("Ambrose", "Netherby"), by=by)
        cases.open_case(victim=her, alleged=[him], by=by)
    hat = world.place.hats["practitioner:Specialist service"]
    return {"session": str(wear(Client(), hat).session.session_key)}


@pytest.mark.parametrize("scripts", [True, False])
def test_two_records_become_one_and_two_again_on_a_phone(
    live_server: Any, case_world: CaseWorld, open_page: OpenPage, *, scripts: bool
) -> None:
    cookies = arrange(case_world)
    page = open_page(
        f"{live_server.url}/cases/persons/{case_world.victim.pk}/",
        width=390,
        javascript=scripts,
        cookies=cookies,
    )
    page.get_by_role("link", name="Make two records one").click()
    page.get_by_label("Goldie Thistlewood").check()
    page.get_by_role("button", name="Compare the two").click()
    page.get_by_role("heading", name="Are these one person?").wait_for()
    if scripts:
        assert faults(page) + sideways(page) == []
    if not scripts:  # they would write down that the answer is an error
        page.get_by_role("button", name="Make them one").click()
        page.get_by_role("link", name="Enter", exact=False).first.wait_for()
    given = page.get_by_role("group", name="Given name")
    given.get_by_label("Goldie").check()
    page.get_by_label("How you know").fill("The same children")
    page.get_by_role("button", name="Make them one").click()
    page.get_by_role("heading", name="Two records made one").wait_for()
    if scripts:
        assert faults(page) + sideways(page) == []
    page.get_by_label("Why").fill("Another birthday")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="Two records again").wait_for()
    if scripts:
        assert faults(page) + sideways(page) == []
