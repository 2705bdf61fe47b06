"""The pages of the papers' room, as the people of the partnership meet them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.reports import actions
from concord.reports.models import Paper
from concord.reports.tests.arranging import SUMMER, World, signed_in


@pytest.fixture
def lead(world: World) -> Client:
    """The strategic lead's browser."""
    return signed_in(world.place, "strategic_lead")


@pytest.fixture
def draft(world: World) -> Paper:
    """The draft of the summer's paper."""
    with acting_as(world.lead):
        return actions.start(plan=world.plan, quarter=SUMMER, by=world.lead)


@pytest.fixture
def issued(world: World, draft: Paper) -> Paper:
    """The same, issued."""
    with acting_as(world.lead):
        actions.issue(paper=draft, by=world.lead)
    return draft


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_lead_starts_edits_and_issues_a_paper(world: World, lead: Client) -> None:
    assert "Start a paper" in text(lead.get("/papers/"))
    chosen = {"quarter": f"{world.plan.pk}-{SUMMER.code}"}
    page = lead.post("/papers/start/", chosen, follow=True)
    assert "HR 2026/27 Q2, issue 1: draft" in text(page)
    url = page.request["PATH_INFO"]
    words = {"version": "1", "sentences": "First sentence.\n\nSecond sentence."}
    page = lead.post(f"{url}edit/summary/", words, follow=True)
    assert "First sentence." in text(page)
    assert "What is frozen" in text(lead.get(f"{url}issue/"))
    page = lead.post(f"{url}issue/", {"version": "2"}, follow=True)
    assert "HR 2026/27 Q2, issue 1 is issued." in text(page)
    assert "SHA-256" in text(page)


def test_the_draft_says_what_to_look_at(lead: Client, draft: Paper) -> None:
    page = text(lead.get(f"/papers/{draft.pk}/"))
    assert "The front page does not name the sponsor." in page
    assert "4 agencies sent no statement" in page
    assert "1 exception does not say what is being done: 1.4." in page
    assert "The plan says something else now" not in page


def test_a_draft_downloads_as_three_kinds_and_says_that_it_is_one(
    lead: Client, draft: Paper
) -> None:
    for kind, opens in (("pdf", b"%PDF-"), ("docx", b"PK"), ("html", b"<!doctype")):
        response = lead.get(f"/papers/{draft.pk}/file/{kind}/")
        assert response.content.lower().startswith(opens.lower())
        name = f"board-paper-2026-27-q2-issue-1-draft.{kind}"
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert lead.get(f"/papers/{draft.pk}/file/exe/").status_code == 404


def test_an_issued_file_is_what_was_frozen(lead: Client, issued: Paper) -> None:
    response = lead.get(f"/papers/{issued.pk}/file/pdf/")
    assert actions.sha256(response.content) in text(lead.get(f"/papers/{issued.pk}/"))
    assert "issue-1.pdf" in response["Content-Disposition"]


def test_the_second_editor_is_told_and_keeps_every_word(
    lead: Client, draft: Paper
) -> None:
    url = f"/papers/{draft.pk}/edit/summary/"
    lead.post(url, {"version": "1", "sentences": "The first one’s words."})
    page = lead.post(url, {"version": "1", "sentences": "The second one’s words."})
    said = text(page)
    assert "changed “Summary” after you opened it" in said
    assert "The second one’s words." in said
    assert "The first one’s words." in said
    assert 'name="version" value="2"' in said
    lead.post(url, {"version": "2", "sentences": "The second one’s words."})
    assert "The second one’s words." in text(lead.get(f"/papers/{draft.pk}/"))


def decisions(*rows: dict[str, str]) -> dict[str, str]:
    posted = {
        "version": "1",
        "item-TOTAL_FORMS": str(len(rows)),
        "item-INITIAL_FORMS": str(len(rows) - 1),
    }
    for number, row in enumerate(rows):
        posted |= {f"item-{number}-{name}": value for name, value in row.items()}
    return posted


def test_decisions_are_reworded_ordered_and_added(lead: Client, draft: Paper) -> None:
    [key] = draft.keys["decisions"]
    raised = {"key": key, "title": "Posts", "asked_to": "agree.", "place": "2"}
    own = {"title": "Meet in May", "asked_to": "meet.", "place": "1"}
    url = f"/papers/{draft.pk}/edit/decisions/"
    page = text(lead.post(url, decisions(raised, own), follow=True))
    assert page.index("Meet in May") < page.index("Posts")
    assert "Decision on 2 items" in page
    again = text(lead.get(url))
    assert 'value="own:1"' in again


