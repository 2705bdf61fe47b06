"""Recording an assessment: what is kept, what is refused, and who may."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.models import Part, Side, written
from concord.access.permit import NotPermitted
from concord.cases.actions import cases
from concord.cases.testing import CaseWorld
from concord.risk.actions import assessing, instruments
from concord.risk.actions.assessing import Correction, Result, Said, Talk
from concord.risk.models import InstrumentVersion, Mode, RiskAssessment
from concord.risk.queries.assessments import (
    assessments_of,
    count_in,
    difference,
    latest_of,
)
from concord.risk.scoring import Answer, Band
from concord.risk.testing import answers, assess, decide, licensed_pack

pytestmark = pytest.mark.django_db


def seen(world: CaseWorld, actor) -> list[RiskAssessment]:
    with acting_as(actor):
        return [line.made for line in assessments_of(world.case, actor)]


def test_what_was_answered_noted_and_by_whom_is_kept(case_world: CaseWorld) -> None:
    given = answers(1) | {
        8: Said(Answer.YES, "Twice at the gate", "The school"),
        9: Said(Answer.NOT_ASKED),
    }
    made = assess(
        case_world,
        given,
        setting="hospital",
        interpreter="yes",
        seen_alone="yes",
        priorities="That the boys stay at their school.",
    )
    kept = seen(case_world, case_world.idva)[0]
    assert kept == made
    assert kept.answers["8"] == {
        "answer": "yes",
        "note": "Twice at the gate",
        "source": "The school",
    }
    assert kept.counted.not_asked == 1
    assert kept.reassess_on == timezone.localdate() + dt.timedelta(weeks=8)
    assert kept.get_setting_display() == "At a hospital or surgery"


def test_items_that_nobody_mentions_were_not_asked(case_world: CaseWorld) -> None:
    made = assess(case_world, {1: Said(Answer.YES)})
    assert (made.counted.yes, made.counted.not_asked) == (1, 23)


def test_an_assessment_without_one_answer_is_refused(case_world: CaseWorld) -> None:
    with pytest.raises(ValidationError, match="Answer at least one question"):
        assess(case_world, {})


def test_a_day_to_come_is_refused_and_so_is_one_before_the_tool(
    case_world: CaseWorld,
) -> None:
    with pytest.raises(ValidationError, match="still to come"):
        assess(case_world, days_ago=-1)
    with pytest.raises(ValidationError, match="was not in use on 1 May 2001"):
        assess(case_world, assessed_on=dt.date(2001, 5, 1))


def test_short_labels_can_not_be_asked_on_screen(case_world: CaseWorld) -> None:
    with pytest.raises(ValidationError, match="short labels, not the tool"):
        assess(case_world, mode=Mode.LIVE)


def test_with_the_licensed_words_it_can(case_world: CaseWorld) -> None:
    lead = case_world.place.actor("strategic_lead")
    with acting_as(lead):
        instruments.load(content=licensed_pack(), by=lead)
    made = assess(case_world, mode=Mode.LIVE)
    assert (made.mode, made.instrument.version) == ("live", 2)


def test_the_database_itself_wants_the_licensed_words(case_world: CaseWorld) -> None:
    made = assess(case_world)
    with (
        acting_as(case_world.idva),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        RiskAssessment.objects.create(
            **written(case_world.idva),
            case=case_world.case,
            instrument=made.instrument,
            mode="live",
            assessed_on=made.assessed_on,
            score=1,
            dont_know=0,
            band=1,
            final_band=1,
        )


def test_three_events_in_a_year_are_an_escalation_unless_decided_otherwise(
    case_world: CaseWorld,
) -> None:
    assert assess(case_world, events_12_months=3).escalates is True
    assert assess(case_world, events_12_months=2).escalates is False
    assert assess(case_world).escalates is None
    decide(case_world.place, events=5)
    assert assess(case_world, events_12_months=4).escalates is False


def test_a_local_cluster_raises_the_band_only_where_it_is_in_force(
    case_world: CaseWorld,
) -> None:
    strangled = answers(at=(15,))
    assert assess(case_world, strangled).final_band == Band.STANDARD
    decide(case_world.place, clusters=("strangulation",))
    made = assess(case_world, strangled)
    assert (made.score, made.band, made.overrides) == (1, Band.HIGH, ["strangulation"])


def test_what_was_assessed_before_a_decision_stays_as_it_was(
    case_world: CaseWorld,
) -> None:
    before = assess(case_world, answers(10))
    decide(case_world.place, medium_from=None, weeks=4)
    after = assess(case_world, answers(10))
    assert (before.band, after.band) == (Band.MEDIUM, Band.STANDARD)
    assert after.reassess_on == timezone.localdate() + dt.timedelta(weeks=4)
    [one] = [m for m in seen(case_world, case_world.idva) if m.pk == before.pk]
    assert one.band == Band.MEDIUM


def test_a_correction_follows_with_a_reason_and_the_first_stays(
    case_world: CaseWorld,
) -> None:
    first = assess(case_world, answers(13))
    with acting_as(case_world.idva):
        second = assessing.record(
            case=case_world.case,
            code="dash24",
            answers=answers(14),
            talk=Talk(assessed_on=first.assessed_on),
            corrects=Correction(first, "Question 14 was entered wrong."),
            by=case_world.idva,
        )
        lines = {x.made.pk: x for x in assessments_of(case_world.case, case_world.idva)}
        found = difference(first, second)
        latest = latest_of(case_world.case, case_world.idva)
    assert not lines[first.pk].is_current
    assert lines[second.pk].can_correct
    assert latest == second
    assert [(c.n, c.before, c.after) for c in found.items] == [(14, "No", "Yes")]
    assert (found.more_yes, found.same) == (1, 23)
    assert (found.band_before, found.band_after) == ("Medium", "High")


def test_one_is_corrected_once_and_only_by_its_team(case_world: CaseWorld) -> None:
    first = assess(case_world)
    case_world.share("Police", (Part.RISK, Side.VICTIM))

    def correct(by, why: str = "Wrong") -> RiskAssessment:
        with acting_as(by):
            return assessing.record(
                case=case_world.case,
                code="dash24",
                answers=answers(14),
                talk=Talk(assessed_on=first.assessed_on),
                corrects=Correction(first, why),
                by=by,
            )

    with pytest.raises(NotPermitted):
        correct(case_world.police)
    with pytest.raises(ValidationError, match="why it is corrected"):
        correct(case_world.idva, "")
    correct(case_world.idva)
    with pytest.raises(ValidationError, match="corrected it already"):
        correct(case_world.idva)


def test_the_database_keeps_a_correction_in_its_case(case_world: CaseWorld) -> None:
    first, idva = assess(case_world), case_world.idva
    with acting_as(idva):
        other = cases.open_case(
            victim=case_world.alleged, alleged=[case_world.victim], by=idva
        )
    with acting_as(idva), pytest.raises(IntegrityError), transaction.atomic():
        RiskAssessment.objects.create(
            **written(idva),
            case=other,
            instrument=first.instrument,
            mode="paper",
            assessed_on=first.assessed_on,
            score=1,
            dont_know=0,
            band=1,
            final_band=1,
            supersedes=first,
            corrected_why="Elsewhere",
        )


def test_nothing_of_an_assessment_can_be_altered(case_world: CaseWorld) -> None:
    made = assess(case_world)
    with (
        acting_as(case_world.idva),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        RiskAssessment.objects.filter(pk=made.pk).update(final_band=1, band=1)


def test_another_tool_s_result_is_recorded_in_its_words(case_world: CaseWorld) -> None:
    idva, today = case_world.idva, timezone.localdate()
    with acting_as(idva):
        made = assessing.record_result(
            case=case_world.case,
            code="oasys",
            result=Result(
                assessed_on=today, result="High risk of harm", result_by="Probation"
            ),
            by=idva,
        )
    assert (made.mode, made.score, made.band, made.final_band) == (
        "result",
        None,
        None,
        None,
    )
    assert made.side == "alleged"


def test_an_officer_judges_a_dara_and_nothing_is_scored(case_world: CaseWorld) -> None:
    police, today = case_world.police, timezone.localdate()
    case_world.share("Police")

    def dara(**judged: object) -> RiskAssessment:
        with acting_as(police):
            return assessing.record_result(
                case=case_world.case,
                code="dara",
                result=Result(
                    assessed_on=today,
                    result="Judged at the door",
                    result_by="Response officer",
                    **judged,
                ),
                by=police,
            )

    with pytest.raises(ValidationError, match="say how high you judge"):
        dara()
    made = dara(judged_band=Band.HIGH, judged_why="Threats with a knife")
    assert (made.score, made.final_band) == (None, Band.HIGH)


def test_answers_and_results_do_not_mix(case_world: CaseWorld) -> None:
    with pytest.raises(ValidationError, match="record its result"):
        assess(case_world, code="sara")


def test_who_sees_an_assessment(case_world: CaseWorld) -> None:
    made = assess(case_world)
    case_world.share("Police", (Part.RISK, Side.VICTIM))
    case_world.share("Housing")
    assert seen(case_world, case_world.police) == [made]
    assert seen(case_world, case_world.housing) == []
    assert seen(case_world, case_world.health) == []
    with acting_as(case_world.housing):
        assert count_in(case_world.case.pk, case_world.housing) == 0


def test_a_team_without_a_part_in_the_case_writes_nothing(
    case_world: CaseWorld,
) -> None:
    with pytest.raises(NotPermitted), acting_as(case_world.health):
        assessing.record(
            case=case_world.case,
            code="dash24",
            answers=answers(3),
            talk=Talk(assessed_on=timezone.localdate()),
            by=case_world.health,
        )


def test_an_instrument_is_frozen_by_its_first_use(case_world: CaseWorld) -> None:
    first, second = assess(case_world), assess(case_world)
    assert first.instrument == second.instrument
    with acting_as(case_world.idva):
        assert InstrumentVersion.objects.count() == 1
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            InstrumentVersion.objects.update(name="Another")
