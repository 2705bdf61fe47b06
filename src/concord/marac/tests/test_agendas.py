from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from concord.access.actions import locks, sharing
from concord.access.actor import Actor, acting_as
from concord.access.models import Disclosure, Grant, Part, Side
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.cases.actions import cases
from concord.cases.models import Party
from concord.cases.testing import CaseWorld, arrange, known
from concord.frontdoor.models import WorkItem
from concord.marac.actions import agenda, issuing
from concord.marac.models import AgendaItem, Meeting
from concord.marac.queries.meetings import agenda_of, waiting
from concord.marac.testing import (
    COUNCIL_REASON,
    REASON,
    coordinator,
    meet,
    seat,
    send_to_marac,
)
from concord.people.actions import persons
from concord.people.models import ContactPoint, PersonVersion

pytestmark = pytest.mark.django_db

CORE_OTHERS = ("police", "housing", "health")
SECOND = (
    known("Araminta", "Goldsworthy"),
    known("Cuthbert", "Pellow"),
    known("Fern", "Goldsworthy"),
)


@pytest.fixture
def work(marac: CaseWorld) -> WorkItem:
    return send_to_marac(marac)


@pytest.fixture
def meeting(marac: CaseWorld) -> Meeting:
    return meet(marac.place)


@pytest.fixture
def by(marac: CaseWorld) -> Actor:
    return coordinator(marac.place)


@pytest.fixture
def item(work: WorkItem, meeting: Meeting, by: Actor) -> AgendaItem:
    with acting_as(by):
        return agenda.put_on(work=work, meeting=meeting, by=by)


def issued(marac: CaseWorld, meeting: Meeting) -> None:
    """The coordinator issues, and the team that holds the case shares it."""
    by = coordinator(marac.place)
    with acting_as(by):
        issuing.issue(meeting=meeting, by=by)
    with acting_as(marac.idva):
        issuing.share_held(meeting=meeting, reason=REASON, by=marac.idva)


def sees(actor: Actor, meeting: Meeting) -> int:
    with acting_as(actor):
        return len(agenda_of(meeting, actor).listed)


def test_a_case_that_waits_is_put_on_and_its_work_is_taken(
    item: AgendaItem, by: Actor
) -> None:
    with acting_as(by):
        assert not waiting(by)
        assert WorkItem.objects.get(pk=item.work_id).state == "taken"
        got = AgendaItem.objects.get()
    assert (got.state, got.is_late, got.disclosure_id) == ("listed", False, None)


def test_only_the_team_that_coordinates_puts_on(
    marac: CaseWorld, work: WorkItem, meeting: Meeting
) -> None:
    for actor in (marac.idva, marac.police):
        with acting_as(actor), pytest.raises(NotPermitted):
            agenda.put_on(work=work, meeting=meeting, by=actor)


def test_the_database_refuses_an_item_of_another_team(
    marac: CaseWorld, work: WorkItem, meeting: Meeting
) -> None:
    with acting_as(marac.idva), pytest.raises(DatabaseError), transaction.atomic():
        AgendaItem.objects.create(
            partnership_id=marac.idva.here,
            owner_team_id=marac.idva.team_id,
            written_by_id=marac.idva.membership_id,
            case_id=marac.case.pk,
            work=work,
            meeting=meeting,
            position=1,
        )


def test_a_case_is_on_one_agenda_at_a_time(
    marac: CaseWorld, item: AgendaItem, work: WorkItem, by: Actor
) -> None:
    later = meet(marac.place, in_days=40)
    with acting_as(by), pytest.raises(ValidationError, match="already"):
        agenda.put_on(work=work, meeting=later, by=by)


def test_a_referral_is_heard_once_in_the_database_too(
    marac: CaseWorld, item: AgendaItem, by: Actor
) -> None:
    later = meet(marac.place, in_days=40)
    with acting_as(by), pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(
            partnership_id=by.here,
            owner_team_id=by.team_id,
            written_by_id=by.membership_id,
            case_id=item.case_id,
            work_id=item.work_id,
            meeting=later,
            position=1,
        )


# Issuing -----------------------------------------------------------------------------


