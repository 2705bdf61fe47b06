"""What anybody reads of releases, and how they are made on pages."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from concord.access.testing import wear
from concord.evidence.actions import dictionary
from concord.evidence.actions.observing import Figure
from concord.evidence.actions.releasing import publish
from concord.evidence.models import Area, Release
from concord.evidence.releasing.tables import Wish
from concord.evidence.testing import Evidence
from concord.foundation.periods import Quarter

Q = Quarter(2025, 1)
CODE = "elmbrook"


@pytest.fixture
def release(evidence: Evidence) -> Release:
    """Two wards, of which one has three incidents, and a share."""
    areas = [evidence.home, *evidence.wards]
    evidence.record(
        *(
            Figure(evidence.incidents, area, Q, numerator=n, may_publish=True)
            for area, n in zip(areas, (731, 3, 728), strict=True)
        ),
        *(
            Figure(
                evidence.repeats, area, Q, numerator=n, denominator=of,
                may_publish=True,
            )
            for area, n, of in zip(areas, (30, 10, 20), (90, 40, 50), strict=True)
        ),
    )  # fmt: skip
    return publish(
        wish=Wish(
            indicators=[evidence.incidents, evidence.repeats],
            areas=list(Area.objects.filter(pk__in=[a.pk for a in areas])),
            categories=[],
            period_kind="quarter",
            first=Q.first_day,
            last=Q.last_day,
        ),
        title="Wards in spring",
        note="For anybody",
        by=evidence.lead,
    )


def address(name: str, release: Release, *more: str) -> str:
    return reverse(name, args=[CODE, release.pk, *more])


def test_anybody_reads_a_release_without_account_or_cookie(release):
    stranger = Client()
    page = stranger.get(address("public_release", release))
    text = page.content.decode()
    assert "Wards in spring" in text
    assert "731" in text
    assert "728" not in text
    assert text.count("hidden</span>") == 2
    assert not page.cookies
    assert page["Cache-Control"] == "no-store"
    assert (
        "Wards in spring"
        in stranger.get(reverse("public_figures", args=[CODE])).content.decode()
    )


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_hidden_figure_leaves_by_no_file(release, kind):
    answer = Client().get(address("public_release_file", release, kind))
    text = answer.content.decode()
    assert "728" not in text
    rows = (
        list(csv.DictReader(io.StringIO(text)))
        if kind == "csv"
        else answer.json()["figures"]
    )
    hidden = [row for row in rows if row["status"] == "hidden"]
    assert len(hidden) == 2
    assert all(row["numerator"] in ("", None) for row in hidden)
    assert all(row["value"] in ("", None) for row in hidden)


def test_a_rate_is_only_of_shown_counts(release):
    rows = Client().get(address("public_release_file", release, "json")).json()
    shares = [row for row in rows["figures"] if row["indicator"] == "Repeat cases"]
    assert [(row["area"], row["value"]) for row in shares] == [
        ("Elmbrook", 33.3),
        ("Invented ward 1", 25.0),
        ("Invented ward 2", 40.0),
    ]


def test_a_release_of_another_partnership_is_not_found_under_this_code(release):
    stranger = Client()
    assert (
        stranger.get(
            reverse("public_release", args=["northmere", release.pk])
        ).status_code
        == 404
    )
    assert (
        stranger.get(reverse("public_figures", args=["northmere"])).status_code == 404
    )
    assert (
        stranger.get(
            reverse("public_release_file", args=[CODE, release.pk, "xml"])
        ).status_code
        == 404
    )


def test_who_publishes_looks_first_and_sees_what_would_be_hidden(evidence, release):
    client = wear(Client(), evidence.place.hats["strategic_lead"])
    sent = {
        "title": "Again",
        "indicators": [str(evidence.incidents.pk)],
        "period_kind": "quarter",
        "first": "Q1 2025/26",
        "last": "Q1 2025/26",
        "areas": "parts",
        "dimension": "",
        "threshold": "5",
        "note": "",
    }
    there = reverse("evidence:new_release")
    preview = client.post(there, sent).content.decode()
    assert "728" in preview
    assert Release.objects.count() == 1
    client.post(there, {**sent, "step": "publish"})
    assert Release.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("first", "spring", "is not a quarter"),
        ("threshold", "3", "greater than or equal to 4"),
        ("last", "Q1 2020/21", "before the first period"),
        ("title", "", "required"),
    ],
)
def test_what_is_wrong_with_a_release_is_said_at_its_field(
    evidence, release, field, value, says
):
    client = wear(Client(), evidence.place.hats["strategic_lead"])
    sent = {
        "title": "Again",
        "indicators": [str(evidence.incidents.pk)],
        "period_kind": "quarter",
        "first": "Q1 2025/26",
        "last": "Q1 2025/26",
        "areas": "parts",
        "threshold": "5",
    }
    answer = client.post(reverse("evidence:new_release"), sent | {field: value})
    assert answer.status_code == 422
    assert says in str(answer.context["form"].errors[field])


def test_only_whoever_keeps_figures_finds_the_form(evidence):
    for role in ("board_member", "data_officer", "commissioner"):
        client = wear(Client(), evidence.place.hats[role])
        assert client.get(reverse("evidence:new_release")).status_code == 404
        assert client.get(reverse("evidence:releases")).status_code == 200


def published(evidence: Evidence, areas: list[Area], last: Quarter) -> str:
    """The page of a release of incidents, as anybody reads it."""
    made = publish(
        wish=Wish(
            [evidence.incidents], areas, [], "quarter", Q.first_day, last.last_day
        ),
        title="Incidents",
        by=evidence.lead,
    )
    return Client().get(address("public_release", made)).content.decode()


@pytest.mark.parametrize("title", ["Incidents and offences", "Incidents reported"])
def test_a_revised_indicator_is_a_table_of_its_own(evidence, title):
    """Whatever it is called: figures of two definitions never share a row."""
    later = Quarter(2025, 2)
    dictionary.revise(
        indicator=evidence.incidents, starts_on=later.first_day, why="Counted anew",
        title=title, by=evidence.lead,
    )  # fmt: skip
    areas = [evidence.home, *evidence.wards]
    evidence.record(
        *(
            Figure(evidence.incidents, area, period, numerator=n, may_publish=True)
            for period in (Q, later)
            for area, n in zip(areas, (90, 40, 50), strict=True)
        )
    )
    page = published(evidence, areas, later)
    names = (
        ["Incidents reported", title]
        if title != "Incidents reported"
        else [f"{title} (incidents, definition {number})" for number in (1, 2)]
    )
    assert page.count("<h2>") == 2
    for name in names:
        assert f"<h2>{name}</h2>" in page


def test_two_areas_of_one_name_are_two_rows(evidence):
    twin = dictionary.add_area(
        code="W9", name="Invented ward 1", kind="ward", parent=evidence.home,
        by=evidence.lead,
    )  # fmt: skip
    areas = [evidence.wards[0], twin]
    evidence.record(
        *(
            Figure(evidence.incidents, area, Q, numerator=n, may_publish=True)
            for area, n in zip(areas, (431, 562), strict=True)
        )
    )
    page = published(evidence, areas, Q)
    assert "Invented ward 1 (W1)" in page
    assert "Invented ward 1 (W9)" in page
    assert "431" in page
    assert "562" in page
