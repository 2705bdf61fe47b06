"""The one gate. Whatever reaches a person in a case, or prints how to, passes here.

    cleared = reach(point=..., channel=Channel.CALL, purpose=..., at=now, by=actor)

gives a `Cleared`, which nothing else can make, or raises `NotSafe`. Whatever sends,
rings, posts or visits takes a `Cleared` and never an address, and asks it for its value
with `value_for(channel, now)`: it is good for a quarter of an hour, for one channel.
Each time that the gate is asked is kept as a `ContactAttempt`.

Papers that leave the building ask `printable`, a calendar asks `calendar_title`. A test
fails for whatever goes round (`tests/gate/test_one_gate.py`).
"""

from __future__ import annotations

import datetime as dt
import uuid
import weakref
from dataclasses import InitVar, dataclass, field
from typing import NoReturn

from django.db import connection, models
from django.db.models import BooleanField, F, Func, Value
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Grant, Side, written
from concord.access.permit import NotPermitted, Verb, permit
from concord.people.models import ContactAttempt, ContactPoint, SafeContactRule
from concord.people.safe_contact import Answer, Channel, may_reach

Outcome = ContactAttempt.Outcome

GOOD_FOR = dt.timedelta(minutes=15)
NOT_SAFE = "Not safe."
SAME_AS_ALLEGED = (
    "Not safe: the person alleged to cause harm can be reached by this too."
)
HELD_BACK = "Held back: not safe to print"
NEUTRAL_TITLE = "Appointment"


class Purpose(models.TextChoices):
    """What somebody is to be reached for."""

    VERIFY = "verify", "Check that it is theirs"
    SAFETY = "safety", "Their safety"
    SUPPORT = "support", "Support that they asked for"
    ARRANGE = "arrange", "Arrange something"


class NotSafe(Exception):
    """It must not be used in this way now. `answer` says why, for whoever asked."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("The gate said no.")  # why it did is not for a log
        self.answer = answer


_KEY = object()
_ISSUED: weakref.WeakSet[Cleared] = weakref.WeakSet()


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Cleared:
    """Leave to use one contact point in one way, for some minutes. Made by `reach`.

    It can't be built, copied, stored or altered, and shows its value to no log.
    """

    attempt_id: uuid.UUID
    case_id: uuid.UUID
    channel: Channel
    purpose: Purpose
    words: str = field(repr=False)
    who_may_answer: str = field(repr=False)
    good_from: dt.datetime
    good_until: dt.datetime
    _value: str = field(repr=False)
    key: InitVar[object] = None

    def __post_init__(self, key: object) -> None:
        if key is not _KEY:
            raise TypeError("Only `reach` clears the use of a contact point.")
        _ISSUED.add(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("What was cleared is neither copied nor stored: ask again.")

    def value_for(self, channel: Channel, now: dt.datetime) -> str:
        """The number or address, for this channel and this moment.

        Raises NotSafe for another channel, too late, or what `reach` did not make.
        """
        if self not in _ISSUED or channel != self.channel:
            raise NotSafe(Answer(False, "It was not cleared for this."))
        if not self.good_from <= now < self.good_until:
            raise NotSafe(Answer(False, "It was cleared too long ago. Ask again."))
        return self._value


def reach(
    *,
    point: ContactPoint,
    channel: Channel,
    purpose: Purpose,
    at: dt.datetime,
    by: Actor,
) -> Cleared:
    """Leave to use `point` in this way at `at`, which is now for all but tests.

    Raises NotSafe when the rule does not allow it, NotPermitted for a point that the
    actor does not see. Both answers are kept, so call it outside of a transaction that
    the refusal would undo.
    """
    permit(by, Verb.SEE_PEOPLE)
    fresh, rule = _as_it_is(point.pk, by)
    answer = _answer(fresh, rule, channel, purpose, at)
    attempt = ContactAttempt.objects.create(
        **written(by),
        contact_point=fresh,
        person_id=fresh.person_id,
        case_id=fresh.case_id,
        part=fresh.part,
        side=fresh.side,
        channel=channel,
        purpose=purpose,
        at=at,
        outcome=Outcome.CLEARED if answer.allowed else Outcome.NOT_SAFE,
    )
    if not answer.allowed:
        raise NotSafe(answer)
    return _cleared(attempt, fresh, answer, at)


def look_again(
    *, attempt: ContactAttempt, now: dt.datetime, by: Actor
) -> tuple[Cleared, ContactPoint]:
    """What this hat has cleared lately, once more: for a page that is loaded again.

    Raises NotSafe when it is over, or the rule has changed; NotPermitted for the
    attempt of another hat.
    """
    permit(by, Verb.SEE_PEOPLE)
    if attempt.written_by_id != by.membership_id or attempt.outcome != Outcome.CLEARED:
        raise NotPermitted("This was not cleared for this hat.")
    if not attempt.at <= now < attempt.at + GOOD_FOR:
        raise NotSafe(Answer(False, "It was cleared too long ago. Ask again."))
    fresh, rule = _as_it_is(attempt.contact_point_id, by)
    channel, purpose = Channel(attempt.channel), Purpose(attempt.purpose)
    answer = _answer(fresh, rule, channel, purpose, now)
    if not answer.allowed:
        raise NotSafe(answer)
    return _cleared(attempt, fresh, answer, attempt.at), fresh


def printable(*, point: ContactPoint, at: dt.datetime, by: Actor) -> str:
    """What of a contact point may stand on a paper that leaves the building.

    Its value where the rule says so, else words that say that it is held back. Never a
    place, never what is not verified, and nothing in an emergency. The page that
    prints says so to the audit with `reading.as_verb("print")`.
    """
    permit(by, Verb.SEE_PEOPLE)
    fresh, rule = _as_it_is(point.pk, by)
    answer = _answer(fresh, rule, Channel.PAPER, Purpose.SUPPORT, at)
    if not answer.allowed or not _more_than_an_emergency(fresh, by):
        return HELD_BACK
    return fresh.value


def calendar_title(case_id: uuid.UUID) -> str:
    """The title of any calendar entry about a case: the same for all of them.

    A calendar shows itself on locked telephones and to whoever shares it. So it names
    no person, no reference, no agency, and not what the meeting is about.
    """
    return NEUTRAL_TITLE


def _as_it_is(pk: uuid.UUID, by: Actor) -> tuple[ContactPoint, SafeContactRule | None]:
    """The contact point and its rule as they are now. Raises NotPermitted."""
    point = ContactPoint.objects.visible_to(by).filter(pk=pk).first()
    if point is None:
        raise NotPermitted("There is no such contact point here.")
    return point, point.rules.order_by("-n").first()


def _answer(
    point: ContactPoint,
    rule: SafeContactRule | None,
    channel: Channel,
    purpose: Purpose,
    at: dt.datetime,
) -> Answer:
    answer = may_reach(point, rule, channel, at)
    if not answer.allowed:
        return answer
    if answer.only_to_verify and purpose != Purpose.VERIFY:
        return Answer(False, f"{answer.why[:-1]}. Choose that as the purpose.")
    if _reaches_alleged(point):
        return Answer(False, SAME_AS_ALLEGED if _may_know(point) else NOT_SAFE)
    return answer


def _reaches_alleged(point: ContactPoint) -> bool:
    """Whether the alleged person is reached by it too, whoever wrote that down."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.reaches_alleged(%s)", [point.pk])
        return bool(cursor.fetchone()[0])


