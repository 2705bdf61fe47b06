"""Reads a package by what it says of itself, as another system would."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

Row = dict[str, Any]


@dataclass
class Read:
    """The tables by name, with typed values; files by path; what is said of it."""

    tables: dict[str, list[Row]]
    files: dict[str, bytes]
    description: dict[str, Any]
    manifest: dict[str, Any]

    def resource(self, name: str) -> dict[str, Any]:
        [found] = [r for r in self.description["resources"] if r["name"] == name]
        return dict(found)


def read(file: Path) -> Read:
    """The whole package, in memory."""
    with zipfile.ZipFile(file) as zipped:
        content = {name: zipped.read(name) for name in zipped.namelist()}
    description = json.loads(content["datapackage.json"])
    return Read(
        {r["name"]: rows(r, content[r["path"]]) for r in description["resources"]},
        {path: one for path, one in content.items() if path.startswith("files/")},
        description,
        json.loads(content["manifest.json"]),
    )


def rows(resource: dict[str, Any], content: bytes) -> list[Row]:
    """The rows of one table by its schema alone."""
    schema = resource["schema"]
    text = io.StringIO(content.decode(resource["encoding"]), newline="")
    fields = {one["name"]: one for one in schema["fields"]}
    reader = csv.DictReader(text, delimiter=resource["dialect"]["delimiter"])
    assert reader.fieldnames == list(fields)
    return [
        {
            name: None if cell in schema["missingValues"] else value(fields[name], cell)
            for name, cell in row.items()
        }
        for row in reader
    ]


def value(field: dict[str, Any], cell: str) -> Any:
    """The cell as its type says."""
    if field.get("concord:encoding") == "json":
        return json.loads(cell)
    if field.get("format") == "uuid":
        return UUID(cell)
    return {
        "string": str,
        "integer": int,
        "number": float,
        "boolean": {"true": True, "false": False}.__getitem__,
        "date": dt.date.fromisoformat,
        "time": dt.time.fromisoformat,
        "datetime": lambda text: dt.datetime.strptime(text, field["format"]).replace(
            tzinfo=dt.UTC
        ),
    }[field["type"]](cell)
