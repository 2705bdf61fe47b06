"""Agreements, openings, locks and what I can see, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from concord.access.testing import Place, wear
from concord.desk.tests.test_rooms_by_role import things_of_trust
from concord.foundation.ui.testing import OpenPage, faults, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES: dict[str, tuple[str, ...]] = {
    "strategic_lead": (
        "home",
        "agreements",
        "agreement",
        "add_agreement",
        "change_agreement",
        "review_agreement",
        "end_agreement",
    ),
    "auditor": (
        "home",
        "emergencies",
        "review_emergency",
        "locks",
        "end_lock",
        "suspicions",
        "suspicion",
        "declarations",
        "declaration",
        "all_rooms",
    ),
    "practitioner": (
        "home",
        "my_account",
        "what_i_can_see",
        "declare",
        "agreements",
        "emergencies",
        "review_emergency",
        "suspicions",
        "suspicion",
    ),
    "practitioner:Police": ("what_i_can_see", "review_emergency"),
}


@pytest.mark.parametrize("width", [1360, 390])
@pytest.mark.parametrize("role", list(PAGES))
def test_no_page_has_a_fault(
    live_server: Any,
    client: Client,
    elmbrook: Place,
    open_page: OpenPage,
    role: str,
    width: int,
) -> None:
    keys = things_of_trust(elmbrook)
    session = wear(client, elmbrook.hats[role]).session.session_key
    page = open_page(
        live_server.url + "/about/help/", width=width, cookies={"session": str(session)}
    )
    wrong: dict[str, list[str]] = {}
    for name in PAGES[role]:
        key = keys.get(name)
        address = reverse(name, args=[key] if key is not None else [])
        answer = page.goto(live_server.url + address)
        found = faults(page)
        if answer is None or answer.status != 200:
            found.append(f"answered {answer.status if answer else 'nothing'}")
        page.set_viewport_size({"width": 320, "height": 800})
        found += sideways(page)
        page.set_viewport_size({"width": width, "height": 900})
        if found:
            wrong[name] = found
    assert wrong == {}


def test_an_opening_is_reviewed_by_keyboard(
    live_server: Any, client: Client, elmbrook: Place, open_page: OpenPage
) -> None:
    keys = things_of_trust(elmbrook)
    session = wear(client, elmbrook.hats["auditor"]).session.session_key
    page = open_page(
        live_server.url + reverse("review_emergency", args=[keys["review_emergency"]]),
        cookies={"session": str(session)},
    )
    page.get_by_label("It was not right").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Keep the review").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Say what was wrong").wait_for()
    assert faults(page) == []
    page.get_by_role("link", name="Say what was wrong").click()
    page.keyboard.type("I could be reached.")
    page.get_by_role("button", name="Keep the review").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Reviewed. Your words are kept with it.").wait_for()
