"""Teams, groups, meetings, populations, look and words."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.desk.tests.conftest import Wear
from concord.desk.tests.test_people import day
from concord.partnership.models import Agency, Group, Meeting, Population, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(elmbrook: Place, wear: Wear) -> Client:
    return wear(elmbrook.hats["administrator"])


TEAM = {
    "agency": "Elmbrook Probation",
    "kind": "probation",
    "name": "Elmbrook Probation, north",
    "short_name": "Probation",
    "regime": "part_3",
}


def test_a_team_is_added_with_its_agency(
    administrator: Client, elmbrook: Place
) -> None:
    administrator.post(reverse("add_team"), TEAM)
    with acting_as(elmbrook.actor("administrator")):
        team = Team.objects.get(short_name="Probation")
    assert (team.agency.name, team.agency.regime) == ("Elmbrook Probation", "part_3")


def test_an_agency_of_several_boroughs_stands_in_the_list_once(
    administrator: Client, elmbrook: Place, northmere: Place, wear: Wear
) -> None:
    administrator.post(reverse("add_team"), TEAM)
    theirs = {**TEAM, "agency": "elmbrook probation", "name": "Northmere Probation"}
    wear(northmere.hats["administrator"]).post(reverse("add_team"), theirs)
    assert Agency.objects.filter(name__iexact="Elmbrook Probation").count() == 1


def test_two_teams_of_one_name_are_refused_with_what_was_typed(
    administrator: Client, elmbrook: Place
) -> None:
    administrator.post(reverse("add_team"), TEAM)
    page = administrator.post(reverse("add_team"), TEAM)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert 'value="Elmbrook Probation, north"' in page.content.decode()


def test_a_team_ends_and_stays_readable(administrator: Client, elmbrook: Place) -> None:
    team = elmbrook.teams["Health"]
    typed = day("last_day", dt.date(2022, 6, 30))
    administrator.post(reverse("end_team", args=[team.pk]), typed)
    page = administrator.get(reverse("partnership")).content.decode()
    assert "30 Jun 2022" in page
    invite = administrator.get(reverse("invite")).content.decode()
    assert "Health" not in invite, "nobody is invited into a team that has ended"


def test_groups_and_meetings_are_listed_with_the_next_day(
    administrator: Client, elmbrook: Place
) -> None:
    board = {"name": "Elmbrook Board", "kind": "strategic_board", "reports_to": ""}
    administrator.post(reverse("add_group"), board)
    with acting_as(elmbrook.actor("administrator")):
        group = Group.objects.get()
    typed = {"group": group.pk, **day("held_on", dt.date(2035, 3, 14))}
    administrator.post(reverse("add_meeting"), typed)
    again = administrator.post(reverse("add_meeting"), typed)
    assert again.status_code == 200, "one meeting of a group a day"
    assert "14 March 2035" in administrator.get(reverse("groups")).content.decode()
    with acting_as(elmbrook.actor("administrator")):
        assert Meeting.objects.count() == 1


def test_a_group_of_another_partnership_is_not_on_offer(
    administrator: Client, northmere: Place, wear: Wear
) -> None:
    board = {"name": "Northmere Board", "kind": "strategic_board", "reports_to": ""}
    wear(northmere.hats["administrator"]).post(reverse("add_group"), board)
    with acting_as(northmere.actor("administrator")):
        theirs = Group.objects.get()
    typed = {"group": theirs.pk, **day("held_on", dt.date(2035, 3, 14))}
    assert administrator.post(reverse("add_meeting"), typed).status_code == 200
    assert "Northmere" not in administrator.get(reverse("add_meeting")).content.decode()


def test_a_population_is_counted_in_persons(
    administrator: Client, elmbrook: Place
) -> None:
    typed = {
        "year": "2021",
        "sex": "female",
        "age_from": "16",
        "age_to": "",
        "persons": "139400",
        "source": "Invented",
    }
    administrator.post(reverse("add_population"), typed)
    page = administrator.get(reverse("populations")).content.decode()
    assert "139,400" in page
    assert "16 and over" in page
    upside_down = {**typed, "age_from": "50", "age_to": "20"}
    assert administrator.post(reverse("add_population"), upside_down).status_code == 200
    with acting_as(elmbrook.actor("administrator")):
        assert Population.objects.count() == 1


def test_a_colour_that_is_hard_to_read_is_refused_with_its_contrast(
    administrator: Client, elmbrook: Place
) -> None:
    page = administrator.post(reverse("look"), {"colour": "#77aa99"}).content.decode()
    assert "2.6 to 1" in page
    assert "at least 7 to 1" in page
    elmbrook.partnership.refresh_from_db()
    assert elmbrook.partnership.brand_colour == ""


def test_a_colour_that_is_easy_to_read_reaches_every_page(
    administrator: Client, elmbrook: Place, wear: Wear
) -> None:
    administrator.post(reverse("look"), {"colour": "3B1F5E"})
    page = wear(elmbrook.hats["trainer"]).get("/rooms/").content.decode()
    assert "/ui/brand/3b1f5e.css" in page
    administrator.post(reverse("look"), {"colour": ""})
    assert "brand/" not in administrator.get("/rooms/").content.decode()


def test_a_local_word_stands_under_people_s_names(
    administrator: Client, elmbrook: Place, wear: Wear
) -> None:
    typed = {"strategic_lead": "VAWG  coordinator", "trainer": ""}
    administrator.post(reverse("words"), typed)
    page = wear(elmbrook.hats["strategic_lead"]).get("/rooms/").content.decode()
    assert "VAWG coordinator" in page
    assert "VAWG coordinator" in administrator.get("/people/").content.decode()
    administrator.post(reverse("words"), {"strategic_lead": ""})
    assert "VAWG" not in administrator.get("/people/").content.decode()
