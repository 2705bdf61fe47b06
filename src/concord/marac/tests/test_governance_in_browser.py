"""How the MARAC works, in a real browser: axe, phones, with no scripts needed."""

from __future__ import annotations

from typing import Any

import pytest

from concord.access.testing import Place, days_ago
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.marac.testing import seat
from concord.marac.tests.test_absence import AGENCY, everybody, held
from concord.marac.tests.test_governance import (
    BOARD,
    COORDINATOR,
    HERE,
    Year,
    people_and_posts,
    year,
)
from concord.marac.tests.test_in_browser import picture, session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["year"]


@pytest.mark.parametrize("width", [1360, 390])
def test_the_figures_are_usable(
    live_server: Any,
    year: Year,
    open_page: OpenPage,
    width: int,
) -> None:
    people_and_posts(year.place, year.quarter)
    for name, hat, address in (
        ("board", BOARD, HERE),
        ("lead", "strategic_lead", HERE),
        ("ours", COORDINATOR, HERE),
        ("posts", COORDINATOR, f"{HERE}posts/"),
        ("desk", BOARD, "/"),
    ):
        cookies = session(year.place, hat)
        page = open_page(f"{live_server.url}{address}", width=width, cookies=cookies)
        picture(page, f"governance-{name}-{width}")
        assert faults(page) == [], name
        assert not sideways(page), name
        page.close()


@pytest.mark.parametrize("width", [1360, 390])
def test_an_answer_to_the_board_is_usable(
    live_server: Any, elmbrook: Place, open_page: OpenPage, width: int
) -> None:
    with days_ago(400):
        seat(elmbrook)
    for ago in (40, 20):
        held(elmbrook, ago, everybody(Council="apologies"))
    team = elmbrook.teams["Council"].pk
    page = open_page(
        f"{live_server.url}{HERE}absence/{team}/",
        width=width,
        cookies=session(elmbrook, AGENCY),
    )
    picture(page, f"governance-answer-{width}")
    assert faults(page) == []
    assert not sideways(page)
