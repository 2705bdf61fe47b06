"""What other libraries log, as events with known fields.

Their messages are sentences with values in them: paths, addresses, SQL, job arguments.
None of that is copied. A message that is known here becomes an event; any other says
only which logger spoke, and from which line of which file.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from concord.foundation.observing.allowed import EVENT
from concord.foundation.observing.failures import place

# gunicorn's own words, and names for the values that follow them.
_GUNICORN: dict[str, tuple[str, tuple[str, ...]]] = {
    "Starting gunicorn %s": ("web_server_starts", ("version",)),
    "Listening at: %s (%s)": ("web_server_listens", ("", "pid")),
    "Booting worker with pid: %s": ("web_worker_starts", ("pid",)),
    "Worker exiting (pid: %s)": ("web_worker_stops", ("pid",)),
    "WORKER TIMEOUT (pid:%s)": ("web_worker_timed_out", ("pid",)),
    "Worker (pid:%s) exited with code %s.": ("web_worker_exited", ("pid", "status")),
    "Using worker: %s": ("web_server_chose_workers", ()),
    "Handling signal: %s": ("web_server_signalled", ("signal",)),
    "Shutting down: %s": ("web_server_stops", ()),
    "Exception in worker process": ("web_worker_failed", ()),
}


def translated(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    """The event and the fields of a record that another library wrote."""
    library = record.name.split(".", 1)[0]
    translate = _LIBRARIES.get(library, _unlisted)
    event, fields = translate(record)
    if library != "gunicorn":  # its calls all come from one file of its own
        fields["where"] = place(record.pathname, record.lineno)
    return event, {"logger": record.name, **fields}


def own(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    """The event and the fields of a record of ours, by structlog or by `extra`."""
    if isinstance(record.msg, dict):
        fields = dict(record.msg)
        return fields.pop("event", ""), fields
    extra = {k: v for k, v in vars(record).items() if k not in _PLAIN}
    return record.msg, extra


_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def _unlisted(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    return "unlisted_message", {}


def _django(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    if record.name.startswith("django.security"):
        kind = record.name.removeprefix("django.security").lstrip(".")
        return "suspicious_request", {"kind": kind or None}
    status = getattr(record, "status_code", None)
    if record.name == "django.request" and isinstance(status, int):
        event = "request_failed" if status >= 500 else "request_refused"
        return event, {"status": status}
    return _unlisted(record)


def _gunicorn(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    known = _GUNICORN.get(record.msg) if isinstance(record.msg, str) else None
    if known is None:
        return _unlisted(record)
    event, names = known
    values = record.args if isinstance(record.args, tuple) else ()
    named = zip(names, values, strict=False)
    return event, {name: value for name, value in named if name}


def _procrastinate(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    action = getattr(record, "action", None)
    if not isinstance(action, str) or not EVENT.fullmatch(action):
        return _unlisted(record)
    fields: dict[str, Any] = {}
    job = getattr(record, "job", None)
    if isinstance(job, dict):
        fields = {
            "job_id": job.get("id"),
            "task": job.get("task_name"),
            "queue": job.get("queue"),
            "attempts": job.get("attempts"),
        }
    seconds = getattr(record, "duration", None)
    if isinstance(seconds, float):
        fields["seconds"] = round(seconds, 3)
    return action, fields


_LIBRARIES: dict[str, Callable[[logging.LogRecord], tuple[str, dict[str, Any]]]] = {
    "django": _django,
    "gunicorn": _gunicorn,
    "procrastinate": _procrastinate,
}
