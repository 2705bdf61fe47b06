"""Planning meetings: one, a series, an emergency; calling one off."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import NotPermitted
from concord.foundation.periods import is_working_day, working_day_on_or_after
from concord.foundation.ui.words import long_date
from concord.marac.actions.panel import coordinating
from concord.marac.models import AgendaItem, Kind, Meeting, Panel

MOST_IN_A_SERIES = 60


@transaction.atomic
def plan(
    *,
    on: dt.date,
    at: dt.time,
    venue: str = "",
    is_emergency: bool = False,
    kind: str = Kind.MARAC,
    by: Actor,
) -> Meeting:
    """One meeting. An emergency can be on any day, the others on working days.

    Raises ValidationError by field, NotPermitted for a team that doesn't coordinate.
    """
    panel = _own_panel(kind, by)
    starts_at = _moment(on, at)
    if starts_at <= timezone.now():
        raise ValidationError({"on": "Day: this has gone by. Enter one to come."})
    if not is_emergency and not is_working_day(on):
        raise ValidationError(
            {
                "on": f"Day: {long_date(on)} is a weekend or bank holiday. The next "
                f"working day is {long_date(working_day_on_or_after(on))}."
            }
        )
    if _standing(panel).filter(starts_at=starts_at).exists():
        raise ValidationError({"on": "Day: a meeting at this time is planned already."})
    return _make(panel, starts_at, venue, is_emergency)


@transaction.atomic
def plan_series(
    *,
    first: dt.date,
    at: dt.time,
    weeks: int,
    until: dt.date,
    venue: str = "",
    kind: str = Kind.MARAC,
    by: Actor,
) -> list[Meeting]:
    """A meeting every so many weeks, the last at `until` at the latest.

    One that falls on a bank holiday is on the next working day. Days on which there
    is a meeting already are left as they are. Raises ValidationError by field.
    """
    panel = _own_panel(kind, by)
    days = _days(first, weeks, until)
    taken = {meeting.day for meeting in _standing(panel)}
    return [
        _make(panel, _moment(day, at), venue, is_emergency=False)
        for day in days
        if day not in taken
    ]


@transaction.atomic
def call_off(*, meeting: Meeting, by: Actor) -> Meeting:
    """It doesn't take place. Its cases have to be put off or taken off first."""
    fresh = open_meeting(meeting, by)
    if fresh.items.filter(state=AgendaItem.State.LISTED).exists():
        raise ValidationError(
            "There are cases on its agenda. Put them off to the next meeting first."
        )
    fresh.state = Meeting.State.CALLED_OFF
    fresh.save(update_fields=["state"])
    return fresh


def open_meeting(meeting: Meeting, by: Actor) -> Meeting:
    """The meeting anew, for its coordinator, while its agenda can still change."""
    panels = coordinating(by)
    fresh = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("panel")
        .filter(pk=meeting.pk, panel__in=panels)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such meeting of this panel.")
    if not fresh.is_open:
        raise ValidationError("This meeting is over, or called off.")
    return fresh


def _own_panel(kind: str, by: Actor) -> Panel:
    found = [one for one in coordinating(by) if one.kind == kind]
    if not found:
        raise ValidationError({"kind": "Panel: choose one that your team coordinates."})
    return found[0]


def _days(first: dt.date, weeks: int, until: dt.date) -> list[dt.date]:
    if first <= timezone.localdate():
        raise ValidationError({"first": "First day: enter one that is to come."})
    if until < first:
        raise ValidationError({"until": "Last day: enter one after the first."})
    if weeks < 1:
        raise ValidationError({"weeks": "Weeks: enter 1 or more."})
    count = (until - first).days // (weeks * 7) + 1
    if count > MOST_IN_A_SERIES:
        raise ValidationError(
            {
                "until": f"Last day: that makes {count} meetings. Enter an earlier "
                f"one, for {MOST_IN_A_SERIES} at most."
            }
        )
    every = dt.timedelta(weeks=weeks)
    found = (working_day_on_or_after(first + every * n) for n in range(count))
    return list(dict.fromkeys(found))


def _standing(panel: Panel):  # type: ignore[no-untyped-def]
    return Meeting.objects.filter(panel=panel).exclude(state=Meeting.State.CALLED_OFF)


def _moment(day: dt.date, at: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, at))


def _make(
    panel: Panel, starts_at: dt.datetime, venue: str, is_emergency: bool
) -> Meeting:
    meeting = Meeting(
        partnership_id=panel.partnership_id,
        panel=panel,
        starts_at=starts_at,
        venue=venue.strip(),
        is_emergency=is_emergency,
    )
    meeting.full_clean(validate_constraints=False)
    meeting.save(force_insert=True)
    return meeting
