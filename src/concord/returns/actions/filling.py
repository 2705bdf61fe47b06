"""Typing figures: everything is kept as typed, the wrong beside the good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.returns.actions.permission import permit_fill
from concord.returns.checking import (
    Entry,
    Key,
    NotANumber,
    keys_of,
    label_of,
    number_in,
)
from concord.returns.models import (
    ReturnCell,
    ReturnFile,
    ReturnWindow,
    SheetField,
    Submission,
)
from concord.returns.models.submissions import LONGEST_TYPED
from concord.returns.moment import moment

LONGEST_DAY = 80
State = Submission.State


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed now, and what stood there when the page was made.

    `seen` None: whoever sends it has seen nothing, as a file, and means what it says.
    """

    entry: Entry
    seen: Entry | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A figure that somebody else has typed in the meantime: theirs stays."""

    key: Key
    name: str
    mine: Entry
    cell: ReturnCell

    @property
    def words(self) -> str:
        theirs = self.cell.typed or "nothing"
        who = self.cell.kept_by.account.name if self.cell.kept_by else "Somebody"
        at = timezone.localtime(self.cell.kept_at)
        return (
            f"{self.name}: {who} typed {theirs} here at {at:%-H:%M}, while you typed "
            f"{self.mine.typed or 'nothing'}. Theirs is kept; type yours again if it "
            "is right"
        )


@dataclass(slots=True)
class Kept:
    """What became of what was typed."""

    submission: Submission
    changed: list[Key] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)


class NotOpen(ValidationError):
    """The return is with somebody else now: nothing was kept, and the page says so."""


@transaction.atomic
def keep(
    *,
    window: ReturnWindow,
    typed: Mapping[Key, Typed],
    may_use: bool | None = None,
    may_publish: bool | None = None,
    file: ReturnFile | None = None,
    at: dt.datetime | None = None,
    by: Actor,
) -> Kept:
    """Keep what was typed, cell by cell; the last word on a cell counts.

    What somebody else has changed since the page was made stays as it is, and comes
    back as a clash. After the figures were accepted, what differs begins a correction.
    Raises NotOpen while the return waits for the lead or the partnership, and
    ValidationError for a text that is too long to be kept.
    """
    permit_fill(by, window)
    ReturnWindow.objects.select_for_update().get(pk=window.pk)
    at = moment(window.partnership, at)
    cells = cells_of(window)
    typed = {key: _settled(said, _now_at(cells, key)) for key, said in typed.items()}
    _check_lengths(typed, cells.fields)
    if (
        cells.last
        and cells.last.state == State.ACCEPTED
        and not _differs(cells, typed)
        and not _permits_otherwise(cells.last, may_use, may_publish)
    ):
        return Kept(cells.last)
    submission = _open(window, cells, at, by)
    kept = Kept(submission)
    for key, said in typed.items():
        sheet_field = cells.fields.get(key[0])
        if sheet_field is not None and key in cells.keys:
            _one(kept, cells.rows.get(key), sheet_field, key, said, file, at, by)
    _permissions(submission, may_use, may_publish)
    if kept.changed:
        submission.kept_at = at
    submission.save(update_fields=["kept_at", "may_use", "may_publish"])
    return kept


@dataclass(slots=True)
class Cells:
    """The fields of a window's sheet by code, and what stands in its last return."""

    last: Submission | None
    fields: dict[str, SheetField]
    keys: set[Key]
    rows: dict[Key, ReturnCell]


def cells_of(window: ReturnWindow) -> Cells:
    """The last return of a window, whatever its state. Three queries."""
    fields = list(window.version.fields.order_by("position", "pk"))
    last = window.submissions.order_by("-n").first()
    rows = (
        last.cells.select_related("field", "kept_by__account")
        if last is not None
        else ()
    )
    return Cells(
        last=last,
        fields={one.code: one for one in fields},
        keys={key for one in fields for key in keys_of(one.rule())},
        rows={row.key: row for row in rows},
    )


