"""The dictionary: its verbs, its questions and its pages."""

from __future__ import annotations

import datetime as dt
import html
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import wear
from concord.evidence.actions import dictionary, keeping
from concord.evidence.actions.keeping import AreaLine
from concord.evidence.actions.observing import Figure
from concord.evidence.models import (
    Area,
    Benchmark,
    Category,
    Indicator,
    IndicatorVersion,
    Observation,
    SeriesBreak,
)
from concord.evidence.queries.dictionary import entries, sheet
from concord.evidence.testing import Evidence
from concord.foundation.periods import Quarter

pytestmark = pytest.mark.django_db
Q = Quarter(2025, 1)
HERE = "/evidence/dictionary/"
READERS = ("strategic_lead", "agency_lead", "board_member", "commissioner",
           "data_officer", "trainer", "auditor", "administrator")  # fmt: skip


@pytest.fixture
def lead(client: Client, evidence: Evidence) -> Client:
    return wear(client, evidence.place.hats["strategic_lead"])


def text(answer: Any) -> str:
    """The words of a page."""
    page = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(page).split())


def version_of(indicator: Indicator) -> IndicatorVersion:
    return IndicatorVersion.objects.filter(indicator=indicator).latest("version")


def day(name: str, on: dt.date) -> dict[str, str]:
    return {
        f"{name}_day": str(on.day),
        f"{name}_month": str(on.month),
        f"{name}_year": str(on.year),
    }


def meaning(**other: object) -> dict[str, object]:
    """What the form of a new indicator or version is sent."""
    said: dict[str, object] = {
        "title": "People trained",
        "numerator": "Everybody who finished the course",
        "unit": "person",
        "multiplier": "count",
        "frequency": "quarter",
        "priority": "Prevent",
    }
    return said | other


# The list ----------------------------------------------------------------------------


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


# One indicator -----------------------------------------------------------------------


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


# Adding, correcting, revising --------------------------------------------------------


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


def test_an_indicator_is_added_and_gets_a_code_from_its_title(
    lead: Client, evidence: Evidence
) -> None:
    answer = lead.post(f"{HERE}add/", meaning())
    made = Indicator.objects.get(code="people-trained")
    assert answer.headers["Location"] == f"{HERE}{made.pk}/"
    # The last of the priority that it shares with another.
    assert (made.priority_position, made.position) == (1, 2)


def test_what_is_missing_is_named_at_its_field_and_the_rest_stays(
    lead: Client, evidence: Evidence
) -> None:
    answer = lead.post(f"{HERE}add/", meaning(multiplier="per_1000"))
    assert answer.status_code == 422
    assert "Everybody who finished the course" in text(answer)
    again = lead.post(f"{HERE}add/", meaning(code="incidents"))
    assert "incidents is the code of another indicator" in text(again)
    assert Indicator.objects.count() == 3


def test_correcting_words_keeps_the_series(lead: Client, evidence: Evidence) -> None:
    there = reverse("evidence:correct", args=[evidence.incidents.pk])
    said = {"title": "Incidents that were reported", "numerator": "Incidents",
            "priority": "Protect", "why": "As the board says it"}  # fmt: skip
    assert lead.post(there, said).status_code == 302
    version = version_of(evidence.incidents)
    assert (version.version, version.title) == (1, "Incidents that were reported")
    moved = Indicator.objects.get(pk=evidence.incidents.pk)
    assert (moved.priority, moved.priority_position, moved.position) == (
        "Protect", 2, 2,
    )  # fmt: skip


def test_correcting_needs_a_reason(evidence: Evidence) -> None:
    version = version_of(evidence.incidents)
    with pytest.raises(ValidationError) as told:
        keeping.correct(version=version, why=" ", title="X", by=evidence.lead)
    assert set(told.value.message_dict) == {"why"}


def test_what_one_counts_is_no_matter_of_words(evidence: Evidence) -> None:
    version = version_of(evidence.incidents)
    with pytest.raises(TypeError, match="unit"):
        keeping.correct(version=version, why="x", unit="offence", by=evidence.lead)


def test_a_revision_says_that_another_series_begins_and_shows_what_changed(
    lead: Client, evidence: Evidence
) -> None:
    there = reverse("evidence:revise", args=[evidence.incidents.pk])
    assert "This begins another series" in text(lead.get(there))
    said = meaning(
        title="Incidents reported",
        numerator="Incidents between people who are personally connected",
        unit="incident",
        why="The Act of 2021",
        **day("starts_on", Q.next.first_day),
    )
    assert lead.post(there, said).status_code == 302
    page = text(lead.get(reverse("evidence:entry", args=[evidence.incidents.pk])))
    assert "Version 2 From 1 July 2025" in page
    assert (
        "What is counted Incidents that the police recorded in the quarter "
        "Incidents between people who are personally connected"
    ) in page
    assert "Version 1 Until 30 June 2025" in page


