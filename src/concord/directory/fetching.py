"""Reading a feed over the network, page after page, in bounds.

A feed is somebody else's server: it may be slow, endless or hostile. Only http and
https, no other site than the one named, so much and no more. Addresses inside of one's
own network are refused unless whoever runs Concord says that they are meant.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

MOST_PAGES = 5_000
MOST_SERVICES = 100_000
MOST_BYTES = 20_000_000  # of one answer
SECONDS = 30  # of silence
SECONDS_EACH = 120  # for one answer, however it trickles
PIECE = 65_536
AGENT = "Concord (Open Referral UK reader)"
Ask = Callable[[str], Any]


class CannotRead(Exception):
    """The feed can't be read. The message says which address and what to do."""


class _SameSite(HTTPRedirectHandler):
    """A redirect to another site could lead anywhere, also inside."""

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        if urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            raise CannotRead("The feed sends on to another site. Give that address.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def asking(*, inside: bool = False) -> Ask:
    """A function that gets one address and gives its JSON. Raises CannotRead."""
    opener = build_opener(_SameSite())

    def ask(url: str) -> Any:
        check_address(url, inside=inside)
        request = Request(  # noqa: S310  the scheme is checked above
            url, headers={"Accept": "application/json", "User-Agent": AGENT}
        )
        try:
            with opener.open(request, timeout=SECONDS) as answer:
                content = _content(url, answer)
        except HTTPError as error:
            raise CannotRead(f"{url}: the feed answers {error.code}.") from error
        except HTTPException as error:
            raise CannotRead(f"{url}: the answer breaks off.") from error
        except (URLError, OSError) as error:
            raise CannotRead(f"{url}: no answer. Is the address right?") from error
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise CannotRead(f"{url}: the answer is no JSON.") from error

    return ask


def _content(url: str, answer: Any) -> bytes:
    """All of an answer, in bounds of size and time. Raises CannotRead."""
    until = time.monotonic() + SECONDS_EACH
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise CannotRead(f"{url}: the answer is larger than {MOST_BYTES:,} bytes.")
        if time.monotonic() > until:
            raise CannotRead(f"{url}: no whole answer in {SECONDS_EACH} seconds.")
    return b"".join(pieces)


def check_address(url: str, *, inside: bool) -> None:
    """Raises CannotRead for what is no public http address."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise CannotRead(f"{url[:100]}: this is no address.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CannotRead(f"{url[:100]}: write an address that begins with https://.")
    if parts.username or parts.password:
        raise CannotRead("An address with a password in it is not taken.")
    if inside:
        return
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname, port, proto=socket.IPPROTO_TCP)
    except (OSError, ValueError) as error:
        raise CannotRead(f"{parts.hostname}: there is no such server.") from error
    for *_, address in found:
        if not ipaddress.ip_address(str(address[0]).split("%")[0]).is_global:
            raise CannotRead(
                f"{parts.hostname} is inside of a network: say --inside if it is meant."
            )


def services_of(url: str, ask: Ask) -> Iterator[Any]:
    """Every service of the feed whole, page after page. Raises CannotRead.

    A service that is on two pages comes once; what has no id comes as it is, so that
    it is counted as invalid.
    """
    base = url.rstrip("/").removesuffix("/services")
    seen: set[str] = set()
    for page in range(1, MOST_PAGES + 1):
        found = ask(f"{base}/services?{urlencode({'page': page, 'per_page': 50})}")
        contents = found.get("contents") if isinstance(found, dict) else None
        if not isinstance(contents, list):
            raise CannotRead(f"{base}/services: this is no Open Referral UK 3.0 feed.")
        fresh = False
        for brief in contents:
            source_id = brief.get("id") if isinstance(brief, dict) else None
            if not isinstance(source_id, str):
                yield brief
                continue
            if source_id in seen:
                continue
            seen.add(source_id)
            fresh = True
            if len(seen) > MOST_SERVICES:
                raise CannotRead(f"{base}: more than {MOST_SERVICES:,} services.")
            yield ask(f"{base}/services/{quote(source_id, safe='')}")
        if _is_last(found, page) or not contents or not fresh:
            return
    raise CannotRead(f"{base}: more than {MOST_PAGES:,} pages.")


def _is_last(found: dict[str, Any], page: int) -> bool:
    if isinstance(found.get("last_page"), bool):
        return bool(found["last_page"])
    pages = found.get("total_pages")
    return isinstance(pages, int) and page >= pages
