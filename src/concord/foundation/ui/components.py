"""GOV.UK Frontend's components as Django templates: `render("button", {...})`.

Options have the names of GOV.UK Frontend's macros in snake case, nested values too:
`{"text": "Save", "prevent_double_click": True}`. `html` is used as it is only when it
is marked safe; anything else is escaped. Templates are in `templates/ui/govuk/`; the
official fixtures are the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.template.loader import get_template
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
            parts.append(f' {conditional_escape(name)}="{_text(value)}"')
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped above


def content(item: Options, name: str = "") -> SafeString:
    """The words of a component: its `html` if given, else its `text`, escaped."""
    html, text = (f"{name}_html", f"{name}_text") if name else ("html", "text")
    chosen = item.get(html) or item.get(text)
    return SafeString("" if chosen is None else conditional_escape(chosen).strip())


def render(name: str, options: Options) -> SafeString:
    """One component as HTML."""
    given = params(options)
    prepare = PREPARE.get(name)
    if prepare:
        prepare(given)
    template = get_template(f"ui/govuk/{name.replace('-', '_')}.html")
    return SafeString(template.render({"p": given}))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return conditional_escape(value)


def _join(*words: Any) -> str:
    return " ".join(str(word) for word in words if word)


# What a template could not work out by itself ------------------------------------


def _field(p: Params, *, prefix: str = "") -> str:
    """Ids of label, hint and error; returns what describes the field."""
    own = prefix or p["id"] or p["name"]
    p["id"] = own
    p["label"] = Params(p["label"] or {})
    p["label"]["for"] = own
    p["form_group"] = Params(p["form_group"] or {})
    described = p["described_by"]
    if p["hint"]:
        p["hint"]["id"] = f"{own}-hint"
        described = _join(described, p["hint"]["id"])
    if p["error_message"]:
        p["error_message"]["id"] = f"{own}-error"
        described = _join(described, p["error_message"]["id"])
    p["described_by"] = described
    return str(described)


def _input(p: Params) -> None:
    described = _field(p)
    spelling = p["spellcheck"]
    group = p["form_group"]
    p["has_wrapper"] = any(
        part and (part["text"] or part["html"])
        for part in (
            p["prefix"],
            p["suffix"],
            group["before_input"],
            group["after_input"],
        )
    )
    p["input_attributes"] = {
        "class": _join(
            "govuk-input", p["classes"], p["error_message"] and "govuk-input--error"
        ),
        "id": p["id"],
        "name": p["name"],
        "type": p["type"] or "text",
        "spellcheck": _optional(_text(spelling) if spelling in (True, False) else None),
        "value": _optional(p.get("value")),
        "disabled": _optional(p["disabled"] or None),
        "aria-describedby": _optional(described or None),
        "autocomplete": _optional(p["autocomplete"] or None),
        "autocapitalize": _optional(p["autocapitalize"] or None),
        "pattern": _optional(p["pattern"] or None),
        "inputmode": _optional(p["inputmode"] or None),
    }


def _optional(value: Any) -> dict[str, Any]:
    return {"value": value, "optional": True}


def _plain_field(p: Params) -> None:
    _field(p)


def _select(p: Params) -> None:
    _field(p)
    p["items"] = [item for item in p["items"] or [] if item]
    for item in p["items"]:
        shown = item.get("value", item["text"])
        chosen = bool(p["value"]) and shown == p["value"]
        item["is_selected"] = item["selected"] or (
            chosen and item.get("selected") is not False
        )
        item["has_value"] = "value" in item


def _choices(p: Params) -> None:
    """Radios and checkboxes: ids, which are chosen, who describes whom."""
    fieldset = p["fieldset"]
    outer = (fieldset["described_by"] if fieldset else "") or p["described_by"]
    p["described_by"] = outer
    p["id_prefix"] = p["id_prefix"] or p["name"]
    described = _field(p, prefix=p["id_prefix"])
    if p["fieldset"] != "":
        p["has_fieldset"] = True
        p["fieldset"] = Params(p["fieldset"])
        p["fieldset"]["described_by"] = described
    p["items"] = list(p["items"] or [])
    for index, item in enumerate(p["items"], start=1):
        if item:
            _choice(p, item, index, "" if p["has_fieldset"] else described)
    p["items"] = [item for item in p["items"] if item]


def _choice(p: Params, item: Params, index: int, described: str) -> None:
    suffix = f"-{index}" if index > 1 else ""
    item["id"] = item["id"] or f"{p['id_prefix']}{suffix}"
    item["name"] = item["name"] or p["name"]
    item["conditional_id"] = f"conditional-{item['id']}"
    matches = (
        item["value"] in p["values"]
        if p["values"]
        else _same(item["value"], p["value"])
    )
    item["is_checked"] = item["checked"] or (
        matches and item.get("checked") is not False
    )
    hint = item["hint"]
    if hint and (hint["text"] or hint["html"]):
        item["hint_id"] = f"{item['id']}-item-hint"
    item["described_by"] = _join(described, item["hint_id"])
    item["label"] = Params(item["label"] or {})


def _same(value: Any, chosen: Any) -> bool:
    return bool(chosen) and value == chosen


def _radios(p: Params) -> None:
    _choices(p)
    for item in p["items"]:
        item["described_by"] = item["hint_id"]


def _date_input(p: Params) -> None:
    fieldset = p["fieldset"]
    p["described_by"] = fieldset["described_by"] if fieldset else ""
    own = p["id"]
    described = _field(p)
    p["id"] = own
    if fieldset != "":
        p["has_fieldset"] = True
        p["fieldset"] = Params(fieldset)
        p["fieldset"]["described_by"] = described
        p["fieldset"]["role"] = "group"
    items = [item for item in p["items"] or [] if item] or _default_dates(p)
    marked = [_has_error(item) for item in items]
    any_error = any(marked)
    values = p["values"] or Params()
    p["inputs"] = [
        _date_part(
            p, item, bool(p["error_message"]) and (wrong or not any_error), values
        )
        for item, wrong in zip(items, marked, strict=True)
    ]


def _default_dates(p: Params) -> list[Params]:
    parts = []
    for name, width in (("day", 2), ("month", 2), ("year", 4)):
        part = Params(p[name] or {"classes": f"govuk-input--width-{width}"})
        part["name"] = part["name"] or name
        part["part"] = name
        parts.append(part)
    return parts


def _has_error(item: Params) -> bool:
    return bool(item["error"]) or "govuk-input--error" in item["classes"]


def _date_part(p: Params, item: Params, wrong: bool, values: Params) -> Params:
    prefix = f"{p['name_prefix']}-" if p["name_prefix"] else ""
    name = item["name"]
    part = item["part"] or name
    width = 4 if part == "year" else 2
    classes = item["classes"]
    if "govuk-input--width-" not in classes:
        classes = _join(classes, f"govuk-input--width-{width}")
    if wrong and "govuk-input--error" not in classes:
        classes = _join(classes, "govuk-input--error")
    value = item.get("value", values.get(f"{prefix}{name}"))
    return Params(
        {
            "label": Params(
                {
                    "text": item["label"] or name.capitalize(),
                    "classes": "govuk-date-input__label",
                }
            ),
            "id": item["id"] or f"{p['id']}-{name}",
            "classes": _join("govuk-date-input__input", classes),
            "name": f"{prefix}{name}",
            "value": value,
            "inputmode": item["inputmode"] or "numeric",
            "autocomplete": item["autocomplete"],
            "pattern": item["pattern"],
            "attributes": item["attributes"],
        }
    )


def _password_input(p: Params) -> None:
    own = p["id"] or p["name"]
    group = p["form_group"] or Params()
    words = {
        "show-password": p["show_password_text"],
        "hide-password": p["hide_password_text"],
        "show-password-aria-label": p["show_password_aria_label_text"],
        "hide-password-aria-label": p["hide_password_aria_label_text"],
        "password-shown-announcement": p["password_shown_announcement_text"],
        "password-hidden-announcement": p["password_hidden_announcement_text"],
    }
    group_attributes = {"data-module": "govuk-password-input"}
    group_attributes.update({f"data-i18n.{k}": v for k, v in words.items() if v})
    group_attributes.update(group["attributes"] or {})
    extra = p["button"]["classes"] if p["button"] else ""
    toggle = {
        "type": "button",
        "classes": _join(
            "govuk-button--secondary govuk-password-input__toggle "
            "govuk-js-password-input-toggle",
            extra,
        ),
        "text": p["show_password_text"] or "Show",
        "attributes": {
            "aria-controls": own,
            "aria-label": p["show_password_aria_label_text"] or "Show password",
            "hidden": _optional(True),
        },
    }
    after = group["after_input"]
    p["input"] = Params(
        {
            **p,
            "form_group": Params(
                {
                    "classes": _join("govuk-password-input", group["classes"]),
                    "attributes": group_attributes,
                    "before_input": group["before_input"],
                    "after_input": Params(
                        html=render("button", toggle)
                        + (content(after) if after else SafeString(""))
                    ),
                }
            ),
            "input_wrapper": Params(classes="govuk-password-input__wrapper"),
            "classes": _join(
                "govuk-password-input__input govuk-js-password-input-input",
                p["classes"],
            ),
            "type": "password",
            "spellcheck": False,
            "autocapitalize": "none",
            "autocomplete": p["autocomplete"] or "current-password",
        }
    )
    _input(p["input"])


def _pagination(p: Params) -> None:
    p["items"] = [item for item in p["items"] or [] if item]
    p["is_block"] = not p["items"] and bool(p["next"] or p["previous"])


def _summary_list(p: Params) -> None:
    p["rows"] = [row for row in p["rows"] or [] if row]
    for row in p["rows"]:
        actions = row["actions"]
        row["action_items"] = list(actions["items"] or []) if actions else []
        row["has_actions"] = bool(actions and actions["items"] != "")
    p["any_actions"] = any(row["action_items"] for row in p["rows"])
    card = p["card"]
    if card:
        actions = card["actions"]
        card["action_items"] = list(actions["items"] or []) if actions else []


def _banner(p: Params) -> None:
    success = p["type"] == "success"
    p["type_class"] = "govuk-notification-banner--success" if success else ""
    p["role"] = p["role"] or ("alert" if success else "region")
    p["title"] = content(p, "title") or ("Success" if success else "Important")
    p["title_id"] = p["title_id"] or "govuk-notification-banner-title"
    p["level"] = p["title_heading_level"] or 2


def _error_message(p: Params) -> None:
    p["hidden_text"] = p.get("visually_hidden_text", "Error")


def _items(p: Params) -> None:
    p["items"] = [item for item in p["items"] or [] if item]


def _breadcrumbs(p: Params) -> None:
    p["items"] = list(p["items"] or [])


def _tabs(p: Params) -> None:
    items: Iterable[Any] = p["items"] or []
    p["items"] = []
    for index, item in enumerate(items, start=1):
        if item:
            item["panel_id"] = item["id"] or f"{p['id_prefix']}-{index}"
            item["is_first"] = index == 1
            item["panel"] = item["panel"] or Params()
            p["items"].append(item)


PREPARE: dict[str, Callable[[Params], None]] = {
    "breadcrumbs": _breadcrumbs,
    "checkboxes": _choices,
    "date-input": _date_input,
    "error-message": _error_message,
    "file-upload": _plain_field,
    "input": _input,
    "notification-banner": _banner,
    "pagination": _pagination,
    "password-input": _password_input,
    "radios": _radios,
    "select": _select,
    "summary-list": _summary_list,
    "table": lambda p: None,
    "tabs": _tabs,
    "textarea": _plain_field,
}
