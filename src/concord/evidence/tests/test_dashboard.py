from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from concord.access.actions import hats
from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import ALWAYS, wear
from concord.evidence.actions import dictionary
from concord.evidence.actions.observing import Figure
from concord.evidence.models import Category, Indicator, Unit
from concord.evidence.pictures import control_svg
from concord.evidence.queries.dashboard import Asked, Card, Dashboard, dashboard
from concord.evidence.testing import Evidence
from concord.foundation.documents.control_chart import COLOURS
from concord.foundation.documents.strokes import BAND
from concord.foundation.periods import FinancialYear, Month, Quarter, TwelveMonths
from concord.foundation.statistics.control import State, Verdict
from concord.partnership.roles import Role

RISING = [98, 103, 95, 101, 99, 104, 97, 100, 102, 96, 141, 150]
LAST = Quarter.containing(dt.date.today()).previous  # noqa: DTZ011


def fill(evidence: Evidence, counts: list[int | None], **more: object) -> None:
    first = LAST.plus(1 - len(counts))
    evidence.record(
        *(
            Figure(evidence.incidents, evidence.home, first.plus(n), numerator=count)
            for n, count in enumerate(counts)
            if count is not None
        )
    )


def phase(evidence: Evidence, direction: str, of: Indicator | None = None) -> None:
    years = dictionary.add_phase(
        label="Years 1 to 3",
        first_day=dt.date(2020, 4, 1),
        last_day=dt.date(2040, 3, 31),
        by=evidence.lead,
    )
    dictionary.want(
        indicator=of or evidence.incidents,
        phase=years,
        direction=direction,
        by=evidence.lead,
    )


def see(evidence: Evidence, role: str = "strategic_lead", **asked: str) -> Dashboard:
    actor = evidence.place.actor(role)
    with acting_as(actor):
        return dashboard(Asked(**asked), evidence.place.partnership, actor)


def card(evidence: Evidence, code: str = "incidents", **asked: str) -> Card:
    found = see(evidence, **asked).cards
    return next(one for one in found if one.indicator.code == code)


@pytest.mark.parametrize(
    ("direction", "verdict", "word"),
    [("up", "improving", "Better"), ("down", "worsening", "Worse")],
)
def test_whether_a_rise_is_good_is_said_by_the_phase(
    evidence, direction, verdict, word
):
    fill(evidence, RISING)
    phase(evidence, direction)
    found = card(evidence).judged
    assert (found.verdict, found.now) == (Verdict(verdict), "150")
    assert found.headline.startswith(word)


def test_a_rise_that_nobody_asked_for_is_a_change_and_no_praise(evidence):
    fill(evidence, RISING)
    assert card(evidence).verdict is Verdict.CHANGED


def test_usual_ups_and_downs_are_no_change(evidence):
    fill(evidence, [*RISING[:10], 103, 98])
    phase(evidence, "up")
    assert card(evidence).verdict is Verdict.NO_CHANGE
    assert see(evidence).talk == []


def test_few_points_are_not_judged(evidence):
    fill(evidence, [5, 6, 7])
    assert card(evidence).verdict is Verdict.TOO_FEW


def test_after_a_change_of_recording_nothing_is_compared(evidence):
    fill(evidence, RISING)
    dictionary.mark_break(
        indicator=evidence.incidents,
        at=LAST.previous.first_day,
        why="A new system",
        by=evidence.lead,
    )
    assert card(evidence).verdict is Verdict.BROKEN


def test_a_missing_quarter_is_said_and_never_zero(evidence):
    fill(evidence, [*RISING[:10], None, 100])
    found = card(evidence).judged
    assert found.quality.words == "1 period missing in the last year"
    assert [point.value for point in found.chart.points][-2:] == [None, 100]


def test_a_figure_that_is_late_is_said(evidence):
    fill(evidence, RISING)
    found = card(evidence).judged
    assert found.quality.bars == 3
    earlier = see(evidence, quarter=LAST.previous.code)
    assert earlier.quarter == LAST.previous
    assert earlier.cards[0].judged.now == "141"


def test_the_interval_of_a_count_a_share_and_a_rate(evidence):
    evidence.record(
        Figure(evidence.incidents, evidence.home, LAST, numerator=138),
        Figure(evidence.repeats, evidence.home, LAST, numerator=7, denominator=20),
        Figure(
            evidence.rate,
            evidence.home,
            FinancialYear.containing(LAST.first_day).previous,
            numerator=9,
            denominator=1_000,
        ),
    )
    assert card(evidence).judged.interval == "116 to 163"  # Byar
    assert card(evidence, "repeats").judged.interval == "18.1% to 56.7%"  # Wilson
    phase(evidence, "up", of=evidence.rate)
    assert card(evidence, "rate").judged.interval == "4.1 to 17.1"  # exact Poisson


