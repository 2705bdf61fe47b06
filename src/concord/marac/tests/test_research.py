from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from concord.access.actions import emergencies, locks, sharing
from concord.access.actor import Actor, acting_as
from concord.access.models import Grant, Part, Side, written
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.cases.actions import cases
from concord.cases.testing import CaseWorld, arrange, known
from concord.marac.actions import agenda, attending, issuing, planning, room
from concord.marac.actions import research as verbs
from concord.marac.actions.research import AnsweredMeanwhile, Line
from concord.marac.actions.research_drafts import draft_of, keep, use_up
from concord.marac.models import (
    AgendaItem,
    Meeting,
    Research,
    ResearchDraft,
    ResearchEntry,
)
from concord.marac.queries.research import (
    asked_of,
    changed_since,
    grid_of,
    latest_of_team,
    own_research,
    said_last_time,
    said_of,
    unanswered,
)
from concord.marac.testing import REASON, coordinator, meet, seat, send_to_marac
from concord.people.actions import persons

pytestmark = pytest.mark.django_db

SECOND = (
    known("Araminta", "Goldsworthy"),
    known("Cuthbert", "Pellow"),
    known("Fern", "Goldsworthy"),
)
CALLS = Line("victim", "fact", "Four calls in three weeks.")
KNIVES = Line("alleged", "intelligence", "Carries a knife.", "chair_only")


def today() -> dt.date:
    return timezone.localdate()


def put_on(case: CaseWorld, meeting: Meeting) -> AgendaItem:
    by = coordinator(case.place)
    work = send_to_marac(case)
    with acting_as(by):
        return agenda.put_on(work=work, meeting=meeting, by=by)


def issue(case: CaseWorld, meeting: Meeting) -> None:
    by = coordinator(case.place)
    with acting_as(by):
        issuing.issue(meeting=meeting, by=by)
        meeting.refresh_from_db()
    with acting_as(case.idva):
        issuing.share_held(meeting=meeting, reason=REASON, by=case.idva)


def hold(meeting: Meeting, by: Actor) -> None:
    """The meeting takes place, and hears every case on its agenda."""
    with acting_as(by):
        room.start(meeting=meeting, by=by)
        for item in AgendaItem.objects.filter(meeting=meeting, state="listed"):
            room.call(item=item, by=by)
            room.conclude(item=item, outcome="no_action", by=by)
        room.end(meeting=meeting, by=by)


def come(case: CaseWorld, meeting: Meeting, team: str, by: Actor) -> None:
    hat = case.place.hats[f"practitioner:{team}"]
    with acting_as(by):
        attending.say_who_comes(meeting=meeting, hat=hat, kind="attends", by=by)
        attending.agree(meeting=meeting, by=by)


def say(
    item: AgendaItem, by: Actor, *lines: Line, replacing: int = 0, **said: object
) -> Research:
    with acting_as(by):
        return verbs.answer(
            item=item,
            checked_on=today(),
            lines=lines,
            replacing=replacing,
            by=by,
            **said,  # type: ignore[arg-type]
        )


def not_known(items: list[AgendaItem], by: Actor) -> list[Research]:
    with acting_as(by):
        return verbs.not_known(items=items, checked_on=today(), by=by)


def reads(item: AgendaItem, actor: Actor) -> dict[str, list[str]]:
    """Whose answers a hat reads, and which words."""
    with acting_as(actor):
        return {
            one.team.short_name: [entry.text for entry in one.entries]
            for one in said_of(item, actor)
        }


@pytest.fixture
def meeting(marac: CaseWorld) -> Meeting:
    return meet(marac.place)


@pytest.fixture
def item(marac: CaseWorld, meeting: Meeting) -> AgendaItem:
    found = put_on(marac, meeting)
    issue(marac, meeting)
    return found


@pytest.fixture
def by(marac: CaseWorld) -> Actor:
    return coordinator(marac.place)


# Answering ----------------------------------------------------------------------------


