"""Minutes: wording them, approving, issuing personal copies, opening one's own."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Side, written
from concord.access.permit import NotPermitted, Verb, permit
from concord.marac.actions.panel import coordinating
from concord.marac.jobs.minutes import tell_readers
from concord.marac.models import (
    AgendaItem,
    Attendance,
    EntryKind,
    IssuedCase,
    Meeting,
    Minutes,
    MinutesIssue,
    MinutesOfCase,
)
from concord.marac.queries.minutes import (
    Line,
    copy_for,
    draft,
    edition_of,
    for_team,
    header_of,
)
from concord.partnership.models import Membership
from concord.partnership.roles import SEES_PEOPLE

LONGEST = 4000  # letters of a line: what the room takes too
FROZEN = "These minutes are approved and stay as they are. Begin a correction first."
OVERTAKEN = "Somebody worded this case a moment ago: see what it says now."


@dataclass(frozen=True, slots=True)
class Share:
    """A team that gets something of a case."""

    item_id: uuid.UUID
    team_id: int
    is_whole: bool


@transaction.atomic
def word(
    *, item: AgendaItem, lines: Sequence[Line], after: int, by: Actor
) -> MinutesOfCase:
    """Word what the minutes say of a case. `after` is the wording that was changed.

    A line without words is left out. What was said in the room stays as it was there.
    Raises ValidationError, NotPermitted.
    """
    fresh = _heard(item, by)
    _still_open(fresh.meeting, by)
    kept = [_line(line) for line in lines if line["words"].strip()]
    wording = MinutesOfCase(
        **written(by), case_id=fresh.case_id, item=fresh, n=after + 1, lines=kept
    )
    try:
        with transaction.atomic():
            wording.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(OVERTAKEN) from error
    return wording


@transaction.atomic
def approve(*, meeting: Meeting, chair: Membership, by: Actor) -> Minutes:
    """The minutes are right. What they hold is frozen, for each team its part.

    Nobody reads it before it is issued. Raises ValidationError before the meeting is
    over, when no case was heard, and when it is approved already; NotPermitted.
    """
    fresh = _held(meeting, by)
    found = _still_open(fresh, by)
    paper = draft(fresh, by)
    if not paper.heard:
        raise ValidationError("No case was heard at this meeting.")
    minutes = found or Minutes(partnership_id=by.here, meeting=fresh, n=1)
    minutes.header = header_of(fresh, chair=_chair(chair, fresh, by))
    minutes.approved_at, minutes.approved_by_id = timezone.now(), by.own_hat
    minutes.save()
    cases = {case.item_id: case for case in paper.cases}
    for share in shares(fresh, cases):
        case = cases[share.item_id]
        content = for_team(case, share.team_id, is_whole=share.is_whole)
        if share.team_id == fresh.panel.team_id:
            content = case.content
        if not case.was_heard and not content["before"] and not content["flags"]:
            continue
        IssuedCase.objects.create(
            **written(by),
            case_id=case.case_id,
            item_id=case.item_id,
            minutes=minutes,
            team_id=share.team_id,
            is_whole=share.is_whole,
            position=case.position,
            code=case.code,
            content=content,
        )
    return minutes


@transaction.atomic
def issue(*, meeting: Meeting, by: Actor) -> list[MinutesIssue]:
    """Approved minutes go out: a personal copy for each who is to read them.

    For a team that was there: whoever came and agreed to confidentiality. For a core
    team that was not: whoever sent apologies, else all of it who work with people.
    Raises ValidationError, NotPermitted.
    """
    fresh = _held(meeting, by)
    minutes = edition_of(fresh, by)
    if minutes is None or minutes.approved_at is None:
        raise ValidationError("Approve the minutes first.")
    if minutes.issued_at is not None:
        raise ValidationError("These minutes were issued already.")
    minutes.issued_at = timezone.now()
    minutes.save(update_fields=["issued_at"])
    digests = _digests(minutes, by)
    issues = [
        MinutesIssue.objects.create(
            partnership_id=by.here,
            minutes=minutes,
            hat=hat,
            issued_at=minutes.issued_at,
            sha256=digests[hat.team_id],
        )
        for hat in _readers(fresh, digests.keys(), by)
    ]
    tell_readers.defer(partnership_id=by.here, minutes_id=minutes.pk)
    return issues


@transaction.atomic
def correct(*, meeting: Meeting, by: Actor) -> Minutes:
    """Begin the next edition. What was issued stays, and is read on beside it."""
    fresh = _held(meeting, by)
    minutes = edition_of(fresh, by)
    if minutes is None or minutes.issued_at is None:
        raise ValidationError("Nothing was issued yet that could be corrected.")
    return Minutes.objects.create(
        partnership_id=by.here, meeting=fresh, n=minutes.n + 1
    )


@transaction.atomic
def open_copy(*, minutes: Minutes, by: Actor) -> None:
    """Say that one has opened one's own copy. Raises NotPermitted where there is none.

    Saying it again changes nothing.
    """
    permit(by, Verb.SEE_PEOPLE)
    if copy_for(by, minutes) is None:
        raise NotPermitted("There is no copy of these minutes for you.")
    MinutesIssue.objects.visible_to(by).filter(
        minutes_id=minutes.pk, hat_id=by.own_hat, opened_at__isnull=True
    ).update(opened_at=timezone.now())


def shares(meeting: Meeting, items: Iterable[uuid.UUID]) -> list[Share]:
    """Which teams get something of these cases, as the database has it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item_id, team_id, is_whole FROM access.minutes_go_to(%s, %s)",
            [meeting.pk, list(items)],
        )
        return [Share(*row) for row in cursor.fetchall()]


