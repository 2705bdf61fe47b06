"""The error summary: what is wrong on the page, each line linked to its field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BaseFormSet
from django.template.context import Context
from django.utils.safestring import SafeString

from concord.foundation.ui import components
from concord.foundation.ui.forms import describing, wording


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the summary; `target` is the id of the control, or empty."""

    words: str
    target: str = ""


def from_context(context: Context) -> list[Any]:
    """The forms of a page, by the names that views use."""
    found: list[Any] = []
    for name in ("form", "formset", "errors"):
        value = context.get(name)
        if value is not None and value != "":
            found.append(value)
    many = context.get("forms")
    if isinstance(many, dict):
        many = many.values()
    if many and not isinstance(many, str):
        found.extend(many)
    return found


def problems(sources: Iterable[Any]) -> list[Problem]:
    """The problems of forms, formsets, `Problem`s and plain texts, in page order."""
    found: list[Problem] = []
    for source in sources:
        if isinstance(source, BaseForm):
            found += _of_form(source)
        elif isinstance(source, BaseFormSet):
            found += _of_formset(source)
        elif isinstance(source, Problem):
            found.append(source)
        elif isinstance(source, str):
            found.append(Problem(source))
        elif isinstance(source, (list, tuple)):
            found += problems(source)
    return list(dict.fromkeys(found))


def render(found: list[Problem], kept: str = "") -> SafeString:
    """The summary as HTML; nothing when there is no problem."""
    if not found:
        return SafeString("")
    number = len(found)
    title = (
        "There is a problem"
        if number == 1
        else f"There are {number} things to put right"
    )
    listing = [
        {"text": item.words, "href": f"#{item.target}" if item.target else ""}
        for item in found
    ]
    return components.render(
        "error-summary",
        {"title_text": title, "description_text": kept, "error_list": listing},
    )


def _of_form(form: BaseForm) -> list[Problem]:
    if not form.is_bound:
        return []
    errors = form.errors.as_data()
    found = [
        Problem(str(message))
        for error in errors.get(NON_FIELD_ERRORS, [])
        for message in error.messages
    ]
    for name in form.fields:
        bound = form[name]
        for error in errors.get(name, []):
            target = describing.target(bound)
            found += [Problem(said, target) for said in wording.say(bound, error)]
    return found


def _of_formset(formset: BaseFormSet) -> list[Problem]:
    if not formset.is_bound:
        return []
    found = [Problem(str(said)) for said in formset.non_form_errors()]
    for form in formset.forms:
        found += _of_form(form)
    return found
