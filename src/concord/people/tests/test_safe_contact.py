"""What is never allowed wins; what nobody has said to be safe is not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.people.models import ContactPoint
from concord.people.safe_contact import (
    AT_ITS_HOUR,
    LEAVES_MESSAGE,
    WAYS,
    WRITTEN,
    Channel,
    may_reach,
    no_wider,
)
from concord.people.safe_times import ALWAYS, LONDON
from concord.people.tests.test_safe_times import WEEKDAYS, moments, weeks

Kind = ContactPoint.Kind
State = ContactPoint.State
THURSDAY = dt.datetime(2026, 11, 26, 11, tzinfo=LONDON)
ANY_TIME = [window.kept() for window in ALWAYS]


@dataclass(frozen=True)
class Point:
    kind: str = Kind.MOBILE
    state: str = State.VERIFIED


@dataclass(frozen=True)
class Rule:
    channels: list[str] = field(default_factory=list)
    times: list[dict[str, Any]] = field(default_factory=list)
    words: str = "Say you are from the library"
    who_may_answer: str = "Her sister"
    may_leave_message: bool = False
    may_write: bool = False


EVERYTHING = Rule(list(Channel.values), ANY_TIME, "", "", True, True)

points = st.builds(
    Point, st.sampled_from(list(Kind.values)), st.sampled_from(list(State.values))
)
rules = st.builds(
    Rule,
    st.lists(st.sampled_from(list(Channel.values)), unique=True),
    weeks.map(lambda week: [window.kept() for window in week]),
    st.just("words"),
    st.just(""),
    st.booleans(),
    st.booleans(),
)
channels = st.sampled_from(list(Channel))


@settings(deadline=None)
@given(points, channels, moments)
def test_without_a_rule_nothing_is_allowed(
    point: Point, channel: Channel, at: dt.datetime
) -> None:
    answer = may_reach(point, None, channel, at)
    assert not answer.allowed
    assert answer.why


@settings(deadline=None)
@given(points, rules, channels, moments)
def test_whatever_is_allowed_was_said_to_be_safe(
    point: Point, rule: Rule, channel: Channel, at: dt.datetime
) -> None:
    answer = may_reach(point, rule, channel, at)
    assert answer.why
    if not answer.allowed:
        assert (answer.words, answer.until) == ("", None)
        return
    assert channel in rule.channels
    assert channel in WAYS[point.kind]
    assert point.state in (State.VERIFIED, State.UNVERIFIED)
    assert answer.only_to_verify == (point.state == State.UNVERIFIED)
    if answer.only_to_verify:
        assert channel == Channel.CALL
    assert not (channel in LEAVES_MESSAGE and not rule.may_leave_message)
    assert not (channel in WRITTEN and not rule.may_write)
    assert (answer.until is not None) == (channel in AT_ITS_HOUR)


@settings(deadline=None)
@given(points, rules, channels, moments)
def test_never_wins_over_everything_else(
    point: Point, rule: Rule, channel: Channel, at: dt.datetime
) -> None:
    wide = replace(rule, channels=list(Channel.values), times=ANY_TIME)
    silent = replace(wide, may_leave_message=False, may_write=False)
    if channel in LEAVES_MESSAGE | WRITTEN:
        assert not may_reach(point, silent, channel, at).allowed


@settings(deadline=None)
@given(points, rules, rules, channels, moments)
def test_a_rule_that_is_no_wider_allows_nothing_more(
    point: Point, new: Rule, old: Rule, channel: Channel, at: dt.datetime
) -> None:
    assert no_wider(new, new)
    assert no_wider(new, None) == (not new.channels)
    narrower = replace(
        new,
        channels=[way for way in new.channels if way in old.channels],
        times=old.times,
        may_leave_message=new.may_leave_message and old.may_leave_message,
        may_write=new.may_write and old.may_write,
    )
    assert no_wider(narrower, old)
    for rule in (new, narrower):
        if no_wider(rule, old) and may_reach(point, rule, channel, at).allowed:
            assert may_reach(point, old, channel, at).allowed


@pytest.mark.parametrize("state", [State.WRONG, State.SUPERSEDED])
@pytest.mark.parametrize("channel", list(Channel))
def test_what_is_wrong_or_replaced_is_never_used(state: str, channel: Channel) -> None:
    for kind in Kind.values:
        assert not may_reach(Point(kind, state), EVERYTHING, channel, THURSDAY).allowed


def test_an_unverified_number_may_be_rung_to_check_it_and_nothing_else() -> None:
    point = Point(Kind.MOBILE, State.UNVERIFIED)
    allowed = {
        way for way in Channel if may_reach(point, EVERYTHING, way, THURSDAY).allowed
    }
    assert allowed == {Channel.CALL}
    answer = may_reach(point, EVERYTHING, Channel.CALL, THURSDAY)
    assert answer.only_to_verify
    assert "only to check that it is theirs" in answer.why


def test_the_answer_says_what_to_say_and_until_when() -> None:
    rule = Rule([Channel.CALL], [window.kept() for window in WEEKDAYS])
    answer = may_reach(Point(), rule, Channel.CALL, THURSDAY)
    assert answer.allowed
    assert answer.words == "Say you are from the library"
    assert answer.who_may_answer == "Her sister"
    assert answer.until == THURSDAY.replace(hour=14)


def test_at_another_time_it_says_when_it_is_safe_next() -> None:
    rule = Rule([Channel.CALL], [window.kept() for window in WEEKDAYS])
    friday_night = dt.datetime(2026, 11, 27, 22, tzinfo=LONDON)
    answer = may_reach(Point(), rule, Channel.CALL, friday_night)
    assert not answer.allowed
    assert answer.why == (
        "Not a safe time. It is safe weekdays 10:00 to 14:00, not on bank holidays. "
        "Next: Monday 30 November, 10:00."
    )


def test_a_rule_without_times_is_safe_at_no_time() -> None:
    answer = may_reach(Point(), Rule([Channel.CALL]), Channel.CALL, THURSDAY)
    assert answer.why == "No time has been said to be safe."


def test_times_that_cannot_be_read_are_not_safe() -> None:
    broken = Rule([Channel.CALL], [{"day": 1}])
    assert not may_reach(Point(), broken, Channel.CALL, THURSDAY).allowed


def test_a_letter_has_no_hour() -> None:
    rule = Rule([Channel.LETTER], [], may_write=True)
    at_night = THURSDAY.replace(hour=2)
    assert may_reach(Point(Kind.ADDRESS), rule, Channel.LETTER, at_night).allowed


def test_no_place_can_be_printed_on_a_paper() -> None:
    for kind in ContactPoint.PLACES:
        assert not may_reach(Point(kind), EVERYTHING, Channel.PAPER, THURSDAY).allowed


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        may_reach(Point(), EVERYTHING, Channel.LETTER, THURSDAY.replace(tzinfo=None))
