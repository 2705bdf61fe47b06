"""Logging for every process: web server, worker, command line."""

from __future__ import annotations

import logging
import logging.config
import sys
import threading
from types import TracebackType
from typing import Any

import structlog

# A level above every level: nothing passes.
_SILENCE = logging.CRITICAL + 1


def logging_config(
    level: str = "INFO", stream: str = "stderr", pretty: bool = False
) -> dict[str, Any]:
    """A dictionary for `logging.config.dictConfig`.

    Use it for Django's LOGGING, gunicorn's `logconfig_dict` and the worker alike.

    :param level: least severe level: DEBUG, INFO, WARNING or ERROR
    :param stream: "stderr" or "stdout"
    :param pretty: lines for a developer's eyes instead of JSON
    """
    package = "concord.foundation.observing.lines"
    through = {"level": "NOTSET", "handlers": [], "propagate": True}
    silent = {"level": _SILENCE, "handlers": [], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": f"{package}.Lines", "pretty": pretty}},
        "handlers": {
            "lines": {
                "()": f"{package}.Stream",
                "stream": stream,
                "formatter": "lines",
            }
        },
        "root": {"level": level, "handlers": ["lines"]},
        "loggers": {
            "django": through,
            # Refused requests (4xx) have our own line already; failed ones add frames.
            "django.request": {**through, "level": "ERROR"},
            # These two say SQL, parameters and variable names when they speak at all.
            "django.db.backends": {**through, "level": "WARNING"},
            "django.template": {**through, "level": "WARNING"},
            "django.utils.autoreload": {**through, "level": "WARNING"},
            # Request lines come from our middleware: routes, not paths.
            "django.server": silent,
            "gunicorn.access": silent,
            "gunicorn.error": {**through, "level": level},
            # Says each request that waits for a thread: under a flood, thousands.
            "waitress.queue": silent,
            # Each poll and tick of the worker is below notice.
            "procrastinate": {**through, "level": _at_least_info(level)},
            # At every start, a line for each job that there is: nobody reads them.
            "procrastinate.blueprints": {**through, "level": "WARNING"},
            "procrastinate.periodic": {**through, "level": "WARNING"},
            "asyncio": {**through, "level": "WARNING"},
        },
    }


def _at_least_info(level: str) -> str:
    return "INFO" if level == "DEBUG" else level


def set_up(level: str = "INFO", stream: str = "stderr", pretty: bool = False) -> None:
    """Configure logging in this process, where Django does not do it."""
    logging.config.dictConfig(logging_config(level, stream, pretty))


def log_what_is_uncaught() -> None:
    """Long-running processes: an exception that nobody caught becomes a line.

    Without it the interpreter prints the message of the exception.
    """
    log = get_logger(__name__)

    def hook(
        _: type[BaseException], error: BaseException, __: TracebackType | None
    ) -> None:
        if not isinstance(error, KeyboardInterrupt):
            log.critical("uncaught_exception", exc_info=error)

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log.critical("uncaught_exception", exc_info=args.exc_value)

    sys.excepthook = hook
    threading.excepthook = thread_hook


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger of events: `log.info("plan_imported", count=40)`.

    The event is a literal of two words or more; the fields are those of `allowed.py`.
    """
    logger: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return logger
