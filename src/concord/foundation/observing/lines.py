"""Turns every log record, ours or a library's, into one line without personal data."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

import structlog

from concord.foundation.observing.allowed import allowed, named
from concord.foundation.observing.failures import failure
from concord.foundation.observing.translations import own, translated

OWN = "concord"


class Lines(logging.Formatter):
    """JSON lines, or coloured lines for a developer; the same fields in both.

    `record.getMessage()` is never called: a message is made of values.
    """

    def __init__(self, *, pretty: bool = False) -> None:
        super().__init__()
        self._render: Any = (
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
            if pretty
            else structlog.processors.JSONRenderer(ensure_ascii=False)
        )

    def format(self, record: logging.LogRecord) -> str:
        return str(self._render(None, "", fields_of(record)))


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Everything that will be printed of a record."""
    ours = record.name == OWN or record.name.startswith(f"{OWN}.")
    event, fields = own(record) if ours else translated(record)
    given = record.exc_info or fields.pop("exc_info", None)
    if error := _error(given):
        fields |= failure(error)
    context = structlog.contextvars.get_contextvars()
    moment = datetime.fromtimestamp(record.created, UTC)
    return {
        "time": moment.isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": named(event),
        **allowed({"logger": record.name, **context, **fields}),
    }


def _error(given: object) -> BaseException | None:
    """The exception behind the ways of giving `exc_info`: itself, a triple, True."""
    if isinstance(given, tuple):
        given = given[1]
    elif given is True:
        given = sys.exc_info()[1]
    return given if isinstance(given, BaseException) else None


class Stream(logging.StreamHandler[TextIO]):
    """Writes to the process's standard stream, whichever it is at that moment."""

    def __init__(self, stream: str = "stderr") -> None:
        if stream not in {"stdout", "stderr"}:
            raise ValueError(f'Logs go to "stdout" or "stderr", not to "{stream}".')
        self._name_of_stream = stream
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        found: TextIO = getattr(sys, self._name_of_stream)
        return found

    @stream.setter
    def stream(self, _: TextIO) -> None:
        raise AttributeError("The stream follows the process.")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        # The library's own would print the message and its arguments.
        try:
            self.stream.write('{"level": "error", "event": "log_line_failed"}\n')
        except (OSError, ValueError):
            return
