from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import sharing
from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld, arrange, known
from concord.foundation.periods import working_day_on_or_after
from concord.frontdoor.models import WorkItem
from concord.marac.actions import agenda, issuing
from concord.marac.models import AgendaItem, Attendance, Meeting, Panel
from concord.marac.testing import REASON, coordinator, meet, send_to_marac

pytestmark = pytest.mark.django_db

VICTIM = "Thistlewood"
SECOND = (
    known("Araminta", "Goldsworthy"),
    known("Cuthbert", "Pellow"),
    known("Fern", "Goldsworthy"),
)
LAWFUL = {
    "lawful-basis": "recognised_interest",
    "lawful-condition": "safeguarding",
    "lawful-why": "Each team has to find out whether it knows them.",
    "lawful-told": "told",
    "lawful-consent": "refused",
}


def as_(place: Place, role: str) -> Client:
    return wear(Client(), place.hats[role])


@pytest.fixture
def work(marac: CaseWorld) -> WorkItem:
    return send_to_marac(marac)


@pytest.fixture
def meeting(marac: CaseWorld) -> Meeting:
    return meet(marac.place)


@pytest.fixture
def item(marac: CaseWorld, work: WorkItem, meeting: Meeting) -> AgendaItem:
    by = coordinator(marac.place)
    with acting_as(by):
        return agenda.put_on(work=work, meeting=meeting, by=by)


def tasks_of(place: Place, role: str) -> str:
    """The desk of this hat, as it reads."""
    return as_(place, role).get("/", {"room": "MARAC"}).text


def test_a_place_without_a_panel_says_what_to_do(elmbrook: Place) -> None:
    page = as_(elmbrook, "practitioner:Police").get("/marac/")
    assert "No panel has been set up" in page.text


def test_the_settings_are_for_whoever_manages_the_partnership(
    elmbrook: Place,
) -> None:
    address = reverse("marac:settings")
    assert as_(elmbrook, "marac_coordinator").get(address).status_code == 404
    team = elmbrook.teams["Council"].pk
    client = as_(elmbrook, "administrator")
    assert client.get(address).status_code == 200
    limits = {
        "capacity": 12,
        "agenda_days_before": 5,
        "minutes_working_days": 3,
        "idva_contact_hours": 48,
        "quorum": "",
        "case_minutes": 10,
        "absent_in_a_row": 2,
        "least_attendance": 50,
        "attendance_meetings": 6,
    }
    said = {"name": "Elmbrook MARAC", "team": team, "core": [team], **limits}
    assert client.post(address, said).status_code == 302
    with acting_as(elmbrook.actor("administrator")):
        assert Panel.objects.get().capacity == 12
    assert client.post(address, said | {"quorum": 2}).status_code == 422


def test_planning_a_meeting_and_a_series(marac: CaseWorld) -> None:
    client = as_(marac.place, "marac_coordinator")
    day = working_day_on_or_after(timezone.localdate() + dt.timedelta(days=30))
    address = reverse("marac:new_meeting")
    form = client.get(address).text
    assert 'name="at"' in form
    boxes = _boxes("on", day)
    assert client.post(address, boxes | {"at": "09:30"}).status_code == 302
    until = day + dt.timedelta(days=60)
    said = _boxes("first", day) | _boxes("until", until) | {"weeks": 2, "at": "09:30"}
    assert client.post(reverse("marac:series"), said).status_code == 302
    with acting_as(coordinator(marac.place)):
        assert Meeting.objects.count() == 5


def _boxes(name: str, day: dt.date) -> dict[str, int]:
    return {
        f"{name}_day": day.day,
        f"{name}_month": day.month,
        f"{name}_year": day.year,
    }


def test_only_the_coordinator_plans_puts_on_and_issues(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting
) -> None:
    client = as_(marac.place, "practitioner:Police")
    for name, args in (
        ("new_meeting", []),
        ("series", []),
        ("put_on", [meeting.pk]),
        ("issue", [meeting.pk]),
        ("item", [item.pk]),
    ):
        assert client.get(reverse(f"marac:{name}", args=args)).status_code == 404, name


