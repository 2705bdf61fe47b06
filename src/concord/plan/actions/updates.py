"""Giving the quarter's update, with evidence, and an agency's statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.foundation.periods import Quarter
from concord.partnership.models import Membership, Team
from concord.plan.actions.strategies import check_running
from concord.plan.models import Evidence, PlanAction, PlanUpdate, Statement
from concord.plan.queries.answering import may_state, permit_answer
from concord.plan.status import Status, normalise

EVIDENCE_BYTES = 10 * 1024 * 1024
EVIDENCE_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument"
    ".presentationml.presentation",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence: a file (bytes), a link (url) or a figure (words)."""

    kind: str
    label: str
    url: str = ""
    figure: str = ""
    content: bytes | None = None
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """What the owner says for the quarter."""

    status: Status
    text: str = ""
    status_printed: str = ""
    confidence: str = ""
    blockers: str = ""
    next_step: str = ""


@transaction.atomic
def give(
    *,
    action: PlanAction,
    quarter: Quarter,
    word: Word,
    evidence: Sequence[Proof] = (),
    on_behalf_of: Team | None = None,
    source: str = PlanUpdate.Source.TYPED,
    by: Actor,
    at: dt.datetime | None = None,
) -> PlanUpdate:
    """Record the quarter's update. A second one for the quarter corrects the first.

    Nothing is overwritten: the new row has the next number. The lead records one for
    an agency with `on_behalf_of`. Two people who save at once both keep their words.
    """
    # The lock is on the action, so that two updates at once get two numbers.
    action = (
        PlanAction.objects.select_for_update(of=("self",))
        .select_related("lead_team", "plan__partnership")
        .get(pk=action.pk)
    )
    _check(action, word, on_behalf_of, by)
    last = PlanUpdate.objects.filter(plan_action=action, quarter=quarter).aggregate(
        last=Max("n")
    )["last"]
    update = PlanUpdate(
        partnership_id=action.partnership_id,
        plan_action=action,
        quarter=quarter,
        n=(last or 0) + 1,
        status=word.status,
        status_printed=word.status_printed[:80],
        text=word.text.strip(),
        confidence=word.confidence,
        blockers=word.blockers.strip(),
        next_step=word.next_step.strip(),
        source=source,
        by_membership_id=by.membership_id,
        on_behalf_of=on_behalf_of,
        at=at or timezone.now(),
    )
    update.full_clean(validate_constraints=False, exclude=["by_membership"])
    update.save(force_insert=True)
    for proof in evidence:
        _attach(update, proof)
    return update


@transaction.atomic
def give_first(
    *,
    words: Sequence[tuple[PlanAction, Word]],
    quarter: Quarter,
    source: str,
    by: Actor,
) -> None:
    """The first words on many actions, by whoever added them in this transaction.

    A fixed number of queries; nobody else can have seen these actions yet.
    """
    now = timezone.now()
    found = []
    for action, word in words:
        permit(by, Verb.EDIT_PLAN, action)
        _check_reason(word)
        update = PlanUpdate(
            partnership_id=action.partnership_id,
            plan_action=action,
            quarter=quarter,
            status=word.status,
            status_printed=word.status_printed[:80],
            text=word.text.strip(),
            source=source,
            by_membership_id=by.membership_id,
            at=now,
        )
        update.clean_fields(exclude=["partnership", "plan_action", "by_membership"])
        found.append(update)
    PlanUpdate.objects.bulk_create(found)


def _check(
    action: PlanAction, word: Word, on_behalf_of: Team | None, by: Actor
) -> None:
    if on_behalf_of is not None:
        permit(by, Verb.UPDATE_ON_BEHALF, action)
    else:
        permit_answer(by, action, action.plan.partnership.today())
    check_running(action.plan)
    if action.state == PlanAction.State.WITHDRAWN:
        raise ValidationError(
            "This action is no longer in the plan. Ask the strategic lead to put it "
            "back before you give an update."
        )
    _check_reason(word)


def _check_reason(word: Word) -> None:
    troubled = word.status in {Status.AT_RISK, Status.OFF_TRACK}
    if troubled and not (word.text.strip() or word.blockers.strip()):
        raise ValidationError(
            {
                "text": f"“{word.status.label}” needs a reason. "
                "Say what stands in the way."
            }
        )


def _attach(update: PlanUpdate, proof: Proof) -> None:
    content = proof.content
    if content is not None and len(content) > EVIDENCE_BYTES:
        raise ValidationError(
            {
                "evidence_file": f"{proof.label} is larger than "
                f"{EVIDENCE_BYTES // 1024 // 1024} MB. Give a link to it instead."
            }
        )
    Evidence.objects.create(
        partnership_id=update.partnership_id,
        plan_update=update,
        kind=proof.kind,
        label=proof.label.strip()[:200],
        url=proof.url,
        figure=proof.figure,
        content=content,
        content_type=proof.content_type,
        size=len(content) if content is not None else 0,
    )


def read_printed(printed: str, text: str) -> tuple[Status | None, str | None]:
    """The normalised status of a label that a partnership prints, and a warning."""
    return normalise(printed, text)


@transaction.atomic
def state(
    *,
    team: Team,
    quarter: Quarter,
    text: str,
    on_behalf: bool = False,
    source: str = PlanUpdate.Source.TYPED,
    by: Actor,
    by_role: str = "",
    at: dt.datetime | None = None,
) -> Statement:
    """A team's own words for the board. Sent again, it is a new version.

    The team's agency lead writes it, or who stands in for them; anybody else needs the
    right to write on behalf, and then it is marked so. Raises ValidationError by field.
    """
    permit(by, Verb.READ_PLAN, team)
    # The team's row is the lock: without one, two first versions would collide.
    team = (
        Team.objects.select_for_update(of=("self",))
        .select_related("partnership")
        .get(pk=team.pk)
    )
    if by.kind == "job":
        permit(by, Verb.WRITE_STATEMENT, team)
    elif on_behalf or not may_state(by, team, team.partnership.today()):
        permit(by, Verb.UPDATE_ON_BEHALF, team)
        on_behalf = True
    if not text.strip():
        raise ValidationError(
            {"text": "Write at least one sentence, or leave without sending."}
        )
    hat = Membership.objects.filter(pk=by.membership_id or 0).first()
    last = Statement.objects.filter(team=team, quarter=quarter).aggregate(
        last=Max("n")
    )["last"]
    return Statement.objects.create(
        partnership_id=team.partnership_id,
        team=team,
        quarter=quarter,
        n=(last or 0) + 1,
        text=text.strip(),
        source=source,
        by_membership=hat,
        by_role=by_role or (hat.title or hat.role_name if hat else ""),
        on_behalf=on_behalf,
        at=at or timezone.now(),
    )
