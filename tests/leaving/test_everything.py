"""A package is complete, true to the database, and holds nothing of anybody else."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.range import Range

from concord.cli.leaving import taken
from concord.cli.leaving.checking import check
from concord.cli.leaving.described import schema
from tests.leaving.conftest import Leaving
from tests.leaving.reading import Read, Row, read
from tests.test_documents import ROOT

FOR_EVERYBODY = {"partnership_definition", "plan_standard"}
# Nothing in the world is old enough.
EMPTY_IN_THE_WORLD = {"cases_disposal"}
# A transfer names whom it goes to, and holds what was sent.
NAMES_OF_OTHERS = {"cases_transfer", "cases_transfer_received"}


@pytest.fixture(scope="module")
def found(package: Path) -> Read:
    return read(package)


@pytest.fixture(scope="module")
def kept(leaving: Leaving, package: Path) -> dict[str, list[Row]]:
    """Every row of every table that is exported, as the database has it now."""
    names = {one.model._meta.db_table for one in taken.taken(0)}
    with psycopg.connect(leaving.url, row_factory=dict_row) as there:
        there.execute("SET TIME ZONE 'UTC'")
        return {
            name: there.execute(f"SELECT * FROM public.{name}").fetchall()  # noqa: S608
            for name in names
        }


# Complete -----------------------------------------------------------------------------


def test_every_table_leaves_or_stays_for_a_reason() -> None:
    exported = {one.model._meta.db_table for one in taken.taken(1)}
    everything = taken.models_by_table().keys() | taken.tables_without_a_model()
    assert exported.isdisjoint(taken.NOT_TAKEN)
    assert exported | taken.NOT_TAKEN.keys() == everything, (
        "give these a place in concord/cli/leaving/taken.py"
    )
    assert all(why.strip() for why in taken.NOT_TAKEN.values())


def test_every_column_leaves_or_stays_for_a_reason() -> None:
    for one in taken.taken(1):
        columns = {field.column for field in one.model._meta.local_fields}
        assert one.left_out.keys() <= columns
        assert one.by_name.keys() <= columns
        said = [column["name"] for column in schema(one, frozenset())["fields"]]
        assert len(said) == len(columns - one.left_out.keys()) == len(set(said))


def test_a_table_that_nobody_gave_a_place_stops_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(taken, "THROUGH", {})
    with pytest.raises(taken.NoPlace, match="people_mergestep"):
        taken.taken(1)


def test_secrets_stay() -> None:
    with_columns = {
        f"{one.name}.{field.column}" for one in taken.taken(1) for field in one.fields
    }
    # The hash of a text that anybody may read; whether an entry may show no place.
    with_columns -= {"website_signing.digest", "directory_service.is_secret_place"}
    for word in ("password", "digest", "secret", "token", "session_key"):
        assert not [name for name in with_columns if word in name]


def test_the_world_has_a_row_of_nearly_everything(found: Read) -> None:
    """The comparisons below would say nothing of empty tables."""
    empty = {name for name, rows in found.tables.items() if not rows}
    assert empty <= EMPTY_IN_THE_WORLD


# True to the database -----------------------------------------------------------------


def test_each_row_is_there_once_and_as_it_is(
    leaving: Leaving, found: Read, kept: dict[str, list[Row]]
) -> None:
    here = leaving.world.elmbrook.partnership.pk
    for one in taken.taken(here):
        if one.name in taken.POINTED_AT or one.name == taken.RECEIVED:
            continue
        fields = {f["name"]: f for f in found.resource(one.name)["schema"]["fields"]}
        key = one.key
        expected = {
            row[key]: {
                name: plain(row[name], fields[name], one.name, row[key])
                for name in fields
                if name in row
            }
            for row in kept[one.name]
            if belongs(one.name, row, here, kept)
        }
        there = {
            row[key]: {name: row[name] for name in fields if name in kept_columns(one)}
            for row in found.tables[one.name]
        }
        if one.name == "access_event":  # the end is noted after the snapshot
            expected = {k: row for k, row in expected.items() if k <= max(there)}
        assert there.keys() == expected.keys(), one.name
        for row_key, row in expected.items():
            different = [n for n in row if same(there[row_key][n]) != same(row[n])]
            assert different == [], f"{one.name}: {different}"


def kept_columns(one: taken.Taken) -> set[str]:
    return {field.column for field in one.fields if field.column not in one.by_name}


def belongs(name: str, row: Row, here: int, kept: dict[str, list[Row]]) -> bool:
    """Whose a row is, said once more, without the export's own conditions."""
    if name == "partnership_partnership":
        return bool(row["id"] == here)
    if name == "people_mergestep":
        merges = {m["id"] for m in kept["people_merge"] if m["partnership_id"] == here}
        return row["merge_id"] in merges
    return name in FOR_EVERYBODY or row["partnership_id"] == here


