"""Deciding to share a case with teams, ending it, and the register of agreements."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from concord.access.actor import Actor, because
from concord.access.lawful_basis import bases_for
from concord.access.models import (
    Agreement,
    Disclosure,
    Grant,
    Part,
    Side,
    Told,
    written,
)
from concord.access.permit import NotPermitted, Verb, permit
from concord.partnership.models import Team


@dataclass(frozen=True, slots=True)
class Opening:
    """What one team is let in to: parts of a case, each with its side, and until when.

    Places (`Part.LOCATION`) are never among them by default: they must be named.
    """

    team: Team
    pieces: frozenset[tuple[Part, Side]]
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why sharing is lawful, necessary and proportionate, and who knows of it.

    `basis` and `condition` are codes of `bases_for` the sharing team's agency.
    """

    purpose: str
    basis: str
    why: str
    told: str
    consent: str
    condition: str = ""
    why_not_told: str = ""
    told_on: dt.date | None = None
    views: str = ""
    agreement: Agreement | None = field(default=None)


@transaction.atomic
def share(
    *, case_id: uuid.UUID, reason: Reason, openings: Sequence[Opening], by: Actor
) -> Disclosure:
    """One decision about a case, with a grant for each team, part and side.

    Only the team that holds the case decides. A refused consent never stands in the
    way; a missing basis or reason always does. A team that sees a part already keeps
    its grant. Raises ValidationError by field, NotPermitted for a case of others.
    """
    permit(by, Verb.SEE_PEOPLE)
    if not owns(case_id):
        raise NotPermitted("Only the team that holds a case shares it.")
    decision = _decision(case_id, reason, by)
    if not openings or not any(opening.pieces for opening in openings):
        raise ValidationError({"teams": "Choose at least one team and one part."})
    for opening in openings:
        _check_team(opening, by)
    decision.save(force_insert=True)
    for opening in openings:
        _open(decision, opening)
    return decision


@transaction.atomic
def end(*, grants: Sequence[Grant], why: str, by: Actor) -> int:
    """Take back what teams may see, from now. Returns how many grants ended.

    Raises ValidationError without a reason, NotPermitted for a case of others.
    """
    permit(by, Verb.SEE_PEOPLE)
    if not why.strip():
        raise ValidationError({"why": "Say why this sharing ends: it is kept."})
    ended = 0
    for grant in grants:
        if grant.kind == Grant.Kind.OWN or not owns(grant.case_id):
            raise NotPermitted("Only the team that holds a case ends its sharing.")
        now = timezone.now()
        if grant.during.upper is not None and grant.during.upper <= now:
            continue
        grant.during = DateTimeTZRange(grant.during.lower, now)
        grant.ended_by_id = by.membership_id
        grant.ended_why = why.strip()[:300]
        grant.save(update_fields=["during", "ended_by", "ended_why"])
        ended += 1
    return ended


@transaction.atomic
def hand_over(*, case_id: uuid.UUID, to: Team, why: str, by: Actor) -> None:
    """Another team of the partnership takes the case. What was written stays readable.

    Raises ValidationError without a reason or for a team that has ended.
    """
    permit(by, Verb.SEE_PEOPLE)
    if not why.strip():
        raise ValidationError({"why": "Say why the case changes hands: it is kept."})
    if not owns(case_id):
        raise NotPermitted("Only the team that holds a case hands it over.")
    because(why)
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.hand_over(%s, %s, %s)", [case_id, to.pk, why])
        if not cursor.fetchone()[0]:
            raise ValidationError({"to": "Choose another team of this partnership."})


def hold(case_id: uuid.UUID, by: Actor) -> Grant:
    """The own grant of the team that opens a case: part of opening it."""
    return Grant.objects.create(
        partnership_id=by.here,
        kind=Grant.Kind.OWN,
        case_id=case_id,
        team_id=by.own_team,
        part=Grant.ALL,
        side=Grant.ALL,
        during=DateTimeTZRange(timezone.now(), None),
    )


def owns(case_id: uuid.UUID) -> bool:
    """Whether the team of the running transaction's actor holds this case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.owns(%s)", [case_id])
        return bool(cursor.fetchone()[0])


def _decision(case_id: uuid.UUID, reason: Reason, by: Actor) -> Disclosure:
    """The decision, not saved yet. Raises ValidationError by field."""
    team = Team.objects.select_related("agency").get(pk=by.own_team)
    bases = bases_for(team.agency)
    wrong: dict[str, str] = {}
    if reason.basis not in bases.bases:
        wrong["basis"] = "Choose the lawful basis of your agency."
    if reason.condition not in bases.conditions:
        wrong["condition"] = "Choose the condition for special categories, or none."
    if not reason.why.strip():
        wrong["why"] = "Say why sharing is necessary and proportionate."
    if reason.told == Told.NOT_TOLD and not reason.why_not_told.strip():
        wrong["why_not_told"] = "Say why the person was not told."
    if wrong:
        raise ValidationError(wrong)
    decision = Disclosure(
        **written(by),
        case_id=case_id,
        agreement=reason.agreement,
        purpose=reason.purpose,
        definition=bases.definition,
        basis=reason.basis,
        condition=reason.condition,
        why=reason.why.strip(),
        told=reason.told,
        told_on=reason.told_on,
        why_not_told=reason.why_not_told.strip(),
        consent=reason.consent,
        views=reason.views.strip(),
    )
    decision.full_clean(validate_unique=False, validate_constraints=False)
    return decision


def _check_team(opening: Opening, by: Actor) -> None:
    team = opening.team
    if team.partnership_id != by.here or not team.is_valid_on(timezone.localdate()):
        raise ValidationError({"teams": "Choose teams of this partnership."})
    if team.pk == by.team_id:
        raise ValidationError({"teams": "Your own team sees this case already."})
    if opening.until is not None and opening.until <= timezone.now():
        raise ValidationError({"until": "Until: choose a day that is still to come."})


def _open(decision: Disclosure, opening: Opening) -> None:
    during = DateTimeTZRange(timezone.now(), opening.until)
    standing = set(
        Grant.objects.filter(
            case_id=decision.case_id,
            team=opening.team,
            kind=Grant.Kind.SHARED,
            during__overlap=during,
        ).values_list("part", "side")
    )
    for part, side in sorted(opening.pieces - standing):
        Grant.objects.create(
            partnership_id=decision.partnership_id,
            kind=Grant.Kind.SHARED,
            disclosure=decision,
            case_id=decision.case_id,
            team=opening.team,
            part=part,
            side=side,
            during=during,
        )
