"""How the MARAC works, over an invented year of which every figure is known by hand.

Facts 4, 5 and 6 of the domain reference have tests named after them here and in
test_national_return; fact 3 in test_repeats.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from concord.access.actions import hats, locks, partnerships
from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import ALWAYS, Place, days_ago, wear
from concord.cases.actions import cases
from concord.cases.testing import CaseWorld, arrange, known
from concord.foundation.periods import Quarter, working_day_on_or_after
from concord.frontdoor.said import Said
from concord.frontdoor.testing import SAID, stand
from concord.marac.actions import agreed_actions, minutes, planning, research, room
from concord.marac.actions.governance import say_posts
from concord.marac.models import AgendaItem, Meeting, Research, Staffing
from concord.marac.queries.governance import Figure, Governance, TeamLine, governance
from concord.marac.queries.governance.lines import about_persons
from concord.marac.testing import (
    coordinator,
    on_issued_agenda,
    seat,
    send_to_marac,
    sit_down,
)
from concord.marac.tests.test_national_return import ask, at
from concord.partnership.models import Population
from concord.partnership.roles import Role
from concord.people.actions import about, links, persons
from concord.people.actions.about import About

pytestmark = pytest.mark.django_db

HERE = "/marac/governance/"
COORDINATOR = "marac_coordinator"
BOARD = "board_member"
ALLEGED = 1  # who it is among the people of a referral


def said(abuse: tuple[str, ...], relation: str) -> Said:
    """A referral that names these kinds of abuse, and what he is to her."""
    people = list(SAID.people)
    people[ALLEGED] = replace(people[ALLEGED], relation=relation)
    return replace(SAID, abuse=abuse, people=tuple(people))


@dataclass
class Year:
    """Four quarters of the MARAC of Elmbrook, and what was heard in them."""

    world: CaseWorld
    quarter: Quarter
    meetings: list[Meeting] = field(default_factory=list)
    cases: dict[str, CaseWorld] = field(default_factory=dict)
    items: list[AgendaItem] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return self.world.place

    def read(self, role: str = "commissioner") -> Governance:
        by = self.place.actor(role)
        with acting_as(by):
            return governance(self.quarter, by)


def plan(place: Place, quarter: Quarter) -> Meeting:
    """A meeting on about the eleventh day of a quarter, planned a month before."""
    on = working_day_on_or_after(quarter.first_day + dt.timedelta(days=10))
    by = coordinator(place)
    with at(on - dt.timedelta(days=30)), acting_as(by):
        return planning.plan(on=on, at=dt.time(9, 30), venue="Room 4", by=by)


def before(meeting: Meeting, days: int) -> dt.date:
    return meeting.day - dt.timedelta(days=days)


def open_case(
    world: CaseWorld, name: str, described: About, *, relate: str = ""
) -> CaseWorld:
    """A case of the specialist service, of a woman of whom so much is known."""
    by = world.idva
    with acting_as(by):
        her = persons.record(known=known(name, "Goldsworthy"), by=by)
        him = persons.record(known=known("Cuthbert", f"Pellow-{name}"), by=by)
        case = cases.open_case(victim=her, alleged=[him], children=[], by=by)
        about.describe(person=her, case_id=case.pk, about=described, by=by)
        if relate:
            links.relate(case_id=case.pk, a=him, b=her, kind=relate, by=by)
    return replace(world, case=case, victim=her, alleged=him)


def put_on(
    year: Year, meeting: Meeting, name: str, what: Said, referrer: str = "police"
) -> AgendaItem:
    """It is referred and shared with the core teams, three weeks before."""
    case = year.cases[name]
    sender = replace(case, police=getattr(case, referrer))
    with at(before(meeting, 21)):
        item = on_issued_agenda(case, meeting, send_to_marac(sender, what))
    year.items.append(item)
    return item


def answered(item: AgendaItem, meeting: Meeting, days: int, by: Actor) -> Research:
    """A team looked, so many days before the meeting, and knows nobody."""
    with at(before(meeting, days)), acting_as(by):
        [made] = research.not_known(
            items=[item], checked_on=timezone.localdate(), by=by
        )
    return made


def hold(year: Year, meeting: Meeting, actions: Mapping[str, int]) -> None:
    """The meeting hears its cases; of the first, teams do something within days."""
    by = coordinator(year.place)
    items = [one for one in year.items if one.meeting_id == meeting.pk]
    with at(meeting.day):
        sit_down(year.place, meeting, "Police", "Specialist service")
        with acting_as(by):
            room.start(meeting=meeting, by=by)
            for item in items:
                room.call(item=item, by=by)
            for team, days in actions.items():
                agreed_actions.add(
                    item=items[0],
                    team=year.place.teams[team],
                    kind="visit",
                    words="A visit",
                    due_on=meeting.day + dt.timedelta(days=days),
                    by=by,
                )
            for item in items:
                room.conclude(item=item, outcome="actions", by=by)
            room.end(meeting=meeting, by=by)
            meeting.refresh_from_db()


def came_of(year: Year, meeting: Meeting, team: str, days: int, state: str) -> None:
    """So many days after the meeting its action came to this."""
    by = coordinator(year.place)
    with at(meeting.day + dt.timedelta(days=days)), acting_as(by):
        [action] = agreed_actions.MaracAction.objects.filter(
            item__meeting=meeting, team=year.place.teams[team]
        )
        agreed_actions.say(action=action, state=state, why="Nobody was there.", by=by)


def issued(year: Year, meeting: Meeting, days: int) -> None:
    """Its minutes went out so many days after it."""
    by = coordinator(year.place)
    with at(meeting.day + dt.timedelta(days=days)), acting_as(by):
        chair = year.place.hats[COORDINATOR]
        minutes.approve(meeting=meeting, chair=chair, by=by)
        minutes.issue(meeting=meeting, by=by)


@pytest.fixture
def year(elmbrook: Place) -> Year:
    """Five hearings of four cases, at four meetings, in the last four whole quarters.

    Ada and Bea; Ada again; Cleo; Dot. Ada's case is a repeat the second time.
    """
    quarter = Quarter.containing(timezone.localdate()).plus(-1)
    with days_ago(600):
        stand(elmbrook)
        seat(elmbrook)
        found = Year(arrange(elmbrook), quarter)
        found.cases = {
            "Ada": open_case(found.world, "Ada", About(ethnicity="arab")),
            "Bea": open_case(found.world, "Bea", About(disability="yes")),
            "Cleo": open_case(found.world, "Cleo", About()),
            "Dot": open_case(found.world, "Dot", About(), relate="parent"),
        }
    found.meetings = [plan(elmbrook, quarter.plus(n)) for n in range(-3, 1)]
    first, second, third, fourth = found.meetings
    partner, sibling = (
        said(("controlling",), "ex_partner"),
        said(("physical",), "sibling"),
    )
    police, health = found.world.police, found.world.health

    ada = put_on(found, first, "Ada", partner)
    bea = put_on(found, first, "Bea", sibling, referrer="housing")
    for item in (ada, bea):
        answered(item, first, 7, police)
    answered(ada, first, 7, health)
    made = answered(bea, first, 7, health)
    with at(before(first, 6)), acting_as(health):
        research.take_back(answers=[made], by=health)
    hold(found, first, {"Police": 14, "Housing": 14})
    came_of(found, first, "Police", 10, "done")
    issued(found, first, 1)

    again = put_on(found, second, "Ada", partner)
    answered(again, second, 1, police)
    hold(found, second, {"Police": 14})
    came_of(found, second, "Police", 20, "done")
    issued(found, second, 20)

    put_on(found, third, "Cleo", said((), ""))
    hold(found, third, {"Police": 14})
    came_of(found, third, "Police", 10, "not_possible")

    dot = put_on(found, fourth, "Dot", said(("controlling", "economic"), ""))
    answered(dot, fourth, 7, police)
    hold(found, fourth, {"Police": 14, "Health": 14})
    came_of(found, fourth, "Police", 10, "not_done")
    issued(found, fourth, 1)
    return found


def figure(found: Governance, code: str) -> Figure:
    return next(one for one in found.figures if one.code == code)


def of_team(lines: list[TeamLine] | tuple[TeamLine, ...], team: str) -> TeamLine:
    return next(one for one in lines if one.team.short_name == team)


def people_and_posts(place: Place, quarter: Quarter) -> None:
    """6,000 women; 2.5 IDVAs and half an administrator; more only afterwards."""
    by = place.actor("administrator")
    with acting_as(by):
        partnerships.add_population(
            year=quarter.last_day.year - 1,
            sex=Population.Sex.FEMALE,
            age_from=16,
            persons=6_000,
            source="Invented",
            by=by,
        )
        for since, idvas, administrators in (
            (quarter.last_day - dt.timedelta(days=90), "2.5", "0.5"),
            (quarter.last_day + dt.timedelta(days=1), "9", "9"),
        ):
            say_posts(
                since=since,
                idvas=Decimal(idvas),
                administrators=Decimal(administrators),
                by=by,
            )


# Every figure by hand ----------------------------------------------------------------


def test_every_figure_by_hand(year: Year) -> None:
    people_and_posts(year.place, year.quarter)
    found = year.read()
    got = {one.code: (one.number, one.share, one.not_recorded) for one in found.figures}
    # 5 x 10,000 / 6,000; 3 referrals / 2.5 (those of the first meeting came in the
    # quarter before); 5 cases / 0.5.
    assert got["rate"] == ("8.3", "", "")
    assert got["idvas"] == ("1.2", "", "")
    assert got["administrators"] == ("10.0", "", "")
    # The first and the fourth on time, the second late, the third not yet.
    assert got["minutes"] == ("2", "50 %", "")
    # Ada, the second time.
    assert got["repeat"] == ("1", "20 %", "0")
    # Housing referred Bea.
    assert got["partner"] == ("1", "20 %", "0")
    # Ada twice; of three nothing is known.
    assert got["minoritised"] == ("2", "40 %", "3")
    assert got["disability"] == ("1", "20 %", "4")
    assert got["lgbt"] == ("0", "0 %", "5")
    # Ada twice, and Dot; Cleo's referral names no kind of abuse.
    assert got["coercive"] == ("3", "60 %", "1")
    # Bea by her referral, Dot by her case; of Cleo nobody says what he is to her.
    assert got["familial"] == ("2", "40 %", "1")
    assert [one.cases for one in found.by_meeting] == [2, 1, 1, 1]
    assert figure(found, "rate").against.startswith("40 ")
    assert figure(found, "idvas").of == "3 referrals; 2.5 full-time IDVAs"


def test_research_on_time_by_team_and_quarter(year: Year) -> None:
    found = year.read()
    police = of_team(found.research, "Police")
    # Two cases on time; one the day before; none; one on time.
    assert [result.words for _, result in police.by_quarter] == [
        "2 of 2",
        "0 of 1",
        "0 of 1",
        "1 of 1",
    ]
    assert dict(police.year.counts) == {"on_time": 3, "late": 1, "none": 1}
    assert police.year.share == "60 %"
    # What was taken back before the meeting is no answer.
    health = of_team(found.research, "Health")
    assert dict(health.year.counts) == {"on_time": 1, "none": 4}
    # The holder is asked about its own cases, and the coordinator's team too.
    for team in ("Specialist service", "Council", "Housing"):
        assert dict(of_team(found.research, team).year.counts) == {"none": 5}


def test_actions_on_time_and_not_possible_is_never_not_done(year: Year) -> None:
    found = year.read()
    police = of_team(found.actions, "Police")
    assert dict(police.year.counts) == {
        "on_time": 1,
        "late": 1,
        "not_possible": 1,
        "not_done": 1,
    }
    # 1 of 3: what was not possible is in no share.
    assert (police.year.words, police.year.share) == ("1 of 3", "33 %")
    assert [result.words for _, result in police.by_quarter] == [
        "1 of 1",
        "0 of 1",
        "-",
        "0 of 1",
    ]
    assert police.by_quarter[2][1].share == "no figure"
    housing = of_team(found.actions, "Housing")
    assert (dict(housing.year.counts), housing.year.share) == ({"overdue": 1}, "0 %")


def test_what_was_set_aside_or_is_not_due_yet_is_in_no_share(year: Year) -> None:
    by = coordinator(year.place)
    with acting_as(by):
        [action] = agreed_actions.MaracAction.objects.filter(
            team=year.place.teams["Housing"]
        )
        agreed_actions.set_aside(action=action, by=by)
    assert not [one for one in year.read().actions if one.team.short_name == "Housing"]


def test_an_action_that_is_open_again_is_late_again(year: Year) -> None:
    came_of(year, year.meetings[0], "Police", 30, "open")
    police = of_team(year.read().actions, "Police")
    assert police.year.number("on_time") == 0
    assert police.year.number("overdue") == 1


def test_attendance_of_the_year(year: Year) -> None:
    there = {
        one.team.short_name: (one.there, one.of, one.share)
        for one in year.read().attendance
    }
    assert there["Police"] == (4, 4, "100 %")
    assert there["Housing"] == (0, 4, "0 %")


def test_without_meetings_there_is_no_figure_and_not_0(elmbrook: Place) -> None:
    seat(elmbrook)
    quarter = Quarter.containing(timezone.localdate()).plus(-1)
    by = elmbrook.actor("commissioner")
    with acting_as(by):
        found = governance(quarter, by)
    got = {one.code: (one.number, one.share) for one in found.figures}
    assert got["repeat"] == ("0", "no figure")
    assert got["minutes"] == ("0", "no figure")
    assert got["rate"][0] == got["idvas"][0] == "not known"
    assert found.research == found.actions == []
    page = as_(elmbrook, "commissioner").get(HERE).text
    assert "No figure" in page
    assert "No meeting was held" in page


# Facts of the reference --------------------------------------------------------------


def test_fact_4_governance_counts_hearings_per_adult_woman(year: Year) -> None:
    people_and_posts(year.place, year.quarter)
    rate = figure(year.read(), "rate")
    assert rate.label == "Cases per 10,000 women aged 16 and over"
    assert rate.of.startswith("5 cases heard; 6,000 women in ")


def test_fact_5_a_falling_repeat_rate_is_not_automatically_good(year: Year) -> None:
    page = as_(year.place, BOARD).get(HERE).text
    assert "A low share may mean poor flagging" in page
    assert "may want the share to fall" in page
    assert "28 to 40 %" in page
    assert "because fewer are recognised" in page


def test_fact_6_no_consent_never_keeps_a_case_out_of_the_figures(year: Year) -> None:
    assert SAID.consent == "refused"  # of every case of this year
    assert [one.cases for one in year.read().by_meeting] == [2, 1, 1, 1]
    assert "Without consent a case is heard all the same" in (
        as_(year.place, BOARD).get(HERE).text
    )


# Who may see it ----------------------------------------------------------------------


def as_(place: Place, role: str) -> Client:
    return wear(Client(), place.hats[role])


def test_who_may_see_how_the_marac_works(year: Year, northmere: Place) -> None:
    for role, status in (
        ("strategic_lead", 200),
        ("commissioner", 200),
        ("data_officer", 200),
        (BOARD, 200),
        (COORDINATOR, 200),
        ("agency_lead", 404),
        ("practitioner:Police", 404),
        ("auditor", 404),
        ("administrator", 404),
        ("trainer", 404),
    ):
        assert as_(year.place, role).get(HERE).status_code == status, role
    # Another partnership's coordinator has no panel, and none of this one's figures.
    assert as_(northmere, COORDINATOR).get(HERE).status_code == 404
    page = as_(northmere, "commissioner").get(HERE).text
    assert "0 cases heard" in page


def test_a_board_member_who_works_with_people_elsewhere_sees_no_figure(
    year: Year,
) -> None:
    job = Actor.from_job("access.setup", year.place.partnership.pk)
    with acting_as(job):
        hats.give(
            account=year.place.hats[BOARD].account,
            team=year.place.teams["Housing"],
            role=Role.PRACTITIONER,
            valid=ALWAYS,
            by=job,
        )
    with pytest.raises(NotPermitted):
        year.read(BOARD)


def test_the_database_gives_these_figures_to_nobody_else(year: Year) -> None:
    functions = (
        "marac_governance",
        "marac_heard_by_meeting",
        "marac_research_days",
        "marac_minutes_days",
    )
    for role in ("practitioner:Police", "auditor", "trainer", "administrator"):
        with acting_as(year.place.actor(role)):
            for name in functions:
                with pytest.raises(DatabaseError), transaction.atomic():
                    ask(name)


def test_a_coordinator_who_is_kept_from_a_case_counts_without_it(year: Year) -> None:
    ada = year.cases["Ada"]
    with acting_as(ada.idva):
        locks.lock_out(
            account=year.place.hats[COORDINATOR].account,
            person_id=ada.victim.pk,
            why="Her cousin",
            by=ada.idva,
        )
    found = year.read(COORDINATOR)
    assert [one.cases for one in found.by_meeting] == [1, 0, 1, 1]
    assert figure(found, "minoritised").number == "0"
    assert dict(of_team(found.actions, "Police").year.counts) == {
        "not_possible": 1,
        "not_done": 1,
    }
    assert dict(of_team(found.research, "Police").year.counts) == {
        "on_time": 2,
        "none": 1,
    }
    assert figure(found, "idvas").of.startswith("2 referrals")
    # Those who see no people see the same as before.
    assert figure(year.read(), "minoritised").number == "2"


def test_only_the_coordinator_is_led_to_the_codes(year: Year) -> None:
    link = f"{HERE.replace('governance', 'return')}codes/"
    assert link in as_(year.place, COORDINATOR).get(HERE).text
    for role in (BOARD, "commissioner", "strategic_lead"):
        page = as_(year.place, role).get(HERE).text
        assert link not in page, role
        assert not [one.code for one in year.items if one.code in page]


# What a board member reads -----------------------------------------------------------


def test_a_board_member_sees_no_small_number_about_persons(year: Year) -> None:
    found = year.read(BOARD)
    got = {one.code: (one.number, one.share) for one in found.figures}
    assert got["repeat"] == ("fewer than 5", "")
    assert got["minoritised"] == ("fewer than 5", "")
    assert got["lgbt"] == ("0", "0 %")
    text = as_(year.place, BOARD).get(HERE, {"export": "csv"}).content.decode()
    [line] = [one for one in text.splitlines() if "racially minoritised" in one]
    assert "fewer than 5" in line
    assert "40 %" not in line


BLANK = Figure("x", "X", "", "", "")


@pytest.mark.parametrize(
    ("n", "of", "unknown", "number", "share"),
    [
        (0, 60, 0, "0", "0 %"),
        (1, 60, 0, "fewer than 5", ""),
        (4, 60, 0, "fewer than 5", ""),
        (5, 60, 0, "5", "8 %"),
        (13, 62, 20, "15", "25 %"),  # 15 of 60
        (57, 60, 0, "not shown", ""),  # three others would be told
        (60, 60, 0, "not shown", ""),  # all of them: a secret of everybody
        (56, 60, 3, "not shown", ""),
        (0, 0, 0, "0", "no figure"),
    ],
)
def test_few_and_nearly_all_are_not_shown(
    n: int, of: int, unknown: int, number: str, share: str
) -> None:
    found = about_persons(BLANK, n, of, unknown, fewest=5)
    assert (found.number, found.share) == (number, share)


def test_few_of_whom_nothing_is_recorded_are_not_counted_out() -> None:
    assert about_persons(BLANK, 20, 60, 3, fewest=5).not_recorded == "fewer than 5"
    assert about_persons(BLANK, 20, 60, 0, fewest=5).not_recorded == "0"
    assert about_persons(BLANK, 20, 60, 3, fewest=None).not_recorded == "3"


# Files and posts ---------------------------------------------------------------------


def test_the_files_have_each_figure_and_how_it_is_counted(year: Year) -> None:
    client = as_(year.place, "data_officer")
    text = client.get(HERE, {"export": "csv"}).content.decode("utf-8-sig")
    for words in (
        "Minutes issued on time",
        "Research on time,Police",
        "not possible: 1",
        "Attendance,Housing",
        "Controlling or coercive behaviour,3,5 cases,60 %,1",
    ):
        assert words in text, words
    book = client.get(HERE, {"export": "xlsx"})
    assert "spreadsheet" in book["Content-Type"]


def test_a_running_quarter_says_so(year: Year) -> None:
    client = as_(year.place, BOARD)
    assert "This quarter is not over" not in client.get(HERE).text
    running = Quarter.containing(timezone.localdate()).code
    assert "This quarter is not over" in client.get(HERE, {"quarter": running}).text


def test_posts_are_entered_from_a_day_on_and_the_last_word_counts(
    elmbrook: Place,
) -> None:
    seat(elmbrook)
    client = as_(elmbrook, COORDINATOR)
    address = f"{HERE}posts/"
    day = timezone.localdate() - dt.timedelta(days=30)
    boxes = {"since_day": day.day, "since_month": day.month, "since_year": day.year}
    for idvas in ("3", "10"):
        sent = client.post(address, boxes | {"idvas": idvas, "administrators": "1"})
        assert sent.status_code == 302
    assert client.post(address, boxes | {"idvas": "-1"}).status_code == 422
    assert '<td class="num">10</td>' in client.get(address).text
    by = coordinator(elmbrook)
    with acting_as(by):
        newest = Staffing.objects.visible_to(by).first()
        assert newest is not None
        assert newest.idvas == Decimal(10)
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        with pytest.raises(ValidationError):
            say_posts(
                since=tomorrow, idvas=Decimal(1), administrators=Decimal(1), by=by
            )
    for role, status in (("strategic_lead", 200), (BOARD, 404), ("commissioner", 404)):
        assert as_(elmbrook, role).get(address).status_code == status, role


def test_nobody_else_enters_posts(elmbrook: Place) -> None:
    seat(elmbrook)
    for role in (BOARD, "practitioner:Police", "data_officer"):
        by = elmbrook.actor(role)
        with acting_as(by), pytest.raises(NotPermitted):
            say_posts(
                since=timezone.localdate(),
                idvas=Decimal(1),
                administrators=Decimal(1),
                by=by,
            )
