"""What a paper says, as against what people put into the plan."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concord.access.actor import acting_as
from concord.plan.actions import board, plan_actions
from concord.plan.models import BoardMatter, PlanAction
from concord.plan.queries.overview import overview
from concord.plan.status import Status
from concord.reports.content import BoardPaper, Change, to_record
from concord.reports.queries.compiling import Compiled, compile_content
from concord.reports.tests.arranging import (
    AUTUMN,
    BOARD,
    SPRING,
    SUMMER,
    TODAY,
    World,
    by,
)


def compiled(world: World, **options: object) -> Compiled:
    with acting_as(world.lead):
        return compile_content(world.plan, SUMMER, today=TODAY, **options)  # type: ignore[arg-type]


def paper_of(world: World, **options: object) -> BoardPaper:
    return compiled(world, **options).paper


def change(paper: BoardPaper, ref: str) -> Change:
    return next(c for p in paper.progress for c in p.changes if c.ref == ref)


def test_the_counts_are_those_of_the_plan(world: World) -> None:
    paper = paper_of(world)
    with acting_as(world.lead):
        view = overview(world.plan, today=TODAY, asked=SUMMER)
    told: Counter[str] = Counter()
    for each in paper.counts:
        told.update(each.now)
    # The plan's page shows an action that nobody spoke of as not started.
    silent = sum(not row.said for row in view.actions)
    told["not_started"] += told.pop("no_update")
    assert silent == 2
    assert told == Counter({str(s): n for s, n in view.counts.items()})


def test_counts_before_leave_out_what_the_last_board_did_not_know(world: World) -> None:
    before: Counter[str] = Counter()
    for each in paper_of(world).counts:
        before.update(each.before)
    assert before == {"on_track": 2, "at_risk": 2, "no_update": 1}


def test_an_action_without_a_word_this_quarter_keeps_its_rating_and_says_so(
    world: World,
) -> None:
    paper = paper_of(world)
    assert change(paper, "1.4").rating == "at_risk"
    assert change(paper, "1.4").kinds == ("no_update",)
    annex = next(action for action in paper.actions if action.ref == "1.4")
    assert annex.latest.startswith("No update this quarter. Said for Q1 2026/27")
    assert "1 action has no update this quarter" in " ".join(paper.summary)


def test_an_action_nobody_ever_spoke_of_has_no_rating(world: World) -> None:
    annex = {action.ref: action.rating for action in paper_of(world).actions}
    assert annex["2.1"] == "no_update"


def test_exceptions_come_worst_first(world: World) -> None:
    exceptions = paper_of(world).exceptions
    assert [(e.ref, e.rating, e.overdue) for e in exceptions] == [
        ("1.3", "off_track", False),
        ("1.4", "at_risk", True),
    ]
    assert exceptions[0].was == "at_risk"
    assert exceptions[0].decision_ref == "D1"
    assert exceptions[0].doing == "Bid again"


def test_an_action_due_within_the_quarter_and_not_finished_is_late(
    world: World,
) -> None:
    with acting_as(world.lead):
        world.add("2.3", "Due on the last day", due=by(9))
        world.add("2.4", "Due the month after", due=by(10))
    paper = paper_of(world)
    late = {action.ref: action.overdue for action in paper.actions}
    assert late["2.3"]
    assert not late["2.4"]
    assert "2.4" in [item.ref for item in paper.due_next]
    assert "2.3" not in [item.ref for item in paper.due_next]


def test_what_changed_since_the_last_board(world: World) -> None:
    with acting_as(world.lead):
        moved_at = dt.datetime(2026, 9, 2, 12, tzinfo=dt.UTC)
        world.move("1.1", by(5, 2027), "The printer closed.", moved_at)
    paper = paper_of(world)
    assert change(paper, "1.2").kinds == ("finished",)
    assert change(paper, "1.3").kinds == ("moved_down",)
    assert change(paper, "2.2").kinds == ("new",)
    moved = change(paper, "1.1")
    assert moved.kinds == ("date_moved",)
    assert (moved.due_was, moved.due) == ("March 2027", "May 2027")
    assert "The printer closed." in moved.words


def test_a_change_that_the_last_board_has_seen_is_no_news(world: World) -> None:
    with acting_as(world.lead):
        seen = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
        world.move("1.1", by(5, 2027), "The printer closed.", seen)
    refs = [c.ref for p in paper_of(world).progress for c in p.changes]
    assert "1.1" not in refs


def test_a_withdrawn_action_does_not_vanish(world: World) -> None:
    with acting_as(world.lead):
        plan_actions.withdraw(
            action=PlanAction.objects.get(pk=world.actions["2.1"].pk),
            why="Schools do it themselves.",
            by=world.lead,
            at=dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC),
        )
    paper = paper_of(world)
    gone = change(paper, "2.1")
    assert gone.kinds == ("closed",)
    assert "Schools do it themselves." in gone.words
    assert "2.1" not in [action.ref for action in paper.actions]


def test_the_last_version_of_a_statement_counts(world: World) -> None:
    statements = paper_of(world).statements
    assert [(s.agency, s.text) for s in statements] == [
        ("Elmbrook Police", "Corrected words.")
    ]


def test_agencies_without_a_statement_are_named_with_how_often(world: World) -> None:
    silent = {each.agency: each.quarters_running for each in paper_of(world).silent}
    assert silent == {
        "Elmbrook Council": 1,
        "Elmbrook Health": 2,
        "Elmbrook Housing": 1,
        "Elmbrook Specialist service": 2,
    }


def test_a_decision_reads_on_from_what_the_board_is_asked(world: World) -> None:
    decision = paper_of(world).decisions[0]
    assert decision.ref == "D1"
    assert decision.asked_to == "agree one year of bridging money."
    assert decision.lead == "Head of commissioning"


def test_decisions_for_absent_money_come_first(world: World) -> None:
    with acting_as(world.lead):
        for title in ("Sign the protocol", "Fund the helpline"):
            board.raise_matter(
                quarter=SUMMER, title=title, asked_to="agree.", by=world.lead
            )
    titles = [decision.title for decision in paper_of(world).decisions]
    assert titles == ["Adviser posts", "Fund the helpline", "Sign the protocol"]


def test_a_matter_to_note_about_no_exception_is_not_lost(world: World) -> None:
    with acting_as(world.lead):
        board.raise_matter(
            quarter=SUMMER,
            title="Good visit",
            why="Peers came.",
            action=world.actions["1.1"],
            by=world.lead,
        )
    noted = paper_of(world).decisions[-1]
    assert (noted.title, noted.asked_to) == ("Good visit", "note this.")


def test_an_undecided_matter_comes_again_and_a_withdrawn_one_does_not(
    world: World,
) -> None:
    with acting_as(world.lead):
        old = board.raise_matter(
            quarter=SPRING, title="Old matter", asked_to="agree.", by=world.lead
        )
    assert "Old matter" in [d.title for d in paper_of(world).decisions]
    with acting_as(world.lead):
        board.withdraw_matter(matter=old, by=world.lead)
    assert "Old matter" not in [d.title for d in paper_of(world).decisions]


def test_an_achievement_as_raised_takes_the_place_of_the_finished_action(
    world: World,
) -> None:
    assert [a.title for a in paper_of(world).achievements] == ["Sanctuary scheme."]
    with acting_as(world.lead):
        board.raise_matter(
            quarter=SUMMER,
            kind=BoardMatter.Kind.ACHIEVEMENT,
            title="Every home is safe. Forty families stayed.",
            action=world.actions["1.2"],
            by=world.lead,
        )
    [told] = paper_of(world).achievements
    assert (told.title, told.text) == ("Every home is safe.", "Forty families stayed.")


def test_late_words_count_until_the_paper_says_otherwise(world: World) -> None:
    with acting_as(world.lead):
        late = dt.datetime(2026, 10, 19, 12, tzinfo=dt.UTC)
        world.say("1.4", SUMMER, Status.COMPLETE, at=late)
    ratings = {action.ref: action.rating for action in paper_of(world).actions}
    assert ratings["1.4"] == "complete"
    earlier = paper_of(world, counted_until=dt.date(2026, 10, 18))
    ratings = {action.ref: action.rating for action in earlier.actions}
    assert ratings["1.4"] == "at_risk"


def test_words_for_a_later_quarter_never_count(world: World) -> None:
    before = to_record(paper_of(world))
    with acting_as(world.lead):
        world.say("1.1", AUTUMN, Status.OFF_TRACK)
    assert to_record(paper_of(world)) == before


def test_a_paper_of_the_past_is_as_its_board_saw_it(world: World) -> None:
    """Once the next board has met, what came after the paper's board is left out."""
    before = paper_of(world)
    with acting_as(world.lead):
        group = world.place.partnership.groups.get()
        from concord.access.actions import partnerships

        next_board = dt.date(2027, 1, 19)
        partnerships.add_meeting(group=group, held_on=next_board, by=world.lead)
        after = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
        world.move("1.4", by(12), "Asked for by the board.", after)
        world.say("1.4", SUMMER, Status.COMPLETE, at=after)
        later = compile_content(
            world.plan, SUMMER, today=next_board + dt.timedelta(days=1)
        ).paper
    assert later.meeting_on == BOARD
    assert later.exceptions == before.exceptions
    assert later.annex == before.annex


