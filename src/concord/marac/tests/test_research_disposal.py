"""When a case goes for good, what teams said of it goes too."""

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
from concord.marac.actions.research_drafts import keep
from concord.marac.testing import meet
from concord.marac.tests.test_research import CALLS, KNIVES, issue, put_on, say

pytestmark = pytest.mark.django_db(transaction=True)
LEFT = (
    "SELECT count(*) FROM marac_research"
    " UNION ALL SELECT count(*) FROM marac_researchentry"
    " UNION ALL SELECT count(*) FROM marac_researchdraft"
)


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


def test_answers_lines_and_drafts_go_with_their_case(
    at_once: psycopg.Connection, marac: CaseWorld
) -> None:
    meeting = meet(marac.place)
    item = put_on(marac, meeting)
    issue(marac, meeting)
    say(item, marac.police, CALLS, KNIVES)
    with acting_as(marac.health):
        keep(item=item, typed={"line-0-text": ["Begun"]}, by=marac.health)
    assert at_once.execute(LEFT).fetchall() == [(1,), (2,), (1,)]
    with acting_as(marac.idva):
        cases.close(case=marac.case, why="Support has ended.", by=marac.idva)
    at_once.execute(
        "UPDATE cases_case SET opened_on = '2010-01-04', closed_on = '2012-01-04'"
    )
    with acting_as(marac.idva):
        disposal.dispose(case=Case.objects.get(), by=marac.idva)
    assert at_once.execute(LEFT).fetchall() == [(0,), (0,), (0,)]
