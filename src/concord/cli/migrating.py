"""Brings the tables up to date, as the owner of the database."""

from __future__ import annotations

UPSERT_KEY = (
    "INSERT INTO access.actor_key (key) VALUES (%s) "
    "ON CONFLICT (only_one) DO UPDATE SET key = excluded.key"
)
# One process migrates at a time; the others wait and find nothing to do.
LOCK = "SELECT pg_advisory_lock(hashtext('concord migrate'))"
UNLOCK = "SELECT pg_advisory_unlock(hashtext('concord migrate'))"


def migrate() -> None:
    """Applies migrations and stores the key by which the database knows actors.

    Django is set up and its connection is the owner's.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from concord.foundation.database.quick_states import quick_states

    with connection.cursor() as cursor, quick_states():
        cursor.execute(LOCK)
        try:
            call_command("migrate", verbosity=0, interactive=False)
            cursor.execute(UPSERT_KEY, [settings.CONCORD_ACTOR_KEY])
        finally:
            cursor.execute(UNLOCK)
