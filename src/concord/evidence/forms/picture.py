"""Forms of arranging the picture."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.access.actor import Actor
from concord.evidence.models import (
    Area,
    Category,
    Indicator,
    PictureFigure,
    PictureItem,
)
from concord.foundation.ui.forms import FileField

BOUNDARY_BYTES = 8_000_000


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
    form = forms.ChoiceField(label="How it is shown", choices=PictureItem.Form)
    indicators = forms.ModelMultipleChoiceField(
        label="What it shows",
        queryset=Indicator.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tables and steps of a service show several; others show the first. "
        "Costs, models and stated figures are typed in afterwards",
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


class StatedForm(forms.Form):
    """A figure that is no count of a period, with everything that makes it honest."""

    label = forms.CharField(label="What it is", max_length=200)
    value = forms.DecimalField(label="Value", max_digits=20, decimal_places=4)
    unit = forms.CharField(
        label="Unit", max_length=40, help_text="Such as: %, people, £, £ million"
    )
    area = forms.CharField(
        label="Of which area", max_length=120, help_text="Such as: England and Wales"
    )
    period = forms.CharField(
        label="Of which period",
        max_length=200,
        help_text="With the prices where it is money, and over how long costs arise",
    )
    where = forms.CharField(
        label="Where it is printed",
        max_length=300,
        help_text="Such as: Home Office, research report 107: page 5",
    )
    caveat = forms.CharField(
        label="What it must not be taken for", max_length=500, required=False
    )
    role = forms.ChoiceField(
        label="What it is among the figures of this item",
        choices=[("", "One of them"), *PictureFigure.Role.choices],
        required=False,
    )


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
