"""Whether a person may be reached in this way, now. The safest answer is the default.

`may_reach` is the rule of the house, as a function of a contact point, its rule, a
channel and a moment. Nothing may be used until somebody has said how it is safe. What
is never allowed wins over what is allowed. It reads no database and sends nothing:
`concord.people.reaching` does, and is the one way through.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models

from concord.people import safe_times
from concord.people.models import ContactPoint

Kind = ContactPoint.Kind
State = ContactPoint.State


class Channel(models.TextChoices):
    """A way of reaching somebody, or of letting how to reach them out of here."""

    CALL = "call", "Ring"
    VOICEMAIL = "voicemail", "Leave a voicemail"
    TEXT = "text", "Send a text"
    MESSAGE = "message", "Send a message in an app"
    EMAIL = "email", "Send an e-mail"
    LETTER = "letter", "Send a letter"
    VISIT = "visit", "Visit"
    SOMEBODY = "somebody", "Have a message passed on"
    CALENDAR = "calendar", "Send a calendar entry"
    PAPER = "paper", "Print it on papers"


# Which ways there are at all, by what the contact point is.
WAYS: Mapping[str, tuple[Channel, ...]] = {
    Kind.MOBILE: (
        Channel.CALL,
        Channel.VOICEMAIL,
        Channel.TEXT,
        Channel.MESSAGE,
        Channel.PAPER,
    ),
    Kind.LANDLINE: (Channel.CALL, Channel.VOICEMAIL, Channel.PAPER),
    Kind.EMAIL: (Channel.EMAIL, Channel.CALENDAR, Channel.PAPER),
    Kind.SOCIAL: (Channel.MESSAGE, Channel.PAPER),
    Kind.TRUSTED: (Channel.CALL, Channel.SOMEBODY, Channel.PAPER),
    # Places are printed by no paper; a letter carries its own address.
    Kind.ADDRESS: (Channel.VISIT, Channel.LETTER),
    Kind.SCHOOL: (Channel.VISIT, Channel.LETTER),
    Kind.WORK: (Channel.VISIT, Channel.LETTER),
    # A practice tells in which part of a town somebody lives.
    Kind.GP: (Channel.VISIT, Channel.LETTER),
}
# "Never leave a message": with a machine, or with anybody.
LEAVES_MESSAGE = frozenset({Channel.VOICEMAIL, Channel.SOMEBODY})
# "Do not write": whatever can be read over a shoulder or found later.
WRITTEN = frozenset(
    {
        Channel.TEXT,
        Channel.MESSAGE,
        Channel.EMAIL,
        Channel.LETTER,
        Channel.CALENDAR,
    }
)
# Whose moment matters. A letter arrives when it arrives.
AT_ITS_HOUR = frozenset(
    {
        Channel.CALL,
        Channel.VOICEMAIL,
        Channel.TEXT,
        Channel.MESSAGE,
        Channel.EMAIL,
        Channel.VISIT,
        Channel.SOMEBODY,
    }
)
# Where somebody else may answer, so that one must know what to say.
NEEDS_WORDS = frozenset(
    {Channel.CALL, Channel.VOICEMAIL, Channel.VISIT, Channel.SOMEBODY}
)


class Point(Protocol):
    """What of a contact point the answer hangs on."""

    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...


class Rule(Protocol):
    """What of a rule the answer hangs on: see `SafeContactRule`."""

    @property
    def channels(self) -> Collection[str]: ...
    @property
    def times(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def words(self) -> str: ...
    @property
    def who_may_answer(self) -> str: ...
    @property
    def may_leave_message(self) -> bool: ...
    @property
    def may_write(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it is safe, and why, in words for whoever asked.

    When it is: what to say, who may answer (empty: only they themselves), until when,
    and whether it may only serve to check whose it is. When it is not, because of the
    hour: when it is safe next.
    """

    allowed: bool
    why: str
    words: str = ""
    who_may_answer: str = ""
    only_to_verify: bool = False
    until: dt.datetime | None = None
    next_safe: dt.datetime | None = None


def may_reach(
    point: Point, rule: Rule | None, channel: Channel, at: dt.datetime
) -> Answer:
    """Whether `point` may be used in this way at this moment.

    Raises ValueError for a moment without a time zone.
    """
    if at.tzinfo is None:
        raise ValueError("Give the moment with its time zone.")
    refused = _never(point, rule, channel)
    if refused or rule is None:
        return Answer(False, refused)
    until: dt.datetime | None = None
    if channel in AT_ITS_HOUR:
        try:
            hours = safe_times.week(rule.times)
        except ValueError:
            return Answer(False, "Its safe times can't be read. Set the rule anew.")
        until = safe_times.safe_until(hours, at)
        if until is None:
            return _another_time(hours, at)
    verified = point.state == State.VERIFIED
    return Answer(
        True,
        "The rule allows it now."
        if verified
        else "Not verified: ring only to check that it is theirs, and say no more.",
        words=rule.words,
        who_may_answer=rule.who_may_answer,
        only_to_verify=not verified,
        until=until,
    )


def _never(point: Point, rule: Rule | None, channel: Channel) -> str:
    """Why it is not allowed at any hour; empty when it is at some."""
    if point.state == State.WRONG:
        return "It was said to be wrong. It is not used any more."
    if point.state not in (State.VERIFIED, State.UNVERIFIED):
        return "It was replaced. Use the one that took its place."
    if channel not in WAYS.get(point.kind, ()):
        return "It can't be used in this way."
    if rule is None:
        return "Nobody has said how it is safe to use. Until then it is not used."
    if channel in LEAVES_MESSAGE and not rule.may_leave_message:
        return "Never leave a message: the rule says so."
    if channel in WRITTEN and not rule.may_write:
        return "Do not write: the rule says so."
    if channel not in rule.channels:
        return "The rule does not name this way as safe."
    if point.state == State.UNVERIFIED and channel != Channel.CALL:
        return "Not verified. Until it is, only ring to check that it is theirs."
    return ""


def _another_time(hours: Sequence[safe_times.Window], at: dt.datetime) -> Answer:
    following = safe_times.next_safe(hours, at)
    why = f"Not a safe time. It is safe {safe_times.in_words(hours)}."
    if not hours:
        why = "No time has been said to be safe."
    elif following is not None:
        why += f" Next: {following.astimezone(safe_times.LONDON):%A %-d %B, %H:%M}."
    return Answer(False, why, next_safe=following)


def ways_of(kind: str) -> tuple[Channel, ...]:
    """The ways in which a contact point of this kind could be used at all."""
    return WAYS.get(kind, ())


def ways_now(point: Point, rule: Rule | None) -> list[Channel]:
    """The ways that the rule allows at some hour, whatever the hour is now."""
    return [way for way in ways_of(point.kind) if not _never(point, rule, way)]


def no_wider(new: Rule, old: Rule | None) -> bool:
    """Whether `new` allows nothing that `old` does not. No rule allows nothing."""
    if old is None:
        return not new.channels
    if new.may_leave_message and not old.may_leave_message:
        return False
    if new.may_write and not old.may_write:
        return False
    return set(new.channels) <= set(old.channels) and safe_times.within(
        safe_times.week(new.times), safe_times.week(old.times)
    )
