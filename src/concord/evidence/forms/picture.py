"""Forms of arranging the picture."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.access.actor import Actor
from concord.evidence.models import Area, Category, Indicator, PictureItem
from concord.foundation.ui.forms import FileField

BOUNDARY_BYTES = 8_000_000
# Stated figures come with an example or by the API of the room, not by this form.
BY_FORM = [
    choice
    for choice in PictureItem.Form.choices
    if choice[0] not in ("cost", "modelled", "stated")
]


class SectionForm(forms.Form):
    """A section of the picture."""

    title = forms.CharField(
        label="Title of the section",
        max_length=120,
        help_text="Such as: What the police recorded",
    )
    lead = forms.CharField(
        label="Opening sentence",
        max_length=400,
        required=False,
        help_text="What a reader has to know before the figures",
    )


class ItemForm(forms.Form):
    """A chart or table of a section."""

    title = forms.CharField(label="Title", max_length=120)
    form = forms.ChoiceField(label="How it is shown", choices=BY_FORM)
    indicators = forms.ModelMultipleChoiceField(
        label="What it shows",
        queryset=Indicator.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Tables and steps of a service show several; others show the first",
    )
    dimension = forms.ChoiceField(
        label="Bars are broken down by",
        choices=[("", "No breakdown"), *Category.Dimension.choices],
        required=False,
    )
    area = forms.ModelChoiceField(
        label="Area",
        queryset=Area.objects.none(),
        required=False,
        empty_label="Our own area",
    )
    note = forms.CharField(
        label="Note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What a reader must not take it for",
    )
    source = forms.CharField(label="Source", max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["indicators"].queryset = Indicator.objects.visible_to(
            actor
        ).prefetch_related("versions")
        fields["indicators"].label_from_instance = _title
        fields["area"].queryset = Area.objects.visible_to(actor)


def _title(indicator: Indicator) -> str:
    """The newest title of what is counted."""
    versions = list(indicator.versions.all())
    return versions[0].title if versions else indicator.code


class BoundariesForm(forms.Form):
    """Boundaries for a map."""

    file = FileField(
        label="GeoJSON file",
        accept=[".geojson", ".json"],
        most_bytes=BOUNDARY_BYTES,
        help_text="In longitude and latitude. Each feature carries the code or name "
        "of one of your areas",
    )
    source = forms.CharField(
        label="Where the boundaries are from",
        max_length=300,
        help_text="Such as: Office for National Statistics, Open Government Licence",
    )
