"""Counting casework for the indicators, each night."""

from __future__ import annotations

import datetime as dt

from concord.access.actor import Actor, acting_as
from concord.evidence.actions import counting
from concord.evidence.models import Indicator
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger
from concord.partnership.models import Partnership

log = get_logger(__name__)

PRINCIPAL = "evidence.measures"


@app.periodic(cron="25 2 * * *")
@app.task(name="evidence.count_everywhere", queueing_lock="evidence.count_everywhere")
def count_everywhere(timestamp: int) -> None:
    """Start a job for each partnership that lives today."""
    with acting_as(Actor.from_job(PRINCIPAL)):
        here = list(
            Partnership.objects.valid_on()
            .filter(example_today__isnull=True)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    for partnership_id in here:
        count_partnership.configure(
            lock=f"evidence.count_partnership:{partnership_id}"
        ).defer(partnership_id=partnership_id)


@app.task(name="evidence.count_partnership", retry=RETRY)
def count_partnership(partnership_id: int) -> None:
    """Count every indicator that a measure fills."""
    actor = Actor.from_job(PRINCIPAL, partnership_id)
    with acting_as(actor):
        new = counting.count_all(today=_today(partnership_id), by=actor)
    log.info("evidence_counted", partnership=partnership_id, count=new)


@app.task(name="evidence.count_indicator", retry=RETRY)
def count_indicator(partnership_id: int, indicator_id: int) -> None:
    """Count one indicator, because somebody wants to see it now."""
    actor = Actor.from_job(PRINCIPAL, partnership_id)
    with acting_as(actor):
        found = Indicator.objects.visible_to(actor).get(pk=indicator_id)
        new = counting.count(indicator=found, today=_today(partnership_id), by=actor)
    log.info("evidence_counted", partnership=partnership_id, count=new)


def _today(partnership_id: int) -> dt.date:
    here: Partnership = Partnership.objects.get(pk=partnership_id)
    return here.today()
