"""Who acts. One hat, one account that has not chosen a hat yet, or a named job.

The database checks it: `enter` sends a signed claim that SQL alone can't forge
(see `access.enter` in the first migration), and every policy asks `access.me()`.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from django.conf import settings
from django.db import connection, transaction

from concord.access import reading
from concord.partnership.models import Membership
from concord.partnership.roles import Role

PRINCIPALS: dict[str, str] = {
    "examples": "Loads the example partnerships on a trial installation",
    "invitations": "Turns an accepted invitation into a hat",
    "plan.reminders": "Asks owners for updates, and chases",
    "plan.imports": "Reads an uploaded strategy",
    "reports.papers": "Draws board papers",
    "cases.transfers": "Tells a team that another partnership has sent it a case",
    "frontdoor.public": "Takes a referral of somebody without an account",
    "frontdoor.partners": "Takes referrals of other agencies' systems, and what they "
    "say of their own team's flags and data returns",
    "frontdoor.sheets": "Empties spreadsheets that nobody has sent",
    "frontdoor.keeping": "Empties drafts that nobody has sent, and disposes of what "
    "never came to a case",
    "frontdoor.letters": "Tells a team that a referral or work waits for it",
    "marac.reminders": "Reminds teams of research for a MARAC that is missing, and of "
    "what they have agreed to do there; tells readers of issued minutes",
    "marac.flags": "Tells a team that flags wait for it",
    "risk.packs": "Loads a risk instrument from the shell",
    "access.audit": "Seals the audit, checks it, and tells auditors",
    "access.emergencies": "Tells who has to review that a case was opened in an "
    "emergency",
    "access.reminders": "Tells those who approve roles that some wait for them",
    "evidence.measures": "Counts what casework knows for the indicators",
    "evidence.extracts": "Counts the rows of a large file for the indicators",
    "returns.reminders": "Reminds teams of data returns that are due",
    "returns.accepting": "Records the figures of a return that a team which runs its "
    "sheet has accepted",
    "website.public": "Shows the public pages, and counts how often",
    "directory.public": "Shows anybody the published services",
    "directory.providers": "Takes what a service says of its own entry, by its link",
    "directory.chasing": "Asks services whether their entries are still right",
    "directory.imports": "Reads services from a feed, from the shell",
    "export": "Says in the audit that everything a partnership has was exported",
    "access.setup": "Set up or put right from the shell by whoever runs Concord",
}
ENTER = "SELECT access.enter(%s::text, %s::bigint, %s::text)"


class NotVerified(Exception):
    """The database refused the claim to be this actor."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as every verb takes it in `by=`.

    `membership_id` is the hat; jobs have none and carry their principal's name.
    """

    kind: str  # hat | account | job
    partnership_id: int | None = None
    membership_id: int | None = None
    account_id: int | None = None
    team_id: int | None = None
    agency_id: int | None = None
    role: Role | None = None
    principal: str = ""

    @classmethod
    def from_hat(cls, hat: Membership) -> Actor:
        """The actor that wears `hat`."""
        return cls(
            kind="hat",
            partnership_id=hat.partnership_id,
            membership_id=hat.pk,
            account_id=hat.account_id,
            team_id=hat.team_id,
            agency_id=hat.team.agency_id,
            role=Role(hat.role),
        )

    @classmethod
    def from_account(cls, account_id: int) -> Actor:
        """Somebody who has signed in and chosen no hat yet: sees own hats only."""
        return cls(kind="account", account_id=account_id)

    @classmethod
    def from_job(cls, principal: str, partnership_id: int | None = None) -> Actor:
        """A job under its own name, in one partnership or (names only) in none."""
        if principal not in PRINCIPALS:
            raise NotVerified(f"There is no principal called {principal!r}.")
        return cls(kind="job", partnership_id=partnership_id, principal=principal)

    @property
    def here(self) -> int:
        """The partnership it acts in, where there must be one.

        Raises NotVerified for an account without a hat, or a job in no partnership.
        """
        if self.partnership_id is None:
            raise NotVerified("This actor acts in no partnership.")
        return self.partnership_id

    @property
    def own_team(self) -> int:
        """The team of its hat. Raises NotVerified for whoever wears none."""
        if self.team_id is None:
            raise NotVerified("This actor acts for no team.")
        return self.team_id

    @property
    def own_hat(self) -> int:
        """The hat that is worn. Raises NotVerified for whoever wears none."""
        if self.membership_id is None:
            raise NotVerified("This actor wears no hat.")
        return self.membership_id

    @property
    def claim(self) -> str:
        """The claim as the database reads it: `hat:12`, `account:3`, `job:x:4`."""
        if self.kind == "hat":
            return f"hat:{self.membership_id}"
        if self.kind == "account":
            return f"account:{self.account_id}"
        return f"job:{self.principal}:{self.partnership_id or ''}"


NOBODY = Actor(kind="nobody")


def signature(message: str, key: str) -> str:
    """The code the database works out too: sha256(key, sha256(key, message))."""
    raw = key.encode()
    inner = hashlib.sha256(raw + message.encode()).digest()
    return hashlib.sha256(raw + inner).hexdigest()


def enter(actor: Actor) -> None:
    """Tell the database who acts until the end of the running transaction.

    Raises NotVerified when no transaction runs or the database refuses the claim,
    for example for a hat that has ended.
    """
    if not connection.in_atomic_block:
        raise NotVerified("An actor can be entered only inside a transaction.")
    if actor.kind == "nobody":
        leave()
        return
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    issued = int(time.time())
    mac = signature(f"{actor.claim}|{backend}|{issued}", settings.CONCORD_ACTOR_KEY)
    # The signature travels beside the statement, not in it: what other connections
    # are asking can be read in pg_stat_activity, and it is good for two minutes.
    with (
        connection.wrap_database_errors,
        psycopg.Cursor(connection.connection) as cursor,
    ):
        cursor.execute(ENTER, [actor.claim, issued, mac])
        accepted = cursor.fetchone()
    if not accepted or not accepted[0]:
        raise NotVerified("The database did not accept this actor.")


def leave() -> None:
    """Forget the actor: protected tables answer with no rows again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('concord.actor', '', true)")


def because(why: str) -> None:
    """Give the reason that history keeps with each change of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('concord.why', %s, true)", [why[:500]])


@contextmanager
def acting_as(actor: Actor, *, why: str = "") -> Iterator[Actor]:
    """Act as `actor` in a transaction of one's own: jobs, commands and tests.

    A context inside another gives the outer actor back when it ends, because
    PostgreSQL keeps a setting when a savepoint is released.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('concord.actor', true),"
                " current_setting('concord.why', true)"
            )
            before = cursor.fetchone()
        enter(actor)
        because(why)
        with reading.recorded(door=actor.principal):
            yield actor
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('concord.actor', %s, true),"
                " set_config('concord.why', %s, true)",
                [before[0] or "", before[1] or ""],
            )
