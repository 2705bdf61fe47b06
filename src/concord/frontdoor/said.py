"""What somebody says who refers: the same, by whichever way it comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from concord.access.models import Side
from concord.people.actions.persons import Known


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person whom a referral names, how to reach them, and how safely.

    `relation` is a kind of `Relationship`: what they are to the victim. The answers
    are "yes", "no", "dont_know" or "" for not asked.
    """

    side: Side
    known: Known = field(default_factory=Known)
    relation: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    school: str = ""
    gp: str = ""
    may_call: str = ""
    may_leave_message: str = ""
    safe_when: str = ""
    safe_words: str = ""


@dataclass(frozen=True, slots=True)
class Referrer:
    """Who refers, as they say. For the person themselves all of it is empty."""

    name: str = ""
    role: str = ""
    organisation: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A referral, before it is one."""

    source: str
    people: Sequence[Somebody]
    strands: Sequence[str]
    referrer: Referrer = field(default_factory=Referrer)
    abuse: Sequence[str] = ()
    event_on: dt.date | None = None
    danger_now: str = "dont_know"
    danger_why: str = ""
    what_happened: str = ""
    wishes: str = ""
    fears: str = ""
    needs: str = ""
    children_seen: str = ""
    told: str = ""
    told_why_not: str = ""
    consent: str = ""
    mandatory_report: str = ""
    mandatory_report_note: str = ""
    key: str = ""

    @property
    def victim(self) -> Somebody | None:
        return next((one for one in self.people if one.side == Side.VICTIM), None)
