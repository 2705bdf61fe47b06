"""How the lock test opens each door. A room adds its own in `doors_testing.py`:

    @prober("cases:case", Kind.OPEN)
    def the_page_of_a_case(look: Look) -> Shown:
        return look.get("cases:case", look.target.case)

That is all. The lock test calls it with the hidden case and with one that does not
exist, as a colleague who may see it and as one who is locked out. `look` is a browser
in somebody's hat; `look.target` says which case, person, reference and name to try. A
door that needs no target (a list, a count) ignores it: then what the locked one is
shown has to be what it was before the case came.

A prober of an audit view says `role="auditor"`. Mail and jobs: do what sends them, and
return what this hat was sent (`Shown.text("...")`; nothing is `Shown.nothing()`).

    @furnishing
    def rows(world) -> None: ...

adds rows of the room's own tables to the world of the attack suite.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from concord.access.actor import Actor
from concord.access.doors import Kind
from concord.partnership.models import Membership


@dataclass(frozen=True, slots=True)
class Target:
    """What to ask for: the hidden case and its people, or some that never were."""

    case: uuid.UUID
    ref: str
    victim: uuid.UUID
    alleged: uuid.UUID
    name: str
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """What came through the door: status, headers and words."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def text(cls, body: str) -> Shown:
        """Words that came by another way than an answer to a request."""
        return cls(200, body)

    @classmethod
    def nothing(cls) -> Shown:
        """Nothing came."""
        return cls(0, "")

    @classmethod
    def of(cls, answer: HttpResponseBase) -> Shown:
        """The answer to a request, files read as text as far as they can be."""
        if answer.streaming:
            content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        else:
            content = answer.content  # type: ignore[attr-defined]
        return cls(
            answer.status_code,
            readable(content, answer.headers.get("Content-Type", "")),
            {name.lower(): value for name, value in answer.items()},
        )

    def steady(self) -> tuple[int, str, tuple[tuple[str, str], ...]]:
        """The same without what differs from one request to the next: tokens."""
        kept = ("content-type", "content-disposition", "location", "cache-control")
        heads = tuple((name, self.headers.get(name, "")) for name in kept)
        return self.status, TOKENS.sub("", self.body), heads


# CSRF tokens, nonces, the number of a request, and the minute of printing.
TOKENS = re.compile(
    r'(?:value|nonce|content)="[A-Za-z0-9_+/=-]{20,}"|Printed [\w ]+, \d\d:\d\d'
)


@dataclass(slots=True)
class Look:
    """Somebody who tries a door: hat, actor, browser; and what they ask for."""

    hat: Membership
    browser: Client
    target: Target
    world: Any = None

    @property
    def actor(self) -> Actor:
        """Who looks, as verbs take it."""
        return Actor.from_hat(self.hat)

    def get(self, name: str, *args: object, query: str = "") -> Shown:
        """Fetch the address called `name`."""
        address = reverse(name, args=list(args)) + (f"?{query}" if query else "")
        return Shown.of(self.browser.get(address))

    def post(self, name: str, *args: object, **fields: object) -> Shown:
        """Send a form to the address called `name`."""
        return Shown.of(self.browser.post(reverse(name, args=list(args)), fields))


@dataclass(frozen=True, slots=True)
class Prober:
    """How one kind of one door is opened, and by whom: a practitioner or an auditor."""

    name: str
    kind: Kind
    open: Callable[[Look], Shown]
    role: str


PROBERS: dict[tuple[str, Kind], Prober] = {}
FURNISHERS: list[Callable[[Any], None]] = []
Open = Callable[[Look], Shown]


def prober(
    name: str, *kinds: Kind, role: str = "practitioner"
) -> Callable[[Open], Open]:
    """Register how the door `name` is opened, for one kind or several."""

    def register(open_it: Open) -> Open:
        for kind in kinds:
            PROBERS[name, kind] = Prober(name, kind, open_it, role)
        return open_it

    return register


def furnishing(furnish: Callable[[Any], None]) -> Callable[[Any], None]:
    """Register what adds rows of a room's tables to the world of the attack suite."""
    FURNISHERS.append(furnish)
    return furnish


def readable(content: bytes, content_type: str) -> str:
    """The words of an answer, also of a workbook or a Word file."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = [packed.read(name) for name in sorted(packed.namelist())]
        return b"\n".join(parts).decode("utf-8", "replace")
    if content.startswith(b"%PDF"):
        import pypdf

        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return "\n".join(page.extract_text() for page in pages)
    return content.decode("utf-8", "replace")
