"""Who stands at the front door, and its targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from concord.cases.forms.sharing import full_name
from concord.frontdoor.actions.settings import Targets
from concord.frontdoor.models import FrontDoor
from concord.partnership.models import Team


def _hours(label: str, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=500, help_text=hint)


class FrontDoorForm(forms.Form):
    """All targets are local, in hours in which the door is open."""

    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        label="Team at the front door",
        empty_label="Choose a team",
        help_text="It reads every new referral. Those that came before stay where "
        "they are.",
    )
    look_within = _hours("Look at a new referral within")
    check_within = _hours("Finish checking within")
    decide_within = _hours("Decide within")
    ask_again_after = _hours("Ask again for an answer after")
    opens = forms.TimeField(label="Opens", help_text="Such as 09:00.")
    closes = forms.TimeField(label="Closes", help_text="Such as 17:00.")
    round_the_clock = forms.BooleanField(
        label="The door never shuts: every hour counts", required=False
    )
    outside_hours = forms.CharField(
        label="Whom to call when it is shut",
        required=False,
        max_length=300,
        help_text="Shown to whoever refers.",
    )
    HOURS = ("look_within", "check_within", "decide_within", "ask_again_after")
    ui: dict[str, Any] = {
        **{name: {"width": 3, "suffix": "hours"} for name in HOURS},
        "opens": {"width": 5},
        "closes": {"width": 5},
    }

    def __init__(
        self,
        *args: Any,
        teams: Sequence[Team],
        door: FrontDoor | None = None,
        **options: Any,
    ) -> None:
        if door is not None:
            options["initial"] = {
                name: getattr(door, name) for name in (*_TARGETS, "team")
            }
        else:
            first = Targets()
            options["initial"] = {name: getattr(first, name) for name in _TARGETS}
        super().__init__(*args, **options)
        field: Any = self.fields["team"]
        field.queryset = Team.objects.filter(
            pk__in=[team.pk for team in teams]
        ).select_related("agency")
        field.label_from_instance = full_name
        for name in ("opens", "closes"):
            self.fields[name].widget.format = "%H:%M"

    def targets(self) -> Targets:
        """The answers, for the verb."""
        return Targets(**{name: self.cleaned_data[name] for name in _TARGETS})


_TARGETS = (
    *FrontDoorForm.HOURS,
    "opens",
    "closes",
    "round_the_clock",
    "outside_hours",
)


class AddressesForm(forms.Form):
    """Which organisations' addresses are sent links to refer."""

    domains = forms.CharField(
        label="Domains of organisations that refer here",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="One on each line: nhs.net for addresses there, *.police.uk for all "
        "domains below it.",
    )
    ui: dict[str, Any] = {"domains": {"optional": False}}

    def lines(self) -> list[str]:
        """The answers, for the verb."""
        return str(self.cleaned_data["domains"]).split()
