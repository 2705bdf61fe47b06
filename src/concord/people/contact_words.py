"""A rule as a sentence: what somebody reads before they pick up the telephone."""

from __future__ import annotations

from concord.people import safe_times
from concord.people.models import ContactPoint, SafeContactRule
from concord.people.safe_contact import (
    AT_ITS_HOUR,
    LEAVES_MESSAGE,
    WRITTEN,
    Channel,
    ways_of,
)

State = ContactPoint.State

SAID: dict[Channel, str] = {
    Channel.CALL: "ring",
    Channel.VOICEMAIL: "leave a voicemail",
    Channel.TEXT: "text",
    Channel.MESSAGE: "message in the app",
    Channel.EMAIL: "e-mail",
    Channel.LETTER: "write a letter",
    Channel.VISIT: "visit",
    Channel.SOMEBODY: "have a message passed on",
    Channel.CALENDAR: "send a calendar entry",
    Channel.PAPER: "print it",
}
DO_NOT = "Do not use it."


def sentence(point: ContactPoint, rule: SafeContactRule | None) -> str:
    """How a contact point may be used, in sentences. Never its value.

    "Ring only, weekdays 10:00 to 14:00, not on bank holidays. Say you are from the
    library. Never leave a message."
    """
    if point.state == State.WRONG:
        return f"{DO_NOT} It is wrong."
    if point.state == State.SUPERSEDED:
        return f"{DO_NOT} Another one took its place."
    if rule is None:
        return f"{DO_NOT} Nobody has said how it is safe."
    allowed = [way for way in ways_of(point.kind) if way in rule.channels]
    if point.state == State.UNVERIFIED:
        allowed = [way for way in allowed if way == Channel.CALL]
    if not allowed:
        return " ".join([DO_NOT, *_never(point, rule), *_note(rule)])
    return " ".join(
        [
            _allowed(point, rule, allowed),
            *([_stopped(rule.words)] if rule.words else []),
            *_who(rule, allowed),
            *_never(point, rule),
            *_note(rule),
        ]
    )


def _allowed(point: ContactPoint, rule: SafeContactRule, allowed: list[Channel]) -> str:
    """ "Ring or text only, weekdays 10:00 to 14:00."; then what has no hour."""
    timed = [SAID[way] for way in allowed if way in AT_ITS_HOUR]
    untimed = [SAID[way] for way in allowed if way not in AT_ITS_HOUR]
    found = []
    if timed:
        hours = safe_times.in_words(safe_times.week(rule.times))
        only = " only to check that it is theirs" if _unverified(point) else " only"
        found.append(f"{_capital(_or(timed))}{only}, {hours}.")
    if untimed:
        also = "You may also" if timed else "You may"
        found.append(f"{also} {_or(untimed)}.")
    return " ".join(found)


def _who(rule: SafeContactRule, allowed: list[Channel]) -> list[str]:
    if not {Channel.CALL, Channel.VISIT, Channel.SOMEBODY} & set(allowed):
        return []
    if not rule.who_may_answer:
        return ["Speak with nobody else."]
    return [f"Who may answer: {_stopped(rule.who_may_answer)}"]


def _never(point: ContactPoint, rule: SafeContactRule) -> list[str]:
    """What the rule forbids, where it could be done at all."""
    ways = set(ways_of(point.kind))
    found = []
    if ways & LEAVES_MESSAGE and not rule.may_leave_message:
        found.append("Never leave a message.")
    if ways & WRITTEN and not rule.may_write:
        found.append("Do not write.")
    return found


def _note(rule: SafeContactRule) -> list[str]:
    return [_stopped(rule.note)] if rule.note else []


def _unverified(point: ContactPoint) -> bool:
    return point.state == State.UNVERIFIED


def _or(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stopped(text: str) -> str:
    said = _capital(text.strip())
    return said if said.endswith((".", "!", "?")) else f"{said}."
