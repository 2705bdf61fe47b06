"""The three example partnerships come in through the verbs that people use."""

from __future__ import annotations

import pytest

from concord.access.actor import Actor, acting_as
from concord.examples.loading import load
from concord.partnership.models import Partnership
from concord.plan.models import Plan, PlanUpdate, Statement, UpdateRound
from concord.plan.queries.asking import current_round, running_plan
from concord.plan.queries.rounds import round_view

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