def test_many_cases_are_not_known_at_once_and_taken_back_at_once(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem
) -> None:
    others = [put_on(arrange(marac.place, SECOND), meeting) for _ in range(3)]
    with acting_as(marac.idva):
        issuing.share_held(meeting=meeting, reason=REASON, by=marac.idva)
    made = not_known([item, *others], marac.police)
    assert [one.says for one in made] == ["not_known"] * 4
    with acting_as(marac.police):
        assert unanswered(meeting, marac.police) == []
        batch = own_research(meeting, marac.police).batch
        assert {one.pk for one in batch} == {one.pk for one in made}
        verbs.take_back(answers=batch, by=marac.police)
        assert len(unanswered(meeting, marac.police)) == 4
        assert own_research(meeting, marac.police).batch == []
        # What was said stays.
        assert Research.objects.filter(says="not_known").count() == 4


def test_not_known_leaves_what_a_colleague_has_answered(
    marac: CaseWorld, item: AgendaItem
) -> None:
    say(item, marac.police, CALLS)
    assert not_known([item], marac.police) == []
    with acting_as(marac.police):
        assert latest_of_team([item.pk], marac.police)[item.pk].says == "known"


def test_what_is_taken_back_can_be_answered_again(
    marac: CaseWorld, item: AgendaItem
) -> None:
    made = not_known([item], marac.police)
    with acting_as(marac.police):
        verbs.take_back(answers=made, by=marac.police)
    assert [one.n for one in not_known([item], marac.police)] == [3]


def test_an_undo_leaves_what_was_answered_since(
    marac: CaseWorld, item: AgendaItem
) -> None:
    made = not_known([item], marac.police)
    say(item, marac.police, CALLS, replacing=1)
    with acting_as(marac.police):
        assert verbs.take_back(answers=made, by=marac.police) == []
        assert latest_of_team([item.pk], marac.police)[item.pk].says == "known"


def test_a_correction_keeps_what_was_said_before(
    marac: CaseWorld, item: AgendaItem
) -> None:
    say(item, marac.police, CALLS, KNIVES)
    again = say(item, marac.police, CALLS, replacing=1)
    assert again.n == 2
    assert reads(item, marac.police) == {"Police": [CALLS.text]}
    with acting_as(marac.police):
        assert ResearchEntry.objects.count() == 3


def test_two_of_a_team_do_not_answer_over_one_another(
    marac: CaseWorld, item: AgendaItem
) -> None:
    say(item, marac.police, CALLS)
    with pytest.raises(AnsweredMeanwhile, match="meanwhile"):
        say(item, marac.police, KNIVES)
    assert reads(item, marac.police) == {"Police": [CALLS.text]}


def test_days_to_come_and_empty_lines_are_refused(
    marac: CaseWorld, item: AgendaItem
) -> None:
    tomorrow = today() + dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="Last contact"):
        say(item, marac.police, last_contact_on=tomorrow)
    with pytest.raises(ValidationError, match="words"):
        say(item, marac.police, Line("victim", "fact", "  "))
    with pytest.raises(ValidationError, match="what it is about"):
        say(item, marac.police, Line("weather", "fact", "Rain"))
    with acting_as(marac.police), pytest.raises(ValidationError, match="checked"):
        verbs.not_known(items=[item], checked_on=tomorrow, by=marac.police)


def test_a_team_that_was_granted_who_they_are_only_can_answer(
    marac: CaseWorld, item: AgendaItem
) -> None:
    say(item, marac.housing, CALLS)
    assert reads(item, marac.housing) == {"Housing": [CALLS.text]}


def test_a_team_that_was_not_asked_answers_nothing(
    elmbrook: Place, front_door: Place
) -> None:
    seat(elmbrook, core=("Council", "Police", "Specialist service"))
    case = arrange(elmbrook)
    case.share("Housing", (Part.IDENTITY, Side.VICTIM))
    meeting = meet(elmbrook)
    item = put_on(case, meeting)
    issue(case, meeting)
    with acting_as(case.housing):
        assert asked_of(meeting, case.housing) == []
        with pytest.raises(NotPermitted):
            verbs.not_known(items=[item], checked_on=today(), by=case.housing)
        with pytest.raises(NotPermitted):
            keep(item=item, typed={}, by=case.housing)
        with pytest.raises(DatabaseError), transaction.atomic():
            Research.objects.create(
                **written(case.housing),
                case_id=item.case_id,
                item=item,
                n=1,
                says="not_known",
                checked_on=today(),
            )


