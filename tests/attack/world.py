"""Two invented partnerships with a row of everything, and everybody who looks at them.

Elmbrook's case is held by its specialist service. Somebody of the same team is locked
out of it, and cannot know that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import autodiscover_modules

from concord.access.actions import agreements, emergencies, hats, invitations, locks
from concord.access.actions import partnerships as keeping
from concord.access.actor import Actor, acting_as
from concord.access.doors_testing import FURNISHERS
from concord.access.models import Part, Side, written
from concord.access.testing import ALWAYS, Place, build, vouch
from concord.cases import testing as cases_testing
from concord.cases.actions import cases
from concord.cases.models import CounterAllegation, ParallelProcess, Transfer
from concord.cases.testing import CaseWorld, known
from concord.foundation.post.models import Message
from concord.partnership.models import Account, Membership, Population
from concord.partnership.roles import Role
from concord.people.actions import links, persons
from concord.people.models import ConfidentialLocation, ContactPoint, SafeContactRule
from concord.plan.actions import plan_actions, rounds, strategies, updates
from concord.plan.actions.updates import Proof, Word
from concord.plan.models import Evidence, Reminder, Standard, UpdateRound
from concord.plan.status import Status
from concord.plan.tests.invented_import import bring
from concord.reports import actions as papers
from concord.reports.tests import arranging
from concord.reports.tests.arranging import SPRING, SUMMER

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
    for case, other in ((world.here, northmere), (world.there, elmbrook)):
        _partnership(case.place)
        furnish_case(case, other)
        _plan(case.place)
    Client().post(
        reverse("account_reset_password"),
        {"email": elmbrook.hats["trainer"].account.email},
    )
    world.addresses = list(_addresses_of_letters())
    _second_step(world.visitors["administrator"])
    _lock_out(world.here, world.visitors["locked out"])
    _lock_out(world.there, northmere.hats["trainer"])
    for furnish in FURNISHERS:
        furnish(world)
    return world


def _who_looks(world: World) -> None:
    elmbrook, northmere = world.elmbrook.hats, world.northmere.hats
    world.visitors = {
        "holder": elmbrook["practitioner:Specialist service"],
        "colleague": another_hat(world.elmbrook, "unlocked"),
        "locked out": another_hat(world.elmbrook, "locked"),
        "another team": elmbrook["practitioner:Housing"],
        "granted one part": elmbrook["practitioner:Police"],
        "coordinator": elmbrook["marac_coordinator"],
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


def _partnership(place: Place) -> None:
    """What an administrator keeps: invitations, cover, populations, agreements."""
    by = place.actor("administrator")
    name = place.partnership.area_name
    with acting_as(by):
        invitations.invite(
            email=f"newcomer@{place.partnership.code}.example",
            name=f"{name} Newcomer",
            team=place.teams["Housing"],
            role=Role.TRAINER,
            by=by,
        )
        hats.cover(
            away=place.hats["agency_lead:Police"],
            deputy=place.hats["agency_lead:Housing"],
            first_day=dt.date(2026, 1, 1),
            last_day=dt.date(2036, 1, 1),
            by=by,
        )
        keeping.add_population(
            year=2024,
            sex=Population.Sex.values[0],
            age_from=16,
            persons=4567,
            source=f"{name} estimates",
            by=by,
        )
        agreements.register(
            title=f"{name} sharing protocol",
            purposes=f"What {name} shares for hearings",
            review_on=dt.date(2030, 1, 1),
            agencies=[place.teams[team].agency for team in ("Council", "Police")],
            where_kept=f"{name} cabinet",
            by=by,
        )
        keeping.set_brand(partnership=place.partnership, colour="#17393f", by=by)


def furnish_case(case: CaseWorld, other: Place) -> None:
    """One row of everything that a case can have, a grant and an emergency."""
    area = case.place.partnership.area_name
    case.share("Police", (Part.IDENTITY, Side.VICTIM))
    with acting_as(case.idva):
        _reach(case, area)
        _belong_together(case, area)
        _beside(case, area, other)
    with acting_as(case.police):
        twin = persons.record(known=known("Mary", f"{area} Twinford"), by=case.police)
        links.same(
            a=case.victim,
            b=twin,
            evidence=f"Said so at {area} station",
            by=case.police,
        )
    with acting_as(case.health):
        emergencies.open_case(
            ref=case.case.ref,
            why=f"Needed at {area} hospital",
            minutes=60,
            by=case.health,
        )
        emergencies.close(case_id=case.case.pk, by=case.health)


def _reach(case: CaseWorld, area: str) -> None:
    """Ways to reach the victim, a rule for one, and a place nobody may learn."""
    about: dict[str, object] = {
        "person": case.victim,
        "case_id": case.case.pk,
        "side": Side.VICTIM,
    }
    for kind, part, value in (
        (ContactPoint.Kind.MOBILE, Part.CONTACT, f"07700 {area}"),
        (ContactPoint.Kind.EMAIL, Part.CONTACT, f"marigold@{area.lower()}.example"),
        (ContactPoint.Kind.ADDRESS, Part.LOCATION, f"7 {area} Weighbridge Lane"),
    ):
        point = ContactPoint.objects.create(
            **written(case.idva),
            **about,
            kind=kind,
            part=part,
            value=value,
            source=f"Told in {area}",
        )
    SafeContactRule.objects.create(
        **written(case.idva),
        **about,
        part=Part.LOCATION,
        contact_point=point,
        n=1,
        words=f"Say you are from {area} library",
    )
    ConfidentialLocation.objects.create(
        **written(case.idva),
        **about,
        kind=ConfidentialLocation.Kind.REFUGE,
        where=f"Hidden house of {area}",
    )


def _belong_together(case: CaseWorld, area: str) -> None:
    by = case.idva
    links.relate(
        case_id=case.case.pk, a=case.alleged, b=case.victim, kind="partner", by=by
    )
    links.live_together(
        persons=[case.victim, case.child], note=f"Above the {area} bakery", by=by
    )
    # Somebody with the name of a member of staff.
    persons.record(known=known("Invented", "Trainer"), by=by)


def _beside(case: CaseWorld, area: str, other: Place) -> None:
    """The other side's case, another process, and a transfer."""
    by = case.idva
    about: dict[str, object] = {**written(by), "case": case.case}
    against = cases.open_case(victim=case.alleged, alleged=[case.victim], by=by)
    CounterAllegation.objects.create(
        **about, other_case=against, view="this", why=f"Seen at {area} court"
    )
    ParallelProcess.objects.create(
        **about, side=Side.CHILD, kind="care_proceedings", reference=f"{area}/77/K"
    )
    Transfer.objects.create(
        **about,
        to_partnership=other.partnership,
        to_team=other.teams["Council"],
        why=f"Moved away from {area}",
        packet={"why": f"Packet of {area}"},
    )


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


