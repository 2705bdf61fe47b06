"""Bringing a published strategy in from the command line. Runs as `plan.imports`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from concord.access.actor import Actor, acting_as
from concord.foundation.periods import FinancialYear, Quarter
from concord.foundation.ui.words import count, listed
from concord.partnership.models import Partnership
from concord.plan.actions.importing import AlreadyHere
from concord.plan.actions.importing.bringing import bring_read
from concord.plan.actions.importing.committing import Terms, commit
from concord.plan.actions.importing.correcting import sheet_of
from concord.plan.checking import Sheet
from concord.plan.importing import Draft
from concord.plan.models import ImportDraft
from concord.plan.queries.importing import usual_year

PRINCIPAL = "plan.imports"


class CannotBringIn(Exception):
    """One line that says what is wrong and the way out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says: a partnership's code, and periods as typed."""

    code: str
    year: str | None = None
    quarter: str | None = None
    commit: bool = False


def bring_in(file: Path, draft: Draft, asked: Asked) -> list[str]:
    """Keep a file that was read, and commit it as it was read if that is asked.

    Returns lines for the person. Raises CannotBringIn; then nothing is written.
    """
    year, quarter = _periods(asked)
    partnership = _partnership(asked.code)
    by = Actor.from_job(PRINCIPAL, partnership.pk)
    with acting_as(by, why="From the command line"):
        found, said = _kept(file, draft, by)
        sheet = sheet_of(found)
        lines = [said, *_summary(sheet)]
        if not asked.commit:
            return [*lines, f"Check it at {_address(found)}"]
        if sheet.version:
            raise CannotBringIn(
                f"somebody is correcting this import already, at {_address(found)}: "
                "commit it there, or drop it first."
            )
        terms = Terms(
            year or usual_year(sheet, partnership.today()),
            quarter or Quarter.containing(partnership.today()).previous,
        )
        try:
            plan = commit(import_draft=found, terms=terms, seen=0, by=by)
        except ValidationError as error:
            raise CannotBringIn(
                f"{' '.join(error.messages)} Leave --commit out, and correct it on "
                "its page."
            ) from error
    return [
        *lines,
        f"Put into the plan for {plan.financial_year.label}: "
        f"{settings.CONCORD_BASE_URL}/plan/{plan.pk}/",
    ]


def _periods(asked: Asked) -> tuple[FinancialYear | None, Quarter | None]:
    try:
        year = FinancialYear.parse(asked.year) if asked.year else None
    except ValueError as error:
        raise CannotBringIn(f"--year: {error}") from error
    try:
        quarter = Quarter.parse(asked.quarter) if asked.quarter else None
    except ValueError as error:
        raise CannotBringIn(f"--quarter: {error}") from error
    return year, quarter


def _partnership(code: str) -> Partnership:
    with acting_as(Actor.from_job(PRINCIPAL)):
        known = {each.code: each for each in Partnership.objects.all()}
    if code in known:
        return known[code]
    if not known:
        raise CannotBringIn("--partnership: there is no partnership here yet.")
    raise CannotBringIn(
        f"--partnership: there is no “{code}”. There "
        f"{'are' if len(known) > 1 else 'is'} {listed(sorted(known))}."
    )


def _kept(file: Path, draft: Draft, by: Actor) -> tuple[ImportDraft, str]:
    """The import of this file: kept now, or the one that waits already."""
    content = file.read_bytes()
    try:
        made = bring_read(file_name=file.name, content=content, draft=draft, by=by)
    except AlreadyHere as error:
        found = error.import_draft
        if found.state != ImportDraft.State.READY:
            raise CannotBringIn(
                f"the same file is being read already: see {_address(found)}"
            ) from error
        found = ImportDraft.objects.select_related("partnership").get(pk=found.pk)
        return found, f"{file.name} was here already."
    found = ImportDraft.objects.select_related("partnership").get(pk=made.pk)
    return found, f"Read {file.name}."


def _summary(sheet: Sheet) -> list[str]:
    actions = count(len(sheet.standing), "action")
    priorities = count(len(sheet.standing_priorities), "priority", "priorities")
    look = sum(1 for _ in sheet.to_look_at())
    lines = [
        f"{sheet.title or '(no title found)'}: {actions} under {priorities}, "
        f"{look} to look at, {len(sheet.unplaced)} without a place."
    ]
    return [*lines, *(f"  {warning}" for warning in sheet.warnings)]


def _address(found: ImportDraft) -> str:
    return f"{settings.CONCORD_BASE_URL}/plan/imports/{found.pk}/"
