"""Two people, or two windows of one, in the same moment: nothing is lost or doubled."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from concord.access.actor import acting_as
from concord.cases.testing import CaseWorld
from concord.risk.actions import assessing, drafts
from concord.risk.actions.assessing import Correction, Talk
from concord.risk.models import AssessmentDraft, LocalRule, RiskAssessment
from concord.risk.testing import answers, assess, decide

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(do: Callable[[int], object], times: int = 2) -> list[str]:
    """Run `do` in several threads at once; what was refused, in words."""
    start, told = threading.Barrier(times), []

    def one(n: int) -> None:
        try:
            start.wait()
            do(n)
        except ValidationError as refusal:
            told.extend(refusal.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[n]) for n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_of_two_corrections_one_is_told_to_look_at_the_other(
    case_world: CaseWorld,
) -> None:
    first, idva = assess(case_world), case_world.idva

    def correct(n: int) -> None:
        with acting_as(idva):
            assessing.record(
                case=case_world.case,
                code="dash24",
                answers=answers(3 + n),
                talk=Talk(assessed_on=first.assessed_on),
                corrects=Correction(first, "Misread"),
                by=idva,
            )

    told = at_once(correct)
    assert [words[:40] for words in told] == [
        "Somebody has corrected it already. Look "
    ]
    with acting_as(idva):
        assert RiskAssessment.objects.count() == 2


def test_two_windows_keep_one_draft(case_world: CaseWorld) -> None:
    idva = case_world.idva

    def keep(n: int) -> None:
        with acting_as(idva):
            drafts.keep(
                case=case_world.case, code="dash24", typed={"q1": str(n)}, by=idva
            )

    assert at_once(keep) == []
    with acting_as(idva):
        assert AssessmentDraft.objects.count() == 1


def test_of_two_decisions_one_is_told_to_look_or_both_are_kept_in_order(
    case_world: CaseWorld,
) -> None:
    told = at_once(lambda n: decide(case_world.place, weeks=4 + n))
    with acting_as(case_world.place.actor("strategic_lead")):
        kept = list(LocalRule.objects.values_list("n", flat=True).order_by("n"))
    assert kept == list(range(1, 3 - len(told)))
    assert len(told) <= 1
