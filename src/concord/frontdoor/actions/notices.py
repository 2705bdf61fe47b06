"""Recording the notices of the police to schools, and relaying them.

Operation Encompass is a duty of the police (since 7 November 2025), also where the
child was not there. Nothing begins here: without the police's reference there is no
notice. What goes on to the school holds no address.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.cases.packet import A_POSTCODE
from concord.foundation.post import Staff
from concord.foundation.post.actions import send as send_letter
from concord.frontdoor import letters
from concord.frontdoor.models import Answer, FrontDoor, KeyAdult, Notice, Relay
from concord.partnership.models import Agency, Membership, Team
from concord.partnership.roles import SEES_PEOPLE

# A key adult changes with the school year. Local custom, not a rule.
CONFIRM_AGAIN = dt.timedelta(days=365)
# A house number and the name of a street.
A_STREET = re.compile(
    r"\b\d+[a-z]?\s+(?:[\w'-]+\s+){1,3}"
    r"(?:road|rd|street|st|avenue|ave|lane|close|drive|way|row|court|gardens|terrace|"
    r"place|crescent|grove|square|walk|hill|park)\b",
    re.IGNORECASE,
)
NO_ADDRESS = (
    "Take the address out: the school is never told where anybody lives. It knows the "
    "child."
)
NOT_TO_THEM = (
    "This notice can't go to them. Choose another key adult of the school. If there is "
    "none, tell the police that it was not relayed: they tell the school themselves."
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What the police have sent about one child, as it is written down."""

    police_reference: str
    police_sent_at: dt.datetime
    given_name: str
    family_name: str
    happened_on: dt.date
    child_was: str
    school: Team | None = None
    school_named: str = ""
    born_on: dt.date | None = None
    adults: Sequence[str] = ()


@transaction.atomic
def record(*, sent: Sent, by: Actor) -> Notice:
    """Write down a notice of the police. The same reference and child is one notice.

    `by` works for the police, or stands at the front door. Raises ValidationError by
    field, NotPermitted for anybody else.
    """
    permit(by, Verb.SEE_PEOPLE)
    if not records_notices(by):
        raise NotPermitted("The police send notices to schools, and nobody else.")
    _check(sent, by)
    before = _recorded_before(sent, by)
    if before is not None:
        return before
    notice = Notice(
        **written(by),
        police_reference=sent.police_reference.strip(),
        police_sent_at=sent.police_sent_at,
        given_name=sent.given_name.strip(),
        family_name=sent.family_name.strip(),
        born_on=sent.born_on,
        school=sent.school,
        school_named=sent.school_named.strip(),
        happened_on=sent.happened_on,
        child_was=sent.child_was,
        adults=[one.strip() for one in sent.adults if one.strip()],
        state_at=timezone.now(),
    )
    notice.full_clean(validate_unique=False, validate_constraints=False)
    notice.save(force_insert=True)
    return notice


@transaction.atomic
def relay(
    *, notice: Notice, to: KeyAdult, words: str = "", is_checked: bool, by: Actor
) -> Relay:
    """Put a notice on the desk of a school's key adult, and write that one waits.

    `is_checked`: somebody has made sure today that `to` is still the one, and is
    neither in the incident nor kin. Whoever the notice names, or is locked out of
    somebody that it names, never gets it. Raises ValidationError by field.
    """
    fresh = _own_waiting(notice, by)
    wrong: dict[str, str] = {}
    if not is_checked:
        wrong["is_checked"] = (
            "Make sure first, by telephone: that they are still the key adult, and "
            "neither part of what happened nor family."
        )
    if A_POSTCODE.search(words) or A_STREET.search(words):
        wrong["words"] = NO_ADDRESS
    if not is_fresh(to):
        wrong["to"] = "They were confirmed over a year ago: confirm them again first."
    if to.hat.team_id != fresh.school_id:
        wrong["to"] = "They do not work for the school of the notice."
    if wrong:
        raise ValidationError(wrong)
    try:
        with transaction.atomic():
            made = Relay.objects.create(
                **written(by),
                notice=fresh,
                to_hat_id=to.hat_id,
                given_name=fresh.given_name,
                family_name=fresh.family_name,
                born_on=fresh.born_on,
                happened_on=fresh.happened_on,
                child_was=fresh.child_was,
                words=words.strip(),
            )
    except IntegrityError as error:
        raise ValidationError({"to": _why_not(error)}) from error
    fresh.state, fresh.state_at = Notice.State.RELAYED, timezone.now()
    fresh.save(update_fields=["state", "state_at"])
    _write_to(to, made)
    return made


@transaction.atomic
def give_up(*, notice: Notice, why: str, by: Actor) -> Notice:
    """It was not relayed, and the police know: the duty is theirs."""
    fresh = _own_waiting(notice, by)
    if fresh.state != Notice.State.WAITING:
        raise ValidationError("It was relayed meanwhile. Look where it went.")
    if not why.strip():
        raise ValidationError({"why": "Say why, and whom of the police you have told."})
    fresh.state, fresh.state_at = Notice.State.NOT_RELAYED, timezone.now()
    fresh.why_not = why.strip()
    fresh.save(update_fields=["state", "state_at", "why_not"])
    return fresh


@transaction.atomic
def opened(*, relay: Relay, by: Actor) -> Relay:
    """The key adult has it before them. The first time counts."""
    fresh = _to_me(relay, by)
    if fresh.state == Relay.State.SENT:
        fresh.state, fresh.opened_at = Relay.State.OPENED, timezone.now()
        fresh.save(update_fields=["state", "opened_at"])
    return fresh


