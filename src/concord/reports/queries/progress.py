"""What became of each action since the board last met, and what fell or falls due."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from concord.foundation.ui.words import long_date
from concord.plan.actions.plan_actions import due_words
from concord.plan.due import DueKind
from concord.plan.models import Priority
from concord.plan.queries.changes import SCALE
from concord.plan.status import Status
from concord.reports.content import (
    AnnexAction,
    AnnexPriority,
    Change,
    ChangeKind,
    DueItem,
    PriorityProgress,
)
from concord.reports.queries.standing import (
    Counted,
    Field,
    Standing,
    short_due,
)
from concord.reports.ratings import Rating

_TOLD = (
    (Field.LEAD, "The lead changed from {was} to {is_now}"),
    (Field.WORDING, "It was reworded"),
    (Field.MEASURE, "How success is measured changed"),
    (Field.FUNDING, "The money changed from {was} to {is_now}"),
)


def progress_of(counted: Counted) -> list[PriorityProgress]:
    """By priority: the actions of which there is news; the others are counted."""
    found = []
    for priority, standings in counted.sections:
        gone = [each for each in counted.withdrawn if _left(each, priority)]
        changes = [change_of(each) for each in standings] + [_gone(e) for e in gone]
        told = [change for change in changes if change is not None]
        listed = {each.action.pk for each in standings if change_of(each)}
        others = sum(
            not each.is_step and each.action.pk not in listed for each in standings
        )
        if told or others:
            found.append(
                PriorityProgress(
                    priority.printed_ref, priority.title, tuple(told), others
                )
            )
    return found


def change_of(standing: Standing) -> Change | None:
    """The news of one action, None if there is none."""
    if standing.is_silent_step:
        return None
    kinds = kinds_of(standing)
    told = _told(standing)
    if not kinds and not told and standing.was is None:
        return None
    moved = standing.changed(Field.DUE) if "date_moved" in kinds else []
    reasons = [sentence(moved[-1].why)] if moved and moved[-1].why else []
    words = [sentence(standing.words)] if standing.words else []
    return Change(
        kinds=kinds or ("unchanged",),
        ref=standing.action.printed_ref,
        title=standing.title,
        rating=standing.rating,
        was=standing.was,
        words=" ".join([*words, *reasons, *told]),
        due=due_words(standing.due),
        due_was=moved[0].was if moved else None,
    )


def kinds_of(standing: Standing) -> tuple[ChangeKind, ...]:
    """What kinds of news there are of an action; a date moved and back is none."""
    kinds: list[ChangeKind] = []
    if standing.is_new:
        kinds.append("new")
    elif standing.was is not None:
        kinds += _moved(standing.was, standing.rating)
    moved = standing.changed(Field.DUE)
    if moved and moved[0].was != moved[-1].is_now and not standing.is_new:
        kinds.append("date_moved")
    if standing.has_no_update and not standing.is_new:
        kinds.append("no_update")
    return tuple(kinds)


def _moved(was: Rating, now: Rating) -> list[ChangeKind]:
    if now == "complete":
        return ["finished"]
    if now == "closed_not_done":
        return ["closed"]
    if "no_update" in (was, now):
        return []
    better = SCALE.index(Status(now)) > SCALE.index(Status(was))
    return ["moved_up" if better else "moved_down"]


def _told(standing: Standing) -> list[str]:
    """Changes that have no kind of their own, in words with their reason."""
    if standing.is_new:
        return []
    said = []
    for name, words in _TOLD:
        changes = standing.changed(name)
        if changes:
            was, is_now = changes[0].was or "nobody", changes[-1].is_now or "nobody"
            told = words.format(was=was, is_now=is_now)
            why = changes[-1].why.strip()
            said.append(sentence(f"{told}: {why[:1].lower()}{why[1:]}"))
    return said


def _left(standing: Standing, priority: Priority) -> bool:
    """Withdrawn from this priority since the last board."""
    return standing.action.priority_id == priority.pk and bool(
        standing.changed(Field.STATE)
    )


def _gone(standing: Standing) -> Change:
    why = standing.changed(Field.STATE)[-1].why
    return Change(
        kinds=("closed",),
        ref=standing.action.printed_ref,
        title=standing.title,
        rating="closed_not_done",
        was=standing.before,
        words=sentence(f"Taken out of the plan. {why}"),
        due=due_words(standing.due),
    )


def sentence(words: str) -> str:
    """The words with a full stop, if they end with nothing like one."""
    words = words.strip()
    return words if words.endswith((".", "!", "?", "…", "”")) else f"{words}."


def due_in_next_quarter(counted: Counted) -> list[DueItem]:
    """What falls due, and what money ends, in the quarter after the paper's."""
    coming = counted.window.quarter.next
    found: list[tuple[dt.date, DueItem]] = []
    for each in counted.all:
        lead, ref = each.row.lead_words, each.action.printed_ref
        if each.is_finished or each.is_silent_step:
            continue
        due, ends = each.due.on, each.action.funding_ends_on
        if due and coming.first_day <= due <= coming.last_day:
            is_quarter = each.due.kind == DueKind.QUARTER
            when = coming.short if is_quarter else due_words(each.due)
            item = DueItem(when, ref, each.title, lead)
            found.append((due, item))
        if ends and coming.first_day <= ends <= coming.last_day:
            when = long_date(ends)
            what = f"Money ends: {each.title}"
            found.append((ends, DueItem(when, ref, what, lead)))
    return [item for _, item in sorted(found, key=lambda pair: pair[0])]


def annex_of(counted: Counted) -> list[AnnexPriority]:
    """The whole plan, in its own order; withdrawn actions are not in it."""
    steps: dict[int, list[str]] = {}
    for each in counted.all:
        if each.is_silent_step and each.action.parent_id is not None:
            words = f"{each.action.printed_ref} {each.title}".strip()
            steps.setdefault(each.action.parent_id, []).append(words)
    return [
        AnnexPriority(
            priority.printed_ref,
            priority.title,
            tuple(
                _annex_action(each, steps.get(each.action.pk, []))
                for each in standings
                if not each.is_silent_step
            ),
        )
        for priority, standings in counted.sections
        if standings
    ]


def _annex_action(standing: Standing, steps: list[str]) -> AnnexAction:
    row = standing.row
    latest = row.latest
    words = latest.text if latest else ""
    if standing.has_no_update and row.said:
        quarter = row.said[0].quarter.short
        words = f"No update this quarter. Said for {quarter}: {words or 'no words'}"
    return AnnexAction(
        ref=standing.action.printed_ref,
        title=standing.title,
        lead=row.lead_words,
        due=short_due(standing.due),
        overdue=standing.is_overdue,
        rating=standing.rating,
        was=standing.before,
        printed=latest.status_printed if latest else "",
        latest=words,
        latest_on=timezone.localdate(row.said[0].at) if row.said else None,
        steps=tuple(steps),
        is_step=standing.is_step,
    )
