"""What a test of backups needs: keys, a folder, a ledger, and an empty database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import conninfo, sql

from concord.cli.backing_up import Made, back_up
from concord.cli.doctor import Result
from concord.cli.restoring import Kept, restore
from concord.foundation import envelope
from concord.foundation.database import testing


@dataclass
class Vault:
    """Backups of the test database, and an empty database to restore them into."""

    folder: Path
    keys: envelope.Pair
    backup_url: str
    owner_of_all: str  # of the test database
    made: list[str] = field(default_factory=list)

    @cached_property
    def owner_url(self) -> str:
        """The empty database, as its owner; made when first asked for."""
        name = f"{conninfo.conninfo_to_dict(self.backup_url)['dbname']}_restored"
        with psycopg.connect(self.owner_of_all, autocommit=True) as there:
            testing.drop(there, name)
            there.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        self.made.append(name)
        return at(self.owner_of_all, name)

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.jsonl"

    @property
    def restored(self) -> str:
        return str(conninfo.conninfo_to_dict(self.owner_url)["dbname"])

    def back_up(self, name: str = "one.age") -> Made:
        return back_up(self.backup_url, [self.keys.recipient], self.folder / name)

    def restore(self, made: Made) -> list[Result]:
        kept = Kept.read(self.ledger)
        return restore(made.file, self.keys.identity, self.owner_url, kept)

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """What the owner of the restored database finds in it."""
        with psycopg.connect(self.owner_url) as there:
            return there.execute(query).fetchall()

    @contextmanager
    def served(self) -> Iterator[None]:
        """Django's connection is to the restored database, as the run-time role."""
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = self.restored
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before


def at(url: str, database: str) -> str:
    """The address `url`, but of another database."""
    return conninfo.make_conninfo(url, dbname=database)


@pytest.fixture
def vault(
    transactional_db: None,
    owner_url: str,
    tmp_path: Path,
    settings,  # type: ignore[no-untyped-def]
) -> Iterator[Vault]:
    """An empty ledger and folder, and an empty database beside that of the test."""
    backup_url = os.environ.get("CONCORD_BACKUP_DATABASE_URL")
    if not backup_url:
        pytest.skip("needs CONCORD_BACKUP_DATABASE_URL, the role app_backup")
    database = at(backup_url, connection.settings_dict["NAME"])
    made = Vault(tmp_path, envelope.new_pair(), database, owner_url)
    settings.CONCORD_LEDGER = made.ledger
    yield made
    with psycopg.connect(owner_url, autocommit=True) as there:
        for name in made.made:
            testing.drop(there, name)
