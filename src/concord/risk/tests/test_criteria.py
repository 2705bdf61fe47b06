"""The four criteria for MARAC: met, not met, or nobody can tell; the user decides."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from concord.access.actor import acting_as
from concord.cases.testing import CaseWorld
from concord.foundation.ui.words import long_date
from concord.risk.actions import assessing
from concord.risk.actions.assessing import Result
from concord.risk.models import RiskAssessment
from concord.risk.public import Band, Repeat, Standing, criteria_for
from concord.risk.testing import answers, assess, decide

pytestmark = pytest.mark.django_db
MET, NOT_MET, CANT_TELL = Standing.MET, Standing.NOT_MET, Standing.CANT_TELL


def standing(made: RiskAssessment, code: str, repeat: Repeat | None = None) -> Standing:
    return next(c for c in criteria_for(made, repeat) if c.code == code).standing


def why(made: RiskAssessment, code: str) -> str:
    return next(c for c in criteria_for(made) if c.code == code).why


def test_fourteen_yes_is_visible_high_risk_and_says_its_day(
    case_world: CaseWorld,
) -> None:
    made = assess(case_world, answers(14), days_ago=3)
    day = long_date(timezone.localdate() - dt.timedelta(days=3))
    assert standing(made, "visible") == MET
    assert why(made, "visible") == f"14 Yes on {day}; 14 or more is high risk."
    assert standing(assess(case_world, answers(13, dont_know=11)), "visible") == NOT_MET


def test_what_was_not_asked_leaves_it_open(case_world: CaseWorld) -> None:
    asked = {n: said for n, said in answers(10).items() if n <= 18}
    assert standing(assess(case_world, asked), "visible") == CANT_TELL
    few = {n: said for n, said in answers(2).items() if n <= 18}
    assert standing(assess(case_world, few), "visible") == NOT_MET


def test_a_local_cluster_is_visible_high_risk_and_says_so(
    case_world: CaseWorld,
) -> None:
    decide(case_world.place, clusters=("strangulation",))
    made = assess(case_world, answers(at=(15,)))
    assert standing(made, "visible") == MET
    assert "high by a local rule: strangled" in why(made, "visible")


def test_judgement_is_met_by_a_high_one_or_by_grounds(case_world: CaseWorld) -> None:
    judged = assess(
        case_world, answers(2), judged_band=Band.HIGH, judged_why="Very afraid"
    )
    assert standing(judged, "judgement") == MET
    assert "Very afraid" not in why(judged, "judgement")
    assert standing(assess(case_world, marac_grounds=True), "judgement") == MET
    assert standing(assess(case_world, marac_grounds=False), "judgement") == NOT_MET
    assert standing(assess(case_world), "judgement") == CANT_TELL


def test_escalation_by_events(case_world: CaseWorld) -> None:
    assert standing(assess(case_world, events_12_months=3), "escalation") == MET
    assert standing(assess(case_world, events_12_months=1), "escalation") == NOT_MET
    assert standing(assess(case_world), "escalation") == CANT_TELL


def test_repeat_is_what_the_front_door_found(case_world: CaseWorld) -> None:
    made = assess(case_world)
    assert standing(made, "repeat") == CANT_TELL
    assert standing(made, "repeat", Repeat(is_repeat=False)) == NOT_MET
    found = Repeat(is_repeat=True, last_referral_on=dt.date(2026, 3, 2))
    assert standing(made, "repeat", found) == MET
    assert "2 March 2026" in criteria_for(made, found)[3].why


def test_another_tool_s_result_is_no_visible_high_risk(case_world: CaseWorld) -> None:
    idva = case_world.idva
    with acting_as(idva):
        made = assessing.record_result(
            case=case_world.case,
            code="dara",
            result=Result(
                assessed_on=timezone.localdate(),
                result="As judged",
                result_by="Officer",
                judged_band=Band.HIGH,
                judged_why="A knife",
            ),
            by=idva,
        )
    assert standing(made, "visible") == CANT_TELL
    assert standing(made, "judgement") == MET
