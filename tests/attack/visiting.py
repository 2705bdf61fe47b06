"""A browser in somebody's hat, and what every answer of the house has to be like."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.test import Client
from lxml import html as lxml_html

from concord.access.actor import leave
from concord.access.doors_testing import TOKENS, readable
from concord.access.testing import wear
from concord.partnership.models import Membership

SIGN_IN = "/account/sign-in/"
ROOT = "http://testserver"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(slots=True, eq=False)
class Answer:
    """One answer: who asked what, and what came."""

    who: str
    method: str
    address: str
    status: int
    headers: dict[str, str]
    content: bytes
    cookies: str

    @property
    def kind(self) -> str:
        """The content type without its options."""
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def is_page(self) -> bool:
        """HTML that a browser shows, not a file that it keeps."""
        download = self.headers.get("content-disposition", "").startswith("attachment")
        return self.kind == "text/html" and not download

    @property
    def goes_to(self) -> str:
        """Where it leads, for a redirect."""
        return self.headers.get("location", "")

    @property
    def body(self) -> str:
        """The words of it, files unpacked."""
        return readable(self.content, self.kind)

    @property
    def said(self) -> str:
        """All that came: body, headers and cookies, also as a reader would see it."""
        heads = "\n".join(f"{name}: {value}" for name, value in self.headers.items())
        page = self.steady
        return "\n".join((page, html.unescape(page), heads, self.cookies))

    @property
    def steady(self) -> str:
        """The body without tokens, which differ each time."""
        return TOKENS.sub("", self.body)

    @property
    def tree(self) -> Any:
        """The page, parsed: anew each time, because thousands are kept."""
        return lxml_html.fromstring(self.content or b"<html/>")

    @property
    def asks_to_sign_in(self) -> bool:
        """A redirect to the sign-in page, or the kept form that says so."""
        return (self.status == 302 and self.goes_to.startswith(SIGN_IN)) or (
            self.status == 401
        )

    def __str__(self) -> str:
        return f"{self.who}: {self.method} {self.address[:120]} -> {self.status}"


class Browser(Client):
    """A test client that keeps no copies of templates' contexts: half as slow.

    Nothing that fails in the house is raised here: it is answered, as to anybody.
    """

    def request(self, **request: Any) -> Any:
        answer = self.handler(self._base_environ(**request))
        if answer.cookies:
            self.cookies.update(answer.cookies)
        return answer


class Visitor:
    """Somebody with a browser, in a hat or in none."""

    def __init__(
        self, who: str, hat: Membership | None = None, *, csrf: bool = False
    ) -> None:
        self.who, self.hat = who, hat
        self.browser = Browser(enforce_csrf_checks=csrf)
        self.kept: SessionBase | None = None
        if hat is not None:
            self.kept = self._sign_in(hat)

    def ask(self, method: str, address: str, data: Any = None, **more: Any) -> Answer:
        """Send one request, as nobody knows who came before on this connection."""
        leave()
        self._come_back()
        if method in ("GET", "HEAD"):
            answer = getattr(self.browser, method.lower())(address, data, **more)
        elif method == "POST":
            answer = self.browser.post(address, data or {}, **more)
        else:
            answer = self.browser.generic(method, address, data or b"", **more)
        streamed = getattr(answer, "streaming_content", None)
        content = b"".join(streamed) if streamed is not None else answer.content
        cookies = answer.cookies.output(header="").strip()
        return Answer(
            self.who,
            method,
            address,
            answer.status_code,
            {name.lower(): value for name, value in answer.items()},
            content,
            cookies,
        )

    def get(self, address: str, data: Any = None, **more: Any) -> Answer:
        """Fetch a page."""
        return self.ask("GET", address, data, **more)

    def post(self, address: str, data: Any = None, **more: Any) -> Answer:
        """Send a form."""
        return self.ask("POST", address, data, **more)

    def _sign_in(self, hat: Membership) -> SessionBase:
        """Past both steps, a moment ago, so that nothing asks for a password again."""
        wear(self.browser, hat)
        session = self.browser.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "email": hat.account.email}
        ]
        session["account_authentication_methods_user"] = str(hat.account_id)
        session.save()
        return session

    def _come_back(self) -> None:
        """Whoever was signed out by what they sent has not been."""
        if self.kept is None:
            return
        self.browser.cookies["session"] = str(self.kept.session_key)
        if not self.kept.exists(self.kept.session_key):
            self.kept.save(must_create=True)


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside has not been done afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Headers ---------------------------------------------------------------------------
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}
POLICY = (
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)
# May be kept by browsers: the same for everybody, and of nobody.
MAY_BE_KEPT = ("/static/", "/ui/brand/")


def wrong_headers(answer: Answer) -> Iterator[str]:
    """What is missing in the headers of an answer, whatever it is."""
    heads = answer.headers
    for name, wanted in ALWAYS.items():
        if name == "referrer-policy" and heads.get(name) == "no-referrer":
            continue  # stricter: public pages tell no site where one was
        if heads.get(name) != wanted:
            yield f"{name} is {heads.get(name)!r}"
    policy = heads.get("content-security-policy", "")
    if not policy.startswith(("sandbox", "default-src 'none'")):
        for wanted in POLICY:
            if wanted not in policy:
                yield f"the policy lacks {wanted}"
        if "unsafe-" in policy or "*" in policy or "http" in policy:
            yield "the policy is loose"
    kept = heads.get("cache-control", "")
    if "no-store" not in kept and not answer.address.startswith(MAY_BE_KEPT):
        yield f"cache-control is {kept!r}"
    for line in answer.cookies.splitlines():
        if "max-age=0" in line.lower():
            continue  # a cookie that is taken away
        if "httponly" not in line.lower() or "samesite" not in line.lower():
            yield f"a loose cookie: {line.partition('=')[0].strip()}"


# Pages -----------------------------------------------------------------------------
LOADED = ("src", "srcset", "poster", "data", "action", "formaction", "background")
SAFE_LINKS = re.compile(
    r"(https?://|mailto:|tel:|sms:|[/?#.]|$|[\w%-]+([/?#]|$))", re.I
)
STYLE_URL = re.compile(r"url\(\s*['\"]?([^)'\"]+)", re.I)


def wrong_page(answer: Answer) -> Iterator[str]:
    """What a page must not have: scripts of others, and anything from elsewhere."""
    nonce = re.search(
        r"'nonce-([^']+)'", answer.headers.get("content-security-policy", "")
    )
    for element in answer.tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in ("iframe", "object", "embed", "base", "applet"):
            yield f"<{element.tag}>"
        inline = element.tag == "script" and not element.get("src")
        if inline and (nonce is None or element.get("nonce") != nonce.group(1)):
            yield "a script without the nonce"
        yield from _wrong_attributes(element)
    for found in STYLE_URL.findall(answer.body):
        if not _is_ours(found) and not found.startswith("data:image/"):
            yield f"a style that loads {found[:60]}"


def _wrong_attributes(element: Any) -> Iterator[str]:
    for name, value in element.attrib.items():
        short = name.rpartition("}")[2].lower()
        said = "".join(str(value).split())
        if short.startswith("on"):
            yield f"{short} of <{element.tag}>"
        elif short in LOADED or (short == "href" and element.tag in ("link", "use")):
            inline = element.tag == "img" and said.startswith("data:image/")
            if not _is_ours(said) and not inline:
                yield f"<{element.tag} {short}> from elsewhere: {said[:60]}"
        elif short in ("href", "cite", "ping") and not SAFE_LINKS.match(said):
            yield f"<{element.tag} {short}> is {said[:60]}"


def _is_ours(address: str) -> bool:
    """Whether an address stays on this site."""
    if address.startswith(ROOT + "/"):
        return True
    return not re.match(r"(//|[/\\]\\|\\|[a-zA-Z][\w+.-]*:)", address)


def faults(answer: Answer) -> list[str]:
    """Everything wrong with an answer, whoever asked whatever for it."""
    found = list(wrong_headers(answer))
    if answer.status >= 500:
        found.append(f"answered {answer.status}")
    if answer.is_page and answer.content:
        found += wrong_page(answer)
    return [f"{answer}: {what}" for what in dict.fromkeys(found)]


def told(wrong: Iterable[str], most: int = 25) -> str:
    """What was wrong, one line each, for whoever reads the failure."""
    lines = list(dict.fromkeys(wrong))
    more = [f"and {len(lines) - most} more"] if len(lines) > most else []
    return "\n".join(["", *lines[:most], *more])


# Traces ----------------------------------------------------------------------------
class Secrets:
    """Words that must not come to somebody, looked for in each answer."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted({word.lower() for word in words})
        self._clean: set[int] = set()  # of what has nothing in it, the hashes

    def __len__(self) -> int:
        return len(self.words)

    def seen_in(self, answer: Answer, *, but: Iterable[str] = ()) -> list[str]:
        """Those that an answer tells; `but` names what was asked for by the asker."""
        said = answer.said.lower()
        if hash(said) in self._clean:
            return []
        told = [word for word in self.words if word in said]
        if not told:
            self._clean.add(hash(said))
        asked = [word.lower() for word in but]
        return [word for word in told if not any(word in one for one in asked)]
