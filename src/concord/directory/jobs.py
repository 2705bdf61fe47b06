"""What the directory does by itself: asking services whose entry is due."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from concord.access.actor import Actor, acting_as
from concord.directory.actions import providers
from concord.foundation.jobs import app
from concord.foundation.observing import get_logger
from concord.partnership.models import Partnership

log = get_logger(__name__)


@app.periodic(cron="17 8 * * 1-5")
@app.task(name="directory.chase", queueing_lock="directory.chase")
def chase(timestamp: int) -> None:
    """Send a link to each service whose check is due, in all partnerships."""
    with acting_as(Actor.from_job(providers.CHASING)):
        everywhere = list(Partnership.objects.filter(is_example=False))
    asked = sum(chase_in(partnership) for partnership in everywhere)
    log.info("services_asked", count=asked)


def chase_in(partnership: Partnership) -> int:
    """Ask the services of one partnership; how many were asked."""
    asked = 0
    today = partnership.today()
    with acting_as(
        Actor.from_job(providers.CHASING, partnership.pk), why="Check is due"
    ) as by:
        for service in providers.due(today)[: providers.MOST_A_DAY]:
            try:
                providers.ask(service=service, by=by)
            except ValidationError:
                continue  # its last link is good yet
            asked += 1
    return asked