def plain(value: Any, field: dict[str, Any], table: str, key: object) -> Any:
    """What the database gives, as a reader of the package has it."""
    if isinstance(value, Range):
        return {
            "from": moment(value.lower),
            "until": moment(value.upper),
            "empty": value.isempty,
        }
    if field.get("concord:file") and value is not None:
        [path] = [
            path
            for path in FILES_OF_PACKAGE
            if path.startswith(f"files/{table}/{field['name']}/{key}.")
        ]
        assert FILES_OF_PACKAGE[path] == value
        return path
    if isinstance(value, bytes):
        return value.hex()
    if field["type"] == "array" and value is not None:
        return [str(one) if isinstance(one, UUID) else one for one in value]
    return value


FILES_OF_PACKAGE: dict[str, bytes] = {}


@pytest.fixture(autouse=True)
def _files(request: pytest.FixtureRequest) -> None:
    if "found" in request.fixturenames:
        FILES_OF_PACKAGE.update(request.getfixturevalue("found").files)


def same(value: Any) -> Any:
    """A range with its ends as moments, however many noughts their seconds have."""
    if isinstance(value, dict) and value.keys() == {"from", "until", "empty"}:
        return {
            name: dt.datetime.fromisoformat(end) if isinstance(end, str) else end
            for name, end in value.items()
        }
    return value


