"""Asking for a link to refer: an address at work, and nothing else."""

from __future__ import annotations

from django import forms


class AddressForm(forms.Form):
    """Whether it belongs to an organisation is not said here, nor looked up."""

    address = forms.EmailField(
        label="Your e-mail address at work",
        max_length=254,
        help_text="Not a private one: the link goes to organisations that refer here.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter your e-mail address at work"},
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
