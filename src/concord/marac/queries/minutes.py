"""Minutes: what the system drafts of a meeting, and what a reader's copy holds."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from concord.access.actor import Actor
from concord.access.models import Side
from concord.foundation.periods import add_working_days
from concord.foundation.ui.words import local_date
from concord.marac.models import (
    ActionKind,
    ActionState,
    AgendaItem,
    Attendance,
    CaseOutcome,
    EntryKind,
    Flag,
    Hearing,
    IssuedCase,
    Kind,
    MaracAction,
    Meeting,
    Minutes,
    MinutesIssue,
    MinutesOfCase,
    RoomEntry,
)
from concord.marac.queries.research import names_of

# A line of what was said: kind, side, team, words, why_now; all of them strings.
Line = dict[str, str]
ABOUT = {
    Side.VICTIM: "The victim",
    Side.CHILD: "Children",
    Side.ALLEGED: "The person alleged to cause harm",
    Side.NONE: "Staff, or all of it",
}
SPLIT = (ActionState.NOT_POSSIBLE, ActionState.NOT_DONE, ActionState.OPEN)


@dataclass(frozen=True, slots=True)
class CaseInMinutes:
    """One case, as minutes say it. `content` is what is kept of it: see `_content`."""

    item_id: uuid.UUID
    case_id: uuid.UUID
    position: int
    code: str
    was_heard: bool  # at this meeting, not at one before
    is_whole: bool
    content: dict[str, Any]
    people: Sequence[tuple[str, str]] = ()
    n: int = 0  # the wording's number; 0: as it was said

    @property
    def outcome(self) -> str:
        return str(self.content["outcome"])

    @property
    def lines(self) -> list[Line]:
        return list(self.content["lines"])

    @property
    def wishes(self) -> list[Line]:
        return self._of(EntryKind.WISHES)

    @property
    def risks(self) -> list[Line]:
        return self._of(EntryKind.RISK)

    @property
    def information(self) -> list[Line]:
        return sorted(self._of(EntryKind.INFORMATION), key=lambda one: one["team"])

    @property
    def talk(self) -> list[Line]:
        return self._of(EntryKind.DISCUSSION)

    @property
    def decisions(self) -> list[Line]:
        return self._of(EntryKind.DECISION)

    @property
    def actions(self) -> list[dict[str, Any]]:
        return _dated(self.content["actions"])

    @property
    def flags(self) -> list[dict[str, Any]]:
        return _dated(self.content["flags"])

    @property
    def before(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Actions of meetings before: not possible, not done, still open."""
        kept = _dated(self.content["before"])
        parts = [
            (str(state.label), [one for one in kept if one["state"] == state])
            for state in SPLIT
        ]
        return [(label, actions) for label, actions in parts if actions]

    def _of(self, kind: str) -> list[Line]:
        return [
            line | {"about": str(ABOUT[Side(line["side"])])}
            for line in self.content["lines"]
            if line["kind"] == kind
        ]


@dataclass(frozen=True, slots=True)
class Paper:
    """Minutes as somebody reads them: on a page, as PDF, as a Word file.

    `numbered` gives numbers to what is there for this reader, so that none is missing.
    """

    meeting: Meeting
    header: dict[str, Any]
    cases: Sequence[CaseInMinutes]

    @property
    def heard(self) -> list[CaseInMinutes]:
        return [case for case in self.cases if case.was_heard]

    @property
    def earlier(self) -> list[CaseInMinutes]:
        return [case for case in self.cases if not case.was_heard]


def due_by(meeting: Meeting) -> dt.date:
    """The day on which minutes are due: the panel's working days after the end."""
    ended = local_date(meeting.ended_at or meeting.starts_at)
    return add_working_days(ended, meeting.panel.minutes_working_days)


def edition_of(meeting: Meeting, actor: Actor) -> Minutes | None:
    """The last edition of a meeting's minutes that was begun. One query."""
    found: Minutes | None = (
        Minutes.objects.visible_to(actor)
        .select_related("approved_by__account", "meeting__panel")
        .filter(meeting_id=meeting.pk)
        .order_by("-n")
        .first()
    )
    return found


