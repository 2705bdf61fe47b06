from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.evidence.actions import dictionary, observing
from concord.evidence.actions.observing import Figure
from concord.evidence.models import Batch, Observation
from concord.evidence.queries.series import AcrossABreak, Series, series_of
from concord.evidence.testing import Evidence
from concord.foundation.periods import FinancialYear, Quarter

Q = Quarter(2025, 1)


def of(evidence: Evidence, indicator: object = None) -> Series:
    indicator = indicator or evidence.incidents
    return series_of([indicator], evidence.lead, areas=[evidence.home])[
        (indicator.pk, evidence.home.pk, None)
    ]


def incidents(
    evidence: Evidence, n: int, period: Quarter = Q, **more: object
) -> Figure:
    return Figure(evidence.incidents, evidence.home, period, numerator=n, **more)


def test_a_figure_that_is_given_again_is_not_written_again(evidence):
    evidence.record(incidents(evidence, 640))
    evidence.record(incidents(evidence, 640))
    assert Observation.objects.count() == 1


def test_a_final_figure_that_changes_is_republished_and_the_first_stays(evidence):
    evidence.record(incidents(evidence, 3836))
    evidence.record(incidents(evidence, 3835))
    vintages = Observation.objects.order_by("vintage").values_list(
        "vintage", "numerator", "status"
    )
    assert list(vintages) == [(1, 3836, "final"), (2, 3835, "republished")]
    assert of(evidence).values == [3835]


def test_a_provisional_figure_becomes_final_in_the_next_vintage(evidence):
    evidence.record(incidents(evidence, 600, status="provisional"))
    evidence.record(incidents(evidence, 600, status="final"))
    assert [point.status for point in of(evidence).points] == ["final"]


def test_figures_can_neither_be_altered_nor_removed(evidence):
    evidence.record(incidents(evidence, 640))
    for change in (
        lambda: Observation.objects.update(numerator=1),
        lambda: Observation.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert of(evidence).values == [640]


@pytest.mark.parametrize(
    ("figure", "says"),
    [
        (lambda e: incidents(e, -1), "whole number of 0 or more"),
        (
            lambda e: Figure(e.repeats, e.home, Q, numerator=3),
            "say of how many: cases heard",
        ),
        (
            lambda e: Figure(e.repeats, e.home, Q, numerator=9, denominator=8),
            "9 is more than the 8",
        ),
    ],
)
def test_a_figure_that_cannot_be_right_names_itself(evidence, figure, says):
    with pytest.raises(ValidationError, match=says) as told:
        evidence.record(figure(evidence))
    assert "Elmbrook, Quarter 1, 2025 to 2026" in str(told.value)
    assert not Observation.objects.exists()


def test_one_batch_says_a_figure_once(evidence):
    with pytest.raises(ValidationError, match="given twice"):
        evidence.record(incidents(evidence, 1), incidents(evidence, 2))


def test_a_share_is_of_its_denominator_and_a_rate_per_thousand(evidence):
    evidence.record(
        Figure(evidence.repeats, evidence.home, Q, numerator=7, denominator=20),
        Figure(
            evidence.rate,
            evidence.home,
            FinancialYear(2025),
            numerator=330,
            denominator=110_000,
        ),
    )
    assert of(evidence, evidence.repeats).values == [35.0]
    assert of(evidence, evidence.rate).values == [3.0]


def test_comparing_across_a_change_of_recording_raises(evidence):
    evidence.record(*(incidents(evidence, 500 + n, Q.plus(n)) for n in range(4)))
    dictionary.mark_break(
        indicator=evidence.incidents,
        at=Q.plus(2).first_day,
        why="Counted by a new system",
        by=evidence.lead,
    )
    series = of(evidence)
    assert series.change(Q, Q.next) == 1
    assert series.change(Q.plus(2), Q.plus(3)) == 1
    with pytest.raises(AcrossABreak, match="Counted by a new system"):
        series.change(Q.next, Q.plus(2))


def test_another_version_of_an_indicator_is_another_series(evidence):
    evidence.record(incidents(evidence, 500))
    dictionary.revise(
        indicator=evidence.incidents,
        starts_on=Q.next.first_day,
        why="Incidents between neighbours are not counted any more",
        numerator="Incidents between people who are personally connected",
        by=evidence.lead,
    )
    evidence.record(incidents(evidence, 400, Q.next))
    with pytest.raises(AcrossABreak):
        of(evidence).change(Q, Q.next)
    assert [point.numerator for point in of(evidence).points] == [500, 400]


def test_a_break_in_one_ward_is_none_in_the_borough(evidence):
    evidence.record(incidents(evidence, 5), incidents(evidence, 6, Q.next))
    dictionary.mark_break(
        indicator=evidence.incidents,
        area=evidence.wards[0],
        at=Q.next.first_day,
        why="Boundaries changed",
        by=evidence.lead,
    )
    assert of(evidence).change(Q, Q.next) == 1


def test_a_break_is_in_the_middle_of_a_year(evidence):
    year = FinancialYear(2024)
    evidence.record(
        *(
            Figure(
                evidence.rate, evidence.home, one, numerator=300, denominator=100_000
            )
            for one in (year, year.next)
        )
    )
    dictionary.mark_break(
        indicator=evidence.rate, at=dt.date(2025, 9, 1), why="New codes",
        by=evidence.lead,
    )  # fmt: skip
    with pytest.raises(AcrossABreak):
        of(evidence, evidence.rate).change(year, year.next)


def test_only_whoever_keeps_figures_records_them(evidence, elmbrook):
    for role in ("data_officer", "board_member", "practitioner:Police"):
        actor = elmbrook.actor(role)
        with acting_as(actor), pytest.raises(NotPermitted):
            observing.record(
                [incidents(evidence, 1)], kind=Batch.Kind.ENTERED, origin="x", by=actor
            )


def test_who_works_with_people_reads_no_series(evidence, elmbrook):
    evidence.record(incidents(evidence, 640))
    actor = elmbrook.actor("practitioner:Police")
    with acting_as(actor), pytest.raises(NotPermitted):
        series_of([evidence.incidents], actor, areas=[evidence.home])


def test_another_partnership_finds_no_figure(evidence, northmere):
    evidence.record(incidents(evidence, 640))
    stranger = northmere.actor("strategic_lead")
    with acting_as(stranger):
        assert not Observation.objects.exists()
        assert not series_of([evidence.incidents], stranger, areas=[evidence.home])
