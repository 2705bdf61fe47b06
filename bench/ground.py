"""The ground that is measured on: a real server, its own database, the real logs."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from concord.foundation.database import embedded, testing

SOURCE = Path(__file__).resolve().parent.parent / "src" / "concord"
HOME = SOURCE.parents[1] / ".concord" / "bench"
FOR_BENCH = {
    "CONCORD_TRIAL": "1",
    "CONCORD_SECRET_KEY": "for-measuring-only-" + "s" * 50,
    "CONCORD_ACTOR_KEY": "for-measuring-only-" + "a" * 50,
    "CONCORD_AUDIT_KEY": "for-measuring-only-" + "t" * 50,
    "CONCORD_HOME": str(HOME),
    "CONCORD_BASE_URL": "http://testserver",
    "CONCORD_ALLOWED_HOSTS": "testserver",
    "DJANGO_SETTINGS_MODULE": "concord.config.settings",
}


class Ground:
    """A migrated template and the database that is measured in, as app_runtime."""

    def __init__(self, owner_url: str, template: str) -> None:
        self.owner_url, self.template = owner_url, template
        self.name = testing.database_name(str(os.getpid()), "bench")

    def renew(self) -> None:
        """An empty database again; Django's connection uses it."""
        from django.db import connection

        testing.restore(self.owner_url, self.name, self.template)
        connection.settings_dict["NAME"] = self.name


@contextlib.contextmanager
def ground() -> Iterator[Ground]:
    """Starts the server and Django, as a web process does; drops everything after."""
    for name in [n for n in os.environ if n.startswith("CONCORD_")]:
        if name != "CONCORD_POSTGRES_BIN":
            del os.environ[name]
    server = embedded.start(HOME)
    os.environ.update(FOR_BENCH, DATABASE_URL=server.runtime_url)
    try:
        import django

        django.setup()
        from concord.cli.running.web import collect_static

        collect_static()
        with _template(server.owner_url) as template:
            made = Ground(server.owner_url, template)
            made.renew()
            # Lines are made and written as by a web process, but not onto the table.
            with Path(os.devnull).open("w") as out, contextlib.redirect_stderr(out):
                yield made
            testing.remove(server.owner_url, made.name)
    finally:
        server.stop()


def _template(owner_url: str) -> contextlib.AbstractContextManager[str]:
    from django.conf import settings

    from concord.cli.migrating import migrate

    testing.drop_left_over(owner_url)
    mark = testing.fingerprint(SOURCE, extra=settings.CONCORD_ACTOR_KEY)
    return testing.template(owner_url, mark, migrate)
