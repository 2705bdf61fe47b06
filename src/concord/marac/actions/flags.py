"""Flag and tag: a case that MARAC has is marked in each core team's own records.

For twelve months; a repeat ends one flag and begins the next (domain reference 2).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Grant, Side, written
from concord.access.permit import NotPermitted, Verb, permit
from concord.cases.models import Party
from concord.foundation.periods import a_year_after
from concord.marac.actions.panel import coordinating
from concord.marac.models import AgendaItem, Flag, FlagReference, Meeting, OnlineHidden
from concord.partnership.models import Agency, Team
from concord.people.actions.absorbed import not_absorbed
from concord.people.models import Merge, Person, SamePerson

LONGEST = 60  # characters of a reference
FLAGGED_FROM = (Meeting.State.AGENDA_ISSUED, Meeting.State.HELD)
HEARD = (AgendaItem.State.LISTED, AgendaItem.State.HEARD)
# What a team says; the others are said by what happens.
BY_ITSELF = (Flag.Why.ENDED, Flag.Why.REPEAT, Flag.Why.PUT_OFF)
SAID_BY_A_TEAM = [why for why in Flag.Why.choices if why[0] not in BY_ITSELF]


@transaction.atomic
def flag_item(*, item: AgendaItem, by: Actor) -> list[Flag]:
    """Each core team that may see who it is shall flag its own record, from the day of
    the meeting. Returns the flags that are new: said again, it adds nothing.

    A team that has a flag of an earlier hearing gets the next one, with twelve months
    of its own; so does one that had a flag before the case was put off, which is no
    repeat. Raises ValidationError, NotPermitted.
    """
    coordinating(by)
    fresh = _shared_item(item, by)
    if not fresh.meeting.panel.is_marac:
        raise ValidationError("Flags are asked for after a MARAC only.")
    before = _flags_of_case(fresh.case_id, by)
    made = []
    for team_id in _to_be_flagged(fresh):
        own = [flag for flag in before if flag.team_id == team_id]
        if not any(flag.item_id == fresh.pk for flag in own):
            last = next((flag for flag in own if flag.is_live), None)
            made.append(_begin(fresh, team_id, fresh.meeting.day, last, by))
    return made


@transaction.atomic
def restart(*, flag: Flag, by: Actor) -> Flag:
    """Twelve months from today, in place of this flag: of a repeat that came otherwise
    than by an agenda, or of a flag that was taken off by mistake. For the coordinator.

    Raises ValidationError, NotPermitted.
    """
    coordinating(by)
    old = _locked(flag, by)
    item = _shared_item(old.item, by)
    if old.team_id not in _to_be_flagged(item):
        raise ValidationError("This team sees the case no longer. Share it first.")
    live = [one for one in _flags_of_case(old.case_id, by) if one.is_live]
    last = next((one for one in live if one.team_id == old.team_id), old)
    return _begin(item, old.team_id, timezone.localdate(), last, by)


@transaction.atomic
def confirm(
    *, flag: Flag, reference: str, online_hidden: str = "", by: Actor
) -> FlagReference:
    """A team has flagged its own record, which it knows by this reference.

    Said again with another reference it corrects the first; with the same, nothing is
    written. `online_hidden` is asked of health teams. Raises ValidationError by field.
    """
    fresh = _own(flag, by)
    said = plain_reference(reference)
    check_said(said, online_hidden, is_health(by))
    last = FlagReference.objects.visible_to(by).filter(flag=fresh).first()
    if last and (last.reference, last.online_hidden) == (said, online_hidden):
        return last
    if not _sees(fresh.case_id, by):
        raise ValidationError(
            "Your team sees this case no longer, so it can only take the flag off."
        )
    with not_absorbed():
        return FlagReference.objects.create(
            **written(by),
            flag=fresh,
            case_id=fresh.case_id,
            person_id=own_record(fresh.case_id, by),
            n=last.n + 1 if last else 1,
            reference=said,
            online_hidden=online_hidden,
        )


@transaction.atomic
def clear(*, flag: Flag, why: str = "", by: Actor) -> Flag:
    """A team has taken its flag off. After twelve months that is why; before, it says.

    Raises ValidationError by field, NotPermitted for the flag of another team.
    """
    fresh = _own(flag, by)
    if fresh.is_over_on():
        why = Flag.Why.ENDED
    elif why not in dict(SAID_BY_A_TEAM):
        raise ValidationError({"why": "Choose why: the twelve months are not over."})
    return _end(fresh, why)


def plain_reference(text: str) -> str:
    """A reference as it is kept and looked for: no spaces around or twice."""
    return " ".join(text.split())


def is_health(by: Actor) -> bool:
    """Whether the actor's team keeps records that patients may see online."""
    team = Team.objects.select_related("agency").get(pk=by.own_team)
    return bool(team.agency.kind == Agency.Kind.HEALTH)


