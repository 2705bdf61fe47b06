"""Pages and papers of minutes: what each shows, to whom, and to whom not."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from concord.access.actor import acting_as
from concord.access.models import Event
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld
from concord.marac.models import AgendaItem, Meeting, Minutes, MinutesIssue
from concord.marac.testing import coordinator
from concord.marac.tests.test_minutes import heard, issued, lock_out, over

pytestmark = pytest.mark.django_db

COORDINATOR = "marac_coordinator"
POLICE = "practitioner:Police"
HEALTH = "practitioner:Health"
VICTIM = "Thistlewood"
SECRET = "An informant says"


def as_(place: Place, role: str) -> Client:
    return wear(Client(), place.hats[role])


def desk(place: Place, role: str) -> str:
    return as_(place, role).get("/", {"room": "MARAC"}).text


@pytest.fixture
def item(marac: CaseWorld) -> AgendaItem:
    return heard(marac)


@pytest.fixture
def held(marac: CaseWorld, item: AgendaItem) -> Meeting:
    return over(marac.place, item.meeting)


@pytest.fixture
def minutes(marac: CaseWorld, held: Meeting) -> Minutes:
    return issued(marac.place, held)


def copy_of(minutes: Minutes, kind: str = "copy") -> str:
    return reverse(f"marac:minutes_{kind}", args=[minutes.pk])


def text_of_pdf(body: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)


def text_of_word(body: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as kept:
        parts = [n for n in kept.namelist() if n.endswith(".xml")]
        return " ".join(re.sub("<w:[^>]+>", "", kept.read(n).decode()) for n in parts)


FILES = [("pdf", text_of_pdf), ("word", text_of_word)]

# ---- from the draft to the copies ----------------------------------------------------


def test_the_coordinator_drafts_words_approves_and_issues(
    marac: CaseWorld, item: AgendaItem
) -> None:
    client = as_(marac.place, COORDINATOR)
    there = reverse("marac:minutes", args=[item.meeting_id])
    assert "the meeting goes on" in client.get(there).text
    over(marac.place, item.meeting)
    assert "Issue the minutes" in desk(marac.place, COORDINATOR)
    page = client.get(there).text
    assert "He waits at school" in page
    assert SECRET not in page
    wording = reverse("marac:wording", args=[item.pk])
    page = client.get(wording).text
    assert SECRET not in page
    typed = {
        "replacing": "0",
        "words_0": "To stay where she is",
        "words_1": "He waits at the school gate",
        "why_1": "Twice this week",
        "words_2": "",
        "words_3": "A plan with the school",
        "more_kind": "decision",
        "more_side": "none",
        "more_words": "Heard again in May",
    }
    assert client.post(wording, typed).status_code == 302
    assert client.post(wording, typed).status_code == 422
    page = client.get(there).text
    assert "To stay where she is" in page
    assert "Heard again in May" in page
    assert "Arrested in May" not in page
    approve = reverse("marac:approve_minutes", args=[item.meeting_id])
    assert client.post(approve, {}).status_code == 422
    chair = marac.place.hats[COORDINATOR].pk
    assert client.post(approve, {"chair": chair}).status_code == 302
    assert client.get(wording).status_code == 404
    assert "Read the minutes" not in desk(marac.place, POLICE)
    client.post(reverse("marac:issue_minutes", args=[item.meeting_id]))
    assert "Issue the minutes" not in desk(marac.place, COORDINATOR)
    assert "Read the minutes" in desk(marac.place, POLICE)
    assert "not opened yet" in client.get(there).text


def test_nobody_but_the_team_that_coordinates_finds_the_draft(
    marac: CaseWorld, held: Meeting, item: AgendaItem, northmere: Place
) -> None:
    pages = [
        reverse(f"marac:{name}", args=[held.pk])
        for name in ("minutes", "approve_minutes")
    ]
    for client in (as_(marac.place, POLICE), as_(northmere, COORDINATOR)):
        for address in [*pages, reverse("marac:wording", args=[item.pk])]:
            assert client.get(address).status_code == 404
        for name in ("approve_minutes", "issue_minutes", "correct_minutes"):
            address = reverse(f"marac:{name}", args=[held.pk])
            assert client.post(address).status_code == 404


def test_a_reader_opens_their_copy_and_the_desk_is_quiet(
    marac: CaseWorld, minutes: Minutes
) -> None:
    client = as_(marac.place, POLICE)
    page = client.get(copy_of(minutes))
    assert "To stay in the flat" in page.text
    assert VICTIM in page.text
    assert SECRET not in page.text
    assert VICTIM not in page.text.split("</title>")[0]
    assert "Read the minutes" not in desk(marac.place, POLICE)
    meeting = client.get(reverse("marac:meeting", args=[minutes.meeting_id])).text
    assert "Your copy" in meeting


def test_a_core_team_that_was_not_there_reads_codes_and_its_own_actions(
    marac: CaseWorld, minutes: Minutes, item: AgendaItem
) -> None:
    page = as_(marac.place, HEALTH).get(copy_of(minutes)).text
    assert item.code in page
    assert "See her GP" in page
    for hidden in (VICTIM, "He waits", "Arrested", "Tell the school", "stay in"):
        assert hidden not in page


def test_whoever_has_no_copy_finds_none(
    marac: CaseWorld, minutes: Minutes, northmere: Place
) -> None:
    lock_out(marac, POLICE)
    others = [as_(marac.place, role) for role in (POLICE, "practitioner", "auditor")]
    for client in [*others, as_(northmere, POLICE)]:
        for kind in ("copy", "pdf", "word"):
            assert client.get(copy_of(minutes, kind)).status_code == 404
    assert "Read the minutes" not in desk(marac.place, POLICE)
    page = others[0].get(reverse("marac:meeting", args=[minutes.meeting_id])).text
    assert "Your copy" not in page


# ---- files ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text"), [("pdf", text_of_pdf), ("word", text_of_word)]
)
def test_a_file_bears_its_reader_on_it_and_no_name_in_its_own(
    marac: CaseWorld, minutes: Minutes, kind: str, text: object
) -> None:
    reader = marac.place.hats[POLICE].account.name
    answer = as_(marac.place, POLICE).get(copy_of(minutes, kind))
    assert answer.status_code == 200
    name = answer["Content-Disposition"]
    assert re.fullmatch(
        r'attachment; filename="marac-minutes-[\d-]+\.(pdf|docx)"', name
    )
    words = text(answer.content)  # type: ignore[operator]
    assert f"Copy of {reader}" in words
    assert "He waits at school" in words
    assert SECRET not in words
    with acting_as(marac.police):
        mine = MinutesIssue.objects.get(minutes=minutes, hat=marac.place.hats[POLICE])
    assert mine.opened_at is not None
    auditor = marac.place.actor("auditor")
    with acting_as(auditor):
        assert Event.objects.filter(
            verb="export", door=f"marac:minutes_{kind}"
        ).exists()


@pytest.mark.parametrize(
    ("kind", "text"), [("pdf", text_of_pdf), ("word", text_of_word)]
)
def test_a_file_of_a_team_that_was_not_there_holds_no_more_than_its_page(
    marac: CaseWorld, minutes: Minutes, kind: str, text: object
) -> None:
    answer = as_(marac.place, HEALTH).get(copy_of(minutes, kind))
    words = text(answer.content)  # type: ignore[operator]
    assert "See her GP" in words
    for hidden in (VICTIM, "He waits", "Arrested", "Tell the school", "stay in"):
        assert hidden not in words


def test_a_file_is_given_to_whoever_has_shown_lately_who_they_are(
    marac: CaseWorld, minutes: Minutes
) -> None:
    client = as_(marac.place, POLICE)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    for kind in ("pdf", "word"):
        answer = client.get(copy_of(minutes, kind))
        assert answer.status_code == 302
        assert "application" not in answer.get("Content-Type", "")


def test_a_colleague_who_coordinates_reads_what_was_approved(
    marac: CaseWorld, minutes: Minutes
) -> None:
    by = coordinator(marac.place)
    page = as_(marac.place, COORDINATOR).get(
        reverse("marac:minutes", args=[minutes.meeting_id])
    )
    assert "Begin a correction" in page.text
    with acting_as(by):
        assert Minutes.objects.get(pk=minutes.pk).approved_by_id == by.own_hat
