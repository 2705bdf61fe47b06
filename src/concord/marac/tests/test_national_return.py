"""Facts 4 and 5: cases and not persons, per adult woman, and what a low share means."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from concord.access.actions import hats, locks, partnerships
from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import ALWAYS, Place, days_ago, wear
from concord.cases.actions import cases
from concord.cases.testing import CaseWorld, known
from concord.foundation.periods import Quarter, working_day_on_or_after
from concord.marac.actions import agenda, issuing, planning, repeats, room
from concord.marac.models import AgendaItem, Meeting
from concord.marac.queries.national import Cell, Return, behind, national_return
from concord.marac.testing import coordinator, heard, send_to_marac, sit_down
from concord.partnership.models import Population
from concord.partnership.roles import Role
from concord.people.actions import about, persons
from concord.people.actions.about import About
from concord.people.actions.persons import Known

pytestmark = pytest.mark.django_db

HERE = "/marac/return/"
COORDINATOR = "marac_coordinator"
ARAMINTA = known("Araminta", "Goldsworthy")
CUTHBERT = known("Cuthbert", "Pellow")


@pytest.fixture
def quarter() -> Quarter:
    return Quarter.containing(timezone.localdate())


def held_in(marac: CaseWorld, quarter: Quarter, day: int = 10) -> Meeting:
    """A meeting in this quarter, also in one that is over."""
    on = working_day_on_or_after(quarter.first_day + dt.timedelta(days=day))
    by = coordinator(marac.place)
    with at(on - dt.timedelta(days=1)), acting_as(by):
        return planning.plan(on=on, at=dt.time(9, 30), venue="Room 4", by=by)


@contextmanager
def at(day: dt.date) -> Iterator[None]:
    """What is said inside was said on this day."""
    with days_ago((timezone.localdate() - day).days):
        yield


def hear(
    marac: CaseWorld,
    meeting: Meeting,
    victim: Known = ARAMINTA,
    alleged: Known = CUTHBERT,
    children: int = 0,
    described: About | None = None,
    by_referrer: str = "police",
) -> AgendaItem:
    """A new case that this meeting hears."""
    idva = marac.idva
    with acting_as(idva):
        her = persons.record(known=victim, by=idva)
        him = persons.record(known=alleged, by=idva)
        small = [
            persons.record(known=known(f"Child{n}", "Goldsworthy"), by=idva)
            for n in range(children)
        ]
        case = cases.open_case(victim=her, alleged=[him], children=small, by=idva)
        if described is not None:
            about.describe(person=her, case_id=case.pk, about=described, by=idva)
    world = replace(marac, case=case, victim=her, police=getattr(marac, by_referrer))
    return hear_again(world, meeting)


def hear_again(case: CaseWorld, meeting: Meeting, ago: int = 0) -> AgendaItem:
    """A referral of this case, and the meeting that hears it."""
    work, by = send_to_marac(case, ago=ago), coordinator(case.place)
    with acting_as(by):
        fresh = Meeting.objects.get(pk=meeting.pk)
        fresh.state = Meeting.State.PLANNED  # a second case of a meeting that was held
        fresh.save(update_fields=["state"])
        item = agenda.put_on(work=work, meeting=fresh, by=by)
    return heard(case, item)


def returned(marac: CaseWorld, quarter: Quarter, who: str = "commissioner") -> Return:
    by = marac.place.actor(who)
    with acting_as(by):
        return national_return(quarter, by)


def cell(found: Return, code: str) -> Cell:
    return next(one for one in found.cells if one.field.code == code)


def every_quarter(marac: CaseWorld, quarter: Quarter, quarters: int = 4) -> Meeting:
    """A meeting was held in each of the quarters; the last one is given back."""
    for n in range(1 - quarters, 1):
        meeting = held_in(marac, quarter.plus(n), day=3 + n % 3)
        by = coordinator(marac.place)
        with acting_as(by):
            meeting.state = Meeting.State.HELD
            meeting.save(update_fields=["state"])
    return meeting


# Fact 4 ------------------------------------------------------------------------------


def test_fact_4_cases_are_counted_and_not_persons(
    marac: CaseWorld, quarter: Quarter
) -> None:
    meeting = every_quarter(marac, quarter)
    hear_again(marac, meeting)
    with acting_as(marac.idva):
        other = persons.record(known=known("Ignatius", "Farthingale"), by=marac.idva)
        second = cases.open_case(victim=marac.victim, alleged=[other], by=marac.idva)
    hear_again(replace(marac, case=second), meeting)
    # Two cases of one victim; the first has a child.
    found = returned(marac, quarter)
    assert (found.cases, cell(found, "children").n) == (2, 1)


def test_fact_4_repeats_are_in_the_cases(marac: CaseWorld, quarter: Quarter) -> None:
    meeting = every_quarter(marac, quarter)
    earlier = held_in(marac, quarter.plus(-1), day=40)
    hear_again(marac, earlier, ago=60)
    hear_again(marac, meeting)
    found = returned(marac, quarter)
    repeat = cell(found, "repeat")
    assert (found.cases, repeat.n, repeat.of, repeat.share) == (2, 1, 2, "50.0 %")
    assert repeat.benchmark == "32 %"


def test_fact_4_the_rate_is_per_10_000_women_of_16_and_over(
    marac: CaseWorld, quarter: Quarter
) -> None:
    meeting = every_quarter(marac, quarter)
    for _ in range(3):
        hear(marac, meeting)
    assert returned(marac, quarter).rate == "not known"
    lead = marac.place.actor("administrator")
    year = quarter.last_day.year - 1
    with acting_as(lead):
        for sex, age_from, people in (
            (Population.Sex.FEMALE, 16, 6_000),
            (Population.Sex.ALL, 16, 12_000),
            (Population.Sex.FEMALE, 0, 8_000),
        ):
            partnerships.add_population(
                year=year, sex=sex, age_from=age_from, persons=people,
                source="Invented", by=lead,
            )  # fmt: skip
    found = returned(marac, quarter)
    assert (found.rate, found.benchmark_rate) == ("5.0", "45")  # 3 x 10,000 / 6,000


def test_fact_4_twelve_months_roll_with_the_quarter(
    marac: CaseWorld, quarter: Quarter
) -> None:
    every_quarter(marac, quarter, quarters=8)
    for n, number in ((0, 1), (-3, 2), (-4, 3)):
        meeting = held_in(marac, quarter.plus(n), day=30)
        for _ in range(number):
            hear(marac, meeting)
    found = returned(marac, quarter)
    # 1 + 2 in these twelve months, 3 in those before.
    assert (found.cases, cell(found, "cases").before, found.change) == (3, 3, "+0")
    before = returned(marac, quarter.plus(-1))
    assert before.cases == 5


def test_what_the_room_has_heard_is_in_the_return(
    marac: CaseWorld, quarter: Quarter
) -> None:
    for n in (-3, -2, -1):
        hear(marac, held_in(marac, quarter.plus(n)))
    meeting = held_in(marac, quarter, day=30)
    work, by = send_to_marac(marac), coordinator(marac.place)
    with acting_as(by):
        item = agenda.put_on(work=work, meeting=meeting, by=by)
        issuing.issue(meeting=meeting, by=by)
    sit_down(marac.place, meeting, "Police", "Specialist service")
    with acting_as(by):
        room.start(meeting=meeting, by=by)
        room.call(item=item, by=by)
        room.conclude(item=item, outcome="actions", by=by)
        room.end(meeting=meeting, by=by)
    assert returned(marac, quarter).cases == 4


def test_what_was_not_heard_is_not_counted(marac: CaseWorld, quarter: Quarter) -> None:
    meeting = every_quarter(marac, quarter)
    hear(marac, meeting)
    work, by = send_to_marac(marac), coordinator(marac.place)
    later = held_in(marac, quarter, day=50)
    with acting_as(by):
        item = agenda.put_on(work=work, meeting=later, by=by)
        agenda.withdraw(item=item, why="not_met", by=by)
    assert returned(marac, quarter).cases == 1


# Every field -------------------------------------------------------------------------


def test_every_field_by_hand(marac: CaseWorld, quarter: Quarter) -> None:
    meeting = every_quarter(marac, quarter)
    day = meeting.day
    sixteen = known("Fern", "Pellow", day.replace(year=day.year - 17, day=1))
    hear(
        marac,
        meeting,
        victim=sixteen,
        children=2,
        described=About(
            ethnicity="arab", disability="yes", sexual_orientation="bisexual"
        ),
    )
    hear(
        marac,
        meeting,
        victim=replace(known("Basil", "Goldsworthy"), sex="male"),
        alleged=known("Cuthbert", "Pellow", day.replace(year=day.year - 17, day=1)),
        described=About(
            ethnicity="white_british", disability="no", sexual_orientation="straight"
        ),
        by_referrer="housing",
    )
    hear(marac, meeting, children=1, by_referrer="health")
    hear(
        marac,
        meeting,
        described=About(ethnicity="prefers_not", gender_as_registered="no"),
    )
    found = returned(marac, quarter)
    got = {one.field.code: (one.n, one.share, one.not_recorded) for one in found.cells}
    assert got["cases"] == (4, "", 0)
    assert got["children"] == (3, "", 0)
    assert got["repeat"] == (0, "0.0 %", 0)
    assert got["partner"] == (2, "50.0 %", 0)
    assert got["minoritised"] == (1, "25.0 %", 2)
    assert got["lgbt"] == (2, "50.0 %", 1)
    assert got["disability"] == (1, "25.0 %", 2)
    assert got["male"] == (1, "25.0 %", 3)
    assert got["age"] == (1, "25.0 %", 3)
    assert got["young_harm"] == (1, "25.0 %", 3)
    assert got["agency_police"] == (2, "50.0 %", 0)
    assert got["agency_housing"] == (1, "25.0 %", 0)
    assert got["agency_health"] == (1, "25.0 %", 0)
    assert got["agency_none"] == (0, "0.0 %", 0)


def test_an_overridden_repeat_counts_as_the_coordinator_says(
    marac: CaseWorld, quarter: Quarter
) -> None:
    item = hear(marac, every_quarter(marac, quarter))
    by = coordinator(marac.place)
    with acting_as(by):
        repeats.override(item=item, is_a_repeat=True, why="In Northmere.", by=by)
    assert cell(returned(marac, quarter), "repeat").n == 1


# A missing quarter -------------------------------------------------------------------


def test_the_quarter_before_stands_in_for_one_that_is_missing(
    marac: CaseWorld, quarter: Quarter
) -> None:
    for n in (-3, -2, 0):  # none in -1
        hear(marac, held_in(marac, quarter.plus(n)))
    hear(marac, held_in(marac, quarter.plus(-2), day=40))
    found = returned(marac, quarter)
    # 1 + 2 + (2 again) + 1
    assert found.cases == 6
    assert found.missing == [quarter.plus(-1)]


def test_two_missing_quarters_and_there_is_no_figure(
    marac: CaseWorld, quarter: Quarter
) -> None:
    for n in (-3, 0):
        hear(marac, held_in(marac, quarter.plus(n)))
    found = returned(marac, quarter)
    assert (found.is_dropped, found.cells, found.rate) == (True, [], "not known")
    page = as_(marac.place, "commissioner").get(HERE, {"quarter": quarter.code}).text
    assert "No figure" in page


# Fact 5, and the page ----------------------------------------------------------------


def as_(place: Place, role: str) -> Client:
    return wear(Client(), place.hats[role])


def test_fact_5_the_page_says_that_few_repeats_are_not_by_themselves_good(
    marac: CaseWorld, quarter: Quarter
) -> None:
    hear(marac, every_quarter(marac, quarter))
    page = as_(marac.place, "commissioner").get(HERE, {"quarter": quarter.code}).text
    assert "Few repeats may mean that few were flagged" in page
    assert "32 %" in page
    assert "not known" in page  # the rate, without a number of women


def test_what_is_due_is_shown_first_and_a_running_quarter_says_so(
    marac: CaseWorld, quarter: Quarter
) -> None:
    client = as_(marac.place, "commissioner")
    assert "This quarter is not over" not in client.get(HERE).text
    assert "This quarter is not over" in client.get(HERE + f"?quarter={quarter}").text


def test_the_file_has_the_fields_in_the_order_of_the_list(
    marac: CaseWorld, quarter: Quarter
) -> None:
    hear(marac, every_quarter(marac, quarter))
    client = as_(marac.place, "data_officer")
    text = client.get(HERE, {"export": "csv", "quarter": quarter.code}).content.decode(
        "utf-8-sig"
    )
    labels = [line.split(",")[0] for line in text.splitlines()][1:6]
    assert labels[:4] == [
        "Cases",
        "Change in cases",
        "Children in these cases",
        '"Cases per 10',
    ]
    book = client.get(HERE, {"export": "xlsx", "quarter": quarter.code})
    content = b"".join(book) if book.streaming else book.content  # type: ignore[arg-type]
    assert zipfile.ZipFile(io.BytesIO(content)).namelist()


# Who may see it ----------------------------------------------------------------------


def test_the_figures_are_for_those_who_see_no_people(
    marac: CaseWorld, quarter: Quarter
) -> None:
    for role, status in (
        ("strategic_lead", 200),
        ("commissioner", 200),
        ("data_officer", 200),
        (COORDINATOR, 404),
        ("practitioner:Police", 404),
        ("auditor", 404),
        ("board_member", 404),
    ):
        assert as_(marac.place, role).get(HERE).status_code == status, role
    with pytest.raises(NotPermitted):
        returned(marac, quarter, COORDINATOR)


def test_a_commissioner_who_works_with_people_elsewhere_sees_no_figure(
    marac: CaseWorld, quarter: Quarter
) -> None:
    job = Actor.from_job("access.setup", marac.place.partnership.pk)
    with acting_as(job):
        hats.give(
            account=marac.place.hats["commissioner"].account,
            team=marac.place.teams["Housing"],
            role=Role.PRACTITIONER,
            valid=ALWAYS,
            by=job,
        )
    with pytest.raises(NotPermitted):
        returned(marac, quarter)


def test_the_database_gives_no_figure_to_whoever_sees_people(
    marac: CaseWorld,
) -> None:
    for role in (COORDINATOR, "practitioner:Police"):
        with acting_as(marac.place.actor(role)):
            for name in ("marac_counts", "marac_facts"):
                with pytest.raises(DatabaseError), transaction.atomic():
                    ask(name)


def test_nobody_but_the_coordinator_learns_what_is_behind(
    marac: CaseWorld, quarter: Quarter, northmere: Place
) -> None:
    hear(marac, every_quarter(marac, quarter))
    for actor in (
        marac.police,
        marac.place.actor("commissioner"),
        northmere.actor(COORDINATOR),
    ):
        with acting_as(actor):
            assert ask("marac_behind") == []
    for role in ("practitioner:Police", "commissioner", "administrator"):
        assert as_(marac.place, role).get(f"{HERE}codes/").status_code == 404


def test_the_coordinator_lists_the_codes_behind_each_cell(
    marac: CaseWorld, quarter: Quarter
) -> None:
    meeting = every_quarter(marac, quarter)
    one = hear(marac, meeting, children=1)
    two = hear(marac, meeting, described=About(ethnicity="arab"))
    by = coordinator(marac.place)
    with acting_as(by):
        found = {b.field.code: {i.code for i in b.items} for b in behind(quarter, by)}
    assert found["cases"] == {one.code, two.code}
    assert found["children"] == {one.code}
    assert found["minoritised"] == {two.code}
    page = (
        as_(marac.place, COORDINATOR).get(f"{HERE}codes/?quarter={quarter.code}").text
    )
    assert one.code in page
    assert "Goldsworthy" not in page


def test_who_is_locked_out_of_a_case_finds_neither_code_nor_number(
    marac: CaseWorld, quarter: Quarter
) -> None:
    meeting = every_quarter(marac, quarter)
    item = hear_again(marac, meeting)
    other = hear(marac, meeting)
    with acting_as(marac.idva):
        locks.lock_out(
            account=marac.place.hats[COORDINATOR].account,
            person_id=marac.victim.pk,
            why="Her cousin",
            by=marac.idva,
        )
    page = (
        as_(marac.place, COORDINATOR).get(f"{HERE}codes/?quarter={quarter.code}").text
    )
    assert other.code in page
    assert item.code not in page
    # The figure for those who see no people is the same as before.
    assert returned(marac, quarter).cases == 2


def ask(name: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM access.{name}(%s, %s)",  # noqa: S608 (constants)
            [dt.date(2000, 1, 1), dt.date(2100, 1, 1)],
        )
        return list(cursor.fetchall())
