"""Referrals out of a spreadsheet: kept until somebody has looked, then sent once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.frontdoor.actions.referring import NO_DOOR, refer
from concord.frontdoor.models import FrontDoor, Sheet
from concord.frontdoor.said import Said

MOST_OPEN = 5
SENT, BEFORE, NOT_SENT = "sent", "before", "not_sent"


@dataclass(frozen=True, slots=True)
class Came:
    """What became of one row. `columns` are labels of those that were wrong."""

    number: int
    key: str
    what: str
    ref: str = ""
    columns: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ToSend:
    """One row as it goes to the verb; without `said` it stays, for these columns."""

    number: int
    key: str
    said: Said | None
    columns: Sequence[str] = ()


@transaction.atomic
def keep(*, rows: Sequence[tuple[int, dict[str, str]]], by: Actor) -> Sheet:
    """Keep what was uploaded, for its writer alone, until it is sent or thrown away.

    A job empties what is forgotten for a week. Raises ValidationError for too many.
    """
    permit(by, Verb.SEE_PEOPLE)
    mine = Sheet.objects.visible_to(by).filter(state=Sheet.State.OPEN)
    if mine.count() >= MOST_OPEN:
        raise ValidationError(
            f"{MOST_OPEN} sheets of yours wait. Send or throw away one first."
        )
    return Sheet.objects.create(
        **written(by), rows=[[number, typed] for number, typed in rows]
    )


@transaction.atomic
def throw_away(*, sheet: Sheet, by: Actor) -> Sheet:
    """It is not needed: what was uploaded is gone from here."""
    kept = _mine(sheet.pk, by)
    kept.state, kept.rows = Sheet.State.DROPPED, []
    kept.save(update_fields=["state", "rows", "saved_at"])
    return kept


@transaction.atomic
def send(*, sheet: Sheet, rows: Sequence[ToSend], by: Actor) -> list[Came]:
    """Refer each row; one that fails leaves the others alone. Sent once, then emptied.

    A row whose key this team has sent before is named with its reference. Raises
    NotPermitted when the sheet was sent, or is somebody else's; ValidationError where
    no team stands at the door.
    """
    kept = _mine(sheet.pk, by)
    if not FrontDoor.objects.visible_to(by).exists():
        raise ValidationError(NO_DOOR)
    before = sent_before([row.key for row in rows], by)
    came = [_send(row, before, by) for row in rows]
    kept.state, kept.rows = Sheet.State.SENT, []
    kept.outcome = [asdict(one) for one in came]
    kept.save(update_fields=["state", "rows", "outcome", "saved_at"])
    return came


def sent_before(keys: Sequence[str], by: Actor) -> dict[str, str]:
    """References by key, of those that this team has sent from a sheet."""
    permit(by, Verb.SEE_PEOPLE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, ref FROM access.sheet_sent_before(%s)",
            [sorted({key for key in keys if key})],
        )
        return dict(cursor.fetchall())


def _send(row: ToSend, before: dict[str, str], by: Actor) -> Came:
    if row.key in before:
        return Came(row.number, row.key, BEFORE, before[row.key])
    if row.said is None:
        return Came(row.number, row.key, NOT_SENT, columns=list(row.columns))
    try:
        with transaction.atomic():
            return Came(row.number, row.key, SENT, refer(said=row.said, by=by).ref)
    except ValidationError as error:
        names = error.message_dict if hasattr(error, "error_dict") else {}
        return Came(row.number, row.key, NOT_SENT, columns=list(names))
    except (IntegrityError, DataError):
        # Mostly somebody of the team has sent the same key at this moment.
        again = sent_before([row.key], by).get(row.key)
        return Came(row.number, row.key, BEFORE if again else NOT_SENT, again or "")


def _mine(pk: uuid.UUID, by: Actor) -> Sheet:
    """One's own open sheet, locked. Raises NotPermitted."""
    permit(by, Verb.SEE_PEOPLE)
    found = (
        Sheet.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=pk, written_by_id=by.membership_id, state=Sheet.State.OPEN)
        .first()
    )
    if found is None:
        raise NotPermitted("There is no such sheet of yours.")
    return found
