"""The database's errors quote rows; no page and no log does."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from concord.access.testing import Place, wear
from concord.config import urls
from concord.foundation.observing.lines import Lines
from concord.partnership.models import Account

EMAIL = "avery.unwanted@council.example"
NAME = "Avery Unwanted"
SERVER_LOG = settings.CONCORD_HOME / "logs" / "postgres.log"
OUR_SERVER = "/concord-" in settings.DATABASES["default"]["HOST"]


def twice(request: HttpRequest) -> HttpResponse:
    """A page with a fault: it does not ask whether the address is taken."""
    Account.objects.create(email=EMAIL, name=NAME)
    return HttpResponse()


def wrapped(request: HttpRequest) -> HttpResponse:
    """A page that hands the database's words on inside an error of its own."""
    try:
        return twice(request)
    except IntegrityError as error:
        raise RuntimeError("The account could not be added.") from error


urlpatterns = [path("twice/", twice), path("wrapped/", wrapped), *urls.urlpatterns]
handler500 = urls.handler500


class Written(logging.Handler):
    """What a server would write."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._as_a_server = Lines()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self._as_a_server.format(record))


@pytest.fixture
def written() -> Iterator[list[str]]:
    handler, root = Written(), logging.getLogger()
    root.addHandler(handler)
    yield handler.lines
    root.removeHandler(handler)


def written_by_the_server(since: int) -> str:
    with Path(SERVER_LOG).open("rb") as log:
        log.seek(since)
        return log.read().decode()


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/twice/", "/wrapped/"])
def test_a_refusal_of_the_database_shows_no_value_anywhere(
    elmbrook: Place, written: list[str], address: str
) -> None:
    Account.objects.create(email=EMAIL, name=NAME)
    browser = wear(Client(raise_request_exception=False), elmbrook.hats["trainer"])
    before = SERVER_LOG.stat().st_size if SERVER_LOG.is_file() else 0
    page = browser.get(address)
    assert page.status_code == 500
    shown = page.content.decode() + str(page.headers)
    assert "Something went wrong here" in shown
    failed = [json.loads(line) for line in written if "request_failed" in line]
    assert [line["sqlstate"] for line in failed] == ["23505"]
    everything = [shown, *written]
    if OUR_SERVER:
        everything.append(written_by_the_server(before))
        assert "duplicate key value violates unique constraint" in everything[-1]
    for text in everything:
        for value in (EMAIL, NAME, "Unwanted"):
            assert value.casefold() not in text.casefold()
