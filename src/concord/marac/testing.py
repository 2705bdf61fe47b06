"""An invented panel for tests: the council coordinates, and a case waits for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from concord.access.actions.sharing import Reason
from concord.access.actor import Actor, acting_as
from concord.access.models import Consent, Purpose, Told
from concord.access.testing import Place, days_ago
from concord.cases.testing import CaseWorld, arrange
from concord.foundation.periods import working_day_on_or_after
from concord.frontdoor.actions import deciding, triage
from concord.frontdoor.public import Said, WorkItem, refer
from concord.frontdoor.testing import SAID, stand
from concord.marac.actions import agenda, attending, flags, issuing, planning, room
from concord.marac.actions import panel as panels
from concord.marac.models import AgendaItem, Flag, Kind, Meeting, Panel

CORE = ("Council", "Police", "Housing", "Specialist service", "Health")
REASON = Reason(
    purpose=Purpose.MARAC,
    basis="recognised_interest",
    condition="safeguarding",
    why="Each team has to find out whether it knows them; no less will do.",
    told=Told.TOLD,
    consent=Consent.REFUSED,
)
# The same, as a council says it: a public body has another lawful basis.
COUNCIL_REASON = replace(REASON, basis="public_task")
# Below the threshold of MARAC: what she has agreed to, and why the panel decided so.
AGREED = replace(REASON, purpose=Purpose.SUPPORT, consent=Consent.GIVEN)
WHY = "She has said yes to a worker who comes each week"


def seat(place: Place, core: tuple[str, ...] = CORE, kind: str = Kind.MARAC) -> Panel:
    """The council coordinates; these teams are the core of it."""
    by = place.actor("administrator")
    with acting_as(by):
        return panels.set_up(
            name=f"{place.partnership.area_name} {Kind(kind).label}",
            team=place.teams["Council"],
            core=[place.teams[name] for name in core],
            kind=kind,
            by=by,
        )


def coordinator(place: Place) -> Actor:
    """The MARAC coordinator, in the council."""
    return place.actor("marac_coordinator")


def meet(
    place: Place, in_days: int = 20, venue: str = "Room 4", kind: str = Kind.MARAC
) -> Meeting:
    """A meeting on a working day to come."""
    by = coordinator(place)
    day = timezone.localdate() + dt.timedelta(days=in_days)
    with acting_as(by):
        return planning.plan(
            on=working_day_on_or_after(day),
            at=dt.time(9, 30),
            venue=venue,
            kind=kind,
            by=by,
        )


def send_to_marac(
    case: CaseWorld,
    said: Said = SAID,
    ago: int = 0,
    to: str = "Council",
    kind: str = Kind.MARAC,
) -> WorkItem:
    """A referral about the case, received so many days ago, which the front door sends
    to the MARAC, or to another kind of panel.
    """
    with acting_as(case.police), days_ago(ago):
        made = refer(said=said, by=case.police)
    with acting_as(case.idva):
        triage.put_to_case(referral=made, case=case.case, found={}, by=case.idva)
        decision = deciding.decide(
            referral=made,
            outcome=kind,
            why="Visible high risk.",
            to=case.place.teams[to],
            reason=REASON,
            by=case.idva,
        )
        return WorkItem.objects.get(decision=decision)


def on_issued_agenda(
    case: CaseWorld, meeting: Meeting, work: WorkItem | None = None
) -> AgendaItem:
    """The case on the agenda of a meeting, issued and shared with the core teams."""
    by = coordinator(case.place)
    work = work or send_to_marac(case)
    with acting_as(by):
        item = agenda.put_on(work=work, meeting=meeting, by=by)
        if not meeting.is_issued:
            issuing.issue(meeting=meeting, by=by)
    with acting_as(case.idva):
        issuing.share_held(meeting=meeting, reason=REASON, by=case.idva)
        meeting.refresh_from_db()
    return item


def heard(case: CaseWorld, item: AgendaItem) -> AgendaItem:
    """The case has been heard, and its meeting was held."""
    by = coordinator(case.place)
    with acting_as(by):
        fresh = AgendaItem.objects.select_related("meeting").get(pk=item.pk)
        fresh.state, fresh.meeting.state = AgendaItem.State.HEARD, Meeting.State.HELD
        fresh.save(update_fields=["state"])
        fresh.meeting.save(update_fields=["state"])
    return fresh


def flagged(case: CaseWorld, item: AgendaItem) -> dict[str, Flag]:
    """The new flags of the core teams, by the short name of the team."""
    by = coordinator(case.place)
    names = {team.pk: name for name, team in case.place.teams.items()}
    with acting_as(by):
        return {names[flag.team_id]: flag for flag in flags.flag_item(item=item, by=by)}


@pytest.fixture
def marac(elmbrook: Place) -> CaseWorld:
    """Elmbrook with a panel, and a case of the specialist service that waits for it."""
    stand(elmbrook)
    seat(elmbrook)
    return arrange(elmbrook)


@pytest.fixture
def below(marac: CaseWorld) -> CaseWorld:
    """Beside the MARAC there is a below-threshold review, with teams of its own."""
    core = ("Police", "Housing", "Health")
    seat(marac.place, core=core, kind=Kind.BELOW_THRESHOLD)
    return marac


def put_on(
    case: CaseWorld, meeting: Meeting, work: WorkItem | None = None
) -> AgendaItem:
    """On the agenda of this meeting, whichever panel it is of."""
    by = coordinator(case.place)
    work = work or send_to_marac(case, kind=meeting.panel.kind)
    with acting_as(by):
        return agenda.put_on(work=work, meeting=meeting, by=by)


def share_for_panel(
    case: CaseWorld, item: AgendaItem, reason: Reason = AGREED
) -> AgendaItem:
    """Its agenda is issued, and the team that holds the case shares it."""
    by = coordinator(case.place)
    with acting_as(by):
        issuing.issue(meeting=item.meeting, by=by)
    with acting_as(case.idva):
        issuing.share_held(meeting=item.meeting, reason=reason, by=case.idva)
        item.meeting.refresh_from_db()
    return item


def decide_at_panel(
    case: CaseWorld, item: AgendaItem, outcome: str = "support", why: str = WHY
) -> AgendaItem:
    """A panel below the threshold has met, and come to this outcome."""
    by = coordinator(case.place)
    with acting_as(by):
        room.start(meeting=item.meeting, by=by)
        concluded = room.conclude(
            item=item, outcome=outcome, why=why, criterion="judgement", by=by
        )
        room.end(meeting=item.meeting, by=by)
    return concluded


def on_an_issued_agenda(case: CaseWorld, meeting: Meeting | None = None) -> AgendaItem:
    """The case on an agenda that its holder has shared with the core teams."""
    return on_issued_agenda(case, meeting or meet(case.place))


def sit_down(place: Place, meeting: Meeting, *teams: str) -> None:
    """Somebody of each team comes, and agrees to the confidentiality of it."""
    for team in teams:
        hat = place.hats[f"practitioner:{team}"]
        by = Actor.from_hat(hat)
        with acting_as(by):
            attending.say_who_comes(meeting=meeting, hat=hat, kind="attends", by=by)
            attending.agree(meeting=meeting, by=by)