def test_a_revision_before_the_last_one_is_refused_at_the_day(
    lead: Client, evidence: Evidence
) -> None:
    dictionary.revise(
        indicator=evidence.incidents, starts_on=Q.next.first_day, why="x",
        numerator="y", by=evidence.lead,
    )  # fmt: skip
    there = reverse("evidence:revise", args=[evidence.incidents.pk])
    answer = lead.post(there, meaning(why="z", **day("starts_on", Q.first_day)))
    assert answer.status_code == 422
    assert "choose a later day" in text(answer)
    assert version_of(evidence.incidents).version == 2


def test_moving_changes_places_within_a_priority(
    lead: Client, evidence: Evidence
) -> None:
    lead.post(f"{HERE}add/", meaning())
    second = Indicator.objects.get(code="people-trained")
    lead.post(reverse("evidence:move", args=[second.pk]), {"up": "1"})
    order = [one.indicator.code for one in entries(evidence.lead, today=Q.first_day)]
    assert order == ["people-trained", "incidents", "repeats", "rate"]
    lead.post(reverse("evidence:move", args=[second.pk]), {"up": "1"})
    assert entries(evidence.lead, today=Q.first_day)[0].indicator == second


# Breaks, directions, benchmarks ------------------------------------------------------


def test_a_break_is_marked_after_the_page_has_said_what_it_does(
    lead: Client, evidence: Evidence
) -> None:
    there = reverse("evidence:mark_break", args=[evidence.incidents.pk])
    assert "no page compares figures of before with figures of after" in text(
        lead.get(there)
    )
    assert lead.post(there, {"why": "New system"}).status_code == 422
    lead.post(there, {"why": "New system", **day("at", Q.first_day)})
    assert SeriesBreak.objects.get().why == "New system"
    page = text(lead.get(reverse("evidence:entry", args=[evidence.incidents.pk])))
    assert "1 April 2025 , everywhere: New system" in page


def test_a_direction_belongs_to_a_phase(lead: Client, evidence: Evidence) -> None:
    there = reverse("evidence:want", args=[evidence.incidents.pk])
    assert lead.get(there).headers["Location"] == f"{HERE}phases/"
    lead.post(
        f"{HERE}phases/",
        {"label": "Years 1 to 3", **day("first_day", dt.date(2024, 4, 1)),
         **day("last_day", dt.date(2027, 3, 31))},
    )  # fmt: skip
    phase = evidence.incidents.phases.model.phase.get_queryset().get()
    said = {"phase": phase.pk, "direction": "up", "successor": evidence.rate.pk}
    assert lead.post(there, said).status_code == 302
    wanted = evidence.incidents.phases.get()
    assert (wanted.direction, wanted.successor) == ("up", evidence.rate)


def test_a_phase_ends_after_it_begins(lead: Client, evidence: Evidence) -> None:
    answer = lead.post(
        f"{HERE}phases/",
        {"label": "Wrong", **day("first_day", dt.date(2027, 4, 1)),
         **day("last_day", dt.date(2024, 3, 31))},
    )  # fmt: skip
    assert answer.status_code == 422


def test_a_benchmark_is_added_and_taken_off(lead: Client, evidence: Evidence) -> None:
    there = reverse("evidence:add_benchmark", args=[evidence.repeats.pk])
    said = {"label": "Nationally", "value": "32", "upper": "30", "source": "A paper"}
    assert "30 is not above 32" in text(lead.post(there, said))
    lead.post(there, said | {"upper": ""})
    made = Benchmark.objects.get()
    page = reverse("evidence:entry", args=[evidence.repeats.pk])
    assert "32.0 %" in text(lead.get(page))
    lead.post(reverse("evidence:end_benchmark", args=[made.pk]))
    assert "Nothing is known of others" in text(lead.get(page))


# Entering figures --------------------------------------------------------------------


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


# Areas and groups --------------------------------------------------------------------


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


def test_only_who_keeps_evidence_changes_it(evidence: Evidence) -> None:
    board = evidence.place.actor("board_member")
    version = version_of(evidence.incidents)
    with acting_as(board):
        for forbidden in (
            lambda: keeping.correct(version=version, why="x", title="y", by=board),
            lambda: keeping.move(indicator=evidence.incidents, up=True, by=board),
            lambda: keeping.bring_in_areas(
                lines=[AreaLine(1, "X", "X", "ward")], by=board
            ),
        ):
            with pytest.raises(NotPermitted):
                forbidden()


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
