"""The panel of a partnership: who coordinates, its core teams, its own limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import NotPermitted, Verb, permit
from concord.marac.models import CoreTeam, Kind, Panel
from concord.partnership.models import Team


@dataclass(frozen=True, slots=True)
class Limits:
    """Custom of the place, not law: each can be set to what is agreed there."""

    capacity: int = 20
    agenda_days_before: int = 8
    minutes_working_days: int = 3
    idva_contact_hours: int = 48
    quorum: int | None = None
    case_minutes: int = 10
    absent_in_a_row: int = 2
    least_attendance: int = 50  # per cent
    attendance_meetings: int = 6


@transaction.atomic
def set_up(
    *,
    name: str,
    team: Team,
    core: Sequence[Team],
    limits: Limits | None = None,
    kind: str = Kind.MARAC,
    by: Actor,
) -> Panel:
    """This team coordinates from now on, and these are the core teams from today.

    One team coordinates all panels of a partnership: the MARAC's takes the others
    along. A core team that is left out ends today; meetings before keep it. Raises
    ValidationError by field, NotPermitted without the right.
    """
    permit(by, Verb.MANAGE_PARTNERSHIP)
    said = limits or Limits()
    _check(name, team, core, said, by)
    panels = list(Panel.objects.select_for_update().filter(partnership_id=by.here))
    _one_team_for_all(panels, kind, team)
    here = (one for one in panels if one.kind == kind)
    panel = next(here, None) or Panel(partnership_id=by.here, kind=kind)
    panel.name, panel.team = name.strip(), team
    for each in fields(said):
        setattr(panel, each.name, getattr(said, each.name))
    panel.full_clean(validate_constraints=False)
    panel.save()
    _seat(panel, {one.pk for one in core})
    return panel


def coordinating(by: Actor) -> list[Panel]:
    """The panels that the actor's team coordinates, held for what follows.

    Raises NotPermitted for any other team, and for a hat that sees no people.
    """
    permit(by, Verb.SEE_PEOPLE)
    panels = list(
        Panel.objects.visible_to(by)
        .select_for_update()
        .filter(team_id=by.own_team)
        .order_by("pk")
    )
    if not panels:
        raise NotPermitted("Only the team that coordinates the panel does this.")
    return panels


def _one_team_for_all(panels: Sequence[Panel], kind: str, team: Team) -> None:
    if kind not in Kind.values:
        raise ValidationError({"kind": "Choose which panel it is."})
    others = [one for one in panels if one.kind != kind and one.team_id != team.pk]
    if others and kind != Kind.MARAC:
        raise ValidationError(
            {
                "team": "Team: one team coordinates all panels of a partnership. "
                "Choose the one that coordinates the others."
            }
        )
    for one in others:
        one.team = team
        one.save(update_fields=["team"])


def _check(
    name: str, team: Team, core: Sequence[Team], limits: Limits, by: Actor
) -> None:
    wrong: dict[str, str] = {}
    if not name.strip():
        wrong["name"] = "Name: enter what the panel is called."
    if team.partnership_id != by.here:
        wrong["team"] = "Choose a team of this partnership."
    if not core:
        wrong["core"] = "Core teams: choose those that every meeting counts on."
    elif any(one.partnership_id != by.here for one in core):
        wrong["core"] = "Choose teams of this partnership."
    elif limits.quorum is not None and limits.quorum > len(core):
        wrong["quorum"] = (
            f"Quorum: there are {len(core)} core teams. Enter that number or fewer."
        )
    if wrong:
        raise ValidationError(wrong)


def _seat(panel: Panel, wanted: set[int]) -> None:
    today = timezone.localdate()
    seated = CoreTeam.objects.filter(panel=panel).seated()
    for seat in seated:
        if seat.team_id not in wanted:
            seat.valid = DateRange(seat.valid.lower, today)
            seat.save(update_fields=["valid"])
    for team_id in wanted - {seat.team_id for seat in seated}:
        CoreTeam.objects.create(
            partnership_id=panel.partnership_id,
            panel=panel,
            team_id=team_id,
            valid=DateRange(today, None),
        )
