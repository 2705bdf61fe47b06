"""The dictionary is changed: indicators, revisions, breaks, phases, benchmarks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import wear
from concord.evidence.actions import dictionary, keeping
from concord.evidence.actions.keeping import AreaLine
from concord.evidence.models import (
    Benchmark,
    Indicator,
    SeriesBreak,
)
from concord.evidence.queries.dictionary import entries
from concord.evidence.testing import Evidence
from concord.evidence.tests.dictionary_pages import (
    HERE,
    day,
    meaning,
    text,
    version_of,
)
from concord.foundation.periods import Quarter

pytestmark = pytest.mark.django_db
Q = Quarter(2025, 1)


@pytest.fixture
def lead(client: Client, evidence: Evidence) -> Client:
    return wear(client, evidence.place.hats["strategic_lead"])


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