def own_record(case_id: uuid.UUID, by: Actor) -> uuid.UUID | None:
    """The team's own record of the victim of a case, where it has one here."""
    victim = Party.objects.filter(case_id=case_id, side=Side.VICTIM).first()
    if victim is None:
        return None
    linked = SamePerson.objects.visible_to(by).filter(
        Q(a=victim.person_id) | Q(b=victim.person_id), state=SamePerson.State.SAME
    )
    ends = {victim.person_id}.union(*({one.a_id, one.b_id} for one in linked))
    absorbed = Merge.objects.filter(absorbed=OuterRef("pk"), undone_at=None)
    return next(
        iter(
            Person.objects.visible_to(by)
            .filter(~Exists(absorbed), pk__in=ends, owner_team_id=by.own_team)
            .values_list("pk", flat=True)
        ),
        None,
    )


def _begin(
    item: AgendaItem, team_id: int, on: dt.date, last: Flag | None, by: Actor
) -> Flag:
    if last is not None and last.is_live:
        is_put_off = last.work_id == item.work_id and last.item_id != item.pk
        _end(last, Flag.Why.PUT_OFF if is_put_off else Flag.Why.REPEAT)
    return Flag.objects.create(
        **written(by),
        case_id=item.case_id,
        item=item,
        work_id=item.work_id,
        team_id=team_id,
        set_on=on,
        until=a_year_after(on),
        follows=last,
    )


def _end(flag: Flag, why: str) -> Flag:
    flag.cleared_at, flag.cleared_why = timezone.now(), why
    flag.save(update_fields=["cleared_at", "cleared_why"])
    return flag


def _shared_item(item: AgendaItem, by: Actor) -> AgendaItem:
    fresh = (
        AgendaItem.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("meeting__panel")
        .filter(pk=item.pk)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such case on this panel's agendas.")
    if fresh.state not in HEARD or fresh.meeting.state not in FLAGGED_FROM:
        raise ValidationError("A case is flagged from the day its agenda is issued.")
    if fresh.disclosure_id is None:
        raise ValidationError("Core teams can't see yet who this case is about.")
    return fresh


def _to_be_flagged(item: AgendaItem) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.to_be_flagged(%s)", [item.pk])
        return list(cursor.fetchone()[0])


def _flags_of_case(case_id: uuid.UUID, by: Actor) -> list[Flag]:
    return list(
        Flag.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(case_id=case_id)
        .order_by("-written_at")
    )


def _locked(flag: Flag, by: Actor) -> Flag:
    fresh = (
        Flag.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=flag.pk)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such flag here.")
    return fresh


def _own(flag: Flag, by: Actor) -> Flag:
    permit(by, Verb.SEE_PEOPLE)
    fresh = _locked(flag, by)
    if fresh.team_id != by.own_team:
        raise NotPermitted("Each team keeps its own flags.")
    if not fresh.is_live:
        raise ValidationError("This flag has been taken off.")
    return fresh


def _sees(case_id: uuid.UUID, by: Actor) -> bool:
    return Grant.objects.filter(
        case_id=case_id, team_id=by.own_team, during__contains=timezone.now()
    ).exists()


def check_said(reference: str, online_hidden: str, asked_online: bool) -> None:
    """Raise ValidationError by field for what can't be kept of a confirmation."""
    wrong = {}
    if not 1 <= len(reference) <= LONGEST:
        wrong["reference"] = (
            "Your reference: enter what your system knows them by, "
            f"at most {LONGEST} characters."
        )
    allowed = OnlineHidden.values if asked_online else [""]
    if online_hidden not in allowed:
        wrong["online_hidden"] = (
            "Hidden online: say whether a patient can see the entry."
            if asked_online
            else "Hidden online: only health teams are asked this. Leave it out."
        )
    if wrong:
        raise ValidationError(wrong)
