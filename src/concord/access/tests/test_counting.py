"""What is kept in `access_cache`: counts and used codes, never a program."""

from __future__ import annotations

import base64
import pickle
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

pytestmark = pytest.mark.django_db


class Program:
    """Runs when it is read back the way Django's own cache reads."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.trace,))


def write_by_sql(name: str, value: str, until: str = "1 hour") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_cache VALUES (%s, %s, now() + %s::interval)",
            [cache.make_key(name), value, until],
        )


def test_what_sql_writes_among_the_counts_is_never_run(tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    program = pickle.dumps(Program(trace))
    pickle.loads(program)  # noqa: S301  it would run, if anybody read it so
    assert trace.exists()
    trace.unlink()
    write_by_sql("tries", base64.b64encode(program).decode())
    assert cache.get("tries", []) == []
    assert not trace.exists()


@pytest.mark.parametrize("value", ["", "{", "[" * 100_000])
def test_what_can_not_be_read_counts_as_nothing(value: str) -> None:
    write_by_sql("tries", value)
    assert cache.get("tries", []) == []


def test_a_count_comes_back_as_it_was_kept() -> None:
    moments = [1_700_000_000.123456, 1_700_000_001.5]
    cache.set("tries", moments, timeout=900)
    assert cache.get("tries") == moments
    cache.delete("tries")
    assert cache.get("tries") is None


def test_a_code_is_used_once_until_its_time_is_over() -> None:
    assert cache.add("code", "y", timeout=90)
    assert not cache.add("code", "y", timeout=90)
    cache.touch("code", timeout=-1)
    assert cache.get("code") is None
    assert cache.add("code", "y", timeout=90), "its time is over"


def test_what_has_ended_is_forgotten_with_the_next_count() -> None:
    write_by_sql("old", "1", until="-1 second")
    cache.set("tries", [1.0], timeout=900)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_cache")
        assert cursor.fetchone()[0] == 1


def test_nothing_is_kept_for_ever() -> None:
    with pytest.raises(TypeError, match="time-out"):
        cache.set("tries", [1.0], timeout=None)
