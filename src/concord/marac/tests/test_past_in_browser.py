"""Pages of what came from a spreadsheet in a real browser: axe, phones."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from concord.cases.testing import CaseWorld
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.marac.tests.test_in_browser import COORDINATOR, picture, session
from concord.marac.tests.test_past_pages import brought

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 390])
def test_what_was_heard_before_is_readable(
    live_server: Any, marac: CaseWorld, open_page: OpenPage, width: int
) -> None:
    one = brought(marac, flagged_on=timezone.localdate() - dt.timedelta(days=360))
    for name, address in (
        ("list", "/marac/past/"),
        ("hearing", f"/marac/past/{one.pk}/"),
    ):
        cookies = session(marac.place, COORDINATOR)
        page = open_page(f"{live_server.url}{address}", width=width, cookies=cookies)
        picture(page, f"past-{name}-{width}")
        assert faults(page) == [], name
        assert not sideways(page), name
        page.close()
