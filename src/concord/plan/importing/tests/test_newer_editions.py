"""A newer edition against the older one, and drafts that are stored and fetched."""

from __future__ import annotations

import json
from datetime import date

from concord.foundation.documents.reading import Source
from concord.plan.importing import Draft, DraftAction, DraftPriority, Period, compare
from concord.plan.importing.comparing import Known, known_actions, word_by_word
from concord.plan.status import Status

LOCKS = "Set up a fund for locks, lights and phone replacement"
SCHOOLS = "Offer every secondary school a lesson pack on respectful relationships"
PANEL = "Establish a learning panel that meets after each review"


def edition(**titles: list[DraftAction]) -> Draft:
    return Draft(
        title="Plan",
        priorities=[DraftPriority(title, actions=a) for title, a in titles.items()],
    )


def test_the_same_plan_has_no_changes() -> None:
    draft = edition(Support=[DraftAction(LOCKS), DraftAction(PANEL)])
    diff = compare(known_actions(draft), draft)
    assert len(diff.unchanged) == 2
    assert [diff.added, diff.removed, diff.changed, diff.moved] == [[], [], [], []]


def test_a_reworded_action_is_changed_and_not_removed_and_added() -> None:
    new = edition(
        Support=[DraftAction(LOCKS.replace("fund", "larger fund"), lead="Housing")]
    )
    diff = compare([Known(LOCKS, "Support", "Public Health")], new)
    assert [diff.added, diff.removed] == [[], []]
    assert diff.changed[0].changes == ("wording", "lead")
    assert ("new", "larger") in [(w.kind, w.text) for w in diff.changed[0].wording]


def test_numbers_that_changed_hands_do_not_match_different_actions() -> None:
    old = [Known(LOCKS, "Support", key="2.4"), Known(SCHOOLS, "Prevent", key="1.2")]
    new = edition(
        Support=[DraftAction(LOCKS, ref="2.5")],
        Prevent=[DraftAction(PANEL, ref="1.2"), DraftAction(SCHOOLS, ref="1.3")],
    )
    diff = compare(old, new)
    assert {match.old.title for match in diff.unchanged} == {LOCKS, SCHOOLS}
    assert [action.title for _, action in diff.added] == [PANEL]


def test_an_action_under_another_priority_has_moved() -> None:
    diff = compare(
        [Known(PANEL, "Work together")], edition(Prevent=[DraftAction(PANEL)])
    )
    assert diff.moved[0].changes == ("priority",)


def test_a_new_date_is_a_change() -> None:
    new = edition(Support=[DraftAction(LOCKS, due="June 2024")])
    diff = compare([Known(LOCKS, "Support", due="March 2024")], new)
    assert diff.changed[0].changes == ("due",)


def test_an_action_that_is_gone_is_removed() -> None:
    diff = compare([Known(SCHOOLS, "Prevent")], edition(Prevent=[DraftAction(LOCKS)]))
    assert [item.title for item in diff.removed] == [SCHOOLS]
    assert [action.title for _, action in diff.added] == [LOCKS]


def test_two_wordings_put_side_by_side_give_both_texts_back() -> None:
    pieces = word_by_word("Hold two meetings a year", "Hold three open meetings a year")
    old = " ".join(p.text for p in pieces if p.kind != "new")
    new = " ".join(p.text for p in pieces if p.kind != "gone")
    assert (old, new) == (
        "Hold two meetings a year",
        "Hold three open meetings a year",
    )


def test_a_stored_draft_comes_back_whole() -> None:
    draft = edition(
        Support=[
            DraftAction(
                LOCKS,
                ref="2.4",
                due="March 2024",
                status_printed="Green",
                status=Status.ON_TRACK,
                standards=["NICE PH50 5"],
                source=Source(page=3, line=9, sheet="P1", cell="B7"),
                sure=0.85,
                why=["stands in a column of actions"],
                around="2.4 | ...",
            )
        ]
    )
    draft.period = Period(date(2022, 4, 1), None)
    draft.unplaced = [DraftAction(PANEL)]
    draft.warnings = ["Check the years."]
    record = json.loads(json.dumps(draft.to_record()))
    assert Draft.from_record(record) == draft


def test_the_shape_for_other_programs_is_exactly_the_published_one() -> None:
    shape = edition(Support=[DraftAction(LOCKS)]).as_json()
    assert list(shape) == ["title", "period", "priorities", "unplaced", "warnings"]
    assert list(shape["priorities"][0]) == ["ref", "title", "outcomes", "actions"]
    assert list(shape["priorities"][0]["actions"][0]) == [
        *("ref", "title", "outcome", "lead", "due", "status_printed", "status"),
        *("standards", "source"),
    ]
    assert json.dumps(shape)
