"""Why the cases of an agenda may be shared. It is always for the hearing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from concord.access.actions.sharing import Reason
from concord.access.actor import Actor
from concord.access.lawful_basis import Bases, bases_for
from concord.access.models import Purpose
from concord.cases.forms.sharing import ReasonForm
from concord.marac.models import AgendaItem, Panel
from concord.partnership.models import Team


class HearingForm(ReasonForm):
    """The questions of a sharing decision, once for all cases that it is about."""

    def __init__(self, *args: Any, bases: Bases, **options: Any) -> None:
        super().__init__(*args, bases=bases, **options)
        del self.fields["purpose"]
        self.fields["told"].label = "Have the victims been told?"
        self.fields["views"].label = "What they say about it"

    def reason(self) -> Reason:
        """What was said, once it is valid."""
        self.cleaned_data["purpose"] = Purpose.MARAC
        return super().reason()


class BelowThresholdForm(ReasonForm):
    """The same below the threshold of MARAC, where a refusal is not overridden.

    Consent is each victim's own: so it asks of which cases the answers are true.
    """

    which = forms.MultipleChoiceField(
        label="Cases of which this is true",
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave out those where the answers below differ, and share them "
        "afterwards with their own.",
        error_messages={"required": "Choose at least one case"},
    )
    field_order = ("which",)

    def __init__(
        self, *args: Any, items: Collection[AgendaItem], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        self.items = {str(one.pk): one for one in items}
        fields["which"].choices = [(key, one.code) for key, one in self.items.items()]
        if not items:
            del fields["which"]
        elif len(items) == 1:
            fields["which"].initial = list(self.items)
        fields["purpose"].choices = [
            one for one in fields["purpose"].choices if one[0] != Purpose.MARAC
        ]
        fields["consent"].help_text = (
            "Below the threshold of MARAC sharing rests on it. Without it, only a "
            "legal obligation, vital interests, or safeguarding children or an adult "
            "with care needs will do."
        )

    def only(self) -> list[AgendaItem]:
        """The cases that were chosen, once it is valid."""
        return [self.items[key] for key in self.cleaned_data["which"]]


def hearing_form(
    posted: Any, by: Actor, panel: Panel, items: Collection[AgendaItem] = ()
) -> HearingForm | BelowThresholdForm:
    """The form with the lawful bases of the actor's agency, for this kind of panel."""
    own = Team.objects.select_related("agency").get(pk=by.own_team)
    bases = bases_for(own.agency)
    if panel.is_marac:
        return HearingForm(posted, bases=bases, prefix="lawful")
    return BelowThresholdForm(posted, items=items, bases=bases, prefix="lawful")