def test_before_issuing_no_other_team_learns_of_it(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting
) -> None:
    # Who knows the case already doesn't learn that it goes to MARAC.
    marac.share("Police", (Part.IDENTITY, Side.VICTIM))
    for actor in (marac.police, marac.housing, marac.health):
        assert sees(actor, meeting) == 0
    assert sees(marac.idva, meeting) == 1  # holds the case


def test_after_issuing_core_teams_see_who_it_is_and_nothing_else(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting
) -> None:
    issued(marac, meeting)
    for name in CORE_OTHERS:
        actor = getattr(marac, name)
        assert sees(actor, meeting) == 1
        with acting_as(actor):
            assert Party.objects.filter(case=marac.case).count() == 3
            assert PersonVersion.objects.filter(person=marac.victim).exists()
            assert not ContactPoint.objects.exists()
            assert not WorkItem.objects.exists()
        with acting_as(marac.idva):
            parts = set(
                Grant.objects.filter(
                    case_id=marac.case.pk, team_id=actor.team_id
                ).values_list("part", flat=True)
            )
        assert parts == {"identity"}


def test_one_decision_is_kept_for_each_case(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting, by: Actor
) -> None:
    second = arrange(marac.place, SECOND)
    work = send_to_marac(second)
    with acting_as(by):
        agenda.put_on(work=work, meeting=meeting, by=by)
    issued(marac, meeting)
    with acting_as(by):
        kept = set(AgendaItem.objects.values_list("disclosure_id", flat=True))
    with acting_as(marac.idva):
        made = Disclosure.objects.filter(pk__in=kept)
        assert {one.case_id for one in made} == {marac.case.pk, second.case.pk}
        assert {one.purpose for one in made} == {"marac"}


def test_the_coordinator_shares_no_case_that_another_team_holds(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting, by: Actor
) -> None:
    with acting_as(by):
        assert issuing.issue(meeting=meeting, reason=REASON, by=by) == []
        assert Meeting.objects.get(pk=meeting.pk).state == "agenda_issued"
        assert len(agenda_of(meeting, by).held_elsewhere) == 1
    assert sees(marac.police, meeting) == 0


def handed_over(case: CaseWorld) -> WorkItem:
    """A case that waits, and that the coordinator's team holds by now."""
    work = send_to_marac(case)
    with acting_as(case.idva):
        sharing.hand_over(
            case_id=case.case.pk,
            to=case.place.teams["Council"],
            why="The council goes on with it.",
            reason=REASON,
            by=case.idva,
        )
    return work


def test_cases_of_the_coordinators_team_are_shared_at_once_late_ones_too(
    marac: CaseWorld, meeting: Meeting, by: Actor
) -> None:
    first, second = handed_over(marac), handed_over(arrange(marac.place, SECOND))
    with acting_as(by):
        agenda.put_on(work=first, meeting=meeting, by=by)
        with pytest.raises(ValidationError, match="lawful"):
            issuing.issue(meeting=meeting, by=by)
        assert len(issuing.issue(meeting=meeting, reason=COUNCIL_REASON, by=by)) == 1
    assert sees(marac.police, meeting) == 1
    with acting_as(by):
        with pytest.raises(ValidationError, match="lawful"):
            agenda.put_on(work=second, meeting=meeting, by=by)
        late = agenda.put_on(work=second, meeting=meeting, reason=COUNCIL_REASON, by=by)
    assert late.is_late
    assert sees(marac.police, meeting) == 2


def test_an_empty_agenda_is_not_issued(meeting: Meeting, by: Actor) -> None:
    with acting_as(by), pytest.raises(ValidationError, match="no case"):
        issuing.issue(meeting=meeting, reason=REASON, by=by)


def test_a_late_addition_says_so_and_waits_for_its_holder(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting, by: Actor
) -> None:
    issued(marac, meeting)
    work = send_to_marac(arrange(marac.place, SECOND))
    with acting_as(by):
        late = agenda.put_on(work=work, meeting=meeting, by=by)
    assert late.is_late
    assert sees(marac.police, meeting) == 1
    with acting_as(marac.idva):
        issuing.share_held(meeting=meeting, reason=REASON, by=marac.idva)
    assert sees(marac.police, meeting) == 2


