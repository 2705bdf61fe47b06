"""Taking the steps one after the other over a draft.

A step whose item is gone (a part of a split that was taken back) does nothing, so that
any step can be taken back in any order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from concord.plan.checking.sheet import CheckedAction, CheckedPriority, Sheet
from concord.plan.checking.steps import Kind, Step
from concord.plan.importing.draft import Draft, DraftAction

TEXTS = (
    "wording",
    "title",
    "ref",
    "outcome",
    "lead",
    "partners",
    "due_printed",
    "status_printed",
    "status_chosen",
    "progress",
    "measure",
)


def lay_out(draft: Draft, steps: Sequence[Step] = ()) -> Sheet:
    """The sheet after `steps`; those that were taken back are passed over."""
    sheet = as_read(draft)
    for step in steps:
        if not step.undone:
            _TAKE[step.do](sheet, step)
    sheet.version = steps[-1].n if steps else 0
    return sheet


def as_read(draft: Draft) -> Sheet:
    """The draft as a sheet, with nothing corrected."""
    sheet = Sheet(
        title=draft.title,
        starts=draft.period.start,
        ends=draft.period.end,
        warnings=list(draft.warnings),
    )
    for number, priority in enumerate(draft.priorities):
        key = f"p{number}"
        sheet.priorities[key] = CheckedPriority(
            key=key,
            title=priority.title,
            ref=priority.ref or "",
            outcomes=list(priority.outcomes),
            read=priority,
        )
        for action in priority.actions:
            _lay(sheet, f"a{len(sheet.actions)}", action, key)
    for number, action in enumerate(draft.unplaced):
        _lay(sheet, f"u{number}", action, "")
    return sheet


def _lay(sheet: Sheet, key: str, read: DraftAction, priority: str) -> None:
    sheet.actions[key] = CheckedAction(
        key=key,
        read=read,
        position=float(len(sheet.actions)),
        priority=priority,
        wording=read.title,
        ref=read.ref or "",
        outcome=read.outcome or "",
        lead=read.lead or "",
        partners=read.partners or "",
        due_printed=read.due or "",
        status_printed=read.status_printed or "",
        progress=read.progress or "",
        measure=read.measure or "",
        standards=list(read.standards),
    )


def _set(sheet: Sheet, step: Step) -> None:
    if step.item in sheet.actions:
        _set_action(sheet.actions[step.item], step)
    elif step.item in sheet.priorities:
        priority = sheet.priorities[step.item]
        priority.title = step.give.get("title", priority.title)
        priority.ref = step.give.get("ref", priority.ref)
        priority.touched, priority.looked = step.n, True
    elif step.item == "strategy":
        _set_strategy(sheet, step)


def _set_action(action: CheckedAction, step: Step) -> None:
    for name in TEXTS:
        if name in step.give:
            setattr(action, name, step.give[name])
    if "standards" in step.give:
        action.standards = list(step.give["standards"])
    if "team" in step.give:
        action.team = step.give["team"]
    if "priority" in step.give:
        action.priority = step.give["priority"]
    action.changed |= set(step.give)
    action.touched, action.looked = step.n, True
    for name in ("due", "_normalised", "doubts", "small_doubts"):
        action.__dict__.pop(name, None)


def _set_strategy(sheet: Sheet, step: Step) -> None:
    sheet.title = step.give.get("title", sheet.title)
    sheet.vision = step.give.get("vision", sheet.vision)
    sheet.source = step.give.get("source", sheet.source)
    if "starts" in step.give:
        sheet.starts = _day(step.give["starts"])
    if "ends" in step.give:
        sheet.ends = _day(step.give["ends"])
    sheet.touched[step.item] = step.n


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _add_priority(sheet: Sheet, step: Step) -> None:
    sheet.priorities[step.item] = CheckedPriority(
        key=step.item,
        title=step.give["title"],
        ref=step.give.get("ref", ""),
        outcomes=[],
        touched=step.n,
    )


def _leave_out(sheet: Sheet, step: Step) -> None:
    found = sheet.actions.get(step.item) or sheet.priorities.get(step.item)
    if found is not None:
        found.left_out, found.touched = True, step.n


def _put_back(sheet: Sheet, step: Step) -> None:
    found = sheet.actions.get(step.item) or sheet.priorities.get(step.item)
    if found is not None:
        found.left_out, found.touched = False, step.n


def _looked(sheet: Sheet, step: Step) -> None:
    found = sheet.actions.get(step.item) or sheet.priorities.get(step.item)
    if found is not None:
        found.looked, found.touched = True, step.n


def _merge(sheet: Sheet, step: Step) -> None:
    one, other = sheet.actions.get(step.give["into"]), sheet.actions.get(step.item)
    if one is None or other is None or one is other or other.is_gone or one.is_gone:
        return
    one.wording = f"{one.wording.rstrip(' .;')}; {other.wording}"
    for name in ("outcome", "lead", "due_printed", "status_printed", "measure"):
        setattr(one, name, getattr(one, name) or getattr(other, name))
    for name in ("partners", "progress"):
        both = [getattr(one, name), getattr(other, name)]
        setattr(one, name, "; ".join(text for text in both if text))
    one.standards += [s for s in other.standards if s not in one.standards]
    one.merged.append(other.key)
    one.looked, one.touched = True, step.n
    other.merged_into, other.touched = one.key, step.n


def _split(sheet: Sheet, step: Step) -> None:
    first = sheet.actions.get(step.item)
    if first is None or not step.give["parts"]:
        return
    first.wording, *rest = step.give["parts"]
    first.title = ""
    first.looked, first.touched = True, step.n
    for number, wording in enumerate(rest, start=1):
        key = f"s{step.n}-{number}"
        _lay(sheet, key, first.read, first.priority)
        part = sheet.actions[key]
        part.position = first.position + number / 1000
        part.wording, part.split_from = wording, first.key
        part.outcome, part.lead, part.team = first.outcome, first.lead, first.team
        part.due_printed, part.status_printed = first.due_printed, first.status_printed
        part.partners, part.standards = first.partners, list(first.standards)
        part.ref = ""
        part.looked, part.touched = True, step.n
        first.parts.append(key)


def _leads(sheet: Sheet, step: Step) -> None:
    given: Mapping[str, Any] = step.give
    sheet.teams.update(given)
    sheet.touched[step.item] = step.n


def _edition(sheet: Sheet, step: Step) -> None:
    sheet.edition.update(step.give)
    sheet.touched[step.item] = step.n


_TAKE: dict[Kind, Callable[[Sheet, Step], None]] = {
    Kind.SET: _set,
    Kind.ADD_PRIORITY: _add_priority,
    Kind.LEAVE_OUT: _leave_out,
    Kind.PUT_BACK: _put_back,
    Kind.LOOKED: _looked,
    Kind.MERGE: _merge,
    Kind.SPLIT: _split,
    Kind.LEADS: _leads,
    Kind.EDITION: _edition,
}
