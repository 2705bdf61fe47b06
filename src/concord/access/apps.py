from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class AccessConfig(AppConfig):
    name = "concord.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        """After migrating, the database learns the key that actors are signed with.

        Every letter is asked whether it goes to staff. Rooms above register their
        doors in `doors.py`. Every sign-in is kept, whichever page it came through.
        """
        from concord.access import library_fields, no_doors  # noqa: F401  registers
        from concord.access.recipients import nobodys
        from concord.access.sign_in import signed_in
        from concord.foundation.post.recipients import register_check

        library_fields.declare()
        post_migrate.connect(_store_actor_key, sender=self)
        user_logged_in.connect(signed_in, dispatch_uid="access.signed_in")
        register_check(nobodys)
        autodiscover_modules("doors")


def _store_actor_key(using: str, **_: Any) -> None:
    """Keep CONCORD_ACTOR_KEY where only the owner role can read it."""
    from django.conf import settings
    from django.db import connections

    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('access.actor_key') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute(
                "INSERT INTO access.actor_key (key) VALUES (%s)"
                " ON CONFLICT (only_one) DO UPDATE SET key = excluded.key",
                [settings.CONCORD_ACTOR_KEY],
            )
