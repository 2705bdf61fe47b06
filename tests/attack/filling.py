"""Filling in any form until it is taken, led by the errors on what comes back.

A text control gets what the attack wants first. If the form says that this is wrong
there, the next kind of value is tried: a number, a year, a month, a colour.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.attack.crawling import Control, Form
from tests.attack.visiting import Answer, Visitor

ROUNDS = 8
REDRAWS = (
    "look",
    "more",
    "less",
    "paste",
)  # buttons that bring the form back, and keep nothing
PASSWORD = "correct horse battery staple 9"
TYPED = ("text", "textarea", "search", "tel")
DATE_PARTS = ("_day", "_month", "_year")
PLAIN = ("7", "2027", "March 2027", "Plain words\n\nOther words", "#17393f", "")

Text = Callable[[Control], str]


@dataclass(slots=True)
class Filling:
    """A form as it is filled, round after round."""

    form: Form
    text: Text
    tries: Counter[str] = field(default_factory=Counter)
    files: bool = False

    def data(self) -> dict[str, Any]:
        """What is sent now."""
        found: dict[str, Any] = {}
        for control in self.form.controls:
            value = self._value(control)
            if value is not None:
                found[control.name] = value
        buttons = [one for one in self.form.buttons if one[0] not in REDRAWS]
        for name, value in buttons[:1]:
            found[name] = value
        return found

    def learn(self, answer: Answer) -> bool:
        """Try something else where the page says that it is wrong; False if nowhere."""
        wrong = names_with_errors(answer)
        names = [c.name for c in self.form.controls if base_of(c.name) in wrong]
        self.tries.update(names)
        return bool(names)

    def _value(self, control: Control) -> Any:
        tried = self.tries[control.name]
        if control.kind == "hidden":
            return control.value
        if control.kind in ("select", "radio"):
            options = [one for one in control.options if one]
            if tried and options:
                return options[(tried - 1) % len(options)]
            return control.value or (options[0] if options else "")
        if control.kind == "checkbox":
            return control.value or (control.options[0] if tried < 2 else None)
        if control.kind == "password":
            return PASSWORD
        if control.kind == "file":
            return None
        if control.name.endswith(DATE_PARTS):
            return control.value if control.value and not tried else self._day(control)
        if control.kind == "email":
            return control.value or "typed.in@elmbrook.example"
        if control.kind == "url":
            return "https://www.example.org/"
        if tried == 0:
            return self.text(control)
        return (control.value, *PLAIN)[(tried - 1) % (len(PLAIN) + 1)]

    def _day(self, control: Control) -> str:
        base, _, part = control.name.rpartition("_")
        later = 20 if base.startswith(("last", "ends", "due")) else 0
        near = dt.date(2026, 10, 20) + dt.timedelta(days=later)
        days = (near, near + dt.timedelta(days=120), near - dt.timedelta(days=30))
        return str(getattr(days[self.tries[control.name] % len(days)], part))


def send(
    visitor: Visitor, form: Form, text: Text, answers: list[Answer] | None = None
) -> tuple[Answer, dict[str, Any]]:
    """Fill and send a form until it is taken. Its last answer, and what was sent then.

    What is refused leaves nothing; `answers` gets every answer.
    """
    filling = Filling(form, text)
    for _ in range(ROUNDS):
        data = filling.data()
        answer = visitor.post(form.action, data)
        if answers is not None:
            answers.append(answer)
        if taken(answer) or not filling.learn(answer):
            break
    return answer, data


def taken(answer: Answer) -> bool:
    """Whether a form was accepted: it led on, or answered with no error."""
    if answer.goes_to:
        return True
    return answer.status == 200 and not (answer.is_page and names_with_errors(answer))


def names_with_errors(answer: Answer) -> set[str]:
    """Names of controls that the page marks as wrong."""
    if not answer.is_page:
        return set()
    # In the house, and on public pages.
    groups = answer.tree.xpath(
        "//*[contains(@class, 'govuk-form-group--error')"
        " or contains(@class, 'c-field--wrong')]"
    )
    return {
        base_of(control.get("name"))
        for group in groups
        for control in group.iter("input", "textarea", "select")
        if control.get("name")
    }


def base_of(name: str) -> str:
    """The name of the field: the three boxes of a date are one."""
    for part in DATE_PARTS:
        if name.endswith(part):
            return name.removesuffix(part)
    return name