@transaction.atomic
def acknowledge(*, relay: Relay, by: Actor) -> Relay:
    """The school looks after the child today."""
    fresh = _to_me(relay, by)
    now = timezone.now()
    if fresh.state != Relay.State.ACKNOWLEDGED:
        fresh.state, fresh.acknowledged_at = Relay.State.ACKNOWLEDGED, now
        fresh.opened_at = fresh.opened_at or now
        fresh.save(update_fields=["state", "opened_at", "acknowledged_at"])
    return fresh


@transaction.atomic
def confirm(*, hat: Membership, how: str, by: Actor) -> KeyAdult:
    """This member of staff takes notices to their school. Confirms again, too.

    Raises ValidationError by field, NotPermitted without the right.
    """
    permit(by, Verb.MANAGE_PARTNERSHIP)
    wrong: dict[str, str] = {}
    if not how.strip():
        wrong["how"] = "Say how you know, such as: the head teacher on the telephone."
    if hat.partnership_id != by.here or not _is_of_a_school(hat):
        wrong["hat"] = "Choose somebody who works with people at a school here."
    elif hat.account_id == by.account_id:
        wrong["hat"] = "Somebody else has to confirm you."
    if wrong:
        raise ValidationError(wrong)
    now = timezone.now()
    adult = KeyAdult.objects.visible_to(by).confirmed().filter(hat=hat).first()
    adult = adult or KeyAdult(partnership_id=by.here, hat=hat)
    adult.how, adult.confirmed_by_id, adult.confirmed_at = how.strip(), by.own_hat, now
    adult.save()
    return adult


@transaction.atomic
def end(*, adult: KeyAdult, by: Actor) -> KeyAdult:
    """They take no notices any more. What they have been sent, they keep."""
    permit(by, Verb.MANAGE_PARTNERSHIP)
    if adult.partnership_id != by.here:
        raise NotPermitted("There is no such key adult here.")
    if adult.ended_at is None:
        adult.ended_by_id, adult.ended_at = by.own_hat, timezone.now()
        adult.save(update_fields=["ended_by", "ended_at"])
    return adult


def is_fresh(adult: KeyAdult) -> bool:
    """Whether somebody has confirmed them within the year."""
    return timezone.now() - adult.confirmed_at <= CONFIRM_AGAIN


def records_notices(actor: Actor) -> bool:
    """Whether the actor's team is of the police, or stands at the front door."""
    team = (
        Team.objects.select_related("agency")
        .filter(pk=actor.own_team, partnership_id=actor.here)
        .first()
    )
    if team is None:
        return False
    if team.agency.kind == Agency.Kind.POLICE:
        return True
    return FrontDoor.objects.visible_to(actor).filter(team_id=team.pk).exists()


def _check(sent: Sent, by: Actor) -> None:
    wrong: dict[str, str] = {}
    if not sent.police_reference.strip():
        wrong["police_reference"] = (
            "Give the police's own reference. Only they may begin a notice: without "
            "one, ask them to send it."
        )
    if not (sent.given_name.strip() and sent.family_name.strip()):
        wrong["family_name"] = "Give both names of the child, so that the school knows."
    if sent.school is None and not sent.school_named.strip():
        wrong["school_named"] = "Say which school, as the police wrote it."
    if sent.school is not None and (
        sent.school.partnership_id != by.here
        or sent.school.agency.kind != Agency.Kind.EDUCATION
    ):
        wrong["school"] = "Choose a school of this partnership."
    if sent.child_was not in Answer.values:
        wrong["child_was"] = "Say whether the child was there. It goes on either way."
    if sent.happened_on > timezone.localdate():
        wrong["happened_on"] = "The day is still to come. Check it."
    if sent.police_sent_at > timezone.now():
        wrong["sent_time"] = "This moment is still to come. Check it."
    if sent.born_on is not None and sent.born_on > sent.happened_on:
        wrong["born_on"] = "The child was born after it happened. Check the dates."
    if wrong:
        raise ValidationError(wrong)


def _recorded_before(sent: Sent, by: Actor) -> Notice | None:
    return (
        Notice.objects.visible_to(by)
        .filter(
            owner_team_id=by.own_team,
            police_reference=sent.police_reference.strip(),
            given_name__iexact=sent.given_name.strip(),
            family_name__iexact=sent.family_name.strip(),
            school=sent.school,
        )
        .first()
    )


def _own_waiting(notice: Notice, by: Actor) -> Notice:
    permit(by, Verb.SEE_PEOPLE)
    fresh = (
        Notice.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=notice.pk, owner_team_id=by.own_team)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such notice of this team.")
    if fresh.state == Notice.State.NOT_RELAYED:
        raise ValidationError("The police were told that this was not relayed.")
    return fresh


def _to_me(relay: Relay, by: Actor) -> Relay:
    permit(by, Verb.SEE_PEOPLE)
    fresh = (
        Relay.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=relay.pk, to_hat_id=by.own_hat)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such notice for this hat.")
    return fresh


def _is_of_a_school(hat: Membership) -> bool:
    return (
        hat.team.agency.kind == Agency.Kind.EDUCATION
        and hat.role in SEES_PEOPLE
        and hat.is_valid_on(timezone.localdate())
    )


def _why_not(error: DatabaseError) -> str:
    said = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if said == "a_notice_goes_to_somebody_once":
        return "They have this notice already."
    if said == "relay_to_a_key_adult":
        return "They are not a confirmed key adult today. Choose another."
    return NOT_TO_THEM


def _write_to(adult: KeyAdult, made: Relay) -> None:
    send_letter(
        letter=letters.NOTICE_WAITS,
        to=[Staff(adult.hat.account.email)],
        key=f"frontdoor.notice:{made.pk}",
        context={"link": f"{settings.CONCORD_BASE_URL}{reverse('home')}"},
    )
