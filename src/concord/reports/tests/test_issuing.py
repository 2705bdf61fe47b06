"""Drafts, two editors, issuing, freezing, correcting."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import (
    DatabaseError,
    IntegrityError,
    ProgrammingError,
    connection,
    transaction,
)

from concord.access.actor import Actor, acting_as
from concord.access.models import Change
from concord.access.permit import NotPermitted
from concord.plan.actions import board
from concord.plan.status import Status
from concord.reports import actions
from concord.reports.actions import RENDERERS, ChangedMeanwhile
from concord.reports.content import from_record
from concord.reports.models import IssuedPaper, Paper
from concord.reports.queries.papers import is_out_of_date
from concord.reports.tests.arranging import AUTUMN, SUMMER, World

KINDS = IssuedPaper.KINDS


@pytest.fixture
def draft(world: World) -> Paper:
    """The draft of the summer's paper."""
    with acting_as(world.lead):
        return actions.start(plan=world.plan, quarter=SUMMER, by=world.lead)


def edit(world: World, draft: Paper, part: str, words: Any, version: int = 1) -> Paper:
    with acting_as(world.lead):
        return actions.edit(
            paper=draft, part=part, words=words, version=version, by=world.lead
        )


def issue(world: World, draft: Paper) -> IssuedPaper:
    with acting_as(world.lead):
        return actions.issue(paper=draft, by=world.lead)


def fresh(world: World, paper: Paper) -> Paper:
    with acting_as(world.lead):
        return Paper.objects.select_related("plan__strategy", "partnership").get(
            pk=paper.pk
        )


def refused(statement: str) -> type[DatabaseError]:
    """What the database answers to SQL that it must not obey."""
    with pytest.raises(DatabaseError) as told, transaction.atomic():
        connection.cursor().execute(statement)
    return told.type


def test_a_quarter_has_one_draft(world: World, draft: Paper) -> None:
    with acting_as(world.lead):
        again = actions.start(plan=world.plan, quarter=SUMMER, by=world.lead)
    assert again.pk == draft.pk
    assert draft.full_number == "HR 2026/27 Q2, issue 1"


def test_a_quarter_that_has_not_begun_has_no_paper(world: World) -> None:
    with acting_as(world.lead), pytest.raises(ValidationError, match="1 January 2027"):
        actions.start(plan=world.plan, quarter=AUTUMN.next, by=world.lead)


def test_a_quarter_of_another_year_is_refused(world: World) -> None:
    with acting_as(world.lead), pytest.raises(ValidationError, match="2026 to 2027"):
        actions.start(plan=world.plan, quarter=SUMMER.plus(-4), by=world.lead)


def test_edits_are_in_the_paper(world: World, draft: Paper) -> None:
    edit(world, draft, "summary", ["One.", "Two."])
    edit(world, draft, "doing", {draft.keys["exceptions"][0]: "Bid by May."}, 2)
    edit(world, draft, "details", {"sponsor_role": " Director "}, 3)
    content = fresh(world, draft).content
    assert content.summary == ("One.", "Two.")
    assert content.exceptions[0].doing == "Bid by May."
    assert content.exceptions[1].doing == draft.content.exceptions[1].doing
    assert content.sponsor_role == "Director"


def test_decisions_are_ordered_left_out_and_added_and_keep_their_exceptions(
    world: World, draft: Paper
) -> None:
    [key] = draft.keys["decisions"]
    own = {"title": "Own", "why": "", "asked_to": "agree.", "lead": "", "ref": ""}
    [raised] = [{"key": key, **item.__dict__} for item in draft.content.decisions]
    edit(world, draft, "decisions", [{"key": "own:1", **own}, raised])
    content = fresh(world, draft).content
    assert [(d.ref, d.title) for d in content.decisions] == [
        ("D1", "Own"),
        ("D2", "Adviser posts"),
    ]
    assert content.exceptions[0].decision_ref == "D2"
    assert content.purpose == "Decision on 2 items; the rest to note"
    edit(world, draft, "decisions", [{**raised, "left_out": True}], 2)
    content = fresh(world, draft).content
    assert content.decisions == ()
    assert content.exceptions[0].decision_ref is None
    assert content.purpose == "To note"