def test_before_issuing_nobody_is_asked(marac: CaseWorld, meeting: Meeting) -> None:
    item = put_on(marac, meeting)
    for actor in (marac.idva, marac.police):
        with acting_as(actor), pytest.raises(ValidationError, match="over"):
            verbs.not_known(items=[item], checked_on=today(), by=actor)


def test_when_the_meeting_is_held_research_is_over(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, by: Actor
) -> None:
    made = not_known([item], marac.police)
    hold(meeting, by)
    with pytest.raises(ValidationError, match="over"):
        say(item, marac.housing, CALLS)
    with acting_as(marac.police):
        with pytest.raises(ValidationError, match="over"):
            verbs.take_back(answers=made, by=marac.police)
        with pytest.raises(DatabaseError), transaction.atomic():
            Research.objects.create(
                **written(marac.police),
                case_id=item.case_id,
                item=item,
                n=2,
                says="taken_back",
            )


# Who reads ----------------------------------------------------------------------------


def test_the_team_and_the_coordinator_read_it_and_nobody_else(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, by: Actor
) -> None:
    say(item, marac.police, CALLS, KNIVES)
    both = {"Police": [CALLS.text, KNIVES.text]}
    assert reads(item, marac.police) == both
    assert reads(item, by) == both
    # The holder's own grant opens all parts of the case, but not this.
    for actor in (marac.idva, marac.housing, marac.health):
        assert reads(item, actor) == {}
        with acting_as(actor):
            assert not Research.objects.exists()
            assert not ResearchEntry.objects.exists()


def test_research_that_was_shared_as_a_part_is_read_by_no_other_team(
    marac: CaseWorld, item: AgendaItem
) -> None:
    say(item, marac.police, CALLS)
    marac.share("Housing", *((Part.RESEARCH, side) for side in Side))
    assert reads(item, marac.housing) == {}


def test_from_the_meeting_on_teams_that_were_there_read_all_but_the_chair_s(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, by: Actor
) -> None:
    say(item, marac.police, CALLS, KNIVES)
    come(marac, meeting, "Housing", marac.housing)
    assert reads(item, marac.housing) == {}
    hold(meeting, by)
    assert reads(item, marac.housing) == {"Police": [CALLS.text]}
    assert reads(item, marac.health) == {}  # was not there
    assert reads(item, by) == {"Police": [CALLS.text, KNIVES.text]}


def test_a_team_that_lost_its_grant_reads_its_own_only(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, by: Actor
) -> None:
    say(item, marac.police, CALLS)
    say(item, marac.housing, Line("other", "fact", "A tenant of ours."))
    come(marac, meeting, "Housing", marac.housing)
    hold(meeting, by)
    assert set(reads(item, marac.housing)) == {"Police", "Housing"}
    with acting_as(marac.idva):
        sharing.end(
            grants=list(Grant.objects.filter(team=marac.place.teams["Housing"])),
            why="It knew nothing more.",
            by=marac.idva,
        )
    assert set(reads(item, marac.housing)) == {"Housing"}


def test_whoever_is_locked_out_reads_nothing_and_sees_no_gap(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, by: Actor
) -> None:
    other = put_on(arrange(marac.place, SECOND), meeting)
    with acting_as(marac.idva):
        issuing.share_held(meeting=meeting, reason=REASON, by=marac.idva)
    say(item, marac.police, CALLS)
    not_known([item], marac.health)
    with acting_as(marac.idva):
        for who in ("marac_coordinator", "practitioner:Police"):
            locks.lock_out(
                account=marac.place.hats[who].account,
                person_id=marac.victim.pk,
                why="A cousin",
                by=marac.idva,
            )
    for actor in (by, marac.police):
        assert reads(item, actor) == {}
        with acting_as(actor):
            assert not Research.objects.exists()
            assert not ResearchEntry.objects.exists()
    with acting_as(by):
        grid = grid_of(meeting, by)
        assert [row.item.pk for row in grid.rows] == [other.pk]
        assert (grid.answered, grid.asked) == (0, 5)
    with acting_as(marac.police):
        assert [i.pk for i in asked_of(meeting, marac.police)] == [other.pk]
        with pytest.raises(NotPermitted):
            verbs.not_known(items=[item], checked_on=today(), by=marac.police)


