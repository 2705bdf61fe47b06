"""Auditors see whether the log is whole, and the seals that letters bring."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from concord.access.actor import Actor, acting_as
from concord.access.audit import anchoring, recording, telling
from concord.access.models import Seal
from concord.access.testing import Place
from concord.desk.tests.conftest import Wear
from concord.foundation.database.testing import as_owner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.CONCORD_LEDGER = tmp_path / "ledger.jsonl"


@pytest.fixture
def sealed(elmbrook: Place, owner_url: str) -> Place:
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute("SELECT access.seal_up_to(9000000000, 5)")
    return elmbrook


def page(place: Place, wear: Wear, path: str = "/audit/checks/") -> str:
    return wear(place.hats["auditor"]).get(path).content.decode()


def test_before_the_first_check_the_page_says_how_to_check(
    elmbrook: Place, wear: Wear
) -> None:
    said = page(elmbrook, wear)
    assert "Not checked yet" in said
    assert "No such seal" in said


def test_a_good_check_and_the_seal_of_the_letter_are_shown(
    sealed: Place, wear: Wear
) -> None:
    anchoring.anchor()
    recording.check()
    with acting_as(Actor.from_job("access.audit")):
        root = bytes(Seal.objects.latest("n").root)
    said = page(sealed, wear)
    assert "1 seal<" in said, "of seals that left together, only the newest is a head"
    assert "The log is whole" in said
    assert "today at" in said
    assert telling.spelled(root) in said.replace("<wbr>", "")


def test_the_seal_of_any_letter_is_found_by_its_number(
    sealed: Place, wear: Wear
) -> None:
    assert "Seal 1<" in page(sealed, wear, "/audit/checks/?number=1")
    assert "1 seal" in page(sealed, wear, "/audit/checks/?number=1")
    assert "No such seal" in page(sealed, wear, "/audit/checks/?number=9,999")
    assert "No such seal" in page(sealed, wear, "/audit/checks/?number=x' OR 1=1")


def test_a_bad_check_is_on_the_page_and_on_the_desk_of_auditors(
    sealed: Place, wear: Wear, owner_url: str
) -> None:
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM access_event WHERE id = (SELECT min(id) FROM access_event)"
            " RETURNING id"
        )
        [number] = cursor.fetchone()
    recording.check()
    said = page(sealed, wear)
    assert "The log is not whole." in said
    assert f"row {number} was removed after sealing" in said
    assert "Look at what the check of the log found" in page(sealed, wear, "/")
    other = wear(sealed.hats["administrator"]).get("/").content.decode()
    assert "check of the log" not in other
