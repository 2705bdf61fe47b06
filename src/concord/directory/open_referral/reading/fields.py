"""Fields of what a feed says, each read strictly. Nothing here knows what they mean."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]
# An address of the web in the signs that one may have (RFC 3986), with a server.
_URI = re.compile(
    r"https?://[A-Za-z0-9._~%!$&'()*+,;=:@-]+"
    r"([/?#][A-Za-z0-9._~%!$&'()*+,;=:@/?#-]*)?",
    re.I,
)
_COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # nothing that one reads
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOST_PARTS = 200  # of one kind, of one service
LONGEST = 20_000  # characters of a text


class Invalid(ValueError):
    """No service that can be kept. The message names the field and the fault."""


def as_uuid(said: str) -> uuid.UUID | None:
    """The id, if it is one of the standard's."""
    try:
        return uuid.UUID(said)
    except ValueError:
        return None


def id_of(said: Json) -> str:
    """What it is called in its feed."""
    return text_of(said, "id", required=True, most=200)


def listed(said: Json, name: str) -> list[Json]:
    """The objects of a list; none if it isn't there."""
    value = said.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Invalid(f"{name}: has to be a list of objects.")
    if len(value) > MOST_PARTS:
        raise Invalid(f"{name}: more than {MOST_PARTS} of one service.")
    return value


def extra(said: Json, *names: str) -> dict[str, Any]:
    """Texts for which there is no column. What is no text is left out."""
    texts = (name for name in names if isinstance(said.get(name), str))
    return {name: text for name in texts if (text := text_of(said, name))}


def text_of(
    said: Json, name: str, *, required: bool = False, most: int = LONGEST
) -> str:
    """A text without the blanks around it; empty if it isn't there."""
    value = said.get(name)
    if value is None or value == "":
        if required:
            raise Invalid(f"{name}: is missing.")
        return ""
    if not isinstance(value, str):
        raise Invalid(f"{name}: has to be text.")
    # Half of a pair of signs can neither be kept nor sent on.
    text = value.encode("utf-8", "replace").decode().replace("\r\n", "\n")
    text = _COMMANDS.sub("", text).strip()
    if len(text) > most:
        raise Invalid(f"{name}: longer than {most} characters.")
    if required and not text:
        raise Invalid(f"{name}: is missing.")
    return text


def uri_of(said: Json, name: str) -> str:
    """An address of the web, or nothing. `javascript:` and the like are none."""
    text = text_of(said, name)
    if text and not is_uri(text):
        raise Invalid(f"{name}: has to be an address that begins with http.")
    return text


def is_uri(text: str) -> bool:
    """Whether it is an address of the web that other systems take, too."""
    return len(text) <= 500 and bool(_URI.fullmatch(text))


def email_of(said: Json, name: str) -> str:
    """An e-mail address, or nothing."""
    text = text_of(said, name)
    if text and (len(text) > 254 or not _EMAIL.fullmatch(text)):
        raise Invalid(f"{name}: has to be an e-mail address.")
    return text


def number_of(said: Json, name: str) -> float | None:
    """A number, or none. A truth value is no number."""
    value = said.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Invalid(f"{name}: has to be a number.")
    if not abs(value) < 10_000_000:
        raise Invalid(f"{name}: is too large.")
    return float(value)


def day_of(said: Json, name: str) -> dt.date | None:
    """A day, or none. A time after it is left out."""
    text = text_of(said, name)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError as error:
        raise Invalid(f"{name}: has to be a day such as 2026-11-27.") from error


def time_of(said: Json, name: str) -> dt.time | None:
    """A time of day, or none."""
    text = text_of(said, name)
    if not text:
        return None
    try:
        return dt.time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise Invalid(f"{name}: has to be a time such as 09:00.") from error
