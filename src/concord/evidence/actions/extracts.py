"""Declaring how a file is read, and keeping how far it has been counted.

Counting itself needs no database: `concord.evidence.extracts.loading` does it and
calls these, a transaction for each piece.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.evidence.actions.observing import Figure, record
from concord.evidence.extracts.mapping import read_mapping
from concord.evidence.extracts.meaning import meaning_of
from concord.evidence.models import (
    BadRow,
    Batch,
    Extract,
    ExtractChunk,
    Mapping,
    MappingVersion,
    Observation,
)
from concord.partnership.models import Partnership

BAD_KEPT = 10_000  # lines of bad rows; beyond that, only how many
State = Extract.State


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one piece of a file added. `bad_rows`: line, column, problem."""

    number: int
    end_byte: int
    next_line: int
    rows: int
    passed: int
    counts: Sequence[Sequence[int]]
    bad_rows: Sequence[tuple[int, str, str]]
    first_day: dt.date | None
    last_day: dt.date | None


@transaction.atomic
def declare(
    *, code: str, title: str, content: Any, why: str = "", by: Actor
) -> MappingVersion:
    """How files of one kind are read; said again, it is the next version.

    The same content again makes no version. Raises ValidationError: a line for each
    thing that is wrong, by its place in `content`.
    """
    permit(by, Verb.RECORD_FIGURES)
    today = Partnership.objects.get(pk=by.here).today()
    meaning_of(read_mapping(content), on=today, by=by)
    mapping = (
        Mapping.objects.visible_to(by).select_for_update().filter(code=code).first()
    )
    if mapping is None:
        mapping = Mapping(partnership_id=by.here, code=code.strip())
    mapping.title = title.strip()
    mapping.full_clean()
    mapping.save()
    before = MappingVersion.objects.filter(mapping=mapping).first()
    if before is not None and before.content == content:
        return before
    made = MappingVersion(
        partnership_id=by.here,
        mapping=mapping,
        version=before.version + 1 if before else 1,
        content=content,
        why=why.strip(),
        by_id=by.membership_id,
        principal=by.principal or "",
    )
    made.full_clean()
    made.save()
    return made


@transaction.atomic
def begin(
    *,
    version: MappingVersion,
    sha256: str,
    size: int,
    covers: tuple[dt.date | None, dt.date | None] = (None, None),
    by: Actor,
) -> Extract:
    """The counting of one file by one version of a mapping; begun once.

    The same file again gives the same extract, however far it is.
    """
    permit(by, Verb.RECORD_FIGURES, version)
    if covers[0] and covers[1] and covers[0] > covers[1]:
        raise ValidationError("The file can't cover days that end before they begin.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('evidence.extract'), %s)", [by.here]
        )
    asked = {
        "mapping_version": version,
        "sha256": sha256,
        "covers_first": covers[0],
        "covers_last": covers[1],
    }
    found = Extract.objects.visible_to(by).filter(**asked).first()
    if found is not None:
        return found
    made = Extract(
        partnership_id=by.here,
        bytes=size,
        by_id=by.membership_id,
        principal=by.principal or "",
        **asked,
    )
    made.full_clean()
    made.save()
    return made


@transaction.atomic
def start_again(*, extract: Extract, by: Actor) -> Extract:
    """From the first row, in the next attempt. What was counted before stays unused."""
    extract = _locked(extract, by)
    extract.attempt += 1
    for name in ("rows", "bad", "passed", "done_bytes"):
        setattr(extract, name, 0)
    extract.next_line, extract.refusal = 1, ""
    extract.first_day = extract.last_day = extract.ended_at = None
    extract.state = State.WAITING
    extract.save()
    return extract


@transaction.atomic
def keep(*, extract: Extract, chunk: Chunk, by: Actor) -> Extract:
    """Keep what a piece added. From here the next run goes on."""
    extract = _locked(extract, by)
    ExtractChunk.objects.create(
        partnership_id=by.here,
        extract=extract,
        attempt=extract.attempt,
        number=chunk.number,
        end_byte=chunk.end_byte,
        next_line=chunk.next_line,
        rows=chunk.rows,
        bad=len(chunk.bad_rows),
        passed=chunk.passed,
        counts=chunk.counts,
    )
    BadRow.objects.bulk_create(
        BadRow(
            partnership_id=by.here,
            extract=extract,
            attempt=extract.attempt,
            line=line,
            column=column,
            problem=problem,
        )
        for line, column, problem in chunk.bad_rows[: max(0, BAD_KEPT - extract.bad)]
    )
    extract.state = State.COUNTING
    extract.rows += chunk.rows
    extract.bad += len(chunk.bad_rows)
    extract.passed += chunk.passed
    extract.done_bytes, extract.next_line = chunk.end_byte, chunk.next_line
    extract.first_day = min(
        filter(None, (extract.first_day, chunk.first_day)), default=None
    )
    extract.last_day = max(
        filter(None, (extract.last_day, chunk.last_day)), default=None
    )
    extract.save()
    return extract


@transaction.atomic
def finish(
    *,
    extract: Extract,
    figures: Sequence[Figure],
    left_out: Sequence[str],
    unknown: Dict[str, Dict[str, Any]],
    by: Actor,
) -> Extract:
    """Record the figures of a file that was counted to its end.

    Raises ValidationError where a figure can't be right; then none is recorded.
    """
    extract = _locked(extract, by)
    version = extract.mapping_version
    batch = record(
        figures,
        kind=Batch.Kind.EXTRACT,
        origin=f"{version.mapping.title}, version {version.version}: file "
        f"{extract.sha256[:12]}",
        note=f"{extract.rows} rows counted, {extract.bad} bad rows left out.",
        by=by,
    )
    written = Observation.objects.filter(batch=batch)
    extract.figures = len(figures)
    extract.changed = written.count()
    extract.left_out, extract.unknown = list(left_out), dict(unknown)
    extract.batch, extract.state = batch, State.RECORDED
    extract.ended_at = timezone.now()
    extract.save()
    return extract


@transaction.atomic
def refuse(*, extract: Extract, why: str, by: Actor) -> Extract:
    """Say why a file can't be counted. It can be tried again."""
    extract = _locked(extract, by)
    extract.state, extract.refusal = State.REFUSED, why[:1000]
    extract.ended_at = timezone.now()
    extract.save()
    return extract


def _locked(extract: Extract, by: Actor) -> Extract:
    permit(by, Verb.RECORD_FIGURES, extract)
    return (
        Extract.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("mapping_version__mapping")
        .get(pk=extract.pk)
    )