def _open(window: ReturnWindow, cells: Cells, at: dt.datetime, by: Actor) -> Submission:
    """The return that can be typed into; a correction where figures are accepted."""
    last = cells.last
    if last is None:
        return _begin(window, 1, at, by)
    if last.is_open:
        return last
    if last.state == State.ACCEPTED:
        return _correction(window, last, cells, at, by)
    is_approved = last.state == State.APPROVED
    when = timezone.localtime(last.approved_at if is_approved else last.sent_at)
    what = "approved" if is_approved else "sent to your lead"
    out = (
        "Ask the partnership to send it back, or correct it once it is accepted."
        if is_approved
        else "Take the return back to go on."
    )
    raise NotOpen(
        f"It was {what} at {when:%-H:%M on %-d %B}, so nothing more is kept. What you "
        f"typed is still on this page. {out}"
    )


def _settled(said: Typed, now: Entry) -> Typed:
    """With the permission that stands there, where none was said."""
    return Typed(said.entry.over(now), said.seen.over(now) if said.seen else None)


def _differs(cells: Cells, typed: Mapping[Key, Typed]) -> bool:
    """Whether anything was typed that does not stand there already."""
    return any(
        said.entry not in (_now_at(cells, key), said.seen)
        for key, said in typed.items()
        if key in cells.keys
    )


def _permits_otherwise(
    last: Submission, may_use: bool | None, may_publish: bool | None
) -> bool:
    """Whether the whole return is to be used, or published, otherwise than it is."""
    use = last.may_use if may_use is None else may_use
    publish = last.may_publish if may_publish is None else may_publish
    return (use, use and publish) != (last.may_use, last.may_use and last.may_publish)


def _now_at(cells: Cells, key: Key) -> Entry:
    row = cells.rows.get(key)
    return row.entry if row is not None else Entry()


def _begin(
    window: ReturnWindow, n: int, at: dt.datetime, by: Actor, **more: object
) -> Submission:
    return Submission.objects.create(
        partnership_id=window.partnership_id,
        window=window,
        n=n,
        begun_at=at,
        begun_by_id=by.membership_id,
        **more,
    )


def _correction(
    window: ReturnWindow, last: Submission, cells: Cells, at: dt.datetime, by: Actor
) -> Submission:
    """The next number, beginning with the figures that were accepted."""
    made = _begin(
        window, last.n + 1, at, by, may_use=last.may_use, may_publish=last.may_publish
    )
    for key, row in list(cells.rows.items()):
        cells.rows[key] = ReturnCell.objects.create(
            partnership_id=row.partnership_id,
            submission=made,
            field=row.field,
            category=row.category,
            value=row.value,
            typed=row.typed,
            why=row.why,
            changed_on=row.changed_on,
            permission=row.permission,
            kept_at=row.kept_at,
            kept_by_id=row.kept_by_id,
        )
    return made


@transaction.atomic
def correct(
    *, window: ReturnWindow, why: str, at: dt.datetime | None = None, by: Actor
) -> Submission:
    """Begin a correction of accepted figures. Asked again, it gives the same one.

    Raises ValidationError without a reason, or where nothing is accepted yet.
    """
    permit_fill(by, window)
    ReturnWindow.objects.select_for_update().get(pk=window.pk)
    if not why.strip():
        raise ValidationError({"why": "Say what was wrong, in a few words."})
    cells = cells_of(window)
    if cells.last is None or (cells.last.n == 1 and cells.last.state != State.ACCEPTED):
        raise ValidationError("Nothing is accepted yet: change the return itself.")
    made = cells.last
    if made.state == State.ACCEPTED:
        made = _correction(window, made, cells, moment(window.partnership, at), by)
    if made.is_open:
        made.corrects_why = why.strip()[:500]
        made.save(update_fields=["corrects_why"])
    return made


