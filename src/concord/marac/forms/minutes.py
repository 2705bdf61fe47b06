"""Wording the minutes of a case, and approving minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from concord.marac.actions.minutes import LONGEST
from concord.marac.forms.room import ABOUT
from concord.marac.models import EntryKind
from concord.marac.queries.minutes import Line
from concord.partnership.models import Membership


class WordingForm(forms.Form):
    """A field for each line that the minutes have of a case, and room for one more."""

    replacing = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    more_kind = forms.ChoiceField(
        label="It is", choices=EntryKind.choices, initial=EntryKind.DECISION
    )
    more_side = forms.ChoiceField(label="About", choices=ABOUT, initial="none")
    more_words = forms.CharField(
        label="Words",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    ui: dict[str, Any] = {"more_words": {"rows": 3, "optional": False}}

    def __init__(
        self, *args: Any, lines: Sequence[Line], replacing: int, **options: Any
    ) -> None:
        options["initial"] = {"replacing": replacing}
        super().__init__(*args, **options)
        self.kept = list(lines)
        self.ui = dict(self.ui)
        for n, line in enumerate(lines):
            self._add(f"words_{n}", "Words", line["words"])
            if line["kind"] == EntryKind.RISK:
                self._add(f"why_{n}", "Why now", line["why_now"])

    def _add(self, name: str, label: str, initial: str) -> None:
        self.fields[name] = forms.CharField(
            label=label,
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea,
            initial=initial,
        )
        self.ui[name] = {"rows": 2, "optional": False}

    @property
    def rows(self) -> list[tuple[str, list[Any]]]:
        """Each line: what it is and whose, and its fields."""
        found = []
        for n, line in enumerate(self.kept):
            label = str(EntryKind(line["kind"]).label)
            if line["team"]:
                label = f"{label}: {line['team']}"
            names = [f"words_{n}", f"why_{n}"]
            found.append((label, [self[name] for name in names if name in self.fields]))
        return found

    def lines(self) -> list[Line]:
        """What is to stand in the minutes. An emptied line is left out by the verb."""
        data = self.cleaned_data
        found = [
            line | {"words": data[f"words_{n}"], "why_now": data.get(f"why_{n}") or ""}
            for n, line in enumerate(self.kept)
        ]
        return [
            *found,
            {
                "kind": data["more_kind"],
                "side": data["more_side"],
                "team": "",
                "words": data["more_words"],
                "why_now": "",
            },
        ]


class ApproveForm(forms.Form):
    """Who chaired."""

    chair = forms.ModelChoiceField(
        queryset=Membership.objects.none(),
        label="Who chaired the meeting",
        empty_label="Choose",
        error_messages={"required": "Chair: choose who chaired the meeting"},
    )

    def __init__(
        self, posted: Any, *, hats: Sequence[Membership], began: int | None
    ) -> None:
        super().__init__(posted, initial={"chair": began})
        fields: dict[str, Any] = self.fields
        fields["chair"].queryset = Membership.objects.filter(
            pk__in=[hat.pk for hat in hats]
        ).select_related("account", "team")
        fields["chair"].label_from_instance = lambda hat: (
            f"{hat.account.name}, {hat.team.short_name}"
        )
