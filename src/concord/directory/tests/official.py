"""The official schemas, and a walk that finds fields outside of the profile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

HERE = Path(__file__).parent / "oruk"
PAGE = {
    "total_items": int,
    "total_pages": int,
    "page_number": int,
    "size": int,
    "first_page": bool,
    "last_page": bool,
    "empty": bool,
    "contents": list,
}


# The library leaves out what it would need others for: these it has to know as well.
FORMATS = FormatChecker()
_URI = re.compile(
    r"[a-z][a-z0-9+.-]*://[A-Za-z0-9._~%!$&'()*+,;=:@\[\]-]+"
    r"(/[A-Za-z0-9._~%!$&'()*+,;=:@/-]*)?(\?[A-Za-z0-9._~%!$&'()*+,;=:@/?-]*)?"
    r"(#[A-Za-z0-9._~%!$&'()*+,;=:@/?-]*)?"
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@FORMATS.checks("uri")
def _is_uri(said: object) -> bool:
    return not isinstance(said, str) or bool(_URI.fullmatch(said))


@FORMATS.checks("date-time")
def _is_moment(said: object) -> bool:
    return not isinstance(said, str) or bool(_MOMENT.fullmatch(said))


@FORMATS.checks("email")
def _is_email(said: object) -> bool:
    ascii_only = r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
    return not isinstance(said, str) or bool(re.fullmatch(ascii_only, said))


@cache
def schema(name: str) -> dict[str, Any]:
    return json.loads((HERE / f"{name}.json").read_text())


def faults(name: str, found: Any) -> list[str]:
    """What is wrong with an answer: by the schema, and fields that it doesn't know."""
    checker = Draft202012Validator(schema(name), format_checker=FORMATS)
    errors = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in checker.iter_errors(found)
    ]
    paged = PAGE if "contents" in schema(name).get("properties", {}) else {}
    for field, kind in paged.items():
        if type(found.get(field)) is not kind:
            errors.append(f"{field}: missing or of another type")
    return errors + list(_unknown(schema(name), found, "", set(paged)))


def _unknown(
    known: dict[str, Any], found: Any, where: str, besides: set[str]
) -> Iterator[str]:
    if isinstance(found, list):
        for n, one in enumerate(found):
            yield from _unknown(known.get("items", {}), one, f"{where}/{n}", set())
    elif isinstance(found, dict):
        for field, value in found.items():
            inner = known.get("properties", {}).get(field)
            if inner is None:
                if field not in besides:
                    yield f"{where}/{field}: not in the profile"
            else:
                yield from _unknown(inner, value, f"{where}/{field}", set())
