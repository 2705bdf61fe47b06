"""The sheet of a case: one page, for its reader, without what is for the chair."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld
from concord.foundation.ui.words import long_date
from concord.marac.actions import agreed_actions
from concord.marac.models import AgendaItem
from concord.marac.testing import coordinator, on_an_issued_agenda, sit_down
from concord.marac.tests.test_minutes import say
from concord.marac.tests.test_room import lock_out, start

pytestmark = pytest.mark.django_db

COORDINATOR = "marac_coordinator"
PICTURES = os.environ.get("PICTURES_IN", "")


@pytest.fixture
def item(marac: CaseWorld) -> AgendaItem:
    found = on_an_issued_agenda(marac)
    sit_down(marac.place, found.meeting, "Police", "Specialist service")
    start(found, marac.place)
    return found


def agree(place: Place, item: AgendaItem, words: str) -> None:
    by = coordinator(place)
    with acting_as(by):
        agreed_actions.add(
            item=item,
            team=place.teams["Police"],
            kind="school",
            words=words,
            in_days=5,
            by=by,
        )


def sheet(place: Place, hat: str, item: AgendaItem) -> PdfReader:
    client = wear(Client(), place.hats[hat])
    answer = client.get(reverse("marac:case_sheet", args=[item.pk]))
    assert answer.status_code == 200
    if PICTURES:
        (Path(PICTURES) / f"sheet-{hat}.pdf").write_bytes(answer.content)
    return PdfReader(io.BytesIO(answer.content))


def text(found: PdfReader) -> str:
    return " ".join(found.pages[0].extract_text().split())


def test_who_why_wishes_risks_and_actions_stand_on_one_page(
    marac: CaseWorld, item: AgendaItem
) -> None:
    say(marac.idva, item, "wishes", "To stay in the flat")
    say(marac.police, item, "risk", "He waits at school", "child", why_now="Twice")
    say(marac.police, item, "information", "Arrested in May", "alleged")
    agree(marac.place, item, "Agree who may collect the children")
    found = sheet(marac.place, COORDINATOR, item)
    assert len(found.pages) == 1
    for words in (
        item.code,
        "Marigold Thistlewood",
        "Barnard Crakehall",
        "Not a repeat",
        "To stay in the flat",
        "He waits at school",
        "No action yet",
        "Arrested in May",
        "Agree who may collect the children",
        long_date(item.meeting.day),
        f"Copy of {marac.place.hats[COORDINATOR].account.name}",
    ):
        assert words in text(found), words
    assert "Thistlewood" not in str(found.metadata)


def test_however_much_is_said_it_is_one_page_and_says_what_is_left_out(
    marac: CaseWorld, item: AgendaItem
) -> None:
    long = "He was seen behind the mill with somebody whom nobody knows. " * 20
    say(marac.idva, item, "wishes", long)
    for number in range(14):
        say(marac.police, item, "risk", f"{number} {long}", "child", why_now="Twice")
        say(marac.police, item, "information", f"{number} {long}", "alleged")
        agree(marac.place, item, f"{number} {long[:900]}")
    found = sheet(marac.place, COORDINATOR, item)
    assert len(found.pages) == 1
    left_out = "Not on this page: 8 risks, 6 lines of what teams know, 6 actions."
    assert left_out in text(found)


def test_what_is_for_the_chair_alone_is_on_nobodys_sheet(
    marac: CaseWorld, item: AgendaItem
) -> None:
    say(marac.police, item, "information", "An informant says", chair_only=True)
    say(marac.police, item, "risk", "A trusted word", chair_only=True)
    for hat in (COORDINATOR, "practitioner:Police"):
        words = text(sheet(marac.place, hat, item))
        assert "informant" not in words
        assert "trusted" not in words


def test_a_team_that_was_not_there_reads_only_who_it_is_about(
    marac: CaseWorld, item: AgendaItem
) -> None:
    say(marac.idva, item, "wishes", "To stay in the flat")
    words = text(sheet(marac.place, "practitioner:Health", item))
    assert "Marigold Thistlewood" in words
    assert "flat" not in words


@pytest.mark.parametrize(
    "hat", ["practitioner:Police", "practitioner:Specialist service"]
)
def test_earlier_referrals_are_told_to_the_coordinator_alone(
    marac: CaseWorld, item: AgendaItem, hat: str
) -> None:
    assert "Referred on" in text(sheet(marac.place, COORDINATOR, item))
    assert "Referred on" not in text(sheet(marac.place, hat, item))


def test_whoever_may_not_see_the_case_gets_no_sheet(
    marac: CaseWorld, item: AgendaItem
) -> None:
    place = marac.place
    address = reverse("marac:case_sheet", args=[item.pk])
    for hat in ("commissioner", "board_member", "administrator"):
        assert wear(Client(), place.hats[hat]).get(address).status_code == 404
    lock_out(marac, "practitioner:Police")
    police = wear(Client(), place.hats["practitioner:Police"])
    assert police.get(address).status_code == 404
