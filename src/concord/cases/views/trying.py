"""Asking a verb with what a form holds, and showing what it refuses at its fields."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from concord.cases.models import Case
from concord.foundation.ui.forms.trying import KEPT, add_errors
from concord.people.actions.persons import Overtaken

__all__ = ["KEPT", "add_errors", "page_of_case", "to_case", "tried"]


def tried(request: HttpRequest, form: Form, verb: Callable[[], Any]) -> Any:
    """What the verb gave (True for nothing); False when the form has to come back.

    A verb is a transaction of its own: what it refuses leaves nothing behind. The rows
    that the page shows are recorded as read all the same.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        return verb() or True
    except Overtaken:
        raise  # the page shows what the other one wrote
    except ValidationError as error:
        add_errors(form, error)
        return False


def page_of_case(
    request: HttpRequest, case: Case, heading: str, form: Form, button: str, **more: Any
) -> HttpResponse:
    """A page with one form about a case: what it says on the button is what happens."""
    context = {
        "heading": heading,
        "case": case,
        "form": form,
        "button": button,
        "errors_kept": KEPT,
        **more,
    }
    status = 422 if form.errors else 200
    return render(
        request, more.get("template", "cases/form.html"), context, status=status
    )


def to_case(pk: uuid.UUID, part: str = "") -> HttpResponse:
    """Back to the page of a case, at one of its parts."""
    there = reverse("cases:case", args=[pk])
    return redirect(f"{there}#{part}" if part else there)
