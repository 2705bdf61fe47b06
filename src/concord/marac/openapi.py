"""The API of flags as an OpenAPI 3.1 document, made from what checks what comes."""

from __future__ import annotations

from typing import Any

from concord.marac.forms.api import CLEAR, CONFIRM, FIND, Fields
from concord.marac.models import OnlineHidden

VERSION = "1.0"
ROOT = "/api/v1/flags/"
TO_CONFIRM, LIVE, OVER, OFF = "to confirm", "confirmed", "to take off", "taken off"
Json = dict[str, Any]
REFUSALS = {
    "400": "This is no JSON object",
    "401": "No key, or none that is taken (any more)",
    "403": "The key of this system keeps no flags",
    "404": "Your team has no flag with this code",
    "409": "Nothing was kept: the message says why",
    "413": "Too large",
    "415": "No application/json",
    "422": "Something is wrong with these fields: nothing was kept",
    "429": "Too many at a time: wait as long as Retry-After says",
}
ALWAYS = ("401", "403", "429")
WITH_A_BODY = (*ALWAYS, "400", "413", "415", "422")


def document() -> Json:
    """Addresses, fields and answers."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Concord: flags of partners’ systems",
            "version": VERSION,
            "description": "Flags of MARAC that one team keeps on its own records: "
            "its own, and no other’s.",
        },
        "security": [{"key": []}],
        "paths": {
            ROOT: {"get": _operation("list_flags", "Live flags", "Flags", ALWAYS)},
            ROOT + "find/": {
                "post": _operation(
                    "find_flags", "Flags with a reference", "Flags", WITH_A_BODY, FIND
                )
            },
            ROOT + "{code}/confirm/": {
                "post": _of_one("confirm_flag", "It is on our record", CONFIRM)
            },
            ROOT + "{code}/clear/": {
                "post": _of_one("clear_flag", "It is off our record", CLEAR)
            },
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _of_one(name: str, summary: str, fields: Fields) -> Json:
    statuses = (*WITH_A_BODY, "404", "409")
    code = {"name": "code", "in": "path", "required": True}
    found = _operation(name, summary, "Kept", statuses, fields)
    return found | {"parameters": [code | {"schema": {"type": "string"}}]}


def _operation(
    name: str, summary: str, schema: str, refusals: Any, fields: Fields | None = None
) -> Json:
    said: Json = {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": _answer(summary, schema),
            **{status: _answer(REFUSALS[status], "Errors") for status in refusals},
        },
    }
    if fields is not None:
        content = {"application/json": {"schema": _body(fields)}}
        said["requestBody"] = {"required": True, "content": content}
    return said


def _body(fields: Fields) -> Json:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _field(*field) for name, field in fields.items()},
        **({"required": ["reference"]} if "reference" in fields else {}),
    }


def _field(words: str, longest: int, choices: tuple[Any, ...]) -> Json:
    told = "; ".join(f"{code}: {label}" for code, label in choices)
    said: Json = {"type": "string", "description": f"{words} {told}".strip()}
    if choices:
        return said | {"enum": [str(code) for code, _ in choices]}
    return said | {"maxLength": longest}


def _answer(words: str, schema: str) -> Json:
    there = {"$ref": f"#/components/schemas/{schema}"}
    return {"description": words, "content": {"application/json": {"schema": there}}}


def _schemas() -> Json:
    text = {"type": "string"}
    states = {"type": "string", "enum": [TO_CONFIRM, LIVE, OVER, OFF]}
    day = {"type": "string", "format": "date"}
    flag = {
        "code": text,
        "state": states,
        "reference": text,
        "online_hidden": {"type": "string", "enum": [*OnlineHidden.values, ""]},
        "set_on": day,
        "until": day,
    }
    each = {"type": "object", "properties": {"field": text, "message": text}}
    return {
        "Flags": _holding("flags", {"type": "object", "properties": flag}),
        "Kept": {"type": "object", "properties": {"code": text, "state": states}},
        "Errors": _holding("errors", each),
    }


def _holding(name: str, each: Json) -> Json:
    return {
        "type": "object",
        "required": [name],
        "properties": {name: {"type": "array", "items": each}},
    }
