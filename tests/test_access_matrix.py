"""Which hat may do what with which kind of record: tried in the database, and printed.

`docs/access-matrix.md` is what this finds out. Each cell is tried: a row is read, a row
like it is added in the hat's own name, a column of it is changed, each undone again.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from psycopg.errors import ExclusionViolation, UniqueViolation

from concord.access.actions import emergencies, locks
from concord.access.actor import NOBODY, Actor, acting_as, leave
from concord.access.models import (
    Disclosure,
    Emergency,
    Event,
    Grant,
    Part,
    Side,
    written,
)
from concord.access.testing import Place
from concord.cases.actions import disposal, transfers
from concord.cases.models import Case, LegalHold, ParallelProcess, Party, Transfer
from concord.cases.testing import CaseWorld
from concord.people.actions import about, contact, links, places
from concord.people.actions.about import About
from concord.people.models import (
    Characteristics,
    ConfidentialLocation,
    ContactPoint,
    Household,
    Identifier,
    Person,
    PersonVersion,
    Relationship,
    SafeContactRule,
    SamePerson,
)
from concord.plan.models import Plan
from concord.plan.testing import SmallPlan
from concord.risk.actions import drafts
from concord.risk.models import AssessmentDraft, RiskAssessment
from concord.risk.testing import assess

pytestmark = pytest.mark.django_db
ONE_TOO_MANY = (UniqueViolation, ExclusionViolation)
ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "access-matrix.md"

HEAD = """# Who may do what with which kind of record

For a data protection officer. Every cell was tried in a database, on an invented
case; a test tries them again and compares. **R** a row is read, **A** a row is
added in the hat's own name, **C** a row is changed (only the columns that
[row-policies.md](row-policies.md) names). A dash: nothing, as if there were no such
row. Nothing here can be deleted: a case goes as a whole.

The columns are situations of one hat towards one case:

