"""An absent database and a full disk are told in one sentence; the rest is a fault."""

from __future__ import annotations

import errno

import psycopg
import pytest
from django.db import OperationalError
from django.test import RequestFactory

from concord.desk import errors
from concord.desk.outages import NO_DATABASE, NO_ROOM, outage


def caused(cause: BaseException) -> OperationalError:
    """As the framework raises it: an error of its own around the driver's."""
    error = OperationalError("connection to socket /a/secret/place failed")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (caused(psycopg.OperationalError("no server")), NO_DATABASE),
        (caused(psycopg.errors.AdminShutdown("ends")), NO_DATABASE),
        (caused(psycopg.errors.CannotConnectNow("starts")), NO_DATABASE),
        (caused(psycopg.errors.DiskFull("could not extend")), NO_ROOM),
        (OSError(errno.ENOSPC, "No space left on device"), NO_ROOM),
        (caused(psycopg.errors.DeadlockDetected("two at once")), None),
        (ValueError("a fault in a page"), None),
        (None, None),
    ],
)
def test_only_what_is_down_is_called_down(
    error: BaseException | None, expected: object
) -> None:
    assert outage(error) == expected


def test_a_full_disk_that_took_the_database_is_called_a_full_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("concord.desk.outages._disk_is_full", lambda: True)
    assert outage(caused(psycopg.OperationalError("no server"))) == NO_ROOM


def test_the_page_says_so_without_a_detail() -> None:
    try:
        raise caused(psycopg.OperationalError("no server at /a/secret/place"))
    except OperationalError:
        page = errors.fault(RequestFactory().get("/"))
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "60"
    assert "<h1>The database does not answer</h1>" in page.content.decode()
    assert "secret" not in page.content.decode()
