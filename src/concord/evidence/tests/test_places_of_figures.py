"""Areas and groups that figures are for are kept on pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from concord.access.testing import wear
from concord.evidence.models import (
    Area,
    Category,
)
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


def test_areas_are_listed_added_and_changed(lead: Client, evidence: Evidence) -> None:
    lead.post(
        f"{HERE}areas/add/",
        {
            "code": "W9",
            "name": "Ninth ward",
            "kind": "ward",
            "parent": evidence.home.pk,
        },
    )
    made = Area.objects.get(code="W9")
    assert (made.parent, made.is_home) == (evidence.home, False)
    there = reverse("evidence:area", args=[evidence.home.pk])
    circle = lead.post(
        there, {"name": "Elmbrook", "kind": "borough", "parent": made.pk}
    )
    assert "is part of Elmbrook" in text(circle)
    lead.post(there, {"name": "Elm", "kind": "borough", "parent": ""})
    assert Area.objects.get(pk=evidence.home.pk).name == "Elm"
    assert "Ninth ward" in text(lead.get(f"{HERE}areas/"))


def test_a_list_of_areas_is_brought_in_whatever_its_order(
    lead: Client, evidence: Evidence
) -> None:
    lines = (
        "Name,Code,Kind,Parent\nTenth ward,W10,Ward,B7\nSeventh borough,B7,borough,R1\n"
        "Renamed ward,W1,ward,\n"
    )
    answer = lead.post(f"{HERE}areas/import/", {"lines": lines}, follow=True)
    assert "2 areas added, 1 changed" in text(answer)
    made = Area.objects.get(code="W10")
    assert (made.parent.code, made.parent.parent) == ("B7", evidence.region)
    assert Area.objects.get(code="W1").name == "Renamed ward"


def test_a_list_with_errors_names_each_line_and_brings_in_nothing(
    lead: Client, evidence: Evidence
) -> None:
    lines = "code,name,kind,parent\nW10,Tenth,hamlet,\nW11,,ward,B9\nW10,Again,ward,\n"
    answer = text(lead.post(f"{HERE}areas/import/", {"lines": lines}))
    for says in (
        "Line 2: hamlet is no kind of area",
        "Line 3: the name is missing",
        "Line 3: there is no area with the code B9",
        "Line 4: the code W10 stands in line 2 too",
    ):
        assert says in answer
    assert "W11,,ward,B9" in answer
    assert not Area.objects.filter(code="W10").exists()
    missing = lead.post(f"{HERE}areas/import/", {"lines": "code,kind\nW1,ward"})
    assert "The first line has no name" in text(missing)


def test_groups_are_listed_added_and_changed(lead: Client, evidence: Evidence) -> None:
    lead.post(
        f"{HERE}groups/add/",
        {"dimension": "sex", "code": "not-recorded", "label": "Not recorded",
         "position": "9", "no_answer": "on"},
    )  # fmt: skip
    made = Category.objects.get(code="not-recorded")
    assert made.no_answer
    lead.post(
        reverse("evidence:group", args=[made.pk]),
        {"label": "Not said", "position": "9", "no_answer": "on"},
    )
    assert "Not said" in text(lead.get(f"{HERE}groups/"))
