"""Looking for a service. Nothing has to be filled in, and nothing is refused."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.directory import public as directory
from concord.website.telling import Tongue

SEXES = tuple(directory.SEXES.labels)
GROUPS = tuple(directory.GROUPS.labels)


class FindForm(forms.Form):
    """What somebody looks for. It travels by POST: an address would be remembered."""

    q = forms.CharField(required=False, max_length=200, strip=True)
    place = forms.CharField(required=False, max_length=60, strip=True)
    need = forms.ChoiceField(required=False)
    who = forms.ChoiceField(required=False)
    language = forms.ChoiceField(required=False)
    recourse = forms.BooleanField(required=False)
    open_now = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=500)

    def __init__(self, *args: Any, tongue: Tongue, **options: Any) -> None:
        super().__init__(*args, **options)
        any_one = ("", tongue.raw("find_any"))
        self.choices = {
            "need": [
                any_one,
                *((code, tongue.raw(f"n_{code}")) for code in directory.NEEDS.labels),
            ],
            "who": [
                any_one,
                *((f"s_{one}", tongue.raw(f"s_{one}")) for one in SEXES),
                *((f"g_{one}", tongue.raw(f"g_{one}")) for one in GROUPS),
            ],
            "language": [any_one, *directory.LANGUAGES.choices],
        }
        for name, choices in self.choices.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def is_narrowed(self) -> bool:
        """Whether one of the further choices is made, so that they stay open."""
        names = ("need", "who", "language", "recourse", "open_now")
        return any(self.typed.get(name) for name in names)

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, so that it stands in its box again."""
        return {name: str(self.data.get(name, "")) for name in self.fields}

    def wanted(self) -> dict[str, Any]:
        """For the directory. What could not be read is left out."""
        self.is_valid()
        data = self.cleaned_data
        who = data.get("who", "")
        return {
            "words": data.get("q", ""),
            "needs": [data["need"]] if data.get("need") else [],
            "near": data.get("place", ""),
            "near_first": True,
            "miles": True,
            "language": data.get("language", ""),
            "sex": who.removeprefix("s_") if who.startswith("s_") else "",
            "group": who.removeprefix("g_") if who.startswith("g_") else "",
            "nrpf": data.get("recourse", False),
            "open_now": data.get("open_now", False),
            "page": data.get("page") or 1,
        }
