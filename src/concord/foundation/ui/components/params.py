"""Options of components, and the HTML of their attributes and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Options = Mapping[str, Any]


class Params(dict[str, Any]):
    """Options for a template: a missing one is empty text, never a dict's method."""

    def __missing__(self, key: str) -> str:
        return ""


def params(value: Any) -> Any:
    """Nested mappings and lists as `Params`, for use in templates."""
    if isinstance(value, Mapping):
        return Params({key: params(item) for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        return [params(item) for item in value]
    return value


def attributes(given: Options | str | None) -> SafeString:
    """HTML attributes with a leading space.

    A value may be `{"value": ..., "optional": True}`: then `True` gives the bare name
    and `None` or `False` nothing; otherwise `None` gives an empty value.
    """
    if not given:
        return SafeString("")
    if not isinstance(given, Mapping):
        return SafeString(conditional_escape(given))
    parts = []
    for name, item in given.items():
        optional = isinstance(item, Mapping) and item.get("optional") is True
        value = item.get("value") if isinstance(item, Mapping) else item
        if optional and value is True:
            parts.append(f" {conditional_escape(name)}")
        elif not (optional and (value is None or value is False)):
            parts.append(f' {conditional_escape(name)}="{spoken(value)}"')
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped above


def content(item: Options, name: str = "") -> SafeString:
    """The words of a component: its `html` if given, else its `text`, escaped."""
    html, text = (f"{name}_html", f"{name}_text") if name else ("html", "text")
    chosen = item.get(html) or item.get(text)
    return SafeString("" if chosen is None else conditional_escape(chosen).strip())


def spoken(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return conditional_escape(value)


def joined(*words: Any) -> str:
    return " ".join(str(word) for word in words if word)


def optional(value: Any) -> dict[str, Any]:
    return {"value": value, "optional": True}