def test_a_benchmark_that_disagrees_with_the_direction_is_shown_beside_it(evidence):
    """Fact 5 of the domain reference: a falling repeat rate is not simply good."""
    first = LAST.plus(-11)
    evidence.record(
        *(
            Figure(
                evidence.repeats,
                evidence.home,
                first.plus(n),
                numerator=top,
                denominator=100,
            )
            for n, top in enumerate([25, 27, 24, 26, 25, 28, 26, 24, 27, 25, 40, 41])
        )
    )
    dictionary.add_benchmark(
        indicator=evidence.repeats,
        label="National",
        value=Decimal(32),
        source="Invented",
        reading_words="A low rate may mean that few are flagged",
        by=evidence.lead,
    )
    client = wear(Client(), evidence.place.hats["board_member"])
    page = client.get(reverse("evidence:dashboard")).content.decode()
    assert "National 32%" in page
    assert "A low rate may mean that few are flagged" in page


def test_counts_of_two_areas_are_not_compared_but_shares_are(evidence):
    evidence.record(
        *(
            Figure(evidence.incidents, area, LAST, numerator=9)
            for area in (evidence.home, evidence.region)
        ),
        *(
            Figure(evidence.repeats, area, LAST, numerator=n, denominator=10)
            for n, area in ((3, evidence.home), (4, evidence.region))
        ),
    )
    assert card(evidence, compare="parent").judged.parent_words == ""
    assert card(evidence, "repeats", compare="parent").judged.parent_words == "40.0%"
    assert card(evidence, "repeats").judged.parent_words == ""


def test_who_sees_people_finds_no_dashboard(evidence):
    for role in ("practitioner:Police", "marac_coordinator"):
        with pytest.raises(NotPermitted):
            see(evidence, role)
        client = wear(Client(), evidence.place.hats[role])
        assert client.get(reverse("evidence:dashboard")).status_code == 404


def test_wards_and_groups_of_persons_are_for_those_who_prepare(evidence):
    board, lead = see(evidence, "board_member"), see(evidence)
    assert [area.name for area in lead.choices.areas if area.kind == "ward"]
    assert not [area.name for area in board.choices.areas if area.kind == "ward"]
    assert board.choices.groups == []
    assert evidence.women in lead.choices.groups
    asked = see(evidence, "board_member", group=str(evidence.women.pk), area="W1")
    assert (asked.group, asked.area) == (None, evidence.home)


def test_a_ward_is_never_crossed_with_a_characteristic(evidence):
    ward = evidence.wards[0]
    evidence.record(Figure(evidence.incidents, ward, LAST, evidence.women, numerator=7))
    found = card(evidence, area="W1", group=str(evidence.women.pk))
    assert found.judged.series is None


def groups(evidence: Evidence, women: int, men: int, unknown: int = 0) -> None:
    known = dictionary.add_category(
        dimension="sex",
        code="unknown",
        label="Not recorded",
        no_answer=True,
        by=evidence.lead,
    )
    helped = dictionary.define(
        code="helped",
        title="People helped",
        numerator="People who were helped",
        unit="person",
        by=evidence.lead,
    )
    residents = dictionary.define(
        code="residents",
        title="Residents",
        numerator="Residents",
        unit="person",
        frequency="year",
        is_population=True,
        by=evidence.lead,
    )
    year = FinancialYear.containing(LAST.first_day).previous
    counted: list[tuple[Category, int]] = [
        (evidence.women, women),
        (evidence.men, men),
        (known, unknown),
    ]
    evidence.record(
        *(Figure(helped, evidence.home, LAST, one, numerator=n) for one, n in counted),
        *(
            Figure(residents, evidence.home, year, one, numerator=50_000)
            for one in (evidence.women, evidence.men)
        ),
    )


def test_a_group_that_is_reached_less_than_it_lives_here_is_named(evidence):
    groups(evidence, women=180, men=20, unknown=9)
    found = see(evidence, dimension="sex").reach
    assert [(one.category.label, one.people) for one in found.groups] == [
        ("Women", 180),
        ("Men", 20),
    ]
    assert [one.category.label for one in found.under] == ["Men"]
    assert (found.total, found.not_recorded) == (209, 9)


def test_the_board_sees_groups_rounded_and_few_hidden(evidence):
    groups(evidence, women=183, men=3, unknown=2)
    found = see(evidence, "board_member", dimension="sex").reach
    assert found.is_rounded
    assert [one.people for one in found.groups] == [None, None]
    assert (found.total, found.not_recorded) == (190, None)
    assert see(evidence, dimension="sex").reach.total == 188


def test_residents_are_no_indicator_of_the_dashboard(evidence):
    groups(evidence, women=180, men=20)
    assert "Residents" not in [one.title for one in see(evidence).cards]


def test_the_queries_are_the_same_for_a_few_figures_and_for_many(
    evidence, django_assert_num_queries
):
    fill(evidence, [100])
    actor = evidence.lead
    with acting_as(actor):
        place = evidence.place.partnership
        dashboard(Asked(), place, actor)
    groups(evidence, women=180, men=20)
    for n in range(12):
        dictionary.define(
            code=f"more-{n}", title=f"More {n}", numerator="x", unit="case",
            by=evidence.lead,
        )  # fmt: skip
    fill(evidence, RISING)
    with acting_as(actor), django_assert_num_queries(17):
        dashboard(Asked(), place, actor)


