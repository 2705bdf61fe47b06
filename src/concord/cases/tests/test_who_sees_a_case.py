"""A case is there for the team that holds it and for those it decides to let in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from concord.access.actions import emergencies, sharing
from concord.access.actions.sharing import Opening
from concord.access.actor import Actor, acting_as
from concord.access.models import (
    Consent,
    Disclosure,
    Emergency,
    Event,
    Grant,
    Part,
    Side,
    Told,
)
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.cases.actions import cases
from concord.cases.models import Case, Party
from concord.cases.testing import CaseWorld
from concord.people.models import Person, PersonVersion

pytestmark = pytest.mark.django_db

IDENTITY_OF_VICTIM = (Part.IDENTITY, Side.VICTIM)


def seen(actor: Actor) -> dict[str, int]:
    with acting_as(actor):
        return {
            "cases": Case.objects.count(),
            "parties": Party.objects.count(),
            "persons": Person.objects.count(),
            "versions": PersonVersion.objects.count(),
            "grants": Grant.objects.count(),
            "decisions": Disclosure.objects.count(),
        }


NOTHING = dict.fromkeys(
    ("cases", "parties", "persons", "versions", "grants", "decisions"), 0
)


def test_the_team_that_opened_a_case_sees_all_of_it(case_world: CaseWorld) -> None:
    assert seen(case_world.idva) == {
        "cases": 1,
        "parties": 3,
        "persons": 3,
        "versions": 3,
        "grants": 1,
        "decisions": 0,
    }


def test_for_everybody_else_the_case_does_not_exist(
    case_world: CaseWorld, northmere: Place
) -> None:
    opener = case_world.place.hats["practitioner:Specialist service"]
    for key, hat in case_world.place.hats.items():
        found = seen(case_world.place.actor(key))
        if key == "auditor":  # reads who may see what, and nobody in it
            found["grants"] = 0
        if hat.pk != opener.pk:
            assert found == NOTHING, key
    assert seen(northmere.actor("practitioner:Specialist service")) == NOTHING


def test_a_hat_of_the_same_team_that_sees_no_people_sees_no_case(
    case_world: CaseWorld,
) -> None:
    council = case_world.place.actor("practitioner")
    case_world.share("Council")
    assert seen(council)["cases"] == 1
    for role in ("strategic_lead", "board_member", "administrator", "auditor"):
        found = seen(case_world.place.actor(role))
        assert (found["cases"], found["persons"], found["parties"]) == (0, 0, 0), role


def test_a_grant_opens_one_part_of_one_side(case_world: CaseWorld) -> None:
    case_world.share("Police", IDENTITY_OF_VICTIM)
    with acting_as(case_world.police):
        assert [case.pk for case in Case.objects.all()] == [case_world.case.pk]
        assert [party.side for party in Party.objects.all()] == [Side.VICTIM]
        assert [person.pk for person in Person.objects.all()] == [case_world.victim.pk]
        assert PersonVersion.objects.get().name == "Marigold Thistlewood"


def test_a_refused_consent_never_blocks(case_world: CaseWorld) -> None:
    for consent in Consent:
        with acting_as(case_world.idva):
            decision = sharing.share(
                case_id=case_world.case.pk,
                reason=case_world.reason(consent=consent),
                openings=[
                    Opening(
                        case_world.place.teams["Police"],
                        frozenset({IDENTITY_OF_VICTIM}),
                    )
                ],
                by=case_world.idva,
            )
        assert decision.consent == consent


@pytest.mark.parametrize(
    ("left_out", "field"),
    [
        ({"basis": ""}, "basis"),
        ({"basis": "law_enforcement"}, "basis"),
        ({"condition": ""}, "condition"),
        ({"why": "  "}, "why"),
        ({"told": Told.NOT_TOLD}, "why_not_told"),
    ],
)
def test_a_missing_basis_or_reason_always_blocks(
    case_world: CaseWorld, left_out: dict[str, str], field: str
) -> None:
    with acting_as(case_world.idva), pytest.raises(ValidationError) as refused:
        sharing.share(
            case_id=case_world.case.pk,
            reason=case_world.reason(**left_out),
            openings=[
                Opening(
                    case_world.place.teams["Police"], frozenset({IDENTITY_OF_VICTIM})
                )
            ],
            by=case_world.idva,
        )
    assert field in refused.value.message_dict
    assert seen(case_world.police) == NOTHING


def test_the_database_too_refuses_a_decision_without_a_reason(
    case_world: CaseWorld,
) -> None:
    decision = case_world.share("Police")
    fields = {
        f.attname: getattr(decision, f.attname)
        for f in Disclosure._meta.fields
        if f.attname not in ("id", "why", "written_at")
    }
    with (
        acting_as(case_world.idva),
        pytest.raises(IntegrityError, match="sharing_has_basis_and_reason"),
        transaction.atomic(),
    ):
        Disclosure.objects.create(**fields, why="")


def test_sharing_that_was_ended_shows_nothing(case_world: CaseWorld) -> None:
    case_world.share("Police")
    with acting_as(case_world.idva):
        grants = list(Grant.objects.filter(kind="shared"))
        assert len(grants) == 4
        sharing.end(grants=grants, why="The police closed theirs.", by=case_world.idva)
    found = seen(case_world.police)
    assert (found["cases"], found["parties"], found["persons"]) == (0, 0, 0)
    with acting_as(case_world.idva):
        ended = Grant.objects.filter(kind="shared").first()
        assert ended is not None
        assert ended.ended_by_id == case_world.idva.membership_id
        assert ended.ended_why == "The police closed theirs."


def test_sharing_ends_by_itself_when_its_time_is_over(case_world: CaseWorld) -> None:
    case_world.share(
        "Police", IDENTITY_OF_VICTIM, until=timezone.now() + dt.timedelta(seconds=0.3)
    )
    assert seen(case_world.police)["cases"] == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.35)")
    assert seen(case_world.police)["cases"] == 0


def test_only_the_team_that_holds_a_case_shares_it(case_world: CaseWorld) -> None:
    case_world.share("Police")
    opening = Opening(
        case_world.place.teams["Housing"], frozenset({IDENTITY_OF_VICTIM})
    )
    with acting_as(case_world.police), pytest.raises(NotPermitted):
        sharing.share(
            case_id=case_world.case.pk,
            reason=case_world.reason(basis="law_enforcement"),
            openings=[opening],
            by=case_world.police,
        )
    assert seen(case_world.housing) == NOTHING


def test_a_case_handed_over_is_its_new_teams_to_share(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva):
        sharing.hand_over(
            case_id=case_world.case.pk,
            to=case_world.place.teams["Housing"],
            why="They take it on.",
            reason=case_world.reason(),
            by=case_world.idva,
        )
        assert Case.objects.count() == 1, "a team keeps what it wrote itself"
        assert not sharing.owns(case_world.case.pk)
    with acting_as(case_world.housing):
        assert sharing.owns(case_world.case.pk)
        assert Party.objects.count() == 3


SQL_ATTACKS = [
    # a grant to oneself
    "INSERT INTO access_grant (id, partnership_id, kind, case_id, team_id, part, side,"
    " during, ended_why) VALUES (gen_random_uuid(), {partnership}, 'own', '{case}',"
    " {team}, 'all', 'all', tstzrange(now(), NULL), '')",
    "INSERT INTO access_grant (id, partnership_id, kind, disclosure_id, case_id,"
    " team_id, part, side, during, ended_why) VALUES (gen_random_uuid(),"
    " {partnership}, 'shared', '{decision}', '{case}', {team}, 'contact', 'victim',"
    " tstzrange(now(), NULL), '')",
    # a longer one
    "UPDATE access_grant SET during = tstzrange(lower(during), NULL)",
    # an emergency, a lock or a review by hand
    "INSERT INTO access_emergency (id, partnership_id, case_id, membership_id, team_id,"
    " why, during, outcome, review) VALUES (gen_random_uuid(), {partnership}, '{case}',"
    " {hat}, {team}, 'x', tstzrange(now(), NULL), '', '')",
    "SELECT * FROM access_lock",
    "DELETE FROM access_lock",
    "DELETE FROM cases_party",
    "UPDATE people_personversion SET family_name = 'x'",
    "UPDATE cases_party SET side = 'child'",
    "UPDATE cases_case SET owner_team_id = {team}",
    "UPDATE access_disclosure SET why = 'x'",
    "SELECT access.add_lock(1, '{case}', 'said', '')",
    "SELECT access.cluster_of(ARRAY['{case}']::uuid[])",
    "SELECT access.cases_behind(ARRAY['{case}']::uuid[])",
]


@pytest.mark.parametrize("attack", SQL_ATTACKS)
def test_sql_in_a_hats_own_request_widens_nothing(
    case_world: CaseWorld, attack: str
) -> None:
    decision = case_world.share("Police", IDENTITY_OF_VICTIM)
    before = seen(case_world.police)
    statement = attack.format(
        case=case_world.case.pk,
        decision=decision.pk,
        partnership=case_world.place.partnership.pk,
        team=case_world.police.team_id,
        hat=case_world.police.membership_id,
    )
    with acting_as(case_world.police), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement)
                changed = cursor.rowcount
        except (ProgrammingError, IntegrityError):
            changed = 0
    assert changed <= 0
    assert seen(case_world.police) == before


# Break-glass


def test_an_emergency_opens_a_case_and_is_seen_at_once(case_world: CaseWorld) -> None:
    with acting_as(case_world.health):
        found = emergencies.open_case(
            ref=case_world.case.ref.lower(),
            why="In A&E now, needs a safe number",
            minutes=180,
            by=case_world.health,
        )
        assert found == case_world.case.pk
        assert Party.objects.count() == 3
    for who in (case_world.idva, case_world.place.actor("auditor")):
        with acting_as(who):
            opened = Emergency.objects.get()
            assert opened.membership_id == case_world.health.membership_id
            assert opened.outcome == ""
    with acting_as(case_world.place.actor("auditor")):
        assert Event.objects.filter(
            verb="break_glass", case_ids=[case_world.case.pk]
        ).exists()


def test_an_emergency_lets_nothing_be_written(case_world: CaseWorld) -> None:
    health = case_world.health
    with acting_as(health):
        emergencies.open_case(ref=case_world.case.ref, why="Now", minutes=5, by=health)
        case = Case.objects.get()
        with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            Party.objects.create(
                partnership_id=health.here,
                owner_team_id=health.team_id,
                written_by_id=health.membership_id,
                case=case,
                person=case_world.alleged,
                side=Side.CHILD,
            )
        with pytest.raises(NotPermitted):
            cases.close(case=case, why="Mine now", by=health)


def test_an_emergency_ends(case_world: CaseWorld) -> None:
    with acting_as(case_world.health):
        emergencies.open_case(
            ref=case_world.case.ref, why="Now", minutes=5, by=case_world.health
        )
        emergencies.close(case_id=case_world.case.pk, by=case_world.health)
        assert Case.objects.count() == 0


def test_who_opened_a_case_in_an_emergency_does_not_review_it(
    case_world: CaseWorld,
) -> None:
    with acting_as(case_world.health):
        emergencies.open_case(
            ref=case_world.case.ref, why="Now", minutes=5, by=case_world.health
        )
        mine = Emergency.objects.get()
        with pytest.raises(NotPermitted):
            emergencies.review(
                emergency=mine, outcome="right", words="", by=case_world.health
            )
    with acting_as(case_world.idva):
        with pytest.raises(ValidationError):
            emergencies.review(
                emergency=mine, outcome="wrong", words="", by=case_world.idva
            )
        emergencies.review(
            emergency=mine, outcome="wrong", words="No need.", by=case_world.idva
        )
        assert Emergency.objects.get().review == "No need."


@pytest.mark.parametrize(("why", "minutes"), [("", 60), ("Now", 181), ("Now", 0)])
def test_an_emergency_needs_a_reason_and_a_limit(
    case_world: CaseWorld, why: str, minutes: int
) -> None:
    with acting_as(case_world.health), pytest.raises(ValidationError):
        emergencies.open_case(
            ref=case_world.case.ref, why=why, minutes=minutes, by=case_world.health
        )
    with acting_as(case_world.health), connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.break_glass(%s, %s, %s)",
            [case_world.case.ref, why, minutes],
        )
        assert cursor.fetchone() == (None,)
