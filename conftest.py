"""Every test that touches the database does so as the run-time role.

The role owns no table and can't pass by row-level security, as on a real server.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from concord.foundation.database import testing

pytest_plugins = [
    "concord.access.testing",
    "concord.cases.testing",
    "concord.frontdoor.testing",
    "concord.directory.testing",
    "concord.evidence.testing",
    "concord.returns.testing",
    "concord.marac.testing",
    "concord.plan.testing",
    "concord.foundation.ui.testing",
    "concord.foundation.classified.scanning.plugin",
    "pytester",
]

# A busy machine is no finding.
hypothesis.settings.register_profile(
    "concord",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("concord")

SOURCE = Path(__file__).parent / "src" / "concord"
SERVERS = SOURCE / "foundation" / "database"
# Whoever asks for one of these asks for a database.
DATABASE = {"db", "transactional_db", "django_db_setup", "owner_url"}


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    from django.conf import settings

    # No manifest of static files and no slow password hashes in tests.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
    }
    # Tests that ask for what is not there by the thousand don't wait each time.
    settings.CONCORD_NOT_THERE_STEP = 0
    # A page is asked for again right after something was changed.
    settings.CONCORD_SHOWN_AGAIN_SECONDS = 0.0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What knows of no database need not run again on another server."""
    for item in items:
        asks = DATABASE & set(getattr(item, "fixturenames", ()))
        if not (
            asks or item.get_closest_marker("django_db") or SERVERS in item.path.parents
        ):
            item.add_marker("pure")


@pytest.fixture(scope="session")
def owner_url() -> str:
    """The database as its owner, for what tests can't do as the run-time role."""
    return os.environ["CONCORD_OWNER_DATABASE_URL"]


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker,  # type: ignore[no-untyped-def]
    owner_url: str,
) -> Iterator[None]:
    """A copy of the migrated template, made as owner, used as app_runtime."""
    from django.conf import settings
    from django.db import connection
    from django.test import TransactionTestCase

    from concord.cli.migrating import migrate

    run = os.environ["CONCORD_TEST_RUN"]
    name = testing.database_name(run, os.environ.get("PYTEST_XDIST_WORKER", ""))
    mark = testing.fingerprint(SOURCE, extra=settings.CONCORD_ACTOR_KEY)
    unblocked = django_db_blocker.unblock

    def migrate_unblocked() -> None:
        with unblocked():
            migrate()

    with testing.template(owner_url, mark, migrate_unblocked) as template:
        with unblocked():
            testing.drop_left_over(owner_url)
            testing.restore(owner_url, name, template)
            connection.settings_dict["NAME"] = name

        def fresh_copy(self: TransactionTestCase) -> None:
            testing.restore(owner_url, name, template)

        # Emptying tables would fail as the run-time role, and rightly so.
        TransactionTestCase._fixture_teardown = fresh_copy
        yield
        with unblocked():
            testing.remove(owner_url, name)
