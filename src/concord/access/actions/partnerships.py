"""Founding a partnership, and keeping its agencies, teams, groups and meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted, Verb, permit
from concord.foundation.ui import brand
from concord.partnership.models import (
    Agency,
    Group,
    Meeting,
    Partnership,
    Population,
    Team,
)
from concord.partnership.terms import LONGEST, TERMS


def found(*, principal: str, **fields: object) -> Partnership:
    """A new partnership. Only a job may do this: it belongs to nobody's hat yet.

    Raises ValidationError that names the field. The code must be new.
    """
    with acting_as(Actor.from_job(principal), why="Partnership founded"):
        partnership = Partnership(**fields)
        partnership.full_clean()
        partnership.save()
    return partnership


@transaction.atomic
def add_agency(
    *,
    name: str,
    kind: str,
    regime: str = Agency.Regime.UK_GDPR,
    valid: DateRange | None = None,
    by: Actor,
) -> Agency:
    """The agency of this name, made if it is new: one body serves many boroughs."""
    permit(by, Verb.MANAGE_PARTNERSHIP)
    found_one = Agency.objects.filter(name__iexact=name.strip()).first()
    if found_one is not None:
        return found_one
    agency = Agency(name=name.strip(), kind=kind, regime=regime)
    if valid is not None:
        agency.valid = valid
    agency.full_clean()
    agency.save()
    return agency


@transaction.atomic
def add_team(
    *,
    agency: Agency,
    name: str,
    short_name: str = "",
    kind: str = "",
    gives_statement: bool = True,
    valid: DateRange | None = None,
    by: Actor,
) -> Team:
    """A team of `agency` in the actor's partnership. Its name must be new there."""
    permit(by, Verb.MANAGE_PARTNERSHIP)
    team = Team(
        agency=agency,
        partnership_id=by.here,
        name=name.strip(),
        short_name=(short_name or name).strip()[:40],
        kind=kind,
        gives_statement=gives_statement,
    )
    if valid is not None:
        team.valid = valid
    team.full_clean()
    team.save()
    return team


@transaction.atomic
def end_team(*, team: Team, last_day: dt.date, by: Actor) -> Team:
    """A team ends; plans that name it still do."""
    permit(by, Verb.MANAGE_PARTNERSHIP, team)
    first_day = team.valid.lower
    if first_day and last_day < first_day - dt.timedelta(days=1):
        raise ValidationError(
            {
                "last_day": f"This team starts on {first_day:%-d %B %Y}. The day "
                "before is the earliest last day: then it never began."
            }
        )
    team.valid = DateRange(team.valid.lower, last_day + dt.timedelta(days=1))
    team.save(update_fields=["valid"])
    return team


@transaction.atomic
def add_group(
    *, name: str, kind: str, reports_to: Group | None = None, by: Actor
) -> Group:
    """A board, forum or task-and-finish group of the actor's partnership."""
    permit(by, Verb.MANAGE_PARTNERSHIP)
    group = Group(
        partnership_id=by.here,
        name=name.strip(),
        kind=kind,
        reports_to=reports_to,
    )
    group.full_clean()
    group.save()
    return group


@transaction.atomic
def add_meeting(*, group: Group, held_on: dt.date, by: Actor) -> Meeting:
    """One meeting of a group. The board's meetings divide what has changed."""
    permit(by, Verb.MANAGE_PARTNERSHIP, group)
    meeting = Meeting(partnership_id=by.here, group=group, held_on=held_on)
    meeting.full_clean()
    meeting.save()
    return meeting


@transaction.atomic
def add_population(*, by: Actor, **fields: object) -> Population:
    """How many persons live in the area: a year, a sex, an age band, a source."""
    permit(by, Verb.MANAGE_PARTNERSHIP)
    population = Population(partnership_id=by.here, **fields)
    population.full_clean()
    population.save()
    return population


@transaction.atomic
def set_brand(*, partnership: Partnership, colour: str, by: Actor) -> Partnership:
    """The colour of the header; empty for Concord's own.

    Raises ValidationError by field unless white text reaches 7 to 1 on it.
    """
    permit(by, Verb.MANAGE_PARTNERSHIP)
    _check_own(partnership, by)
    colour = colour.strip().lower()
    if colour:
        colour = colour if colour.startswith("#") else f"#{colour}"
        try:
            brand.validate(colour)
        except ValidationError as error:
            raise ValidationError({"colour": error}) from error
    partnership.brand_colour = colour
    partnership.save(update_fields=["brand_colour"])
    return partnership


@transaction.atomic
def set_terms(
    *, partnership: Partnership, words: Mapping[str, str], by: Actor
) -> Partnership:
    """Local words by code, see `partnership.terms`; an empty one is our own again."""
    permit(by, Verb.MANAGE_PARTNERSHIP)
    _check_own(partnership, by)
    kept: dict[str, str] = {}
    for code, word in words.items():
        if code not in TERMS:
            raise ValidationError(f"There is no word called {code}.")
        said = " ".join(word.split())
        if len(said) > LONGEST:
            raise ValidationError(
                {code: f"{said[:20]}... is too long. Use {LONGEST} letters or fewer"}
            )
        if said and said != TERMS[code].word:
            kept[code] = said
    partnership.terms = kept
    partnership.save(update_fields=["terms"])
    return partnership


def _check_own(partnership: Partnership, by: Actor) -> None:
    """A hat keeps its own partnership only."""
    if partnership.pk != by.partnership_id:
        raise NotPermitted("This hat belongs to another partnership.")
