from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from structlog.contextvars import bound_contextvars

from concord.foundation.observing import get_logger, logging_config
from concord.foundation.observing.lines import Lines, Stream

# Invented; the NHS number is from the range kept for tests.
EMAIL = "avery.invented@example.org"
PERSON = "Avery Invented"
NHS_NUMBER = "9990000018"
PERSONAL = (EMAIL, PERSON, "Avery", "Invented", NHS_NUMBER, "999 000 0018")


class Written:
    """What the handler wrote on standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._text = ""

    @property
    def text(self) -> str:
        self._text += self._capsys.readouterr().err
        return self._text

    @property
    def last(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text.splitlines()[-1])
        return found


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[Written]:
    """Every level of every logger goes through one handler."""
    handler = Stream("stderr")
    handler.setFormatter(Lines())
    root = logging.getLogger()
    before, root.handlers = root.handlers, [handler]
    level = root.level
    root.setLevel(logging.DEBUG)
    yield Written(capsys)
    root.handlers = before
    root.setLevel(level)


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


def as_message(log: logging.Logger) -> None:
    log.error(f"{PERSON} <{EMAIL}> has NHS number {NHS_NUMBER}")


def as_arguments(log: logging.Logger) -> None:
    log.error("%s <%s> has NHS number %s", PERSON, EMAIL, int(NHS_NUMBER))


def as_extra(log: logging.Logger) -> None:
    log.error("person_seen", extra={"person": PERSON, "nhs_number": NHS_NUMBER})


def as_extra_under_an_allowed_key(log: logging.Logger) -> None:
    extra = {"route": EMAIL, "count": int(NHS_NUMBER), "subject": PERSON}
    log.error("person_seen", extra=extra)


def as_exception(log: logging.Logger) -> None:
    try:
        person = {"name": PERSON, "email": EMAIL}
        raise KeyError(f"{person} {NHS_NUMBER}")
    except KeyError:
        log.exception(PERSON)


def as_cause_of_an_exception(log: logging.Logger) -> None:
    error = RuntimeError(EMAIL)
    error.__cause__ = raised(ValueError(NHS_NUMBER))
    error.add_note(PERSON)
    log.error("task_failed_again", exc_info=error)


def as_an_object_for_a_message(log: logging.Logger) -> None:
    log.error(ValueError(EMAIL))


def as_arguments_that_do_not_fit(log: logging.Logger) -> None:
    log.error("%d of %s", EMAIL, PERSON, NHS_NUMBER)


def as_a_dictionary(log: logging.Logger) -> None:
    log.error({"event": EMAIL, "person": PERSON, "nhs": [NHS_NUMBER]})


def as_the_stack(log: logging.Logger) -> None:
    log.error("person_seen", stack_info=True, extra={"where": f"{EMAIL}:1"})


WAYS_TO_LEAK = [
    as_message,
    as_arguments,
    as_extra,
    as_extra_under_an_allowed_key,
    as_exception,
    as_cause_of_an_exception,
    as_an_object_for_a_message,
    as_arguments_that_do_not_fit,
    as_a_dictionary,
    as_the_stack,
]
LOGGERS = [
    "concord.plan.actions",
    "django.request",
    "django.security.DisallowedHost",
    "django.db.backends",
    "gunicorn.error",
    "waitress",
    "procrastinate.worker",
    "some.library",
]


@pytest.mark.parametrize("name", LOGGERS)
@pytest.mark.parametrize("leak", WAYS_TO_LEAK)
@pytest.mark.parametrize("pretty", [False, True])
def test_personal_data_never_comes_out_whoever_logs_it(
    written: Written,
    monkeypatch: pytest.MonkeyPatch,
    leak: Callable[[logging.Logger], None],
    name: str,
    pretty: bool,
) -> None:
    handler = Stream("stderr")
    handler.setFormatter(Lines(pretty=pretty))
    # The test runner's own handlers would trip over arguments that don't fit.
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    log = logging.getLogger(name)
    log.setLevel(logging.DEBUG)
    leak(log)
    out = written.text
    assert out, "a line must be written"
    assert "log_line_failed" not in out
    assert not [text for text in PERSONAL if text in out]


def test_personal_data_in_the_context_never_comes_out(written: Written) -> None:
    with bound_contextvars(hat=EMAIL, person=PERSON, request_id=NHS_NUMBER):
        get_logger("concord.plan").warning("plan_imported", count=40)
    assert written.last["count"] == 40
    assert written.last["dropped"] == 3
    assert not [text for text in PERSONAL if text in written.text]


def test_an_event_with_allowed_fields_comes_out_whole(written: Written) -> None:
    hat = "6f6ae0f4-3f8b-4b58-9d4c-0c9b6a1c7a52"
    with bound_contextvars(request_id="0" * 32, hat=hat):
        get_logger("concord.plan.actions").info(
            "plan_imported", count=40, ms=12.5, subject="plan", subject_id=7
        )
    line = written.last
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "event": "plan_imported",
        "logger": "concord.plan.actions",
        "request_id": "0" * 32,
        "hat": hat,
        "count": 40,
        "ms": 12.5,
        "subject": "plan",
        "subject_id": 7,
    }


def test_fields_that_nobody_allowed_are_counted(written: Written) -> None:
    get_logger("concord.plan").info("plan_imported", count=1, title="x", lead="y")
    assert written.last["dropped"] == 2
    assert "title" not in written.last


def test_a_sentence_is_no_event(written: Written) -> None:
    get_logger("concord.plan").info("The plan of Avery was imported")
    assert written.last["event"] == "unnamed_event"


def test_an_exception_shows_its_kind_its_causes_and_where(written: Written) -> None:
    try:
        try:
            raise ValueError("first")
        except ValueError as error:
            raise LookupError("second") from error
    except LookupError:
        get_logger("concord.plan").exception("import_failed")
    line = written.last
    assert line["exception"] == "LookupError"
    assert line["causes"] == ["ValueError"]
    assert line["frames"][-1].startswith(
        "concord/foundation/observing/tests/test_lines.py:"
    )


def test_an_exception_raised_from_none_hides_its_context(written: Written) -> None:
    try:
        try:
            raise ValueError("first")
        except ValueError:
            raise LookupError("second") from None
    except LookupError as error:
        get_logger("concord.plan").error("import_failed", exc_info=error)
    assert "causes" not in written.last


def test_causes_that_run_in_a_circle_end(written: Written) -> None:
    one, other = raised(ValueError("one")), raised(TypeError("other"))
    one.__cause__, other.__cause__ = other, one
    get_logger("concord.plan").error("import_failed", exc_info=one)
    assert written.last["causes"] == ["TypeError"]


def test_an_unknown_library_is_told_by_its_place_alone(written: Written) -> None:
    logging.getLogger("some.library").warning("connected to %s", EMAIL)
    line = written.last
    assert line["event"] == "unlisted_message"
    assert line["logger"] == "some.library"
    assert line["where"].startswith("concord/foundation/observing/tests/test_lines")


def test_jobs_are_told_by_id_and_task_without_arguments(written: Written) -> None:
    job = {
        "id": 12,
        "task_name": "post.deliver",
        "queue": "post",
        "attempts": 1,
        "task_kwargs": {"to": EMAIL},
        "call_string": f"post.deliver[12](to={EMAIL!r})",
    }
    logging.getLogger("procrastinate.worker").warning(
        f"Starting job {job['call_string']}",
        extra={"action": "start_job", "job": job, "result": PERSON, "duration": 0.25},
    )
    line = written.last
    assert (line["event"], line["job_id"], line["task"]) == (
        "start_job",
        12,
        "post.deliver",
    )
    assert line["seconds"] == 0.25
    assert not [text for text in PERSONAL if text in written.text]


def test_the_web_server_is_told_in_events(written: Written) -> None:
    log = logging.getLogger("gunicorn.error")
    log.setLevel(logging.INFO)
    log.info("Booting worker with pid: %s", 4711)
    assert written.last["event"] == "web_worker_starts"
    assert written.last["pid"] == 4711


def test_a_suspicious_request_is_told_by_kind_not_by_host(written: Written) -> None:
    logging.getLogger("django.security.DisallowedHost").error(
        f"Invalid HTTP_HOST header: '{EMAIL}'."
    )
    assert written.last["event"] == "suspicious_request"
    assert written.last["kind"] == "DisallowedHost"


def test_a_line_that_cannot_be_made_says_so_and_nothing_else(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError(EMAIL)

    monkeypatch.setattr(Lines, "format", broken)
    logging.getLogger("concord.plan").error("import_failed", extra={"to": EMAIL})
    assert written.last == {"level": "error", "event": "log_line_failed"}


def test_libraries_that_print_addresses_and_sql_are_quiet() -> None:
    loggers = logging_config("DEBUG")["loggers"]
    for silent in ("django.server", "gunicorn.access"):
        assert loggers[silent]["level"] > logging.CRITICAL
        assert not loggers[silent]["propagate"]
    assert loggers["django.db.backends"]["level"] == "WARNING"
    assert loggers["procrastinate"]["level"] == "INFO"


def test_a_stream_other_than_the_two_standard_ones_is_refused() -> None:
    with pytest.raises(ValueError, match='"stdout" or "stderr", not to "file"'):
        Stream("file")