def test_compiled_twice_it_is_the_same(world: World) -> None:
    first, second = compiled(world), compiled(world)
    assert to_record(first.paper) == to_record(second.paper)
    assert first.keys == second.keys


def test_steps_stand_with_their_action_and_are_not_counted(world: World) -> None:
    with acting_as(world.lead):
        for title in ("Write it", "Print it"):
            plan_actions.add(
                priority=world.priorities[0],
                promise=plan_actions.Promise(wording=title),
                parent=world.actions["1.1"],
                by=world.lead,
            )
    paper = paper_of(world)
    cards = next(action for action in paper.actions if action.ref == "1.1")
    assert cards.steps == ("Write it", "Print it")
    assert sum(sum(each.now.values()) for each in paper.counts) == 6


@pytest.mark.parametrize("more", [34, 394])
def test_the_number_of_queries_does_not_grow(world: World, more: int) -> None:
    with acting_as(world.lead):
        with CaptureQueriesContext(connection) as few:
            compile_content(world.plan, SUMMER, today=TODAY)
        for number in range(more):
            world.add(f"2.{number + 10}", f"Action {number}")
        for number in range(0, more, 10):
            world.say(f"2.{number + 10}", SUMMER, Status.ON_TRACK)
        with CaptureQueriesContext(connection) as many:
            paper = compile_content(world.plan, SUMMER, today=TODAY).paper
    assert len(paper.actions) == more + 6
    assert len(many) <= len(few)
