"""A Django form field as a GOV.UK component: which one, and with which options.

What a page may set for a field, in `{% field form.title width=20 %}` or in a form's
`ui = {"title": {"width": 20}}`:

`width` (2, 3, 4, 5, 10, 20, 30), `prefix`, `suffix`, `inline` (radios side by side),
`legend`/`label` ("s", "m", "l": the size; "hidden": only spoken), `large` (big boxes),
`hint`, `rows`, `items_hint` ({value: hint}), `optional` (False: do not say it),
`conditional` ({value: bound field, or several}: shown while it is chosen), `classes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from concord.foundation.ui import components
from concord.foundation.ui.components import Params
from concord.foundation.ui.forms import wording
from concord.foundation.ui.forms.fields import PARTS, DateBoxes, boxes

KEPT = ("autocomplete", "inputmode", "spellcheck", "pattern", "autocapitalize")


def render(bound: BoundField, given: Mapping[str, Any] | None = None) -> SafeString:
    """The field with its label, hint and error message."""
    options = {**getattr(bound.form, "ui", {}).get(bound.name, {}), **(given or {})}
    widget = bound.field.widget
    if widget.is_hidden:
        return SafeString(str(bound))
    for kinds, made in MAKERS:
        if isinstance(widget, kinds):
            name, params = made(bound, options)
            return components.render(name, params)
    return _other(bound, options)


def target(bound: BoundField) -> str:
    """The id that the error summary links to: the first wrong control."""
    if isinstance(bound.field.widget, DateBoxes):
        wrong = _wrong_boxes(bound)
        return f"{bound.auto_id}-{wrong[0] if wrong else PARTS[0]}"
    return str(bound.auto_id)


def messages(bound: BoundField) -> list[str]:
    """The field's errors in words."""
    if not bound.form.is_bound:
        return []
    data = bound.form.errors.as_data().get(bound.name, [])
    return [said for error in data for said in wording.say(bound, error)]


def _base(bound: BoundField, options: Mapping[str, Any]) -> dict[str, Any]:
    """What every component takes: id, name, words, hint, error, attributes."""
    kept = {k: v for k, v in bound.field.widget.attrs.items() if k not in _DROPPED}
    params: dict[str, Any] = {
        "id": bound.auto_id,
        "name": bound.html_name,
        "classes": options.get("classes", ""),
        "disabled": bound.field.disabled,
    }
    for name in KEPT:
        if name in kept:
            params[name] = kept.pop(name)
    params["attributes"] = {
        key: components.Params({"value": value, "optional": True})
        for key, value in kept.items()
    }
    hint = options.get("hint", bound.help_text)
    if hint:
        params["hint"] = _words(hint)
    said = messages(bound)
    if said:
        params["error_message"] = {"text": "; ".join(said)}
    return params


_DROPPED = frozenset(
    [
        "class",
        "required",
        "maxlength",
        "minlength",
        "cols",
        "rows",
        "id",
        "aria-describedby",
        "min",
        "max",
        "step",
    ]
)


def _words(words: Any) -> dict[str, Any]:
    return {"html": words} if isinstance(words, SafeString) else {"text": str(words)}


def _label(bound: BoundField, options: Mapping[str, Any]) -> dict[str, Any]:
    text: str = conditional_escape(bound.label or bound.name)
    if not bound.field.required and options.get("optional", True):
        text = f"{text} (optional)"
    size = options.get("label") or options.get("legend") or ""
    classes = "govuk-visually-hidden" if size == "hidden" else ""
    return {
        "html": SafeString(text),
        "classes": classes or (f"govuk-label--{size}" if size else ""),
    }


def _fieldset(bound: BoundField, options: Mapping[str, Any]) -> dict[str, Any]:
    legend = _label(bound, options)
    legend["classes"] = legend["classes"].replace(
        "govuk-label", "govuk-fieldset__legend"
    )
    return {"legend": legend}


