"""A form that is drawn again while somebody is still at it."""

from __future__ import annotations

from typing import Any

from django import forms


class Quiet(forms.Form):
    """A form that can be drawn again with what was typed, and no complaints.

    `quiet`: a row was added or taken away, and nobody has finished yet.
    """

    def __init__(self, *args: Any, quiet: bool = False, **options: Any) -> None:
        self.quiet = quiet
        super().__init__(*args, **options)

    def full_clean(self) -> None:
        if not self.quiet:
            super().full_clean()
            return
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
