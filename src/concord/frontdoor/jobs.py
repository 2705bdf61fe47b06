"""Sending links to referrers without an account, and forgetting old ones."""

from __future__ import annotations

import uuid

from concord.access.actor import Actor, acting_as
from concord.access.doors import no_door
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger
from concord.frontdoor.actions import links
from concord.frontdoor.actions.referring import PUBLIC

log = get_logger(__name__)

no_door("frontdoor.send_link", "Sends a link to a form, before anything is said.")
no_door("frontdoor.forget_links", "Deletes links that have ended.")


@app.task(name="frontdoor.send_link", retry=RETRY)
def send_link(partnership_id: int, asked: str) -> None:
    """Send the letter that somebody asked for, if their domain is listed."""
    with acting_as(Actor.from_job(PUBLIC, partnership_id)) as by:
        links.send_link_to_refer(asked=uuid.UUID(asked), by=by)


@app.periodic(cron="23 3 * * *")
@app.task(name="frontdoor.forget_links", queueing_lock="frontdoor.forget_links")
def forget_links(timestamp: int) -> None:
    """Delete addresses that serve no more."""
    with acting_as(Actor.from_job(PUBLIC)) as by:
        gone = links.forget_links(by=by)
    log.info("referrer_links_forgotten", rows=gone)
