"""Files and mappings in a real browser: at a desk, on a phone, without scripts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place, wear
from concord.evidence import testing_extracts as invented
from concord.evidence.actions import dictionary, extracts
from concord.evidence.extracts.loading import Asked, load
from concord.evidence.models import Category, Extract, MappingVersion
from concord.evidence.testing import Evidence, make_evidence
from concord.foundation.ui.testing import OpenPage, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = [390, 1280]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.CONCORD_HOME = tmp_path / "home"


@pytest.fixture
def made(elmbrook: Place) -> Evidence:
    """The dictionary, with a group for blanks."""
    found = make_evidence(elmbrook)
    with acting_as(found.lead):
        dictionary.add_category(
            dimension=Category.Dimension.SEX,
            code="not-recorded",
            label="Not recorded",
            no_answer=True,
            by=found.lead,
        )
    return found


def content(**more: object) -> dict[str, Any]:
    return {
        "day": {"column": "Date recorded", "format": "d/m/y"},
        "area": {"column": "Ward", "values": dict.fromkeys(invented.WARDS, "B1")},
        "figures": [
            {
                "indicator": "incidents",
                "where": {"DA flag": ["Y"]},
                "breakdowns": [
                    {
                        "column": "Victim sex",
                        "dimension": "sex",
                        "values": {"F": "female"},
                    }
                ],
            },
            {"indicator": "rate", "of": {"population": {"B1": 110_000}}},
        ],
    } | more


@pytest.fixture
def files(made: Evidence, tmp_path: Path) -> list[Extract]:
    """One file that waits, one that is half counted, one recorded, one refused."""
    by = made.lead
    with acting_as(by):
        version = extracts.declare(
            code="police", title="Police extract", content=content(), by=by
        )
        waiting, half, refused = (
            extracts.begin(version=version, sha256=mark * 64, size=1_000, by=by)
            for mark in "123"
        )
        extracts.keep(extract=half, chunk=_chunk(), by=by)
        extracts.refuse(extract=refused, why="It has no column called Ward.", by=by)
    path = tmp_path / "rows.csv"
    invented.write_with_bad_rows(path, 600)
    job = Actor.from_job("evidence.extracts", made.place.partnership.pk)
    recorded = load(Asked(path, version), by=job)
    return [waiting, half, recorded, refused]


def _chunk() -> extracts.Chunk:
    day = dt.date(2024, 4, 1)
    return extracts.Chunk(1, 400, 12, 11, 0, [], [(3, "Ward", "no_area")], day, day)


def signed_in(made: Evidence) -> dict[str, str]:
    worn = wear(Client(), made.place.hats["strategic_lead"])
    return {"session": str(worn.session.session_key)}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_files_has_a_fault(
    live_server: Any,
    made: Evidence,
    files: list[Extract],
    open_page: OpenPage,
    width: int,
) -> None:
    mapping = files[0].mapping_version.mapping_id
    for there in (
        reverse("evidence:files"),
        *(reverse("evidence:file", args=[one.pk]) for one in files),
        reverse("evidence:declare_mapping"),
        reverse("evidence:declare_mapping") + "?as=json",
        reverse("evidence:mapping", args=[mapping]),
        reverse("evidence:mapping", args=[mapping]) + "?as=json",
    ):
        page = open_page(live_server.url + there, width=width, cookies=signed_in(made))
        assert faults(page) == [], there


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("javascript", [True, False])
def test_a_mapping_is_made_in_the_browser(
    live_server: Any,
    made: Evidence,
    open_page: OpenPage,
    tmp_path: Path,
    width: int,
    javascript: bool,
) -> None:
    page = open_page(
        live_server.url + reverse("evidence:declare_mapping"),
        width=width,
        cookies=signed_in(made),
        javascript=javascript,
    )
    sample = invented.write(tmp_path / "rows.csv", 400)
    page.get_by_label("A file of this kind").set_input_files(str(sample))
    page.get_by_role("button", name="Go on").click()
    assert page.get_by_label("Column with the day").input_value() == "Date recorded"
    assert page.get_by_label("What “Invented ward 1” means").input_value() == "W1"
    page.get_by_label("Indicator", exact=True).select_option("incidents")
    page.get_by_label("Only rows where this column").select_option("DA flag")
    page.get_by_label("Also by the groups of this column").select_option("Victim sex")
    page.get_by_label("They are groups by").select_option("sex")
    page.get_by_role("button", name="Show what these columns hold").click()
    page.get_by_label("Y", exact=True).check()
    page.get_by_label("What “F” means").select_option("female")
    _sound(page, javascript)
    page.get_by_role("button", name="Try it on the first 1,000 rows").click()
    # Twenty wards have no area yet: their rows would be bad, and the page says so.
    assert page.get_by_text("An area that the mapping does not know").first.is_visible()
    _sound(page, javascript)
    page.get_by_role("button", name="Keep the mapping").click()
    assert page.get_by_text("Enter name").first.is_visible()
    assert page.get_by_label("What “F” means").input_value() == "female"
    _sound(page, javascript)
    page.get_by_label("Name", exact=True).fill("Police")
    page.get_by_label("Code", exact=True).fill("police")
    page.get_by_role("button", name="Keep the mapping").press("Enter")
    assert page.get_by_text("The mapping can be used").is_visible()
    with acting_as(made.lead):
        kept = MappingVersion.objects.get().content
    assert kept["figures"][0]["where"] == {"DA flag": ["Y"]}


def _sound(page: Page, javascript: bool) -> None:
    """No fault, but that a browser calls an answer with a wrong form in it one."""
    if javascript:
        assert [one for one in faults(page) if "422 (Unprocessable" not in one] == []