def moment(value: dt.date | dt.datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def test_every_reference_stays_inside_the_package(found: Read) -> None:
    references = 0
    for resource in found.description["resources"]:
        for one in resource["schema"]["foreignKeys"]:
            [column] = one["fields"]
            target = one["reference"]["resource"] or resource["name"]
            [key] = one["reference"]["fields"]
            assert [key] == found.resource(target)["schema"]["primaryKey"]
            there = {row[key] for row in found.tables[target]}
            wanted = {row[column] for row in found.tables[resource["name"]]} - {None}
            assert wanted <= there, f"{resource['name']}.{column}"
            references += len(wanted)
    assert references > 300


def test_each_model_reference_is_a_foreign_key_or_a_name(found: Read) -> None:
    for one in taken.taken(1):
        keys = found.resource(one.name)["schema"]["foreignKeys"]
        said = {key["fields"][0] for key in keys}
        pointing = {f.column for f in one.fields if f.remote_field is not None}
        assert said == pointing - one.by_name.keys(), one.name


def test_staff_and_agencies_are_those_that_are_pointed_at(
    leaving: Leaving, found: Read
) -> None:
    accounts = {row["email"] for row in found.tables["partnership_account"]}
    for hat in leaving.world.elmbrook.hats.values():
        assert hat.account.email in accounts
    for hat in leaving.world.northmere.hats.values():
        assert hat.account.email not in accounts
    columns = set(found.tables["partnership_account"][0])
    assert columns.isdisjoint({"password", "last_login"})


def test_what_is_locked_and_where_nobody_may_look_is_there(found: Read) -> None:
    for name in (
        *("access_lock", "people_confidentiallocation", "people_safecontactrule"),
        *("marac_research", "marac_issuedcase", "access_event", "access_change"),
    ):
        assert found.tables[name], name


def test_files_are_files_with_their_hashes(found: Read) -> None:
    assert {path.split("/")[1] for path in found.files} >= {
        "frontdoor_attachment",
        "reports_issuedpaper",
    }
    said = {one["path"]: one for one in found.manifest["files"]}
    for path, content in found.files.items():
        assert said[path]["sha256"] == hashlib.sha256(content).hexdigest()
        assert said[path]["bytes"] == len(content)
    papers = [row["pdf"] for row in found.tables["reports_issuedpaper"]]
    assert all(found.files[path].startswith(b"%PDF") for path in papers)


# Nothing of anybody else --------------------------------------------------------------


# Groups of both are called after Elmbrook; its people are its own.
THEIRS = {
    "elmbrook": ("northmere", "ravenscroft", "gorsebury"),
    "northmere": ("thistlewood", "crakehall", "@elmbrook.example"),
}


@pytest.mark.parametrize("code", ["elmbrook", "northmere"])
def test_nothing_of_the_other_partnership_is_in_it(
    leaving: Leaving, kept: dict[str, list[Row]], tmp_path: Path, code: str
) -> None:
    places = {"elmbrook": leaving.world.elmbrook, "northmere": leaving.world.northmere}
    other = places["northmere" if code == "elmbrook" else "elmbrook"]
    made = leaving.export(f"leaks-{code}.zip", code, plain=True)
    theirs = {
        str(row["id"])
        for name, rows in kept.items()
        for row in rows
        if row.get("partnership_id") == other.partnership.pk
        and isinstance(row["id"], UUID)
        and name not in NAMES_OF_OTHERS
    }
    assert len(theirs) > 50
    with zipfile.ZipFile(made.file) as zipped:
        for name in zipped.namelist():
            text = zipped.read(name).decode(errors="replace")
            if name.split("/")[-1].removesuffix(".csv") not in NAMES_OF_OTHERS:
                low = text.lower()
                assert [word for word in THEIRS[code] if word in low] == [], name
            assert [key for key in theirs if key in text] == [], name


def test_a_transfer_crosses_by_name_and_what_was_received_is_there(
    leaving: Leaving, found: Read
) -> None:
    northmere = leaving.world.northmere.partnership.name
    [sent] = found.tables["cases_transfer"]
    assert sent["to_partnership"] == northmere
    assert sent.keys().isdisjoint({"to_case_id", "received_by_id", "to_team_id"})
    [received] = found.tables["cases_transfer_received"]
    assert received["partnership"] == northmere
    assert received["packet"]
    assert received["to_team_id"] in {
        row["id"] for row in found.tables["partnership_team"]
    }
    assert received.keys().isdisjoint({"case_id", "owner_team_id", "written_by_id"})


# What it says of itself ---------------------------------------------------------------


def test_the_lines_are_those_of_rfc_4180(package: Path) -> None:
    with zipfile.ZipFile(package) as zipped:
        content = zipped.read("data/partnership_team.csv")
    first, *_, last = content.split(b"\r\n")
    assert first.startswith(b"id,")
    assert last == b""


def test_each_column_is_described_as_in_the_map_of_data(found: Read) -> None:
    fields = {
        f["name"]: f for f in found.resource("people_personversion")["schema"]["fields"]
    }
    assert fields["family_name"]["concord:class"] == "personal"
    assert fields["family_name"]["description"]
    assert fields["written_at"]["type"] == "datetime"
    side = found.resource("people_contactpoint")["schema"]["fields"]
    [labels] = [f["concord:labels"] for f in side if f["name"] == "side"]
    assert labels["alleged"] == "Person alleged to cause harm"


def test_the_manifest_counts_rows_and_the_readme_says_what_is_what(
    package: Path, found: Read
) -> None:
    said = {one["path"]: one.get("rows") for one in found.manifest["files"]}
    for name, rows in found.tables.items():
        assert said[f"data/{name}.csv"] == len(rows)
    with zipfile.ZipFile(package) as zipped:
        readme = zipped.read("README.md").decode()
    assert "# Everything of Elmbrook" in readme
    assert f"| `people_person` | {len(found.tables['people_person'])} |" in readme
    assert "`mfa_authenticator`" in readme


def test_a_package_is_as_it_says(package: Path, found: Read) -> None:
    checked = check(package)
    assert checked.faults == []
    assert checked.rows == sum(len(rows) for rows in found.tables.values())
    assert (checked.tables, checked.files) == (len(found.tables), len(found.files))


def test_json_cells_are_json(found: Read) -> None:
    for row in found.tables["risk_riskassessment"]:
        assert json.dumps(row["answers"])
        assert isinstance(row["answers"], dict)


def test_the_five_lines_of_the_document_read_it(package: Path, found: Read) -> None:
    document = (ROOT / "docs" / "export.md").read_text()
    [code] = re.findall(r"```python\n(.*?)```", document, re.DOTALL)
    assert len([line for line in code.splitlines() if line]) == 5
    names: dict[str, Any] = {}
    exec(code.replace('"elmbrook.zip"', repr(str(package))), names)  # noqa: S102
    assert {UUID(row["id"]) for row in names["cases"]} == {
        row["id"] for row in found.tables["cases_case"]
    }
