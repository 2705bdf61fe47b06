"""Making a referral, with an account and without one."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Told, written
from concord.access.permit import NotPermitted, Verb, permit
from concord.frontdoor.actions.links import PUBLIC
from concord.frontdoor.jobs import tell_of_danger
from concord.frontdoor.models import Abuse, Answer, FrontDoor, Named, Referral, Strand
from concord.frontdoor.models.referrals import new_referral_ref
from concord.frontdoor.said import Said, Somebody
from concord.people.contact_values import checked
from concord.people.models import ContactPoint

Report = Referral.Report
# Of whom the duty speaks: a girl under 18 (Female Genital Mutilation Act 2003, 5B).
ADULT = 18
NO_DOOR = (
    "No team stands at the front door of this partnership yet. Ask whoever manages the "
    "partnership to choose one, and call the team that you would have called."
)
LINK_OVER = (
    "This link is over: it lasts two hours, and what was begun with it four more. Ask "
    "for a new one, and copy what you wrote before you leave this page."
)
LINK_USED = (
    "This link was used for another referral. Ask for a new one, and copy what you "
    "wrote before you leave this page."
)
OF_LINKS = {"the_link_is_over": LINK_OVER, "the_link_is_used": LINK_USED}
PARTNERS = "frontdoor.partners"


@transaction.atomic
def refer(*, said: Said, by: Actor) -> Referral:
    """Refer somebody to the front door of one's partnership.

    A refused or missing consent never stands in the way. The same `key` from the same
    team gives the referral that was made first. Raises ValidationError by field.
    """
    permit(by, Verb.SEE_PEOPLE)
    check(said, professional=True)
    door = FrontDoor.objects.visible_to(by).first()
    if door is None:
        raise ValidationError(NO_DOOR)
    before = _made_before(said, by)
    if before is not None:
        return before
    now = timezone.now()
    referral = Referral(
        **written(by),
        **_columns(said),
        from_team_id=by.own_team,
        to_team_id=door.team_id,
        received_at=now,
        since=now,
    )
    _well_formed(referral)
    try:
        with transaction.atomic():
            referral.save(force_insert=True)
    except IntegrityError:
        # The same was sent twice at one moment, and the other was quicker.
        again = _made_before(said, by)
        if again is None:
            raise
        return again
    people = [
        Named(**written(by), referral=referral, n=n, **_named(somebody))
        for n, somebody in enumerate(said.people, start=1)
    ]
    for named in people:
        _well_formed(named)
    # In one statement: the first may be somebody from whom this hat is kept, and then
    # the second could not be added to what it no longer sees.
    Named.objects.bulk_create(people)
    if said.danger_now == Answer.YES:
        tell_of_danger.defer(ref=referral.ref, partnership_id=by.here)
    return referral


@transaction.atomic
def take(*, said: Said, by: Actor) -> str:
    """A referral of somebody without an account. Returns its reference, nothing else.

    `by` is one of the principals of the front door: it writes and can read nothing.
    Raises ValidationError by field, also where no team stands at the door.
    """
    if by.principal not in (PUBLIC, PARTNERS):
        raise NotPermitted("Only for those without an account.")
    check(said, professional=said.source == Referral.Source.PARTNER_SYSTEM)
    with a_door_or_why_not(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.take_referral(%s::jsonb, %s::jsonb)", list(as_json(said))
        )
        ref = str(cursor.fetchone()[0])
    if said.danger_now == Answer.YES:
        tell_of_danger.defer(ref=ref, partnership_id=by.here)
    return ref


@transaction.atomic
def take_by_link(
    *, said: Said, digest: str, status_digest: str, by: Actor
) -> tuple[str, str, uuid.UUID | None]:
    """A whole referral of a professional without an account, by the link they got.

    Returns its reference, the address that the link was sent to, and the id of the link
    to its status; None when it was sent before. The database takes the address from the
    link, not from what was said. Raises ValidationError by field, and without one when
    the link is over, or was used for another referral.
    """
    if by.principal != PUBLIC:
        raise NotPermitted("Only for those without an account.")
    check(said, professional=True)
    with a_door_or_why_not(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM access.refer_by_link(%s, %s, %s::jsonb, %s::jsonb)",
            [digest, status_digest, *as_json(said)],
        )
        ref, address, link_id = cursor.fetchone()
    if said.danger_now == Answer.YES and link_id is not None:
        tell_of_danger.defer(ref=ref, partnership_id=by.here)
    return ref, address, link_id


@contextmanager
def a_door_or_why_not() -> Iterator[None]:
    """A savepoint. Raises ValidationError where no team stands at the door, or a link
    is over.
    """
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        told = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if told == "there_is_a_front_door":
            raise ValidationError(NO_DOOR, code="no_door") from error
        if told in OF_LINKS:
            raise ValidationError(OF_LINKS[told]) from error
        raise


def as_json(said: Said) -> tuple[str, str]:
    """The columns of a new referral, and of each whom it names, for the database."""
    columns = _columns(said) | {"ref": new_referral_ref()}
    return _json(columns), _json([_named(one) for one in said.people])


def _well_formed(row: Referral | Named) -> None:
    """What was said fits its fields. Raises ValidationError by field.

    Keys are the actor's own and the door's: to look each up again, and nothing else,
    took most of the time of a sheet with 500 rows.
    """
    keys = {field.name for field in row._meta.concrete_fields if field.is_relation}
    row.full_clean(exclude=keys, validate_unique=False, validate_constraints=False)


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)


def _made_before(said: Said, by: Actor) -> Referral | None:
    if not said.key:
        return None
    return (
        Referral.objects.visible_to(by)
        .filter(key=said.key, source=said.source, owner_team_id=by.own_team)
        .first()
    )


def _columns(said: Said) -> dict[str, Any]:
    """What was said, as columns of a referral."""
    who = said.referrer
    plain = (
        "source event_on danger_now danger_why what_happened wishes fears needs "
        "children_seen told told_why_not consent mandatory_report "
        "mandatory_report_note key"
    )
    found = {name: _tidy(getattr(said, name)) for name in plain.split()}
    return found | {
        "strands": [one for one in Strand.values if one in said.strands],
        "abuse": [one for one in Abuse.values if one in said.abuse],
        "referrer_name": who.name.strip(),
        "referrer_role": who.role.strip(),
        "referrer_organisation": who.organisation.strip(),
        "referrer_contact": who.contact.strip(),
    }


def _named(somebody: Somebody) -> dict[str, Any]:
    """One person, as columns of `Named`."""
    plain = (
        "relation phone email address postcode school gp may_call may_leave_message "
        "safe_when safe_words"
    )
    found = {name: _tidy(getattr(somebody, name)) for name in plain.split()}
    return asdict(somebody.known) | found | {"side": str(somebody.side)}


def _tidy(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def check(said: Said, *, professional: bool) -> None:
    """What must be there, and what contradicts itself. Raises ValidationError."""
    wrong: dict[str, str] = {}
    if said.victim is None:
        wrong["people"] = "Say whom it is about. The name may be unknown."
    if not said.strands or set(said.strands) - set(Strand.values):
        wrong["strands"] = "Choose what it is about. More than one may be true."
    if set(said.abuse) - set(Abuse.values):
        wrong["abuse"] = "Choose from the kinds of abuse."
    if Strand.PARENTAL_CONFLICT in said.strands and len(said.strands) > 1:
        wrong["strands"] = (
            "Conflict without abuse was chosen together with a kind of harm. Where "
            "there is harm, take the conflict out."
        )
    if said.danger_now not in Answer.values:
        wrong["danger_now"] = "Say whether somebody is in danger now."
    if said.event_on is not None and said.event_on > timezone.localdate():
        wrong["event_on"] = (
            f"When it happened: {said.event_on:%-d %B %Y} is still to come. Check it."
        )
    if professional:
        wrong |= _of_a_professional(said)
    if wrong:
        raise ValidationError(wrong)
    for somebody in said.people:
        _check_reached(somebody)


def _of_a_professional(said: Said) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not said.what_happened.strip():
        wrong["what_happened"] = "Say what happened, or what worries you."
    if said.told == Told.NOT_TOLD and not said.told_why_not.strip():
        wrong["told_why_not"] = "Say why they were not told. It never stops a referral."
    if must_report(said) and said.mandatory_report not in set(Report.values) - {""}:
        wrong["mandatory_report"] = (
            "FGM of somebody under 18 is reported to the police by whoever was told "
            "or saw it. Say whether it was, or why the duty does not apply."
        )
    if (
        said.mandatory_report == Report.NO_DUTY
        and not said.mandatory_report_note.strip()
    ):
        wrong["mandatory_report_note"] = "Say why the duty does not apply."
    return wrong


def must_report(said: Said) -> bool:
    """Whether the duty to report FGM may apply: the victim is, or may be, under 18."""
    if Strand.FGM not in said.strands or said.victim is None:
        return False
    born = said.victim.known.born_on
    return born is None or _years(born) < ADULT


def _years(born: dt.date) -> int:
    today = timezone.localdate()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _check_reached(somebody: Somebody) -> None:
    wrong = unreachable(somebody)
    if wrong:
        raise ValidationError(wrong)


def unreachable(somebody: Somebody) -> dict[str, list[str]]:
    """Numbers and addresses that nobody could use, by field: asked again at once."""
    wrong: dict[str, list[str]] = {}
    for name, kind, code in reached(somebody):
        try:
            checked(kind, getattr(somebody, name), code)
        except ValidationError as error:
            for where, texts in error.message_dict.items():
                at = "postcode" if where == "postcode" else name
                wrong.setdefault(at, []).extend(texts)
    return wrong


def reached(somebody: Somebody | Named) -> Sequence[tuple[str, str, str]]:
    """Their ways to be reached: field, kind of contact point, postcode."""
    kinds = ContactPoint.Kind
    found = [
        ("phone", _phone_kind(somebody.phone), ""),
        ("email", kinds.EMAIL, ""),
        ("address", kinds.ADDRESS, somebody.postcode),
        ("school", kinds.SCHOOL, ""),
        ("gp", kinds.GP, ""),
    ]
    return [one for one in found if getattr(somebody, one[0]).strip()]


def _phone_kind(number: str) -> str:
    figures = "".join(c for c in number if c.isdigit())
    is_mobile = figures.startswith(("07", "447"))
    return ContactPoint.Kind.MOBILE if is_mobile else ContactPoint.Kind.LANDLINE
