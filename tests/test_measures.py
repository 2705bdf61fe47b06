"""Facts that rooms give: the same numbers as their own pages, counted once."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import locks
from concord.access.actor import PRINCIPALS, Actor, acting_as
from concord.access.measures import MEASURES
from concord.access.testing import Place, days_ago, wear
from concord.cases.models import Case
from concord.cases.testing import CaseWorld
from concord.evidence.actions import counting, keeping
from concord.evidence.actions.observing import Figure
from concord.evidence.jobs.measures import count_indicator, count_partnership
from concord.evidence.models import Batch, Indicator, IndicatorVersion, Observation
from concord.evidence.testing import Evidence, make_evidence
from concord.foundation.periods import Quarter
from concord.frontdoor.queries.figures import figures
from concord.frontdoor.tests.test_figures import lines, refer
from concord.marac.queries.governance import governance
from concord.marac.tests.test_national_return import (
    cell,
    every_quarter,
    hear,
    hear_again,
    returned,
)

pytestmark = pytest.mark.django_db

COUNTED_BY = ("marac_counts", "marac_governance", "front_door_counts",
              "front_door_moments")  # fmt: skip


@pytest.fixture
def quarter() -> Quarter:
    """The quarter that runs: what is done in a test happens in it."""
    return Quarter.containing(timezone.localdate())


@pytest.fixture
def dictionary(elmbrook: Place) -> Evidence:
    """The dictionary of Elmbrook, with nobody acting."""
    return make_evidence(elmbrook)


def job(dictionary: Evidence) -> Actor:
    return Actor.from_job("evidence.measures", dictionary.place.partnership.pk)


def of(dictionary: Evidence, measure: str, **meaning: object) -> Indicator:
    """An indicator that this measure fills: a share where it can be one."""
    found = MEASURES[measure]
    share = {"multiplier": "percent", "denominator": found.of} if found.of else {}
    with acting_as(dictionary.lead):
        return keeping.define(
            code=measure.replace(".", "-"),
            title=found.label,
            numerator=found.label,
            unit=found.unit,
            measure=measure,
            **(share | meaning),
            by=dictionary.lead,
        )


def count(dictionary: Evidence, indicator: Indicator, today: dt.date) -> int:
    """As the job does on a day."""
    with acting_as(job(dictionary)) as by:
        return counting.count(indicator=indicator, today=today, by=by)


def soon_after(quarter: Quarter) -> dt.date:
    """When a quarter is over, and not settled."""
    return quarter.next.first_day + dt.timedelta(days=5)


def counted(dictionary: Evidence, indicator: Indicator) -> dict[str, tuple]:
    """By group, "" for everybody: what the newest vintage says."""
    with acting_as(dictionary.lead):
        rows = Observation.objects.filter(indicator=indicator).order_by("vintage")
        return {
            row.category.code if row.category else "": (row.numerator, row.denominator)
            for row in rows.select_related("category")
        }


# The same numbers --------------------------------------------------------------------


def test_referrals_are_counted_as_on_the_page_of_figures(
    front_door: Place, dictionary: Evidence, quarter: Quarter
) -> None:
    refer(front_door)
    refer(front_door, source="self", abuse=("economic",))
    refer(front_door, abuse=())
    received = of(dictionary, "frontdoor.received")
    new = count(dictionary, received, soon_after(quarter))
    by_self = of(dictionary, "frontdoor.self")
    count(dictionary, by_self, soon_after(quarter))
    found = counted(dictionary, received)
    commissioner = front_door.actor("commissioner")
    with acting_as(commissioner):
        page = figures(quarter, commissioner)
    assert (found[""], found["female"][0] + found["male"][0]) == ((3, None), 0)
    assert lines(page, "abuse") == {
        "Physical": found["physical"][0],
        "Controlling or coercive": found["controlling"][0],
        "Economic": found["economic"][0],
        "Not recorded": 1,
    }
    assert lines(page, "age") == {"35 to 44": found["35_44"][0]}
    # A group that nobody is in is nought, and not unknown.
    assert found["55_64"] == (0, None)
    assert new == 1 + len(MEASURES["frontdoor.received"].groups)
    assert counted(dictionary, by_self) == {"": (1, 3)}


def test_cases_are_counted_as_in_the_national_return(
    marac: CaseWorld, dictionary: Evidence, quarter: Quarter
) -> None:
    meeting = every_quarter(marac, quarter)
    hear_again(marac, meeting)
    hear(marac, meeting, by_referrer="idva")
    page = returned(marac, quarter)
    for code in ("repeat", "partner", "minoritised", "male", "age", "young_harm"):
        indicator = of(dictionary, f"marac.{code}")
        count(dictionary, indicator, soon_after(quarter))
        expected = cell(page, code)
        assert counted(dictionary, indicator) == {"": (expected.n, expected.of)}, code
    cases = of(dictionary, "marac.cases")
    count(dictionary, cases, soon_after(quarter))
    found = counted(dictionary, cases)
    assert found[""] == (page.cases, None) == (2, None)
    assert found["police"][0] == cell(page, "agency_police").n == 1
    assert found["specialist"][0] == cell(page, "agency_specialist").n == 1


def test_kinds_of_abuse_are_counted_as_for_governance(
    marac: CaseWorld, dictionary: Evidence, quarter: Quarter
) -> None:
    meeting = every_quarter(marac, quarter)
    hear_again(marac, meeting)
    commissioner = marac.place.actor("commissioner")
    with acting_as(commissioner):
        page = {one.code: one for one in governance(quarter, commissioner).abuse}
    for code in ("coercive", "familial"):
        indicator = of(dictionary, f"marac.{code}")
        count(dictionary, indicator, soon_after(quarter))
        [(n, whole)] = counted(dictionary, indicator).values()
        assert (str(n), whole) == (page[code].number, 1), code


def test_somebody_who_is_kept_from_a_case_changes_no_count(
    marac: CaseWorld, dictionary: Evidence, quarter: Quarter
) -> None:
    hear_again(marac, every_quarter(marac, quarter))
    with acting_as(marac.idva):
        locks.lock_out(
            account=marac.place.hats["marac_coordinator"].account,
            person_id=marac.victim.pk,
            why="Her cousin",
            by=marac.idva,
        )
    cases = of(dictionary, "marac.cases")
    count(dictionary, cases, soon_after(quarter))
    assert counted(dictionary, cases)[""] == (1, None)


# Who may count -----------------------------------------------------------------------


def ask(function: str) -> None:
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(
            f"SELECT * FROM access.{function}(%s, %s)",  # noqa: S608 (constants)
            [dt.date(2020, 1, 1), dt.date(2030, 1, 1)],
        )
        cursor.fetchall()


@pytest.mark.parametrize("function", COUNTED_BY)
def test_the_database_lets_one_job_count_and_no_other(
    dictionary: Evidence, function: str
) -> None:
    here = dictionary.place.partnership.pk
    let_in = set()
    for principal in PRINCIPALS:
        with acting_as(Actor.from_job(principal, here)):
            try:
                ask(function)
            except DatabaseError:
                continue
            let_in.add(principal)
    assert let_in == {"evidence.measures"}


def test_hats_count_as_they_did_before(dictionary: Evidence) -> None:
    for role, may in (("commissioner", True), ("practitioner:Police", False),
                      ("agency_lead", False), ("administrator", False)):  # fmt: skip
        with acting_as(dictionary.place.actor(role)):
            if may:
                ask("front_door_counts")
                continue
            with pytest.raises(DatabaseError):
                ask("front_door_counts")


def test_the_job_that_counts_sees_no_case(
    marac: CaseWorld, dictionary: Evidence
) -> None:
    with acting_as(job(dictionary)):
        assert not Case.objects.exists()


# Vintages ----------------------------------------------------------------------------


def test_counting_again_writes_nothing_and_late_entries_are_the_next_vintage(
    front_door: Place, dictionary: Evidence, quarter: Quarter
) -> None:
    refer(front_door)
    share = of(dictionary, "frontdoor.self")
    day = soon_after(quarter)
    assert count(dictionary, share, day) == 1
    assert count(dictionary, share, day) == 0
    refer(front_door, source="self")
    assert count(dictionary, share, day) == 1
    with acting_as(dictionary.lead):
        rows = Observation.objects.filter(indicator=share).order_by("vintage")
        found = rows.values_list("numerator", "denominator", "vintage", "status")
        assert list(found) == [(0, 1, 1, "provisional"), (1, 2, 2, "provisional")]
        kinds = Batch.objects.values_list("kind", "principal", "by")
        assert list(kinds) == [("measure", "evidence.measures", None)] * 2


def test_a_count_is_final_when_the_quarter_after_is_over(
    front_door: Place, dictionary: Evidence, quarter: Quarter
) -> None:
    refer(front_door)
    share = of(dictionary, "frontdoor.self")
    settled = quarter.next.last_day
    for day in (soon_after(quarter), settled, settled + dt.timedelta(days=1)):
        count(dictionary, share, day)
    with acting_as(dictionary.lead):
        rows = Observation.objects.filter(
            indicator=share, period_start=quarter.first_day
        ).order_by("vintage")
        assert list(rows.values_list("status", flat=True)) == ["provisional", "final"]


def test_quarters_before_the_first_count_are_left_out_and_later_ones_are_nought(
    front_door: Place, dictionary: Evidence, quarter: Quarter
) -> None:
    refer(front_door)
    received = of(dictionary, "frontdoor.received")
    count(dictionary, received, soon_after(quarter.plus(2)))
    with acting_as(dictionary.lead):
        rows = Observation.objects.filter(indicator=received, category=None)
        found = dict(rows.values_list("period_start", "numerator"))
    assert found == {
        quarter.first_day: 1,
        quarter.next.first_day: 0,
        quarter.plus(2).first_day: 0,
    }


def test_what_people_have_recorded_of_a_period_is_not_counted_over(
    front_door: Place, dictionary: Evidence, quarter: Quarter
) -> None:
    refer(front_door)
    received = of(dictionary, "frontdoor.received")
    typed = Figure(received, dictionary.home, quarter, numerator=12)
    dictionary.record(typed)
    assert count(dictionary, received, soon_after(quarter)) == 0
    assert counted(dictionary, received) == {"": (12, None)}


def test_a_quarter_that_runs_is_not_counted(
    front_door: Place, dictionary: Evidence, quarter: Quarter
) -> None:
    refer(front_door)
    received = of(dictionary, "frontdoor.received")
    assert count(dictionary, received, quarter.last_day) == 0


# What a measure can fill -------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "meaning", "says"),
    [
        ("marac.cases", {"is_rolling": True}, "separate periods"),
        (
            "marac.cases",
            {"multiplier": "per_10000", "denominator": "women"},
            "Cases heard is a count, and nothing else",
        ),
        (
            "marac.repeat",
            {"multiplier": "per_1000"},
            "is a count, or a percentage of cases heard",
        ),
    ],
)
def test_a_measure_that_does_not_fit_is_refused(
    dictionary: Evidence, measure: str, meaning: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValidationError, match=says) as told:
        of(dictionary, measure, **meaning)
    assert set(told.value.message_dict) == {"measure"}


def test_a_rolling_version_is_not_counted(
    front_door: Place, dictionary: Evidence, quarter: Quarter
) -> None:
    refer(front_door)
    received = of(dictionary, "frontdoor.received")
    with acting_as(dictionary.lead):
        version = IndicatorVersion.objects.get(indicator=received)
        version.is_rolling = True
        version.save()
    assert count(dictionary, received, soon_after(quarter)) == 0


def test_every_measure_counts_what_it_declares(
    marac: CaseWorld, dictionary: Evidence, quarter: Quarter
) -> None:
    with acting_as(job(dictionary)):
        for one in MEASURES.values():
            counts = one.count(quarter.first_day, quarter.last_day)
            assert [c.group for c in counts if c.group] == list(one.groups), one.code
            assert [c for c in counts if c.group is None], one.code
            assert all((c.of is not None) == bool(one.of) for c in counts), one.code


# Jobs and pages ----------------------------------------------------------------------


def words(answer: Any) -> str:
    page = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(page).split())


def test_the_job_of_the_night_counts_what_measures_fill(
    front_door: Place, dictionary: Evidence
) -> None:
    with days_ago(120):
        refer(front_door)
    share, received = (
        of(dictionary, "frontdoor.self"),
        of(dictionary, "frontdoor.received"),
    )
    here = front_door.partnership.pk
    count_indicator(partnership_id=here, indicator_id=share.pk)
    assert counted(dictionary, share) == {"": (0, 1)}
    assert counted(dictionary, received) == {}
    count_partnership(partnership_id=here)
    assert counted(dictionary, received)[""] == (1, None)


def test_the_page_says_who_counted_and_leads_to_what_it_is_made_of(
    client: Client, dictionary: Evidence
) -> None:
    indicator = of(dictionary, "marac.repeat")
    there = reverse("evidence:entry", args=[indicator.pk])
    for role, leads in (("commissioner", True), ("agency_lead", False)):
        page = wear(client, dictionary.place.hats[role]).get(there)
        assert (
            "Counted by Concord from MARAC, definition v1: Repeats among cases heard"
            in words(page)
        )
        assert (reverse("marac:governance") in page.content.decode()) is leads


def test_counting_now_is_left_to_the_job(client: Client, dictionary: Evidence) -> None:
    filled, other = of(dictionary, "marac.repeat"), dictionary.incidents
    browser = wear(client, dictionary.place.hats["strategic_lead"])
    answer = browser.post(reverse("evidence:count_now", args=[filled.pk]), follow=True)
    assert "Concord counts now" in words(answer)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs"
            " WHERE task_name = 'evidence.count_indicator'"
        )
        assert len(cursor.fetchall()) == 1
    there = reverse("evidence:count_now", args=[other.pk])
    assert browser.post(there).status_code == 404
    board = wear(client, dictionary.place.hats["board_member"])
    again = reverse("evidence:count_now", args=[filled.pk])
    assert board.post(again).status_code == 404
