"""The API of returns as an OpenAPI 3.1 document, made from what reads what comes."""

from __future__ import annotations

from typing import Any

from concord.returns.checking.allowed import FOR_SYSTEMS, OF_A_RETURN
from concord.returns.forms.api import FIGURES, OF_ALL_WORDS, PARTS, PERMISSION

VERSION = "1.0"
ROOT = "/api/v1/returns/"
Json = dict[str, Any]
REFUSALS = {
    "400": "This is no JSON object",
    "401": "No key, or none that is taken (any more)",
    "403": "The key of this system fills in no returns",
    "404": "Your team is asked for no return with this number",
    "409": "Nothing was kept: the message says why",
    "413": "Too large",
    "415": "No application/json",
    "422": "Something is wrong with these fields: nothing was kept",
    "429": "Too many at a time: wait as long as Retry-After says",
}
ALWAYS = ("401", "403", "429")
WITH_A_BODY = (*ALWAYS, "400", "404", "409", "413", "415", "422")


def document() -> Json:
    """Addresses, fields and answers."""
    number = {"name": "pk", "in": "path", "required": True}
    one = [number | {"schema": {"type": "integer"}}]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Concord: data returns of partners’ systems",
            "version": VERSION,
            "description": "Figures of one team for its own returns. A system fills "
            "in; a person looks, and sends.",
        },
        "security": [{"key": []}],
        "paths": {
            ROOT: {"get": _operation("list_returns", "Returns to fill in", ALWAYS)},
            ROOT + "{pk}/": {
                "parameters": one,
                "get": _operation("read_return", "One return", (*ALWAYS, "404")),
                "post": _operation("fill_return", "Keep figures", WITH_A_BODY)
                | {"requestBody": _body()},
            },
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Errors": _errors()},
        },
    }


def _operation(name: str, summary: str, refusals: tuple[str, ...]) -> Json:
    wrong = {"$ref": "#/components/schemas/Errors"}
    content = {"application/json": {"schema": wrong}}
    return {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": summary},
            **{
                status: {"description": REFUSALS[status], "content": content}
                for status in refusals
            },
        },
    }


def _body() -> Json:
    parts: Json = {
        name: {"type": "string", "description": words, "maxLength": longest}
        for name, (words, longest) in PARTS.items()
    }
    parts["figure"]["type"] = ["string", "integer", "null"]
    parts["permission"]["enum"] = list(FOR_SYSTEMS)
    figure = {
        "type": "object",
        "additionalProperties": False,
        "required": ["key"],
        "properties": parts,
    }
    schema = {
        "type": "object",
        "additionalProperties": False,
        "anyOf": [{"required": [FIGURES]}, {"required": [PERMISSION]}],
        "properties": {
            FIGURES: {"type": "array", "items": figure, "minItems": 1},
            PERMISSION: {
                "type": ["string", "null"],
                "description": OF_ALL_WORDS,
                "enum": [*OF_A_RETURN, None],
            },
        },
    }
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _errors() -> Json:
    text = {"type": "string"}
    each = {"type": "object", "properties": {"field": text, "message": text}}
    return {
        "type": "object",
        "required": ["errors"],
        "properties": {"errors": {"type": "array", "items": each}},
    }
