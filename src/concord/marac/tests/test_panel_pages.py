"""Pages of panels below the threshold of MARAC, by role."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld
from concord.foundation.periods import working_day_on_or_after
from concord.marac.actions import issuing, room
from concord.marac.models import AgendaItem, Hearing, Kind, Meeting, Panel
from concord.marac.testing import (
    WHY,
    coordinator,
    decide_at_panel,
    meet,
    put_on,
    send_to_marac,
    share_for_panel,
)

pytestmark = pytest.mark.django_db

BELOW = Kind.BELOW_THRESHOLD
COORDINATOR, HOLDER = "marac_coordinator", "practitioner:Specialist service"
POLICE, VICTIM = "practitioner:Police", "Thistlewood"
LAWFUL: dict[str, Any] = {
    "lawful-purpose": "support",
    "lawful-basis": "recognised_interest",
    "lawful-condition": "safeguarding",
    "lawful-why": "Each team has to find out whether it can help.",
    "lawful-told": "told",
    "lawful-consent": "given",
}


def as_(place: Place, role: str) -> Client:
    return wear(Client(), place.hats[role])


def tasks_of(place: Place, role: str) -> str:
    """The desk of this hat, as it reads."""
    return as_(place, role).get("/", {"room": "MARAC"}).text


@pytest.fixture
def item(below: CaseWorld) -> AgendaItem:
    return put_on(below, meet(below.place, kind=BELOW))


def at(name: str, item: AgendaItem) -> str:
    return reverse(f"marac:{name}", args=[item.meeting_id])


def test_a_panel_is_set_up_by_whoever_manages_the_partnership(
    below: CaseWorld,
) -> None:
    address = reverse("marac:panel_settings", args=["early_help"])
    assert as_(below.place, COORDINATOR).get(address).status_code == 404
    client = as_(below.place, "administrator")
    page = client.get(address).text
    assert "One team coordinates all panels" in page
    for absent in ("quorum", "minutes_working_days", "absent_in_a_row"):
        assert f'name="{absent}"' not in page
    said = {
        "name": "Elmbrook early help",
        "team": below.place.teams["Council"].pk,
        "core": [below.place.teams["Housing"].pk],
        "capacity": 12,
        "agenda_days_before": 5,
        "idva_contact_hours": 48,
        "case_minutes": 5,
    }
    assert client.post(address, said).status_code == 302
    other = said | {"team": below.place.teams["Police"].pk}
    assert client.post(address, other).status_code == 422
    with acting_as(below.place.actor("administrator")):
        assert Panel.objects.count() == 3
    marac = reverse("marac:panel_settings", args=["marac"])
    assert client.get(marac).status_code == 404


def test_a_meeting_is_planned_for_the_panel_that_was_chosen(below: CaseWorld) -> None:
    client = as_(below.place, COORDINATOR)
    address = reverse("marac:new_meeting")
    assert 'name="kind"' in client.get(address).text
    day = working_day_on_or_after(timezone.localdate() + dt.timedelta(days=30))
    said = {
        "kind": BELOW,
        "on_day": day.day,
        "on_month": day.month,
        "on_year": day.year,
        "at": "09:30",
    }
    assert client.post(address, said).status_code == 302
    with acting_as(coordinator(below.place)):
        assert Meeting.objects.select_related("panel").get().panel.kind == BELOW


def test_cases_wait_for_the_panel_to_which_they_were_sent(below: CaseWorld) -> None:
    send_to_marac(below, kind=BELOW)
    meet(below.place, kind=BELOW)
    page = as_(below.place, COORDINATOR).get("/marac/").text
    first, _, second = page.partition("Below-threshold review: waits for an agenda")
    assert below.case.ref not in first
    assert below.case.ref in second
    assert "1 case to put on an agenda" in tasks_of(below.place, COORDINATOR)
    assert below.case.ref not in as_(below.place, POLICE).get("/marac/").text


def test_the_holder_is_asked_what_sharing_rests_on_and_refused_without(
    below: CaseWorld, item: AgendaItem
) -> None:
    by = coordinator(below.place)
    with acting_as(by):
        issuing.issue(meeting=item.meeting, by=by)
    assert "to share with the below-threshold review" in tasks_of(below.place, HOLDER)
    client, address = as_(below.place, HOLDER), at("issue", item)
    page = client.get(address).text
    assert "Below the threshold of MARAC sharing rests on it" in page
    assert "MARAC hearing" not in page
    said = LAWFUL | {"lawful-which": [str(item.pk)]}
    for wrong in ({"lawful-consent": "refused"}, {"lawful-which": []}):
        answer = client.post(address, said | wrong)
        assert answer.status_code == 422
    assert VICTIM not in as_(below.place, POLICE).get(at("meeting", item)).text
    assert client.post(address, said).status_code == 302
    answer = as_(below.place, POLICE).get(reverse("marac:item", args=[item.pk]))
    assert VICTIM in answer.text


def test_a_late_addition_rests_on_a_basis_too(below: CaseWorld) -> None:
    item = share_for_panel(below, put_on(below, meet(below.place, kind=BELOW)))
    page = as_(below.place, COORDINATOR).get(at("put_on", item)).text
    assert "What the front door sends to the below-threshold review" in page


def test_what_the_review_has_not_is_found_nowhere(
    below: CaseWorld, item: AgendaItem
) -> None:
    decide_at_panel(below, share_for_panel(below, item))
    client = as_(below.place, COORDINATOR)
    page = client.get(at("meeting", item)).text
    for words in ("Flags of this meeting", "Draft, approve", "are needed"):
        assert words not in page
    for name in ("minutes", "meeting_flags", "answers"):
        assert client.get(at(name, item)).status_code == 404, name
    word = reverse("marac:wording", args=[item.pk])
    assert client.get(word).status_code == 404
    assert "Issue the minutes" not in tasks_of(below.place, COORDINATOR)


def test_an_outcome_is_said_with_its_reason_in_the_room(
    below: CaseWorld, item: AgendaItem
) -> None:
    share_for_panel(below, item)
    by = coordinator(below.place)
    with acting_as(by):
        room.start(meeting=item.meeting, by=by)
    client = as_(below.place, COORDINATOR)
    page = client.get(reverse("marac:room", args=[item.meeting_id, item.pk])).text
    assert "Support offered" in page
    assert "Goes to another MARAC" not in page
    address = reverse("marac:conclude", args=[item.meeting_id, item.pk])
    assert client.post(address, {"outcome": "step_down"}).status_code == 422
    said = {"outcome": "to_marac", "why": WHY, "criterion": "judgement"}
    assert client.post(address, said).status_code == 302
    with acting_as(by):
        assert Hearing.objects.visible_to(by).get(item=item).outcome == "to_marac"
    page = client.get(reverse("marac:item", args=[item.pk])).text
    assert WHY in page
    assert "by professional judgement" in page
    # The same words reach the holder, and no team to which the case was opened.
    there = reverse("marac:item", args=[item.pk])
    assert WHY in as_(below.place, HOLDER).get(there).text
    assert WHY not in as_(below.place, POLICE).get(there).text


def test_a_case_is_sent_up_on_its_own_page(below: CaseWorld, item: AgendaItem) -> None:
    share_for_panel(below, item)
    address = reverse("marac:send_on", args=[item.pk])
    for role in (HOLDER, POLICE, "practitioner:Health"):
        assert as_(below.place, role).get(address).status_code == 404
    client = as_(below.place, COORDINATOR)
    assert "Send it up" not in client.get(address).text
    assert client.post(address, {"to": "marac", "why": ""}).status_code == 422
    said = {"to": "marac", "criterion": "judgement", "why": WHY}
    assert client.post(address, said).status_code == 302
    page = client.get("/marac/").text
    assert below.case.ref in page.partition("Below-threshold review: waits")[0]
    assert client.get(address).status_code == 404


def test_without_another_panel_there_is_nowhere_to_send_to(marac: CaseWorld) -> None:
    item = put_on(marac, meet(marac.place))
    client = as_(marac.place, COORDINATOR)
    there = reverse("marac:item", args=[item.pk])
    assert "Send it to another panel" not in client.get(there).text
    address = reverse("marac:send_on", args=[item.pk])
    assert client.get(address).status_code == 404