def may_chair(meeting: Meeting, by: Actor) -> list[Membership]:
    """Who can have chaired: whoever came, and whoever asks. Two queries."""
    came = Attendance.objects.filter(
        meeting_id=meeting.pk, kind=Attendance.Kind.ATTENDS
    ).values_list("hat_id", flat=True)
    hats = Membership.objects.filter(pk__in={*came, by.own_hat})
    return list(
        hats.select_related("account", "team").order_by(
            "team__short_name", "account__name"
        )
    )


def _chair(chair: Membership, meeting: Meeting, by: Actor) -> str:
    found = next((one for one in may_chair(meeting, by) if one.pk == chair.pk), None)
    if found is None:
        raise ValidationError({"chair": "Chair: choose somebody who was there."})
    return f"{found.account.name}, {found.team.short_name}"


def _held(meeting: Meeting, by: Actor) -> Meeting:
    """The meeting anew, for its coordinator, once it is over."""
    panels = coordinating(by)
    fresh: Meeting | None = (
        Meeting.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("panel")
        .filter(pk=meeting.pk, panel__in=panels)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such meeting of this panel.")
    if not fresh.panel.is_marac:
        raise ValidationError("This panel keeps an outcome of each case, no minutes.")
    if fresh.state != Meeting.State.HELD:
        raise ValidationError("End the meeting first: until then more can be said.")
    return fresh


def _heard(item: AgendaItem, by: Actor) -> AgendaItem:
    fresh: AgendaItem | None = (
        AgendaItem.objects.visible_to(by)
        .filter(pk=item.pk, state=AgendaItem.State.HEARD)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such case that was heard here.")
    fresh.meeting = _held(Meeting(pk=fresh.meeting_id), by)
    return fresh


def _still_open(meeting: Meeting, by: Actor) -> Minutes | None:
    """The edition that is being worded. Raises ValidationError when it is approved."""
    minutes = edition_of(meeting, by)
    if minutes is not None and minutes.approved_at is not None:
        raise ValidationError(FROZEN)
    return minutes


def _line(line: Line) -> Line:
    if line["kind"] not in EntryKind.values or line["side"] not in Side.values:
        raise ValidationError("Choose what a line is, and whom it is about.")
    if len(line["words"]) > LONGEST or len(line["why_now"]) > LONGEST:
        raise ValidationError(f"A line has {LONGEST} letters at most. Make it two.")
    return {
        "kind": line["kind"],
        "side": line["side"],
        "team": line["team"],
        "words": line["words"].strip(),
        "why_now": line["why_now"].strip(),
    }


def _digests(minutes: Minutes, by: Actor) -> dict[int, str]:
    """SHA-256 of what each team's copy holds, in the order of the copy. One query."""
    held: dict[int, list[object]] = defaultdict(list)
    for row in (
        IssuedCase.objects.visible_to(by)
        .filter(minutes_id=minutes.pk)
        .order_by("team_id", "position")
    ):
        held[row.team_id].append([str(row.case_id), row.is_whole, row.content])
    return {
        team: hashlib.sha256(
            json.dumps([minutes.header, kept], sort_keys=True).encode()
        ).hexdigest()
        for team, kept in held.items()
    }


def _readers(meeting: Meeting, teams: Iterable[int], by: Actor) -> list[Membership]:
    kind = Attendance.Kind
    said = list(Attendance.objects.filter(meeting_id=meeting.pk))
    came = {
        one.hat_id for one in said if one.kind == kind.ATTENDS and one.agreed_at
    } | {by.own_hat}
    excused = {one.hat_id for one in said if one.kind == kind.APOLOGIES}
    there = {one.team_id for one in said if one.hat_id in came} | {by.own_team}
    by_team: dict[int, list[Membership]] = {team: [] for team in teams}
    for hat in Membership.objects.valid_on().filter(
        team_id__in=by_team, role__in=SEES_PEOPLE
    ):
        by_team[hat.team_id].append(hat)
    found: list[Membership] = []
    for team, hats in by_team.items():
        if team in there:
            found += [hat for hat in hats if hat.pk in came]
        else:
            found += [hat for hat in hats if hat.pk in excused] or hats
    return found
