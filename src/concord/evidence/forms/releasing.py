"""The form of a release. It parses and explains; the verb decides."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.access.actor import Actor
from concord.evidence.models import (
    OF_KIND,
    Area,
    Category,
    Frequency,
    Indicator,
    IndicatorVersion,
)
from concord.evidence.releasing.tables import Wish

HOME, PARTS = "home", "parts"
AREAS = (
    (HOME, "The whole area"),
    (PARTS, "The whole area and its parts, such as wards"),
)


class ReleaseForm(forms.Form):
    """What is published, for which areas, groups and periods."""

    title = forms.CharField(
        label="Title", max_length=200, help_text="The public reads it."
    )
    indicators = forms.MultipleChoiceField(
        label="Indicators", widget=forms.CheckboxSelectMultiple
    )
    period_kind = forms.ChoiceField(label="Periods", choices=Frequency.choices)
    first = forms.CharField(
        label="From",
        max_length=40,
        help_text="A period, such as Q1 2025/26, 2025/26 or April 2025.",
    )
    last = forms.CharField(label="To", max_length=40)
    areas = forms.ChoiceField(label="Areas", choices=AREAS, widget=forms.RadioSelect)
    dimension = forms.ChoiceField(label="Broken down by", required=False)
    threshold = forms.IntegerField(
        label="Hide counts under",
        min_value=4,
        max_value=50,
        initial=5,
        help_text="4 or more. From 1 up to this, less one, a count is hidden.",
    )
    note = forms.CharField(
        label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        titles = {
            one.indicator_id: one.title
            for one in IndicatorVersion.objects.visible_to(actor).order_by("version")
        }
        self._indicators = {
            str(one.pk): one
            for one in Indicator.objects.visible_to(actor)
            if not one.is_population
        }
        self.fields["indicators"].choices = [  # type: ignore[attr-defined]
            (key, titles.get(one.pk, one.code)) for key, one in self._indicators.items()
        ]
        have = set(
            Category.objects.visible_to(actor).values_list("dimension", flat=True)
        )
        self.fields["dimension"].choices = [  # type: ignore[attr-defined]
            ("", "Nothing: everybody together"),
            *(pair for pair in Category.Dimension.choices if pair[0] in have),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = OF_KIND.get(data.get("period_kind", ""))
        for name in ("first", "last"):
            if kind is not None and name in data:
                try:
                    data[name] = kind.parse(data[name])
                except ValueError as error:
                    self.add_error(name, f"{self.fields[name].label}: {error}")
        if not self.errors and data["last"].first_day < data["first"].first_day:
            self.add_error("last", "To: this is before the first period. Swap them.")
        return data

    @property
    def wish(self) -> Wish:
        """What the form asks for."""
        data = self.cleaned_data
        areas = list(Area.objects.visible_to(self._actor))
        home = [one for one in areas if one.is_home]
        below = [one for one in areas if home and one.parent_id == home[0].pk]
        return Wish(
            indicators=[self._indicators[key] for key in data["indicators"]],
            areas=[*home, *below] if data["areas"] == PARTS else home,
            categories=list(
                Category.objects.visible_to(self._actor).filter(
                    dimension=data["dimension"]
                )
            )
            if data["dimension"]
            else [],
            period_kind=data["period_kind"],
            first=data["first"].first_day,
            last=data["last"].last_day,
        )
