"""Two partnerships with a row of everything, and the package of one of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings

from concord.cli.leaving.writing import Exported, Wish, export
from concord.cli.tests.conftest import at
from concord.foundation import envelope
from tests.attack.world import World, arrange

WHY, UNDER = "Moves to another system", "Invented decision 7"


@dataclass
class Leaving:
    """The world, a folder, keys, and how to make a package."""

    world: World
    folder: Path
    url: str  # as the role of backups
    keys: envelope.Pair

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.jsonl"

    def wish(self, code: str = "elmbrook", *, plain: bool = False) -> Wish:
        return Wish(code, WHY, UNDER, () if plain else (self.keys.recipient,))

    def export(
        self, name: str, code: str = "elmbrook", *, plain: bool = False
    ) -> Exported:
        return export(
            self.url,
            self.wish(code, plain=plain),
            self.folder / name,
            ledger_file=self.ledger,
        )


@pytest.fixture(scope="package")
def leaving(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Leaving]:
    """A world that is really written, because another connection has to see it."""
    backup_url = os.environ.get("CONCORD_BACKUP_DATABASE_URL")
    if not backup_url:
        pytest.skip("needs CONCORD_BACKUP_DATABASE_URL, the role app_backup")
    folder = tmp_path_factory.mktemp("leaving")
    with (
        django_db_blocker.unblock(),
        override_settings(
            ACCOUNT_RATE_LIMITS=False, CONCORD_LEDGER=folder / "kept.jsonl"
        ),
    ):
        with transaction.atomic():
            world = arrange()
        url = at(backup_url, connection.settings_dict["NAME"])
        yield Leaving(world, folder, url, envelope.new_pair())
        TransactionTestCase._fixture_teardown(TransactionTestCase())


@pytest.fixture(scope="package")
def package(leaving: Leaving) -> Path:
    """Everything of Elmbrook, not encrypted."""
    return leaving.export("elmbrook.zip", plain=True).file
