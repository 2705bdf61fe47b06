"""Counts of tries and codes that were used, kept in the table `access_cache`.

Django's own cache in a database keeps Python objects, and reading one back runs what
it says. The run-time role may write the table, so SQL slipped into a query would have
become a program in the web process, where the key lies that actors are signed with.
Here values are JSON: whatever stands in the table, reading it gives data or nothing.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

UNTIL = "clock_timestamp() + make_interval(secs => %s)"
FORGET_AT_ONCE = 200  # rows that have ended, taken away with each write

GET = """
SELECT value FROM access_cache WHERE cache_key = %s AND expires > clock_timestamp()
"""
SET = f"""
INSERT INTO access_cache (cache_key, value, expires) VALUES (%s, %s, {UNTIL})
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""  # noqa: S608  every part is written above
ADD = f"{SET} WHERE access_cache.expires <= clock_timestamp()"
TOUCH = f"UPDATE access_cache SET expires = {UNTIL} WHERE cache_key = %s"  # noqa: S608
# Rows that somebody else deletes at this moment are left to them: nobody waits.
FORGET = """
DELETE FROM access_cache WHERE cache_key IN (
    SELECT cache_key FROM access_cache WHERE expires <= clock_timestamp()
    LIMIT %s FOR UPDATE SKIP LOCKED)
"""


class CountsInDatabase(BaseCache):
    """A cache of plain values that holds over processes and machines.

    Nothing is pushed out before its time, so made-up addresses can't make a lock-out
    forgotten. Raises TypeError for a value that JSON can't say.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or `default` where there is none, or what stands is no JSON."""
        with connection.cursor() as cursor:
            cursor.execute(GET, [self.make_and_validate_key(key, version=version)])
            row = cursor.fetchone()
        try:
            return json.loads(row[0]) if row else default
        except (ValueError, RecursionError):
            return default

    def set(
        self,
        key: str,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Keep `value` for `timeout` seconds."""
        self._write(SET, key, value, timeout, version)
        with connection.cursor() as cursor:
            cursor.execute(FORGET, [FORGET_AT_ONCE])

    def add(
        self,
        key: str,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Keep `value` unless there is one; of two at once only one is told True."""
        return self._write(ADD, key, value, timeout, version)

    def touch(
        self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep what stands for `timeout` seconds from now."""
        name = self.make_and_validate_key(key, version=version)
        with connection.cursor() as cursor:
            cursor.execute(TOUCH, [self._seconds(timeout), name])
            return int(cursor.rowcount) > 0

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget one value."""
        name = self.make_and_validate_key(key, version=version)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM access_cache WHERE cache_key = %s", [name])
            return int(cursor.rowcount) > 0

    def clear(self) -> None:
        """Forget every value."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM access_cache")

    def _write(
        self, sql: str, key: str, value: Any, timeout: Any, version: int | None
    ) -> bool:
        name = self.make_and_validate_key(key, version=version)
        with connection.cursor() as cursor:
            cursor.execute(sql, [name, json.dumps(value), self._seconds(timeout)])
            return int(cursor.rowcount) > 0

    def _seconds(self, timeout: Any) -> float:
        """A time-out in seconds; nothing here is kept without an end."""
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        if seconds is None:
            raise TypeError("Counts are kept for a time: give a time-out in seconds.")
        return float(seconds)
