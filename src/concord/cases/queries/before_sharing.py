"""What a decision would change, before it is made: who sees what already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from concord.access.actions.sharing import Opening, Reason
from concord.access.actor import Actor
from concord.access.models import Agreement, Grant, Part
from concord.cases.models import Case
from concord.cases.queries.pieces import PARTS, Piece, in_words
from concord.foundation.ui.words import local_date
from concord.partnership.models import Team


@dataclass(frozen=True, slots=True)
class TeamBefore:
    """One team of a decision to come.

    `sees` is what it will see by it, `already` what it sees by an earlier one;
    `has_signed` is False where it is not a party to the agreement that is cited.
    """

    team: Team
    sees: list[tuple[str, str]]
    already: list[tuple[str, str]]
    has_signed: bool


@dataclass(frozen=True, slots=True)
class Before:
    """A decision to come."""

    teams: list[TeamBefore]
    never: list[str]  # parts that it leaves closed, in words
    last_day: dt.date | None
    has_places: bool
    agreement_is_late: bool


def before_sharing(case: Case, openings: Sequence[Opening], reason: Reason) -> Before:
    """What these openings would change. Two queries."""
    standing = _standing(case, [opening.team for opening in openings])
    signed = _signed(reason.agreement)
    pieces = openings[0].pieces
    until = openings[0].until
    parts = {part for part, _ in pieces}
    return Before(
        teams=[
            TeamBefore(
                team=opening.team,
                sees=in_words(opening.pieces),
                already=in_words(standing.get(opening.team.pk, set())),
                has_signed=signed is None or opening.team.agency_id in signed,
            )
            for opening in openings
        ],
        never=[words for part, words in PARTS.items() if part not in parts],
        last_day=local_date(until - dt.timedelta(microseconds=1)) if until else None,
        has_places=Part.LOCATION in parts,
        agreement_is_late=reason.agreement is not None
        and reason.agreement.review_on < timezone.localdate(),
    )


def teams_of(actor: Actor) -> list[Team]:
    """Teams of the partnership that a case can be shared with. One query."""
    return list(
        Team.objects.valid_on()
        .filter(partnership_id=actor.here)
        .exclude(pk=actor.own_team)
        .select_related("agency")
        .order_by("short_name")
    )


def seen_already(case: Case, teams: Sequence[Team]) -> dict[int, str]:
    """What teams see now, in words, by team, for those that do. One query."""
    return {
        team: "Sees already: "
        + "; ".join(f"{whom.lower()}: {what}" for whom, what in in_words(pieces))
        for team, pieces in _standing(case, teams).items()
    }


def _standing(case: Case, teams: Sequence[Team]) -> dict[int, set[Piece]]:
    found: dict[int, set[Piece]] = {}
    for team, part, side in Grant.objects.filter(
        case_id=case.pk,
        kind=Grant.Kind.SHARED,
        team__in=[team.pk for team in teams],
        during__contains=timezone.now(),
    ).values_list("team_id", "part", "side"):
        found.setdefault(team, set()).add((part, side))
    return found


def _signed(agreement: Agreement | None) -> set[int] | None:
    if agreement is None:
        return None
    return set(agreement.signed.values_list("agency_id", flat=True))