| Situation | What it is |
| --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record, the model behind it, and which row of it is tried."""

    label: str
    model: type[models.Model]
    changes: str = ""  # a column that the run-time role may change, if it may
    where: Callable[[Any], bool] = lambda row: True


KINDS = (
    Kind("Case", Case, "closed_why"),
    Kind("Victim in the case", Party, "left_why", lambda r: r.side == "victim"),
    Kind("Alleged in the case", Party, "left_why", lambda r: r.side == "alleged"),
    Kind("Person", Person),
    Kind(
        "What is known of the victim",
        PersonVersion,
        where=lambda r: r.given_name == "Marigold",
    ),
    Kind(
        "Telephone of the victim", ContactPoint, "state", lambda r: r.kind == "mobile"
    ),
    Kind("Address of the victim", ContactPoint, "state", lambda r: r.kind == "address"),
    Kind("Rule of safe contact", SafeContactRule),
    Kind("Confidential place", ConfidentialLocation, "until"),
    Kind("Number of the victim", Identifier, "ended_on"),
    Kind("Needs of the victim", Characteristics),
    Kind("Relationship", Relationship),
    Kind("Household", Household, "note"),
    Kind("Same person", SamePerson, "ended_why"),
    Kind("Parallel process", ParallelProcess, "note"),
    Kind("Risk assessment of the victim", RiskAssessment, "judged_why"),
    Kind("Draft of an assessment", AssessmentDraft, "typed"),
    Kind("Legal hold", LegalHold, "ended_on"),
    Kind("Transfer", Transfer, "heard_on"),
    Kind("Sharing decision", Disclosure),
    Kind("Grant", Grant, "ended_why"),
    Kind("Emergency opening", Emergency),
    Kind("Event of the audit", Event),
    Kind("Delivery plan", Plan),
)


@dataclass(frozen=True, slots=True)
class Situation:
    """One hat towards the case."""

    label: str
    about: str
    actor: Actor


def situations(world: CaseWorld, northmere: Place) -> Iterator[Situation]:
    """All of them; what they need is arranged before."""
    at = world.place.actor
    yield Situation("Holds", "works with people in the team that holds it", world.idva)
    yield Situation(
        "Part", "its team was granted who the victim is, and no more", world.police
    )
    yield Situation(
        "Place", "its team was granted where the victim is, and no more", world.housing
    )
    yield Situation("Emergency", "opened it in an emergency", world.health)
    yield Situation(
        "Other team", "works with people in another team", at("practitioner")
    )
    yield Situation(
        "Coordinator", "MARAC coordinator, with nothing shared", at("marac_coordinator")
    )
    yield Situation(
        "Other area",
        "works with people in another partnership",
        northmere.actor("practitioner:Police"),
    )
    yield Situation(
        "Receiver",
        "another partnership's team that the case was sent to",
        northmere.actor("marac_coordinator"),
    )
    for role in ("auditor", "administrator", "strategic_lead", "agency_lead"):
        label = role.replace("_", " ").capitalize()
        yield Situation(label, f"the role {label.lower()}, whatever the team", at(role))
    yield Situation("Board", "board member or commissioner", at("board_member"))
    yield Situation(
        "Job",
        "a job under its own name",
        Actor.from_job("access.reminders", world.place.partnership.pk),
    )
    yield Situation("Nobody", "SQL without a proved actor", NOBODY)


@pytest.fixture
def full(case_world: CaseWorld, northmere: Place, small_plan: SmallPlan) -> CaseWorld:
    """A case with a row of every kind, and everybody in their situation."""
    world, idva = case_world, case_world.idva
    world.share("Police", (Part.IDENTITY, Side.VICTIM))
    world.share("Housing", (Part.LOCATION, Side.VICTIM))
    with acting_as(idva):
        said = {"case_id": world.case.pk, "person": world.victim, "source": "She"}
        phone = contact.add_point(kind="mobile", value="07700 900123", by=idva, **said)
        contact.add_point(
            kind="address",
            value="1 Invented Street",
            postcode="ZZ1 1ZZ",
            by=idva,
            **said,
        )
        contact.set_rule(point=phone, said=contact.Said(), replacing=0, by=idva)
        places.add_location(
            case_id=world.case.pk,
            person=world.victim,
            kind="refuge",
            where="An invented refuge",
            by=idva,
        )
        about.add_identifier(
            person=world.victim, kind="nhs", value="943 476 5919", by=idva
        )
        about.describe(
            case_id=world.case.pk,
            person=world.victim,
            about=About(recourse="no"),
            by=idva,
        )
        links.relate(
            case_id=world.case.pk, a=world.victim, b=world.child, kind="parent", by=idva
        )
        links.live_together(persons=[world.victim, world.child], by=idva)
        again = Person.objects.create(**written(idva))
        links.same(a=world.victim, b=again, evidence="The same person", by=idva)
        ParallelProcess.objects.create(
            **written(idva), case=world.case, side=Side.VICTIM, kind="care_act"
        )
        disposal.hold(case=world.case, why="A review", by=idva)
        transfers.send(
            case=world.case,
            to_team_id=northmere.teams["Council"].pk,
            about=list(world.case.parties.all()),
            why="She moves there.",
            by=idva,
        )
    assess(world)
    with acting_as(idva):
        drafts.keep(case=world.case, code="dash24", typed={"q1": "yes"}, by=idva)
    with acting_as(world.health):
        emergencies.open_case(
            ref=world.case.ref, why="Now", minutes=60, by=world.health
        )
    return world


def samples(world: CaseWorld) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Of each kind one row of the case: its key and its columns."""
    found: dict[str, tuple[Any, dict[str, Any]]] = {}
    for actor in (world.idva, world.place.actor("auditor")):
        with acting_as(actor):
            for kind in KINDS:
                rows = [r for r in kind.model._default_manager.all() if kind.where(r)]
                if rows and kind.label not in found:
                    columns = {
                        f.column: getattr(rows[0], f.attname)
                        for f in kind.model._meta.local_concrete_fields
                    }
                    found[kind.label] = (rows[0].pk, columns)
    return found