def header_of(meeting: Meeting, chair: str = "") -> dict[str, Any]:
    """Who chaired, who came and who did not. It says nothing of a case."""
    said = list(
        Attendance.objects.filter(meeting_id=meeting.pk)
        .select_related("team", "hat__account")
        .order_by("team__short_name", "hat__account__name")
    )
    coming = [one for one in said if one.kind == Attendance.Kind.ATTENDS]
    watching = [one for one in said if one.kind == Attendance.Kind.OBSERVES]
    return {
        "chair": chair,
        "attended": [_who(one) for one in coming],
        "observers": [_who(one) for one in watching],
        "apologies": [
            _who(one) for one in said if one.kind == Attendance.Kind.APOLOGIES
        ],
        "not_agreed": sum(one.agreed_at is None for one in coming + watching),
    }


def draft(meeting: Meeting, actor: Actor) -> Paper:
    """The minutes as they stand, for the team that coordinates. Fifteen queries.

    Room entries that were replaced or are for the chair alone are never in them.
    """
    here = list(
        AgendaItem.objects.visible_to(actor)
        .filter(meeting_id=meeting.pk, state=AgendaItem.State.HEARD)
        .order_by("position", "code")
    )
    before = _unfinished(meeting, actor)
    flags = _over(meeting, actor)
    heard = {item.case_id for item in here}
    earlier = _latest_items(meeting, actor, (before.keys() | flags.keys()) - heard)
    items = [*here, *earlier]
    wordings = _wordings(here, actor)
    said = _said(here, actor)
    actions = _actions(here, actor)
    outcomes = {
        one.item_id: one.outcome
        for one in Hearing.objects.visible_to(actor).filter(
            item_id__in=[item.pk for item in here]
        )
    }
    people = names_of({item.case_id for item in items})
    return Paper(
        meeting=meeting,
        header=header_of(meeting),
        cases=[
            CaseInMinutes(
                item_id=item.pk,
                case_id=item.case_id,
                position=place,
                code=item.code,
                was_heard=item.case_id in heard,
                is_whole=True,
                content={
                    "was_heard": item.case_id in heard,
                    "lines": wordings[item.pk].lines
                    if item.pk in wordings
                    else said.get(item.pk, []),
                    "actions": actions.get(item.pk, []),
                    "outcome": _outcome(outcomes.get(item.pk, "")),
                    "before": before.get(item.case_id, []),
                    "flags": flags.get(item.case_id, []),
                },
                people=_people(people, item.case_id),
                n=wordings[item.pk].n if item.pk in wordings else 0,
            )
            for place, item in enumerate(items, 1)
        ],
    )


def copy_for(actor: Actor, minutes: Minutes) -> Paper | None:
    """The actor's own copy, or nothing where they have none. Four queries.

    A case that its reader is kept from is not among what the database gives.
    """
    if not _has_copy(actor, minutes):
        return None
    paper = approved(minutes, actor)
    return paper if paper.cases else None


def approved(minutes: Minutes, actor: Actor) -> Paper:
    """What was approved for the actor's team, as far as the actor sees it. Three."""
    rows = list(
        IssuedCase.objects.visible_to(actor)
        .filter(minutes_id=minutes.pk, team_id=actor.own_team)
        .order_by("position")
    )
    people = names_of({row.case_id for row in rows if row.is_whole})
    return Paper(
        meeting=minutes.meeting,
        header=minutes.header,
        cases=[
            CaseInMinutes(
                item_id=row.item_id,
                case_id=row.case_id,
                position=row.position,
                code=row.code,
                was_heard=row.content["was_heard"],
                is_whole=row.is_whole,
                content=row.content,
                people=_people(people, row.case_id) if row.is_whole else (),
            )
            for row in rows
        ],
    )


