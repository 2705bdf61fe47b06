"""A log with something in it, sealed as of now."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction

from concord.access import reading
from concord.access.actor import acting_as
from concord.access.audit import sealing
from concord.access.testing import Place
from concord.foundation.database.testing import as_owner

SealNow = Callable[..., None]
# Up to this very moment. The job stops at the oldest transaction that is under way
# anywhere in the cluster, also in the databases of other tests.
NOW = """
SELECT blocks FROM access.seal_up_to(
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint, %s)
"""


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    """No test sees the heads of another."""
    settings.CONCORD_LEDGER = tmp_path / "ledger.jsonl"
    return settings.CONCORD_LEDGER


@pytest.fixture
def seal_now(owner_url: str) -> SealNow:
    """`seal_now(most=7)`: seal all that is committed, in blocks of at most 7 rows."""

    def seal(*, most: int = 7) -> None:
        with as_owner(owner_url), connection.cursor() as cursor:
            blocks = 1
            while blocks:
                with transaction.atomic():
                    cursor.execute("SELECT access.seal_lock()")
                    cursor.execute(NOW, [most])
                    [blocks] = cursor.fetchone()

    return seal


def read(place: Place, *, cases: int = 1, role: str = "practitioner") -> None:
    """Somebody opens some cases, in one request."""
    with acting_as(place.actor(role)):
        for _ in range(cases):
            reading.loaded(case=uuid.uuid4(), person=uuid.uuid4(), part="identity")


def begin_era(owner_url: str) -> int:
    """As the last step of a restore does it."""
    with as_owner(owner_url):
        return sealing.begin_era()


@pytest.fixture
def sealed(elmbrook: Place, seal_now: SealNow) -> Place:
    """A partnership in which something was done, all of it sealed in small blocks."""
    for number in range(12):
        read(elmbrook, cases=1 + number % 3)
    seal_now()
    return elmbrook


@contextmanager
def as_intruder(owner_url: str) -> Iterator[Callable[..., None]]:
    """The owner of the tables alters something; taken back at the end."""
    with as_owner(owner_url), transaction.atomic(), connection.cursor() as cursor:
        yield cursor.execute
        transaction.set_rollback(True)