def _lock_out(case: CaseWorld, hat: Membership) -> None:
    area = case.place.partnership.area_name
    with acting_as(case.idva):
        locks.lock_out(
            account=hat.account,
            person_id=case.victim.pk,
            why=f"Cousins in {area}",
            by=case.idva,
        )


def _plan(place: Place) -> None:
    """A plan with a round, updates, evidence, an import, a draft and an issue."""
    name = place.partnership.area_name
    Standard.objects.get_or_create(
        code="NICE PH50 1",
        defaults={"family": "NICE PH50", "position": 1, "title": "Plan from need"},
    )
    world = arranging.arrange(place)
    with acting_as(world.lead):
        world.plan.strategy.vision = f"Everybody in {name} is safe."
        world.plan.strategy.save()
        updates.give(
            action=world.actions["2.1"],
            quarter=SUMMER,
            word=Word(Status.ON_TRACK, text=f"Begun in {name}."),
            evidence=[
                Proof(
                    kind=Evidence.Kind.FILE,
                    label=f"{name} minutes.pdf",
                    content=b"%PDF-1.4 invented",
                    content_type="application/pdf",
                ),
                Proof(
                    kind=Evidence.Kind.LINK,
                    label=f"{name} report",
                    url="https://www.example.org/report",
                ),
            ],
            on_behalf_of=place.teams["Council"],
            by=world.lead,
        )
        _more_of_the_plan(world, name)
        papers.start(plan=world.plan, quarter=SUMMER, by=world.lead)
        spring = papers.start(plan=world.plan, quarter=SPRING, by=world.lead)
        papers.issue(paper=spring, by=world.lead)
    bring(place)


def _more_of_the_plan(world: arranging.World, name: str) -> None:
    """An outcome, a supporting team, a standard, a changed date and a reminder."""
    strategies.add_outcome(
        priority=world.priorities[0], wording=f"{name} is heard", by=world.lead
    )
    action = world.actions["2.1"]
    promise = replace(
        plan_actions.promise_of(action),
        success_measure=f"All schools of {name}",
        supports=[world.place.teams["Police"]],
        standards=["NICE PH50 1"],
    )
    plan_actions.change(
        action=action, promise=promise, why=f"{name} asked", by=world.lead
    )
    rounds.note_reminder(
        update_round=UpdateRound.objects.latest("quarter"),
        hat=world.place.hats["agency_lead:Housing"],
        kind=Reminder.Kind.BY_HAND,
        outstanding=1,
        sent_on=arranging.TODAY,
        by=world.lead,
    )


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
