"""Flags as people meet them: pages, desks, letters, files."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from concord.access.actions import locks
from concord.access.actor import acting_as
from concord.access.models import Event
from concord.access.testing import Place, days_ago, wear
from concord.cases.testing import CaseWorld
from concord.foundation.post.models import Message
from concord.marac.actions import flags
from concord.marac.jobs.flags import remind
from concord.marac.models import AgendaItem, Flag, Meeting
from concord.marac.testing import coordinator, flagged, meet, on_issued_agenda

pytestmark = pytest.mark.django_db

VICTIM = "Thistlewood"
POLICE = "practitioner:Police"
HEALTH = "practitioner:Health"
COORDINATOR = "marac_coordinator"
OURS = "/marac/flags/"


def as_(place: Place, role: str) -> Client:
    return wear(Client(), place.hats[role])


@pytest.fixture
def meeting(marac: CaseWorld) -> Meeting:
    return meet(marac.place)


@pytest.fixture
def item(marac: CaseWorld, meeting: Meeting) -> AgendaItem:
    return on_issued_agenda(marac, meeting)


@pytest.fixture
def set_flags(marac: CaseWorld, item: AgendaItem) -> dict[str, Flag]:
    return flagged(marac, item)


@pytest.fixture
def past(marac: CaseWorld) -> dict[str, Flag]:
    """Flags of a meeting more than a year ago; the police had confirmed theirs."""
    with days_ago(400):
        held = meet(marac.place)
    found = flagged(marac, on_issued_agenda(marac, held))
    with acting_as(marac.police):
        flags.confirm(flag=found["Police"], reference="PX-100", by=marac.police)
    return found


def page_of(name: str, flag: Flag) -> str:
    return reverse(f"marac:{name}", args=[flag.pk])


def desk_of(place: Place, role: str) -> str:
    return as_(place, role).get("/", {"room": "MARAC"}).text


def test_from_the_meeting_to_a_confirmed_flag(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem
) -> None:
    there = reverse("marac:meeting_flags", args=[meeting.pk])
    client = as_(marac.place, COORDINATOR)
    assert there in client.get(reverse("marac:meeting", args=[meeting.pk])).text
    assert "Ask for them" in client.get(there).text
    assert "5 flags asked for" in client.post(there, follow=True).text
    assert "1 flag to confirm" in desk_of(marac.place, HEALTH)
    health = as_(marac.place, HEALTH)
    assert VICTIM in health.get(OURS).text
    with acting_as(marac.health):
        flag = Flag.objects.get()
    address = page_of("flag", flag)
    assert VICTIM in health.get(address).text
    assert health.post(address, {"reference": "NX-7"}).status_code == 422
    said = {"reference": "NX-7", "online_hidden": "yes"}
    assert health.post(address, said).status_code == 302
    assert "flag to confirm" not in desk_of(marac.place, HEALTH)
    ours = health.get(OURS).text
    assert "NX-7" in ours
    assert "Hidden online" in ours
    overview = client.get(there).text
    assert "1 of 5 flags confirmed" in overview
    assert "NX-7" not in overview


def test_only_the_coordinator_sees_the_overview(
    marac: CaseWorld, meeting: Meeting, set_flags: dict[str, Flag]
) -> None:
    there = reverse("marac:meeting_flags", args=[meeting.pk])
    for role in (POLICE, "practitioner:Specialist service", "administrator"):
        client = as_(marac.place, role)
        assert client.get(there).status_code == 404
        assert client.post(there).status_code == 404


def test_there_is_nothing_to_flag_before_the_agenda_is_issued(
    marac: CaseWorld, meeting: Meeting
) -> None:
    there = reverse("marac:meeting_flags", args=[meeting.pk])
    assert as_(marac.place, COORDINATOR).get(there).status_code == 404


def test_the_flag_of_another_team_is_not_there(
    marac: CaseWorld, set_flags: dict[str, Flag], northmere: Place
) -> None:
    for place, role in (
        (marac.place, "practitioner:Housing"),
        (marac.place, COORDINATOR),
        (marac.place, "administrator"),
        (northmere, POLICE),
    ):
        client = as_(place, role)
        for name in ("flag", "clear_flag"):
            address = page_of(name, set_flags["Police"])
            assert client.get(address).status_code == 404, (role, name)
            said = {"why": "moved", "reference": "A-1"}
            assert client.post(address, said).status_code == 404, (role, name)


def test_taking_off_early_asks_why_and_at_the_end_does_not(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    client = as_(marac.place, POLICE)
    address = page_of("clear_flag", set_flags["Police"])
    assert client.post(address).status_code == 422
    assert client.post(address, {"why": "ended"}).status_code == 422
    assert client.post(address, {"why": "unknown"}).status_code == 302
    assert "We keep no record of them" in client.get(OURS, {"show": "off"}).text
    # A second time there is nothing to take off.
    assert client.post(address, {"why": "moved"}).status_code == 302


def test_what_is_over_stands_on_a_list_with_references_and_no_names(
    marac: CaseWorld, past: dict[str, Flag]
) -> None:
    assert "1 flag to take off" in desk_of(marac.place, POLICE)
    client = as_(marac.place, POLICE)
    paper = client.get("/marac/flags/to-take-off/").text
    assert "PX-100" in paper
    assert VICTIM not in paper
    assert marac.case.ref not in paper
    assert client.post(page_of("clear_flag", past["Police"])).status_code == 302
    assert "flag to take off" not in desk_of(marac.place, POLICE)
    assert "PX-100" not in client.get("/marac/flags/to-take-off/").text


def test_a_repeat_offers_the_reference_of_before(
    marac: CaseWorld, past: dict[str, Flag]
) -> None:
    new = flagged(marac, on_issued_agenda(marac, meet(marac.place)))["Police"]
    assert "PX-100" in as_(marac.place, POLICE).get(page_of("flag", new)).text


def test_the_coordinator_asks_again_for_what_was_taken_off_by_mistake(
    marac: CaseWorld, meeting: Meeting, set_flags: dict[str, Flag]
) -> None:
    with acting_as(marac.police):
        flags.clear(flag=set_flags["Police"], why="mistake", by=marac.police)
    address = page_of("restart_flag", set_flags["Police"])
    assert as_(marac.place, POLICE).post(address).status_code == 404
    client = as_(marac.place, COORDINATOR)
    there = reverse("marac:meeting_flags", args=[meeting.pk])
    assert "Ask again" in client.get(there).text
    assert "is asked to flag its record again" in client.post(address, follow=True).text
    assert "1 flag to confirm" in desk_of(marac.place, POLICE)


def test_looking_for_a_reference_keeps_it_out_of_the_address(
    marac: CaseWorld, past: dict[str, Flag]
) -> None:
    client = as_(marac.place, POLICE)
    there = reverse("marac:find_flag")
    found = client.post(there, {"reference": "px-100"})
    assert found["Location"] == page_of("flag", past["Police"])
    for role in (POLICE, "practitioner:Housing"):
        asked = "PX-999" if role == POLICE else "PX-100"
        answer = as_(marac.place, role).post(there, {"reference": asked})
        assert answer.status_code == 422
        assert "no flag with it" in answer.text
    with acting_as(marac.place.actor("auditor")):
        assert Event.objects.filter(verb="search").count() == 3


def test_a_file_holds_references_and_no_names(
    marac: CaseWorld, past: dict[str, Flag]
) -> None:
    client = as_(marac.place, POLICE)
    answer = client.get(OURS, {"export": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as book:  # type: ignore[arg-type]
        words = " ".join(
            book.read(name).decode() for name in book.namelist() if ".xml" in name
        )
    assert "PX-100" in words
    assert VICTIM not in words
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 3600
    session.save()
    assert client.get(OURS, {"export": "csv"}).status_code == 302


def test_who_is_locked_out_sees_no_flag_no_number_and_no_task(
    marac: CaseWorld, meeting: Meeting, set_flags: dict[str, Flag]
) -> None:
    with acting_as(marac.idva):
        for hat in (POLICE, COORDINATOR):
            locks.lock_out(
                account=marac.place.hats[hat].account,
                person_id=marac.victim.pk,
                why="His brother",
                by=marac.idva,
            )
    police = as_(marac.place, POLICE)
    assert VICTIM not in police.get(OURS).text
    assert "Nothing to confirm" in police.get(OURS).text
    assert police.get(page_of("flag", set_flags["Police"])).status_code == 404
    assert "flag to confirm" not in desk_of(marac.place, POLICE)
    there = reverse("marac:meeting_flags", args=[meeting.pk])
    page = as_(marac.place, COORDINATOR).get(there).text
    assert "No team has been asked yet" in page
    assert "5 flags" not in page


# Letters -----------------------------------------------------------------------------


def letters() -> dict[str, str]:
    """What was written, by the local part of the address."""
    found = Message.objects.filter(letter="marac.flags_wait")
    return {re.split("@", one.address)[0]: str(one.context) for one in found}


def test_the_reminder_names_nobody_and_goes_to_teams_with_flags(
    marac: CaseWorld, past: dict[str, Flag], mailoutbox: list[object]
) -> None:
    assert remind(marac.place.partnership.pk) == 5
    assert remind(marac.place.partnership.pk) == 5  # the same week: sent once
    told = letters()
    assert "practitioner.police" in told
    for words in told.values():
        assert VICTIM not in words
        assert past["Police"].code not in words


def test_nobody_is_reminded_of_flags_that_are_confirmed_or_off(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    # The meeting is still to come: nothing waits before its day.
    assert remind(marac.place.partnership.pk) == 0


def test_who_is_locked_out_is_not_reminded(
    marac: CaseWorld, past: dict[str, Flag]
) -> None:
    with acting_as(marac.idva):
        locks.lock_out(
            account=marac.place.hats[POLICE].account,
            person_id=marac.victim.pk,
            why="His brother",
            by=marac.idva,
        )
    remind(marac.place.partnership.pk)
    told = letters()
    assert "practitioner.police" not in told
    assert "practitioner.housing" in told


def test_the_coordinator_is_told_of_flags_by_no_other_team_s_page(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    by = coordinator(marac.place)
    ours = as_(marac.place, COORDINATOR).get(OURS).text
    assert set_flags["Council"].code in ours
    assert set_flags["Police"].code not in ours
    assert by.team_id == set_flags["Council"].team_id
