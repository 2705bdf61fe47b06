"""The dictionary is read: what is counted and how, which way is wanted, figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from concord.access.testing import wear
from concord.evidence.actions import dictionary
from concord.evidence.actions.observing import Figure
from concord.evidence.testing import Evidence
from concord.evidence.tests.dictionary_pages import (
    HERE,
    text,
)
from concord.foundation.periods import Quarter

pytestmark = pytest.mark.django_db
Q = Quarter(2025, 1)


READERS = ("strategic_lead", "agency_lead", "board_member", "commissioner",
           "data_officer", "trainer", "auditor", "administrator")  # fmt: skip


@pytest.fixture
def lead(client: Client, evidence: Evidence) -> Client:
    return wear(client, evidence.place.hats["strategic_lead"])


def test_the_list_has_each_indicator_under_its_priority(
    lead: Client, evidence: Evidence
) -> None:
    page = text(lead.get(HERE))
    assert "3 indicators" in page
    for words in ("Prevent - Incidents", "Protect - Repeat cases", "% of cases"):
        assert words in page


def test_the_list_is_searched_filtered_and_a_file(lead: Client) -> None:
    assert "Repeat cases" not in text(lead.get(f"{HERE}?q=incidents+police"))
    assert "Incidents reported" not in text(
        lead.get(f"{HERE}?frequency=Financial+year")
    )
    file = lead.get(f"{HERE}?export=csv&priority=Protect").content.decode("utf-8-sig")
    assert "Repeat cases,Cases heard that were repeats,cases heard" in file
    assert "Incidents" not in file
    assert lead.get(f"{HERE}?export=xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("role", READERS)
def test_who_reads_figures_reads_the_dictionary(
    client: Client, evidence: Evidence, role: str
) -> None:
    browser = wear(client, evidence.place.hats[role])
    there = reverse("evidence:entry", args=[evidence.incidents.pk])
    assert browser.get(HERE).status_code == 200
    assert browser.get(there).status_code == 200
    keeps = role == "strategic_lead"
    assert (browser.get(f"{HERE}add/").status_code == 200) is keeps
    assert ("Correct the words" in text(browser.get(there))) is keeps


@pytest.mark.parametrize("role", ["practitioner:Police", "marac_coordinator"])
def test_who_sees_people_finds_no_dictionary(
    client: Client, evidence: Evidence, role: str
) -> None:
    browser = wear(client, evidence.place.hats[role])
    there = reverse("evidence:entry", args=[evidence.incidents.pk])
    assert {browser.get(one).status_code for one in (HERE, there)} == {404}


def test_another_partnership_finds_none_of_it(
    client: Client, evidence: Evidence, northmere: Any
) -> None:
    browser = wear(client, northmere.hats["strategic_lead"])
    assert "Incidents reported" not in text(browser.get(HERE))
    for name in ("entry", "correct", "revise", "mark_break", "enter_figures"):
        there = reverse(f"evidence:{name}", args=[evidence.incidents.pk])
        assert browser.get(there).status_code == 404, name


def test_the_list_asks_as_little_for_many_indicators(
    lead: Client, evidence: Evidence, django_assert_max_num_queries: Any
) -> None:
    lead.get(HERE)
    for n in range(20):
        dictionary.define(
            code=f"more-{n}", title=f"More {n}", numerator="x", unit="case",
            by=evidence.lead,
        )  # fmt: skip
    with django_assert_max_num_queries(16):
        lead.get(HERE)


def test_an_indicator_shows_direction_and_benchmark_that_disagree(
    lead: Client, evidence: Evidence
) -> None:
    by = evidence.lead
    first = dictionary.add_phase(
        label="Years 1 to 3",
        first_day=dt.date(2024, 4, 1),
        last_day=dt.date(2027, 3, 31),
        by=by,
    )
    dictionary.want(
        indicator=evidence.repeats, phase=first, direction="down",
        target=Decimal(25), successor=evidence.rate, by=by,
    )  # fmt: skip
    dictionary.add_benchmark(
        indicator=evidence.repeats,
        label="England and Wales",
        value=Decimal(28),
        upper=Decimal(40),
        source="An invented paper",
        reading_words="A low share may mean poor flagging",
        by=by,
    )
    page = text(lead.get(reverse("evidence:entry", args=[evidence.repeats.pk])))
    assert "Years 1 to 3 1 April 2024 to 31 March 2027 Down 25 Offences per" in page
    assert "28.0 % to 40.0 % A low share may mean poor flagging" in page
    follower = lead.get(reverse("evidence:entry", args=[evidence.rate.pk]))
    assert "It follows Repeat cases after Years 1 to 3" in text(follower)


def test_figures_stand_with_their_vintages_and_where_they_came_from(
    lead: Client, evidence: Evidence
) -> None:
    evidence.record(Figure(evidence.incidents, evidence.home, Q, numerator=3836))
    evidence.record(Figure(evidence.incidents, evidence.home, Q, numerator=3835))
    evidence.record(
        Figure(evidence.repeats, evidence.home, Q, numerator=7, denominator=20)
    )
    page = text(lead.get(reverse("evidence:entry", args=[evidence.incidents.pk])))
    assert "3,835 - Republished, vintage 2 An invented report Entered by hand" in page
    assert "before that, vintage 1 3,836" in page
    page = text(lead.get(reverse("evidence:entry", args=[evidence.repeats.pk])))
    assert "35.0 % 7 of 20 Final" in page


def test_figures_of_a_ward_are_one_choice_away(
    lead: Client, evidence: Evidence
) -> None:
    [ward, _] = evidence.wards
    evidence.record(Figure(evidence.incidents, ward, Q, numerator=17))
    there = reverse("evidence:entry", args=[evidence.incidents.pk])
    assert "No figure yet" in text(lead.get(there))
    assert "17 - Final" in text(lead.get(f"{there}?area={ward.pk}"))


def test_a_board_member_reads_no_ward_in_the_dictionary_either(
    client: Client, evidence: Evidence
) -> None:
    ward = evidence.wards[0]
    evidence.record(
        Figure(evidence.incidents, evidence.home, Quarter(2025, 1), numerator=4711),
        Figure(evidence.incidents, ward, Quarter(2025, 1), numerator=3),
    )
    browser = wear(client, evidence.place.hats["board_member"])
    address = reverse("evidence:entry", args=[evidence.incidents.pk])
    page = browser.get(address, {"area": ward.pk}).content.decode()
    assert ward.name not in page
    assert "4,711" in page
