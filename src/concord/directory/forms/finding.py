"""Looking for a service at work. What is asked stands in the address, so that it can be
kept and sent on; of a postcode only the first half does, which is nobody's home.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from concord.directory.needs import GROUPS, KINDS, LANGUAGES, NEEDS, SEXES
from concord.directory.postcodes import outward_of

MILES = (2, 5, 10, 25)
ANY = ("", "Any")
SERVES, NEAREST = "", "near"


FURTHER = ("sex", "age", "group", "language", "kind", "nrpf", "open_now")


class FindForm(forms.Form):
    ui: ClassVar = {
        name: {"optional": False}
        for name in ("q", "near", "how", "need", "order", *FURTHER)
    }
    q = forms.CharField(
        label="What is needed",
        required=False,
        max_length=200,
        help_text="Everyday words, such as: visa.",
    )
    near = forms.CharField(
        label="Postcode, or its first half",
        required=False,
        max_length=10,
        help_text="Only the first half is used.",
    )
    how = forms.ChoiceField(
        label="Serves it, or is near",
        required=False,
        choices=[
            (SERVES, "Serves this area"),
            *((str(one), f"Within {one} miles") for one in MILES),
        ],
    )
    need = forms.ChoiceField(
        label="Helps with", required=False, choices=[ANY, *NEEDS.choices]
    )
    sex = forms.ChoiceField(label="For", required=False, choices=[ANY, *SEXES.choices])
    group = forms.ChoiceField(
        label="By and for", required=False, choices=[ANY, *GROUPS.choices]
    )
    language = forms.ChoiceField(
        label="Language", required=False, choices=[ANY, *LANGUAGES.choices]
    )
    kind = forms.ChoiceField(
        label="Where it is", required=False, choices=[ANY, *KINDS.choices]
    )
    age = forms.IntegerField(label="Age", required=False, min_value=0, max_value=120)
    nrpf = forms.BooleanField(
        label="Takes people with no recourse to public funds", required=False
    )
    open_now = forms.BooleanField(label="Open now", required=False)
    order = forms.ChoiceField(
        label="In which order",
        required=False,
        choices=[("", "What fits best"), (NEAREST, "The nearest first")],
    )
    page = forms.IntegerField(
        required=False, min_value=1, max_value=5000, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, has_districts: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_districts:  # no distance is known
            del self.fields["how"], self.fields["order"]
        self.has_districts = has_districts

    @property
    def is_narrowed(self) -> bool:
        """Whether one of the further choices is made, so that they stay open."""
        return any(self.data.get(name) for name in FURTHER)

    def clean_near(self) -> str:
        said = str(self.cleaned_data["near"]).strip()
        outward = outward_of(said)
        if said and not outward:
            raise forms.ValidationError("Postcode: write one such as ZZ1 1ZZ, or ZZ1.")
        return outward

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or {})
        asks = data.get("how") or data.get("order")
        if asks and not data.get("near") and "near" not in self.errors:
            self.add_error("near", "Postcode: say from where the distance is meant.")
        return data

    def wanted(self) -> dict[str, Any]:
        """For `public.search`. What could not be read is left out."""
        data = self.cleaned_data
        how = data.get("how", "")
        near = data.get("near", "")
        return {
            "words": data.get("q", ""),
            "needs": [data["need"]] if data.get("need") else [],
            "near": near,
            "sex": data.get("sex", ""),
            "group": data.get("group", ""),
            "language": data.get("language", ""),
            "kinds": [data["kind"]] if data.get("kind") else [],
            "age": data.get("age"),
            "nrpf": data.get("nrpf", False),
            "open_now": data.get("open_now", False),
            "within": float(how) if how and near else None,
            "nearest": data.get("order") == NEAREST and bool(near),
            "miles": self.has_districts,
            "page": data.get("page") or 1,
        }

    def address(self) -> str:
        """What was asked as the query of an address, without pages and empty fields."""
        query = QueryDict(mutable=True)
        for name in self.fields:
            value = self.cleaned_data.get(name)
            if name != "page" and value not in ("", None, False):
                query[name] = "on" if value is True else str(value)
        return query.urlencode()
