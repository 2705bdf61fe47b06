"""The way of a return: sent, approved by the agency's lead, accepted, corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.returns.actions import figures
from concord.returns.actions.filling import entries_of
from concord.returns.actions.permission import (
    permit_approve,
    permit_fill,
    permit_keep,
)
from concord.returns.checking import Problem, check
from concord.returns.models import ReturnWindow, Submission
from concord.returns.moment import moment
from concord.returns.queries.series import earlier_figures

State = Submission.State


class NotReady(ValidationError):
    """It can't be sent yet. `problems` says what to put right, cell by cell."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__([problem.words for problem in self.problems])


def problems_of(submission: Submission, *, is_to_send: bool) -> list[Problem]:
    """What is wrong or asked about a return as it stands. Three queries."""
    window = submission.window
    rules = [one.rule() for one in window.version.fields.order_by("position", "pk")]
    return check(
        rules,
        entries_of(submission.cells.select_related("field")),
        last_day=window.last_day,
        earlier=earlier_figures(window),
        is_to_send=is_to_send,
    )


@transaction.atomic
def send(
    *, submission: Submission, at: dt.datetime | None = None, by: Actor
) -> Submission:
    """To the agency's lead. Sent twice, it is sent once. `at`: now, if not given.

    Raises NotReady, and ValidationError for a window that is locked.
    """
    permit_fill(by, submission.window)
    kept = _locked(submission)
    if kept.state == State.SENT:
        return kept
    if not kept.is_open:
        raise ValidationError(f"It is {_standing(kept)} already.")
    if kept.window.is_locked and not kept.is_correction:
        at = timezone.localtime(kept.window.locked_at)
        raise ValidationError(
            f"The window was locked on {at:%-d %B %Y at %-H:%M}. Everything typed is "
            "kept. Ask the partnership to open it again."
        )
    if kept.is_correction and not kept.corrects_why.strip():
        raise ValidationError({"why": "Say what was wrong, in a few words."})
    stopping = [one for one in problems_of(kept, is_to_send=True) if one.stops]
    if stopping:
        raise NotReady(stopping)
    kept.state, kept.sent_by_id = State.SENT, by.membership_id
    kept.sent_at = moment(kept.window.partnership, at)
    kept.save(update_fields=["state", "sent_at", "sent_by"])
    return kept


@transaction.atomic
def take_back(*, submission: Submission, by: Actor) -> Submission:
    """Go on typing: it had been sent, and nobody had approved it."""
    permit_fill(by, submission.window)
    kept = _locked(submission)
    if kept.is_open:
        return kept
    if kept.state != State.SENT:
        raise ValidationError(
            f"It is {_standing(kept)}. Ask for it to be sent back, or correct it later."
        )
    kept.state = State.DRAFT
    kept.save(update_fields=["state"])
    return kept


@transaction.atomic
def approve(
    *, submission: Submission, at: dt.datetime | None = None, by: Actor
) -> Submission:
    """The agency stands by these figures."""
    permit_approve(by, submission.window, submission.window.partnership.today())
    kept = _locked(submission)
    if kept.state == State.APPROVED:
        return kept
    _expect(kept, State.SENT)
    kept.state = State.APPROVED
    kept.approved_by_id = by.membership_id
    kept.approved_at = moment(kept.window.partnership, at)
    kept.save(update_fields=["state", "approved_at", "approved_by"])
    return kept


@transaction.atomic
def send_back(
    *, submission: Submission, why: str, at: dt.datetime | None = None, by: Actor
) -> Submission:
    """Ask for changes: by the agency's lead, or by the partnership once approved."""
    window = submission.window
    kept = _locked(submission)
    if kept.state == State.APPROVED:
        permit_keep(by, window.sheet)
    else:
        permit_approve(by, window, window.partnership.today())
        _expect(kept, State.SENT)
    if not why.strip():
        raise ValidationError({"why": "Say what has to change."})
    kept.state, kept.back_why = State.SENT_BACK, why.strip()[:500]
    kept.back_by_id = by.membership_id
    kept.back_at = moment(kept.window.partnership, at)
    kept.save(update_fields=["state", "back_why", "back_at", "back_by"])
    return kept


@transaction.atomic
def accept(
    *, submission: Submission, at: dt.datetime | None = None, by: Actor
) -> Submission:
    """The partnership takes the figures: locked, and observations from now on.

    The figures of all teams that the sheet asks for this period are added up. Accepted
    twice, they are recorded once.
    """
    window = submission.window
    permit_keep(by, window.sheet)
    kept = _locked(submission)
    if kept.state == State.ACCEPTED:
        return kept
    _expect(kept, State.APPROVED)
    kept.state = State.ACCEPTED
    kept.accepted_by_id = by.membership_id
    kept.accepted_at = moment(kept.window.partnership, at)
    kept.save(update_fields=["state", "accepted_at", "accepted_by"])
    if not kept.window.is_locked:
        kept.window.locked_at = kept.accepted_at
        kept.window.locked_by_id = by.membership_id
        kept.window.save(update_fields=["locked_at", "locked_by"])
    figures.record(kept, by=by)
    return kept


def _locked(submission: Submission) -> Submission:
    """The return as it is now; whoever else moves it waits."""
    window = (
        ReturnWindow.objects.select_for_update(of=("self",))
        .select_related("sheet", "version", "team__agency", "partnership")
        .get(pk=submission.window_id)
    )
    kept = Submission.objects.get(pk=submission.pk)
    kept.window = window
    return kept


def _expect(kept: Submission, state: str) -> None:
    if kept.state != state:
        raise ValidationError(
            f"It is {_standing(kept)} now. Look at the page again before you decide."
        )


def _standing(kept: Submission) -> str:
    return kept.get_state_display().lower()
