"""Contact points and their rules: adding, verifying, ending, saying what is safe.

Nothing is used until a rule says so. An unverified contact point never takes the place
of a verified one, and nobody opens wider what another team keeps.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from concord.access.actions import sharing
from concord.access.actor import Actor
from concord.access.models import Part, written
from concord.access.permit import NotPermitted, Verb, permit
from concord.partnership.models import Account
from concord.people import contact_values, safe_times
from concord.people.actions.absorbed import not_absorbed
from concord.people.models import ContactPoint, Person, SafeContactRule
from concord.people.queries.in_case import may_write, side_of
from concord.people.safe_contact import (
    AT_ITS_HOUR,
    LEAVES_MESSAGE,
    NEEDS_WORDS,
    WRITTEN,
    Channel,
    no_wider,
    ways_of,
)

State = ContactPoint.State
Ended = ContactPoint.Ended
OWN_ADDRESS = (
    "E-mail: this is your own address at work. Written down here, it would take you "
    "for a person in this case and close the case to you. Enter theirs."
)
MEANWHILE = (
    "Somebody changed this rule while you wrote. Read how it stands now, then decide."
)
NOT_WIDER = (
    "Another team keeps this, and you can't allow more than they do. You can allow "
    "less at once. Ask them for more."
)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says about how a contact point is safe. By default: not at all."""

    channels: Sequence[str] = ()
    times: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    words: str = ""
    who_may_answer: str = ""
    may_leave_message: bool = False
    may_write: bool = False
    note: str = ""


@transaction.atomic
def add_point(
    *,
    case_id: uuid.UUID,
    person: Person,
    kind: str,
    value: str,
    source: str,
    postcode: str = "",
    by: Actor,
) -> ContactPoint:
    """Write down how a person in a case might be reached: not verified, and not used.

    Raises ValidationError by field, NotPermitted for a case or person that is not open
    to the actor. Whether anybody else has the same number is not told.
    """
    permit(by, Verb.SEE_PEOPLE)
    side = side_of(person, case_id)
    if side is None or not may_write(case_id, by):
        raise NotPermitted("There is no such person in this case.")
    if kind not in ContactPoint.Kind.values:
        raise ValidationError({"kind": "Choose what it is."})
    if not source.strip():
        raise ValidationError({"source": "Say who told you."})
    if kind == ContactPoint.Kind.EMAIL and _is_own(value.strip(), by):
        raise ValidationError({"value": OWN_ADDRESS})
    kept, code = contact_values.checked(kind, value, postcode)
    is_place = kind in ContactPoint.PLACES
    point = ContactPoint(
        **written(by),
        person=person,
        case_id=case_id,
        part=Part.LOCATION if is_place else Part.CONTACT,
        side=side,
        kind=kind,
        value=kept,
        postcode=code,
        source=source.strip(),
    )
    point.full_clean(validate_unique=False, validate_constraints=False)
    with not_absorbed():
        point.save(force_insert=True)
    return point


@transaction.atomic
def verify(
    *, point: ContactPoint, how: str, on: dt.date | None = None, by: Actor
) -> ContactPoint:
    """Say that a contact point is theirs, in one's own name, and how one knows.

    Raises ValidationError by field, NotPermitted for what another team keeps.
    """
    locked = _kept(point, by)
    day = on or timezone.localdate()
    if not how.strip():
        raise ValidationError({"how": "Say how you know that it is theirs."})
    if day > timezone.localdate():
        raise ValidationError({"on": f"Day: {day:%-d %B %Y} is still to come."})
    if locked.state not in (State.UNVERIFIED, State.VERIFIED):
        raise ValidationError("This has ended. Write it down anew, then verify it.")
    locked.state, locked.verified_on = State.VERIFIED, day
    locked.verified_by_id, locked.verified_how = by.membership_id, how.strip()[:200]
    locked.save(update_fields=["state", "verified_on", "verified_by", "verified_how"])
    return locked


@transaction.atomic
def say_wrong(*, point: ContactPoint, why: str, by: Actor) -> ContactPoint:
    """Say that a contact point is not theirs, or no longer. It is never used again.

    `why` is one of `ContactPoint.Ended`. Raises ValidationError, NotPermitted.
    """
    locked = _kept(point, by)
    if why not in set(Ended.values) - {Ended.REPLACED}:
        raise ValidationError({"why": "Choose why it is wrong."})
    if locked.state in (State.WRONG, State.SUPERSEDED):
        return locked
    return _end(locked, State.WRONG, Ended(why))


