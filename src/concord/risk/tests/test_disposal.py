"""When a case goes for good, what was assessed in it goes too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from concord.access.actor import acting_as
from concord.cases.actions import cases, disposal
from concord.cases.models import Case
from concord.cases.testing import CaseWorld
from concord.risk.actions import assessing, drafts
from concord.risk.actions.assessing import Correction, Talk
from concord.risk.testing import answers, assess

pytestmark = pytest.mark.django_db(transaction=True)
LEFT = "SELECT count(*) FROM risk_riskassessment UNION ALL SELECT count(*) FROM {}"


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    """The ledger of this test."""
    settings.CONCORD_LEDGER = tmp_path / "ledger.jsonl"


@pytest.fixture
def at_once(owner_url: str, transactional_db: None) -> Iterator[psycopg.Connection]:
    """The owner's connection to the test's database."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(owner_url, dbname=name, autocommit=True) as owner:
        yield owner


def test_assessments_corrections_and_drafts_go_with_their_case(
    at_once: psycopg.Connection, case_world: CaseWorld
) -> None:
    idva, case = case_world.idva, case_world.case
    first = assess(case_world)
    with acting_as(idva):
        assessing.record(
            case=case,
            code="dash24",
            answers=answers(3),
            talk=Talk(assessed_on=first.assessed_on),
            corrects=Correction(first, "Misread"),
            by=idva,
        )
        drafts.keep(case=case, code="sdash", typed={"q1": "yes"}, by=idva)
        cases.close(case=case, why="Support has ended.", by=idva)
    at_once.execute(
        "UPDATE cases_case SET opened_on = '2010-01-04', closed_on = '2012-01-04'"
    )
    with acting_as(idva):
        disposal.dispose(case=Case.objects.get(), by=idva)
    left = at_once.execute(LEFT.format("risk_assessmentdraft")).fetchall()
    assert left == [(0,), (0,)]
