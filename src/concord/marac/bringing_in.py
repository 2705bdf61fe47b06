"""Bringing in a coordinator's old spreadsheet from the command line.

It runs in the name of a coordinator and with that hat's rights, so that it finds and
writes what this coordinator could, and locks hold. Each row is a transaction: after a
break, the same command goes on where it stopped. What goes to the terminal names
places in the file and no value; values stand in the report, a file for its owner only.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.access.hats import hats_of
from concord.access.permit import NotPermitted
from concord.foundation.documents.inert import inert
from concord.foundation.documents.reading import UnreadableFile
from concord.foundation.documents.reading.books import sheets_of
from concord.foundation.documents.reading.grids import column_name
from concord.foundation.documents.reading.limits import Limits
from concord.foundation.ui.words import count
from concord.marac.actions.past import BroughtBefore, bring_in_hearing
from concord.marac.importing import columns
from concord.marac.importing.columns import NoSuchField
from concord.marac.importing.past import PastCase, ReadSheet, Row, Somebody
from concord.marac.importing.reading import cases_in, place_of, read_sheets
from concord.marac.queries.meetings import coordinates, panel_of
from concord.marac.queries.past import brought, found_for
from concord.partnership.models import Account

WHY = "From the spreadsheet of the MARAC, from the command line"
LIMITS = Limits(file_bytes=20_000_000, rows=20_000, columns=200)
REFUSED = "It could not be written: the report says why."


class CannotBringIn(Exception):
    """One line that says what is wrong and the way out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says. `maps`: "Heading=field". Without `go` nothing is
    written."""

    file: Path
    partnership: str
    email: str
    maps: Sequence[str] = ()
    report: Path | None = None
    go: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report. `said` is a value of the file."""

    place: str
    column: str
    what: str
    said: str = ""
    is_lost: bool = False


@dataclass(slots=True)
class Outcome:
    """What came of it: how many of what, and the lines of the report."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[Line] = field(default_factory=list)


def bring_in(asked: Asked) -> list[str]:
    """Preview a spreadsheet, or bring it in. Lines for the terminal, without values.

    Raises CannotBringIn; then nothing is written.
    """
    report = asked.report or asked.file.with_suffix(".report.csv")
    if report.resolve() == asked.file.resolve():
        raise CannotBringIn("--report: this is the file itself. Name another one.")
    sheets = _read(asked)
    by = _coordinator(asked)
    outcome = Outcome()
    _lines_of(sheets, outcome)
    if asked.go:
        _write(asked, sheets, by, outcome)
    else:
        _preview(sheets, by, outcome)
    _keep(report, outcome.lines)
    return [
        *_columns(sheets),
        *_places(outcome),
        *_sums(outcome, asked.go),
        f"Report, with what stands in the file: {report}",
    ]


def _read(asked: Asked) -> list[ReadSheet]:
    try:
        said = columns.said_of(asked.maps)
        sheets = sheets_of(asked.file, limits=LIMITS)
    except (NoSuchField, UnreadableFile) as error:
        raise CannotBringIn(str(error)) from error
    found = read_sheets(sheets, said=said, today=timezone.localdate())
    if not any(sheet.columns for sheet in found):
        raise CannotBringIn(
            "no row of headings was found: there must be one with a victim and two "
            'more that are known. Say what headings mean with --map "Heading=field".'
        )
    return found


def _coordinator(asked: Asked) -> Actor:
    """The hat of a coordinator in whose name it is done."""
    wrong = CannotBringIn(
        f"--as: {asked.email} is nobody who coordinates the MARAC of "
        f"{asked.partnership}."
    )
    account = Account.objects.filter(email__iexact=asked.email.strip()).first()
    if account is None:
        raise wrong
    with acting_as(Actor.from_account(account.pk)):
        hats = list(hats_of(account.pk).filter(partnership__code=asked.partnership))
    for hat in hats:
        by = Actor.from_hat(hat)
        with acting_as(by, why=WHY):
            if coordinates(panel_of(by), by) and _sees_people():
                return by
    raise wrong


def _sees_people() -> bool:
    """Whether this hat sees people in the database: approved, and confirmed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.sees_people()")
        return bool(cursor.fetchone()[0])


def _lines_of(sheets: Sequence[ReadSheet], outcome: Outcome) -> None:
    """What was not understood, before anything is looked up."""
    for sheet in sheets:
        if not sheet.columns:
            why = "hidden" if sheet.is_hidden else "no row of headings"
            lost = Line(f"sheet {sheet.name}", "", f"Left out: {why}.")
            outcome.lines.append(lost)
        for column in sheet.columns:
            if not column.field:
                what = "This column is not known: kept as words."
                place = f"sheet {sheet.name}" if sheet.name else ""
                outcome.lines.append(
                    Line(place, column_name(column.at), what, column.heading)
                )
        for row in sheet.rows:
            _row_lines(row, outcome)


def _row_lines(row: Row, outcome: Outcome) -> None:
    is_lost = row.case is None and not row.is_skipped
    outcome.counts["lost"] += is_lost
    outcome.counts["skipped"] += row.is_skipped
    for one in row.troubles:
        outcome.lines.append(
            Line(place_of(row), one.column, one.what, one.said, is_lost)
        )


