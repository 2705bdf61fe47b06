from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch
from pytest_django import Settings
from structlog.contextvars import bind_contextvars, get_contextvars

from concord.foundation.observing.lines import fields_of
from concord.foundation.observing.middleware import HEADER, RequestLog

EMAIL = "avery.invented@example.org"
HAT = "6f6ae0f4-3f8b-4b58-9d4c-0c9b6a1c7a52"


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(fields_of(record))


@pytest.fixture
def logged() -> Any:
    handler = Lines()
    log = logging.getLogger("concord.foundation.observing.middleware")
    log.addHandler(handler)
    level = log.level
    log.setLevel(logging.DEBUG)
    yield handler.lines
    log.removeHandler(handler)
    log.setLevel(level)


def page(request: HttpRequest) -> HttpResponse:
    """A page that knows its hat."""
    request.resolver_match = ResolverMatch(page, (), {}, "action", namespaces=["plan"])
    bind_contextvars(hat=HAT)
    return HttpResponse("a page")


def test_a_request_is_logged_by_route_never_by_address(
    logged: list[dict[str, Any]],
) -> None:
    request = RequestFactory().get(
        f"/plan/{EMAIL}?q={EMAIL}", headers={"referer": EMAIL, "user-agent": EMAIL}
    )
    response = RequestLog(page)(request)
    (line,) = logged
    assert line["event"] == "request_answered"
    assert (line["method"], line["route"], line["status"]) == (
        "GET",
        "plan:action",
        200,
    )
    assert line["hat"] == HAT
    assert line["request_id"] == response.headers[HEADER]
    assert line["ms"] >= 0
    assert "ip" not in line
    assert EMAIL not in str(line)


def test_the_caller_is_logged_only_where_the_operator_wants_it(
    logged: list[dict[str, Any]], settings: Settings
) -> None:
    settings.CONCORD_LOG_ADDRESSES = True
    request = RequestFactory().get(
        "/plan/", headers={"x-forwarded-for": "made-up, 192.0.2.7"}
    )
    RequestLog(page)(request)
    assert logged[0]["ip"] == "192.0.2.7"


def test_a_page_that_does_not_exist_leaves_no_trace_of_its_address(
    logged: list[dict[str, Any]],
) -> None:
    def missing(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=404)

    RequestLog(missing)(RequestFactory().get(f"/{EMAIL}"))
    assert logged[0]["route"] == "unmatched"
    assert EMAIL not in str(logged)


def test_a_failed_request_is_an_error(logged: list[dict[str, Any]]) -> None:
    def failing(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=500)

    RequestLog(failing)(RequestFactory().post("/"))
    assert (logged[0]["level"], logged[0]["status"]) == ("error", 500)


def test_static_files_and_health_are_below_notice(logged: list[dict[str, Any]]) -> None:
    RequestLog(lambda _: HttpResponse())(RequestFactory().get("/static/a.css"))
    RequestLog(page)(RequestFactory().get("/healthz"))
    assert [(line["route"], line["level"]) for line in logged] == [
        ("static", "debug"),
        ("health", "debug"),
    ]


def test_nothing_bound_by_one_request_sticks_to_the_next() -> None:
    RequestLog(page)(RequestFactory().get("/"))
    assert get_contextvars() == {}


def test_what_a_request_bound_is_gone_even_when_it_raised() -> None:
    def raising(request: HttpRequest) -> HttpResponse:
        bind_contextvars(hat=HAT)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        RequestLog(raising)(RequestFactory().get("/"))
    assert get_contextvars() == {}


def test_the_id_made_by_the_proxy_is_kept() -> None:
    given = "0123456789abcdef" * 2
    request = RequestFactory().get("/", headers={"x-request-id": given})
    assert RequestLog(page)(request).headers[HEADER] == given


@pytest.mark.parametrize("given", ["", EMAIL, "9990000018", "a" * 31, "a\n" * 16])
def test_any_other_id_is_replaced(given: str) -> None:
    request = RequestFactory().get("/", headers={"x-request-id": given})
    made = RequestLog(page)(request).headers[HEADER]
    assert re.fullmatch(r"[0-9a-f]{32}", made)
    assert made != given
