"""Inviting, giving and ending roles, standing in, and accepting an invitation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from concord.desk.forms.sign_in import RULES
from concord.foundation.ui.forms import DateField
from concord.partnership.models import Account, Membership, Partnership, Team
from concord.partnership.roles import WHAT_THEY_DO, Role
from concord.partnership.terms import role_word


class TeamField(forms.ModelChoiceField):
    """A team that exists today, by its short name and its agency."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Team.objects.none(),
            label="Team",
            empty_label="Choose a team",
            **options,
        )

    def label_from_instance(self, obj: Team) -> str:
        if obj.short_name == obj.agency.name or obj.short_name == obj.name:
            return obj.short_name
        return f"{obj.short_name} ({obj.agency.name})"


class HatField(forms.ModelChoiceField):
    """A person in one of their roles."""

    def label_from_instance(self, obj: Membership) -> str:
        role = role_word(obj.partnership, obj.role)
        return f"{obj.account.name}, {role}, {obj.team.short_name}"


class RoleForm(forms.Form):
    """A role in a team."""

    team = TeamField()
    role = forms.ChoiceField(label="Role")
    title = forms.CharField(
        label="Job title",
        max_length=120,
        required=False,
        help_text="As their agency calls it, such as Head of service.",
    )

    def __init__(self, *args: Any, here: Partnership, **options: Any) -> None:
        super().__init__(*args, **options)
        teams: Any = self.fields["team"]
        teams.queryset = (
            # The row policy shows people their own teams elsewhere, too.
            Team.objects.valid_on(here.today())
            .filter(partnership=here)
            .select_related("agency")
            .order_by("short_name")
        )
        roles: Any = self.fields["role"]
        roles.choices = [("", "Choose a role")] + [
            (role.value, f"{role_word(here, role)}: {_first_words(WHAT_THEY_DO[role])}")
            for role in Role
        ]


class Invite(RoleForm):
    """Who is invited, and to what."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(
        label="E-mail address",
        help_text="Their address at work. The invitation goes there.",
    )
    field_order = ("name", "email", "team", "role", "title")


class EndRole(forms.Form):
    """The last day of a role, and why it ends."""

    last_day = DateField(
        label="Last day",
        help_text="They can work in this role until midnight of this day. Yesterday "
        "ends it at once.",
    )
    why = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept in the history for good. Write nothing private about them.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"last_day": timezone.localdate()})
        super().__init__(*args, **options)


class PersonLeaves(EndRole):
    """The last day of all roles of somebody, and why."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["last_day"].help_text = (
            "Today or earlier signs them out at once. Yesterday ends everything at "
            "once; today lets them sign in until midnight."
        )


class AgencyLeaves(PersonLeaves):
    """The last day of all teams of an agency, and why."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["why"].help_text = "Kept in the history for good."


class StandIn(forms.Form):
    """Who is asked in somebody's place, and on which days."""

    deputy = HatField(
        queryset=Membership.objects.none(),
        label="Who stands in",
        empty_label="Choose a person",
    )
    first_day = DateField(label="First day away")
    last_day = DateField(label="Last day away")

    def __init__(
        self, *args: Any, deputies: QuerySet[Membership], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        people: Any = self.fields["deputy"]
        people.queryset = deputies


class Accept(forms.Form):
    """A new account: the name that others see, and a password."""

    name = forms.CharField(
        label="Your name",
        max_length=120,
        help_text="As colleagues in other agencies know you.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password1 = forms.CharField(
        label="Password",
        strip=False,
        help_text=RULES,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email = email

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, second = found.get("password1"), found.get("password2")
        if first:
            somebody = Account(email=self.email, name=found.get("name", ""))
            try:
                validate_password(first, somebody)
            except ValidationError as error:
                for said in error.messages:
                    self.add_error("password1", f"Password: {said}")
        if first and second and first != second:
            self.add_error(
                "password2", "Password again: it is not the same. Type both once more"
            )
        return found


def _first_words(about: str) -> str:
    """What a role is for, short enough for a list."""
    words = about.split(";")[0].split(".")[0]
    return words[:1].lower() + words[1:]
