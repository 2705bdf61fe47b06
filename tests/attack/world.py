"""Two invented partnerships with a row of everything, and everybody who looks at them.

Elmbrook's case is held by its specialist service. Somebody of the same team is locked
out of it, and cannot know that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import autodiscover_modules

from concord.access.actions import hats
from concord.access.actor import Actor, acting_as
from concord.access.doors_testing import FURNISHERS
from concord.access.testing import ALWAYS, Place, build, vouch
from concord.cases import testing as cases_testing
from concord.cases.testing import CaseWorld, known
from concord.foundation.post.models import Message
from concord.frontdoor.testing import teach
from concord.partnership.models import Account, Membership
from concord.partnership.roles import Role
from tests.attack.furnishing import furnish

APART = 1000  # rows of one table have numbers that no other table's rows have

NORTHERN = (
    known("Rosalind", "Ravenscroft", dt.date(1988, 7, 2)),
    known("Ferdinand", "Gorsebury"),
    known("Perdita", "Ravenscroft", dt.date(2017, 5, 9)),
)


@dataclass
class World:
    """Both partnerships, their cases, and the visitors by name."""

    elmbrook: Place
    northmere: Place
    here: CaseWorld
    there: CaseWorld
    visitors: dict[str, Membership] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)  # that only letters lead to

    def actor(self, visitor: str) -> Actor:
        """The actor of a visitor."""
        return Actor.from_hat(self.visitors[visitor])


# Who may see nothing of Elmbrook's case, or of Northmere at all.
OUTSIDERS = (
    "another team",
    "granted one part",
    "board member",
    "administrator",
    "strategic lead",
    "auditor",
    "locked out",
    "another partnership",
    "another partnership's administrator",
)
# Whose pages and forms are tried: together they reach every page of the house.
INSIDERS = (
    "strategic lead",
    "administrator",
    "agency lead",
    "holder",
    "coordinator",
    "key adult",
    "auditor",
)


def arrange() -> World:
    """The whole world, through verbs where there are any."""
    autodiscover_modules("doors_testing")
    keep_numbers_apart()
    elmbrook = build("elmbrook", "Elmbrook", "E09999901")
    northmere = build("northmere", "Northmere", "E09999902")
    world = World(
        elmbrook,
        northmere,
        cases_testing.arrange(elmbrook),
        cases_testing.arrange(northmere, NORTHERN),
    )
    _who_looks(world)
    for case, locked in (
        (world.here, world.visitors["locked out"]),
        (world.there, northmere.hats["trainer"]),
    ):
        furnish(case, locked)
    Client().post(
        reverse("account_reset_password"),
        {"email": elmbrook.hats["trainer"].account.email},
    )
    world.addresses = list(_addresses_of_letters())
    _second_step(world.visitors["administrator"])
    for add_rows in FURNISHERS:
        add_rows(world)
    return world


def _who_looks(world: World) -> None:
    elmbrook, northmere = world.elmbrook.hats, world.northmere.hats
    elmbrook["teacher"] = teach(world.elmbrook, "Invented Elmbrook Teacher")
    world.visitors = {
        "holder": elmbrook["practitioner:Specialist service"],
        "colleague": another_hat(world.elmbrook, "unlocked"),
        "locked out": another_hat(world.elmbrook, "locked"),
        "another team": elmbrook["practitioner:Housing"],
        "granted one part": elmbrook["practitioner:Police"],
        "coordinator": elmbrook["marac_coordinator"],
        "key adult": elmbrook["teacher"],
        "agency lead": elmbrook["agency_lead:Police"],
        "board member": elmbrook["board_member"],
        "administrator": elmbrook["administrator"],
        "strategic lead": elmbrook["strategic_lead"],
        "auditor": elmbrook["auditor"],
        "another partnership": northmere["practitioner:Specialist service"],
        "another partnership's administrator": northmere["administrator"],
    }


def another_hat(
    place: Place, who: str, team: str = "Specialist service", role: Role | None = None
) -> Membership:
    """One more person in a team, who may see people if the role may."""
    job = Actor.from_job("access.setup", place.partnership.pk)
    account = Account.objects.create(
        email=f"{who}@{place.partnership.code}.example",
        name=f"Invented {who} colleague",
        is_example=True,
    )
    with acting_as(job):
        hat = hats.give(
            account=account,
            team=place.teams[team],
            role=role or Role.PRACTITIONER,
            valid=ALWAYS,
            by=job,
        )
    if role in (None, Role.PRACTITIONER, Role.MARAC_COORDINATOR):
        vouch(place, hat)
    return hat


def _addresses_of_letters() -> Iterator[str]:
    """The links in the letters that wait: of invitations, and others."""
    for message in Message.objects.order_by("created_at"):
        link = str(message.context.get("link", ""))
        if link:
            yield urlsplit(link).path


def _second_step(hat: Membership) -> None:
    """Somebody has a second step, with recovery codes, and so sees their pages."""
    TOTP.activate(hat.account, generate_totp_secret())
    RecoveryCodes.activate(hat.account)


def keep_numbers_apart() -> None:
    """Let each table count from a number of its own, so that an id says its table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences"
            " WHERE schemaname = 'public' AND has_sequence_privilege("
            " format('%I.%I', schemaname, sequencename), 'USAGE') ORDER BY 1"
        )
        for place, (name,) in enumerate(cursor.fetchall(), start=1):
            cursor.execute("SELECT nextval(%s)", [name])
            missing = place * APART - cursor.fetchone()[0]
            if missing > 0:
                cursor.execute(
                    "SELECT count(nextval(%s)) FROM generate_series(1, %s)",
                    [name, missing],
                )
