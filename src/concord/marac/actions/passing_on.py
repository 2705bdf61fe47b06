"""From a panel to another: up to the MARAC, or below it. The referral goes with it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted
from concord.frontdoor.public import pass_on
from concord.marac.actions.panel import coordinating
from concord.marac.models import (
    AgendaItem,
    CaseOutcome,
    ForMarac,
    Kind,
    PanelNote,
)

State = AgendaItem.State
What = PanelNote.What
SAY_WHY = "Why: say it in a few words. Whoever takes it on reads them."


@transaction.atomic
def send(
    *, item: AgendaItem, to: str, why: str, criterion: str = "", by: Actor
) -> PanelNote:
    """The case goes to another panel of this partnership, and waits for its agenda.

    One that was not heard yet leaves this agenda. To MARAC it goes by one of the four
    `criterion`; a judgement of professionals is enough. What was said and agreed here
    stays. Raises ValidationError by field, NotPermitted for any other team.
    """
    panels = {one.kind for one in coordinating(by)}
    fresh = _own(item, by)
    wrong: dict[str, str] = {}
    if to not in panels or to == fresh.meeting.panel.kind:
        wrong["to"] = "Panel: choose another one that your team coordinates."
    if to == Kind.MARAC and criterion not in ForMarac.values:
        wrong["criterion"] = "Criterion: choose why it is for MARAC."
    if not why.strip():
        wrong["why"] = SAY_WHY
    if wrong:
        raise ValidationError(wrong)
    if _sent(fresh, by) is not None:
        raise ValidationError("This case has been sent to another panel already.")
    is_up = to == Kind.MARAC
    if fresh.state == State.LISTED:
        fresh.state = State.WITHDRAWN
        # Teams of this panel don't learn from it that a case goes to MARAC.
        fresh.why = AgendaItem.Why.OTHER if is_up else AgendaItem.Why.SENT_ON
        fresh.save(update_fields=["state", "why"])
    return PanelNote.objects.create(
        **written(by),
        case_id=fresh.case_id,
        item=fresh,
        what=What.SENT_UP if is_up else What.SENT_ON,
        criterion=criterion if is_up else "",
        words=why.strip(),
        work=pass_on(work=fresh.work, outcome=to, by=by),
    )


@transaction.atomic
def note_outcome(
    *, item: AgendaItem, outcome: str, why: str, criterion: str = "", by: Actor
) -> PanelNote:
    """Why a panel below the threshold has come to this outcome. Nothing is erased.

    What it refers to MARAC goes there with these words. Raises ValidationError by
    field.
    """
    if not why.strip():
        raise ValidationError({"why": SAY_WHY})
    before = _sent(item, by)
    if outcome == CaseOutcome.TO_MARAC:
        return before or send(
            item=item, to=Kind.MARAC, why=why, criterion=criterion, by=by
        )
    if before is not None:
        raise ValidationError(
            {"outcome": "Outcome: this case has been sent to another panel already."}
        )
    return PanelNote.objects.create(
        **written(by),
        case_id=item.case_id,
        item=item,
        what=What.OUTCOME,
        words=why.strip(),
    )


def _sent(item: AgendaItem, by: Actor) -> PanelNote | None:
    found: PanelNote | None = (
        PanelNote.objects.visible_to(by).filter(item=item, work__isnull=False).first()
    )
    return found


def _own(item: AgendaItem, by: Actor) -> AgendaItem:
    fresh: AgendaItem | None = (
        AgendaItem.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("meeting__panel", "work")
        .filter(pk=item.pk, meeting__panel__team_id=by.own_team)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such case on this panel's agendas.")
    if fresh.state not in (State.LISTED, State.HEARD):
        raise ValidationError("This case is no longer on the agenda.")
    return fresh
