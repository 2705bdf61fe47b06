"""Telling a team that something waits for it: that there is work, and nothing of whom.

Whoever is kept from a referral or a case is passed over. Where nobody is left, those
who keep roles and locks are told that a team's work is stuck. Referrers without an
account are sent their links from here, too.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, F, Func
from django.urls import reverse

from concord.access.actions.locks import may_be_told
from concord.access.actor import Actor, acting_as
from concord.access.doors import no_door
from concord.cases.letters import NOBODY_CAN_TAKE_IT
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger
from concord.foundation.post import Letter, Staff
from concord.foundation.post.actions import send
from concord.frontdoor import letters
from concord.frontdoor.actions import links
from concord.frontdoor.actions.links import PUBLIC
from concord.frontdoor.models import FrontDoor
from concord.partnership.models import Membership, Partnership, Team
from concord.partnership.roles import SEES_PEOPLE, Role

log = get_logger(__name__)

no_door("frontdoor.send_link", "Sends a link to a form, before anything is said.")
no_door("frontdoor.forget_links", "Deletes links that have ended.")
no_door("frontdoor.forget_drafts", "Empties what nobody has sent.")
no_door("frontdoor.dispose", "Deletes what ended long ago, and shows nothing of it.")

PRINCIPAL = "frontdoor.letters"
KEEPING = "frontdoor.keeping"
KEEPERS = (Role.ADMINISTRATOR, Role.AUDITOR)
May = Callable[[list[int]], set[int]]


@app.task(name="frontdoor.tell_of_danger", retry=RETRY)
def tell_of_danger(ref: str, partnership_id: int) -> None:
    """Write to the team at the door that a referral can't wait for the next look."""
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        door = FrontDoor.objects.filter(partnership_id=partnership_id).first()
        if door is not None:
            _tell(
                letters.URGENT,
                key=f"frontdoor.danger:{ref}",
                team_id=door.team_id,
                may=lambda accounts: not_kept(ref, accounts),
            )


@app.task(name="frontdoor.tell_of_work", retry=RETRY)
def tell_of_work(work_id: str, case_id: str, partnership_id: int, team_id: int) -> None:
    """Write to a team that the front door has sent it work."""
    case = uuid.UUID(case_id)
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        _tell(
            letters.WORK_WAITS,
            key=f"frontdoor.work:{work_id}",
            team_id=team_id,
            may=lambda accounts: may_be_told(case, accounts),
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


def _tell(letter: Letter, *, key: str, team_id: int, may: May) -> None:
    hats = list(
        Membership.objects.valid_on()
        .filter(team_id=team_id, role__in=SEES_PEOPLE, account__is_active=True)
        .annotate(vouched=_vouched())
        .filter(vouched=True)
        .select_related("account")
    )
    told = may([hat.account_id for hat in hats])
    to = sorted({hat.account.email for hat in hats if hat.account_id in told})
    context = {"link": f"{settings.CONCORD_BASE_URL}{reverse('home')}"}
    if not to:
        letter, to = NOBODY_CAN_TAKE_IT, _keepers(team_id, may)
        context["team"] = Team.objects.get(pk=team_id).short_name
    if to:
        send(letter=letter, to=[Staff(one) for one in to], key=key, context=context)


def _keepers(team_id: int, may: May) -> list[str]:
    """Those who keep roles, but for whoever is kept from it themselves."""
    partnership = Team.objects.get(pk=team_id).partnership_id
    hats = (
        Membership.objects.valid_on()
        .filter(partnership_id=partnership, role__in=KEEPERS, account__is_active=True)
        .select_related("account")
    )
    told = may([hat.account_id for hat in hats])
    return sorted({hat.account.email for hat in hats if hat.account_id in told})


def _vouched() -> Func:
    return Func(F("pk"), function="access.people_hat", output_field=BooleanField())
