"""A case is kept as long as it must be, and then goes for good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction

from concord.access.actor import acting_as
from concord.access.models import Event
from concord.access.permit import NotPermitted
from concord.cases.actions import cases, disposal
from concord.cases.models import Case, Disposal
from concord.cases.testing import CaseWorld
from concord.foundation import ledger
from concord.people.models import Person

pytestmark = pytest.mark.django_db


def test_an_open_case_and_a_recent_one_stay(case_world: CaseWorld) -> None:
    idva = case_world.idva
    with acting_as(idva):
        with pytest.raises(ValidationError, match="is open"):
            disposal.dispose(case=case_world.case, by=idva)
        cases.close(case=case_world.case, why="Support has ended.", by=idva)
        with pytest.raises(ValidationError, match="is kept until"):
            disposal.dispose(case=case_world.case, by=idva)
        assert Case.objects.count() == 1


def test_the_database_refuses_too(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva), connection.cursor() as cursor:
        cursor.execute("SELECT access.dispose(%s)", [case_world.case.pk])
        assert cursor.fetchone() == (None,)
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            cursor.execute("SELECT access.dispose_case(%s)", [case_world.case.pk])


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    """The ledger of this test."""
    settings.CONCORD_LEDGER = tmp_path / "ledger.jsonl"
    return settings.CONCORD_LEDGER


@pytest.fixture
def at_once(owner_url: str, transactional_db: None) -> Iterator[psycopg.Connection]:
    """The owner's connection to the test's database."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(owner_url, dbname=name, autocommit=True) as owner:
        yield owner


@pytest.mark.django_db(transaction=True)
def test_an_old_case_goes_with_its_persons_and_leaves_a_line(
    at_once: psycopg.Connection, case_world: CaseWorld
) -> None:
    idva, case = case_world.idva, case_world.case
    case_world.share("Police")
    with acting_as(idva):
        cases.close(case=case, why="Support has ended.", by=idva)
    at_once.execute(
        "UPDATE cases_case SET opened_on = '2010-01-04', closed_on = '2012-01-04'"
    )
    with acting_as(idva):
        old = Case.objects.get()
        held = disposal.hold(case=old, why="A review.", by=idva)
        with pytest.raises(ValidationError, match="held"):
            disposal.dispose(case=old, by=idva)
        disposal.end_hold(hold=held, by=idva)
    with acting_as(case_world.police), pytest.raises(NotPermitted):
        disposal.dispose(case=old, by=case_world.police)
    with acting_as(idva):
        assert disposal.dispose(case=old, by=idva) > 10
        assert Case.objects.count() == 0
        assert Person.objects.count() == 0
    for table in ("access_grant", "access_disclosure", "cases_party", "people_person"):
        [[left]] = at_once.execute(f"SELECT count(*) FROM {table}").fetchall()  # type: ignore[arg-type]  # noqa: S608
        assert left == 0, table
    with acting_as(case_world.place.actor("auditor")):
        line = Disposal.objects.get()
        assert (line.case_id, line.by_id) == (case.pk, idva.membership_id)
        assert Event.objects.filter(verb="dispose", case_ids=[case.pk]).exists()


@pytest.fixture
def old_case(at_once: psycopg.Connection, case_world: CaseWorld) -> Case:
    """A case that was closed long enough ago."""
    with acting_as(case_world.idva):
        cases.close(case=case_world.case, why="Support has ended.", by=case_world.idva)
    at_once.execute(
        "UPDATE cases_case SET opened_on = '2010-01-04', closed_on = '2012-01-04'"
    )
    with acting_as(case_world.idva):
        return Case.objects.get()


@pytest.mark.django_db(transaction=True)
def test_what_went_is_kept_outside_of_the_database(
    old_case: Case, case_world: CaseWorld
) -> None:
    with acting_as(case_world.idva):
        disposal.dispose(case=old_case, by=case_world.idva)
    [line] = ledger.read()
    assert (line.kind, line.facts) == (
        "disposal",
        {"case": str(old_case.pk), "by": case_world.idva.membership_id},
    )


@pytest.mark.django_db(transaction=True)
def test_nothing_goes_that_can_not_be_kept_outside(
    old_case: Case, case_world: CaseWorld, outside: Path
) -> None:
    outside.mkdir()
    with (
        pytest.raises(ValidationError, match="Nothing was disposed of"),
        acting_as(case_world.idva),
    ):
        disposal.dispose(case=old_case, by=case_world.idva)
    with acting_as(case_world.idva):
        assert Case.objects.count() == 1
    outside.rmdir()
    outside.write_text("no ledger at all\n")
    with (
        pytest.raises(ValidationError, match="Nothing was disposed of"),
        acting_as(case_world.idva),
    ):
        disposal.dispose(case=old_case, by=case_world.idva)