def test_an_emergency_opens_no_research(marac: CaseWorld, item: AgendaItem) -> None:
    say(item, marac.police, CALLS)
    with acting_as(marac.health):
        emergencies.open_case(
            ref=marac.case.ref, why="She is missing", minutes=60, by=marac.health
        )
    assert reads(item, marac.health) == {}


def test_another_partnership_reads_nothing_of_it(
    marac: CaseWorld, item: AgendaItem, meeting: Meeting, northmere: Place
) -> None:
    say(item, marac.police, CALLS)
    seat(northmere)
    for hat in ("marac_coordinator", "practitioner:Police"):
        other = northmere.actor(hat)
        assert reads(item, other) == {}
        with acting_as(other), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM access.research_asked(%s)", [meeting.pk])
            assert cursor.fetchall() == []
            cursor.execute("SELECT access.research_before(%s)", [item.pk])
            assert cursor.fetchone() == (None,)


def test_the_database_puts_no_line_to_another_team_s_answer(
    marac: CaseWorld, item: AgendaItem
) -> None:
    made = say(item, marac.police, CALLS)
    with acting_as(marac.housing), pytest.raises(DatabaseError), transaction.atomic():
        ResearchEntry.objects.create(
            **written(marac.housing),
            case_id=item.case_id,
            item=item,
            research_id=made.pk,
            side=Side.VICTIM,
            position=2,
            about="victim",
            kind="fact",
            text="Put in their mouth",
            said_on=today(),
        )


def test_what_is_about_him_is_never_of_her_side(
    marac: CaseWorld, item: AgendaItem
) -> None:
    made = say(item, marac.police, CALLS, KNIVES)
    with acting_as(marac.police):
        sides = {entry.side for entry in made.entries.all()}
        with pytest.raises(DatabaseError), transaction.atomic():
            ResearchEntry.objects.create(
                **written(marac.police),
                case_id=item.case_id,
                item=item,
                research=made,
                side=Side.VICTIM,
                position=9,
                about="alleged",
                kind="fact",
                text="He",
                said_on=today(),
            )
    assert sides == {"victim", "alleged"}


def test_an_answer_is_never_changed(marac: CaseWorld, item: AgendaItem) -> None:
    made = say(item, marac.police, CALLS)
    with acting_as(marac.police), pytest.raises(DatabaseError), transaction.atomic():
        Research.objects.filter(pk=made.pk).update(says="not_known")


# Last time ----------------------------------------------------------------------------


def again(marac: CaseWorld, item: AgendaItem, meeting: Meeting) -> AgendaItem:
    """The meeting is held; the same case comes to the next one."""
    by = coordinator(marac.place)
    with acting_as(by):
        AgendaItem.objects.filter(pk=item.pk).update(state=AgendaItem.State.HEARD)
    hold(meeting, by)
    later = meet(marac.place, in_days=40)
    found = put_on(marac, later)
    issue(marac, later)
    return found


def test_last_time_is_what_the_own_team_said_of_this_victim(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem
) -> None:
    say(item, marac.police, CALLS)
    not_known([item], marac.health)
    later = again(marac, item, meeting)
    with acting_as(marac.police):
        found = said_last_time(later, marac.police)
        assert found is not None
        assert [e.text for e in found.entries.all()] == [CALLS.text]
    # Who knew nobody, or has not answered, has no last time.
    for actor in (marac.health, marac.housing):
        with acting_as(actor):
            assert said_last_time(later, actor) is None


def test_last_time_is_found_in_another_case_of_the_same_woman(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem
) -> None:
    say(item, marac.police, CALLS)
    with acting_as(marac.idva):
        another = persons.record(known=known("Silas", "Quennell"), by=marac.idva)
        marac.case = cases.open_case(
            victim=marac.victim, alleged=[another], by=marac.idva
        )
    second = put_on(marac, meeting)
    with acting_as(marac.idva):
        issuing.share_held(meeting=meeting, reason=REASON, by=marac.idva)
    with acting_as(marac.police):
        assert said_last_time(second, marac.police) is not None
    other = put_on(arrange(marac.place, SECOND), meeting)
    with acting_as(marac.idva):
        issuing.share_held(meeting=meeting, reason=REASON, by=marac.idva)
    with acting_as(marac.police):
        assert said_last_time(other, marac.police) is None


