"""Why the cases of an agenda may be shared. It is always for the hearing."""

from __future__ import annotations

from typing import Any

from concord.access.actions.sharing import Reason
from concord.access.actor import Actor
from concord.access.lawful_basis import Bases, bases_for
from concord.access.models import Purpose
from concord.cases.forms.sharing import ReasonForm
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


def hearing_form(posted: Any, by: Actor) -> HearingForm:
    """The form with the lawful bases of the actor's agency."""
    own = Team.objects.select_related("agency").get(pk=by.own_team)
    return HearingForm(posted, bases=bases_for(own.agency), prefix="lawful")
