"""Notices to schools: those of one's team, and those that have come to one's hat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from concord.access.actor import Actor
from concord.foundation.periods import next_working_day, working_day_on_or_after
from concord.frontdoor.actions.notices import records_notices
from concord.frontdoor.models import KeyAdult, Notice, Relay
from concord.partnership.models import Agency, Membership, Team
from concord.partnership.roles import SEES_PEOPLE

# Before lessons begin. School holidays differ from school to school: bank holidays and
# weekends are known here, the others are not.
LESSONS_BEGIN = dt.time(8, 45)


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One notice, where it went, and who could take it."""

    notice: Notice
    relays: Sequence[Relay]
    adults: Sequence[KeyAdult]
    before: dt.datetime

    @property
    def is_late(self) -> bool:
        """Lessons have begun, and no key adult has opened it."""
        is_open = any(one.state != Relay.State.SENT for one in self.relays)
        told_otherwise = self.notice.state == Notice.State.NOT_RELAYED
        return not (is_open or told_otherwise) and timezone.now() > self.before


def before_school(notice: Notice) -> dt.datetime:
    """Until when the school should know: before the next school day begins."""
    sent = timezone.localtime(notice.police_sent_at)
    day = sent.date()
    if sent.time() >= LESSONS_BEGIN:
        day = next_working_day(day)
    return dt.datetime.combine(
        working_day_on_or_after(day), LESSONS_BEGIN, timezone.get_current_timezone()
    )


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """What the actor's own team has recorded."""
    return (
        Notice.objects.visible_to(actor)
        .filter(owner_team_id=actor.own_team)
        .select_related("school")
    )


def waiting(actor: Actor) -> list[Notice]:
    """Of the own team, not relayed yet: what is due first, first."""
    rows = notices_of(actor).filter(state=Notice.State.WAITING)
    return sorted(rows, key=before_school)


def unopened(actor: Actor) -> list[Relay]:
    """Relayed by the own team, and nobody has opened it."""
    return list(
        Relay.objects.visible_to(actor)
        .filter(owner_team_id=actor.own_team, state=Relay.State.SENT)
        .select_related("notice")
    )


def received(actor: Actor) -> QuerySet[Relay]:
    """What has come to this very hat."""
    return Relay.objects.visible_to(actor).filter(to_hat_id=actor.own_hat)


def to_take(actor: Actor) -> list[Relay]:
    """What has come to this hat, and is not in hand yet."""
    return list(received(actor).exclude(state=Relay.State.ACKNOWLEDGED))


def page_of(notice: Notice, actor: Actor) -> NoticePage:
    """One notice of the own team. Four queries."""
    return NoticePage(
        notice=notice,
        relays=list(
            Relay.objects.visible_to(actor)
            .filter(notice=notice, owner_team_id=actor.own_team)
            .select_related("to_hat__account", "to_hat__team")
            .order_by("written_at")
        ),
        # A school that is not known here has nobody who could take it.
        adults=key_adults(actor, school=notice.school) if notice.school else [],
        before=before_school(notice),
    )


def key_adults(actor: Actor, *, school: Team | None = None) -> list[KeyAdult]:
    """Confirmed key adults here; of one school, if one is given."""
    rows = (
        KeyAdult.objects.visible_to(actor)
        .confirmed()
        .select_related("hat__account", "hat__team", "confirmed_by__account")
        .order_by("hat__team__name", "hat__account__name")
    )
    if school is not None:
        rows = rows.filter(hat__team=school)
    return list(rows)


def is_key_adult(actor: Actor) -> bool:
    """Whether notices come to this hat."""
    return (
        KeyAdult.objects.visible_to(actor)
        .confirmed()
        .filter(hat_id=actor.membership_id)
        .exists()
    )


def are_for(actor: Actor) -> bool:
    """Whether the actor has to do with notices, as their recorder or as key adult."""
    return records_notices(actor) or is_key_adult(actor) or received(actor).exists()


def schools(actor: Actor) -> QuerySet[Team]:
    """Teams of schools in the actor's partnership, today."""
    here: QuerySet[Team] = Team.objects.valid_on().filter(
        partnership_id=actor.here, agency__kind=Agency.Kind.EDUCATION
    )
    return here.select_related("agency").order_by("name")


def could_be_key_adults(actor: Actor) -> QuerySet[Membership]:
    """Hats at schools whose work is with people."""
    hats: QuerySet[Membership] = Membership.objects.valid_on().filter(
        partnership_id=actor.here,
        team__agency__kind=Agency.Kind.EDUCATION,
        role__in=SEES_PEOPLE,
        account__is_active=True,
    )
    return hats.select_related("account", "team__agency").order_by(
        "team__name", "account__name"
    )
