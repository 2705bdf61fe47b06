"""What auditors see, by what they narrow it, and that their reading is kept."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from concord.access import reading
from concord.access.actions import emergencies, locks
from concord.access.actor import Actor, acting_as
from concord.access.audit import terms
from concord.access.audit.looking import looks_at
from concord.access.models import Event, Unusual
from concord.access.testing import Place, another_auditor
from concord.cases.models import Party
from concord.cases.testing import CaseWorld
from concord.desk.tests.conftest import Wear

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked(case_world: CaseWorld) -> CaseWorld:
    """The police has opened the case; housing was refused something."""
    case_world.share("Police")
    with acting_as(case_world.police):
        list(Party.objects.all())
    with acting_as(case_world.housing):
        reading.note("refusal", door="cases:case", row=str(case_world.case.pk))
    return case_world


@pytest.fixture
def auditor(looked: CaseWorld, wear: Wear) -> Client:
    return wear(looked.place.hats["auditor"])


def said(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def events(world: CaseWorld, **wanted: object) -> list[Event]:
    with acting_as(world.place.actor("auditor")):
        return list(Event.objects.filter(**wanted).order_by("id"))


def rows(page: str) -> int:
    return page.count("/audit/event/")


def test_events_name_who_in_which_hat_did_what_with_which_case(
    looked: CaseWorld, auditor: Client
) -> None:
    page = said(auditor, "/audit/?did=read")
    assert "Invented Practitioner" in page
    assert f"Case {looked.case.ref}" in page
    assert "Who they are" in page
    assert "Thistlewood" not in page


@pytest.mark.parametrize(
    ("narrowed", "kept"),
    [
        ("did=read", {"read"}),
        ("did=refusal", {"refusal"}),
        ("did=export", set()),
    ],
)
def test_the_list_is_narrowed_by_what_was_done(
    looked: CaseWorld, auditor: Client, narrowed: str, kept: set[str]
) -> None:
    page = said(auditor, f"/audit/?{narrowed}")
    assert rows(page) == len(events(looked, verb__in=kept))


def test_the_list_is_narrowed_by_person_team_and_month(
    looked: CaseWorld, auditor: Client
) -> None:
    police = looked.police
    [read] = events(looked, verb="read")
    for narrowed in (
        f"who={police.account_id}",
        f"team={police.team_id}&did=read",
        f"at={read.at:%Y-%m}&did=read",
    ):
        assert f"/audit/event/{read.pk}/" in said(auditor, f"/audit/?{narrowed}")
    assert rows(said(auditor, "/audit/?at=2024-02")) == 0
    assert rows(said(auditor, f"/audit/?who={looked.health.account_id}")) == 0


def test_a_case_is_found_by_its_reference_and_its_address_says_nothing(
    looked: CaseWorld, auditor: Client
) -> None:
    answer = auditor.post("/audit/case/", {"ref": looked.case.ref.lower()})
    assert answer["Location"] == f"/audit/?case={looked.case.pk}"
    page = said(auditor, answer["Location"])
    assert f"Only events about case {looked.case.ref}" in page
    [read] = events(looked, verb="read")
    assert f"/audit/event/{read.pk}/" in page
    assert rows(page) == len(events(looked, case_ids__contains=[looked.case.pk])) - 1


def test_a_reference_that_is_nobodys_is_said_to_be_none(
    looked: CaseWorld, auditor: Client
) -> None:
    page = auditor.post("/audit/case/", {"ref": "2222-2222"}, follow=True)
    assert "No case here has this reference" in page.content.decode()


def test_one_event_shows_all_that_is_kept(looked: CaseWorld, auditor: Client) -> None:
    [read] = events(looked, verb="read")
    page = said(auditor, f"/audit/event/{read.pk}/")
    assert looked.case.ref in page
    assert str(looked.victim.pk) in page
    assert "Not sealed yet" in page


def test_each_reading_of_the_audit_is_an_event_that_other_auditors_see(
    looked: CaseWorld, auditor: Client
) -> None:
    [read] = events(looked, verb="read")
    said(auditor, "/audit/?did=read")
    said(auditor, f"/audit/?case={looked.case.pk}")
    said(auditor, f"/audit/event/{read.pk}/")
    listed, of_case, one = events(looked, verb="audit_read")
    assert (listed.door, listed.n, listed.row_id) == ("audit", 1, "did=read")
    assert of_case.case_ids == [looked.case.pk]
    assert (one.case_ids, one.row_id) == ([looked.case.pk], f"event={read.pk}")
    page = said(auditor, "/audit/reads/")
    assert rows(page) == 3
    assert "Invented Auditor" in page


def test_a_file_of_events_holds_their_words_and_is_kept_as_read(
    looked: CaseWorld, auditor: Client
) -> None:
    answer = auditor.get("/audit/?did=read&export=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "When,Who,Did what,About,Team"
    assert "Invented Practitioner (Practitioner)" in lines[1]
    assert lines[1].endswith("Police")
    assert looked.case.ref in lines[1]
    [read] = events(looked, verb="audit_read")
    assert read.row_id == "did=read export"


def test_an_auditor_of_another_partnership_sees_none_of_it(
    looked: CaseWorld, wear: Wear, northmere: Place
) -> None:
    stranger = wear(northmere.hats["auditor"])
    [read] = events(looked, verb="read")
    assert stranger.get(f"/audit/event/{read.pk}/").status_code == 404
    page = said(stranger, f"/audit/?case={looked.case.pk}")
    assert rows(page) == 0
    assert looked.case.ref not in page


def test_a_search_says_that_its_words_are_encrypted(
    looked: CaseWorld, auditor: Client
) -> None:
    with acting_as(looked.police):
        terms.searched({"name": "Thistlewood"})
    [search] = events(looked, verb="search")
    page = said(auditor, f"/audit/event/{search.pk}/")
    assert "Thistlewood" not in page


def test_the_list_asks_as_much_for_many_events_as_for_few(
    looked: CaseWorld, auditor: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            said(auditor, "/audit/")
        return len(queries)

    asked()
    few = asked()
    for _ in range(20):
        with acting_as(looked.police):
            reading.loaded(case=uuid.uuid4(), person=None, part=None)
    assert asked() == few


@pytest.fixture
def search(looked: CaseWorld) -> Event:
    """The police has searched for a name, and found three persons."""
    with acting_as(looked.police):
        terms.searched({"name": "Thistlewood"})
        list(Party.objects.all())
    return events(looked, verb="search")[0]


def test_two_auditors_open_search_words_on_the_pages(
    looked: CaseWorld, auditor: Client, search: Event, wear: Wear
) -> None:
    other = wear(another_auditor(looked.place))
    assert f"/audit/terms/ask/?event={search.pk}" in said(
        auditor, f"/audit/event/{search.pk}/"
    )
    asked = auditor.post(
        "/audit/terms/ask/", {"searches": str(search.pk), "why": "Complaint 12"}
    )
    place = asked["Location"]
    assert "Waits for another auditor" in said(auditor, place)
    assert "Show the words" not in said(auditor, place)
    assert auditor.post(f"{place}approve/").status_code == 404
    assert "Decide whether search words are opened" in said(other, "/")
    assert "Yours to decide" in said(other, place)
    assert other.post(f"{place}approve/").status_code == 302
    assert "Decide whether search words" not in said(other, "/")
    assert other.post(f"{place}read/").status_code == 404
    shown = auditor.post(f"{place}read/").content.decode()
    assert "Thistlewood" in shown
    assert "Thistlewood" not in said(auditor, place)
    assert "Opened search terms" in said(other, "/audit/reads/")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ({"searches": "abc", "why": "Complaint"}, "only numbers, such as 4018"),
        ({"searches": "1", "why": "Complaint"}, "Not all of these are searches"),
        ({"searches": "", "why": ""}, "<title>Error:"),
        (
            {"searches": " ".join(map(str, range(1, 30))), "why": "Complaint"},
            "29 are too many",
        ),
    ],
)
def test_a_wrong_question_for_words_keeps_what_was_typed(
    looked: CaseWorld, auditor: Client, typed: dict[str, str], answer: str
) -> None:
    page = auditor.post("/audit/terms/ask/", typed).content.decode()
    assert answer in page
    assert typed["searches"] in page


def test_the_owner_s_table_of_looks_says_who_when_and_by_what_right(
    looked: CaseWorld,
) -> None:
    with acting_as(looked.health):
        emergencies.open_case(
            ref=looked.case.ref, why="In A&E now", minutes=60, by=looked.health
        )
    with acting_as(looked.idva):
        found = looks_at(looked.case.pk, by=looked.idva)
    page = render_to_string(
        "desk/audit/looks_table.html", {"looks": found, "checked": None}
    )
    assert "Invented Practitioner" in page
    assert "Keep the victim safe" in page
    assert "In A&amp;E now" in page
    assert "Waits for your review" in page
    assert "It has not been checked yet" in page


def test_an_auditor_who_is_locked_out_of_a_case_finds_no_trace_of_it(
    looked: CaseWorld, search: Event, wear: Wear
) -> None:
    """The other auditor sees it all, and has looked and asked about it."""
    free, kept_out = wear(looked.place.hats["auditor"]), another_auditor(looked.place)
    [read] = events(looked, verb="read")
    pages = [f"/audit/event/{one.pk}/" for one in (read, search)]
    for path in (*pages, f"/audit/?case={looked.case.pk}"):
        said(free, path)
    asked = free.post("/audit/terms/ask/", {"searches": str(search.pk), "why": "Why"})
    assert looked.case.ref in said(free, "/audit/")
    with acting_as(looked.idva):
        locks.lock_out(
            account=kept_out.account,
            person_id=looked.victim.pk,
            why="Her brother",
            by=looked.idva,
        )
    locked = wear(kept_out)
    for path in (*pages, asked["Location"]):
        assert locked.get(path).status_code == 404, path
    for path in ("/audit/", "/audit/?case={}", "/audit/reads/", "/audit/terms/", "/"):
        page = said(locked, path.format(looked.case.pk))
        traces = (looked.case.ref, str(looked.victim.pk), asked["Location"])
        assert not any(trace in page for trace in traces), path
    answer = locked.post("/audit/case/", {"ref": looked.case.ref}, follow=True)
    assert "No case here has this reference" in answer.content.decode()
    exported = locked.get("/audit/?export=csv").content.decode()
    assert looked.case.ref not in exported


@pytest.fixture
def line(looked: CaseWorld) -> Unusual:
    """The police was refused often this week."""
    with acting_as(Actor.from_job("access.audit", looked.place.partnership.pk)):
        return Unusual.objects.create(
            partnership=looked.place.partnership,
            account=looked.place.hats["practitioner:Police"].account,
            week=dt.date(2026, 11, 16),
            kind=Unusual.Kind.REFUSALS,
            facts={"refusals": 7},
            changed_at=timezone.now(),
        )


def test_a_line_says_why_it_stands_there_and_keeps_what_was_found(
    looked: CaseWorld, auditor: Client, line: Unusual, wear: Wear
) -> None:
    assert "Look at unusual access" in said(auditor, "/")
    page = said(auditor, "/audit/unusual/")
    assert "Was refused 7 times within ten minutes" in page
    assert "Not reviewed" in page
    where = f"/audit/unusual/{line.pk}/"
    assert f"/audit/?who={line.account_id}&amp;at=2026-11" in said(auditor, where)
    nothing = auditor.post(where, {"note": ""}).content.decode()
    assert "<title>Error:" in nothing
    auditor.post(where, {"note": "Typed from an old list."})
    assert "Look at unusual access" not in said(auditor, "/")
    other = wear(another_auditor(looked.place))
    page = said(other, where)
    assert "Typed from an old list." in page
    assert "Invented Auditor" in page
    line_link = f'href="{where}"'
    assert line_link in said(other, "/audit/unusual/?reviewed=True")
    assert line_link not in said(other, "/audit/unusual/?reviewed=False")


def test_nobody_finds_a_line_about_themselves(
    looked: CaseWorld, auditor: Client
) -> None:
    me = looked.place.hats["auditor"]
    with acting_as(Actor.from_job("access.audit", looked.place.partnership.pk)):
        mine = Unusual.objects.create(
            partnership=looked.place.partnership,
            account=me.account,
            week=dt.date(2026, 11, 16),
            kind=Unusual.Kind.REFUSALS,
            facts={"refusals": 7},
            changed_at=timezone.now(),
        )
    assert auditor.get(f"/audit/unusual/{mine.pk}/").status_code == 404
    assert "Nothing stood out" in said(auditor, "/audit/unusual/")
    assert "Look at unusual access" not in said(auditor, "/")
