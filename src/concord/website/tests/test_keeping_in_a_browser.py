"""The pages of those who keep the public pages, in Chromium: at a desk, on a phone."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.test import Client

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place, wear
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.website.actions import editing
from concord.website.actions.counting import Shown, Tally
from concord.website.actions.lines import check_line
from concord.website.actions.remarks import deal_with, take
from concord.website.models import Remark
from concord.website.testing import in_urdu

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES_IN", "")


@pytest.fixture
def kept(elmbrook: Place) -> dict[str, str]:
    """A draft, a language, counts and remarks; the addresses by name."""
    by = elmbrook.actor("strategic_lead")
    in_urdu(elmbrook)
    with acting_as(by):
        editing.write_page(
            page="men",
            language="en",
            title="Men here",
            body="Ring [999](tel:999).",
            by=by,
        )
    here = elmbrook.partnership
    with acting_as(Actor.from_job("website.public", here.pk)) as public:
        first = take(about="number", words="The invented line rings on.", by=public)
        take(about="page", words="A long remark. " * 30, by=public)
    tally = Tally()
    for _ in range(12):
        tally.add(Shown(here.pk, here.today(), "home", "en"))
    tally.write()
    with acting_as(by):
        check_line(line="men", number="0808 801 0327", by=by)
        deal_with(remark=first, done="The number was put right.", by=by)
        waiting = Remark.objects.get(dealt_on=None)
    return {
        "index": "/website/",
        "figures": "/website/figures/",
        "lines": "/website/lines/",
        "remarks": "/website/remarks/",
        "remark": f"/website/remarks/{waiting.pk}/",
        "page": "/website/pages/men/en/",
        "draft": "/website/pages/men/en/draft/",
        "language": "/website/languages/ur/",
        "translated": "/website/pages/hide/ur/",
    }


def test_no_page_of_the_keepers_has_a_fault(
    elmbrook: Place, kept: dict[str, str], open_page: OpenPage, live_server: Any
) -> None:
    browser = wear(Client(), elmbrook.hats["directory_editor"])
    cookies = {"session": str(browser.session.session_key)}
    page = open_page(f"{live_server.url}/about/help/", cookies=cookies)
    wrong: dict[str, list[str]] = {}
    for name, address in kept.items():
        answer = page.goto(live_server.url + address)
        found = [] if answer and answer.status == 200 else ["not answered"]
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found += faults(page)
            if PICTURES:
                shot = f"{PICTURES}/keep-{name}-{width}.png"
                page.screenshot(path=shot, full_page=True)
        page.set_viewport_size({"width": 320, "height": 800})
        found += sideways(page)
        wrong |= {name: found} if found else {}
    assert wrong == {}, wrong


def test_a_remark_is_dealt_with_by_keys(
    elmbrook: Place, kept: dict[str, str], open_page: OpenPage, live_server: Any
) -> None:
    browser = wear(Client(), elmbrook.hats["directory_editor"])
    cookies = {"session": str(browser.session.session_key)}
    page = open_page(f"{live_server.url}{kept['remarks']}", cookies=cookies)
    page.get_by_role("link", name="A page is hard to read").press("Enter")
    page.get_by_label("What was done").fill("The page was made shorter.")
    page.get_by_label("What was done").press("Enter")
    page.get_by_text("Nothing waits.").wait_for()
    assert page.get_by_text("The page was made shorter.").is_visible()
