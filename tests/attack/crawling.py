"""Every page that a hat is led to, from the front door on, and every form on it.

Pages that no link leads to are found as well: every address is tried with ids that
were seen in others.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.urls import Resolver404, resolve

from tests.attack import surface
from tests.attack.surface import Route
from tests.attack.visiting import Answer, Visitor

EACH = 2  # pages of one address with other ids
IGNORED = ("csrfmiddlewaretoken",)


@dataclass(frozen=True, slots=True)
class Control:
    """One control of a form as the page shows it."""

    name: str
    kind: str
    value: str = ""
    options: tuple[str, ...] = ()
    longest: int | None = None
    required: bool = False
    low: str = ""

    @property
    def takes_text(self) -> bool:
        """Whether somebody can type what they like."""
        return self.kind in ("text", "textarea", "search", "tel", "url", "hidden")


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a page: where it goes, and what is in it."""

    page: str
    action: str
    controls: tuple[Control, ...]
    buttons: tuple[tuple[str, str], ...] = ()
    route: str = ""

    @property
    def names(self) -> set[str]:
        """The names of its controls."""
        return {one.name for one in self.controls} | {name for name, _ in self.buttons}


@dataclass(slots=True)
class Site:
    """What one visitor has found."""

    who: str
    pages: dict[str, Answer] = field(default_factory=dict)
    forms: dict[tuple[str, frozenset[str]], Form] = field(default_factory=dict)
    asked: dict[str, set[str]] = field(default_factory=dict)  # parameters by path
    files: dict[str, Answer] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)  # names of addresses
    broken: list[Answer] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    often: Counter[tuple[str, frozenset[str]]] = field(default_factory=Counter)


def crawl(visitor: Visitor, site: Site, more: Iterable[str] = ()) -> None:
    """Follow every link from every address that needs no id, and from some more."""
    open_ones = [r for r in surface.routes() if not r.blanks and _is_page(r)]
    waiting = deque([*(route.at() for route in open_ones), *more])
    while waiting:
        address = waiting.popleft()
        kind = _kind(address)
        if address in site.seen or kind is None:
            continue
        site.seen.add(address)
        if site.often[kind] >= (1 if kind[1] else EACH):
            continue
        answer = visitor.get(address)
        if answer.status != 404:
            site.often[kind] += 1
            site.reached.add(kind[0])
        if answer.goes_to:
            waiting.append(_inside(address, answer.goes_to))
        elif answer.status == 200:
            waiting.extend(_take(site, address, answer))
        elif answer.status >= 500:
            site.broken.append(answer)


def read_forms(address: str, tree: Any) -> Iterator[Form]:
    """The forms of a page that are sent by POST."""
    for form in tree.iter("form"):
        if (form.get("method") or "get").lower() != "post":
            continue
        action = _inside(address, form.get("action") or address)
        controls = tuple(_controls(form))
        buttons = tuple(
            (b.get("name"), b.get("value") or "")
            for b in form.iter("button")
            if b.get("name")
        )
        yield Form(address, action, controls, buttons, name_of(action))


def name_of(address: str) -> str:
    """The name of the address, or nothing when there is none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def _take(site: Site, address: str, answer: Answer) -> Iterator[str]:
    """Keep a page with its forms; where it leads."""
    path = urlsplit(address).path
    if not answer.is_page:
        site.files[address] = answer
        return
    site.pages[address] = answer
    for form in read_forms(address, answer.tree):
        key = (form.route, frozenset(form.names))
        site.forms.setdefault(key, form)
        site.reached.add(form.route)
    for leads in _links(answer.tree):
        there = _inside(address, leads)
        parts = urlsplit(there)
        if parts.query:
            names = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
            site.asked.setdefault(parts.path, set()).update(names)
        yield there
    for form in answer.tree.iter("form"):
        if (form.get("method") or "get").lower() == "get":
            to = urlsplit(_inside(address, form.get("action") or path)).path
            names = {one.name for one in _controls(form)}
            site.asked.setdefault(to, set()).update(names)


def _links(tree: Any) -> Iterator[str]:
    for element in tree.iter("a", "button", "div", "form", "link"):
        for name in ("href", "hx-get", "formaction", "data-url"):
            found = element.get(name)
            if found and not found.startswith(("http", "mailto:", "tel:", "#")):
                yield found


def _controls(form: Any) -> Iterator[Control]:
    choices: dict[str, list[Any]] = {}
    for element in form.iter("input", "textarea", "select"):
        name = element.get("name")
        if not name or name in IGNORED or element.get("disabled") is not None:
            continue
        kind = element.tag if element.tag != "input" else element.get("type") or "text"
        if kind in ("radio", "checkbox"):
            choices.setdefault(f"{kind}:{name}", []).append(element)
        elif kind == "select":
            yield _select(name, element)
        elif kind not in ("submit", "button", "image", "reset"):
            value = (
                element.text_content() if kind == "textarea" else element.get("value")
            )
            longest = element.get("maxlength")
            yield Control(
                name,
                kind,
                (value or "").strip(),
                longest=int(longest) if longest else None,
                required=element.get("required") is not None,
                low=element.get("min") or "",
            )
    for key, found in choices.items():
        kind, _, name = key.partition(":")
        chosen = [e.get("value") or "on" for e in found if e.get("checked") is not None]
        yield Control(
            name,
            kind,
            chosen[0] if chosen else "",
            tuple(e.get("value") or "on" for e in found),
        )


def _select(name: str, element: Any) -> Control:
    options = [o for o in element.iter("option") if o.get("disabled") is None]
    values = tuple(o.get("value", o.text or "") for o in options)
    chosen = [
        o.get("value", o.text or "") for o in options if o.get("selected") is not None
    ]
    return Control(name, "select", chosen[0] if chosen else "", values)


def _kind(address: str) -> tuple[str, frozenset[str]] | None:
    """What address it is, with which parameter.

    None for what is not of the house, and for two parameters at once.
    """
    parts = urlsplit(address)
    name = name_of(address)
    names = {one for one, _ in parse_qsl(parts.query, keep_blank_values=True)}
    if not name or parts.netloc or len(names) > 1:
        return None
    return name, frozenset(names)


def _is_page(route: Route) -> bool:
    return "GET" in route.methods and route.name not in ("healthz", "readyz")


def _inside(address: str, leads: str) -> str:
    found = urlsplit(urljoin(address, leads))
    return found._replace(fragment="").geturl()