def test_from_waiting_to_an_issued_agenda(
    marac: CaseWorld, work: WorkItem, meeting: Meeting
) -> None:
    client = as_(marac.place, "marac_coordinator")
    assert marac.case.ref in client.get("/marac/").text
    assert "1 case to put on an agenda" in tasks_of(marac.place, "marac_coordinator")
    # The room lists it: it does not stand on the desk again as work of the front door.
    desk = client.get("/").text
    assert "Begin: " not in desk
    address = reverse("marac:put_on", args=[meeting.pk])
    assert marac.case.ref in client.get(address).text
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"work": [str(work.pk)]}).status_code == 302
    assert "Issue the agenda" in tasks_of(marac.place, "marac_coordinator")
    address = reverse("marac:issue", args=[meeting.pk])
    assert "held by other teams" in client.get(address).text
    assert client.post(address).status_code == 302
    # The team that holds the case is asked to share it.
    role = "practitioner:Specialist service"
    assert "1 case of your team to share with the MARAC" in tasks_of(marac.place, role)
    holder = as_(marac.place, role)
    assert "Share them" in holder.get(address).text
    assert holder.post(address, {}).status_code == 422
    assert holder.post(address, LAWFUL).status_code == 302
    police = as_(marac.place, "practitioner:Police")
    with acting_as(coordinator(marac.place)):
        code = AgendaItem.objects.get().code
    assert code in police.get(reverse("marac:meeting", args=[meeting.pk])).text
    assert police.get(address).status_code == 404


def test_lists_and_papers_show_codes_and_the_page_of_an_item_names(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting
) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        issuing.issue(meeting=meeting, by=by)
    with acting_as(marac.idva):
        issuing.share_held(meeting=meeting, reason=REASON, by=marac.idva)
    for role in ("marac_coordinator", "practitioner:Police"):
        client = as_(marac.place, role)
        for name in ("meeting", "print"):
            page = client.get(reverse(f"marac:{name}", args=[meeting.pk])).text
            assert item.code in page
            assert VICTIM not in page
            assert marac.case.ref not in page
        page = client.get(reverse("marac:item", args=[item.pk])).text
        assert VICTIM in page
        assert ("Take it off" in page) == (role == "marac_coordinator")


def test_a_late_addition_is_put_on_with_its_reason(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting
) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        issuing.issue(meeting=meeting, by=by)
    other = arrange(marac.place, SECOND)
    work = send_to_marac(other)
    with acting_as(other.idva):
        sharing.hand_over(
            case_id=other.case.pk,
            to=marac.place.teams["Council"],
            why="The council goes on with it.",
            reason=REASON,
            by=other.idva,
        )
    client = as_(marac.place, "marac_coordinator")
    address = reverse("marac:put_on", args=[meeting.pk])
    assert "late addition" in client.get(address).text
    said = {"work": [str(work.pk)]}
    assert client.post(address, said).status_code == 422
    assert (
        client.post(
            address, said | LAWFUL | {"lawful-basis": "public_task"}
        ).status_code
        == 302
    )
    page = client.get(reverse("marac:meeting", args=[meeting.pk])).text
    assert "Late addition" in page


def test_more_than_a_meeting_takes_is_allowed_and_said(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting
) -> None:
    with acting_as(marac.place.actor("administrator")):
        Panel.objects.update(capacity=0)
    client = as_(marac.place, "marac_coordinator")
    page = client.get(reverse("marac:meeting", args=[meeting.pk])).text
    assert "more than a meeting takes" in page


def test_putting_off_and_taking_off(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting
) -> None:
    client = as_(marac.place, "marac_coordinator")
    address = reverse("marac:item", args=[item.pk])
    said = {"verb": "put_off", "why": "no_time"}
    assert client.post(address, said).status_code == 422  # no later meeting
    assert client.post(address, said | {"verb": "withdraw"}).status_code == 302
    page = client.get(reverse("marac:meeting", args=[meeting.pk])).text
    assert "The meeting has no time for it" in page


def test_saying_who_comes_and_agreeing(marac: CaseWorld, meeting: Meeting) -> None:
    role = "practitioner:Police"
    assert "Say who comes to the MARAC" in tasks_of(marac.place, role)
    client = as_(marac.place, role)
    address = reverse("marac:attendance", args=[meeting.pk])
    assert "Has not answered" in client.get(address).text
    hat = marac.place.hats[role]
    other = marac.place.hats["practitioner:Housing"]
    said = {"hat": other.pk, "kind": "attends"}
    assert client.post(address, said).status_code == 422
    assert client.post(address, said | {"hat": hat.pk}).status_code == 302
    assert "Say who comes to the MARAC" not in tasks_of(marac.place, role)
    client.post(reverse("marac:agree", args=[meeting.pk]))
    assert "You have agreed" in client.get(address).text
    with acting_as(marac.police):
        assert Attendance.objects.get().agreed_at


def test_moving_and_calling_off(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting
) -> None:
    client = as_(marac.place, "marac_coordinator")
    move = reverse("marac:move", args=[item.pk])
    assert client.post(move, {"way": "up"}).status_code == 302
    call_off = reverse("marac:call_off", args=[meeting.pk])
    page = client.post(call_off, follow=True).text
    assert "Put them off" in page
    by = coordinator(marac.place)
    with acting_as(by):
        agenda.withdraw(item=item, why="other", by=by)
    assert "Called off" in client.post(call_off, follow=True).text
