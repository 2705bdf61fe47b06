"""Repeats and the national return in a real browser: axe, phones."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from concord.cases.testing import CaseWorld
from concord.foundation.periods import Quarter
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.marac.tests.test_in_browser import COORDINATOR, picture, session
from concord.marac.tests.test_national_return import every_quarter, hear

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_return_and_repeats_are_usable(
    live_server: Any, marac: CaseWorld, open_page: OpenPage, width: int
) -> None:
    quarter = Quarter.containing(timezone.localdate())
    item = hear(marac, every_quarter(marac, quarter), children=2)
    for name, hat, address in (
        ("return", "commissioner", f"/marac/return/?quarter={quarter.code}"),
        ("dropped", "commissioner", f"/marac/return/?quarter={quarter.plus(-3).code}"),
        ("behind", COORDINATOR, f"/marac/return/codes/?quarter={quarter.code}"),
        ("repeat", COORDINATOR, f"/marac/items/{item.pk}/repeat/"),
    ):
        cookies = session(marac.place, hat)
        page = open_page(f"{live_server.url}{address}", width=width, cookies=cookies)
        picture(page, f"return-{name}-{width}")
        assert faults(page) == [], name
        assert not sideways(page), name
        page.close()
