"""The first two of the facts most often got wrong, as they stand in the reference."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from concord.access.actor import acting_as
from concord.access.models import written
from concord.cases.testing import CaseWorld
from concord.risk.actions import assessing
from concord.risk.actions.assessing import Correction, Talk
from concord.risk.models import RiskAssessment
from concord.risk.pack import built_in
from concord.risk.queries.assessments import difference
from concord.risk.scoring import (
    Answer,
    Band,
    CrossScoring,
    by_the_pack,
    outcome,
    score_of,
)
from concord.risk.testing import answers, assess

DASH = built_in()["dash24"]
ANSWERS = st.dictionaries(
    st.integers(1, 24), st.sampled_from([a.value for a in Answer])
)


@pytest.mark.django_db
def test_fact_1_high_is_fourteen_yes_or_more_and_dont_know_is_not_yes(
    case_world: CaseWorld,
) -> None:
    exactly = assess(case_world, answers(14))
    assert (exactly.score, exactly.band, exactly.final_band) == (14, 3, 3)
    doubtful = assess(case_world, answers(13, dont_know=11))
    assert (doubtful.score, doubtful.dont_know) == (13, 11)
    assert doubtful.final_band == Band.MEDIUM
    assert assess(case_world, answers(9, dont_know=15)).final_band == Band.STANDARD


@given(ANSWERS)
def test_fact_1_holds_for_any_answers(given_answers: dict[int, str]) -> None:
    found = outcome(DASH, given_answers, by_the_pack(DASH))
    yes = list(given_answers.values()).count("yes")
    assert found.score.yes == yes
    assert (found.band == Band.HIGH) == (yes >= 14)
    assert found.score.items == 24


@pytest.mark.django_db
def test_fact_1_judgement_never_lowers(case_world: CaseWorld) -> None:
    raised = assess(
        case_world,
        answers(6),
        judged_band=Band.HIGH,
        judged_why="He waits outside her work.",
    )
    assert (raised.band, raised.final_band) == (Band.STANDARD, Band.HIGH)
    with pytest.raises(ValidationError, match="higher, never lower"):
        assess(
            case_world,
            answers(14),
            judged_band=Band.MEDIUM,
            judged_why="She seems calm.",
        )


@pytest.mark.django_db
def test_fact_1_the_database_itself_refuses_a_lower_band(
    case_world: CaseWorld,
) -> None:
    made = assess(case_world)
    for judged, final in ((1, 1), (None, 1), (2, 3), (None, None)):
        row = {
            "case": case_world.case,
            "instrument": made.instrument,
            "mode": "paper",
            "assessed_on": made.assessed_on,
            "score": 15,
            "dont_know": 0,
            "band": 3,
            "judged_band": judged,
            "judged_why": "Because" if judged else "",
            "final_band": final,
        }
        with (
            acting_as(case_world.idva),
            pytest.raises(IntegrityError),
            transaction.atomic(),
        ):
            RiskAssessment.objects.create(**written(case_world.idva), **row)


@pytest.mark.django_db
def test_a_judgement_needs_its_reason(case_world: CaseWorld) -> None:
    with pytest.raises(ValidationError, match="what makes you judge it so"):
        assess(case_world, answers(2), judged_band=Band.HIGH)


def test_fact_2_no_cross_scoring() -> None:
    dash = score_of(DASH, dict.fromkeys(range(1, 15), "yes"))
    stalking = score_of(built_in()["sdash"], dict.fromkeys(range(1, 12), "yes"))
    young = score_of(built_in()["dash-yp"], {1: "yes"})
    for other in (stalking, young):
        with pytest.raises(CrossScoring):
            dash.since(other)
        with pytest.raises(CrossScoring):
            _ = dash < other
        with pytest.raises(CrossScoring):
            _ = other > dash


@pytest.mark.django_db
def test_fact_2_no_assessment_is_compared_with_or_corrected_by_another_tool_s(
    case_world: CaseWorld,
) -> None:
    dash = assess(case_world)
    stalking = assess(
        case_world,
        answers(5, items=11),
        code="sdash",
        judged_band=Band.HIGH,
        judged_why="He follows her daily.",
    )
    with acting_as(case_world.idva):
        with pytest.raises(CrossScoring):
            difference(dash, stalking)
        with pytest.raises(CrossScoring):
            assessing.record(
                case=case_world.case,
                code="sdash",
                answers=answers(5, items=11),
                talk=Talk(assessed_on=dash.assessed_on),
                corrects=Correction(dash, "Wrong form"),
                by=case_world.idva,
            )


@pytest.mark.django_db
def test_fact_2_stalking_has_no_cut_off_so_somebody_has_to_judge(
    case_world: CaseWorld,
) -> None:
    with pytest.raises(ValidationError, match="no cut-off: say how high"):
        assess(case_world, answers(11, items=11), code="sdash")
    judged = assess(
        case_world,
        answers(11, items=11),
        code="sdash",
        judged_band=Band.MEDIUM,
        judged_why="It has stopped since the arrest.",
    )
    assert (judged.score, judged.band, judged.final_band) == (11, None, Band.MEDIUM)
