"""A system of another agency that shall be able to send referrals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from concord.cases.forms.sharing import full_name
from concord.foundation.ui.forms import DateField
from concord.frontdoor.actions.partners import LONGEST_LIFE
from concord.partnership.models import Team

A_YEAR = dt.timedelta(days=365)


class SystemForm(forms.Form):
    """Its name, for whom it speaks, and how long."""

    name = forms.CharField(
        label="Name of the system",
        max_length=80,
        help_text="As the agency calls it, such as: Case system of the hospital.",
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        label="Team for which it sends",
        empty_label="Choose a team",
        help_text="Its referrals are shown as coming from this team.",
    )
    last_day = DateField(
        label="Last day on which its key works",
        help_text="At most two years ahead. Then make a new one.",
    )

    keeps_flags = forms.BooleanField(
        label="It also keeps the team’s flags of MARAC",
        required=False,
        help_text="Its key can then read by which references this team has flagged its "
        "records, and confirm and clear those flags. Leave it out if in doubt.",
    )
    fills_returns = forms.BooleanField(
        label="It also fills in the team’s data returns",
        required=False,
        help_text="Its key can then read and type figures of this team’s returns. It "
        "sends none: a person of the team does.",
    )

    def __init__(self, *args: Any, teams: Sequence[Team], **options: Any) -> None:
        today = timezone.localdate()
        options.setdefault("initial", {"last_day": today + A_YEAR})
        super().__init__(*args, **options)
        team: Any = self.fields["team"]
        team.queryset = Team.objects.filter(
            pk__in=[team.pk for team in teams]
        ).select_related("agency")
        team.label_from_instance = full_name
        day: Any = self.fields["last_day"]
        day.earliest = today + dt.timedelta(days=1)
        day.latest = today + LONGEST_LIFE
