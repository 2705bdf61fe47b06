"""The dashboard as a board member meets it: at a desk, on a phone, on paper."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.evidence.testing import make_evidence
from concord.evidence.tests.test_dashboard import RISING, fill, groups, phase
from concord.foundation.ui.testing import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [320, 390, 1360])
def test_the_dashboard_can_be_read_by_everybody(
    elmbrook: Place, open_page, live_server, width: int
) -> None:
    made = make_evidence(elmbrook)
    with acting_as(made.lead):
        fill(made, RISING)
        phase(made, "down")
        groups(made, women=180, men=20, unknown=9)
    worn = wear(Client(), elmbrook.hats["board_member"])
    cookies = {"session": str(worn.session.session_key)}
    for there in (
        reverse("evidence:dashboard"),
        reverse("evidence:dashboard") + "?show=wall",
        reverse("evidence:indicator", args=[made.incidents.pk]),
        reverse("evidence:releases"),
    ):
        page = open_page(live_server.url + there, width=width, cookies=cookies)
        assert faults(page) == [], there
    page = open_page(
        live_server.url + reverse("evidence:dashboard"),
        width=width,
        cookies=cookies,
        javascript=False,
    )
    picture = page.locator("article svg[role=img]").first
    assert "Incidents reported: 150" in (picture.get_attribute("aria-label") or "")
    assert page.get_by_text("Worse:").first.is_visible()


def test_an_indicator_of_three_years_is_one_page_of_paper(
    elmbrook: Place, open_page, live_server
) -> None:
    made = make_evidence(elmbrook)
    with acting_as(made.lead):
        fill(made, RISING)
        phase(made, "down")
    worn = wear(Client(), elmbrook.hats["board_member"])
    page = open_page(
        live_server.url + reverse("evidence:indicator", args=[made.incidents.pk]),
        width=1280,
        cookies={"session": str(worn.session.session_key)},
    )
    paper = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    assert len(paper.pages) == 1
    said = " ".join(page.locator("main").inner_text().split())
    assert said.count("Worse: above the usual range for 2 quarters") == 1
