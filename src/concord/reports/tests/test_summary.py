"""The proposed summary: counts, what changed, the largest risk; in right grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from concord.reports.content import Change, ExceptionItem
from concord.reports.ratings import SEVERITY, Rating
from concord.reports.summary import summary_sentences, worst_first


def _change(*kinds) -> Change:
    return Change(kinds, "1.1", "Title", "on_track", None, "")


def _exception(
    rating: Rating = "at_risk", *, ref: str = "2.2", overdue: bool = False
) -> ExceptionItem:
    return ExceptionItem(ref, "Secure the money", "Lead", rating, None, "", overdue, "")


def _counted(counts: Mapping[Rating, int]) -> list[str]:
    return summary_sentences(counts, {}, [], [])


def test_counts_come_first_then_changes_then_the_largest_risk() -> None:
    assert summary_sentences(
        {"complete": 4, "on_track": 8, "at_risk": 4, "off_track": 1, "not_started": 2},
        {"complete": 1, "on_track": 10, "at_risk": 6, "not_started": 2},
        [_change("finished")] * 3 + [_change("moved_up"), _change("moved_down")],
        [_exception(), _exception("off_track", ref="1.3", overdue=True)],
    ) == [
        "Of 19 actions, 4 are complete and 8 are on track.",
        "4 are at risk, 1 is off track and 2 have not started.",
        "Since the last board, 3 actions were finished, 1 moved up and 1 moved down.",
        "The largest risk is action 1.3 (Secure the money): it is off track and is "
        "past its date.",
    ]


def test_an_empty_plan() -> None:
    assert _counted({}) == ["The plan has no actions yet."]


def test_one_action() -> None:
    assert _counted({"no_update": 1})[0] == "The plan’s 1 action has no update."


def test_all_alike() -> None:
    assert _counted({"not_started": 7})[0] == "All 7 actions have not started."


def test_nothing_good_to_count() -> None:
    assert _counted({"off_track": 1, "no_update": 2})[0] == (
        "Of 3 actions, 1 is off track and 2 have no update."
    )


def test_a_first_paper_compares_nothing() -> None:
    assert _counted({"on_track": 2})[1] == (
        "This is the first paper on this plan, so nothing is compared."
    )


def test_no_change_is_said() -> None:
    sentences = summary_sentences(
        {"on_track": 2}, {"on_track": 2}, [_change("unchanged")], []
    )
    assert sentences[1] == "Since the last board, no rating and no date changed."
    assert sentences[2] == "No action is off track, at risk or past its date."


def test_one_change_is_singular() -> None:
    sentences = summary_sentences(
        {"on_track": 2}, {"on_track": 2}, [_change("date_moved")], []
    )
    assert sentences[1] == "Since the last board, 1 action has a new date."


def test_worst_first_puts_overdue_before_others_of_the_same_rating() -> None:
    items = [
        _exception("at_risk", ref="a"),
        _exception("at_risk", ref="b", overdue=True),
        _exception("on_track", ref="c", overdue=True),
        _exception("off_track", ref="d"),
    ]
    assert [item.ref for item in worst_first(items)] == ["d", "b", "a", "c"]


counts = st.dictionaries(st.sampled_from(SEVERITY), st.integers(0, 60))
changes = st.lists(
    st.sampled_from(
        ["finished", "closed", "moved_up", "moved_down", "date_moved", "new"]
    ).map(_change),
    max_size=8,
)


@given(counts, counts, changes)
def test_every_count_is_told_and_grammar_holds(now, before, changed) -> None:
    said = summary_sentences(now, before, changed, [_exception()])
    text = " ".join(said)
    assert len(said) <= 4
    assert all(sentence.endswith(".") for sentence in said)
    assert not re.search(r"\b1 (are|have|were)\b", text)
    assert not re.search(r"\b(0|[2-9]|\d\d+) (is|has|was)\b", text)
    assert not re.search(r"\b0 ", text)
    present = [number for number in now.values() if number]
    if len(present) > 1:
        counted = " ".join(said[:-2])
        told = [int(n) for n in re.findall(r"\d+", counted)]
        assert sorted(told) == sorted([sum(present), *present])
