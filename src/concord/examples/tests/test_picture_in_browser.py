"""The pictures that the examples publish, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.examples.tests.test_published_pictures import loaded
from concord.foundation.ui.testing import OpenPage, faults, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_picture_is_without_fault_at_a_desk_and_on_a_phone(
    live_server: Any, elmbrook: Place, open_page: OpenPage
) -> None:
    with acting_as(loaded("bromley", elmbrook)):
        session = wear(Client(), elmbrook.hats["strategic_lead"]).session.session_key
    url = f"{live_server.url}/evidence/picture/"
    page = open_page(url, width=1360, cookies={"session": session})
    found = {"desk": faults(page)}
    assert page.get_by_text("Chislehurst is missing").first.is_visible()
    page.get_by_text("The same by place").first.click()
    page.get_by_text("The figures").first.click()
    found["opened"] = faults(page)
    page.set_viewport_size({"width": 390, "height": 844})
    found["phone"] = faults(page)
    page.set_viewport_size({"width": 320, "height": 800})
    found["narrow"] = sideways(page)
    page.set_viewport_size({"width": 1360, "height": 900})
    for name in ("arrange/", "arrange/add/", "arrange/boundaries/"):
        page.goto(f"{url}{name}")
        found[name] = faults(page)
    page.goto(f"{url}arrange/")
    page.get_by_role("link", name="Add a chart or table").first.click()
    found["add"] = faults(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
