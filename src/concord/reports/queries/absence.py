"""Core teams of the MARAC that stay away: the board is told of each."""

from __future__ import annotations

import datetime as dt

from concord.marac.public import Pattern, panel_in, patterns
from concord.reports.content import Decision

ASKED = "note this, and say what it expects of the team."
TO_ANSWER = "ask the team why, and what changes."


def absence_of(
    partnership_id: int, until: dt.date, after: int
) -> list[tuple[str, Decision]]:
    """What the board is asked about each, with its key; numbered on from `after`.

    By the attendance of meetings up to a day. Seven queries at most; one without MARAC.
    """
    found = patterns(panel_in(partnership_id), until=until)
    return [
        (f"absence:{one.team.pk}", _decision(one, f"D{after + n}"))
        for n, one in enumerate(found, start=1)
    ]


def _decision(one: Pattern, ref: str) -> Decision:
    answer = one.answer
    said = "The team has not answered yet."
    if answer is not None:
        said = f"The team says why: {answer.why} What changes: {answer.changes}"
    return Decision(
        ref=ref,
        title=f"{one.team.short_name} stays away from the MARAC",
        why=f"{one.sentence} {said}",
        asked_to=ASKED if answer is not None else TO_ANSWER,
        lead=one.team.name,
    )
