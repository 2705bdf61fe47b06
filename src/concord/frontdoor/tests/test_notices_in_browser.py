"""The pages of notices to schools in a real browser: axe, and phones."""

from __future__ import annotations

from typing import Any

import pytest

from concord.access.testing import Place
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.frontdoor.testing import teach
from concord.frontdoor.tests.test_in_browser import POLICE, picture, session
from concord.frontdoor.tests.test_police_notices import confirm, record, relay

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_no_page_of_notices_has_a_fault(
    live_server: Any, front_door: Place, open_page: OpenPage
) -> None:
    front_door.hats["teacher"] = teach(front_door)
    adult = confirm(front_door, front_door.hats["teacher"])
    waits = record(front_door, given_name="Sorrel")
    sent = relay(front_door, record(front_door), adult, words="She has not slept.")
    base = "/referrals/notices/"
    pages = {
        POLICE: [base, f"{base}new/", f"{base}{waits.pk}/", f"{base}{sent.notice_id}/"],
        "teacher": [base, f"{base}received/{sent.pk}/"],
        "strategic_lead": [f"{base}key-adults/"],
    }
    wrong = []
    for who, addresses in pages.items():
        page = open_page(
            f"{live_server.url}/about/help/", cookies=session(front_door, who)
        )
        for n, address in enumerate(addresses):
            answer = page.goto(live_server.url + address)
            found = [] if answer and answer.status == 200 else ["not answered"]
            for width in (1360, 390):
                page.set_viewport_size({"width": width, "height": 900})
                found += faults(page)
                picture(page, f"notices-{who.partition(':')[0]}-{n}-{width}")
            page.set_viewport_size({"width": 320, "height": 800})
            found += sideways(page)
            wrong += [f"{who} {n}: {one}" for one in found]
    assert wrong == []
