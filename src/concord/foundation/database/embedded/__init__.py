"""A real PostgreSQL server for trying out and for tests, from a Python wheel.

    server = embedded.start(Path(".concord"))
    server.owner_url      # makes and changes tables: migrations only
    server.runtime_url    # what the application connects with
    server.backup_url     # reads everything, past the row policies: backups only
    server.stop()         # unless somebody else still uses it

The server listens on a Unix socket in a private folder only. It outlives the
process that started it when that process is killed; the next `start` on the same
home finds it and uses it again. A real installation sets DATABASE_URL instead.
"""

from __future__ import annotations

from concord.foundation.database.embedded.complaints import CannotStart
from concord.foundation.database.embedded.server import Server, start

__all__ = ["CannotStart", "Server", "start"]
