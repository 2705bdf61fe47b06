"""The three example partnerships come in through the verbs that people use."""

from __future__ import annotations

from datetime import date

import pytest

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.models import Emergency, Grant
from concord.cases.models import (
    Case,
    CounterAllegation,
    ParallelProcess,
    Party,
    Transfer,
)
from concord.cases.queries.transfers import waiting_for
from concord.evidence.models import Observation, SeriesBreak
from concord.examples.loading import load
from concord.frontdoor.models import KeyAdult, Referral
from concord.frontdoor.public import notices_waiting
from concord.marac.public import agenda_of, to_come
from concord.partnership.models import Membership, Partnership
from concord.people.models import PersonVersion
from concord.plan.models import Plan, PlanUpdate, Statement, UpdateRound
from concord.plan.queries.asking import current_round, running_plan
from concord.plan.queries.rounds import round_view
from concord.returns.queries.form import form_of
from concord.returns.queries.overview import overview
from concord.risk.models import RiskAssessment

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_every_example_loads_and_has_a_round_that_can_be_read() -> None:
    assert load(lambda _: None) == 3
    with acting_as(Actor.from_job("examples")):
        places = {one.code: one for one in Partnership.objects.all()}
    assert set(places) == {"bexley", "bromley", "lewisham"}
    for place in places.values():
        with acting_as(Actor.from_job("examples", place.pk)):
            plan = running_plan(place.pk)
            assert plan is not None
            assert PlanUpdate.objects.filter(plan_action__plan=plan).exists()
            assert Statement.objects.exists()
            assert Plan.objects.filter(frozen_at__isnull=False).exists()
            found = current_round(plan, place.today())
            assert found is not None
            update_round = UpdateRound.objects.select_related(
                "plan__partnership", "plan__strategy"
            ).get(pk=found.pk)
            shown = round_view(update_round, today=place.today())
        assert 0 < shown.answered <= shown.asked
        nobody = [line.team.short_name for line in shown.lines if not line.answerers]
        assert nobody == []


def hat(email: str, role: str) -> Actor:
    """The hat of an example person with this role."""
    with acting_as(Actor.from_job("examples")):
        places = list(Partnership.objects.all())
    for place in places:
        with acting_as(Actor.from_job("examples", place.pk)):
            found = Membership.objects.filter(
                account__email=email, role=role, partnership=place
            ).first()
            if found is not None:
                return Actor.from_hat(Membership.objects.get(pk=found.pk))
    raise AssertionError(email)


def cases_seen(email: str) -> int:
    with acting_as(hat(email, "practitioner")):
        return Case.objects.count()


def on_the_agenda(email: str, role: str) -> int:
    """How many cases of the first meeting this hat may see."""
    with acting_as(hat(email, role)) as actor:
        first = to_come(actor).first()
        assert first is not None
        assert first.is_issued
        return len(agenda_of(first, actor).listed)


def test_bromley_has_a_marac_whose_agenda_has_left_and_a_notice_to_a_school() -> None:
    load(lambda _: None)
    assert on_the_agenda("marigold.pike@bromley.example", "marac_coordinator") == 2
    assert on_the_agenda("ambrose.tilling@police.example", "practitioner") == 2
    assert on_the_agenda("hester.vane@bromley.example", "practitioner") == 2
    # One of the two is about her cousin.
    assert on_the_agenda("ottilie.garth@probation.example", "practitioner") == 1
    with acting_as(hat("ambrose.tilling@police.example", "practitioner")) as police:
        assert len(list(notices_waiting(police))) == 1
    with acting_as(hat("peregrine.stubbs@bromley.example", "administrator")):
        assert KeyAdult.objects.count() == 1


def test_bromley_has_a_review_below_the_threshold_that_the_police_see_nothing_of() -> (
    None
):
    load(lambda _: None)
    coordinator = hat("marigold.pike@bromley.example", "marac_coordinator")
    with acting_as(coordinator):
        meeting = to_come(coordinator)[1]
        assert meeting.panel.kind == "below_threshold"
        assert len(agenda_of(meeting, coordinator).listed) == 1
    with acting_as(hat("ambrose.tilling@police.example", "practitioner")) as police:
        assert not agenda_of(meeting, police).listed