def _input(bound: BoundField, options: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    widget = bound.field.widget
    params = _base(bound, options)
    params["label"] = _label(bound, options)
    params["value"] = _typed(bound)
    width = options.get("width")
    if width:
        params["classes"] = f"{params['classes']} govuk-input--width-{width}".strip()
    for affix in ("prefix", "suffix"):
        if options.get(affix):
            params[affix] = {"text": options[affix]}
    params["type"] = _input_type(widget)
    if isinstance(widget, forms.NumberInput):
        whole = isinstance(bound.field, forms.IntegerField)
        params.setdefault("inputmode", "numeric" if whole else "decimal")
    if isinstance(widget, forms.EmailInput):
        params.setdefault("autocomplete", "email")
        params.setdefault("spellcheck", False)
    return "input", params


def _input_type(widget: forms.Widget) -> str:
    """Number and date boxes of browsers hinder more than they help: plain text."""
    kind = getattr(widget, "input_type", "text") or "text"
    return kind if kind in ("email", "tel", "url", "search") else "text"


def _password(
    bound: BoundField, options: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    params = _base(bound, options)
    params["label"] = _label(bound, options)
    return "password-input", params


def _textarea(
    bound: BoundField, options: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    params = _base(bound, options)
    params["label"] = _label(bound, options)
    params["value"] = _typed(bound)
    params["rows"] = options.get("rows") or bound.field.widget.attrs.get("rows", 4)
    if params["rows"] == "10":  # Django's own default is too tall for a work page
        params["rows"] = 4
    return "textarea", params


def _select(
    bound: BoundField, options: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    params = _base(bound, options)
    params["label"] = _label(bound, options)
    params["items"] = list(_option_items(bound))
    if getattr(bound.field.widget, "allow_multiple_selected", False):
        params["attributes"]["multiple"] = Params({"value": True, "optional": True})
    return "select", params


def _option_items(bound: BoundField) -> list[dict[str, Any]]:
    """Options in order; those of a group carry its name, which stays readable."""
    widget = bound.field.widget
    items = []
    for group, choices, _ in widget.optgroups(bound.html_name, _chosen(bound)):
        for choice in choices:
            words = f"{group}: {choice['label']}" if group else str(choice["label"])
            items.append(
                {
                    "value": str(choice["value"]),
                    "text": words,
                    "selected": choice["selected"],
                    "disabled": bool(choice["attrs"].get("disabled")),
                }
            )
    return items


def _chosen(bound: BoundField) -> list[str]:
    formatted = bound.field.widget.format_value(bound.value())
    values = formatted if isinstance(formatted, (list, tuple)) else [formatted]
    return ["" if value is None else str(value) for value in values]


def _radios(
    bound: BoundField, options: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    return "radios", _many(bound, options, "radios")


def _checkboxes(
    bound: BoundField, options: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    return "checkboxes", _many(bound, options, "checkboxes")


def _many(bound: BoundField, options: Mapping[str, Any], block: str) -> dict[str, Any]:
    params = _base(bound, {"optional": False, **options})
    params["fieldset"] = _fieldset(bound, options)
    params["id_prefix"] = params.pop("id")
    params["attributes"] = {}
    sizes = "" if options.get("large") else f"govuk-{block}--small"
    inline = f"govuk-{block}--inline" if options.get("inline") else ""
    params["classes"] = f"{sizes} {inline} {params['classes']}".strip()
    items = _option_items(bound)
    hints = options.get("items_hint", {})
    conditional = options.get("conditional", {})
    for item in items:
        item["checked"] = item.pop("selected")
        if item["value"] in hints:
            item["hint"] = _words(hints[item["value"]])
        if item["value"] in conditional:
            item["reveals"] = {"html": _revealed(conditional[item["value"]])}
    params["items"] = items
    return params


def _revealed(fields: BoundField | Sequence[BoundField]) -> SafeString:
    """What a choice brings to light: one field, or several under each other.

    By the style sheet: GOV.UK's own way puts `aria-expanded` on a radio button, which
    it may not have.
    """
    several = [fields] if isinstance(fields, BoundField) else fields
    return SafeString("".join(render(bound) for bound in several))


def _tick(bound: BoundField, options: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """One box to tick: its label stands beside it, without a legend."""
    params = _base(bound, options)
    params["id_prefix"] = params.pop("id")
    hint = params.pop("hint", None)
    own = bound.field.widget
    value = bound.value()
    item: dict[str, Any] = {
        "value": "on" if value in (True, False, None, "") else str(value),
        "html": SafeString(conditional_escape(bound.label)),
        "checked": own.check_test(value),
        "attributes": params["attributes"],
    }
    if hint:
        item["hint"] = hint
    conditional = options.get("conditional")
    if isinstance(conditional, BoundField):
        item["conditional"] = {"html": render(conditional)}
    params["attributes"] = {}
    params["items"] = [item]
    if not options.get("large"):
        params["classes"] = f"govuk-checkboxes--small {params['classes']}".strip()
    return "checkboxes", params


def _date(bound: BoundField, options: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    params = _base(bound, options)
    params["fieldset"] = _fieldset(bound, options)
    params["attributes"] = {}
    params.setdefault("hint", {"text": "For example 19 11 2026"})
    typed = boxes(bound.value())
    wrong = _wrong_boxes(bound)
    params["items"] = [
        {
            "id": f"{bound.auto_id}-{part}",
            "name": f"{bound.html_name}_{part}",
            "label": part.capitalize(),
            "value": typed.get(part, ""),
            "error": part in wrong,
            "classes": "govuk-input--width-4" if part == "year" else "",
        }
        for part in PARTS
    ]
    return "date-input", params


def _wrong_boxes(bound: BoundField) -> list[str]:
    if not bound.form.is_bound:
        return []
    for error in bound.form.errors.as_data().get(bound.name, []):
        boxes = (error.params or {}).get("boxes")
        if boxes:
            return list(boxes)
    return []


def _file(bound: BoundField, options: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    params = _base(bound, options)
    params["label"] = _label(bound, options)
    params["multiple"] = getattr(bound.field.widget, "allow_multiple_selected", False)
    return "file-upload", params


def _other(bound: BoundField, options: Mapping[str, Any]) -> SafeString:
    """A widget that the kit doesn't know: its own HTML in a form group."""
    params = components.params(_base(bound, options))
    params["label"] = Params({**_label(bound, options), "for": bound.id_for_label})
    params["form_group"] = Params()
    described = []
    for part in ("hint", "error_message"):
        if params[part]:
            params[part]["id"] = f"{bound.auto_id}-{part.split('_')[0]}"
            described.append(params[part]["id"])
    about: dict[str, str | bool] = {}
    if described:
        about["aria-describedby"] = " ".join(described)
    params["control"] = bound.as_widget(attrs=about)
    return SafeString(render_to_string("ui/forms/other.html", {"p": params}))


def _typed(bound: BoundField) -> str | None:
    value = bound.field.widget.format_value(bound.value())
    return None if value is None else str(value)


Maker = Callable[[BoundField, Mapping[str, Any]], tuple[str, dict[str, Any]]]
MAKERS: list[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], Maker]] = [
    (DateBoxes, _date),
    (forms.PasswordInput, _password),
    (forms.FileInput, _file),
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.CheckboxInput, _tick),
    (forms.Select, _select),
    (forms.Textarea, _textarea),
    (forms.widgets.Input, _input),
]
