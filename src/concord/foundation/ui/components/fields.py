"""What the templates of form controls could not work out by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concord.foundation.ui.components.params import Params, joined, optional, spoken


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
        described = joined(described, p["hint"]["id"])
    if p["error_message"]:
        p["error_message"]["id"] = f"{own}-error"
        described = joined(described, p["error_message"]["id"])
    p["described_by"] = described
    return str(described)


def text_input(p: Params) -> None:
    described = _field(p)
    spelling = p["spellcheck"]
    group = p["form_group"]
    p["has_wrapper"] = bool(p["toggle"]) or any(
        part and (part["text"] or part["html"])
        for part in (
            p["prefix"],
            p["suffix"],
            group["before_input"],
            group["after_input"],
        )
    )
    p["input_attributes"] = {
        "class": joined(
            "govuk-input", p["classes"], p["error_message"] and "govuk-input--error"
        ),
        "id": p["id"],
        "name": p["name"],
        "type": p["type"] or "text",
        "spellcheck": optional(spoken(spelling) if spelling in (True, False) else None),
        "value": optional(p.get("value")),
        "disabled": optional(p["disabled"] or None),
        "aria-describedby": optional(described or None),
        "autocomplete": optional(p["autocomplete"] or None),
        "autocapitalize": optional(p["autocapitalize"] or None),
        "pattern": optional(p["pattern"] or None),
        "inputmode": optional(p["inputmode"] or None),
    }


def plain_field(p: Params) -> None:
    _field(p)


def file_upload(p: Params) -> None:
    """`javascript` adds the drop zone, in other words where they are given."""
    _field(p)
    if not p["javascript"]:
        return
    p["wrapper_all"] = {"data-module": "govuk-file-upload"}
    for key in (
        "choose_files_button",
        "no_file_chosen",
        "multiple_files_chosen",
        "drop_instruction",
        "entered_drop_zone",
        "left_drop_zone",
    ):
        said, name = p[f"{key}_text"], f"data-i18n.{key.replace('_', '-')}"
        if isinstance(said, Mapping):
            p["wrapper_all"].update({f"{name}.{k}": v for k, v in said.items()})
        elif said:
            p["wrapper_all"][name] = said
    p["wrapper_all"].update(p["wrapper_attributes"] or {})


def select(p: Params) -> None:
    _field(p)
    p["items"] = [item for item in p["items"] or [] if item]
    for item in p["items"]:
        shown = item.get("value", item["text"])
        chosen = bool(p["value"]) and shown == p["value"]
        item["is_selected"] = item["selected"] or (
            chosen and item.get("selected") is not False
        )
        item["has_value"] = "value" in item
        if isinstance(item["value"], bool):
            item["value"] = spoken(item["value"])


def choices(p: Params) -> None:
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
    item["described_by"] = joined(described, item["hint_id"])
    item["label"] = Params(item["label"] or {})


def _same(value: Any, chosen: Any) -> bool:
    return bool(chosen) and value == chosen


def radios(p: Params) -> None:
    choices(p)
    for item in p["items"]:
        item["described_by"] = item["hint_id"]


def date_input(p: Params) -> None:
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
    any_error = any(_has_error(item) for item in items)
    values = p["values"] or Params()
    p["inputs"] = []
    for item in items:
        unmarked = bool(p["error_message"]) and not any_error
        wrong = _has_error(item) or (unmarked and item["error"] is not False)
        p["inputs"].append(_date_part(p, item, wrong, values))


def _default_dates(p: Params) -> list[Params]:
    """Day, month and year; `False` leaves one out."""
    parts = []
    for name in ("day", "month", "year"):
        if p[name] is not False:
            part = Params(p[name] or {})
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
        classes = joined(classes, f"govuk-input--width-{width}")
    if wrong and "govuk-input--error" not in classes:
        classes = joined(classes, "govuk-input--error")
    value = item.get("value")
    if value is None and p[name]:
        value = p[name].get("value")
    if value is None:
        value = values.get(f"{prefix}{name}")
    return Params(
        {
            "label": Params(
                {
                    "text": item["label"] or name.capitalize(),
                    "classes": "govuk-date-input__label",
                }
            ),
            "id": item["id"] or f"{p['id']}-{name}",
            "classes": joined("govuk-date-input__input", classes),
            "name": f"{prefix}{name}",
            "value": value,
            "inputmode": item["inputmode"] or "numeric",
            "autocomplete": item["autocomplete"],
            "pattern": item["pattern"],
            "attributes": item["attributes"],
        }
    )


def password_input(p: Params) -> None:
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
        "classes": joined(
            "govuk-button--secondary govuk-password-input__toggle "
            "govuk-js-password-input-toggle",
            extra,
        ),
        "text": p["show_password_text"] or "Show",
        "attributes": {
            "aria-controls": own,
            "aria-label": p["show_password_aria_label_text"] or "Show password",
            "hidden": optional(True),
        },
    }
    p["input"] = Params(
        {
            **p,
            "form_group": Params(
                {
                    "classes": joined("govuk-password-input", group["classes"]),
                    "attributes": group_attributes,
                    "before_input": group["before_input"],
                    "after_input": group["after_input"],
                }
            ),
            "toggle": toggle,
            "input_wrapper": Params(classes="govuk-password-input__wrapper"),
            "classes": joined(
                "govuk-password-input__input govuk-js-password-input-input",
                p["classes"],
            ),
            "type": "password",
            "spellcheck": False,
            "autocapitalize": "none",
            "autocomplete": p["autocomplete"] or "current-password",
        }
    )
    text_input(p["input"])
