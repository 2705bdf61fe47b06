"""Accepted figures become observations: once, in the transaction that accepts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError

from concord.access.actor import Actor, acting_as
from concord.access.permit import Verb, may
from concord.evidence.public import (
    Area,
    Batch,
    Category,
    Figure,
    Indicator,
    Observation,
    mark_break,
)
from concord.evidence.public import (
    record as record_figures,
)
from concord.returns.checking import (
    TOTAL,
    Key,
    NotADay,
    allows,
    day_in,
    kept_back,
    keys_of,
)
from concord.returns.models import (
    ReturnCell,
    ReturnWindow,
    SheetField,
    Submission,
)
from concord.returns.periods import spoken

ACCEPTING = "returns.accepting"
LONGEST_NOTE = 500
Role = SheetField.Role


@dataclass(slots=True)
class Sum:
    """What the teams of a sheet have sent for one figure of an indicator."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    roles: set[str] = field(default_factory=set)
    is_partial: bool = False
    may_publish: bool = True
    notes: list[str] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        """Whether each part of it is there: half of a share is no figure."""
        return all(getattr(self, role) is not None for role in self.roles)

    def add(self, role: str, value: Decimal) -> None:
        before = getattr(self, role)
        setattr(self, role, value if before is None else before + value)


def record(submission: Submission, *, by: Actor) -> Batch | None:
    """Record what the sheet's teams have sent for the period of this return.

    One indicator's figure is the sum over the teams that the sheet asks; it is partly
    complete as long as one of them, or one of its cells, is missing. None where the
    sheet fills no indicator. Raises ValidationError when the partnership has no home
    area, or an indicator is gone.
    """
    window = submission.window
    mapped = [one for one in window.version.fields.all() if one.indicator]
    if not mapped:
        return None
    indicators = _indicators(window, mapped)
    sums = sums_of(window)
    home = _home(window)
    categories = _categories(window)
    figures = [
        _figure(indicators[code], home, window, categories, dimension, category, one)
        for (code, dimension, category), one in sums.items()
        if code in indicators
    ]
    with _recorder(by) as recorder:
        batch = record_figures(
            [one for one in figures if one is not None],
            kind=Batch.Kind.RETURN,
            origin=f"Data return {window.sheet.name}, {window.team.name}",
            note=f"{spoken(window.period)}, return {submission.n}",
            by=recorder,
        )
        _breaks(submission, indicators, recorder)
    return batch


@contextmanager
def _recorder(by: Actor) -> Iterator[Actor]:
    """Who records: whoever accepts, or a job for a team that only runs the sheet."""
    if may(by, Verb.KEEP_EVIDENCE) and may(by, Verb.RECORD_FIGURES):
        yield by
        return
    with acting_as(Actor.from_job(ACCEPTING, by.here)) as job:
        yield job


Place = tuple[str, str, str]  # indicator, dimension, category


def sums_of(window: ReturnWindow) -> dict[Place, Sum]:
    """Of all windows of the sheet and period, by the last accepted return of each."""
    windows = list(
        ReturnWindow.objects.filter(
            partnership_id=window.partnership_id,
            sheet_id=window.sheet_id,
            first_day=window.first_day,
        ).order_by("pk")
    )
    found: dict[Place, Sum] = {}
    is_missing = False
    for one in windows:
        last = (
            one.submissions.filter(state=Submission.State.ACCEPTED)
            .order_by("-n")
            .first()
        )
        if last is None:
            is_missing = True
        else:
            _add(found, last)
    for figure in found.values():
        figure.is_partial |= is_missing
    return found


def _add(found: dict[Place, Sum], submission: Submission) -> None:
    fields = list(submission.window.version.fields.all())
    rows = {row.key: row for row in submission.cells.select_related("field")}
    back = _kept_back(submission, fields, rows)
    for one in fields:
        if not one.indicator:
            continue
        for key in keys_of(one.rule()):
            dimension = one.dimension if key[1] != TOTAL else ""
            total = found.setdefault((one.indicator, dimension, key[1]), Sum())
            total.roles.add(one.role)
            _take(total, one.role, rows.get(key))
            total.may_publish &= key not in back


def _kept_back(
    submission: Submission,
    fields: Sequence[SheetField],
    rows: Mapping[Key, ReturnCell],
) -> set[Key]:
    """The figures that may not be published, with all that would tell them."""
    rules = [one.rule() for one in fields]
    as_return = allows(
        "", may_use=submission.may_use, may_publish=submission.may_publish
    )
    keys = [key for rule in rules for key in keys_of(rule)]
    refused = [
        key for key in keys if not (rows[key].allowed if key in rows else as_return)[1]
    ]
    return kept_back(rules, refused)


def _take(total: Sum, role: str, row: ReturnCell | None) -> None:
    """Add a figure that is there and may be used; with what is said of it."""
    may_use = row is not None and row.allowed[0]
    if row is None or row.value is None or not may_use:
        total.is_partial = True
    else:
        total.add(role, row.value)
    if row is not None and may_use and row.why.strip():
        total.notes.append(row.why.strip())


def _figure(
    indicator: Indicator,
    home: Area,
    window: ReturnWindow,
    categories: dict[tuple[str, str], Category],
    dimension: str,
    category: str,
    said: Sum,
) -> Figure | None:
    """The figure to record; one of nothing says that it is not known."""
    group = categories.get((dimension, category)) if category else None
    if category and group is None:
        return None
    known = said if said.is_known else Sum()
    return Figure(
        indicator=indicator,
        area=home,
        period=window.period,
        category=group,
        numerator=_whole(known.numerator),
        denominator=_whole(known.denominator),
        value=known.value,
        status=Observation.Status.FINAL,
        may_publish=said.may_publish,
        quality=Observation.Quality.PARTIAL
        if said.is_partial
        else Observation.Quality.COMPLETE,
        note=" ".join(said.notes)[:LONGEST_NOTE],
    )


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def _indicators(
    window: ReturnWindow, mapped: Iterable[SheetField]
) -> dict[str, Indicator]:
    codes = {one.indicator for one in mapped}
    found = {
        one.code: one
        for one in Indicator.objects.filter(
            partnership_id=window.partnership_id, code__in=codes
        )
    }
    gone = sorted(codes - set(found))
    if gone:
        raise ValidationError(
            f"No indicator has the code “{gone[0]}”. Put it right in the sheet."
        )
    return found


def _categories(window: ReturnWindow) -> dict[tuple[str, str], Category]:
    rows = Category.objects.filter(partnership_id=window.partnership_id)
    return {(row.dimension, row.code): row for row in rows}


def _home(window: ReturnWindow) -> Area:
    found = Area.objects.filter(
        partnership_id=window.partnership_id, is_home=True
    ).first()
    if found is None:
        raise ValidationError(
            "The partnership has no area of its own in its list of areas. Say which "
            "one is home, and accept the return again."
        )
    return found


def _breaks(
    submission: Submission, indicators: dict[str, Indicator], by: Actor
) -> None:
    """Recorded in another way since: a break in the line of each indicator."""
    window = submission.window
    for row in submission.cells.select_related("field"):
        indicator = indicators.get(row.field.indicator)
        try:
            day = day_in(row.changed_on)
        except NotADay:
            continue
        if indicator is not None and day is not None and row.allowed[0]:
            mark_break(
                indicator=indicator,
                at=day,
                why=f"{window.team.name}: {row.why}"[:LONGEST_NOTE],
                agency=window.team.agency,
                by=by,
            )