def _one(
    kept: Kept,
    row: ReturnCell | None,
    sheet_field: SheetField,
    key: Key,
    said: Typed,
    file: ReturnFile | None,
    at: dt.datetime,
    by: Actor,
) -> None:
    now = row.entry if row is not None else Entry()
    mine = said.entry
    if mine in (now, said.seen):
        return
    if said.seen is not None and now != said.seen and row is not None:
        name = label_of(sheet_field.rule(), key[1])
        kept.clashes.append(Clash(key, name, mine, row))
        return
    row = row or ReturnCell(
        partnership_id=kept.submission.partnership_id,
        submission=kept.submission,
        field=sheet_field,
        category=key[1],
    )
    row.typed, row.why, row.changed_on = mine.typed, mine.why, mine.changed_on
    row.permission = mine.permission or ""
    row.value = value_of(sheet_field, mine)
    row.kept_at, row.kept_by_id, row.file = at, by.membership_id, file
    row.save()
    kept.changed.append(key)


def value_of(sheet_field: SheetField, entry: Entry) -> Decimal | None:
    """The figure, where what is typed is one."""
    try:
        return number_in(entry.typed, is_whole=sheet_field.is_whole)
    except NotANumber:
        return None


def _permissions(
    submission: Submission, may_use: bool | None, may_publish: bool | None
) -> None:
    if may_use is not None:
        submission.may_use = may_use
    if may_publish is not None:
        submission.may_publish = may_publish and submission.may_use


def _check_lengths(
    typed: Mapping[Key, Typed], fields: Mapping[str, SheetField]
) -> None:
    """Only what the columns can't hold is refused; the page gives it back."""
    too_long = []
    for key, said in typed.items():
        if key[0] not in fields:
            continue
        entry = said.entry
        longest = max(len(entry.typed), len(entry.why))
        if longest > LONGEST_TYPED or len(entry.changed_on) > LONGEST_DAY:
            name = label_of(fields[key[0]].rule(), key[1])
            too_long.append(
                f"{name}: {longest} characters are too many to be kept. What you typed "
                f"is still here: shorten it to {LONGEST_TYPED}"
            )
    if too_long:
        raise ValidationError(too_long)


def entries_of(rows: Iterable[ReturnCell]) -> dict[Key, Entry]:
    """What stands in these cells, by key."""
    return {row.key: row.entry for row in rows}


@transaction.atomic
def keep_file(
    *,
    window: ReturnWindow,
    kind: str,
    cells: Sequence[dict[str, str]],
    permissions: Mapping[str, bool] | None = None,
    asides: Sequence[str] = (),
    by: Actor,
) -> ReturnFile:
    """What stood in a file, to be looked at before anything of it is taken.

    Raises NotOpen while the return waits for the lead or the partnership.
    """
    permit_fill(by, window)
    ReturnWindow.objects.select_for_update().get(pk=window.pk)
    found = cells_of(window)
    if found.last is not None and found.last.state == State.ACCEPTED:
        raise NotOpen("The figures are accepted. Begin a correction first.")
    at = moment(window.partnership)
    submission = _open(window, found, at, by)
    return ReturnFile.objects.create(
        partnership_id=window.partnership_id,
        submission=submission,
        kind=kind,
        cells=list(cells),
        permissions=dict(permissions or {}),
        asides=list(asides),
        at=at,
        by_id=by.membership_id,
    )


@transaction.atomic
def take_file(
    *, file: ReturnFile, window: ReturnWindow, typed: Mapping[Key, Typed], by: Actor
) -> Kept:
    """Take these figures of a file over, once. Raises what `keep` raises."""
    permit_fill(by, window)
    kept = keep(
        window=window,
        typed=typed,
        may_use=file.permissions.get("may_use"),
        may_publish=file.permissions.get("may_publish"),
        file=file,
        by=by,
    )
    file.taken_at = moment(window.partnership)
    file.save(update_fields=["taken_at"])
    return kept
