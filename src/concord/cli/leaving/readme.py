"""The README of a package, for somebody who has never seen Concord."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from concord import __version__
from concord.cli.leaving.described import NO_VALUE, about_rows
from concord.cli.leaving.taken import NOT_TAKEN

if TYPE_CHECKING:
    from concord.cli.leaving.package import Package

HEAD = """\
# Everything of {name}

What Concord kept for this partnership on {at:%-d %B %Y} at {at:%H:%M} UTC, all of one
moment: {rows:,} rows of {tables} tables, and {files:,} files. Written by Concord
{version}.

**It holds data of victims, of children, of people alleged to cause harm, and of staff,
without exception: what is locked, what is restricted, and where somebody is who must
not be found.** Nothing here asks who may read what any more. Keep it encrypted, give it
to nobody who has no right to all of it, and destroy it when the next system has it.

## How to read it

- `datapackage.json` says of each table and column what it is, of which type, and which
  rows it points at: a Tabular Data Package, version 1
  (https://specs.frictionlessdata.io/tabular-data-package/). Any program that knows
  this form reads the package.
- `data/NAME.csv` are the tables: UTF-8, commas, RFC 4180, names of columns first.
  A cell `{none}` has no value; an empty cell is a text without letters.
- A column with `"concord:encoding": "json"` holds JSON: lists, and answers of forms.
  A range is `{{"from": ..., "until": ...}}`; until is the first moment after it.
- A column with `"concord:file": true` holds the path of a file below `files/`. What its
  sender called it, and what kind it is, stand in the same row.
- Texts are as they were typed. Don't open them in a spreadsheet: one that begins with
  `=` would be run.
- Times are in UTC. Keys are numbers or UUIDs; `case_id` is a row of `cases_case` and
  `person_id` one of `people_person`, wherever they stand.
- Most tables are insert-only: a correction is a later row. `access_change` is the
  history of the others, `access_event` says who read or wrote what.
- `concord:class` is how grave a column is: public, internal, personal, special,
  location. `concord:labels` are the words that stood on the page for a value.
- `manifest.json` has the length and the SHA-256 of every file, and the rows of each
  table. `concord export check FILE` compares.

## The tables
"""
LEFT = """
## What is not here

Columns that were left out are named at each table, in `concord:left_out`. Events and
changes that belong to no partnership, such as signing in, are not here. Of staff and
agencies there are those that a row here points at. These tables stay:
"""


def text(package: Package) -> str:
    """The whole of it, in Markdown."""
    head = HEAD.format(
        name=package.about.name,
        at=package.about.at,
        rows=package.rows,
        tables=len(package.tables),
        files=package.files,
        version=__version__,
        none=NO_VALUE,
    )
    return "\n".join([head, *_tables(package), LEFT, *_left(), ""])


def _tables(package: Package) -> Iterator[str]:
    yield "| Table | Rows | What a row is |"
    yield "| --- | ---: | --- |"
    rows = {entry["path"]: entry.get("rows", 0) for entry in package.entries}
    for table in package.tables:
        said = about_rows(table).replace("|", "/")
        yield f"| `{table.name}` | {rows[f'data/{table.name}.csv']:,} | {said} |"


def _left() -> Iterator[str]:
    yield "| Table | Why |"
    yield "| --- | --- |"
    for name, why in NOT_TAKEN.items():
        yield f"| `{name}` | {why} |"
