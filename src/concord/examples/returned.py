"""The data returns of an example, as `data/<code>-returns.toml` tells them.

Values only: nothing here knows the database. Figures stand as they were typed, by the
code of the question, and `code|group` for a group; the wrong ones too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from concord.examples.example import Example
from concord.examples.shapes import InQuarter, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a sheet, and the indicator that it fills."""

    section: Words
    code: Words
    name: Words
    question: Words
    definition: str = ""
    example: str = "7"
    after_number: str = ""
    indicator: str = ""
    role: Literal["numerator", "denominator", "value"] = "numerator"
    dimension: str = ""
    not_above: str = ""
    part_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one team is asked for. `types` and `approves` are people of that team."""

    key: Words
    name: Words
    about: Words
    run_by: Words
    team: Words
    types: Words
    approves: Words
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far a return came: each day that is there was reached.

    `whys`, `since` and `permissions` go with figures of the same key. `why` says what
    was wrong, in a correction.
    """

    figures: Mapping[str, str]
    whys: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)
    permissions: Mapping[str, Literal["publish", "use", "none"]] = field(
        default_factory=dict
    )
    typed: date
    sent: date | None = None
    approved: date | None = None
    accepted: date | None = None
    back: date | None = None
    back_why: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One quarter of a sheet: nothing yet, a return, or one with its corrections."""

    sheet: Words
    quarter: InQuarter
    ways: tuple[Way, ...] = ()
    reminded: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The whole file."""

    format: int
    source: Words
    invented: tuple[Words, ...]
    sheets: tuple[Sheet, ...]
    windows: tuple[Window, ...]


def complaints(returned: Returned, example: Example) -> Iterator[str]:
    """What points nowhere, or lies after the day that the example lives on."""
    teams = {team.key for team in example.teams}
    people = {person.key for person in example.people}
    sheets = {sheet.key: sheet for sheet in returned.sheets}
    for sheet in returned.sheets:
        for team in (sheet.run_by, sheet.team):
            if team not in teams:
                yield f"sheets: {sheet.key} names the team {team}, which is not there"
        for person in (sheet.types, sheet.approves):
            if person not in people:
                yield f"sheets: {sheet.key} names {person}, who is not there"
    for window in returned.windows:
        place = f"windows: {window.sheet} {window.quarter.code}"
        if window.sheet not in sheets:
            yield f"{place}: there is no such sheet"
            continue
        codes = {question.code for question in sheets[window.sheet].questions}
        for way in window.ways:
            yield from (f"{place}: {one}" for one in _of_way(way, codes, example))


def _of_way(way: Way, codes: set[str], example: Example) -> Iterator[str]:
    for key in way.figures:
        if key.partition("|")[0] not in codes:
            yield f"nothing is asked with the key {key}"
    for key in (*way.whys, *way.since, *way.permissions):
        if key not in way.figures:
            yield f"{key} has no figure beside it; write it as empty text"
    days = [way.typed, way.sent, way.approved, way.accepted, way.back]
    if any(day is not None and day > example.lives_on for day in days):
        yield f"something is done after {example.lives_on}"
