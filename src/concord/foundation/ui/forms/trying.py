"""Asking a verb with what a form holds, and showing what it refuses at its fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest

KEPT = "What you wrote is still here."


def tried(request: HttpRequest, form: Form, verb: Callable[[], Any]) -> Any:
    """What the verb gave (True for nothing); False when the form has to come back.

    A verb is a transaction of its own: what it refuses leaves nothing behind.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        return verb() or True
    except ValidationError as error:
        add_errors(form, error)
        return False


def add_errors(form: Form, error: ValidationError) -> None:
    """Show what a verb refused at the field that it names, else on top."""
    found = error.message_dict if hasattr(error, "error_dict") else {}
    for name, texts in found.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
    if not found:
        form.add_error(None, error)
