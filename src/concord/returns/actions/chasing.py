"""Asking teams for returns and reminding them: who is told what, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from concord.access.actor import Actor
from concord.foundation.periods import add_working_days, is_working_day
from concord.foundation.post import Letter, Staff
from concord.foundation.post.actions import send
from concord.partnership.models import Membership
from concord.partnership.roles import Role
from concord.plan.queries.answering import People, people_of
from concord.returns.actions.permission import permit_keep
from concord.returns.letters import APPROVE, ASK, LATE, REMIND
from concord.returns.models import Chase, ReturnWindow, Submission
from concord.returns.queries.waiting import Line

DAYS_BEFORE = 3  # working days
DAYS_AFTER = (3, 10)
Kind = Chase.Kind


@dataclass(slots=True)
class Notice:
    """One message to one hat, about one or more windows."""

    hat: Membership
    kind: str
    windows: list[ReturnWindow] = field(default_factory=list)
    is_to_approve: bool = False

    @property
    def due(self) -> dt.date:
        """The first date by which one of them is due."""
        return min(window.due_on for window in self.windows)


def step_on(window: ReturnWindow, today: dt.date) -> str:
    """Which message is due today about a window that is not sent; mostly none.

    A step on a day without work, or on which nothing ran, is made up for the next day.
    """
    if not is_working_day(today) or today < window.opens_on or window.is_locked:
        return ""
    steps = [
        (window.opens_on, Kind.OPENED),
        (add_working_days(window.due_on, -DAYS_BEFORE), Kind.BEFORE),
        (add_working_days(window.due_on, DAYS_AFTER[0]), Kind.AFTER),
        (add_working_days(window.due_on, DAYS_AFTER[1]), Kind.AGAIN),
    ]
    reached = [kind for day, kind in steps if day <= today]
    return str(reached[-1]) if reached else ""


class Officers:
    """Who fills in for each team, and who approves. Three queries for all."""

    def __init__(self, partnership_id: int, today: dt.date) -> None:
        self.people: People = people_of(partnership_id, today)
        self.of_team: dict[int, list[Membership]] = {}
        for hat in (
            Membership.objects.valid_on(today)
            .filter(
                partnership_id=partnership_id,
                role=Role.DATA_OFFICER,
                account__is_active=True,
            )
            .select_related("account", "team")
            .order_by("account__name", "pk")
        ):
            self.of_team.setdefault(hat.team_id, []).append(hat)

    def to_fill(self, window: ReturnWindow) -> list[Membership]:
        """The team's data officers; where it has none, whoever answers for it."""
        return self.of_team.get(window.team_id) or self.to_approve(window)

    def to_approve(self, window: ReturnWindow) -> list[Membership]:
        return [one.hat for one in self.people.asked_for(window.team)]


def notices(
    lines: Iterable[Line], officers: Officers, today: dt.date, kind: str = ""
) -> list[Notice]:
    """Who is told today; with `kind`, of everything that is outstanding."""
    found: dict[tuple[int, str, bool], Notice] = {}
    for line in lines:
        window, last = line.window, line.last
        if window.is_locked and (last is None or not last.is_correction):
            continue
        step = kind or step_on(window, today)
        waits = last is not None and last.state == Submission.State.SENT
        if not step or (line.is_done and not waits):
            continue
        if last is not None and last.is_correction and not waits:
            continue
        hats = officers.to_approve(window) if waits else officers.to_fill(window)
        said = step if kind or not waits else Kind.APPROVE
        for hat in hats:
            key = (hat.pk, str(said), waits)
            notice = found.setdefault(key, Notice(hat, str(said), [], waits))
            notice.windows.append(window)
    return list(found.values())


@transaction.atomic
def tell(*, notice: Notice, today: dt.date, by: Actor) -> bool:
    """Note it and hand the message over, both or neither; False if told already.

    Of a step a hat is told once; by hand, once a day. Examples that live on another
    day keep the note and send nothing: their people are invented.
    """
    fresh = [window for window in notice.windows if _note(notice, window, today)]
    if not fresh:
        return False
    if fresh[0].partnership.example_today is None:
        send(
            letter=_letter(notice, today),
            to=[Staff(notice.hat.account.email)],
            key=f"returns.{notice.kind}:{notice.hat.pk}:{fresh[0].pk}:{today}",
            context={
                "returns": len(fresh),
                "due": f"{min(window.due_on for window in fresh):%-d %B %Y}",
                "link": settings.CONCORD_BASE_URL.rstrip("/") + reverse("returns:home"),
            },
        )
    return True


def _note(notice: Notice, window: ReturnWindow, today: dt.date) -> bool:
    said = Chase.objects.filter(window=window, membership=notice.hat, kind=notice.kind)
    if notice.kind == Kind.BY_HAND:
        said = said.filter(sent_on=today)
    if said.exists():
        return False
    try:
        with transaction.atomic():
            Chase.objects.create(
                partnership_id=window.partnership_id,
                window=window,
                membership=notice.hat,
                kind=notice.kind,
                sent_on=today,
            )
    except IntegrityError:  # somebody else has told them in this moment
        return False
    return True


def _letter(notice: Notice, today: dt.date) -> Letter:
    if notice.is_to_approve:
        return APPROVE
    if today > notice.due:
        return LATE
    return ASK if notice.kind == Kind.OPENED else REMIND


def remind_now(*, lines: Sequence[Line], today: dt.date, by: Actor) -> tuple[int, int]:
    """Remind whoever has something outstanding. How many were told, and had been."""
    for line in lines:
        permit_keep(by, line.window.sheet)
    wanted = notices(lines, Officers(by.here, today), today, Kind.BY_HAND)
    told = sum(tell(notice=notice, today=today, by=by) for notice in wanted)
    return told, len(wanted) - told
