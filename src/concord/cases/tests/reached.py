"""Ways to reach the people of an invented case, arranged through the verbs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from concord.access.actor import Actor, acting_as
from concord.access.models import Part, Side
from concord.cases.testing import CaseWorld
from concord.people.actions import contact
from concord.people.actions.contact import Said
from concord.people.models import ContactPoint, Person, SafeContactRule
from concord.people.safe_contact import Channel
from concord.people.safe_times import ALWAYS, LONDON, Window

Kind = ContactPoint.Kind
THURSDAY = dt.datetime(2026, 11, 26, 11, tzinfo=LONDON)
NUMBER = "07700 900123"
CONTACT_OF_VICTIM = (Part.CONTACT, Side.VICTIM)
IDENTITY_OF_VICTIM = (Part.IDENTITY, Side.VICTIM)

WEEKDAYS = tuple(Window(day, 600, 840).kept() for day in range(1, 6))
ANY_TIME = tuple(window.kept() for window in ALWAYS)
RING = Said(
    channels=(Channel.CALL,), times=WEEKDAYS, words="Say you are from the library"
)
ANYTHING = Said(
    channels=(Channel.CALL, Channel.VOICEMAIL, Channel.TEXT, Channel.PAPER),
    times=ANY_TIME,
    words="Say you are from the library",
    may_leave_message=True,
    may_write=True,
)
NOTHING = replace(RING, channels=(), times=())


def add(
    world: CaseWorld,
    kind: str = Kind.MOBILE,
    value: str = NUMBER,
    *,
    of: Person | None = None,
    postcode: str = "",
    by: Actor | None = None,
) -> ContactPoint:
    """A contact point of the victim, or of somebody else, not verified."""
    actor = by or world.idva
    with acting_as(actor):
        return contact.add_point(
            case_id=world.case.pk,
            person=of or world.victim,
            kind=kind,
            value=value,
            postcode=postcode,
            source="She said so",
            by=actor,
        )


def verify(
    world: CaseWorld, point: ContactPoint, *, by: Actor | None = None
) -> ContactPoint:
    actor = by or world.idva
    with acting_as(actor):
        return contact.verify(point=point, how="She rang from it", by=actor)


def say(
    world: CaseWorld,
    point: ContactPoint,
    said: Said = RING,
    *,
    replacing: int = 0,
    by: Actor | None = None,
) -> SafeContactRule:
    actor = by or world.idva
    with acting_as(actor):
        return contact.set_rule(point=point, said=said, replacing=replacing, by=actor)


def safe_point(
    world: CaseWorld,
    said: Said = RING,
    kind: str = Kind.MOBILE,
    value: str = NUMBER,
    *,
    of: Person | None = None,
    postcode: str = "",
) -> ContactPoint:
    """A verified contact point with a rule."""
    point = verify(world, add(world, kind, value, of=of, postcode=postcode))
    say(world, point, said)
    return point