def test_drawing_again_takes_in_news_and_keeps_what_people_wrote(
    world: World, draft: Paper
) -> None:
    edit(world, draft, "summary", ["Mine."])
    with acting_as(world.lead):
        assert not is_out_of_date(fresh(world, draft))
        world.say("2.1", SUMMER, Status.ON_TRACK)
        board.raise_matter(
            quarter=SUMMER, title="Sign it", asked_to="agree.", by=world.lead
        )
        assert is_out_of_date(fresh(world, draft))
        kept = actions.recompile(paper=draft, by=world.lead)
        assert not is_out_of_date(fresh(world, draft))
    content = fresh(world, draft).content
    assert kept == ["summary"]
    assert content.summary == ("Mine.",)
    assert [d.title for d in content.decisions] == ["Adviser posts", "Sign it"]
    assert next(a for a in content.actions if a.ref == "2.1").rating == "on_track"


def test_undone_edits_give_the_plans_words_back(world: World, draft: Paper) -> None:
    edit(world, draft, "summary", ["Mine."])
    with acting_as(world.lead):
        actions.undo_edits(paper=draft, part="summary", version=2, by=world.lead)
    assert fresh(world, draft).content.summary == draft.content.summary


def test_the_second_of_two_editors_of_one_part_is_told(
    world: World, draft: Paper
) -> None:
    edit(world, draft, "summary", ["First."], version=1)
    with pytest.raises(ChangedMeanwhile, match="Invented Strategic lead changed"):
        edit(world, draft, "summary", ["Second."], version=1)
    assert fresh(world, draft).content.summary == ("First.",)
    edit(world, draft, "summary", ["Second."], version=2)
    assert fresh(world, draft).content.summary == ("Second.",)


def test_two_editors_of_two_parts_do_not_meet(world: World, draft: Paper) -> None:
    edit(world, draft, "summary", ["First."], version=1)
    edit(world, draft, "details", {"to": "The board"}, version=1)
    assert fresh(world, draft).content.to == "The board"


def test_the_history_keeps_who_edited_what(world: World, draft: Paper) -> None:
    edit(world, draft, "summary", ["Mine."])
    with acting_as(world.lead):
        change = Change.objects.filter(table_name="reports_paper").first()
        assert change is not None
        assert change.membership_id == world.lead.membership_id
        assert change.why == "Edited: Summary"
        assert change.after is not None
        assert change.after["edits"]["summary"] == ["Mine."]
        assert "compiled" not in change.after


def test_an_issued_paper_stays_as_it_was_whatever_the_plan_does(
    world: World, draft: Paper
) -> None:
    issued = issue(world, draft)
    before = {kind: issued.file(kind) for kind in KINDS}
    with acting_as(world.lead):
        world.say("1.1", SUMMER, Status.OFF_TRACK)
        world.add("2.9", "A new promise")
        standing = IssuedPaper.objects.get(paper=draft)
        assert {kind: standing.file(kind) for kind in KINDS} == before
        for kind in KINDS:
            digest = hashlib.sha256(before[kind]).hexdigest()
            assert standing.sha256(kind) == digest
        content = from_record(standing.content)
    assert content.state == "issued"
    assert content.issued_on == world.place.partnership.example_today


def test_the_frozen_content_makes_the_same_files_again(
    world: World, draft: Paper
) -> None:
    issued = issue(world, draft)
    with acting_as(world.lead):
        standing = IssuedPaper.objects.get(paper=draft)
    content = from_record(standing.content)
    for kind, render in RENDERERS.items():
        assert hashlib.sha256(render(content)).hexdigest() == issued.sha256(kind)


def test_an_issued_paper_refuses_every_change(world: World, draft: Paper) -> None:
    issue(world, draft)
    with pytest.raises(ValidationError, match="stays as it is"):
        edit(world, draft, "summary", ["Other."])
    for statement in (
        "UPDATE reports_paper SET number = 'other'",
        "DELETE FROM reports_paper",
    ):
        with acting_as(world.lead):
            assert refused(statement) is IntegrityError
    for statement in (
        "UPDATE reports_issuedpaper SET pdf = ''",
        "DELETE FROM reports_issuedpaper",
    ):
        with acting_as(world.lead):
            assert refused(statement) is ProgrammingError


