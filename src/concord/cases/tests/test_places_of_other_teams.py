"""A place belongs to the team that wrote it down, also from the team with the case."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from concord.access.actor import acting_as
from concord.access.models import Part, Side, written
from concord.cases.testing import CaseWorld
from concord.people.models import ConfidentialLocation

pytestmark = pytest.mark.django_db


@pytest.fixture
def refuge_of_housing(case_world: CaseWorld) -> ConfidentialLocation:
    """Housing, which is let in, writes down where the victim is."""
    case_world.share("Housing")
    with acting_as(case_world.housing):
        return ConfidentialLocation.objects.create(
            **written(case_world.housing),
            person=case_world.victim,
            case_id=case_world.case.pk,
            side=Side.VICTIM,
            kind="refuge",
            where="A refuge that only housing knows",
        )


def test_the_team_that_holds_the_case_does_not_see_it(
    case_world: CaseWorld, refuge_of_housing: ConfidentialLocation
) -> None:
    with acting_as(case_world.idva):
        assert not ConfidentialLocation.objects.exists()


def test_nor_can_it_share_what_it_does_not_see(
    case_world: CaseWorld, refuge_of_housing: ConfidentialLocation
) -> None:
    case_world.share("Police", (Part.IDENTITY, Side.VICTIM))
    case_world.share("Police", (Part.LOCATION, Side.VICTIM))
    with acting_as(case_world.police):
        assert not ConfidentialLocation.objects.exists()


def test_nor_can_it_let_itself_in_by_sql(
    case_world: CaseWorld, refuge_of_housing: ConfidentialLocation
) -> None:
    decision = case_world.share("Police")
    idva = case_world.idva
    statement = (
        "INSERT INTO access_grant (id, partnership_id, kind, disclosure_id, case_id,"
        " from_team_id, team_id, part, side, during, ended_why) VALUES"
        " (gen_random_uuid(), %s, 'shared', %s, %s, %s, %s, 'location', 'victim',"
        " tstzrange(now(), NULL), '')"
    )
    values = [
        idva.partnership_id,
        decision.pk,
        case_world.case.pk,
        idva.team_id,
        idva.team_id,
    ]
    with acting_as(idva), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement, values)
        except ProgrammingError:
            return
        assert not ConfidentialLocation.objects.exists()
