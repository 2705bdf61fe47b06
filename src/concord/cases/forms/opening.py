"""The page on which a case is opened: victim, alleged, children, in one go."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from concord.cases.actions.opening import Newcomer
from concord.cases.forms.people import NewcomerForm, VictimForm
from concord.cases.forms.rows import Rows, rearranged
from concord.foundation.ui.forms import DateField
from concord.foundation.ui.forms.quiet import Quiet
from concord.people.models import Person

SOMEBODY_NEW = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A record that is there already and could be in the new case, in words.

    `side`: where it is put at first; empty for nowhere.
    """

    person: Person
    words: str
    side: str = ""


class WhenForm(Quiet):
    """The day on which the case was opened."""

    opened_on = DateField(
        label="Opened on", required=False, help_text="Leave it empty for today."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        day: Any = self.fields["opened_on"]
        day.latest = timezone.localdate()


class StandingForm(Quiet):
    """Who of those on record is in the new case, and on which side."""

    victim = forms.ChoiceField(
        label="Who is the victim", required=False, widget=forms.RadioSelect
    )
    alleged = forms.MultipleChoiceField(
        label="Who of them is alleged to cause harm",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    child = forms.MultipleChoiceField(
        label="Who of them is a child in this case",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    ui = {name: {"optional": False} for name in ("victim", "alleged", "child")}

    def __init__(
        self, *args: Any, standing: Sequence[Standing], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.persons = {str(one.person.pk): one.person for one in standing}
        choices = [(str(one.person.pk), one.words) for one in standing]
        fields: Any = self.fields
        fields["victim"].choices = [(SOMEBODY_NEW, "Somebody new"), *choices]
        fields["alleged"].choices = choices
        fields["child"].choices = choices
        for side in ("alleged", "child"):
            self.initial[side] = [
                str(one.person.pk) for one in standing if one.side == side
            ]
        self.initial["victim"] = next(
            (str(one.person.pk) for one in standing if one.side == "victim"),
            SOMEBODY_NEW,
        )

    def chosen(self, side: str) -> list[Newcomer]:
        """The records that were chosen for a side."""
        keys = self.cleaned_data.get(side) or []
        keys = [keys] if isinstance(keys, str) else keys
        return [Newcomer(person=self.persons[key]) for key in keys]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        named = [
            found.get("victim"),
            *found.get("alleged", []),
            *found.get("child", []),
        ]
        named = [key for key in named if key]
        if len(set(named)) < len(named):
            self.add_error(
                "alleged", "Somebody stands on two sides. Each is on one side, once"
            )
        return found


class OpenCase:
    """All forms of the page. Nothing that was typed is lost, whatever is wrong.

    `standing`: records that could be in the new case, of the same family or of a person
    whose page one comes from.
    """

    def __init__(
        self, posted: QueryDict | None = None, *, standing: Sequence[Standing] = ()
    ) -> None:
        redrawn = rearranged(posted) if posted is not None else None
        data = redrawn if redrawn is not None else posted
        self.is_redrawn = redrawn is not None
        quiet = self.is_redrawn
        self.standing = (
            StandingForm(data, prefix="standing", standing=standing, quiet=quiet)
            if standing
            else None
        )
        self.alleged = Rows("alleged", data, quiet=quiet)
        self.child = Rows("child", data, quiet=quiet)
        self.when = WhenForm(data, prefix="when", quiet=quiet)
        self.victim = VictimForm(data, prefix="victim", quiet=quiet)
        if data is None and any(one.side == "alleged" for one in standing):
            self.alleged.forms = []

    @property
    def forms(self) -> list[forms.Form]:
        """Every form that counts, in the order of the page."""
        found: list[forms.Form] = [self.standing] if self.standing else []
        if not self._stands("victim"):
            found.append(self.victim)
        return [*found, *self.alleged, *self.child, self.when]

    @property
    def newcomer_forms(self) -> list[NewcomerForm]:
        """Of everybody who is not taken from the records that stand there."""
        return [form for form in self.forms if isinstance(form, NewcomerForm)]

    def is_valid(self) -> bool:
        """Whether the verb can be asked. Looks at all forms, not up to the first."""
        wrong = [form for form in self.forms if not form.is_valid()]
        return not self.is_redrawn and not wrong

    def opened_on(self) -> dt.date | None:
        """The day that was given, or None for today."""
        day: dt.date | None = self.when.cleaned_data["opened_on"]
        return day

    def newcomers(self, side: str) -> list[Newcomer]:
        """Everybody on a side: who stands there already, then who is new."""
        standing = self.standing.chosen(side) if self.standing else []
        if side == "victim":
            return standing or [self.victim.newcomer()]
        rows: Rows = getattr(self, side)
        return [*standing, *(form.newcomer() for form in rows)]

    def _stands(self, side: str) -> bool:
        if self.standing is None or not self.standing.is_bound:
            return False
        return self.standing.is_valid() and bool(self.standing.chosen(side))


def key_of(typed: str) -> uuid.UUID | None:
    """The id of a record as an address gives it, or None."""
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None
