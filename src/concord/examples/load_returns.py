"""The data sheets of an example, and what its teams have sent, through the verbs."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager

from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.evidence.public import Category
from concord.examples import returned as told
from concord.examples.loading_world import World
from concord.partnership.models import Membership
from concord.partnership.roles import Role
from concord.returns.actions import chasing, filling, sending, sheets, windows
from concord.returns.actions.filling import Typed
from concord.returns.actions.sheets import Field
from concord.returns.checking import Entry, Key
from concord.returns.files.layout import key_in
from concord.returns.models import ReturnWindow, SheetVersion, Submission
from concord.returns.queries.waiting import Line

HOUR = dt.time(11)


def load_returns(world: World, returned: told.Returned) -> None:
    """Sheets, windows, and each return as far as it has come."""
    by_key = {sheet.key: sheet for sheet in returned.sheets}
    versions = {key: _design(world, sheet) for key, sheet in by_key.items()}
    for one in sorted(returned.windows, key=lambda window: window.quarter):
        sheet = by_key[one.sheet]
        with _as(world.hat_with(Role.STRATEGIC_LEAD)) as lead:
            [window] = windows.open_for(
                version=versions[one.sheet],
                teams=[world.teams[sheet.team]],
                period=one.quarter,
                by=lead,
            )
        made = None
        for way in one.ways:
            made = _went(world, sheet, window, way)
        if one.reminded is not None:
            _remind(world, window, made, one.reminded)


def _design(world: World, sheet: told.Sheet) -> SheetVersion:
    with _as(world.hat_with(Role.STRATEGIC_LEAD)) as lead:
        version = sheets.design(
            name=sheet.name,
            about=sheet.about,
            run_by=world.teams[sheet.run_by],
            by=lead,
        )
        for question in sheet.questions:
            sheets.add_field(version=version, field=_field(world, question), by=lead)
    return version


def _field(world: World, asked: told.Question) -> Field:
    groups = Category.objects.filter(
        partnership=world.partnership, dimension=asked.dimension
    ).order_by("position")
    return Field(
        section=asked.section,
        code=asked.code,
        name=asked.name,
        question=asked.question,
        definition=asked.definition,
        example=asked.example,
        after_number=asked.after_number,
        indicator=asked.indicator,
        role=asked.role,
        dimension=asked.dimension,
        categories=[(one.code, one.label) for one in groups] if asked.dimension else (),
        not_above=asked.not_above,
        part_of=asked.part_of,
    )


def _went(
    world: World, sheet: told.Sheet, window: ReturnWindow, way: told.Way
) -> Submission:
    """One return, or a correction of the one before, as far as its days go."""
    lead_of_team = world.hats[(sheet.approves, sheet.team, Role.AGENCY_LEAD)]
    with _as(_who_types(world, sheet)) as officer:
        if way.why:
            filling.correct(window=window, why=way.why, at=_at(way.typed), by=officer)
        made = filling.keep(
            window=window,
            typed=_typed(way),
            may_use=True,
            may_publish=True,
            at=_at(way.typed),
            by=officer,
        ).submission
        if way.sent is not None:
            sending.send(submission=made, at=_at(way.sent), by=officer)
    if way.approved is not None:
        with _as(lead_of_team) as lead:
            sending.approve(submission=made, at=_at(way.approved), by=lead)
    with _as(world.hat_with(Role.STRATEGIC_LEAD)) as lead:
        if way.accepted is not None:
            sending.accept(submission=made, at=_at(way.accepted), by=lead)
        elif way.back is not None:
            at = _at(way.back)
            sending.send_back(submission=made, why=way.back_why, at=at, by=lead)
    return made


def _who_types(world: World, sheet: told.Sheet) -> Membership:
    """The team's data officer; where there is none, its lead."""
    for role in (Role.DATA_OFFICER, Role.AGENCY_LEAD):
        hat = world.hat(sheet.types, sheet.team, role)
        if hat is not None:
            return hat
    raise LookupError(f"{sheet.types} fills in no return of {sheet.team}")


def _typed(way: told.Way) -> dict[Key, Typed]:
    return {
        key_in(key): Typed(
            Entry(
                figure,
                way.whys.get(key, ""),
                way.since.get(key, ""),
                way.permissions.get(key, ""),
            )
        )
        for key, figure in way.figures.items()
    }


def _remind(
    world: World, window: ReturnWindow, last: Submission | None, on: dt.date
) -> None:
    """Noted, and sent to nobody: its people are invented."""
    with _as(world.hat_with(Role.STRATEGIC_LEAD)) as lead:
        if last is not None:
            last.refresh_from_db()
        chasing.remind_now(lines=[Line(window, last)], today=on, by=lead)


def _as(hat: Membership) -> AbstractContextManager[Actor]:
    return acting_as(Actor.from_hat(hat), why="Example loaded")


def _at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, HOUR))
