"""Who may do what: the one spelling of permission.

`permit(actor, verb, subject)` raises, `may(...)` answers. Rights are the hat's, never
the union of all the hats a person has.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, runtime_checkable

from django.core.exceptions import PermissionDenied

from concord.access.actor import Actor
from concord.partnership.roles import Role


class Verb(StrEnum):
    """What a hat can be allowed to do."""

    READ_PLAN = "read the delivery plan"
    EDIT_PLAN = "change the delivery plan"
    UPDATE_ACTION = "give an update on an action"
    UPDATE_ON_BEHALF = "give an update on another agency's behalf"
    CHASE = "ask and chase owners of actions"
    RAISE_TO_BOARD = "raise an action to the board"
    READ_PAPER = "read issued board papers"
    WRITE_PAPER = "write and issue board papers"
    WRITE_STATEMENT = "send the agency's statement"
    READ_HISTORY = "read the history of changes"
    MANAGE_PEOPLE = "invite people and give or end hats"
    MANAGE_PARTNERSHIP = "keep agencies, teams and meetings"
    APPROVE_PEOPLE = "approve and confirm roles that can see people"
    READ_AUDIT = "read the audit: who looked at what"
    SEE_PEOPLE = "see people and cases of the own team, and what is shared with it"
    READ_AGREEMENTS = "read the register of information-sharing agreements"
    KEEP_AGREEMENTS = "keep the register of information-sharing agreements"
    READ_FIGURES = "read how many referrals came, and what became of them"
    READ_GOVERNANCE = "read how the MARAC works, in figures"
    READ_EVIDENCE = "read indicators and the local picture"
    KEEP_EVIDENCE = "keep indicators, areas and breaks of a series"
    RECORD_FIGURES = "record figures of indicators, and publish them"
    SEND_RETURN = "fill in the agency's data return"
    APPROVE_RETURN = "approve the agency's data return"
    KEEP_WEBSITE = "keep the public pages and their languages"
    READ_DIRECTORY = "read the directory of services with its notes for professionals"
    KEEP_DIRECTORY = "keep the directory of services"
    KEEP_RETURNS = "design data sheets, open windows, accept returns"


READERS = frozenset({Verb.READ_PLAN, Verb.READ_PAPER, Verb.READ_DIRECTORY})
# Exact figures beside lists of people would tell what is missing from those lists.
COUNTERS = READERS | {Verb.READ_EVIDENCE}
WORKERS = READERS | {Verb.UPDATE_ACTION, Verb.SEE_PEOPLE, Verb.READ_AGREEMENTS}

GRANTED: dict[Role, frozenset[Verb]] = {
    Role.STRATEGIC_LEAD: COUNTERS
    | {
        Verb.EDIT_PLAN,
        Verb.UPDATE_ACTION,
        Verb.UPDATE_ON_BEHALF,
        Verb.CHASE,
        Verb.RAISE_TO_BOARD,
        Verb.WRITE_PAPER,
        Verb.WRITE_STATEMENT,
        Verb.READ_HISTORY,
        Verb.MANAGE_PARTNERSHIP,
        Verb.APPROVE_PEOPLE,
        Verb.READ_AGREEMENTS,
        Verb.KEEP_AGREEMENTS,
        Verb.READ_FIGURES,
        Verb.READ_GOVERNANCE,
        Verb.KEEP_EVIDENCE,
        Verb.RECORD_FIGURES,
        Verb.SEND_RETURN,
        Verb.KEEP_RETURNS,
        Verb.KEEP_WEBSITE,
        Verb.KEEP_DIRECTORY,
    },
    Role.AGENCY_LEAD: COUNTERS
    | {
        Verb.UPDATE_ACTION,
        Verb.WRITE_STATEMENT,
        Verb.RAISE_TO_BOARD,
        Verb.APPROVE_PEOPLE,
        Verb.SEND_RETURN,
        Verb.APPROVE_RETURN,
    },
    Role.BOARD_MEMBER: COUNTERS | {Verb.READ_GOVERNANCE},
    Role.COMMISSIONER: COUNTERS | {Verb.READ_FIGURES, Verb.READ_GOVERNANCE},
    Role.MARAC_COORDINATOR: WORKERS,
    Role.PRACTITIONER: WORKERS,
    Role.DATA_OFFICER: COUNTERS
    | {
        Verb.UPDATE_ACTION,
        Verb.READ_FIGURES,
        Verb.READ_GOVERNANCE,
        Verb.SEND_RETURN,
    },
    Role.TRAINER: COUNTERS | {Verb.UPDATE_ACTION},
    Role.DIRECTORY_EDITOR: COUNTERS | {Verb.KEEP_DIRECTORY, Verb.KEEP_WEBSITE},
    Role.AUDITOR: COUNTERS | {Verb.READ_HISTORY, Verb.READ_AUDIT, Verb.READ_AGREEMENTS},
    Role.ADMINISTRATOR: COUNTERS
    | {
        Verb.MANAGE_PEOPLE,
        Verb.MANAGE_PARTNERSHIP,
        Verb.READ_HISTORY,
        Verb.APPROVE_PEOPLE,
        Verb.READ_AGREEMENTS,
        Verb.KEEP_AGREEMENTS,
    },
}

# Verbs that reach only what the actor's own team answers for.
OWN_TEAM_ONLY = frozenset(
    {
        Verb.UPDATE_ACTION,
        Verb.WRITE_STATEMENT,
        Verb.SEND_RETURN,
        Verb.APPROVE_RETURN,
    }
)

JOBS: dict[str, frozenset[Verb]] = {
    "examples": frozenset(Verb),
    "cases.transfers": frozenset(),
    "frontdoor.public": frozenset(),
    "frontdoor.partners": frozenset({Verb.SEND_RETURN}),
    "frontdoor.sheets": frozenset(),
    "frontdoor.keeping": frozenset(),
    "frontdoor.letters": frozenset(),
    "marac.reminders": frozenset(),
    "marac.flags": frozenset(),
    "returns.accepting": frozenset({Verb.KEEP_EVIDENCE, Verb.RECORD_FIGURES}),
    "risk.packs": frozenset({Verb.MANAGE_PARTNERSHIP}),
    "access.audit": frozenset(),
    "access.emergencies": frozenset(),
    "access.reminders": frozenset(),
    "evidence.measures": frozenset({Verb.READ_EVIDENCE, Verb.RECORD_FIGURES}),
    "evidence.extracts": frozenset({Verb.READ_EVIDENCE, Verb.RECORD_FIGURES}),
    "website.public": frozenset(),
    "directory.public": frozenset(),
    "directory.chasing": frozenset(),
    "directory.providers": frozenset(),
    "directory.imports": frozenset({Verb.KEEP_DIRECTORY}),
    "export": frozenset(),
    "returns.reminders": frozenset(),
    "access.setup": frozenset({Verb.MANAGE_PEOPLE, Verb.MANAGE_PARTNERSHIP}),
    "invitations": frozenset({Verb.MANAGE_PEOPLE, Verb.APPROVE_PEOPLE}),
    "plan.reminders": frozenset({Verb.READ_PLAN, Verb.CHASE}),
    "plan.imports": frozenset({Verb.READ_PLAN, Verb.EDIT_PLAN, Verb.UPDATE_ACTION}),
    "reports.papers": frozenset(
        {Verb.READ_PLAN, Verb.READ_PAPER, Verb.WRITE_PAPER, Verb.READ_EVIDENCE}
    ),
}


class NotPermitted(PermissionDenied):
    """The hat does not carry this right. Shown as "not found or not yours"."""


@runtime_checkable
class AnsweredFor(Protocol):
    """A subject that certain teams answer for, such as an action of the plan."""

    def answering_teams(self) -> set[int]:
        """The ids of the teams that lead or support."""


def may(actor: Actor, verb: Verb, subject: object | None = None) -> bool:
    """Whether `actor` has the right to `verb`, here and to this `subject`."""
    if not _granted(actor, verb):
        return False
    there = getattr(subject, "partnership_id", None)
    if there is not None and there != actor.partnership_id:
        return False
    if actor.kind == "job" or Verb.UPDATE_ON_BEHALF in _rights(actor):
        return True
    if verb in OWN_TEAM_ONLY and isinstance(subject, AnsweredFor):
        return actor.team_id in subject.answering_teams()
    return True


def permit(actor: Actor, verb: Verb, subject: object | None = None) -> None:
    """Raise NotPermitted unless `actor` has the right to `verb` on `subject`."""
    if not may(actor, verb, subject):
        raise NotPermitted(f"This hat may not {verb.value}.")


def _rights(actor: Actor) -> frozenset[Verb]:
    return GRANTED.get(actor.role, frozenset()) if actor.role else frozenset()


def _granted(actor: Actor, verb: Verb) -> bool:
    if actor.kind == "job":
        return verb in JOBS.get(actor.principal, frozenset())
    return actor.kind == "hat" and verb in _rights(actor)
