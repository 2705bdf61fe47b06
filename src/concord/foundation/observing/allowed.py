"""The only fields that may stand in a log line, and the only shape of each.

A log leaves the building: it goes to collectors, tickets and suppliers. So nothing is
logged because nobody thought of removing it; it is logged because it is named here.
Everything else is dropped, and the line says how many fields it lost.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

# At least two words and no digit: neither a lone name nor a number passes for an event.
EVENT = re.compile(r"[a-z]+(?:_[a-z]+)+")
UNNAMED = "unnamed_event"

# Words of the code; a run of five digits could be a telephone or NHS number.
_DOTTED = re.compile(r"(?!.*\d{5})[A-Za-z_][\w.:-]{0,119}", re.ASCII)
_PLACE = re.compile(r"[\w./<>-]{1,160}:\d{1,6}", re.ASCII)
_REQUEST_ID = re.compile(r"[0-9a-f]{32}")
_SQLSTATE = re.compile(r"[0-9A-Z]{5}")
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,5}){0,3}[a-z0-9.+-]{0,20}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Check = Callable[[object], bool]


def _matches(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and bool(pattern.fullmatch(value))


def _number(value: object) -> bool:
    """Counts, codes and durations; too small to be a telephone or NHS number."""
    return isinstance(value, int | float) and abs(value) < 1_000_000_000


def _identifier(value: object) -> bool:
    """A row's number or UUID: it means something only inside the database."""
    if isinstance(value, str):
        try:
            UUID(value)
        except ValueError:
            return False
        return True
    return isinstance(value, UUID) or _number(value)


def _address(value: object) -> bool:
    try:
        ipaddress.ip_address(str(value))
    except ValueError:
        return False
    return True


def _every(check: Check) -> Check:
    return lambda value: isinstance(value, list | tuple) and all(map(check, value))


_name = _matches(_DOTTED)
_place = _matches(_PLACE)

ALLOWED: Mapping[str, Check] = {
    # Which request, which hat, which job.
    "request_id": _matches(_REQUEST_ID),
    "hat": _identifier,
    "method": lambda value: value in _METHODS,
    "route": _name,
    "status": _number,
    "ms": _number,
    "ip": _address,
    "job_id": _identifier,
    "task": _name,
    "queue": _name,
    "attempts": _number,
    # What it was about: the kind of thing in the code's words, and its number.
    "subject": _name,
    "subject_id": _identifier,
    "partnership": _identifier,
    "message_id": _identifier,
    # How much.
    "count": _number,
    "done": _number,
    "rows": _number,
    "pages": _number,
    "bytes": _number,
    "seconds": _number,
    # Words of the code, never of a person.
    "kind": _name,
    "state": _name,
    "check": _name,
    "code": _name,
    "signal": _name,
    "version": _matches(_VERSION),
    "pid": _number,
    # What went wrong, and where in the code.
    "exception": _name,
    "causes": _every(_name),
    "frames": _every(_place),
    "sqlstate": _matches(_SQLSTATE),
    "smtp_code": _number,
    "logger": _name,
    "where": _place,
}


def named(event: object) -> str:
    """The event's name, or `unnamed_event` for any text that isn't one."""
    if isinstance(event, str) and EVENT.fullmatch(event):
        return event
    return UNNAMED


def allowed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that may be logged; `dropped` says how many were not."""
    kept: dict[str, Any] = {}
    dropped = 0
    for key, value in fields.items():
        check = ALLOWED.get(key)
        if value is None:
            continue
        if check is None or not check(value):
            dropped += 1
        else:
            kept[key] = str(value) if isinstance(value, UUID) else value
    if dropped:
        kept["dropped"] = dropped
    return kept
