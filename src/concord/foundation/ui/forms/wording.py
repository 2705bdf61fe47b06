"""Errors in words that name the thing and the way out, instead of Django's defaults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

Say = Callable[[str, BoundField, dict[str, Any]], str]


def label(bound: BoundField) -> str:
    """The field's label without its colon."""
    return str(bound.label or bound.name).rstrip(":?").strip()


def inside(words: str) -> str:
    """The label as it reads inside a sentence: "Key date" -> "key date", "GP" stays."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def say(bound: BoundField, error: ValidationError) -> list[str]:
    """The messages of one error; Django's own defaults are put in our words."""
    made = REPLACED.get(error.code or "")
    if made and _is_default(bound, error):
        return [made(label(bound), bound, error.params or {})]
    return [str(message) for message in error.messages]


def _is_default(bound: BoundField, error: ValidationError) -> bool:
    """Whether the message is one that Django brings along, not one of ours."""
    field = bound.field
    if error.code in VALIDATORS:
        return True
    if error.code == "invalid" and isinstance(field, forms.EmailField | forms.URLField):
        return True
    own = str(field.error_messages.get(error.code or "", ""))
    said = str(getattr(error, "message", ""))
    for cls in type(field).__mro__:
        if not cls.__module__.startswith("django."):
            continue
        default = getattr(cls, "default_error_messages", {}).get(error.code)
        if default is not None and str(default) == said == own:
            return True
    return False


def _required(name: str, bound: BoundField, params: dict[str, Any]) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return f"{name}: tick the box to go on"
    if isinstance(widget, forms.FileInput):
        return f"{name}: choose a file"
    if isinstance(widget, (forms.CheckboxSelectMultiple, forms.SelectMultiple)):
        return f"{name}: choose at least one"
    if isinstance(widget, (forms.Select, forms.RadioSelect)):
        return f"{name}: choose one"
    return f"Enter {inside(name)}"


def _invalid(name: str, bound: BoundField, params: dict[str, Any]) -> str:
    typed = params.get("value") or bound.value()
    way = {
        forms.EmailField: "enter an e-mail address, such as name@example.org",
        forms.DecimalField: "enter a number, such as 7.5",
        forms.FloatField: "enter a number, such as 7.5",
        forms.IntegerField: "enter a whole number, such as 7",
        forms.URLField: "enter a web address, such as https://example.org",
        forms.DateField: "enter a date, such as 19/11/2026",
        forms.TimeField: "enter a time, such as 14:30",
    }
    found = next((w for cls, w in way.items() if isinstance(bound.field, cls)), "")
    if not found:
        return f"{name}: {typed} can't be used here. Enter it in another way"
    return f"{name}: {typed} - {found}" if _short(typed) else f"{name}: {found}"


def _short(typed: Any) -> bool:
    return isinstance(typed, str) and 0 < len(typed) <= 40


def _choice(name: str, bound: BoundField, params: dict[str, Any]) -> str:
    return f"{name}: what you chose is no longer on the list. Choose again"


def _max_length(name: str, bound: BoundField, params: dict[str, Any]) -> str:
    limit, has = params.get("limit_value"), params.get("show_value")
    return f"{name}: {has} characters are too many. Shorten it to {limit} or fewer"


def _min_length(name: str, bound: BoundField, params: dict[str, Any]) -> str:
    return f"{name}: enter at least {params.get('limit_value')} characters"


def _max_value(name: str, bound: BoundField, params: dict[str, Any]) -> str:
    return f"{name}: {_shown(params)} is too high. Enter {_limit(params)} or less"


def _min_value(name: str, bound: BoundField, params: dict[str, Any]) -> str:
    return f"{name}: {_shown(params)} is too low. Enter {_limit(params)} or more"


def _shown(params: dict[str, Any]) -> str:
    return str(params.get("show_value", params.get("value", "this")))


def _limit(params: dict[str, Any]) -> str:
    return str(params.get("limit_value"))


REPLACED: dict[str, Say] = {
    "required": _required,
    "incomplete": _required,
    "invalid": _invalid,
    "invalid_choice": _choice,
    "max_length": _max_length,
    "min_length": _min_length,
    "max_value": _max_value,
    "min_value": _min_value,
}
# These come from validators: their message is always Django's.
VALIDATORS = frozenset({"max_length", "min_length", "max_value", "min_value"})