def test_an_indicator_page_says_what_each_figure_is_made_of(evidence):
    fill(evidence, RISING)
    fill(evidence, [151])
    client = wear(Client(), evidence.place.hats["board_member"])
    page = client.get(reverse("evidence:indicator", args=[evidence.incidents.pk]))
    text = page.content.decode()
    for words in ("151", "vintage 2", "An invented report", "Republished"):
        assert words in text


def test_an_indicator_of_another_partnership_is_not_there(evidence, northmere):
    client = wear(Client(), northmere.hats["strategic_lead"])
    there = reverse("evidence:indicator", args=[evidence.incidents.pk])
    assert client.get(there).status_code == 404


def test_every_figure_leaves_as_a_table(evidence):
    fill(evidence, RISING)
    client = wear(Client(), evidence.place.hats["board_member"])
    answer = client.get(reverse("evidence:dashboard"), {"export": "csv"})
    assert "Incidents reported" in answer.content.decode("utf-8-sig")
    assert "125 to 176" not in answer.content.decode()  # 150: Byar, below
    assert "127 to 176" in answer.content.decode()


def test_who_sees_people_in_another_hat_finds_no_dashboard(evidence, elmbrook):
    """Exact figures beside one's own lists would tell that something is missing."""
    board = elmbrook.hats["board_member"]
    page = reverse("evidence:dashboard")
    assert wear(Client(), board).get(page).status_code == 200
    way_in = f'href="{page}"'
    assert way_in in wear(Client(), board).get(reverse("all_rooms")).content.decode()
    job = Actor.from_job("access.setup", elmbrook.partnership.pk)
    with acting_as(job):
        hats.give(
            account=board.account,
            team=elmbrook.teams["Housing"],
            role=Role.PRACTITIONER,
            valid=ALWAYS,
            by=job,
        )
    client = wear(Client(), board)
    assert client.get(page).status_code == 404
    assert way_in not in client.get(reverse("all_rooms")).content.decode()


def test_a_yearly_figure_of_which_nothing_is_wanted_is_of_the_local_picture(evidence):
    assert "rate" not in [one.indicator.code for one in see(evidence).cards]
    phase(evidence, "down", of=evidence.rate)
    assert "rate" in [one.indicator.code for one in see(evidence).cards]


@pytest.fixture
def rolling(evidence) -> Indicator:
    made = dictionary.define(
        code="rolling",
        title="Domestic homicides",
        numerator="Homicides in the twelve months to the end of the quarter",
        unit=Unit.INCIDENT,
        frequency="quarter",
        is_rolling=True,
        priority="Pursue",
        by=evidence.lead,
    )
    first = LAST.plus(-13)
    counts = [30, 31, 33, 36, 40, 44, 47, 49, 50, 51, 53, 56, 60, 64]
    evidence.record(
        *(
            Figure(made, evidence.home, first.plus(n), numerator=count)
            for n, count in enumerate(counts)
        )
    )
    return made


def test_overlapping_years_are_a_plain_line_and_not_judged(evidence, rolling):
    """They rise for years, and a control chart of them would say so by chance too."""
    phase(evidence, "down", of=rolling)
    found = card(evidence, "rolling").judged
    assert found.chart is None
    assert found.verdict is Verdict.TOO_FEW
    assert "neighbours overlap" in found.headline
    drawn = control_svg(found)
    assert "64" in drawn
    assert BAND not in drawn
    assert COLOURS[State.WORSE] not in drawn


def test_the_page_of_overlapping_years_says_why_there_is_no_band(evidence, rolling):
    client = wear(Client(), evidence.place.hats["board_member"])
    text = client.get(reverse("evidence:indicator", args=[rolling.pk])).content.decode()
    assert "changes in pure chance" in text
    assert "eight in a row" not in text
    ends = Month.containing(LAST.last_day).short
    assert f"Year to {ends}" in text


def test_twelve_months_that_overlap_are_not_judged_either(evidence):
    made = dictionary.define(
        code="year-to", title="Offences in a year", numerator="Offences",
        unit=Unit.OFFENCE, frequency="twelve_months", by=evidence.lead,
    )  # fmt: skip
    evidence.record(
        *(
            Figure(made, evidence.home, TwelveMonths(year, month), numerator=40 + month)
            for year in (2021, 2022)
            for month in (1, 7)
        )
    )
    client = wear(Client(), evidence.place.hats["board_member"])
    page = client.get(reverse("evidence:indicator", args=[made.pk]))
    assert "neighbours overlap" in page.content.decode()
    assert "Jul 2022 to Jun 2023" in page.content.decode()


def test_periods_of_the_table_are_short_by_their_kind(evidence):
    fill(evidence, RISING)
    client = wear(Client(), evidence.place.hats["board_member"])
    there = reverse("evidence:indicator", args=[evidence.incidents.pk])
    text = client.get(there).content.decode()
    row = text[text.index("Against the usual range") :]
    assert LAST.short in row
    assert LAST.label not in row
