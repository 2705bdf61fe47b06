"""The invented assessments of an example's cases, through the verbs of risk."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from concord.access.actor import Actor
from concord.cases.models import Case
from concord.examples import casework as told
from concord.risk import public as risk


def assess(case: Case, assessed: told.Assessed, by: Actor) -> None:
    """One assessment: a checklist from the paper form, or a recorded result."""
    on = timezone.localdate() - dt.timedelta(days=assessed.days_ago)
    judged = risk.Band[assessed.judged.upper()] if assessed.judged else None
    if assessed.result:
        risk.record_result(
            case=case,
            code=assessed.code,
            result=risk.Result(
                assessed_on=on,
                result=assessed.result,
                result_by=assessed.result_by,
                judged_band=judged,
                judged_why=assessed.judged_why,
            ),
            by=by,
        )
        return
    risk.record(
        case=case,
        code=assessed.code,
        answers=_answers(assessed),
        talk=risk.Talk(
            assessed_on=on,
            setting=assessed.setting,
            interpreter=assessed.interpreter,
            seen_alone=assessed.alone,
            judged_band=judged,
            judged_why=assessed.judged_why,
            events_12_months=assessed.events,
            events_note=assessed.events_note,
            vulnerabilities=assessed.vulnerabilities,
            priorities=assessed.priorities,
            marac_grounds=assessed.grounds,
        ),
        by=by,
    )


def _answers(assessed: told.Assessed) -> dict[int, risk.Said]:
    """Whatever is in none of the three lists was answered with No."""
    notes = {one.n: one for one in assessed.notes}
    given = {}
    for n in range(1, risk.items_of(assessed.code) + 1):
        answer = risk.Answer.NO
        for numbers, value in (
            (assessed.yes, risk.Answer.YES),
            (assessed.dont_know, risk.Answer.DONT_KNOW),
            (assessed.not_asked, risk.Answer.NOT_ASKED),
        ):
            answer = value if n in numbers else answer
        said = notes.get(n)
        given[n] = risk.Said(
            answer, said.note if said else "", said.source if said else ""
        )
    return given
