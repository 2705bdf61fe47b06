"""Publishing figures: protected, declared, and never taken back or altered."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.evidence.models import Release, ReleaseCell
from concord.evidence.releasing.protecting import (
    METHOD,
    CannotProtect,
    NothingToRelease,
    Preview,
    preview,
)
from concord.evidence.releasing.tables import Cell, Wish
from concord.foundation.statistics.disclosure import Status, WrongTable

AT_ONCE = 2_000


@transaction.atomic
def publish(
    *, wish: Wish, title: str, threshold: int = 5, note: str = "", by: Actor
) -> Release:
    """Release the newest figures of a wish to the public, for good.

    Protected anew at this moment, jointly with everything released before; two who
    publish at once are taken one after the other. Raises ValidationError by field.
    """
    permit(by, Verb.RECORD_FIGURES)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('evidence.figures'), %s)", [by.here]
        )
    found = look(wish=wish, threshold=threshold, by=by)
    release = Release(
        partnership_id=by.here,
        title=title.strip(),
        dimensions=sorted({one.dimension for one in wish.categories}),
        period_kind=wish.period_kind,
        first=wish.first,
        last=wish.last,
        threshold=threshold,
        method=METHOD.format(most=threshold - 1),
        note=note.strip(),
        by_id=by.membership_id,
    )
    release.full_clean()
    release.save()
    ReleaseCell.objects.bulk_create(_cells(release, found), batch_size=AT_ONCE)
    return release


def look(*, wish: Wish, threshold: int, by: Actor) -> Preview:
    """What publishing would show and hide. Raises ValidationError by field."""
    permit(by, Verb.RECORD_FIGURES)
    if not wish.indicators:
        raise ValidationError({"indicators": "Choose at least one indicator."})
    if not wish.areas:
        raise ValidationError({"areas": "Choose at least one area."})
    try:
        return preview(wish, threshold, by)
    except NothingToRelease as error:
        raise ValidationError({"indicators": str(error)}) from error
    except WrongTable as error:
        raise ValidationError({"threshold": str(error)}) from error
    except CannotProtect as error:
        raise ValidationError(
            "With what was released before, these figures can't be protected. Leave "
            "out indicators, areas, groups or periods."
        ) from error


def _cells(release: Release, found: Preview) -> list[ReleaseCell]:
    return [_cell(release, cell, found) for cell in found.statuses if cell.part == "n"]


def _cell(release: Release, cell: Cell, found: Preview) -> ReleaseCell:
    status = found.statuses[cell]
    of = cell._replace(part="of")
    return ReleaseCell(
        partnership_id=release.partnership_id,
        release=release,
        indicator_id=cell.indicator,
        version_id=cell.version,
        area_id=cell.area,
        category_id=cell.category,
        period_start=cell.period,
        vintage=cell.vintage,
        is_total=cell.category is None,
        numerator=found.values[cell] if status is Status.SHOWN else None,
        denominator=found.values[of]
        if found.statuses.get(of) is Status.SHOWN
        else None,
        status=status.value,
    )
