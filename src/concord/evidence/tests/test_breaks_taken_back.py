"""A break that was marked wrongly is taken back: with a reason, and never removed."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import wear
from concord.evidence.actions import dictionary
from concord.evidence.actions.observing import Figure
from concord.evidence.models import BreakTakenBack, SeriesBreak
from concord.evidence.queries.dashboard import breaks_of
from concord.evidence.queries.series import AcrossABreak, series_of
from concord.evidence.testing import Evidence
from concord.foundation.periods import Quarter

Q = Quarter(2025, 1)
WHY = "The new system went live a year later"


@pytest.fixture
def broken(evidence: Evidence) -> SeriesBreak:
    """Four quarters of incidents, cut after the second."""
    evidence.record(
        *(
            Figure(evidence.incidents, evidence.home, Q.plus(n), numerator=500 + n)
            for n in range(4)
        )
    )
    return mark(evidence)


def mark(evidence: Evidence, **more: object) -> SeriesBreak:
    return dictionary.mark_break(
        indicator=evidence.incidents,
        at=Q.plus(2).first_day,
        why="A new system",
        by=evidence.lead,
        **more,  # type: ignore[arg-type]
    )


def series(evidence: Evidence):
    found = series_of([evidence.incidents], evidence.lead, areas=[evidence.home])
    [one] = found.values()
    return one


def take_back(evidence: Evidence, found: SeriesBreak, why: str = WHY):
    return dictionary.take_back_break(found=found, why=why, by=evidence.lead)


def test_what_stood_on_both_sides_can_be_compared_again(evidence, broken):
    with pytest.raises(AcrossABreak):
        series(evidence).change(Q.next, Q.plus(2))
    take_back(evidence, broken)
    assert series(evidence).change(Q.next, Q.plus(2)) == 1
    assert breaks_of(evidence.incidents) == []


def test_the_break_and_the_reason_stay_to_be_read(evidence, broken):
    client = wear(Client(), evidence.place.hats["strategic_lead"])
    there = reverse("evidence:take_back_break", args=[broken.pk])
    assert "figures of before are compared" in client.get(there).content.decode()
    assert client.post(there, {"why": " "}).status_code == 422
    answer = client.post(there, {"why": WHY})
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer.url).content.decode()
    assert "A new system" in page
    assert f": {WHY}" in page
    assert "Take it back" not in page
    # Looked at again, it says that it was done.
    assert client.get(there).url == answer.url


def test_taken_back_twice_the_first_reason_stays(evidence, broken):
    first = take_back(evidence, broken)
    assert take_back(evidence, broken, "Another reason") == first
    assert BreakTakenBack.objects.get().why == WHY


def test_it_needs_a_reason(evidence, broken):
    with pytest.raises(ValidationError, match="why recording did not change"):
        take_back(evidence, broken, "  ")


def test_marked_again_on_the_same_day_it_cuts_again(evidence, broken):
    take_back(evidence, broken)
    again = mark(evidence)
    assert (again.pk != broken.pk, again.mark) == (True, 2)
    assert mark(evidence) == again
    with pytest.raises(AcrossABreak):
        series(evidence).change(Q.next, Q.plus(2))
    take_back(evidence, again)
    assert series(evidence).change(Q.next, Q.plus(2)) == 1


def test_a_return_that_says_it_once_more_does_not_cut_again(evidence, broken):
    """A correction of the same return carries the same flag."""
    take_back(evidence, broken)
    agency = evidence.place.teams["Police"].agency
    assert mark(evidence, agency=agency) == broken
    assert series(evidence).change(Q.next, Q.plus(2)) == 1


@pytest.mark.parametrize("role", ["data_officer", "board_member"])
def test_only_whoever_keeps_the_dictionary_takes_one_back(evidence, broken, role):
    actor = evidence.place.actor(role)
    with acting_as(actor), pytest.raises(NotPermitted):
        dictionary.take_back_break(found=broken, why=WHY, by=actor)
    there = reverse("evidence:take_back_break", args=[broken.pk])
    client = wear(Client(), evidence.place.hats[role])
    assert client.post(there, {"why": WHY}).status_code == 404


def test_another_partnership_finds_no_break(evidence, broken, northmere):
    there = reverse("evidence:take_back_break", args=[broken.pk])
    client = wear(Client(), northmere.hats["strategic_lead"])
    assert client.get(there).status_code == 404


def test_the_database_changes_neither_break_nor_reason(evidence, broken):
    made = take_back(evidence, broken)
    for row in (made, broken):
        with pytest.raises(ProgrammingError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(why="Other words")
    with pytest.raises(ProgrammingError), transaction.atomic():
        BreakTakenBack.objects.filter(pk=made.pk).delete()
