"""The log tells which hat asked, so that a fault can be followed, and no name."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from concord.access.testing import Place, wear
from concord.foundation.observing.lines import fields_of

pytestmark = pytest.mark.django_db


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(fields_of(record))


@pytest.fixture
def logged() -> Iterator[list[dict[str, Any]]]:
    handler = Kept()
    log = logging.getLogger("concord.foundation.observing.middleware")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield handler.lines
    log.removeHandler(handler)
    log.setLevel(level)


def test_a_request_is_logged_with_the_number_of_its_hat_and_no_name(
    elmbrook: Place, logged: list[dict[str, Any]]
) -> None:
    hat = elmbrook.hats["auditor"]
    wear(Client(), hat).get("/history/")
    (line,) = logged
    assert (line["hat"], line["route"]) == (hat.pk, "history")
    assert hat.account.name not in str(line)
    assert hat.account.email not in str(line)


def test_the_next_request_does_not_inherit_the_hat(
    elmbrook: Place, logged: list[dict[str, Any]]
) -> None:
    wear(Client(), elmbrook.hats["auditor"]).get("/history/")
    Client().get("/account/sign-in/")
    assert "hat" not in logged[-1]
