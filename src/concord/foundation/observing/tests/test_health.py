from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from pytest_django import Settings

from concord import __version__
from concord.foundation.observing import views
from concord.foundation.observing.middleware import RequestLog


@pytest.fixture(autouse=True)
def unremembered() -> Iterator[None]:
    """Migrations that were found applied are not asked for again: forget that."""
    views._migrations.cache_clear()
    yield
    views._migrations.cache_clear()


def must_not_be_called(request: HttpRequest) -> HttpResponse:
    raise AssertionError("health is answered before anything else")


def asked(path: str) -> HttpResponse:
    # A host that no setting allows, over plain HTTP: as a load balancer asks.
    request = RequestFactory().get(path, headers={"host": "10.0.0.7"})
    response = RequestLog(must_not_be_called)(request)
    assert isinstance(response, HttpResponse)
    return response


def test_alive_answers_without_a_database() -> None:
    # No database fixture: a query would raise.
    response = asked("/healthz")
    assert response.status_code == 200
    assert json.loads(response.content) == {"status": "ok", "version": __version__}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_database_migrations_and_disk_are() -> None:
    response = asked("/readyz")
    assert response.status_code == 200, response.content
    assert json.loads(response.content) == {
        "status": "ready",
        "version": __version__,
        "checks": {"database": "ok", "migrations": "ok", "disk": "ok"},
    }
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Behind:
        loader = type("L", (), {"graph": type("G", (), {"leaf_nodes": list})})

        def __init__(self, _: object) -> None: ...

        def migration_plan(self, _: object) -> list[str]:
            return ["one that is missing"]

    monkeypatch.setattr(views, "MigrationExecutor", Behind)
    response = asked("/readyz")
    assert response.status_code == 503
    assert json.loads(response.content)["checks"]["migrations"] == "failed"


@pytest.mark.django_db
def test_not_ready_when_files_cannot_be_written(settings: Settings) -> None:
    settings.CONCORD_HOME = Path("/nowhere/at/all")
    response = asked("/readyz")
    assert response.status_code == 503
    assert json.loads(response.content)["checks"]["disk"] == "failed"
    assert b"nowhere" not in response.content


def test_not_ready_without_a_database_and_the_reason_stays_inside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: object) -> None:
        raise ConnectionError("host db.example refused user app_runtime")

    monkeypatch.setattr(connection, "cursor", refused)
    response = asked("/readyz")
    assert response.status_code == 503
    assert json.loads(response.content)["checks"]["database"] == "failed"
    assert b"db.example" not in response.content


@pytest.mark.urls("concord.foundation.observing.urls")
def test_the_addresses_have_names() -> None:
    assert (reverse("healthz"), reverse("readyz")) == ("/healthz", "/readyz")
