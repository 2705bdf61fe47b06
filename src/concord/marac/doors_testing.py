"""Rows of the MARAC in the world of the attack suite; each text names its area."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.doors_testing import furnishing
from concord.access.models import written
from concord.access.testing import days_ago
from concord.cases.testing import CaseWorld
from concord.foundation.periods import working_day_on_or_after
from concord.frontdoor.public import WorkItem
from concord.frontdoor.testing import SAID
from concord.marac.actions import (
    agenda,
    agreed_actions,
    attending,
    feedback,
    flags,
    governance,
    issuing,
    minutes,
    planning,
    research,
    room,
    screening,
    usual_actions,
)
from concord.marac.actions import research_drafts as drafts
from concord.marac.actions.research import Line
from concord.marac.models import (
    AgendaItem,
    Flag,
    KeptOpen,
    Kind,
    Meeting,
    PastHearing,
)
from concord.marac.testing import (
    AGREED,
    REASON,
    coordinator,
    meet,
    on_issued_agenda,
    seat,
    send_to_marac,
    sit_down,
)


@furnishing
def agendas(world: Any) -> None:
    """In each area a case on an issued agenda, one that waits, and who comes."""
    for case in (world.here, world.there):
        _agenda(case, case.place.partnership.area_name)


@furnishing
def governed(world: Any) -> None:
    """In each area nobody came to two meetings; one team has said why; the posts."""
    for case in (world.here, world.there):
        area = case.place.partnership.area_name
        for ago in (40, 20):
            _missed(case, area, ago)
        by = case.place.actor("strategic_lead")
        with acting_as(by):
            governance.answer_absence(
                team=case.place.teams["Health"],
                why=f"Nobody was free in {area}",
                changes=f"Two deputies in {area}",
                by=by,
            )
            governance.say_posts(
                since=timezone.localdate(),
                idvas=Decimal(2),
                administrators=Decimal(1),
                by=by,
            )
            usual_actions.add_usual(
                words=f"Ask the patrol of {area}", kind="visit", in_days=3, by=by
            )


def _missed(case: CaseWorld, area: str, ago: int) -> None:
    """A meeting that was held so many days ago, of which nobody says who came."""
    by = coordinator(case.place)
    on = working_day_on_or_after(timezone.localdate() - dt.timedelta(days=ago))
    with days_ago(ago + 1), acting_as(by):
        meeting = planning.plan(
            on=on, at=dt.time(9, 30), venue=f"Room 7 of {area} House", by=by
        )
        meeting.state = Meeting.State.HELD
        meeting.save(update_fields=["state"])


def _agenda(case: CaseWorld, area: str) -> None:
    with days_ago(100):
        seat(case.place, core=("Council", "Police", "Specialist service", "Health"))
    by = coordinator(case.place)
    meeting = meet(case.place, venue=f"Room 4 of {area} House")
    # The next agenda stays free for a case that is put off.
    meet(case.place, in_days=40, venue=f"Room 5 of {area} House")
    later = meet(case.place, in_days=60, venue=f"Room 6 of {area} House")
    said = replace(
        SAID,
        what_happened=f"He followed her through {area} market",
        wishes=f"To be left alone in {area}",
        people=_unreached(),
    )
    work, again, _ = [send_to_marac(case, said) for _ in range(3)]
    with acting_as(by):
        screening.screen(
            work=work, criteria=["judgement"], words=f"Alone in {area}", by=by
        )
        item = agenda.put_on(work=work, meeting=meeting, by=by)
        issuing.issue(meeting=meeting, by=by)
    with acting_as(case.idva):
        issuing.share_held(
            meeting=meeting,
            reason=replace(REASON, why=f"Teams of {area} have to look"),
            by=case.idva,
        )
    hat = case.place.hats["practitioner:Police"]
    with acting_as(case.police):
        attending.say_who_comes(
            meeting=meeting, hat=hat, kind="attends", by=case.police
        )
        attending.agree(meeting=meeting, by=case.police)
    _research(case, item, area)
    _actions(case, area)
    _said(case, area)
    _heard(case, again, later, area)
    _flags(case, item, area)
    _minutes(case, area)
    _past(case, item, area)
    _review(case, area)


def _review(case: CaseWorld, area: str) -> None:
    """A panel below the threshold: one case heard, one still listed."""
    kind, by = Kind.BELOW_THRESHOLD, coordinator(case.place)
    seat(case.place, core=("Police", "Health"), kind=kind)
    happened = f"He shouts below her window in {area}"
    said = replace(SAID, what_happened=happened, people=_unreached())
    for days in (33, 47):
        meeting = meet(case.place, days, f"Annex of {area} House", kind)
        work = send_to_marac(case, said, kind=kind)
        with acting_as(by):
            item = agenda.put_on(work=work, meeting=meeting, by=by)
            issuing.issue(meeting=meeting, by=by)
            room.start(meeting=meeting, by=by)
        with acting_as(case.idva):
            reason = replace(AGREED, why=f"She asks for help near {area}")
            issuing.share_held(meeting=meeting, reason=reason, by=case.idva)
    with acting_as(by):
        room.conclude(item=item, outcome="support", why=f"Help from {area}", by=by)


def _past(case: CaseWorld, item: AgendaItem, area: str) -> None:
    """The case was heard before, by the coordinator's spreadsheet."""
    by, today = coordinator(case.place), timezone.localdate()
    with acting_as(by):
        PastHearing.objects.create(
            **written(by),
            case_id=item.case_id,
            key=f"{area} key",
            heard_on=today - dt.timedelta(days=90),
            agency="other",
            agency_words=f"Somebody in {area}",
            repeat="yes",
            criteria=f"Hurt at {area} fair",
            actions=f"Locks changed in {area}",
            outcome=f"Moved within {area}",
            kept=f"IDVA: one of {area}",
            flagged_on=today - dt.timedelta(days=80),
            file="0" * 64,
            place=f"sheet {area}, row 2",
        )