def test_a_paper_that_cannot_be_rendered_is_not_issued_by_half(
    world: World, draft: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> bytes:
        raise RuntimeError("no room on the disk")

    monkeypatch.setitem(RENDERERS, "html", fail)
    with pytest.raises(RuntimeError):
        issue(world, draft)
    assert fresh(world, draft).is_draft
    with acting_as(world.lead):
        assert not IssuedPaper.objects.exists()


def test_what_is_issued_is_what_was_read(world: World, draft: Paper) -> None:
    edit(world, draft, "summary", ["Changed meanwhile."])
    with acting_as(world.lead), pytest.raises(ChangedMeanwhile):
        actions.issue(paper=draft, version=1, by=world.lead)


def test_a_correction_is_a_new_issue_of_the_same_number(
    world: World, draft: Paper
) -> None:
    edit(world, draft, "summary", ["With a mistake."])
    first = issue(world, draft)
    with acting_as(world.lead):
        second = actions.correct(paper=draft, by=world.lead)
        assert actions.correct(paper=draft, by=world.lead).pk == second.pk
    assert second.full_number == "HR 2026/27 Q2, issue 2"
    assert second.content.summary == ("With a mistake.",)
    assert second.content.issue == 2
    edit(world, second, "summary", ["Without."], second.version)
    corrected = issue(world, second)
    with acting_as(world.lead):
        assert from_record(first.content).summary == ("With a mistake.",)
        again = IssuedPaper.objects.get(paper=draft)
        assert again.pdf_sha256 == first.pdf_sha256 != corrected.pdf_sha256
        with pytest.raises(ValidationError, match="Correct that one instead"):
            actions.correct(paper=draft, by=world.lead)


def test_an_issued_quarter_is_corrected_not_started_again(
    world: World, draft: Paper
) -> None:
    issue(world, draft)
    with acting_as(world.lead), pytest.raises(ValidationError, match="correction"):
        actions.start(plan=world.plan, quarter=SUMMER, by=world.lead)


def test_the_next_paper_takes_over_the_front_page(world: World, draft: Paper) -> None:
    edit(world, draft, "details", {"sponsor_role": "Director", "to": "The board"})
    issue(world, draft)
    with acting_as(world.lead):
        following = actions.start(plan=world.plan, quarter=AUTUMN, by=world.lead)
    assert following.content.sponsor_role == "Director"
    assert following.content.to == "The board"


def test_a_draft_can_be_thrown_away_and_drawn_again(world: World, draft: Paper) -> None:
    with acting_as(world.lead):
        actions.discard(paper=draft, by=world.lead)
        again = actions.start(plan=world.plan, quarter=SUMMER, by=world.lead)
    assert again.pk != draft.pk


def test_two_days_change_what_counts(world: World, draft: Paper) -> None:
    with acting_as(world.lead):
        late = datetime(2026, 10, 19, 12, tzinfo=UTC)
        world.say("1.4", SUMMER, Status.COMPLETE, at=late)
        paper = actions.edit(
            paper=draft,
            part="details",
            words={"title": "Report"},
            version=1,
            meeting_on=draft.meeting_on,
            counted_until=late.date(),
            by=world.lead,
        )
        rating = {a.ref: a.rating for a in paper.content.actions}
        assert rating["1.4"] == "complete"


WRITERS = {"strategic_lead"}


@pytest.mark.parametrize(
    "role",
    [
        "strategic_lead",
        "agency_lead",
        "board_member",
        "commissioner",
        "marac_coordinator",
        "practitioner",
        "data_officer",
        "trainer",
        "directory_editor",
        "auditor",
        "administrator",
    ],
)
def test_who_may_write_and_who_sees_what(world: World, draft: Paper, role: str) -> None:
    actor = world.place.actor(role)
    with acting_as(actor):
        if role in WRITERS:
            assert list(Paper.objects.visible_to(actor)) == [draft]
            actions.recompile(paper=draft, by=actor)
        else:
            assert not Paper.objects.visible_to(actor).exists()
            for verb in (actions.recompile, actions.issue, actions.discard):
                with pytest.raises(NotPermitted):
                    verb(paper=draft, by=actor)
    issue(world, draft)
    with acting_as(actor):
        assert [p.pk for p in Paper.objects.visible_to(actor)] == [draft.pk]


def test_another_partnership_finds_no_row(
    world: World, draft: Paper, northmere
) -> None:  # type: ignore[no-untyped-def]
    issue(world, draft)
    stranger: Actor = northmere.actor("strategic_lead")
    with acting_as(stranger):
        assert not Paper.objects.exists()
        assert not IssuedPaper.objects.exists()
        with pytest.raises(NotPermitted):
            actions.correct(paper=draft, by=stranger)
