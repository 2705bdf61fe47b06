"""The triage board: every open referral at one's door, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Side
from concord.foundation.ui.words import count
from concord.frontdoor.clock import due, open_for
from concord.frontdoor.models import FrontDoor, Named, Referral, Step, Strand

State = Referral.State
SOON = 0.75  # of the time that a stage has
BAR = 240  # units of the picture
CHECK_CHIPS: Mapping[str, str] = {
    Step.Check.KNOWN: "Known to us",
    Step.Check.REPEAT: "Repeat",
    Step.Check.ORDERS: "Order in force",
    Step.Check.PARALLEL: "Other processes",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One referral on the board. It names nobody: the board may be seen by others."""

    referral: Referral
    from_whom: str
    gist: str
    chips: Sequence[str]
    due_at: dt.datetime
    left: dt.timedelta  # negative when over
    share: float  # of its time that has passed, 0 to 1
    with_whom: str
    is_mine: bool

    @property
    def is_late(self) -> bool:
        return self.left < dt.timedelta()

    @property
    def is_soon(self) -> bool:
        return not self.is_late and self.share >= SOON

    @property
    def tone(self) -> str:
        """What the bar and its words look like."""
        return "late" if self.is_late else "watch" if self.is_soon else "track"

    @property
    def is_danger(self) -> bool:
        return self.referral.danger_now == "yes"

    @property
    def bar(self) -> int:
        """The length of the bar, of 240."""
        return round(BAR * min(1.0, self.share))

    @property
    def words(self) -> str:
        """ "10 minutes left", "5 hours over target"."""
        said = in_words(abs(self.left))
        return f"{said} over target" if self.is_late else f"{said} left"


@dataclass(frozen=True, slots=True)
class Lane:
    """One stage of the board, with its target in words."""

    state: str
    label: str
    target: str
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Board:
    door: FrontDoor
    lanes: Sequence[Lane]

    @property
    def cards(self) -> list[Card]:
        return [card for lane in self.lanes for card in lane.cards]

    @property
    def danger(self) -> list[Card]:
        """Somebody may be in danger, and nobody looks into it yet."""
        return [
            card
            for card in self.cards
            if card.is_danger and card.referral.taken_by_id is None
        ]

    @property
    def late(self) -> int:
        return sum(card.is_late for card in self.cards)


def board(actor: Actor, *, source: str = "", mine: bool = False) -> Board | None:
    """The board of the actor's own door; None for a team that stands at none.

    `source` narrows it to one way in, `mine` to what the actor looks into. Four
    queries, however many referrals there are.
    """
    door = (
        FrontDoor.objects.visible_to(actor)
        .select_related("team")
        .filter(team_id=actor.own_team)
        .first()
    )
    if door is None:
        return None
    rows = (
        Referral.objects.visible_to(actor)
        .filter(to_team_id=actor.own_team, state__in=Referral.OPEN)
        .select_related("from_team", "taken_by__account")
        .order_by("since")
    )
    if source:
        rows = rows.filter(source=source)
    if mine:
        rows = rows.filter(taken_by_id=actor.membership_id)
    found = list(rows)
    chips = _chips(found)
    now = timezone.now()
    cards = [_card(one, chips[one.pk], door, actor, now) for one in found]
    return Board(door, [_lane(state, door, cards) for state in Referral.OPEN])


def hours_for(state: str, door: FrontDoor) -> int:
    """The door's target for a stage, in hours."""
    return {
        State.NEW: door.look_within,
        State.CHECKING: door.check_within,
        State.WAITING: door.ask_again_after,
        State.READY: door.decide_within,
    }[State(state)]


def who_refers(referral: Referral) -> str:
    """Who refers, in words that name no person."""
    if referral.source in (Referral.Source.SELF, Referral.Source.FAMILY_FRIEND):
        return f"{referral.get_source_display()}, by the public form"
    organisation = referral.referrer_organisation
    if referral.from_team is not None and not organisation:
        organisation = referral.from_team.short_name
    said = ", ".join(filter(None, (referral.referrer_role, organisation)))
    return said or str(referral.get_source_display())


def in_words(span: dt.timedelta) -> str:
    """ "10 minutes", "5 hours", "3 days": as exact as somebody in a hurry needs."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 90:
        return count(minutes, "minute")
    if minutes < 48 * 60:
        return count(round(minutes / 60), "hour")
    return count(round(minutes / 60 / 24), "day")


def _lane(state: str, door: FrontDoor, cards: Iterable[Card]) -> Lane:
    hours = count(hours_for(state, door), "hour")
    target = {
        State.NEW: f"Look within {hours}",
        State.CHECKING: f"Finish within {hours}",
        State.WAITING: f"Ask again after {hours}",
        State.READY: f"Decide within {hours}",
    }[State(state)]
    mine = [card for card in cards if card.referral.state == state]
    mine.sort(key=lambda card: (not card.is_danger, card.left))
    return Lane(state, State(state).label, target, mine)


def _card(
    referral: Referral,
    chips: Sequence[str],
    door: FrontDoor,
    actor: Actor,
    now: dt.datetime,
) -> Card:
    hours = hours_for(referral.state, door)
    due_at = due(referral.since, hours, door)
    passed = open_for(referral.since, now, door)
    allowed = dt.timedelta(hours=hours)
    left = (
        allowed - passed if now <= due_at else -max(open_for(due_at, now, door), _LATE)
    )
    taken = referral.taken_by
    return Card(
        referral=referral,
        from_whom=who_refers(referral),
        # Not what was written: its first words are often a name.
        gist=", ".join(Strand(one).label for one in referral.strands),
        chips=chips,
        due_at=due_at,
        left=left,
        share=passed / allowed,
        with_whom=taken.account.name if taken else "Nobody yet",
        is_mine=referral.taken_by_id == actor.membership_id,
    )


_LATE = dt.timedelta(minutes=1)  # over is over, also when the door has shut since


def _chips(referrals: Sequence[Referral]) -> dict[object, list[str]]:
    """What should be seen on a card: children, an interpreter, what was found."""
    keys = [one.pk for one in referrals]
    found: dict[object, list[str]] = {key: [] for key in keys}
    people: dict[object, list[Named]] = {key: [] for key in keys}
    for named in Named.objects.filter(referral_id__in=keys):
        people[named.referral_id].append(named)
    for key, everybody in people.items():
        children = sum(one.side == Side.CHILD for one in everybody)
        if children:
            found[key].append(count(children, "child", "children"))
        if any(one.needs_interpreter for one in everybody):
            found[key].append("Interpreter")
        if any(one.may_call == "no" for one in everybody):
            found[key].append("Do not call")
    last: dict[tuple[object, str], Step] = {}
    steps = Step.objects.filter(referral_id__in=keys, kind=Step.Kind.CHECKED)
    for step in steps.order_by("n"):
        last[step.referral_id, step.code] = step
    for (key, code), step in last.items():
        if step.result == "yes" and code in CHECK_CHIPS:
            found[key].append(CHECK_CHIPS[code])
    return found
