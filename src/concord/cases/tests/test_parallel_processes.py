"""What runs beside a case: who leads it, about whom, from when to when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from concord.access.actions import emergencies
from concord.access.actor import acting_as
from concord.access.models import Part, Side
from concord.access.permit import NotPermitted
from concord.cases.actions import links
from concord.cases.actions.links import Process
from concord.cases.models import Case, ParallelProcess
from concord.cases.testing import CaseWorld

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
PLAN = Process(
    kind="child_protection", led_by="Children's services", reference="CP 1", note=" "
)


def test_a_process_is_about_somebody_or_about_the_whole_case(
    case_world: CaseWorld,
) -> None:
    idva, case = case_world.idva, case_world.case
    with acting_as(idva):
        child = case.parties.get(side=Side.CHILD)
        about_child = links.add_process(case=case, process=PLAN, about=child, by=idva)
        whole = links.add_process(case=case, process=Process(kind="criminal"), by=idva)
    assert (about_child.side, about_child.person_id) == ("child", child.person_id)
    assert (whole.side, whole.person_id) == ("none", None)


def test_it_is_seen_with_the_risk_of_its_own_side_only(case_world: CaseWorld) -> None:
    idva, case = case_world.idva, case_world.case
    with acting_as(idva):
        for side in (Side.CHILD, Side.ALLEGED):
            links.add_process(
                case=case,
                process=Process(kind="other"),
                about=case.parties.get(side=side),
                by=idva,
            )
    case_world.share("Police", (Part.RISK, Side.ALLEGED))
    with acting_as(case_world.police):
        assert [p.side for p in ParallelProcess.objects.all()] == ["alleged"]


def test_a_team_that_is_let_in_adds_its_own_and_the_holder_sees_it(
    case_world: CaseWorld,
) -> None:
    case_world.share("Police", (Part.IDENTITY, Side.ALLEGED))
    with acting_as(case_world.police):
        case = Case.objects.get()
        alleged = case.parties.get(side=Side.ALLEGED)
        links.add_process(
            case=case,
            process=Process(kind="mappa"),
            about=alleged,
            by=case_world.police,
        )
    with acting_as(case_world.idva):
        assert ParallelProcess.objects.get().kind == "mappa"


def test_an_emergency_lets_no_process_be_added(case_world: CaseWorld) -> None:
    health = case_world.health
    with acting_as(health):
        emergencies.open_case(ref=case_world.case.ref, why="Now", minutes=5, by=health)
        with pytest.raises(NotPermitted):
            links.add_process(case=Case.objects.get(), process=PLAN, by=health)


@pytest.mark.parametrize(
    ("process", "field"),
    [
        (Process(kind="hobby"), "kind"),
        (Process(kind="mappa", started_on=TODAY + dt.timedelta(days=1)), "started_on"),
    ],
)
def test_what_is_wrong_with_a_process_is_told_by_its_field(
    case_world: CaseWorld, process: Process, field: str
) -> None:
    with acting_as(case_world.idva), pytest.raises(ValidationError) as refused:
        links.add_process(case=case_world.case, process=process, by=case_world.idva)
    assert field in refused.value.message_dict


def test_a_process_ends_once_on_a_day_that_can_be(case_world: CaseWorld) -> None:
    idva = case_world.idva
    with acting_as(idva):
        process = links.add_process(
            case=case_world.case,
            process=Process(kind="mappa", started_on=TODAY - dt.timedelta(days=9)),
            by=idva,
        )
        for wrong in (TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=10)):
            with pytest.raises(ValidationError):
                links.end_process(process=process, on=wrong, by=idva)
        links.end_process(process=process, on=TODAY, note="Level 1", by=idva)
        kept = ParallelProcess.objects.get()
        assert (kept.ended_on, kept.note) == (TODAY, "Level 1")
        with pytest.raises(ValidationError, match="ended already"):
            links.end_process(process=kept, on=TODAY, by=idva)


def test_another_team_that_sees_a_process_does_not_end_it(
    case_world: CaseWorld,
) -> None:
    case_world.share("Police", (Part.RISK, Side.NONE))
    with acting_as(case_world.idva):
        links.add_process(
            case=case_world.case, process=Process(kind="mappa"), by=case_world.idva
        )
    with acting_as(case_world.police), pytest.raises(NotPermitted):
        links.end_process(
            process=ParallelProcess.objects.get(), on=TODAY, by=case_world.police
        )
    with acting_as(case_world.idva):
        assert ParallelProcess.objects.get().ended_on is None