def _preview(sheets: Sequence[ReadSheet], by: Actor, outcome: Outcome) -> None:
    """What would be made of each row, as this coordinator sees it now."""
    met: dict[tuple[str, str], str] = {}
    with acting_as(by, why=WHY):
        known = brought([case.key for _, case in cases_in(sheets)], by)
        for row, case in cases_in(sheets):
            if case.key in known:
                outcome.counts["before"] += 1
                outcome.lines.append(Line(place_of(row), "", "Brought in before."))
                continue
            outcome.counts["made"] += 1
            her = _who(case.victim, by, met, outcome)
            him = [_who(one, by, met, outcome) for one in case.alleged]
            what = f"Would be made. Victim: {her}; alleged: {', '.join(him)}."
            outcome.lines.append(Line(place_of(row), "", what))


def _who(
    one: Somebody, by: Actor, met: dict[tuple[str, str], str], outcome: Outcome
) -> str:
    """ "new", "on record", and so on; somebody who comes again is looked up once."""
    key = (one.name.key, str(one.born.on) if one.born else "")
    if key in met and one.name.is_known:
        return f"{met[key]}, as in a row above"
    if not one.name.is_known:
        return "not named"
    found = found_for(one, by)
    if found.own or found.other:
        met[key] = "on record"
    else:
        met[key] = "new, like a record" if found.possible else "new"
    outcome.counts["possible"] += bool(found.possible)
    return met[key]


def _write(
    asked: Asked, sheets: Sequence[ReadSheet], by: Actor, outcome: Outcome
) -> None:
    """Row by row, from the earliest day: a later one finds the case of an earlier."""
    file = hashlib.sha256(asked.file.read_bytes()).hexdigest()
    for row, case in sorted(cases_in(sheets), key=lambda one: one[1].heard.on):
        _write_row(row, case, file, by, outcome)


def _write_row(
    row: Row, case: PastCase, file: str, by: Actor, outcome: Outcome
) -> None:
    place = place_of(row)
    try:
        with acting_as(by, why=WHY):
            made = bring_in_hearing(past=case, file=file, place=place, by=by)
    except BroughtBefore:
        outcome.counts["before"] += 1
        outcome.lines.append(Line(place, "", "Brought in before."))
        return
    except ValidationError as error:
        _lose(place, " ".join(error.messages), outcome)
        return
    except NotPermitted as error:
        _lose(place, str(error), outcome)
        return
    except DatabaseError:
        # Also a row that closes itself to whoever writes it: nothing more is said.
        _lose(place, "The database did not take it.", outcome)
        return
    outcome.counts["made"] += 1
    outcome.counts["cases"] += made.is_new_case
    outcome.counts["possible"] += bool(made.possible)
    what = "A new case." if made.is_new_case else "Put to the case of a row before."
    if made.possible:
        what += " Somebody is like a record that is there: see Records alike."
    outcome.lines.append(Line(place, "", what))


def _lose(place: str, why: str, outcome: Outcome) -> None:
    outcome.counts["lost"] += 1
    outcome.lines.append(Line(place, "", REFUSED, why, is_lost=True))


def _columns(sheets: Sequence[ReadSheet]) -> Iterator[str]:
    """How each column was understood. Headings that are not known are not printed."""
    labels = {code: one.label for code, one in columns.fields().items()}
    for sheet in sheets:
        if not sheet.columns:
            yield f"Sheet {sheet.name}: left out."
            continue
        name = f"Sheet {sheet.name}" if sheet.name else "The file"
        yield f"{name}, headings in row {sheet.heading_row}:"
        for column in sheet.columns:
            said = labels.get(column.field, "not known, kept as words")
            yield f"  {column_name(column.at):>3}  {said}"


def _places(outcome: Outcome) -> Iterator[str]:
    for line in outcome.lines:
        if line.is_lost:
            column = f", column {line.column}" if line.column else ""
            yield f"Not placed: {line.place}{column}: {line.what}"


def _sums(outcome: Outcome, is_written: bool) -> list[str]:
    counts = outcome.counts
    hearings = count(counts["made"], "hearing")
    made = f"{hearings} {'made' if is_written else 'would be made'}"
    if is_written:
        made += f", with {count(counts['cases'], 'new case')}"
    found = [
        f"{made}; {counts['before']} brought in before; {counts['lost']} not placed; "
        f"{count(counts['skipped'], 'row')} left out (totals, headings, titles).",
        f"{count(counts['possible'], 'row')} with somebody who is like a record that "
        "is there, and was not taken for them.",
    ]
    if not is_written:
        found.append("Nothing was written. Add --go to bring it in.")
    return found


def _keep(path: Path, lines: Sequence[Line]) -> None:
    """Write the report, for the one who runs the command and nobody else."""
    path.unlink(missing_ok=True)
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Where", "Column", "What", "What stands there"])
        for line in lines:
            cells = (line.place, line.column, line.what, line.said)
            writer.writerow([inert(cell) for cell in cells])
