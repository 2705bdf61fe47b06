"""Stopping in the middle: what was typed is kept for whoever typed it."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from concord.access.actor import acting_as
from concord.access.models import Part, Side
from concord.access.permit import NotPermitted
from concord.cases.testing import CaseWorld
from concord.risk.actions import drafts
from concord.risk.models import AssessmentDraft
from concord.risk.queries.assessments import drafts_of
from concord.risk.testing import assess

pytestmark = pytest.mark.django_db


def keep(world: CaseWorld, **typed: str) -> AssessmentDraft:
    with acting_as(world.idva):
        return drafts.keep(case=world.case, code="dash24", typed=typed, by=world.idva)


def test_what_was_typed_is_replaced_and_comes_back(case_world: CaseWorld) -> None:
    first = keep(case_world, q1="yes")
    second = keep(case_world, q1="yes", q2="no")
    assert first.pk == second.pk
    with acting_as(case_world.idva):
        [found] = drafts_of(case_world.case, case_world.idva)
    assert found.typed == {"q1": "yes", "q2": "no"}


def test_the_assessment_uses_the_draft_up(case_world: CaseWorld) -> None:
    keep(case_world, q1="yes")
    assess(case_world)
    with acting_as(case_world.idva):
        assert drafts_of(case_world.case, case_world.idva) == []
        assert AssessmentDraft.objects.get().typed == {}


def test_no_other_team_sees_a_draft_even_with_the_risk_shared(
    case_world: CaseWorld,
) -> None:
    keep(case_world, q1="yes")
    case_world.share("Police", (Part.RISK, Side.VICTIM))
    with acting_as(case_world.police):
        assert AssessmentDraft.objects.count() == 0


def test_nobody_else_changes_it(case_world: CaseWorld) -> None:
    draft = keep(case_world, q1="yes")
    case_world.share("Police", (Part.RISK, Side.VICTIM))
    with acting_as(case_world.police):
        changed = AssessmentDraft.objects.filter(pk=draft.pk).update(typed={})
    assert changed == 0
    with (
        acting_as(case_world.idva),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
    ):
        AssessmentDraft.objects.filter(pk=draft.pk).delete()


def test_a_team_without_a_part_in_the_case_keeps_nothing(
    case_world: CaseWorld,
) -> None:
    with pytest.raises(NotPermitted), acting_as(case_world.health):
        drafts.keep(case=case_world.case, code="dash24", typed={}, by=case_world.health)
