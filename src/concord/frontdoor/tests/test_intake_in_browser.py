"""Spreadsheets and partners' systems in a real browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.frontdoor.actions import partners
from concord.frontdoor.models import Sheet
from concord.frontdoor.testing import at_door
from concord.frontdoor.tests.test_in_browser import session
from concord.frontdoor.tests.test_partners import register, send
from concord.frontdoor.tests.test_sheets import POLICE, as_xlsx, received, row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES_IN", "")


def look(page: Any, name: str) -> list[str]:
    """What is wrong at a desk, on a phone, and on the narrowest one."""
    found: list[str] = []
    for width in (1360, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found += [one for one in faults(page) if "422" not in one]
        if PICTURES:
            there = Path(PICTURES) / f"{name}-{width}.png"
            page.screenshot(path=there, full_page=True)
    page.set_viewport_size({"width": 320, "height": 800})
    found += sideways(page)
    page.set_viewport_size({"width": 1360, "height": 900})
    return [f"{name}: {one}" for one in found]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_sheet_from_the_upload_to_the_references(
    live_server: Any, front_door: Place, open_page: OpenPage, scripts: bool
) -> None:
    page = open_page(
        f"{live_server.url}/referrals/sheet/",
        cookies=session(front_door, POLICE),
        javascript=scripts,
    )
    wrong = look(page, "sheets") if scripts else []
    content = as_xlsx(
        row(key="CASE-1"),
        row(key="CASE-2", **{"Is somebody in danger now?": "Yes"}),
        row(key="", **{"Victim: Telephone": "0770", "What it is about": "Bullying"}),
    )
    file = {"name": "week 48.xlsx", "mimeType": "", "buffer": content}
    page.get_by_label("The filled sheet").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="2 referrals can be sent, 1 can’t yet").wait_for()
    page.locator("#ready summary").first.click()
    page.get_by_text("outside her work.").first.wait_for()
    wrong += look(page, "sheet") if scripts else []
    page.get_by_role("button", name="Send 2 referrals").click()
    page.get_by_role("heading", name="2 referrals sent, 1 not").wait_for()
    wrong += look(page, "sheet-sent") if scripts else []
    assert wrong == []
    assert len(received(front_door)) == 2
    with acting_as(front_door.actor(POLICE)):
        assert Sheet.objects.get().rows == []


def test_what_is_wrong_with_a_file_stands_at_its_field(
    live_server: Any, front_door: Place, open_page: OpenPage
) -> None:
    page = open_page(
        f"{live_server.url}/referrals/sheet/", cookies=session(front_door, POLICE)
    )
    file = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"Name,Street\nx,y\n"}
    page.get_by_label("The filled sheet").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_text("is not the head of the blank sheet").first.wait_for()
    assert look(page, "sheet-refused") == []


def test_systems_of_partners_at_a_desk_and_on_a_phone(
    live_server: Any, front_door: Place, open_page: OpenPage
) -> None:
    register(front_door, "Case system of the hospital")
    ended, _ = register(front_door, "Surgery", "Police")
    by = front_door.actor("administrator")
    with acting_as(by):
        partners.end(system=ended, by=by)
    page = open_page(
        f"{live_server.url}/referrals/systems/",
        cookies=session(front_door, "administrator"),
    )
    wrong = look(page, "systems")
    page.get_by_role("button", name="Add a system").click()
    page.get_by_label("Name of the system").fill("Alarm centre")
    page.get_by_label("Team for which it sends").select_option(index=1)
    wrong += look(page, "system-add")
    page.get_by_role("button", name="Make its key").click()
    key = page.get_by_label("The key").input_value()
    wrong += look(page, "system-made")
    assert wrong == []
    assert send(key).status_code == 201
    with acting_as(at_door(front_door)):
        assert received(front_door)[0].from_team == front_door.teams["Council"]
