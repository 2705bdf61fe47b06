"""The document of row policies says what stands in the database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from concord.access.row_policies import document, rules, unsafe_functions

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "row-policies.md"
CONDITION = re.compile(r": `.*`$", re.MULTILINE)


def test_the_document_says_what_the_database_holds() -> None:
    said, written = document(), DOCUMENT.read_text()
    right = settings.CONCORD_HOME / "row-policies.md"
    right.write_text(said)
    if connection.pg_version // 10000 != 18:
        # Versions print the same condition with other brackets: compare all but those.
        said, written = CONDITION.sub("", said), CONDITION.sub("", written)
    assert written == said, f"copy {right.relative_to(ROOT)} to docs/row-policies.md"


def test_nothing_that_shows_a_person_can_be_deleted() -> None:
    protected = {"cases_case", "cases_party", "people_person", "people_contactpoint"}
    found = {r.table for r in rules() if r.command == "DELETE" and r.right == "no"}
    assert protected <= found


def test_every_table_with_a_case_is_behind_the_template() -> None:
    reading = {r.table: r.conditions for r in rules() if r.command == "SELECT"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE"
            " table_schema = 'public' AND column_name = 'case_id' ORDER BY 1"
        )
        tables = [name for (name,) in cursor.fetchall()]
    assert "people_contactpoint" in tables
    # Whom an auditor answers to; each has its reason where its policy is written.
    told_otherwise = {"access_grant", "access_emergency", "cases_disposal"}
    for table in set(tables) - told_otherwise:
        conditions = " ".join(condition for _, condition in reading[table])
        for wall in ("sees_people", "locked_cases", "my_partnership"):
            assert wall in conditions, (table, wall)


def test_functions_with_the_owners_rights_are_closed() -> None:
    assert unsafe_functions() == []