def tried(kind: Kind, pk: Any, columns: dict[str, Any], actor: Actor) -> str:
    """The letters of what this actor may do with this row."""
    table = kind.model._meta.db_table
    key = kind.model._meta.pk.column  # type: ignore[union-attr]
    read = f'SELECT 1 FROM "{table}" WHERE "{key}" = %s'  # noqa: S608
    letters = "R" if _goes(actor, read, [pk]) else ""
    own = dict(columns)
    if "written_by_id" in own:
        own |= {
            "written_by_id": actor.membership_id,
            "owner_team_id": actor.team_id,
            "partnership_id": actor.partnership_id,
        }
    if isinstance(own[key], uuid.UUID):
        own[key] = uuid.uuid4()
    else:
        own.pop(key)
    names = ", ".join(f'"{name}"' for name in own)
    marks = ", ".join(["%s"] * len(own))
    values = [
        field.get_db_prep_save(own[field.column], connection)
        for field in kind.model._meta.local_concrete_fields
        if field.column in own
    ]
    order = [
        field.column
        for field in kind.model._meta.local_concrete_fields
        if field.column in own
    ]
    names = ", ".join(f'"{name}"' for name in order)
    add = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608
    letters += "A" if _goes(actor, add, values) else ""
    if kind.changes:
        change = (
            f'UPDATE "{table}" SET "{kind.changes}" = "{kind.changes}"'  # noqa: S608
            f' WHERE "{key}" = %s'
        )
        letters += "C" if _goes(actor, change, [pk]) else ""
    return letters or "-"


def _goes(actor: Actor, statement: str, values: list[Any]) -> bool:
    """Whether the statement reaches a row. What it did is undone."""
    reached = False
    try:
        with transaction.atomic():
            if actor is NOBODY:
                leave()
                reached = _reaches(statement, values)
            else:
                with acting_as(actor):
                    reached = _reaches(statement, values)
            transaction.set_rollback(True)
    except ProgrammingError:  # no right, or the row policy
        return False
    except IntegrityError as error:
        # Let in by the policy, and one too many; a guard says another thing.
        return isinstance(error.__cause__, ONE_TOO_MANY)
    return reached


def _reaches(statement: str, values: list[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount > 0


def document(world: CaseWorld, northmere: Place) -> str:
    """The whole of `docs/access-matrix.md`, as it is found out."""
    everybody = list(situations(world, northmere))
    rows = samples(world)
    lines = [HEAD + "\n".join(f"| {s.label} | {s.about} |" for s in everybody), ""]
    lines.append("| Kind | " + " | ".join(s.label for s in everybody) + " |")
    lines.append("| --- |" + " --- |" * len(everybody))
    for kind in KINDS:
        pk, columns = rows[kind.label]
        cells = [tried(kind, pk, columns, s.actor) for s in everybody]
        lines.append(f"| {kind.label} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", LOCKED])


LOCKED = """Who is **locked out** of a case has a dash in every row about it, in each of
these situations. Locks themselves are read by nobody: functions of the database answer
auditors, and not about themselves. So is what an auditor, or the team that keeps a
person, is asked about a likely match.
"""


def test_the_matrix_says_what_the_database_does(
    full: CaseWorld, northmere: Place
) -> None:
    said = document(full, northmere)
    right = settings.CONCORD_HOME / "access-matrix.md"
    right.write_text(said)
    assert DOCUMENT.read_text() == said, (
        f"copy {right.relative_to(ROOT)} to docs/access-matrix.md"
    )


def test_whoever_is_locked_out_has_nothing_in_any_situation(
    full: CaseWorld, northmere: Place
) -> None:
    rows = samples(full)
    about_the_case = [k for k in KINDS if k.model not in (Plan, Household)]
    accounts = {
        hat.pk: hat.account
        for place in (full.place, northmere)
        for hat in place.hats.values()
    }
    here = [
        s.actor
        for s in situations(full, northmere)
        if s.actor.kind == "hat" and s.actor.here == full.place.partnership.pk
    ]
    for actor in here[1:] + here[:1]:  # the holder last: they lock the others out
        with acting_as(full.idva):
            locks.lock_out(
                account=accounts[actor.membership_id],
                person_id=full.alleged.pk,
                why="They know each other.",
                by=full.idva,
            )
    for actor in here:
        for kind in about_the_case:
            pk, columns = rows[kind.label]
            assert "R" not in tried(kind, pk, columns, actor), (kind.label, actor.role)