def test_a_decision_without_a_question_is_an_error_that_keeps_the_words(
    lead: Client, draft: Paper
) -> None:
    url = f"/papers/{draft.pk}/edit/decisions/"
    own = {"title": "Half a decision"}
    page = text(lead.post(url, decisions(own)))
    assert "There is a problem" in page
    assert "Half a decision" in page


def test_a_day_that_is_none_is_an_error(lead: Client, draft: Paper) -> None:
    day = {"meeting_on_day": "31", "meeting_on_month": "2", "meeting_on_year": "2026"}
    words = {"version": "1", "title": "Report", "marking": "Official", **day}
    page = text(lead.post(f"/papers/{draft.pk}/edit/details/", words))
    assert "not in the calendar" in page


def test_a_changed_paper_is_not_issued_unread(
    world: World, lead: Client, draft: Paper
) -> None:
    url = f"/papers/{draft.pk}/"
    lead.post(f"{url}edit/summary/", {"version": "1", "sentences": "New."})
    page = lead.post(f"{url}issue/", {"version": "1"})
    assert "Look at it again before you issue it" in text(page)
    with acting_as(world.lead):
        assert Paper.objects.get(pk=draft.pk).is_draft


def test_a_correction_begins_from_the_issued_page(lead: Client, issued: Paper) -> None:
    page = lead.post(f"/papers/{issued.pk}/correct/", follow=True)
    assert "HR 2026/27 Q2, issue 2: draft" in text(page)
    assert "A correction is being written" in text(lead.get(f"/papers/{issued.pk}/"))


def test_board_members_read_issued_papers_and_never_drafts(
    world: World, draft: Paper, lead: Client
) -> None:
    member = signed_in(world.place, "board_member")
    assert "HR 2026/27" not in text(member.get("/papers/"))
    pages = ("", "file/pdf/", "edit/summary/", "issue/", "discard/")
    assert {member.get(f"/papers/{draft.pk}/{p}").status_code for p in pages} == {404}
    assert member.post(f"/papers/{draft.pk}/issue/").status_code == 404
    assert member.get("/papers/start/").status_code == 404
    lead.post(f"/papers/{draft.pk}/issue/", {"version": "1"})
    assert "HR 2026/27 Q2, issue 1" in text(member.get("/papers/"))
    page = text(member.get(f"/papers/{draft.pk}/"))
    assert "Download the PDF" in page
    assert "Make a correction" not in page
    assert member.post(f"/papers/{draft.pk}/correct/").status_code == 404
    assert member.get(f"/papers/{draft.pk}/file/docx/").status_code == 200


def test_another_partnership_finds_nothing_by_address(
    issued: Paper, northmere: Place
) -> None:
    stranger = signed_in(northmere, "strategic_lead")
    assert "HR 2026/27" not in text(stranger.get("/papers/"))
    for page in ("", "file/pdf/", "issue/", "edit/summary/"):
        assert stranger.get(f"/papers/{issued.pk}/{page}").status_code == 404


def test_the_list_is_filtered_sorted_and_exported(lead: Client, issued: Paper) -> None:
    year = issued.plan.year
    assert "issue 1" in text(lead.get(f"/papers/?year={year}&sort=-issued"))
    assert "Nothing matches" in text(lead.get("/papers/?q=nothing"))
    assert b"HR 2026/27 Q2, issue 1" in lead.get("/papers/?export=csv").content


def test_the_list_asks_the_same_questions_for_more_papers(
    world: World, lead: Client, issued: Paper
) -> None:
    lead.get("/papers/")
    with CaptureQueriesContext(connection) as few:
        lead.get("/papers/")
    with acting_as(world.lead):
        for _ in range(2):
            last = Paper.objects.select_related("plan").first()
            assert last is not None
            second = actions.correct(paper=last, by=world.lead)
            actions.issue(paper=second, by=world.lead)
    with CaptureQueriesContext(connection) as many:
        page = text(lead.get("/papers/"))
    assert page.count("Replaced by a later issue") == 2
    assert len(many) <= len(few)


def test_nobody_signed_in_sees_nothing(issued: Paper) -> None:
    for address in ("/papers/", f"/papers/{issued.pk}/"):
        response = Client().get(address)
        assert response.status_code in (302, 404)
        assert b"HR 2026/27" not in response.content
