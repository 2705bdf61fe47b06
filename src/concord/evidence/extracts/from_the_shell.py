"""Loading a file and declaring a mapping from the command line.

It runs as the job that counts files. What goes to the terminal names lines, columns
and often repeated values of areas and groups; rows stand in the file of bad rows only.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.evidence.actions import extracts
from concord.evidence.extracts.loading import Asked, load
from concord.evidence.extracts.mapping import read_mapping
from concord.evidence.extracts.opening import CannotCount
from concord.evidence.extracts.previewing import Preview, preview
from concord.evidence.models import BadRow, Extract, MappingVersion
from concord.foundation.ui.words import count
from concord.partnership.models import Partnership

PRINCIPAL = "evidence.extracts"
WHY = "From the command line"
LINES_SHOWN = 10
Tell = Callable[[int], None]  # bytes that have been read


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line says. With `is_trial` nothing is written."""

    file: Path
    partnership: str
    mapping: str
    covers: tuple[dt.date | None, dt.date | None] = (None, None)
    bad_rows: Path | None = None
    is_trial: bool = False


def load_file(wish: Wish, tell: Tell) -> list[str]:
    """Count a file, or try it. Lines for the terminal. Raises CannotCount."""
    by = _job(wish.partnership)
    with acting_as(by, why=WHY):
        version = (
            MappingVersion.objects.visible_to(by)
            .filter(mapping__code=wish.mapping)
            .select_related("mapping")
            .first()
        )
        today = Partnership.objects.get(pk=by.here).today()
    if version is None:
        raise CannotCount(
            f"--mapping: there is none called {wish.mapping!r}. Declare it with "
            "concord evidence mapping."
        )
    if wish.is_trial:
        found = preview(
            wish.file,
            read_mapping(version.content),
            today=today,
            covers=wish.covers,
            tell=tell,
        )
        return list(_trial(found))
    bad_rows = wish.bad_rows or wish.file.with_name(f"{wish.file.stem}.bad.csv")
    if bad_rows.resolve() == wish.file.resolve():
        raise CannotCount("--bad: this is the file itself. Name another one.")
    began = timezone.now()
    extract = load(
        Asked(wish.file, version, wish.covers, bad_rows),
        by=by,
        tell=lambda one: tell(one.done_bytes),
    )
    with acting_as(by, why=WHY):
        return list(_recorded(extract, bad_rows, began=began))


def declare_mapping(
    file: Path, *, partnership: str, code: str, title: str
) -> list[str]:
    """Declare a mapping from a JSON file. Raises CannotCount."""
    by = _job(partnership)
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise CannotCount(f"{file.name} is no JSON: {error}.") from error
    try:
        with acting_as(by, why=WHY):
            made = extracts.declare(
                code=code, title=title or code, content=content, why=WHY, by=by
            )
    except ValidationError as error:
        raise CannotCount("\n".join(error.messages)) from error
    return [f"{title or code}: version {made.version} is in use."]


def _job(partnership: str) -> Actor:
    # A job sees every partnership by name; without one acting, there is none.
    with acting_as(Actor.from_job(PRINCIPAL)):
        found = Partnership.objects.filter(code=partnership).first()
    if found is None:
        raise CannotCount(f"--partnership: there is none called {partnership!r}.")
    return Actor.from_job(PRINCIPAL, found.pk)


def _trial(found: Preview) -> Iterator[str]:
    yield (
        f"{count(found.rows, 'row')} would be counted, from {found.first} to "
        f"{found.last}; {count(found.bad, 'bad row')}; {found.passed:,} passed over."
    )
    for indicator, what, total in found.counted:
        yield f"  {indicator}: {total:,} ({what})"
    for line, column, what in found.bad_rows[:LINES_SHOWN]:
        yield f"Line {line}: {f'{column}: ' if column else ''}{what}."
    yield from _unknown(found.unknown)
    yield "Nothing was written."


def _recorded(extract: Extract, bad_rows: Path, *, began: dt.datetime) -> Iterator[str]:
    ended = extract.ended_at or began
    is_old = ended < began
    if is_old:
        yield (
            "This file was counted by this version of the mapping before, on "
            f"{ended:%d %B %Y}: nothing new."
        )
    yield (
        f"{count(extract.rows, 'row')} counted; {count(extract.bad, 'bad row')}; "
        f"{extract.passed:,} passed over."
    )
    yield (
        f"{count(extract.figures, 'figure')}, of which {extract.changed:,} are new "
        "or have changed."
    )
    if extract.left_out:
        yield (
            f"Left out, because the file covers only a part: "
            f"{', '.join(extract.left_out)}."
        )
    rows = BadRow.objects.filter(extract=extract, attempt=extract.attempt)
    for row in rows[:LINES_SHOWN]:
        column = f"{row.column}: " if row.column else ""
        yield f"Line {row.line}: {column}{row.get_problem_display()}."
    if extract.bad and not is_old:
        yield f"All bad rows, as they stand in the file: {bad_rows}"
    yield from _unknown(extract.unknown)


def _unknown(unknown: dict[str, Any]) -> Iterator[str]:
    for column, said in unknown.items():
        values = [
            f"{value or '(blank)'} ({n:,})" for value, n in said["values"].items()
        ]
        if said["others"]:
            values.append(f"{said['others']:,} that fewer than five rows have")
        yield (
            f"{column}: {count(said['rows'], 'row')} with a value without a meaning: "
            f"{said['note'] or ', '.join(values)}."
        )
