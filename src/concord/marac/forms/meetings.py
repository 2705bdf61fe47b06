"""When the panel meets, and who comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from concord.cases.forms.sharing import full_name
from concord.foundation.ui.forms import DateField
from concord.marac.actions.panel import Limits
from concord.marac.models import AgendaItem, Attendance, Kind, Panel
from concord.partnership.models import Membership, Team


def _time() -> forms.TimeField:
    return forms.TimeField(
        label="Begins at",
        help_text="Such as 09:30.",
        initial=dt.time(9, 30),
        widget=forms.TimeInput(format="%H:%M"),
    )


def _venue() -> forms.CharField:
    return forms.CharField(
        label="Where",
        required=False,
        max_length=200,
        help_text="Such as: Room 4 and by video. Everybody here can read it.",
    )


class OfAPanel(forms.Form):
    """Which panel meets, where there is more than one."""

    kind = forms.ChoiceField(label="Panel", choices=Kind.choices)

    def __init__(
        self, *args: Any, panels: Sequence[Panel] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["kind"]
        field.choices = [(one.kind, one.name) for one in panels]
        if len(panels) <= 1:
            del self.fields["kind"]

    def said(self, panels: Sequence[Panel]) -> dict[str, Any]:
        """The answers, for the verb: with one panel nobody is asked which."""
        first = {"kind": panels[0].kind} if panels else {}
        return first | self.cleaned_data


class MeetingForm(OfAPanel):
    """One meeting."""

    on = DateField(label="Day")
    at = _time()
    venue = _venue()
    is_emergency = forms.BooleanField(
        label="An emergency meeting",
        required=False,
        help_text="For a case that can't wait. It can be on any day.",
    )
    ui: dict[str, Any] = {"at": {"width": 5}}


class SeriesForm(OfAPanel):
    """A meeting every so many weeks."""

    first = DateField(label="First day")
    until = DateField(label="None after")
    weeks = forms.IntegerField(
        label="Every", min_value=1, max_value=26, initial=2, help_text=""
    )
    at = _time()
    venue = _venue()
    ui: dict[str, Any] = {
        "weeks": {"width": 3, "suffix": "weeks"},
        "at": {"width": 5},
    }


class PanelForm(forms.Form):
    """Who coordinates, the core teams, and the limits of the place."""

    name = forms.CharField(label="Name", max_length=120)
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        label="Team that coordinates",
        empty_label="Choose a team",
        help_text="It gets what the front door sends to MARAC, and builds agendas.",
    )
    core = forms.ModelMultipleChoiceField(
        queryset=Team.objects.none(),
        label="Core teams",
        widget=forms.CheckboxSelectMultiple,
        help_text="Every meeting counts on them. Issuing an agenda shows them who is "
        "on it.",
        error_messages={"required": "Choose the core teams"},
    )
    capacity = forms.IntegerField(
        label="Cases that a meeting takes",
        min_value=1,
        max_value=100,
        help_text="More can be put on: the agenda then says so.",
    )
    agenda_days_before = forms.IntegerField(
        label="The agenda leaves before the meeting by", min_value=0, max_value=60
    )
    minutes_working_days = forms.IntegerField(
        label="Minutes leave within", min_value=1, max_value=60
    )
    idva_contact_hours = forms.IntegerField(
        label="The IDVA tries to reach the victim within", min_value=1, max_value=500
    )
    case_minutes = forms.IntegerField(
        label="A case is meant to take",
        min_value=1,
        max_value=120,
        help_text="The clock in the room counts them.",
    )
    quorum = forms.IntegerField(
        label="Core teams that have to come",
        required=False,
        min_value=1,
        max_value=100,
        help_text="Empty: more than half of them.",
    )
    absent_in_a_row = forms.IntegerField(
        label="The board is told of a core team that is absent from",
        min_value=1,
        max_value=24,
    )
    least_attendance = forms.IntegerField(
        label="And of one that comes to less than",
        min_value=0,
        max_value=100,
        help_text="0: no such limit.",
    )
    attendance_meetings = forms.IntegerField(
        label="Counted over the last", min_value=2, max_value=24
    )
    LIMITS = (
        "capacity",
        "agenda_days_before",
        "minutes_working_days",
        "idva_contact_hours",
        "quorum",
        "case_minutes",
        "absent_in_a_row",
        "least_attendance",
        "attendance_meetings",
    )
    # Of the others nobody drafts minutes, there is no quorum, and no board is told.
    OF_MARAC_ONLY = (
        "minutes_working_days",
        "quorum",
        "absent_in_a_row",
        "least_attendance",
        "attendance_meetings",
    )
    ui: dict[str, Any] = {
        "capacity": {"width": 3, "suffix": "cases"},
        "agenda_days_before": {"width": 3, "suffix": "days"},
        "minutes_working_days": {"width": 3, "suffix": "working days"},
        "idva_contact_hours": {"width": 3, "suffix": "hours"},
        "quorum": {"width": 3, "suffix": "teams"},
        "case_minutes": {"width": 3, "suffix": "minutes"},
        "absent_in_a_row": {"width": 3, "suffix": "meetings in a row"},
        "least_attendance": {"width": 3, "suffix": "% of them"},
        "attendance_meetings": {"width": 3, "suffix": "meetings"},
    }

    def __init__(
        self,
        *args: Any,
        teams: Sequence[Team],
        panel: Panel | None,
        core: Sequence[int] = (),
        kind: str = Kind.MARAC,
        coordinates: Team | None = None,
        **options: Any,
    ) -> None:
        source = panel or Limits()
        options["initial"] = {n: getattr(source, n) for n in self.LIMITS}
        if panel is not None:
            options["initial"] |= {"name": panel.name, "team": panel.team_id}
            options["initial"]["core"] = list(core)
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        for name in ("team", "core"):
            fields[name].queryset = Team.objects.filter(
                pk__in=[team.pk for team in teams]
            ).select_related("agency")
            fields[name].label_from_instance = full_name
        if kind != Kind.MARAC:
            self._lighter(fields, coordinates)

    def _lighter(self, fields: dict[str, Any], coordinates: Team | None) -> None:
        for name in self.OF_MARAC_ONLY:
            del fields[name]
        fields[
            "team"
        ].help_text = (
            "It gets what the front door sends to this panel, and builds agendas."
        )
        if coordinates is not None:
            fields["team"].queryset = fields["team"].queryset.filter(pk=coordinates.pk)
            fields["team"].initial = self.initial.setdefault("team", coordinates.pk)
            fields["team"].help_text = "One team coordinates all panels of a place."

    def limits(self) -> Limits:
        """The answers, for the verb."""
        return Limits(
            **{
                name: self.cleaned_data[name]
                for name in self.LIMITS
                if name in self.fields
            }
        )


class AttendanceForm(forms.Form):
    """Who of a team comes, observes or sends apologies."""

    hat = forms.ModelChoiceField(
        queryset=Membership.objects.none(), label="Who", empty_label="Choose somebody"
    )
    kind = forms.ChoiceField(
        label="What they do",
        choices=Attendance.Kind.choices,
        widget=forms.RadioSelect,
    )
    ui: dict[str, Any] = {"kind": {"inline": True}}

    def __init__(self, *args: Any, teams: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["hat"]
        field.queryset = (
            Membership.objects.filter(
                Q(team_id__in=teams), valid__contains=timezone.localdate()
            )
            .select_related("account", "team")
            .order_by("team__short_name", "account__name")
        )
        field.label_from_instance = in_their_team


def in_their_team(hat: Membership) -> str:
    """Somebody, in one of their hats."""
    return f"{hat.account.name}, {hat.team.short_name} ({hat.get_role_display()})"


Why = AgendaItem.Why


class LeaveForm(forms.Form):
    """Why a case leaves an agenda, and whether it goes to the next."""

    verb = forms.ChoiceField(
        label="What happens",
        choices=[
            ("put_off", "It goes to the next meeting"),
            ("withdraw", "It is taken off, and waits for an agenda again"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens"},
    )
    why = forms.ChoiceField(
        label="Why",
        # Where a case goes to another panel, that is sent, and says so itself.
        choices=[
            one for one in AgendaItem.Why.choices if one[0] != AgendaItem.Why.SENT_ON
        ],
        widget=forms.RadioSelect,
        help_text="Everybody who sees the agenda reads it.",
        error_messages={"required": "Choose why"},
    )


class PutOnForm(forms.Form):
    """Which of the cases that wait go on this agenda."""

    work = forms.MultipleChoiceField(
        label="Cases that wait",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one case"},
    )

    def __init__(
        self, *args: Any, choices: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["work"]
        field.choices = choices
