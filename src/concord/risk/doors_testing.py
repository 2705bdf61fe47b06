"""Rows of risk in the world of the attack suite; each text names its area."""

from __future__ import annotations

from typing import Any

from concord.access.actor import acting_as
from concord.access.doors_testing import furnishing
from concord.cases.testing import CaseWorld
from concord.risk.actions import assessing, drafts
from concord.risk.actions.assessing import Correction, Said, Talk
from concord.risk.scoring import Answer, Band
from concord.risk.testing import answers, assess, decide


@furnishing
def assessments(world: Any) -> None:
    """An assessment and its correction, a draft, and a local decision, in each area."""
    for case in (world.here, world.there):
        _assess(case, case.place.partnership.area_name)


def _assess(case: CaseWorld, area: str) -> None:
    decide(case.place, why=f"The {area} steering group")
    first = assess(
        case,
        answers(6) | {8: Said(Answer.YES, f"At the {area} gate", f"{area} Primary")},
        judged_band=Band.HIGH,
        judged_why=f"Seen again in {area}",
        events_12_months=4,
        events_note=f"Twice at {area} station",
        vulnerabilities=f"New to {area}",
        weapons="yes",
        weapons_note=f"A knife from {area} market",
        other_information=f"Told by the {area} nurse",
        priorities=f"To stay in {area}",
    )
    with acting_as(case.idva):
        assessing.record(
            case=case.case,
            code="dash24",
            answers=answers(14),
            talk=Talk(assessed_on=first.assessed_on),
            corrects=Correction(first, f"Misread in {area}"),
            by=case.idva,
        )
        drafts.keep(
            case=case.case,
            code="sdash",
            typed={"q1_note": f"Begun in {area}"},
            by=case.idva,
        )
