"""What a team answers to the board about its absence, and the posts of a panel."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import NotPermitted, Verb, may, permit
from concord.marac.models import AbsenceAnswer, Panel, Staffing
from concord.marac.queries.absence import pattern_of
from concord.marac.queries.meetings import panel_of
from concord.partnership.models import Team

MOST_CHARACTERS = 1000
MOST_POSTS = 200


@transaction.atomic
def answer_absence(*, team: Team, why: str, changes: str, by: Actor) -> AbsenceAnswer:
    """Why this core team was absent, and what changes. The board reads both.

    By the lead of its agency; the strategic lead writes down what another lead has
    said. Raises ValidationError by field, NotPermitted.
    """
    panel = panel_of(by)
    permit(by, Verb.WRITE_STATEMENT)
    pattern = pattern_of(team.pk, panel)
    if pattern is None:
        raise ValidationError(
            "The board is not told of any absence of this team: it has come since."
        )
    permit(by, Verb.WRITE_STATEMENT, pattern)
    _say_both(why, changes)
    before = AbsenceAnswer.objects.filter(team=team, meeting=pattern.missed)
    try:
        with transaction.atomic():
            return AbsenceAnswer.objects.create(
                partnership_id=by.here,
                team=team,
                meeting=pattern.missed,
                n=before.count() + 1,
                why=why.strip(),
                changes=changes.strip(),
                written_by_id=by.own_hat,
            )
    except IntegrityError as error:
        raise ValidationError(
            "Somebody of your team has answered meanwhile. Look at what they said."
        ) from error


@transaction.atomic
def say_posts(
    *, since: dt.date, idvas: Decimal, administrators: Decimal, by: Actor
) -> Staffing:
    """So many full-time IDVAs and administrators help the panel from a day on.

    By the team that coordinates, or whoever manages the partnership. Raises
    ValidationError by field, NotPermitted.
    """
    panel = panel_of(by)
    if panel is None or not may_say_posts(panel, by):
        raise NotPermitted("Only the team that coordinates the MARAC does this.")
    if since > timezone.localdate():
        raise ValidationError({"since": "Since: enter a day that has come."})
    for name, label, number in (
        ("idvas", "IDVAs", idvas),
        ("administrators", "Administrators", administrators),
    ):
        if not 0 <= number <= MOST_POSTS:
            raise ValidationError(
                {name: f"{label}: enter full-time posts, from 0 to {MOST_POSTS}."}
            )
    return Staffing.objects.create(
        partnership_id=by.here,
        panel=panel,
        since=since,
        idvas=idvas,
        administrators=administrators,
        written_by_id=by.own_hat,
    )


def may_say_posts(panel: Panel, by: Actor) -> bool:
    """Whether the actor enters how many posts there are."""
    coordinates = may(by, Verb.SEE_PEOPLE) and panel.team_id == by.team_id
    return coordinates or may(by, Verb.MANAGE_PARTNERSHIP)


def _say_both(why: str, changes: str) -> None:
    wrong: dict[str, str] = {}
    for name, label, text in (
        ("why", "Why", why),
        ("changes", "What changes", changes),
    ):
        if not text.strip():
            wrong[name] = f"{label}: say it in a sentence or two. The board reads it."
        elif len(text.strip()) > MOST_CHARACTERS:
            wrong[name] = f"{label}: use {MOST_CHARACTERS} characters at most."
    if wrong:
        raise ValidationError(wrong)
