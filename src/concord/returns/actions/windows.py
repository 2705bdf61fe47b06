"""Asking teams for a period, giving more time, locking and opening again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actor import Actor, because
from concord.foundation.periods import add_working_days, is_working_day
from concord.partnership.models import Team
from concord.returns.actions.permission import permit_keep
from concord.returns.actions.sheets import freeze
from concord.returns.models import ReturnWindow, Sheet, SheetVersion, Submission
from concord.returns.moment import moment
from concord.returns.periods import Period, spoken

WORKING_DAYS_TO_ANSWER = 20


def usual_dates(period: Period) -> tuple[dt.date, dt.date]:
    """From when it is asked (the first working day after), and when it is due."""
    opens = add_working_days(period.last_day, 1)
    return opens, add_working_days(opens, WORKING_DAYS_TO_ANSWER)


def asked_last(sheet: Sheet) -> list[int]:
    """The teams that were asked for the newest period, by id."""
    asked = ReturnWindow.objects.filter(sheet=sheet)
    newest = asked.order_by("-first_day").values("first_day")[:1]
    return list(asked.filter(first_day__in=newest).values_list("team_id", flat=True))


@transaction.atomic
def open_for(
    *,
    version: SheetVersion,
    teams: Sequence[Team],
    period: Period,
    opens_on: dt.date | None = None,
    due_on: dt.date | None = None,
    by: Actor,
) -> list[ReturnWindow]:
    """Ask these teams for a period. Who has been asked already is left as it is.

    Gives the windows that are new. Raises ValidationError by field.
    """
    permit_keep(by, version.sheet)
    opens, due = usual_dates(period)
    opens, due = opens_on or opens, due_on or due
    _check_asking(version, teams, period, opens, due)
    freeze(version)
    made = []
    for team in teams:
        window, is_new = ReturnWindow.objects.get_or_create(
            sheet_id=version.sheet_id,
            team=team,
            first_day=period.first_day,
            defaults={
                "partnership_id": version.partnership_id,
                "version": version,
                "every": version.sheet.every,
                "opens_on": opens,
                "due_on": due,
                "opened_by_id": by.membership_id,
            },
        )
        if is_new:
            made.append(window)
    return made


def _check_asking(
    version: SheetVersion,
    teams: Sequence[Team],
    period: Period,
    opens: dt.date,
    due: dt.date,
) -> None:
    wrong: dict[str, str] = {}
    if not version.fields.exists():
        wrong["version"] = "The sheet asks nothing yet. Add a question first."
    if not teams:
        wrong["teams"] = "Choose at least one team."
    if any(team.partnership_id != version.partnership_id for team in teams):
        wrong["teams"] = "Choose teams of this partnership."
    if due < opens:
        wrong["due_on"] = (
            f"{due:%-d %B %Y} is before {opens:%-d %B %Y}, when it is asked for. "
            "Change one of them."
        )
    elif not is_working_day(due):
        after = add_working_days(due, 0)
        wrong["due_on"] = (
            f"{due:%A %-d %B %Y} is no working day. Choose {after:%A %-d %B %Y}, or "
            "another."
        )
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def move_due(*, window: ReturnWindow, due_on: dt.date, by: Actor) -> None:
    """Give more time, or less. Raises ValidationError by field."""
    permit_keep(by, window.sheet)
    if due_on < window.opens_on:
        raise ValidationError(
            {
                "due_on": f"{due_on:%-d %B %Y} is before {window.opens_on:%-d %B %Y}, "
                "when it is asked for. Choose that day or a later one."
            }
        )
    if not is_working_day(due_on):
        raise ValidationError(
            {"due_on": f"{due_on:%A %-d %B %Y} is no working day. Choose another."}
        )
    window.due_on = due_on
    window.save(update_fields=["due_on"])


@transaction.atomic
def lock(*, window: ReturnWindow, by: Actor) -> ReturnWindow:
    """Nothing is sent any more for it. What is being typed stays a draft."""
    permit_keep(by, window.sheet)
    kept = ReturnWindow.objects.select_for_update().get(pk=window.pk)
    if kept.locked_at is None:
        kept.locked_by_id = by.membership_id
        kept.locked_at = moment(kept.partnership)
        kept.save(update_fields=["locked_at", "locked_by"])
    return kept


@transaction.atomic
def unlock(*, window: ReturnWindow, why: str, by: Actor) -> ReturnWindow:
    """A late return may still come. Accepted figures stay locked.

    Raises ValidationError without a reason, and where figures are accepted.
    """
    permit_keep(by, window.sheet)
    kept = ReturnWindow.objects.select_for_update().get(pk=window.pk)
    if not why.strip():
        raise ValidationError({"why": "Say why it is opened again."})
    accepted = Submission.State.ACCEPTED
    if kept.submissions.filter(state=accepted).exists():
        raise ValidationError(
            f"The figures for {spoken(kept.period)} are accepted. The team sends a "
            "correction."
        )
    because(why.strip())
    kept.locked_at, kept.locked_by = None, None
    kept.save(update_fields=["locked_at", "locked_by"])
    return kept