def test_what_has_changed_since_last_time_is_said_without_names(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem
) -> None:
    made = say(item, marac.police, CALLS)
    with acting_as(marac.police):
        assert changed_since(marac.case, made.written_at) == []
    with acting_as(marac.idva):
        persons.correct(
            person=marac.victim, known=known("Goldie", "Thistlewood"), by=marac.idva
        )
        another = persons.record(known=known("Silas", "Quennell"), by=marac.idva)
        cases.add_party(
            case=marac.case, person=another, side=Side.ALLEGED, by=marac.idva
        )
    with acting_as(marac.police):
        said = changed_since(marac.case, made.written_at)
    assert said == [
        "What is known of the victim was corrected.",
        "Somebody came into the case: person alleged to cause harm.",
    ]


def test_a_line_that_is_kept_keeps_the_day_on_which_it_was_said(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem
) -> None:
    say(item, marac.police, CALLS)
    first = today()
    later = again(marac, item, meeting)
    new = Line("children", "opinion", "She keeps close to her mother.")
    made = say(later, marac.police, CALLS, new)
    with acting_as(marac.police):
        assert [e.said_on for e in made.entries.all()] == [first, first]
        assert [e.text for e in made.entries.all()] == [CALLS.text, new.text]


# Drafts -------------------------------------------------------------------------------


def test_a_draft_is_for_its_writer_alone_and_empty_when_it_has_served(
    marac: CaseWorld, item: AgendaItem, by: Actor
) -> None:
    with acting_as(marac.police):
        keep(item=item, typed={"line-0-text": ["He said"]}, by=marac.police)
        kept = keep(item=item, typed={"line-0-text": ["He said so"]}, by=marac.police)
        assert draft_of(item=item, by=marac.police) == kept
    for actor in (by, marac.idva, marac.housing):
        with acting_as(actor):
            assert not ResearchDraft.objects.exists()
    with acting_as(marac.police):
        use_up(item=item, by=marac.police)
        assert draft_of(item=item, by=marac.police) is None
        assert ResearchDraft.objects.get().typed == {}


# Who has not answered -----------------------------------------------------------------


def test_the_grid_tells_who_has_answered_what(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, by: Actor
) -> None:
    put_on(arrange(marac.place, SECOND), meeting)  # which its holder has not shared
    say(item, marac.police, CALLS)
    not_known([item], marac.health)
    with acting_as(by):
        grid = grid_of(meeting, by)
    names = [team.short_name for team in grid.teams]
    said = dict(zip(names, grid.rows[0].cells, strict=True))
    assert (said["Police"], said["Health"], said["Housing"]) == (
        "known",
        "not_known",
        "nothing",
    )
    assert set(grid.rows[1].cells) == {"not_asked"}
    assert (grid.answered, grid.asked) == (2, 5)
    assert {one.team.short_name: one.cases for one in grid.missing} == {
        "Council": 1,
        "Housing": 1,
        "Specialist service": 1,
    }


def test_only_the_coordinator_asks_who_has_answered(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem
) -> None:
    for actor in (marac.idva, marac.police):
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM access.research_asked(%s)", [meeting.pk])
            assert cursor.fetchall() == []


def test_a_case_that_left_the_agenda_is_asked_about_no_more(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, by: Actor
) -> None:
    with acting_as(by):
        agenda.withdraw(item=item, why="not_ready", by=by)
    with acting_as(marac.police):
        assert asked_of(meeting, marac.police) == []


def test_a_meeting_that_is_called_off_asks_for_nothing(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, by: Actor
) -> None:
    with acting_as(by):
        agenda.withdraw(item=item, why="other", by=by)
        planning.call_off(meeting=meeting, by=by)
    with acting_as(marac.police):
        again = Meeting.objects.get(pk=meeting.pk)
        assert asked_of(again, marac.police) == []
