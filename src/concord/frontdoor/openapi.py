"""The API for partners' systems as an OpenAPI 3.1 document.

Made from the forms that check what comes, so that it can't say something else.
"""

from __future__ import annotations

from typing import Any

from django import forms

from concord.foundation.ui.forms import DateField
from concord.frontdoor.forms.api import FLAT, MOST, SEVERAL
from concord.frontdoor.forms.intake import fields_of
from concord.frontdoor.models import Referral

VERSION = "1.0"
ROOT = "/api/v1/referrals/"
RECEIVED, LOOKED_AT, ANSWERED = "received", "being looked at", "answered"
DAY = r"^\d{4}(-\d{2}(-\d{2})?)?$"
Json = dict[str, Any]


def document() -> Json:
    """Addresses, fields and answers."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Concord: referrals of partners’ systems",
            "version": VERSION,
            "description": "Send a referral to the front door of a partnership, and "
            "ask how far it is. A key of a system can do nothing else. If somebody is "
            "in danger now, call 999 first.",
        },
        "security": [{"key": []}],
        "paths": {
            ROOT: {"post": _send()},
            ROOT + "{ref}/": {"get": _ask()},
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _send() -> Json:
    return {
        "operationId": "send_referral",
        "summary": "Send one referral",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "Your own key of this referral; or `key` in the body. "
                "Sent again with the same body, it is taken once.",
                "schema": {"$ref": "#/components/schemas/Key"},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/Referral"}
                }
            },
        },
        "responses": {
            "201": _answer("It is at the front door", "Taken"),
            "200": _answer("It came before: the same reference again", "Taken"),
            **{status: _answer(words, "Errors") for status, words in REFUSALS.items()},
        },
    }


def _ask() -> Json:
    refusals = {status: REFUSALS[status] for status in ("401", "429")}
    refusals["404"] = "This system has sent no referral with this reference"
    return {
        "operationId": "ask_about_referral",
        "summary": "How far a referral of this system is",
        "parameters": [
            {
                "name": "ref",
                "in": "path",
                "required": True,
                "schema": {"type": "string"},
            }
        ],
        "responses": {
            "200": _answer("How far it is", "Taken"),
            **{status: _answer(words, "Errors") for status, words in refusals.items()},
        },
    }


REFUSALS = {
    "400": "This is no JSON object",
    "401": "No key, or none that is taken (any more)",
    "409": "This key came before with another body: nothing was taken",
    "413": "Too large",
    "415": "No application/json",
    "422": "Something is wrong with these fields: nothing was taken",
    "429": "Too many at a time: wait as long as Retry-After says",
    "503": "No team stands at the front door: nothing was taken",
}


def _answer(words: str, schema: str) -> Json:
    there = {"$ref": f"#/components/schemas/{schema}"}
    return {"description": words, "content": {"application/json": {"schema": there}}}


def _schemas() -> Json:
    several = {
        name: {
            "type": "array",
            "maxItems": MOST,
            "items": _object(f"{part}-0"),
        }
        for name, part in SEVERAL.items()
    }
    flat = {n: _schema(n, f) for part in FLAT for n, f in fields_of(part).items()}
    needed = [n for part in FLAT for n, f in fields_of(part).items() if f.required]
    return {
        "Key": {"type": "string", "minLength": 1, "maxLength": 60},
        "Referral": {
            "type": "object",
            "additionalProperties": False,
            "required": ["referrer", "victim", *needed],
            "properties": {
                "key": {"$ref": "#/components/schemas/Key"},
                "referrer": _object("referrer"),
                "victim": _object("victim"),
                **several,
                **flat,
            },
        },
        "Taken": {
            "type": "object",
            "required": ["reference", "status"],
            "properties": {
                "reference": {"type": "string"},
                "status": {"enum": [RECEIVED, LOOKED_AT, ANSWERED]},
                "reply": {
                    "enum": [str(one.label) for one in Referral.Reply if one.value]
                },
            },
        },
        "Errors": {
            "type": "object",
            "required": ["errors"],
            "properties": {
                "errors": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "field": {"type": "string"},
                            "message": {"type": "string"},
                        },
                    },
                }
            },
        },
    }


def _object(part: str) -> Json:
    known = fields_of(part)
    needed = [name for name, field in known.items() if field.required]
    return {
        "type": "object",
        "additionalProperties": False,
        **({"required": needed} if needed else {}),
        "properties": {name: _schema(name, field) for name, field in known.items()},
    }


def _schema(name: str, field: forms.Field) -> Json:
    said: Json = {"description": " ".join(_told(field))}
    words = [str(code) for code, _ in getattr(field, "choices", ()) if code]
    if isinstance(field, forms.BooleanField):
        return said | {"type": "boolean"}
    if isinstance(field, forms.MultipleChoiceField):
        each = {"type": "string", "enum": words}
        return said | {"type": "array", "maxItems": MOST, "items": each}
    if name == "other_names":
        name_of: Json = {"type": "string", "maxLength": 160}
        return said | {"type": "array", "maxItems": MOST, "items": name_of}
    if words:
        none = [] if field.required else [""]
        return said | {"type": "string", "enum": words + none}
    if isinstance(field, DateField):
        return said | {"type": "string", "pattern": DAY}
    longest = getattr(field, "max_length", None)
    return said | {"type": "string", **({"maxLength": longest} if longest else {})}


def _told(field: forms.Field) -> list[str]:
    told = [f"{str(field.label).rstrip('.?')}."]
    if isinstance(field, DateField):
        told.append("As much as is known: 1988, 1988-05 or 1988-05-21.")
    listed = [
        f"{code}: {words}" for code, words in getattr(field, "choices", ()) if code
    ]
    return [*told, "; ".join(listed)] if listed else told
