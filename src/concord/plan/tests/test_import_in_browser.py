"""The whole way of a published strategy in a real browser, and faults of its pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.plan.actions.importing import Wish
from concord.plan.checking import Kind
from concord.plan.jobs.importing import read_import
from concord.plan.models import ImportDraft, PlanAction
from concord.plan.testing import SmallPlan
from concord.plan.tests.invented_import import as_csv, bring, correct, lead, setting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def cookies(client: Client, place: Place) -> dict[str, str]:
    worn = wear(client, place.hats["strategic_lead"])
    return {"session": str(worn.session.session_key)}


def read(place: Place) -> None:
    """What the worker does with the one file that waits."""
    with acting_as(lead(place)):
        found = ImportDraft.objects.get(state=ImportDraft.State.WAITING)
    read_import(partnership_id=place.partnership.pk, draft_id=str(found.pk))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_strategy_is_uploaded_checked_corrected_and_put_into_the_plan(
    live_server: Any,
    client: Client,
    elmbrook: Place,
    open_page: OpenPage,
    tmp_path: Path,
    javascript: bool,
) -> None:
    file = tmp_path / "invented-strategy.csv"
    file.write_bytes(as_csv())
    page = open_page(
        f"{live_server.url}/plan/imports/",
        javascript=javascript,
        cookies=cookies(client, elmbrook),
    )
    page.get_by_label("The published strategy").set_input_files(str(file))
    page.get_by_role("button", name="Read this file").click()
    assert "the worker is not running" in page.inner_text("main")
    read(elmbrook)
    # The page goes on by itself, with a script or without.
    page.locator("h1", has_text="5 actions read").wait_for()
    page.get_by_role("button", name="Right Train the reception").click()
    page.get_by_label("Tick Publish a yearly report").check()
    page.locator("button[name=many][value=leave_out]").click()
    assert "1 action left out" in page.inner_text("main")
    page.get_by_role("link", name="Correct Write one referral form").click()
    page.get_by_label("What is promised").fill("Write one form for every agency")
    page.get_by_role("button", name="Keep it", exact=True).click()
    page.get_by_role("link", name="Correct title and period").click()
    page.get_by_label("Title of the strategy").fill("Together in Elmbrook")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Go on").click()
    assert "“Together in Elmbrook”" in page.inner_text("main")
    page.get_by_role("button", name="Put it into the plan now").click()
    assert "4 actions from the strategy run from today" in page.inner_text("main")
    with acting_as(lead(elmbrook)):
        assert PlanAction.objects.count() == 4
        assert PlanAction.objects.filter(wording__startswith="Write one form").exists()


def test_the_pages_of_an_import_have_no_fault(
    live_server: Any, client: Client, small_plan: SmallPlan, open_page: OpenPage
) -> None:
    place = small_plan.place
    found = bring(place)
    correct(place, found, Wish(Kind.LEAVE_OUT, "a4"), setting("a0", ref="9"))
    edition = bring(place, name="edition.csv", compare_with=small_plan.plan)
    refused = bring(place, b"  ", name="empty.txt")
    pages = [
        f"{found.pk}/check/",
        f"{found.pk}/check/?show=look",
        f"{found.pk}/check/?show=gone",
        f"{found.pk}/action/a1/",
        f"{found.pk}/action/a1/split/",
        f"{found.pk}/priority/p0/",
        f"{found.pk}/strategy/",
        f"{found.pk}/teams/",
        f"{found.pk}/corrections/",
        f"{found.pk}/commit/",
        f"{found.pk}/drop/",
        f"{edition.pk}/changes/",
        f"{edition.pk}/commit/",
        f"{refused.pk}/",
    ]
    page = open_page(f"{live_server.url}/plan/", cookies=cookies(client, place))
    wrong = {}
    for address in pages:
        page.goto(f"{live_server.url}/plan/imports/{address}")
        wrong[address] = faults(page)
        page.set_viewport_size({"width": 320, "height": 800})
        wrong[f"{address} narrow"] = [*faults(page), *sideways(page)]
        page.set_viewport_size({"width": 1360, "height": 900})
    lines = [f"{name}: {line}" for name, said in wrong.items() for line in said]
    assert lines == []
