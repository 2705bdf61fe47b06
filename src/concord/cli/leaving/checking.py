"""`concord export check`: whether a package is what it says of itself.

It asks neither the database nor the models: only what lies in the package.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from concord.cli.mishaps import NotDone
from concord.foundation import envelope

KIND = "concord export 1"
DESCRIPTION, MANIFEST = "datapackage.json", "manifest.json"
PIECE = 1 << 20  # bytes
MOST_TOLD = 50
# One cell may hold a whole form, or a paper.
csv.field_size_limit(1 << 30)


@dataclass
class Checked:
    """How much was looked at, and what is wrong: in words, without a value."""

    rows: int = 0
    tables: int = 0
    files: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.faults


@dataclass
class _Keys:
    """Keys that are there, and keys that are pointed at: by table."""

    there: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    wanted: dict[tuple[str, str, str], set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )


def check(file: Path, identities: str = "") -> Checked:
    """Reads a package to its last byte and compares it with what it says.

    `identities` is the text of a file with the private key, for one that is encrypted.
    Raises NotDone where it can't be opened at all.
    """
    with _opened(file, identities) as raw:
        try:
            with zipfile.ZipFile(raw) as zipped:
                return _check(zipped)
        except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
            raise NotDone(
                f"{file.name} is no package of `concord export`, or is damaged.",
                code=2,
            ) from error


def _opened(file: Path, identities: str) -> IO[bytes]:
    """The zip itself; of an encrypted one a copy without a name, beside the file."""
    with file.open("rb") as raw:
        encrypted = raw.read(len(b"age-encryption.org")) == b"age-encryption.org"
    if not encrypted:
        return file.open("rb")
    if not identities:
        raise NotDone(
            f"{file.name} is encrypted: name the private key with --identity.", code=2
        )
    copy = tempfile.TemporaryFile(dir=file.parent)  # noqa: SIM115 - the caller's
    try:
        with file.open("rb") as raw:
            envelope.open_up(raw, copy, identities)
    except envelope.CannotOpen as error:
        copy.close()
        raise NotDone(f"{file.name}: {error}.", code=2) from error
    except BaseException:
        copy.close()
        raise
    copy.seek(0)
    return copy


def _check(zipped: zipfile.ZipFile) -> Checked:
    manifest = json.loads(zipped.read(MANIFEST))
    if manifest["kind"] != KIND:
        raise ValueError("another kind of package")
    found = Checked()
    _compare_names(zipped, manifest, found)
    entries = {entry["path"]: entry for entry in manifest["files"]}
    for path, entry in entries.items():
        found.files += path.startswith("files/")
        _compare_bytes(zipped, path, entry, found)
    keys = _Keys()
    there = set(zipped.namelist())
    for resource in json.loads(zipped.read(DESCRIPTION))["resources"]:
        if resource["path"] in there:
            found.tables += 1
            rows = _read(zipped, resource, keys, there, found)
            found.rows += rows
            if rows != entries.get(resource["path"], {}).get("rows"):
                _say(found, f"{resource['path']}: another number of rows")
    _compare_keys(keys, found)
    return found


def _compare_names(
    zipped: zipfile.ZipFile, manifest: dict[str, Any], found: Checked
) -> None:
    names = zipped.namelist()
    said = {entry["path"] for entry in manifest["files"]} | {MANIFEST}
    for path in sorted(said - set(names)):
        _say(found, f"{path}: is missing")
    for path in sorted(set(names) - said):
        _say(found, f"{path}: the manifest does not know it")
    if len(names) != len(set(names)):
        _say(found, "the same name stands twice in it")


def _compare_bytes(
    zipped: zipfile.ZipFile, path: str, entry: dict[str, Any], found: Checked
) -> None:
    if path not in zipped.NameToInfo:
        return
    size, sha = 0, hashlib.sha256()
    try:
        with zipped.open(path) as file:
            while piece := file.read(PIECE):
                size += len(piece)
                sha.update(piece)
    except zipfile.BadZipFile:
        _say(found, f"{path}: its bytes are damaged")
        return
    if (size, sha.hexdigest()) != (entry["bytes"], entry["sha256"]):
        _say(found, f"{path}: not the bytes that the manifest says")


def _read(
    zipped: zipfile.ZipFile,
    resource: dict[str, Any],
    keys: _Keys,
    there: set[str],
    found: Checked,
) -> int:
    """Reads a table by its schema; returns how many rows it has."""
    name, schema = resource["name"], resource["schema"]
    fields = schema["fields"]
    tell = _Once(name, found)
    number = 0
    try:
        for number, row in enumerate(_rows(zipped, resource["path"], fields), 1):
            if row is None:
                tell(f"row {number}", "not as many cells as columns")
                continue
            _check_row(row, schema, there, tell, number)
            _keep_keys(row, name, schema, keys, tell)
    except _WrongHead:
        tell("its first line", "not the columns of the schema")
    except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile):
        tell(f"after row {number}", "can't be read")
    return number


class _WrongHead(Exception):
    """The first line is not what the schema says."""


class _Once:
    """Says of a table what is wrong, the first time for each column."""

    def __init__(self, table: str, found: Checked) -> None:
        self.table, self.found, self.said = table, found, set[str]()

    def __call__(self, where: str, what: str, column: str = "") -> None:
        if (mark := f"{column}: {what}") not in self.said:
            self.said.add(mark)
            of = f", {column}" if column else ""
            _say(self.found, f"{self.table}, {where}{of}: {what}")


def _rows(
    zipped: zipfile.ZipFile, path: str, fields: list[dict[str, Any]]
) -> Iterator[dict[str, str] | None]:
    names = [one["name"] for one in fields]
    with zipped.open(path) as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
        reader = csv.reader(text, strict=True)
        if next(reader, None) != names:
            raise _WrongHead
        for cells in reader:
            same = len(cells) == len(names)
            yield dict(zip(names, cells, strict=True)) if same else None


def _check_row(
    row: dict[str, str],
    schema: dict[str, Any],
    there: set[str],
    tell: _Once,
    number: int,
) -> None:
    for one in schema["fields"]:
        cell, name = row[one["name"]], one["name"]
        if cell in schema["missingValues"]:
            if one["constraints"].get("required"):
                tell(f"row {number}", "has no value, and needs one", name)
        elif not _fits(cell, one):
            tell(f"row {number}", f"is no {one['type']}", name)
        elif one.get("concord:file") and cell not in there:
            tell(f"row {number}", "names a file that is not there", name)


def _keep_keys(
    row: dict[str, str], name: str, schema: dict[str, Any], keys: _Keys, tell: _Once
) -> None:
    key = row[schema["primaryKey"][0]]
    if key in keys.there[name]:
        tell("its keys", "one stands twice")
    keys.there[name].add(key)
    for reference in schema["foreignKeys"]:
        [column] = reference["fields"]
        if row[column] not in schema["missingValues"]:
            target = reference["reference"]["resource"] or name
            keys.wanted[name, column, target].add(row[column])


def _compare_keys(keys: _Keys, found: Checked) -> None:
    for (name, column, target), wanted in keys.wanted.items():
        if missing := wanted - keys.there[target]:
            _say(found, f"{name}, {column}: {len(missing)} rows of {target} missing")


def _fits(cell: str, one: dict[str, Any]) -> bool:
    """Whether the text of a cell is of the type that the schema says."""
    try:
        if one.get("concord:encoding") == "json":
            return isinstance(json.loads(cell), AS_JSON[one["type"]])
        if one.get("format") == "uuid":
            return str(UUID(cell)) == cell
        READERS[one["type"]](cell)
    except ValueError:
        return False
    return True


def _boolean(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError("neither true nor false")
    return cell == "true"


def _integer(cell: str) -> int:
    if not re.fullmatch(r"-?\d+", cell):
        raise ValueError("no whole number")
    return int(cell)


AS_JSON: dict[str, Any] = {"object": dict, "array": list, "any": object}
READERS: dict[str, Callable[[str], object]] = {
    "string": str,
    "integer": _integer,
    "number": float,
    "boolean": _boolean,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "datetime": datetime.fromisoformat,
}


def _say(found: Checked, what: str) -> None:
    if len(found.faults) < MOST_TOLD:
        found.faults.append(what)
