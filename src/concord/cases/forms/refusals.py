"""What a verb refuses, shown at the field that it is about."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError


def show(form: forms.Form, refusal: ValidationError) -> None:
    """Adds the refusal to the form; of a field that the form hasn't got, on top."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        for error in errors:
            form.add_error(name if name in form.fields else None, error.messages[0])
