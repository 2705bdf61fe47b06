"""Deciding to share a case with teams, ending it, and the register of agreements."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

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
    Purpose,
    Side,
    Told,
    written,
)
from concord.access.permit import NotPermitted, Verb, permit
from concord.partnership.models import Team

OTHER_AGENCY = (
    "The team belongs to another agency, and will see all of the case. Choose the "
    "lawful basis, and answer the questions below it."
)


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
    way; a missing basis or reason always does. What a team sees already, for as long
    or longer, it keeps by the earlier decision; what it saw for a shorter time is from
    now on by this one. Raises ValidationError by field, NotPermitted for a case of
    others.
    """
    permit(by, Verb.SEE_PEOPLE)
    _in_turn(case_id)
    if not owns(case_id):
        raise NotPermitted("Only the team that holds a case shares it.")
    decision = _decision(case_id, reason, by)
    if not openings or not any(opening.pieces for opening in openings):
        raise ValidationError({"teams": "Choose at least one team and one part."})
    for opening in openings:
        _check_team(opening, by)
    decision.save(force_insert=True)
    for opening in openings:
        _open(decision, opening, by)
    return decision


@transaction.atomic
def end(*, grants: Sequence[Grant], why: str, by: Actor) -> int:
    """Take back what teams may see, from now. Returns how many grants ended.

    Raises ValidationError without a reason, NotPermitted for a case of others.
    """
    permit(by, Verb.SEE_PEOPLE)
    if not why.strip():
        raise ValidationError({"why": "Say why this sharing ends: it is kept."})
    cases = {grant.case_id for grant in grants}
    for case_id in sorted(cases):
        _in_turn(case_id)
    if not all(owns(case_id) for case_id in cases):
        raise NotPermitted("Only the team that holds a case ends its sharing.")
    # Read again: somebody else may have ended them a moment ago.
    now = timezone.now()
    standing = Grant.objects.filter(pk__in=[grant.pk for grant in grants])
    ended = 0
    for grant in standing:
        if grant.kind == Grant.Kind.OWN:
            raise NotPermitted("The team that holds a case hands it over instead.")
        if _lasts_after(grant, now):
            _end(grant, why.strip(), by, now)
            ended += 1
    return ended


@transaction.atomic
def hand_over(
    *, case_id: uuid.UUID, to: Team, why: str, reason: Reason | None = None, by: Actor
) -> Disclosure | None:
    """Another team of the partnership takes the case. What was written stays readable.

    A team of another agency sees all of it by this: that is a decision, and needs its
    `reason` as any other (its purpose is said here). Raises ValidationError by field,
    NotPermitted for a case of others.
    """
    permit(by, Verb.SEE_PEOPLE)
    if not why.strip():
        raise ValidationError({"why": "Say why the case changes hands: it is kept."})
    _in_turn(case_id)
    if not owns(case_id):
        raise NotPermitted("Only the team that holds a case hands it over.")
    decision = None
    if reason is not None:
        stated = replace(reason, purpose=Purpose.HAND_OVER)
        decision = _decision(case_id, stated, by)
        decision.save(force_insert=True)
    elif to.agency_id != by.agency_id:
        raise ValidationError({"basis": OTHER_AGENCY})
    because(why)
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.hand_over(%s, %s, %s)", [case_id, to.pk, why])
        if not cursor.fetchone()[0]:
            raise ValidationError({"to": "Choose another team of this partnership."})
    return decision


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


def _in_turn(case_id: uuid.UUID) -> None:
    """Whoever decides about the same case at the same time waits for the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"access.sharing:{case_id}"],
        )


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
    if reason.told_on is not None and reason.told_on > timezone.localdate():
        wrong["told_on"] = (
            f"Told on: {reason.told_on:%-d %B %Y} is still to come. If nobody has told "
            "them yet, say so."
        )
    if reason.agreement is not None and not _may_cite(reason.agreement, by):
        wrong["agreement"] = "Choose an agreement that is in force, or none."
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


def _may_cite(agreement: Agreement, by: Actor) -> bool:
    here = agreement.partnership_id == by.partnership_id
    return here and agreement.is_valid_on(timezone.localdate())


def _open(decision: Disclosure, opening: Opening, by: Actor) -> None:
    """The grants that this decision makes for one team."""
    now = timezone.now()
    during = DateTimeTZRange(now, opening.until)
    standing = {
        (grant.part, grant.side): grant
        for grant in Grant.objects.filter(
            case_id=decision.case_id,
            team=opening.team,
            kind=Grant.Kind.SHARED,
            during__overlap=during,
        )
    }
    for piece in sorted(opening.pieces):
        before = standing.get(piece)
        if before is not None:
            if _lasts_until(before, opening.until):
                continue
            _end(before, "A later decision takes its place.", by, now)
        _grant(decision, opening.team, piece, during)


def _grant(
    decision: Disclosure, team: Team, piece: tuple[Part, Side], during: DateTimeTZRange
) -> None:
    part, side = piece
    Grant.objects.create(
        partnership_id=decision.partnership_id,
        kind=Grant.Kind.SHARED,
        disclosure=decision,
        case_id=decision.case_id,
        from_team_id=decision.owner_team_id,
        team=team,
        part=part,
        side=side,
        during=during,
    )


def _end(grant: Grant, why: str, by: Actor, at: dt.datetime) -> None:
    grant.during = DateTimeTZRange(grant.during.lower, at)
    grant.ended_by_id = by.membership_id
    grant.ended_why = why[:300]
    grant.save(update_fields=["during", "ended_by", "ended_why"])


def _lasts_after(grant: Grant, moment: dt.datetime) -> bool:
    upper = grant.during.upper
    return upper is None or upper > moment


def _lasts_until(grant: Grant, until: dt.datetime | None) -> bool:
    """Whether a grant goes on as long as until then; None is without an end."""
    upper = grant.during.upper
    return upper is None or (until is not None and upper >= until)