def _minutes(case: CaseWorld, area: str) -> None:
    """Three meetings that are over: minutes issued, approved, and being worded."""
    by = coordinator(case.place)
    chair = case.place.hats["marac_coordinator"]
    for days, state in ((5, "issued"), (12, "approved"), (26, "worded")):
        item = _over(case, area, days)
        there = item.meeting
        with acting_as(by):
            if state == "worded":
                line = {"kind": "decision", "side": "none", "team": "", "why_now": ""}
                words = f"A plan with her work in {area}"
                minutes.word(item=item, lines=[line | {"words": words}], after=0, by=by)
                continue
            minutes.approve(meeting=there, chair=chair, by=by)
            if state == "issued":
                minutes.issue(meeting=there, by=by)


def _over(case: CaseWorld, area: str, days: int) -> AgendaItem:
    """A case that was heard at a meeting that is over; the police were there."""
    by, there = coordinator(case.place), meet(case.place, days, f"Hall in {area}")
    happened = f"He rang at her work in {area}"
    said = replace(SAID, what_happened=happened, people=_unreached())
    work = send_to_marac(case, said)
    with acting_as(by):
        item = agenda.put_on(work=work, meeting=there, by=by)
        issuing.issue(meeting=there, by=by)
    with acting_as(case.idva):
        reason = replace(REASON, why=f"Each team of {area} looks")
        issuing.share_held(meeting=there, reason=reason, by=case.idva)
    sit_down(case.place, there, "Police")
    with acting_as(by):
        room.start(meeting=there, by=by)
        room.note(item=item, kind="decision", words=f"A plan with {area} works", by=by)
        agreed_actions.add(
            item=item,
            team=case.place.teams["Police"],
            kind="visit",
            words=f"Visit her in {area}",
            in_days=5,
            by=by,
        )
        room.conclude(item=item, outcome="actions", by=by)
        room.end(meeting=there, by=by)
    return item


def _unreached() -> list[Any]:
    """Those of the referral, without a number or an address."""
    return [replace(one, address="", phone="") for one in SAID.people]


def _research(case: CaseWorld, item: AgendaItem, area: str) -> None:
    """What the police know, health does not, and the holder has begun to say."""
    today = timezone.localdate()
    with acting_as(case.police):
        research.answer(
            item=item,
            checked_on=today,
            last_contact_on=today,
            lines=[
                Line("victim", "fact", f"Seen hurt at {area} station"),
                Line("alleged", "intelligence", f"Armed in {area}", "chair_only"),
            ],
            by=case.police,
        )
    with acting_as(case.health):
        research.not_known(items=[item], checked_on=today, by=case.health)
    with acting_as(case.idva):
        typed = {"line-rows": ["1"], "line-0-text": [f"Comes to the {area} drop-in"]}
        drafts.keep(item=item, typed=typed, by=case.idva)


def _actions(case: CaseWorld, area: str) -> None:
    """An action of each of two teams, and what one of them says of it."""
    by = coordinator(case.place)
    with acting_as(by):
        item = AgendaItem.objects.get(meeting__venue=f"Room 4 of {area} House")
        for team in ("Police", "Health"):
            made = agreed_actions.add(
                item=item,
                team=case.place.teams[team],
                kind="find_out",
                words=f"{team} asks at {area} school",
                in_days=5,
                by=by,
            )
        agreed_actions.say(
            action=made, state="not_possible", why=f"Shut in {area}", by=by
        )


def _said(case: CaseWorld, area: str) -> None:
    """The meeting has begun: wishes, a risk, and a word for the chair alone."""
    by = coordinator(case.place)
    with acting_as(by):
        item = AgendaItem.objects.get(meeting__venue=f"Room 4 of {area} House")
        room.start(meeting=item.meeting, by=by)
        room.call(item=item, by=by)
        room.note(
            item=item,
            kind="wishes",
            side="victim",
            words=f"To stay near {area} park",
            shown=f"To stay in {area}",
            by=by,
        )
    with acting_as(case.police):
        for chair_only in (False, True):
            room.note(
                item=item,
                kind="risk",
                side="child",
                words=f"He waits at {area} school",
                why_now=f"Twice in {area}",
                chair_only=chair_only,
                by=case.police,
            )


def _heard(case: CaseWorld, work: WorkItem, meeting: Meeting, area: str) -> None:
    """A later meeting has heard the case again, and the victim knows of it."""
    item = on_issued_agenda(case, meeting, work)
    by = coordinator(case.place)
    with acting_as(by):
        room.start(meeting=meeting, by=by)
        room.conclude(item=item, outcome="actions", by=by)
    with acting_as(case.idva):
        feedback.tell(
            item=item,
            told="told",
            said=f"That {area} knows",
            wishes=f"To be rung in {area}",
            by=case.idva,
        )


def _flags(case: CaseWorld, item: AgendaItem, area: str) -> None:
    """Two teams have the case flagged on records of their own."""
    by = coordinator(case.place)
    with acting_as(by):
        flags.flag_item(item=item, by=by)
    for team in (case.idva, case.police):
        with acting_as(team):
            [flag] = Flag.objects.filter(team_id=team.own_team, item=item)
            flags.confirm(flag=flag, reference=f"{area} record 41", by=team)
    with acting_as(by):
        # As after a meeting: this one goes on.
        KeptOpen.objects.create(
            **written(by),
            case_id=item.case_id,
            item=item,
            team=case.place.teams["Health"],
            why="checks",
        )