def copies_of(meeting: Meeting, actor: Actor) -> list[MinutesIssue]:
    """Copies of a meeting's minutes that this hat knows of, the last edition first."""
    return list(
        MinutesIssue.objects.visible_to(actor)
        .select_related("hat__account", "hat__team", "minutes")
        .filter(minutes__meeting_id=meeting.pk)
        .order_by("-minutes__n", "hat__team__short_name", "hat__account__name")
    )


def own_copies(actor: Actor, meeting: Meeting | None = None) -> list[MinutesIssue]:
    """One's own copies that hold something, the last first. Two queries."""
    if actor.membership_id is None:
        return []
    found = (
        MinutesIssue.objects.visible_to(actor)
        .select_related("minutes__meeting__panel")
        .filter(hat_id=actor.own_hat)
        .order_by("-issued_at")
    )
    if meeting is not None:
        found = found.filter(minutes__meeting_id=meeting.pk)
    copies = list(found)
    holding = set(
        IssuedCase.objects.visible_to(actor)
        .filter(
            minutes_id__in=[one.minutes_id for one in copies], team_id=actor.own_team
        )
        .values_list("minutes_id", flat=True)
    )
    return [one for one in copies if one.minutes_id in holding]


def to_read(actor: Actor) -> list[MinutesIssue]:
    """One's own copies that were never opened. Two queries."""
    return [one for one in own_copies(actor) if one.opened_at is None]


def not_issued(actor: Actor) -> list[Meeting]:
    """Meetings with heard cases that are in no issued minutes. Three queries.

    As far as the actor sees them: what a coordinator is kept from waits for another.
    """
    heard = (
        AgendaItem.objects.visible_to(actor)
        .filter(
            state=AgendaItem.State.HEARD,
            meeting__state=Meeting.State.HELD,
            meeting__ended_at__isnull=False,
            meeting__panel__kind=Kind.MARAC,
        )
        .values_list("pk", "meeting_id")
    )
    waits = dict(heard)
    done = set(
        IssuedCase.objects.visible_to(actor)
        .filter(item_id__in=waits.keys(), minutes__issued_at__isnull=False)
        .values_list("item_id", flat=True)
    )
    meetings = {meeting for item, meeting in waits.items() if item not in done}
    return list(
        Meeting.objects.visible_to(actor)
        .select_related("panel")
        .filter(pk__in=meetings)
        .order_by("ended_at")
    )