@transaction.atomic
def supersede(*, old: ContactPoint, new: ContactPoint, by: Actor) -> ContactPoint:
    """`new` takes the place of `old`: both of one person and kind, `new` verified.

    Raises ValidationError by field, NotPermitted for what another team keeps.
    """
    # In one order always: two who replace one another's must not wait for ever.
    rows = {one.pk: _kept(one, by) for one in sorted((old, new), key=lambda p: p.pk)}
    taker, locked = rows[new.pk], rows[old.pk]
    same = ("person_id", "case_id", "kind")
    if old.pk == new.pk or any(
        getattr(locked, name) != getattr(taker, name) for name in same
    ):
        raise ValidationError(
            {"new": "Choose another of the same kind, of the same person."}
        )
    if taker.state != State.VERIFIED:
        raise ValidationError(
            {
                "new": "Only a verified one takes the place of another. Verify it "
                "first, or say that the old one is wrong."
            }
        )
    if locked.state in (State.WRONG, State.SUPERSEDED):
        return locked
    return _end(locked, State.SUPERSEDED, Ended.REPLACED)


@transaction.atomic
def set_rule(
    *, point: ContactPoint, said: Said, replacing: int, by: Actor
) -> SafeContactRule:
    """How a contact point is safe from now on; what was said before stays readable.

    `replacing` is the version that the actor has read, 0 for none. Another team than
    the one that keeps the point or holds the case can only allow less. Raises
    ValidationError by field, also when somebody wrote another version meanwhile.
    """
    permit(by, Verb.SEE_PEOPLE)
    fresh = ContactPoint.objects.visible_to(by).filter(pk=point.pk).first()
    if fresh is None or not may_write(fresh.case_id, by):
        raise NotPermitted("There is no such contact point here.")
    if fresh.state in (State.WRONG, State.SUPERSEDED):
        raise ValidationError("This has ended: there is nothing to allow.")
    last = fresh.rules.order_by("-n").first()
    if (last.n if last else 0) != replacing:
        raise ValidationError(MEANWHILE)
    rule = SafeContactRule(
        **written(by),
        contact_point=fresh,
        person_id=fresh.person_id,
        case_id=fresh.case_id,
        part=fresh.part,
        side=fresh.side,
        n=replacing + 1,
        channels=[way for way in ways_of(fresh.kind) if way in said.channels],
        times=[window.kept() for window in _times(said)],
        words=said.words.strip(),
        who_may_answer=said.who_may_answer.strip(),
        may_leave_message=said.may_leave_message,
        may_write=said.may_write,
        note=said.note.strip(),
    )
    _check_rule(fresh, rule, said)
    if not _is_keeper(fresh, by) and not no_wider(rule, last):
        raise ValidationError({"channels": NOT_WIDER})
    rule.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            rule.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(MEANWHILE) from error
    return rule


def _times(said: Said) -> tuple[safe_times.Window, ...]:
    try:
        return safe_times.week(said.times)
    except ValueError as error:
        raise ValidationError({"times": str(error)}) from error


def _check_rule(point: ContactPoint, rule: SafeContactRule, said: Said) -> None:
    """What contradicts itself, or leaves out what somebody must know."""
    wrong: dict[str, str] = {}
    chosen = {Channel(way) for way in rule.channels}
    if set(said.channels) - set(rule.channels):
        kind = point.get_kind_display().lower()
        wrong["channels"] = f"Choose only ways that there are for this: {kind}."
    elif chosen & LEAVES_MESSAGE and not rule.may_leave_message:
        wrong["channels"] = (
            f"{_named(chosen & LEAVES_MESSAGE)}: you said never to leave a message. "
            "Untick it, or say that a message may be left."
        )
    elif chosen & WRITTEN and not rule.may_write:
        wrong["channels"] = (
            f"{_named(chosen & WRITTEN)}: you said not to write. Untick it, or say "
            "that writing is safe."
        )
    if chosen & AT_ITS_HOUR and not rule.times:
        wrong["times"] = "Say on which days and at what hours it is safe."
    if chosen & NEEDS_WORDS and not rule.words:
        wrong["words"] = (
            "Say who to be when somebody else answers, such as: say you are from the "
            "library."
        )
    if wrong:
        raise ValidationError(wrong)


def _named(channels: set[Channel]) -> str:
    return ", ".join(way.label for way in Channel if way in channels)


def _kept(point: ContactPoint, by: Actor) -> ContactPoint:
    """The row as it is now, locked. Raises NotPermitted for what others keep."""
    permit(by, Verb.SEE_PEOPLE)
    fresh = (
        ContactPoint.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=point.pk)
        .first()
    )
    if fresh is None or not _is_keeper(fresh, by):
        raise NotPermitted("Another team keeps this, or there is no such thing here.")
    return fresh


def _is_keeper(point: ContactPoint, by: Actor) -> bool:
    return point.owner_team_id == by.team_id or sharing.owns(point.case_id)


def _end(point: ContactPoint, state: State, why: Ended) -> ContactPoint:
    point.state, point.ended_why = state, why
    point.ended_on = timezone.localdate()
    point.save(update_fields=["state", "ended_on", "ended_why"])
    return point


def _is_own(email: str, by: Actor) -> bool:
    if by.account_id is None:
        return False
    own = Account.objects.get(pk=by.account_id)
    return email.casefold() == own.email.casefold()
