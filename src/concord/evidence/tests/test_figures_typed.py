"""Figures are typed by hand, beside what stands there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from concord.access.testing import wear
from concord.evidence.actions.observing import Figure
from concord.evidence.models import (
    Indicator,
    Observation,
)
from concord.evidence.queries.dictionary import sheet
from concord.evidence.testing import Evidence
from concord.evidence.tests.dictionary_pages import text
from concord.foundation.periods import Quarter

pytestmark = pytest.mark.django_db
Q = Quarter(2025, 1)


@pytest.fixture
def lead(client: Client, evidence: Evidence) -> Client:
    return wear(client, evidence.place.hats["strategic_lead"])


def grid(evidence: Evidence, indicator: Indicator | None = None) -> str:
    return reverse(
        "evidence:enter_figures", args=[(indicator or evidence.incidents).pk]
    )


def boxes(page: Any, name: str) -> list[str]:
    return re.findall(rf'name="({name}_[^"]+)"', page.content.decode())


SAID = {"origin": "Quarterly report", "status": "final", "quality": "complete"}


def test_figures_are_typed_beside_what_stands_there(
    lead: Client, evidence: Evidence
) -> None:
    page = lead.get(grid(evidence))
    first, second = boxes(page, "n")[:2]
    lead.post(grid(evidence), SAID | {first: "1,640", second: "0"})
    found = list(Observation.objects.values_list("numerator", flat=True))
    assert sorted(found) == [0, 1640]
    assert "1,640 final, vintage 1" in text(lead.get(grid(evidence)))


def test_typing_the_same_again_writes_nothing_and_another_is_a_vintage(
    lead: Client, evidence: Evidence
) -> None:
    [first, *_] = boxes(lead.get(grid(evidence)), "n")
    for typed in ("640", "640", "641"):
        lead.post(grid(evidence), SAID | {first: typed})
    rows = Observation.objects.order_by("vintage").values_list("numerator", "status")
    assert list(rows) == [(640, "final"), (641, "republished")]


@pytest.mark.parametrize(
    ("top", "bottom", "says"),
    [
        ("x7", "20", "x7 is no whole number of 0 or more"),
        ("-1", "20", "-1 is no whole number"),
        ("7", "", "say of how many (cases heard)"),
        ("", "20", "say how many of the 20"),
        ("21", "20", "21 is more than the 20"),
    ],
)
def test_a_wrong_figure_is_named_at_its_box_and_nothing_typed_is_lost(
    lead: Client, evidence: Evidence, top: str, bottom: str, says: str
) -> None:
    page = lead.get(grid(evidence, evidence.repeats))
    [n, other, *_], [of, *_] = boxes(page, "n"), boxes(page, "of")
    answer = lead.post(
        grid(evidence, evidence.repeats),
        SAID | {n: top, of: bottom, other: "4"},
    )
    assert answer.status_code == 422
    assert says in text(answer)
    assert 'value="4"' in answer.content.decode()
    assert not Observation.objects.exists()


def test_an_empty_grid_says_so(lead: Client, evidence: Evidence) -> None:
    assert "No figure was typed" in text(lead.post(grid(evidence), SAID))


def test_figures_are_typed_for_a_ward(lead: Client, evidence: Evidence) -> None:
    [ward, _] = evidence.wards
    there = f"{grid(evidence)}?area={ward.pk}"
    [first, *_] = boxes(lead.get(there), "n")
    lead.post(there, SAID | {first: "17"})
    assert Observation.objects.get().area == ward


def test_only_who_records_figures_gets_the_grid(
    client: Client, evidence: Evidence
) -> None:
    browser = wear(client, evidence.place.hats["board_member"])
    assert browser.get(grid(evidence)).status_code == 404


def test_a_sheet_asks_as_little_for_many_figures(
    evidence: Evidence, django_assert_max_num_queries: Any
) -> None:
    evidence.record(
        *(
            Figure(evidence.incidents, evidence.home, Q.plus(n), numerator=n)
            for n in range(12)
        )
    )
    with django_assert_max_num_queries(9):
        page = sheet(
            evidence.incidents, evidence.lead, today=Q.first_day, area=evidence.home
        )
        assert [one.counts.batch.origin for one in page.figures]