def for_team(case: CaseInMinutes, team_id: int, *, is_whole: bool) -> dict[str, Any]:
    """What a team's copy keeps of a case. Flags are always the team's own.

    Not whole: its code, and what the team itself has to do.
    """

    def own(kept: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [one for one in kept if one["team_id"] == team_id]

    content = case.content
    if is_whole:
        return content | {"flags": own(content["flags"])}
    return {
        "was_heard": content["was_heard"],
        "lines": [],
        "actions": own(content["actions"]),
        "outcome": "",
        "before": own(content["before"]),
        "flags": own(content["flags"]),
    }


def _dated(kept: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same with days as days: they are kept as 2026-11-27."""
    return [
        {
            name: dt.date.fromisoformat(value) if name in ("due", "until") else value
            for name, value in one.items()
        }
        for one in kept
    ]


def _has_copy(actor: Actor, minutes: Minutes) -> bool:
    return (
        MinutesIssue.objects.visible_to(actor)
        .filter(minutes_id=minutes.pk, hat_id=actor.own_hat)
        .exists()
    )


def _who(one: Attendance) -> dict[str, Any]:
    return {
        "team": one.team.short_name,
        "name": one.hat.account.name,
        "agreed": one.agreed_at is not None,
    }


def _outcome(value: str) -> str:
    return str(CaseOutcome(value).label) if value else ""


def _people(
    names: dict[tuple[uuid.UUID, str], list[str]], case: uuid.UUID
) -> list[tuple[str, str]]:
    order = (Side.VICTIM, Side.ALLEGED, Side.CHILD)
    return [
        (str(side.label), ", ".join(names[(case, side)]))
        for side in order
        if names.get((case, side))
    ]


def _said(items: Sequence[AgendaItem], actor: Actor) -> dict[uuid.UUID, list[Line]]:
    found: dict[uuid.UUID, list[Line]] = {}
    for entry in (
        RoomEntry.objects.visible_to(actor)
        .select_related("team")
        .filter(
            item_id__in=[item.pk for item in items],
            chair_only=False,
            replaced_at__isnull=True,
        )
        .order_by("written_at")
    ):
        found.setdefault(entry.item_id, []).append(
            {
                "kind": entry.kind,
                "side": entry.side,
                "team": entry.team.short_name,
                "words": entry.words,
                "why_now": entry.why_now,
            }
        )
    return found


def _wordings(
    items: Sequence[AgendaItem], actor: Actor
) -> dict[uuid.UUID, MinutesOfCase]:
    rows = MinutesOfCase.objects.visible_to(actor).filter(
        item_id__in=[item.pk for item in items]
    )
    return {row.item_id: row for row in rows.order_by("n")}


def _actions(
    items: Sequence[AgendaItem], actor: Actor
) -> dict[uuid.UUID, list[dict[str, Any]]]:
    found: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for action in (
        MaracAction.objects.visible_to(actor)
        .select_related("team")
        .filter(item_id__in=[item.pk for item in items], set_aside_at__isnull=True)
        .order_by("written_at")
    ):
        found.setdefault(action.item_id, []).append(_action(action))
    return found


def _action(action: MaracAction) -> dict[str, Any]:
    return {
        "team_id": action.team_id,
        "team": action.team.short_name,
        "what": str(ActionKind(action.kind).label),
        "words": action.words,
        "due": action.due_on.isoformat(),
        "state": action.state,
    }


def _unfinished(
    meeting: Meeting, actor: Actor
) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """Of meetings before: what is open, and what was given up since the last one."""
    since = (
        Meeting.objects.visible_to(actor)
        .filter(
            panel_id=meeting.panel_id,
            state=Meeting.State.HELD,
            starts_at__lt=meeting.starts_at,
        )
        .order_by("-starts_at")
        .first()
    )
    found: dict[uuid.UUID, list[dict[str, Any]]] = {}
    if since is None:
        return found
    began = since.started_at or since.starts_at
    for action in (
        MaracAction.objects.visible_to(actor)
        .select_related("team")
        .prefetch_related("updates")
        .filter(
            item__meeting__panel_id=meeting.panel_id,
            item__meeting__starts_at__lt=meeting.starts_at,
            set_aside_at__isnull=True,
            state__in=SPLIT,
        )
        .order_by("due_on", "written_at")
    ):
        last = max(action.updates.all(), key=lambda one: one.n, default=None)
        if not action.is_open and last and last.written_at < began:
            continue
        why = last.why if last and last.state == action.state else ""
        found.setdefault(action.case_id, []).append(_action(action) | {"why": why})
    return found


def _over(meeting: Meeting, actor: Actor) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """Flags whose twelve months had passed on the day of the meeting."""
    found: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for flag in (
        Flag.objects.visible_to(actor)
        .select_related("team")
        .filter(cleared_at__isnull=True, until__lte=meeting.day)
        .order_by("until", "code")
    ):
        found.setdefault(flag.case_id, []).append(
            {
                "team_id": flag.team_id,
                "team": flag.team.short_name,
                "code": flag.code,
                "until": flag.until.isoformat(),
            }
        )
    return found


def _latest_items(
    meeting: Meeting, actor: Actor, cases: Collection[uuid.UUID]
) -> list[AgendaItem]:
    """The last hearing before this meeting of each of these cases, by its code."""
    rows = AgendaItem.objects.visible_to(actor).filter(
        case_id__in=cases,
        state=AgendaItem.State.HEARD,
        meeting__panel_id=meeting.panel_id,
        meeting__starts_at__lt=meeting.starts_at,
    )
    latest = {row.case_id: row for row in rows.order_by("meeting__starts_at")}
    return sorted(latest.values(), key=lambda one: one.code)
