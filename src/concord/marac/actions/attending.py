"""Who comes, who sends apologies, who observes; and the confidentiality of it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import NotPermitted, Verb, permit
from concord.marac.models import Attendance, Meeting, Panel
from concord.partnership.models import Membership

Kind = Attendance.Kind


@transaction.atomic
def say_who_comes(
    *, meeting: Meeting, hat: Membership, kind: str, by: Actor
) -> Attendance:
    """A team says what somebody of it does at a meeting; the last word counts.

    The team that coordinates says it for any team. Raises ValidationError by field,
    NotPermitted for somebody of another team.
    """
    permit(by, Verb.SEE_PEOPLE)
    fresh = _open(meeting, by)
    coordinates = Panel.objects.filter(pk=fresh.panel_id, team_id=by.own_team).exists()
    if hat.partnership_id != by.here or (
        not coordinates and hat.team_id != by.own_team
    ):
        raise NotPermitted("Each team says who comes of its own.")
    if not hat.is_valid_on(timezone.localdate()):
        raise ValidationError({"hat": "Who: this role has ended. Choose another."})
    if kind not in Kind.values:
        raise ValidationError({"kind": "Choose what they do."})
    said = Attendance.objects.filter(meeting=fresh, hat=hat).first()
    said = said or Attendance(
        partnership_id=by.here, meeting=fresh, hat=hat, team_id=hat.team_id
    )
    said.kind = kind
    if kind == Kind.APOLOGIES:
        said.agreed_at = None
    said.save()
    return said


@transaction.atomic
def agree(*, meeting: Meeting, by: Actor) -> Attendance:
    """One agrees by oneself, for this meeting, to keep what is said there."""
    permit(by, Verb.SEE_PEOPLE)
    fresh = _open(meeting, by)
    said = Attendance.objects.filter(meeting=fresh, hat_id=by.own_hat).first()
    if said is None or said.kind == Kind.APOLOGIES:
        raise ValidationError("Say first that you come, or observe.")
    if said.agreed_at is None:
        said.agreed_at = timezone.now()
        said.save(update_fields=["agreed_at"])
    return said


def _open(meeting: Meeting, by: Actor) -> Meeting:
    fresh = (
        Meeting.objects.visible_to(by).select_for_update().filter(pk=meeting.pk).first()
    )
    if fresh is None:
        raise NotPermitted("There is no such meeting here.")
    if not fresh.is_open:
        raise ValidationError("This meeting is over, or called off.")
    return fresh  # type: ignore[no-any-return]
