"""The map of data is complete, says what it is about, and is the document."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner
from django.conf import settings

from concord.access import data_map
from concord.access.data_map import Table
from concord.cli import main
from tests.test_documents import ROOT

pytestmark = pytest.mark.django_db
DOCUMENT = ROOT / "docs" / "data-map.md"


@pytest.fixture
def tables() -> dict[str, Table]:
    return {table.name: table for table in data_map.tables()}


def test_the_document_is_what_the_command_prints() -> None:
    said = CliRunner().invoke(main, ["data-map"]).output
    right = settings.CONCORD_HOME / "data-map.md"
    right.write_text(said)
    assert DOCUMENT.read_text() == said, (
        f"copy {right.relative_to(ROOT)} to {DOCUMENT.relative_to(ROOT)}"
    )


def test_whatever_is_about_somebody_is_said_in_words(tables: dict[str, Table]) -> None:
    wordless = [
        f"{table.name}.{column.name}"
        for table in tables.values()
        for column in table.columns
        if column.kind.about_somebody and not column.what
    ]
    assert wordless == [], "say what these are: what={...} in @classified"


def test_the_history_of_a_column_is_what_its_trigger_keeps(
    tables: dict[str, Table],
) -> None:
    def history(table: str) -> dict[str, str]:
        return {column.name: column.history for column in tables[table].columns}

    account = history("partnership_account")
    assert (account["name"], account["password"]) == ("as it was and is", "no")
    assert set(history("django_session").values()) == {"no"}


def test_a_table_without_a_row_policy_says_why(tables: dict[str, Table]) -> None:
    assert tables["partnership_invitation"].row_policy == "yes"
    session = tables["django_session"].row_policy
    assert session.startswith("none: read before an actor exists")


def test_the_list_for_spreadsheets_has_a_line_for_each_column(
    tables: dict[str, Table],
) -> None:
    said = CliRunner().invoke(main, ["data-map", "--csv"]).output
    rows = list(csv.DictReader(io.StringIO(said)))
    assert len(rows) == sum(len(table.columns) for table in tables.values())
    assert {
        "table": "access.actor_key",
        "column": "key",
        "class": "internal",
        "what": "",
        "history": "no",
        "row policy": "none: only the owner has any right to it",
    } in rows