def _may_know(point: ContactPoint) -> bool:
    """Whether the actor sees a contact point of the alleged person that is the same."""
    same = Func(
        Value(point.kind),
        Value(point.value),
        Value(point.postcode),
        F("kind"),
        F("value"),
        F("postcode"),
        function="access.same_contact",
        output_field=BooleanField(),
    )
    found = (
        ContactPoint.objects.filter(case_id=point.case_id, side=Side.ALLEGED)
        .exclude(state=ContactPoint.State.WRONG)
        .annotate(is_same=same)
        .filter(is_same=True)
    )
    return found.first() is not None


def _more_than_an_emergency(point: ContactPoint, by: Actor) -> bool:
    """Whether the team sees it for more than an opening in an emergency."""
    if point.owner_team_id == by.team_id:
        return True
    return Grant.objects.filter(
        case_id=point.case_id,
        team_id=by.own_team,
        part__in=[point.part, Grant.ALL],
        side__in=[point.side, Grant.ALL],
        during__contains=timezone.now(),
    ).exists()


def _cleared(
    attempt: ContactAttempt, point: ContactPoint, answer: Answer, at: dt.datetime
) -> Cleared:
    until = at + GOOD_FOR
    return Cleared(
        attempt_id=attempt.pk,
        case_id=point.case_id,
        channel=Channel(attempt.channel),
        purpose=Purpose(attempt.purpose),
        words=answer.words,
        who_may_answer=answer.who_may_answer,
        good_from=at,
        good_until=min(until, answer.until) if answer.until else until,
        _value=", ".join(part for part in (point.value, point.postcode) if part),
        key=_KEY,
    )


__all__ = [
    "GOOD_FOR",
    "HELD_BACK",
    "Cleared",
    "NotSafe",
    "Purpose",
    "calendar_title",
    "look_again",
    "printable",
    "reach",
]
