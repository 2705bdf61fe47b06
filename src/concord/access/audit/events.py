"""Events for auditors, with names for their numbers; and that they were read."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet

from concord.access import reading
from concord.access.actor import Actor
from concord.access.audit.looking import name_of, role_words
from concord.access.models import Event, Seal
from concord.access.permit import Verb, permit
from concord.partnership.models import Membership

REFERENCE = re.compile(r"[0-9A-Za-z-]{1,20}")
LONGEST = 40  # characters of what was asked for
BY_AUDITORS = frozenset({Event.Verb.AUDIT_READ, Event.Verb.OPEN_TERMS})


def events(*, by: Actor) -> QuerySet[Event]:
    """Events that this auditor may see, the newest first.

    The row policy decides which: those of the partnership, less whatever is about a
    case or person that the auditor is locked out of. Raises NotPermitted.
    """
    permit(by, Verb.READ_AUDIT)
    return Event.objects.order_by("-id")


def note_reading(
    *,
    by: Actor,
    door: str,
    rows: int,
    asked: str = "",
    cases: Collection[uuid.UUID] = (),
    persons: Collection[uuid.UUID] = (),
) -> None:
    """Keep that an auditor read the audit: the other auditors see it.

    `asked` says by what it was narrowed, in numbers and codes, and is kept as the row
    that was asked for (its first 40 characters). `cases` are those that
    were asked for: whoever is locked out of one does not see this either.
    """
    permit(by, Verb.READ_AUDIT)
    reading.note(
        "audit_read",
        door=door,
        cases=sorted(cases),
        persons=sorted(persons),
        rows=rows,
        row=asked[:LONGEST],
    )


def case_called(ref: str, *, by: Actor) -> uuid.UUID | None:
    """The id of the case with this reference; None also for one that is locked."""
    permit(by, Verb.READ_AUDIT)
    with connection.cursor() as cursor:
        asked = REFERENCE.fullmatch(ref.strip())
        cursor.execute("SELECT access.audited_case(%s)", [asked[0] if asked else ""])
        found: uuid.UUID | None = cursor.fetchone()[0]
    return found


def sealed_in(event: Event) -> Seal | None:
    """The seal that covers an event; None while it waits for one."""
    return (
        Seal.objects.filter(
            era=event.era, from_xid__lte=event.xid, to_xid__gt=event.xid
        )
        .defer("leaves", "prev_root")
        .first()
    )


@dataclass(slots=True)
class Names:
    """Words for the numbers of events: who, in which team and role, which cases.

    One query for all hats of the partnership, and one for the cases of each page.
    """

    people: dict[int, str] = field(default_factory=dict)
    hats: dict[int, str] = field(default_factory=dict)  # the role of each
    teams: dict[int, str] = field(default_factory=dict)
    cases: dict[uuid.UUID, str] = field(default_factory=dict)

    @classmethod
    def of(cls, by: Actor) -> Names:
        """Everybody who has or had a hat in the partnership."""
        permit(by, Verb.READ_AUDIT)
        names = cls()
        for hat in Membership.objects.filter(partnership_id=by.here).select_related(
            "account", "team"
        ):
            names.people[hat.account_id] = hat.account.name
            names.teams[hat.team_id] = hat.team.short_name
            names.hats[hat.pk] = role_words(hat.role)
        return names

    def load_cases(self, rows: Sequence[Event]) -> None:
        """Learn the references of the cases in these events. One query."""
        ids = {case for row in rows for case in row.case_ids} - self.cases.keys()
        if ids:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT * FROM access.audited_refs(%s::uuid[])", [list(ids)]
                )
                self.cases |= dict(cursor.fetchall())

    def who(self, row: Event) -> str:
        """The person, or the job."""
        if row.account_id is None:
            return name_of(row.actor)
        return self.people.get(row.account_id, "Somebody who works elsewhere")

    def role(self, row: Event) -> str:
        """The role of the hat; nothing for a job."""
        return self.hats.get(row.membership_id or 0, "")

    def team(self, row: Event) -> str:
        """The team of the hat; nothing for a job."""
        return self.teams.get(row.team_id or 0, "")

    def refs(self, row: Event) -> list[str]:
        """References of the cases. One that was disposed of has none any more."""
        return [self.cases.get(case, "a case that is gone") for case in row.case_ids]
