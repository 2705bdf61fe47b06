"""What the front door does by itself: letters that something waits, and keeping house.

Whoever is kept from a referral or a case gets no letter: see `cases.telling`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import connection

from concord.access.actions.locks import may_be_told
from concord.access.actor import Actor, acting_as
from concord.cases.telling import tell_team
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger
from concord.frontdoor import letters
from concord.frontdoor.actions import links
from concord.frontdoor.actions.links import PUBLIC
from concord.frontdoor.models import FrontDoor
from concord.partnership.models import Partnership
from concord.partnership.roles import SEES_PEOPLE

log = get_logger(__name__)

PRINCIPAL = "frontdoor.letters"
KEEPING = "frontdoor.keeping"
EVERYBODY = (SEES_PEOPLE,)


@app.task(name="frontdoor.tell_of_danger", retry=RETRY)
def tell_of_danger(ref: str, partnership_id: int) -> None:
    """Write to the team at the door that a referral can't wait for the next look."""
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        door = FrontDoor.objects.filter(partnership_id=partnership_id).first()
        if door is not None:
            tell_team(
                team_id=door.team_id,
                letter=letters.URGENT,
                key=f"frontdoor.danger:{ref}",
                may_know=lambda accounts: not_kept(ref, accounts),
                roles=EVERYBODY,
            )


@app.task(name="frontdoor.tell_of_work", retry=RETRY)
def tell_of_work(work_id: str, case_id: str, partnership_id: int, team_id: int) -> None:
    """Write to a team that the front door has sent it work."""
    case = uuid.UUID(case_id)
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        tell_team(
            team_id=team_id,
            letter=letters.WORK_WAITS,
            key=f"frontdoor.work:{work_id}",
            may_know=lambda accounts: may_be_told(case, accounts),
            roles=EVERYBODY,
        )


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


@app.periodic(cron="37 2 * * *")
@app.task(name="frontdoor.forget_sheets", queueing_lock="frontdoor.forget_sheets")
def forget_sheets(timestamp: int) -> None:
    """Empty what was uploaded a week ago and never sent."""
    with acting_as(Actor.from_job("frontdoor.sheets")), connection.cursor() as cursor:
        cursor.execute("SELECT access.forget_sheets()")
        [emptied] = cursor.fetchone()
    log.info("sheets_emptied", rows=emptied)


@app.periodic(cron="47 2 * * *")
@app.task(name="frontdoor.forget_drafts", queueing_lock="frontdoor.forget_drafts")
def forget_drafts(timestamp: int) -> None:
    """Empty referrals that were begun and not gone on with for 30 days."""
    with acting_as(Actor.from_job(KEEPING)), connection.cursor() as cursor:
        cursor.execute("SELECT access.forget_drafts()")
        [emptied] = cursor.fetchone()
    log.info("drafts_emptied", rows=emptied)


@app.periodic(cron="57 2 * * *")
@app.task(name="frontdoor.dispose", queueing_lock="frontdoor.dispose")
def dispose(timestamp: int) -> None:
    """Dispose of what ended long ago and never came to a case, by partnership."""
    with acting_as(Actor.from_job(KEEPING)):
        everywhere = list(Partnership.objects.values_list("pk", flat=True))
    for partnership_id in everywhere:
        with (
            acting_as(Actor.from_job(KEEPING, partnership_id)),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "SELECT access.dispose_referrals(), access.dispose_notices()"
            )
            referrals, notices = cursor.fetchone()
        log.info("disposed_without_a_case", rows=referrals + notices)


def not_kept(ref: str, accounts: Iterable[int]) -> set[int]:
    """Of these accounts, those that are not kept from a referral. Answers jobs only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.not_kept_from_referral(%s, %s::bigint[])",
            [ref, list(accounts)],
        )
        return set(cursor.fetchone()[0])
