"""Decisions that the board is asked for, and exceptions it is told of."""

from __future__ import annotations

import re
from uuid import UUID

from concord.foundation.periods import Quarter
from concord.plan.models import BoardMatter
from concord.reports.content import Achievement, Decision, ExceptionItem
from concord.reports.queries.progress import kinds_of, sentence
from concord.reports.queries.standing import Counted, Standing, short_due
from concord.reports.ratings import SEVERITY

_MONEY = re.compile(r"£|\b(?:money|fund\w*|grant\w*|budget\w*)\b", re.IGNORECASE)
_TROUBLED = frozenset({"at_risk", "off_track"})


def matters_of(counted: Counted) -> list[BoardMatter]:
    """Matters of the quarter, and decisions still owed from before. One query.

    Absent money comes first, then the order in which they were raised.
    """
    plan, window = counted.plan, counted.window
    rows = BoardMatter.objects.filter(
        partnership_id=plan.partnership_id, quarter__lte=window.quarter
    ).exclude(state=BoardMatter.State.WITHDRAWN)
    if window.until is not None:
        rows = rows.filter(raised_at__lt=window.until)
    rows = rows.select_related("plan_action")
    threads = {each.action.thread for each in counted.all}
    found = [
        matter
        for matter in rows.order_by("quarter", "raised_at", "pk")
        if _belongs(matter, window.quarter)
        and (matter.plan_action is None or matter.plan_action.thread in threads)
    ]
    return sorted(found, key=lambda matter: not _is_about_money(matter))


def _belongs(matter: BoardMatter, quarter: Quarter) -> bool:
    open_still = (
        matter.state == BoardMatter.State.RAISED
        and matter.kind == BoardMatter.Kind.EXCEPTION
        and bool(matter.asked_to)
    )
    return matter.quarter == quarter or open_still


def _is_about_money(matter: BoardMatter) -> bool:
    said = f"{matter.title} {matter.why} {matter.asked_to}"
    return bool(_MONEY.search(said))


def decisions_and_exceptions(
    counted: Counted, matters: list[BoardMatter]
) -> tuple[list[tuple[str, Decision]], list[tuple[str, ExceptionItem]]]:
    """Decisions in the order of `matters`; exceptions worst first. Each has a key.

    A matter only to note stands with its exception; if its action is none, it is among
    the decisions, to be noted, so that nothing raised is lost.
    """
    troubled = [each for each in counted.all if is_exception(each)]
    in_trouble = {each.action.thread for each in troubled}
    leads: dict[UUID | None, str] = {
        each.action.thread: lead_of(each) for each in counted.all
    }
    decisions: list[tuple[str, Decision]] = []
    by_thread: dict[UUID | None, list[BoardMatter]] = {}
    refs: dict[UUID | None, str] = {}
    for matter in matters:
        if matter.kind == BoardMatter.Kind.ACHIEVEMENT:
            continue
        thread = matter.plan_action.thread if matter.plan_action else None
        if thread is not None:
            by_thread.setdefault(thread, []).append(matter)
        if not matter.asked_to and thread in in_trouble:
            continue
        ref = f"D{len(decisions) + 1}"
        if thread:
            refs.setdefault(thread, ref)
        decisions.append(
            (f"matter:{matter.pk}", _decision(matter, ref, leads.get(thread, "")))
        )
    exceptions = [
        (
            f"action:{each.action.pk}",
            _exception(
                each,
                by_thread.get(each.action.thread, []),
                refs.get(each.action.thread),
            ),
        )
        for each in sorted(troubled, key=_worst_first)
    ]
    return decisions, exceptions


def achievements_of(
    counted: Counted, matters: list[BoardMatter]
) -> list[tuple[str, Achievement]]:
    """What went well, with keys: as it was raised, then what else was finished."""
    raised = [m for m in matters if m.kind == BoardMatter.Kind.ACHIEVEMENT]
    told = {m.plan_action.thread for m in raised if m.plan_action}
    found = [(f"matter:{m.pk}", _achievement(m)) for m in raised]
    return found + [
        (f"action:{each.action.pk}", Achievement(sentence(each.title), each.words))
        for each in counted.actions
        if "finished" in kinds_of(each) and each.action.thread not in told
    ]


def _achievement(matter: BoardMatter) -> Achievement:
    """The first sentence is the title: papers set it in bold."""
    said = f"{sentence(matter.title)} {matter.why}".strip()
    first = re.match(r".{12,}?[.:!](?=\s|$)", said)
    title = first[0] if first else said
    return Achievement(title, said[len(title) :].strip())


def is_exception(standing: Standing) -> bool:
    """Off track, at risk, or past its date."""
    return standing.rating in _TROUBLED or standing.is_overdue


def _worst_first(standing: Standing) -> tuple[int, bool]:
    return SEVERITY.index(standing.rating), not standing.is_overdue


def lead_of(standing: Standing) -> str:
    """Who leads, as a role where the plan names one."""
    return standing.action.lead_role or standing.row.lead_words


def _decision(matter: BoardMatter, ref: str, lead: str) -> Decision:
    return Decision(
        ref=ref,
        title=matter.title,
        why=matter.why,
        asked_to=_after_the_board_is_asked_to(matter.asked_to or "note this."),
        lead=matter.who_leads or lead,
    )


def _after_the_board_is_asked_to(words: str) -> str:
    """Typed as a sentence or as its end: "The board is asked to agree ..."."""
    said = re.sub(r"^\s*(?:the board is asked\s+)?to\s+", "", words, flags=re.I).strip()
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


def _exception(
    standing: Standing, matters: list[BoardMatter], decision_ref: str | None
) -> ExceptionItem:
    latest = standing.row.latest
    doing = [matter.being_done for matter in matters if matter.being_done]
    if not doing and latest is not None and latest.next_step:
        doing = [latest.next_step]
    return ExceptionItem(
        ref=standing.action.printed_ref,
        title=standing.title,
        lead=standing.row.lead_words,
        rating=standing.rating,
        was=standing.was,
        due=short_due(standing.due),
        overdue=standing.is_overdue,
        doing=" ".join(doing),
        decision_ref=decision_ref,
    )
