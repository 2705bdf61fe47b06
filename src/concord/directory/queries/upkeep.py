"""Which addresses belong to services that were given a link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection


def who_has_no_link(addresses: Sequence[str]) -> Iterable[str]:
    """Of these addresses, those without a link to their own entry that is good."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one FROM unnest(%s::text[]) AS one"
            " WHERE NOT access.is_provider(one)",
            [list(addresses)],
        )
        return [row[0] for row in cursor.fetchall()]