def test_bromley_has_cases_with_all_that_happens_to_them() -> None:
    load(lambda _: None)
    adviser = hat("fable.merriweather@specialist.bromley.example", "practitioner")
    with acting_as(adviser):
        mine = Case.objects.filter(owner_team_id=adviser.team_id)
        assert mine.count() == 5
        assert mine.filter(state="closed").count() == 1
        assert Emergency.objects.filter(outcome="").count() == 1
        assert Transfer.objects.filter(received_at=None).count() == 1
        assert ParallelProcess.objects.count() == 2
        assert Grant.objects.filter(kind="shared").exists()
        assert Party.objects.filter(side="child").count() >= 3
        assert PersonVersion.objects.filter(n=2).count() == 1
        states = sorted(one.state for one in Referral.objects.all())
        decided = ["decided"] * 3
        assert states == ["checking", *decided, "new", "ready", "waiting"]
        scores = RiskAssessment.objects.order_by("score")
        assert [made.score for made in scores] == [7, 11, 14, 17]
        assert [made.final_band for made in scores] == [1, 3, 3, 3]
    coordinator = hat("marigold.pike@bromley.example", "marac_coordinator")
    with acting_as(coordinator):
        assert CounterAllegation.objects.count() == 1
    assert cases_seen("juniper.sallow@bromley.example") == 3
    assert cases_seen("ambrose.tilling@police.example") == 3
    # Two cases are shared with probation: she is a cousin of somebody in one of them.
    assert cases_seen("ottilie.garth@probation.example") == 1
    auditor = hat("eustace.flint@bromley.example", "auditor")
    with acting_as(auditor):
        assert [line.source for line in locks.in_force(auditor)] == ["said"]
    there = hat("winifred.osier@lewisham.example", "marac_coordinator")
    with acting_as(there):
        assert len(waiting_for(there)) == 1
        assert Case.objects.count() == 0


def test_lewisham_has_returns_in_every_state_and_their_figures_on_the_dashboard() -> (
    None
):
    load(lambda _: None)
    with acting_as(hat("seraphina.thorne@lewisham.example", "strategic_lead")) as lead:
        today = Partnership.objects.get(pk=lead.here).today()
        shown = overview(lead, today=today)
        by_team = {one.team.short_name: one for one in shown.teams}
        assert by_team["Housing"].on_time == 4
        assert len(by_team["Housing"].due) == 5
        words = [one.words for one in by_team["Acute trust"].standings]
        assert words == ["on time", "on time", "on time", "late", "on time"]
        missing = [one.words for one in by_team["Adult social care"].standings]
        assert missing == ["on time", "missing", "not due yet"]
        adults = by_team["Adult social care"]
        assert (adults.given, adults.expected) == (2, 4), "a draft is not given"
        states = {one.line.state for team in shown.teams for one in team.standings}
        assert states == {
            "Accepted",
            "Being filled in",
            "Waits for the agency's lead",
            "Approved, waits for the partnership",
            "Sent back",
            "Not begun",
        }
        [now] = [one for one in shown.standings if one.line.state == "Being filled in"]
        problems = form_of(now.window, is_to_send=True).stopping
        assert [one.words for one in problems] == [
            "Came again: 104 is more than the 92 who came. Put one right",
            "Homelessness prevented or relieved: the parts make 38, and 40 stands "
            "here. Put one right",
            "Emergency moves: 48 is about 3 times the usual 8 to 23. You can send it: "
            "say why",
            "Tenancies like the one left: “1-2” could be several figures. Enter a "
            "whole number, such as 2",
        ]
        helped = Observation.objects.filter(
            indicator__code="homelessness-relieved", period_start=date(2022, 10, 1)
        ).order_by("vintage")
        assert [(one.numerator, one.status) for one in helped] == [
            (43, "final"),
            (34, "republished"),
        ]
        assert not Observation.objects.filter(
            indicator__code="like-for-like", may_publish=True
        ).exists()
        assert SeriesBreak.objects.filter(indicator__code="cin-cp-reviews").exists()
