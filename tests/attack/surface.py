"""Every address of the house, found by itself: from the URL map, or an API's document.

for route in surface.routes():
    route.at(pk=12)         # "/plan/12/"
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern
from django.utils.regex_helper import normalize

PAGE_METHODS = ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Blank:
    """A part of an address that varies. `kind`: int, uuid, slug, str or path."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Route:
    """One address: `template` has `{pk}` for each blank.

    `methods` are those that it is made for. `fields` are names that an API documents
    for its query and its body; those of pages are found on the pages.
    """

    name: str
    template: str
    blanks: tuple[Blank, ...] = ()
    methods: tuple[str, ...] = PAGE_METHODS
    fields: tuple[str, ...] = ()
    view: Callable[..., Any] | None = field(default=None, compare=False)

    def at(self, **values: object) -> str:
        """The address with its blanks filled."""
        kinds = {blank.name: blank.kind for blank in self.blanks}
        filled = {
            name: quote(str(value), safe="/" if kinds[name] == "path" else "")
            for name, value in values.items()
        }
        return self.template.format(**filled)

    def filled(self, fill: Callable[[Blank], object]) -> str:
        """The address, each blank filled by `fill`."""
        return self.at(**{blank.name: fill(blank) for blank in self.blanks})

    @property
    def room(self) -> str:
        """The namespace, or nothing."""
        return self.name.rpartition(":")[0]


@cache
def routes() -> tuple[Route, ...]:
    """All of the URL map, in its order. An address that another hides is left out."""
    found = [*_below(get_resolver().url_patterns, "", "", ()), *_of_apis()]
    first: dict[str, Route] = {}
    for route in found:
        first.setdefault(route.template, route)
    return tuple(first.values())


def of_openapi(document: Mapping[str, Any], prefix: str = "") -> tuple[Route, ...]:
    """The addresses of an OpenAPI 3 document, with its methods and fields."""
    found = []
    for template, operations in document["paths"].items():
        shared = operations.get("parameters", [])
        methods = [m for m in operations if m in METHODS]
        every = shared + [
            p for m in methods for p in operations[m].get("parameters", [])
        ]
        blanks = {
            p["name"]: Blank(p["name"], _kind_of_schema(p.get("schema", {})))
            for p in every
            if p["in"] == "path"
        }
        asked = {p["name"] for p in every if p["in"] == "query"}
        asked |= {f for m in methods for f in _body_fields(operations[m], document)}
        names = [operations[m].get("operationId") or template for m in methods]
        found.append(
            Route(
                f"api:{names[0]}",
                prefix + template,
                tuple(blanks.values()),
                tuple(m.upper() for m in methods),
                tuple(sorted(asked)),
            )
        )
    return tuple(found)


METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


A_LANGUAGE = "ur"  # of the public pages


def a_value(blank: Blank) -> object:
    """Something of the right kind that leads nowhere."""
    if blank.kind == "int":
        return 987_654_321
    if blank.kind == "uuid":
        return uuid.uuid4()
    return A_LANGUAGE if blank.kind == "tongues" else "nowhere"


def _below(
    patterns: list[Any], prefix: str, namespace: str, blanks: tuple[Blank, ...]
) -> Iterator[Route]:
    for pattern in patterns:
        piece, own = _piece(pattern.pattern)
        template, all_blanks = prefix + piece, (*blanks, *own)
        if isinstance(pattern, URLResolver):
            inner = pattern.namespace
            there = ":".join(part for part in (namespace, inner) if part)
            yield from _below(pattern.url_patterns, template, there, all_blanks)
        elif isinstance(pattern, URLPattern):
            name = pattern.name or template
            full = f"{namespace}:{name}" if namespace else str(name)
            yield Route(full, f"/{template}", all_blanks, view=pattern.callback)


def _piece(pattern: RoutePattern | RegexPattern) -> tuple[str, list[Blank]]:
    """A piece of the URL map as a template, with its blanks."""
    if isinstance(pattern, RoutePattern):
        text = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern))
        kinds = {
            name: type(converter).__name__.removesuffix("Converter").lower()
            for name, converter in pattern.converters.items()
        }
        return text, [Blank(n, {"string": "str"}.get(k, k)) for n, k in kinds.items()]
    text, names = normalize(pattern.regex.pattern)[0]
    return text % {n: f"{{{n}}}" for n in names}, [Blank(n, "str") for n in names]


def _of_apis() -> Iterator[Route]:
    """Addresses of views that answer with an OpenAPI document (none so far).

    Such a view has an attribute `openapi`: a function that gives the document.
    """
    for route in _below(get_resolver().url_patterns, "", "", ()):
        document = getattr(route.view, "openapi", None)
        if document is not None:
            yield from of_openapi(document())


def _kind_of_schema(schema: Mapping[str, Any]) -> str:
    if schema.get("format") == "uuid":
        return "uuid"
    return "int" if schema.get("type") == "integer" else "str"


def _body_fields(operation: Mapping[str, Any], document: Mapping[str, Any]) -> set[str]:
    contents = operation.get("requestBody", {}).get("content", {}).values()
    found: set[str] = set()
    for content in contents:
        schema = content.get("schema", {})
        while "$ref" in schema:
            at: Any = document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                at = at[step]
            schema = at
        found |= set(schema.get("properties", {}))
    return found