def test_a_team_outside_the_core_sees_nothing_of_it(
    elmbrook: Place, front_door: Place
) -> None:
    seat(elmbrook, core=("Council", "Police", "Specialist service"))
    case = arrange(elmbrook)
    case.share("Housing", (Part.IDENTITY, Side.VICTIM))
    work, meeting, by = send_to_marac(case), meet(elmbrook), coordinator(elmbrook)
    with acting_as(by):
        agenda.put_on(work=work, meeting=meeting, by=by)
    issued(case, meeting)
    assert sees(case.police, meeting) == 1
    assert sees(case.housing, meeting) == 0


def test_another_partnership_sees_neither_meeting_nor_case(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting, northmere: Place
) -> None:
    issued(marac, meeting)
    other = northmere.actor("marac_coordinator")
    with acting_as(other):
        assert not Meeting.objects.exists()
        assert not AgendaItem.objects.exists()


def test_whoever_is_locked_out_finds_no_gap(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting, by: Actor
) -> None:
    work = send_to_marac(arrange(marac.place, SECOND))
    with acting_as(by):
        agenda.put_on(work=work, meeting=meeting, by=by)
    issued(marac, meeting)
    with acting_as(marac.idva):
        for who in ("marac_coordinator", "practitioner:Police"):
            locks.lock_out(
                account=marac.place.hats[who].account,
                person_id=marac.victim.pk,
                why="A cousin",
                by=marac.idva,
            )
    for actor in (by, marac.police):
        with acting_as(actor):
            seen = agenda_of(meeting, actor)
        assert len(seen.listed) == 1
        assert seen.listed[0].case_id != marac.case.pk
        assert not seen.held_elsewhere


# Order, and leaving ------------------------------------------------------------------


def test_the_order_changes_by_one_place(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting, by: Actor
) -> None:
    work = send_to_marac(arrange(marac.place, SECOND))
    with acting_as(by):
        second = agenda.put_on(work=work, meeting=meeting, by=by)
        agenda.move(item=second, up=True, by=by)
        assert [i.pk for i in agenda_of(meeting, by).listed] == [second.pk, item.pk]
        agenda.move(item=second, up=True, by=by)  # is first already
        agenda.move(item=second, up=False, by=by)
        assert [i.pk for i in agenda_of(meeting, by).listed] == [item.pk, second.pk]


def test_putting_off_moves_it_to_the_next_meeting(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting, by: Actor
) -> None:
    with acting_as(by), pytest.raises(ValidationError, match="no later meeting"):
        agenda.put_off(item=item, why="no_time", by=by)
    later = meet(marac.place, in_days=40)
    with acting_as(by):
        again = agenda.put_off(item=item, why="no_time", by=by)
        assert again.meeting_id == later.pk
        assert again.code != item.code
        assert AgendaItem.objects.get(pk=item.pk).state == "put_off"
        assert not waiting(by)


def test_a_withdrawn_case_waits_again_and_can_come_back(
    item: AgendaItem, meeting: Meeting, by: Actor
) -> None:
    with acting_as(by):
        with pytest.raises(ValidationError, match="why"):
            agenda.withdraw(item=item, why="she said so", by=by)
        agenda.withdraw(item=item, why="not_ready", by=by)
        (work,) = waiting(by)
        back = agenda.put_on(work=work, meeting=meeting, by=by)
        assert (back.pk, back.state, back.why) == (item.pk, "listed", "")


def test_marac_counts_cases_not_persons(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting, by: Actor
) -> None:
    """The same woman, harmed by somebody else, is a second case of the agenda."""
    with acting_as(marac.idva):
        another = persons.record(known=known("Silas", "Quennell"), by=marac.idva)
        other = cases.open_case(victim=marac.victim, alleged=[another], by=marac.idva)
    marac.case = other
    work = send_to_marac(marac)
    with acting_as(by):
        agenda.put_on(work=work, meeting=meeting, by=by)
        assert len(agenda_of(meeting, by).listed) == 2
