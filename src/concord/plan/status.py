"""How far an action has come: the one scale, and what partnerships print instead."""

from __future__ import annotations

import re
from enum import StrEnum

from concord.plan.phrases import phrases


class Status(StrEnum):
    """The seven states of an action, least to most advanced."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    COMPLETE = "complete"
    CLOSED_NOT_DONE = "closed_not_done"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Status.NOT_STARTED: "Not started",
    Status.IN_PROGRESS: "In progress",
    Status.ON_TRACK: "On track",
    Status.AT_RISK: "At risk",
    Status.OFF_TRACK: "Off track",
    Status.COMPLETE: "Complete",
    Status.CLOSED_NOT_DONE: "Closed, not done",
}

_MORE = re.compile(
    r"\b(?:more|further|still|much|work)\b[^.;]{0,30}\bto (?:do|be done|come)\b"
    r"|\bmore (?:work )?(?:is )?(?:needed|required|remains)\b"
    r"|\b(?:work|action)s? (?:remains?|outstanding)\b"
    r"|\bnot yet (?:fully )?(?:complete|finish|implement)"
    r"|\bpart(?:ly|ially)[ -](?:achieved|complete|met|done)\b",
    re.IGNORECASE,
)

# The first pattern that fits decides, so "not achieved" stands before "achieved". What
# stands last is looser: a phrase inside a longer remark.
_VOCABULARY: tuple[tuple[Status, re.Pattern[str]], ...] = (
    (
        Status.CLOSED_NOT_DONE,
        phrases(r"""
            (closed|ended|stopped|archived)\W+(as )?(not|un|in)\W?(done|complete|
            &achieved|finished|met)\w*
            (no longer|not) (being )?(required|relevant|applicable|pursued|needed|
            &progressing|taken forward)\b.*
            abandoned
            cancelled
            withdrawn
            discontinued
            superseded
            removed
            deleted
            on hold indefinitely
            will not be (done|met)
            closed not done
            n/?a
            """),
    ),
    (
        Status.NOT_STARTED,
        phrases(r"""
            not (yet )?(started|begun|commenced|progressed|due|underway|in place|
            &actioned|initiated)
            yet to (start|begin|commence|be started)
            no (progress|action|update)( (yet|made|to date|taken))?
            unstarted
            not (yet )?started.*
            planned
            pending
            future( action)?
            to (do|start|be started|commence|be scheduled)
            scheduled
            gr[ea]y
            white
            new
            proposed
            open
            """),
    ),
    (
        Status.OFF_TRACK,
        phrases(r"""
            off[ -]?track
            red
            r
            overdue
            delayed
            late
            missed
            significant(ly)? (delay|behind|concern|issue)s?.*
            not (achieved|met|on track|complete|completed|delivered)
            behind( schedule)?
            failed
            failing
            stalled
            critical
            escalated?
            slipped
            at serious risk
            unlikely to (be )?(met|deliver|achieve).*
            """),
    ),
    (
        Status.AT_RISK,
        phrases(r"""
            at risk
            amber
            a
            yellow
            y
            orange
            some (concern|issue|risk|delay|slippage)s?.*
            slippage
            minor (delay|issue|concern)s?.*
            needs? attention
            amber.?red
            red.?amber
            (on hold|paused|blocked|deferred|postponed)
            caution
            slightly behind.*
            """),
    ),
    (
        Status.ON_TRACK,
        phrases(r"""
            on[ -]?(track|target|schedule|plan|course)
            green
            g
            green.?amber
            amber.?green
            progressing well
            good progress
            in line with plan
            as planned
            """),
    ),
    (
        Status.IN_PROGRESS,
        phrases(r"""
            in[ -]?(progress|process|train|hand|development|delivery)
            on[ -]?going
            under ?way
            started
            commenced
            begun
            being (progressed|developed|delivered)
            part(ly|ially)?[ -](achieved|complete|completed|met|done|delivered)
            (some )?progress(ing)?( made)?
            active
            live
            work(ing)? (on|towards)
            draft(ed|ing)?
            developing
            continu(ing|ous)
            embedding
            current
            wip
            progress made.*
            delivering
            implementing
            purple
            """),
    ),
    (
        Status.COMPLETE,
        phrases(r"""
            (fully |now |action |all )?(complete|completed|achieved|done|delivered|
            &finished|met|closed|implemented|accomplished|discharged)( and (closed|
            &embedded|ongoing|monitored|on-going))?
            blue
            b
            c
            business as usual
            bau
            embedded
            in place
            signed off
            success(ful(ly)?)?( completed)?
            100 ?%
            yes
            ✓
            ✔
            ☑
            🔵
            """),
    ),
    (
        Status.NOT_STARTED,
        phrases(r"""
            no
            x
            ✗
            ✘
            ☐
            0 ?%
            """),
    ),
    (
        Status.OFF_TRACK,
        phrases(r"""
            🔴
            🟥
            """),
    ),
    (
        Status.AT_RISK,
        phrases(r"""
            🟠
            🟡
            🟧
            🟨
            """),
    ),
    (
        Status.ON_TRACK,
        phrases(r"""
            🟢
            🟩
            """),
    ),
)
_NOISE = re.compile(
    r"^(?:b?rag(?: rating| status)?|status|rating|current)\s*[:\-–]\s*", re.I
)


def normalise(printed: str, text: str = "") -> tuple[Status | None, str | None]:
    """The state that a printed label means, and a warning where it says two things.

    ``text`` is the progress remark beside it. "Achieved" with "more to do", in the
    label or in the remark, is work in progress. (None, None) for an empty label;
    (None, a warning) for one that nobody can map.
    """
    label = _tidy(printed)
    if not label:
        return None, None
    status = _lookup(label)
    if status is None:
        return None, f"“{_short(printed)}” is not a status that is known: choose one."
    if status is Status.COMPLETE and (_MORE.search(printed) or _MORE.search(text)):
        return Status.IN_PROGRESS, (
            f"Printed “{_short(printed)}”, but the text says there is more to do:"
            " taken as in progress."
        )
    return status, None


def _tidy(printed: str) -> str:
    label = re.sub(r"\s+", " ", printed).strip(" .:;-–()[]*\u00a0")
    return _NOISE.sub("", label).strip()


def _lookup(label: str) -> Status | None:
    for status, pattern in _VOCABULARY:
        if pattern.fullmatch(label):
            return status
    percent = re.fullmatch(r"(\d{1,3}) ?%(?: complete)?", label, re.IGNORECASE)
    if percent:
        return Status.COMPLETE if int(percent[1]) >= 100 else Status.IN_PROGRESS
    for part in re.split(r"\s*[/,;:(–-]\s+|\s+[/–-]\s*|\s*/\s*|\s*\(\s*", label):
        for status, pattern in _VOCABULARY:
            if part and len(part) > 1 and pattern.fullmatch(part):
                return status
    if len(label.split()) > 1:
        for status, pattern in _VOCABULARY:
            match = pattern.match(label)
            if (
                match
                and len(match[0]) > 2
                and not re.match(r"[\w%]", label[match.end() :])
            ):
                return status
    return None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57]}..."
