"""What operators see: logs without personal data, and health answers.

    log = get_logger(__name__)
    log.info("plan_imported", count=40)

An event is a literal name of two or more words; its fields are those that
`allowed.py` names, in the shape it gives them. All else is dropped.
"""

from __future__ import annotations

from structlog.contextvars import bind_contextvars as bind
from structlog.contextvars import bound_contextvars as bound

from concord.foundation.observing.configuration import (
    get_logger,
    log_what_is_uncaught,
    logging_config,
    set_up,
)

__all__ = [
    "bind",
    "bound",
    "get_logger",
    "log_what_is_uncaught",
    "logging_config",
    "set_up",
]
