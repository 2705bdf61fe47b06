"""Pages for when something is wrong."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from concord.access.testing import Place
from concord.desk import errors
from concord.desk.tests.conftest import Wear


def test_the_page_for_our_own_fault_needs_no_database() -> None:
    # Without the mark `django_db`, a question to the database would fail this test.
    page = errors.fault(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "Something went wrong here" in page.content.decode()


@pytest.mark.django_db
def test_a_fault_shows_a_number_and_nothing_of_the_fault(
    elmbrook: Place, wear: Wear, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = wear(elmbrook.hats["trainer"])
    browser.raise_request_exception = False

    def broken(*given: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr("concord.desk.shell.open_rooms", broken)
    page = browser.get("/rooms/")
    assert page.status_code == 500
    assert "secret" not in page.content.decode()
    assert page.headers["X-Request-Id"] in page.content.decode()


@pytest.mark.django_db
def test_an_address_that_does_not_exist_is_not_found_for_strangers_too(
    db: None,
) -> None:
    assert Client().get("/nowhere/").status_code == 404


@pytest.mark.django_db
def test_a_request_that_can_not_be_read_gets_a_page() -> None:
    page = errors.bad_request(RequestFactory().get("/"), None)
    assert page.status_code == 400
