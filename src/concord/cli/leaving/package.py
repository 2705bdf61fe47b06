"""The package as a stream: a zip of tables, files, and what says what they are.

It is never whole in memory nor on the disk before it is encrypted: whoever reads the
stream makes it go on.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from concord import __version__
from concord.cli.leaving import readme
from concord.cli.leaving.described import (
    DIALECT,
    NO_VALUE,
    Column,
    about_rows,
    columns,
    schema,
)
from concord.cli.leaving.taken import NOT_TAKEN, Taken

KIND = "concord export 1"
DESCRIPTION, README, MANIFEST = "datapackage.json", "README.md", "manifest.json"
PIECE = 1 << 16  # bytes
# The fastest: text shrinks to about a fifth, and nothing waits for it.
LEVEL = 1

Told = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class About:
    """What a package says of itself: of which partnership, and of which moment."""

    partnership_id: int
    code: str
    name: str
    at: datetime


@dataclass
class Package:
    """Everything of one partnership, in the snapshot of `connection`.

    `pieces` is read once; afterwards `entries` and `rows` tell what was in it.
    """

    connection: psycopg.Connection
    about: About
    tables: list[Taken]
    told: Told = lambda done, total, what: None
    entries: list[dict[str, Any]] = field(default_factory=list)
    _counted: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(int(entry.get("rows", 0)) for entry in self.entries)

    @property
    def files(self) -> int:
        return sum(entry["path"].startswith("files/") for entry in self.entries)

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the zip, in pieces."""
        sink = _Sink()
        with zipfile.ZipFile(
            sink,
            "w",
            zipfile.ZIP_DEFLATED,
            compresslevel=LEVEL,
        ) as zipped:
            for _ in self._steps(zipped):
                yield from sink.taken()
        yield from sink.taken()

    def _steps(self, zipped: zipfile.ZipFile) -> Iterator[None]:
        for number, table in enumerate(self.tables):
            self.told(number, len(self.tables), "tables")
            yield from self._put(zipped, f"data/{table.name}.csv", self._csv(table))
            for path, content in self._files_of(table):
                yield from self._put(zipped, path, iter([content]))
        self.told(len(self.tables), len(self.tables), "tables")
        # Each tells of those before it.
        for path, text in (
            (README, lambda: readme.text(self)),
            (DESCRIPTION, lambda: _json(self._description())),
            (MANIFEST, lambda: _json(self._manifest())),
        ):
            yield from self._put(zipped, path, iter([text().encode()]))

    def _put(
        self, zipped: zipfile.ZipFile, path: str, content: Iterator[bytes]
    ) -> Iterator[None]:
        """One file of the package, counted and hashed while it is written."""
        size, sha = 0, hashlib.sha256()
        entry: dict[str, Any] = {"path": path}
        with zipped.open(path, "w", force_zip64=True) as file:
            for piece in content:
                file.write(piece)
                size += len(piece)
                sha.update(piece)
                yield
        # A table was told how many rows it has; of the rest there is nothing to count.
        if path in self._counted:
            entry["rows"] = self._counted[path]
        self.entries.append(entry | {"bytes": size, "sha256": sha.hexdigest()})

    def _csv(self, table: Taken) -> Iterator[bytes]:
        """The rows of a table as RFC 4180 has them, in pieces."""
        query = sql.SQL(
            "COPY (SELECT {columns} FROM {table} this WHERE {where}) TO STDOUT "
            "(FORMAT csv, HEADER true, NULL {none}, ENCODING 'UTF8')"
        ).format(
            columns=sql.SQL(", ").join(_named(one) for one in columns(table)),
            table=table.relation,
            where=table.where,
            none=sql.Literal(NO_VALUE),
        )
        held, lines = bytearray(), 0
        with self.connection.cursor() as cursor, cursor.copy(query) as copy:
            for line in copy:  # one row each, which PostgreSQL ends with \n
                lines += 1
                held += line[:-1]
                held += b"\r\n"
                if len(held) >= PIECE:
                    yield bytes(held)
                    held.clear()
        self._counted[f"data/{table.name}.csv"] = lines - 1
        yield bytes(held)

    def _files_of(self, table: Taken) -> Iterator[tuple[str, bytes]]:
        """(path, content) of each file that rows of this table hold, one at a time."""
        for column in columns(table):
            if not column.is_file:
                continue
            query = sql.SQL(
                "SELECT {path}, this.{column} FROM {table} this "
                "WHERE {where} AND this.{column} IS NOT NULL"
            ).format(
                path=column.written,
                column=sql.Identifier(column.name),
                table=table.relation,
                where=table.where,
            )
            with self.connection.cursor("files") as cursor:
                cursor.itersize = 1
                cursor.execute(query)
                yield from cursor

    def _description(self) -> dict[str, Any]:
        """The data package's descriptor, out of the models."""
        by_path = {entry["path"]: entry for entry in self.entries}
        names = frozenset(table.name for table in self.tables)
        return {
            "profile": "tabular-data-package",
            "name": f"concord-{self.about.code}",
            "title": f"Everything of {self.about.name}",
            "created": self.about.at.isoformat(),
            "concord:version": __version__,
            "resources": [
                self._resource(table, by_path[f"data/{table.name}.csv"], names)
                for table in self.tables
            ],
            "concord:not_exported": dict(NOT_TAKEN),
        }

    def _resource(
        self, table: Taken, entry: dict[str, Any], names: frozenset[str]
    ) -> dict[str, Any]:
        return {
            "profile": "tabular-data-resource",
            "name": table.name,
            "path": entry["path"],
            "title": str(table.model._meta.verbose_name),
            "description": about_rows(table),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": DIALECT,
            "bytes": entry["bytes"],
            "hash": f"sha256:{entry['sha256']}",
            "schema": schema(table, names),
            "concord:left_out": dict(table.left_out),
        }

    def _manifest(self) -> dict[str, Any]:
        return {
            "kind": KIND,
            "partnership": self.about.code,
            "at": self.about.at.isoformat(),
            "concord": __version__,
            "rows": self.rows,
            "files": list(self.entries),
        }


class Stream:
    """Pieces as a file to read from: `envelope.close` takes it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.held = pieces, bytearray()

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self.held) < size:
            piece = next(self.pieces, None)
            if piece is None:
                break
            self.held += piece
        end = len(self.held) if size < 0 else size
        found = bytes(self.held[:end])
        del self.held[:end]
        return found


class _Sink:
    """What the zip is written into: kept until it is taken, never sought in."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, data: bytes) -> int:
        self.held += data
        return len(data)

    def flush(self) -> None:
        """There is nothing behind it."""

    def close(self) -> None:
        """Nor is anything open."""

    def taken(self) -> Iterator[bytes]:
        found = bytes(self.held)
        self.held.clear()
        if found:
            yield found


def _named(column: Column) -> sql.Composable:
    return sql.SQL("{} AS {}").format(column.written, sql.Identifier(column.name))


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
