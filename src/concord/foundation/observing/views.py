"""Two questions of a load balancer: are you alive, and can you serve?"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from concord import __version__
from concord.foundation.observing.configuration import get_logger

log = get_logger(__name__)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process can answer at all; asks nobody else."""
    return JsonResponse({"status": "ok", "version": __version__})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, is migrated, and files can be written; else 503.

    Says which check failed, never why: the reason is in the log.
    """
    results = {name: _passes(name, check) for name, check in CHECKS.items()}
    ready = all(results.values())
    body = {
        "status": "ready" if ready else "not ready",
        "version": __version__,
        "checks": {name: "ok" if ok else "failed" for name, ok in results.items()},
    }
    return JsonResponse(body, status=200 if ready else 503)


def _passes(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:  # any failure at all means: not ready
        log.error("readiness_check_failed", check=name, exc_info=error)
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


class NotMigratedError(Exception):
    """The code knows migrations that the database has not run."""


@cache
def _migrations() -> None:
    """Raises until every migration is applied; then a process need not ask again."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigratedError


def _disk() -> None:
    with tempfile.TemporaryFile(dir=Path(settings.CONCORD_HOME)) as file:
        file.write(b"\0" * 4096)
        file.flush()
        os.fsync(file.fileno())


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "migrations": _migrations,
    "disk": _disk,
}
