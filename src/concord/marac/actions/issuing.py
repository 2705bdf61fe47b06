"""Issuing an agenda: one sharing decision for each case, of who they are only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actions import sharing
from concord.access.actions.sharing import Opening, Reason
from concord.access.actor import Actor
from concord.access.models import Consent, Part, Purpose, Side
from concord.access.permit import Verb, permit
from concord.marac.actions.planning import open_meeting
from concord.marac.models import AgendaItem, CoreTeam, Meeting
from concord.partnership.models import Team

# Enough to find out whether a team knows them, and no more: what each team knows is
# asked for afterwards, and opened by decisions of their own.
WHO = frozenset({(Part.IDENTITY, side) for side in Side})
# What sharing rests on below the threshold of MARAC where consent was not given.
WITHOUT_CONSENT = frozenset({"legal_obligation", "vital_interests"})
SAFEGUARDING = frozenset({Purpose.SAFEGUARD_CHILDREN, Purpose.ADULT_AT_RISK})
NEEDS_CONSENT = (
    "Consent: below the threshold of MARAC sharing rests on it. Ask first; or choose a "
    "legal obligation or vital interests as the basis, or safeguarding of children or "
    "of an adult with care needs as what it is for; or send the case up to the MARAC."
)


@transaction.atomic
def issue(
    *,
    meeting: Meeting,
    reason: Reason | None = None,
    only: Collection[AgendaItem] | None = None,
    by: Actor,
) -> list[AgendaItem]:
    """Core teams see from now on who is on the agenda. Returns the cases shared now.

    Only the team that holds a case shares it: cases of the coordinator's team are
    decided here, each by itself, for the one `reason`; those of others wait for the
    teams that hold them (`share_held`). `only` names those that the reason is true of:
    below the threshold of MARAC it rests on what each victim has said. Raises
    ValidationError, NotPermitted.
    """
    fresh = open_meeting(meeting, by)
    items = _unshared(fresh, only, by)
    is_empty = not AgendaItem.objects.filter(
        meeting=fresh, state=AgendaItem.State.LISTED
    ).exists()
    if is_empty:
        raise ValidationError("There is no case on this agenda yet.")
    shared = share_items(items, fresh, reason, by)
    if fresh.state == Meeting.State.PLANNED:
        fresh.state = Meeting.State.AGENDA_ISSUED
        fresh.save(update_fields=["state"])
    return shared


@transaction.atomic
def share_held(
    *,
    meeting: Meeting,
    reason: Reason,
    only: Collection[AgendaItem] | None = None,
    by: Actor,
) -> list[AgendaItem]:
    """A team that holds cases on an issued agenda decides to share them."""
    permit(by, Verb.SEE_PEOPLE)
    here = Meeting.objects.visible_to(by).select_related("panel")
    fresh = here.filter(pk=meeting.pk).first()
    if fresh is None or not fresh.is_issued:
        raise ValidationError("The agenda of this meeting has not been issued.")
    shared = share_items(_unshared(fresh, only, by), fresh, reason, by)
    if not shared:
        raise ValidationError("No case of your team waits to be shared here.")
    return shared


def share_items(
    items: Sequence[AgendaItem], meeting: Meeting, reason: Reason | None, by: Actor
) -> list[AgendaItem]:
    """A decision for each of these that the actor's team holds, if there are any."""
    held = [item for item in items if sharing.owns(item.case_id)]
    if not held:
        return []
    if reason is None:
        raise ValidationError({"basis": "Say why it is lawful to share these cases."})
    teams = core_teams(meeting, by)
    if not teams:
        raise ValidationError("There is no core team yet. Choose them in the settings.")
    if meeting.panel.is_marac:
        reason = replace(reason, purpose=Purpose.MARAC)
    else:
        check_below_threshold(reason)
    for item in held:
        item.disclosure = sharing.share(
            case_id=item.case_id,
            reason=reason,
            openings=_openings(teams),
            by=by,
        )
        item.save(update_fields=["disclosure"])
    return held


def check_below_threshold(reason: Reason) -> None:
    """Below the threshold of MARAC a refusal is not overridden as a matter of course.

    Sharing rests on consent, or on a basis that holds without it: a legal obligation,
    vital interests, or the duty to safeguard children and adults with care needs.
    Raises ValidationError by field.
    """
    wrong: dict[str, str] = {}
    if reason.purpose in ("", Purpose.MARAC, Purpose.HAND_OVER):
        wrong["purpose"] = "What it is for: choose one. It is not a MARAC hearing."
    if reason.consent != Consent.GIVEN and not (
        reason.basis in WITHOUT_CONSENT or reason.purpose in SAFEGUARDING
    ):
        wrong["consent"] = NEEDS_CONSENT
    if wrong:
        raise ValidationError(wrong)


def core_teams(meeting: Meeting, by: Actor) -> list[Team]:
    """Core teams today, less the actor's own."""
    seats = CoreTeam.objects.filter(panel_id=meeting.panel_id).valid_on()
    return [
        seat.team for seat in seats.select_related("team") if seat.team_id != by.team_id
    ]


def _openings(teams: Iterable[Team]) -> list[Opening]:
    return [Opening(team, WHO) for team in teams]


def _unshared(
    meeting: Meeting, only: Collection[AgendaItem] | None, by: Actor
) -> list[AgendaItem]:
    found = (
        AgendaItem.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(
            meeting=meeting,
            state=AgendaItem.State.LISTED,
            disclosure__isnull=True,
        )
    )
    wanted = None if only is None else {item.pk for item in only}
    return [item for item in found if wanted is None or item.pk in wanted]
