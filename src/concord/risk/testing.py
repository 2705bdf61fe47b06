"""Invented assessments for tests, arranged through the verbs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.cases.testing import CaseWorld
from concord.risk.actions import assessing, instruments
from concord.risk.actions.assessing import Said, Talk
from concord.risk.actions.instruments import Decision
from concord.risk.models import RiskAssessment
from concord.risk.scoring import Answer

# A licensed pack as a partnership would load it: invented wording, invented licence.
LICENSED = """
code = "dash24"
version = 2
name = "SafeLives Dash"
kind = "checklist"
about = "victim"

[licence]
state = "licensed"
holder = "Elmbrook Domestic Abuse Partnership"
statement = "By an invented letter of 1 November 2026."

[[bands]]
band = "standard"
from = 0

[[bands]]
band = "medium"
from = 10
is_local = true

[[bands]]
band = "high"
from = 14

[[parts]]
title = "Everything"
items = [
{items}
]
"""


def licensed_pack(items: int = 24) -> bytes:
    """A file with invented wording for each item."""
    rows = "\n".join(
        f'  {{ n = {n}, label = "Item {n}", wording = "Invented question {n}?" }},'
        for n in range(1, items + 1)
    )
    return LICENSED.replace("{items}", rows).encode()


def answers(
    yes: int = 0, *, dont_know: int = 0, items: int = 24, at: tuple[int, ...] = ()
) -> dict[int, Said]:
    """So many Yes from the first item on, or at these; then Don't know; the rest No."""
    chosen = at or tuple(range(1, yes + 1))
    rest = [n for n in range(1, items + 1) if n not in chosen]
    given = {n: Said(Answer.YES) for n in chosen}
    given |= {n: Said(Answer.DONT_KNOW) for n in rest[:dont_know]}
    given |= {n: Said(Answer.NO) for n in rest[dont_know:]}
    return given


def assess(
    world: CaseWorld,
    given: dict[int, Said] | None = None,
    *,
    code: str = "dash24",
    days_ago: int = 0,
    **talk: Any,
) -> RiskAssessment:
    """The specialist service assesses the victim: 15 Yes if nothing else is said."""
    on = timezone.localdate() - dt.timedelta(days=days_ago)
    with acting_as(world.idva):
        return assessing.record(
            case=world.case,
            code=code,
            answers=answers(15) if given is None else given,
            talk=Talk(**({"assessed_on": on} | talk)),
            by=world.idva,
        )


def decide(place: Place, code: str = "dash24", **other: Any) -> None:
    """The strategic lead decides what is local."""
    decided: dict[str, Any] = {
        "medium_from": 10,
        "clusters": (),
        "events": 3,
        "weeks": 8,
        "why": "The board decided it.",
    }
    lead = place.actor("strategic_lead")
    with acting_as(lead):
        instruments.set_local(
            code=code, decision=Decision(**(decided | other)), by=lead
        )
