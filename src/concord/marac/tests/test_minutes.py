"""Minutes: drafted by the system, redacted for each team, personal, frozen."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place, days_ago
from concord.cases.testing import CaseWorld, arrange, known
from concord.foundation.periods import add_working_days
from concord.foundation.post.models import Message
from concord.foundation.ui.words import local_date
from concord.marac.actions import (
    afterwards,
    agenda,
    agreed_actions,
    attending,
    issuing,
    room,
)
from concord.marac.actions import minutes as verbs
from concord.marac.jobs.minutes import tell_readers
from concord.marac.models import (
    AgendaItem,
    IssuedCase,
    MaracAction,
    Meeting,
    Minutes,
    MinutesIssue,
    MinutesOfCase,
)
from concord.marac.queries import minutes as questions
from concord.marac.testing import (
    REASON,
    coordinator,
    meet,
    on_an_issued_agenda,
    on_issued_agenda,
    seat,
    send_to_marac,
    sit_down,
)

pytestmark = pytest.mark.django_db

SECOND = (
    known("Araminta", "Goldsworthy"),
    known("Cuthbert", "Pellow"),
    known("Fern", "Goldsworthy"),
)


def heard(marac: CaseWorld) -> AgendaItem:
    """A case that was heard: police and the specialist service were there."""
    item = on_an_issued_agenda(marac)
    sit_down(marac.place, item.meeting, "Police", "Specialist service")
    hear(marac, item)
    return item


def hear(case: CaseWorld, item: AgendaItem) -> None:
    by = coordinator(case.place)
    with acting_as(by):
        if item.meeting.started_at is None:
            item.meeting = room.start(meeting=item.meeting, by=by)
        room.call(item=item, by=by)
    say(case.idva, item, "wishes", "To stay in the flat")
    say(case.police, item, "risk", "He waits at school", "child", why_now="Twice")
    say(case.police, item, "information", "Arrested in May", "alleged")
    say(case.police, item, "information", "An informant says", chair_only=True)
    say(by, item, "decision", "A school plan", "none")
    with acting_as(by):
        for team, words in (("Police", "Tell the school"), ("Health", "See her GP")):
            agreed_actions.add(
                item=item,
                team=case.place.teams[team],
                kind="school",
                words=words,
                in_days=5,
                by=by,
            )
        room.conclude(item=item, outcome="actions", by=by)


def say(
    by: Actor,
    item: AgendaItem,
    kind: str,
    words: str,
    side: str = "victim",
    **other: Any,
) -> None:
    with acting_as(by):
        room.note(item=item, kind=kind, words=words, side=side, by=by, **other)


def over(place: Place, meeting: Meeting) -> Meeting:
    by = coordinator(place)
    with acting_as(by):
        room.end(meeting=meeting, by=by)
        meeting.refresh_from_db()
    return meeting


def issued(place: Place, meeting: Meeting) -> Minutes:
    by = coordinator(place)
    with acting_as(by):
        found = verbs.approve(
            meeting=meeting, chair=place.hats["marac_coordinator"], by=by
        )
        verbs.issue(meeting=meeting, by=by)
        found.refresh_from_db()
    return found


def copy(actor: Actor, minutes: Minutes) -> questions.Paper | None:
    with acting_as(actor):
        return questions.copy_for(actor, minutes)


def lock_out(case: CaseWorld, role: str) -> None:
    with acting_as(case.idva):
        locks.lock_out(
            account=case.place.hats[role].account,
            person_id=case.victim.pk,
            why="Kin",
            by=case.idva,
        )


@pytest.fixture
def item(marac: CaseWorld) -> AgendaItem:
    return heard(marac)


@pytest.fixture
def held(marac: CaseWorld, item: AgendaItem) -> Meeting:
    return over(marac.place, item.meeting)


# ---- the draft -----------------------------------------------------------------------


def test_the_draft_says_who_came_and_what_was_said_of_each_case(
    marac: CaseWorld, held: Meeting
) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        paper = questions.draft(held, by)
    assert [one["team"] for one in paper.header["attended"]] == [
        "Police",
        "Specialist service",
    ]
    [case] = paper.heard
    assert [line["words"] for line in case.wishes] == ["To stay in the flat"]
    [risk] = case.risks
    assert (risk["about"], risk["why_now"]) == ("Children", "Twice")
    assert [line["words"] for line in case.information] == ["Arrested in May"]
    assert [line["words"] for line in case.decisions] == ["A school plan"]
    assert [(one["team"], one["words"]) for one in case.actions] == [
        ("Police", "Tell the school"),
        ("Health", "See her GP"),
    ]
    assert case.outcome == "Actions agreed"
    assert ("Victim", "Marigold Thistlewood") in case.people


def test_what_was_corrected_is_in_no_draft_also_when_the_correction_is_for_the_chair(
    marac: CaseWorld, item: AgendaItem
) -> None:
    with acting_as(marac.police):
        wrong = room.note(
            item=item, kind="risk", words="He has two dogs", by=marac.police
        )
        room.note(
            item=item,
            kind="risk",
            words="He has a gun",
            chair_only=True,
            replaces=wrong,
            by=marac.police,
        )
    meeting = over(marac.place, item.meeting)
    by = coordinator(marac.place)
    with acting_as(by):
        [case] = questions.draft(meeting, by).heard
    assert [line["words"] for line in case.risks] == ["He waits at school"]


def test_only_the_team_that_coordinates_words_minutes(
    marac: CaseWorld, item: AgendaItem, held: Meeting
) -> None:
    by = coordinator(marac.place)
    line = {"kind": "decision", "side": "none", "team": "", "words": "", "why_now": ""}
    with acting_as(by):
        verbs.word(item=item, lines=[line | {"words": "Plan it"}, line], after=0, by=by)
        [case] = questions.draft(held, by).heard
        assert [one["words"] for one in case.lines] == ["Plan it"]
        with pytest.raises(ValidationError, match="a moment ago"):
            verbs.word(item=item, lines=[line], after=0, by=by)
    for actor in (marac.police, marac.idva):
        with acting_as(actor):
            assert not MinutesOfCase.objects.visible_to(actor).exists()
            with pytest.raises(NotPermitted):
                verbs.word(item=item, lines=[line], after=1, by=actor)


def test_minutes_are_approved_after_the_meeting_and_stay_as_they_are(
    marac: CaseWorld, item: AgendaItem
) -> None:
    by, chair = coordinator(marac.place), marac.place.hats["marac_coordinator"]
    with acting_as(by), pytest.raises(ValidationError, match="End the meeting"):
        verbs.approve(meeting=item.meeting, chair=chair, by=by)
    meeting = over(marac.place, item.meeting)
    with acting_as(by):
        minutes = verbs.approve(meeting=meeting, chair=chair, by=by)
        assert minutes.approved_by_id == by.own_hat
        with pytest.raises(ValidationError, match="approved"):
            verbs.approve(meeting=meeting, chair=chair, by=by)
        with pytest.raises(ValidationError, match="approved"):
            verbs.word(item=item, lines=[], after=0, by=by)
        with pytest.raises(DatabaseError), transaction.atomic():
            Minutes.objects.filter(pk=minutes.pk).update(header={"chair": "Nobody"})
        with pytest.raises(DatabaseError), transaction.atomic():
            IssuedCase.objects.filter(minutes=minutes).update(content={})


def test_a_correction_is_the_next_edition_and_the_one_before_is_read_on(
    marac: CaseWorld, item: AgendaItem, held: Meeting
) -> None:
    first = issued(marac.place, held)
    by = coordinator(marac.place)
    line = {"kind": "decision", "side": "none", "team": "", "why_now": ""}
    with acting_as(by):
        verbs.correct(meeting=held, by=by)
        verbs.word(item=item, lines=[line | {"words": "Two plans"}], after=0, by=by)
    second = issued(marac.place, held)
    assert (first.n, second.n) == (1, 2)
    before, after = copy(marac.police, first), copy(marac.police, second)
    assert before
    assert [one["words"] for one in before.heard[0].decisions] == ["A school plan"]
    assert after
    assert [one["words"] for one in after.heard[0].lines] == ["Two plans"]


# ---- who gets what -------------------------------------------------------------------


def test_before_issuing_nobody_else_reads_what_was_approved(
    marac: CaseWorld, held: Meeting
) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        minutes = verbs.approve(
            meeting=held, chair=marac.place.hats["marac_coordinator"], by=by
        )
        assert IssuedCase.objects.visible_to(by).exists()
    for actor in (marac.police, marac.idva, marac.health, marac.housing):
        assert copy(actor, minutes) is None
        with acting_as(actor):
            assert not IssuedCase.objects.visible_to(actor).exists()


def test_a_team_that_was_there_gets_the_case_and_one_that_was_not_its_own_actions(
    marac: CaseWorld, held: Meeting
) -> None:
    minutes = issued(marac.place, held)
    for actor in (marac.police, marac.idva):
        paper = copy(actor, minutes)
        assert paper is not None
        [case] = paper.heard
        assert case.is_whole
        assert len(case.lines) == 4
        assert len(case.actions) == 2
        assert case.people
    paper = copy(marac.health, minutes)
    assert paper is not None
    [case] = paper.heard
    assert not case.is_whole
    assert (case.lines, case.outcome, list(case.people)) == ([], "", [])
    assert [one["words"] for one in case.actions] == ["See her GP"]
    assert case.code


def test_who_only_observed_gets_what_they_have_to_do_and_not_more(
    marac: CaseWorld, item: AgendaItem
) -> None:
    by = marac.housing
    hat = marac.place.hats["practitioner:Housing"]
    with acting_as(by):
        attending.say_who_comes(meeting=item.meeting, hat=hat, kind="observes", by=by)
        attending.agree(meeting=item.meeting, by=by)
    minutes = issued(marac.place, over(marac.place, item.meeting))
    paper = copy(marac.housing, minutes)
    assert paper is not None
    assert [(one.is_whole, one.actions) for one in paper.heard] == [(False, [])]
    colleague = marac.place.actor("practitioner")  # of the team that coordinates
    assert copy(colleague, minutes) is None


def test_who_is_no_core_team_and_was_not_there_gets_nothing(
    marac: CaseWorld, held: Meeting
) -> None:
    seat(marac.place, core=("Council", "Police", "Housing"))
    minutes = issued(marac.place, held)
    assert copy(marac.health, minutes) is None
    assert copy(marac.housing, minutes)
    assert copy(marac.idva, minutes)


def test_the_database_refuses_a_whole_case_for_a_team_that_was_not_there(
    marac: CaseWorld, held: Meeting
) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        minutes = verbs.approve(
            meeting=held, chair=marac.place.hats["marac_coordinator"], by=by
        )
        health = marac.place.teams["Health"]
        kept = IssuedCase.objects.visible_to(by).get(team=health)
        minutes = Minutes.objects.create(
            partnership_id=by.here, meeting=held, n=minutes.n + 1
        )
        for is_whole in (False, True):
            row = IssuedCase(
                partnership_id=by.here,
                owner_team_id=by.own_team,
                written_by_id=by.own_hat,
                case_id=kept.case_id,
                item_id=kept.item_id,
                minutes=minutes,
                team=health,
                is_whole=is_whole,
                position=1,
                content={},
            )
            if not is_whole:
                row.save(force_insert=True)
                continue
            with pytest.raises(DatabaseError), transaction.atomic():
                row.save(force_insert=True)


def test_words_for_the_chair_alone_are_in_no_row_of_any_copy(
    marac: CaseWorld, held: Meeting
) -> None:
    issued(marac.place, held)
    by = coordinator(marac.place)
    with acting_as(by):
        rows = list(IssuedCase.objects.visible_to(by))
    assert {row.team_id for row in rows} >= {
        marac.place.teams[name].pk for name in ("Council", "Police", "Health")
    }
    assert not [row for row in rows if "informant" in str(row.content)]


def test_whoever_is_kept_from_a_case_has_no_copy_of_it_and_sees_no_gap(
    marac: CaseWorld, item: AgendaItem
) -> None:
    family = arrange(marac.place, SECOND)
    by = coordinator(marac.place)
    work = send_to_marac(family)
    with acting_as(by):
        second = agenda.put_on(work=work, meeting=item.meeting, by=by)
    with acting_as(family.idva):
        issuing.share_held(meeting=item.meeting, reason=REASON, by=family.idva)
    hear(family, second)
    minutes = issued(marac.place, over(marac.place, item.meeting))
    paper = copy(marac.police, minutes)
    assert paper is not None
    assert len(paper.heard) == 2
    lock_out(marac, "practitioner:Police")
    paper = copy(marac.police, minutes)
    assert paper is not None
    assert [one.code for one in paper.heard] == [second.code]
    lock_out(family, "practitioner:Police")
    assert copy(marac.police, minutes) is None
    with acting_as(marac.police):
        assert questions.to_read(marac.police) == []


def test_whoever_is_kept_from_all_of_it_before_issuing_gets_no_letter(
    marac: CaseWorld, held: Meeting
) -> None:
    lock_out(marac, "practitioner:Police")
    minutes = issued(marac.place, held)
    assert copy(marac.police, minutes) is None
    tell_readers(marac.place.partnership.pk, minutes.pk)
    found = Message.objects.filter(letter="marac.minutes_wait")
    told = [one.address for one in found]
    hats = marac.place.hats
    assert hats["practitioner:Specialist service"].account.email in told
    assert hats["practitioner:Police"].account.email not in told


def test_another_partnership_finds_nothing(
    marac: CaseWorld, held: Meeting, northmere: Place
) -> None:
    minutes = issued(marac.place, held)
    for role in ("marac_coordinator", "practitioner:Police"):
        there = northmere.actor(role)
        assert copy(there, minutes) is None
        with acting_as(there):
            assert not Minutes.objects.visible_to(there).exists()
            assert not Minutes.objects.exists()
            assert not MinutesIssue.objects.exists()
            assert not IssuedCase.objects.visible_to(there).exists()


# ---- copies --------------------------------------------------------------------------


def test_a_copy_is_personal_and_its_reader_alone_opens_it(
    marac: CaseWorld, held: Meeting
) -> None:
    minutes = issued(marac.place, held)
    with acting_as(marac.police):
        [mine] = questions.to_read(marac.police)
        assert len(MinutesIssue.objects.all()) == 1
        verbs.open_copy(minutes=minutes, by=marac.police)
        assert questions.to_read(marac.police) == []
        with pytest.raises(DatabaseError), transaction.atomic():
            MinutesIssue.objects.filter(pk=mine.pk).update(opened_at=None)
    by = coordinator(marac.place)
    with acting_as(by):
        all_of_it = questions.copies_of(held, by)
        assert {one.hat_id: bool(one.opened_at) for one in all_of_it}[mine.hat_id]
        with pytest.raises(DatabaseError), transaction.atomic():
            MinutesIssue.objects.filter(opened_at=None).update(sha256="0")


def test_nobody_gives_themselves_a_copy(marac: CaseWorld, held: Meeting) -> None:
    minutes = issued(marac.place, held)
    by = marac.place.actor("agency_lead:Police")
    with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
        MinutesIssue.objects.create(
            partnership_id=by.here,
            minutes=minutes,
            hat_id=by.own_hat,
            issued_at=minutes.issued_at,
            sha256="0",
        )


def test_the_hash_is_the_same_for_all_of_a_team_and_differs_between_teams(
    marac: CaseWorld, held: Meeting
) -> None:
    issued(marac.place, held)
    by = coordinator(marac.place)
    with acting_as(by):
        copies = questions.copies_of(held, by)
    by_team: dict[int, set[str]] = {}
    for one in copies:
        by_team.setdefault(one.hat.team_id, set()).add(one.sha256)
    assert all(len(found) == 1 for found in by_team.values())
    police, health = (marac.place.teams[name].pk for name in ("Police", "Health"))
    assert by_team[police] != by_team[health]


def test_minutes_wait_for_the_coordinator_until_issued_within_the_limit(
    marac: CaseWorld, held: Meeting
) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        [waits] = questions.not_issued(by)
        assert questions.due_by(waits) == add_working_days(
            local_date(held.ended_at), held.panel.minutes_working_days
        )
    issued(marac.place, held)
    with acting_as(by):
        assert questions.not_issued(by) == []


# ---- meetings before -----------------------------------------------------------------


def test_actions_of_meetings_before_are_split_and_go_to_the_team_that_has_them(
    marac: CaseWorld, held: Meeting
) -> None:
    by = coordinator(marac.place)
    with acting_as(by):
        actions = {one.team.short_name: one for one in _actions(by)}
        agreed_actions.say(
            action=actions["Health"], state="not_possible", why="She moved", by=by
        )
    family = arrange(marac.place, SECOND)
    meeting = meet(marac.place, in_days=40)
    work = send_to_marac(family)
    with acting_as(by):
        second = agenda.put_on(work=work, meeting=meeting, by=by)
        issuing.issue(meeting=meeting, by=by)
    with acting_as(family.idva):
        issuing.share_held(meeting=meeting, reason=REASON, by=family.idva)
        second.meeting.refresh_from_db()
    sit_down(marac.place, meeting, "Police", "Specialist service")
    hear(family, second)
    minutes = issued(marac.place, over(marac.place, second.meeting))
    for actor, told in ((marac.police, "Open"), (marac.health, "Not possible")):
        paper = copy(actor, minutes)
        assert paper is not None
        [case] = paper.earlier
        [(label, [action])] = case.before
        assert label == told
        assert action["team_id"] == actor.own_team
    paper = copy(by, minutes)
    assert paper is not None
    assert [label for label, _ in paper.earlier[0].before] == ["Not possible", "Open"]


def _actions(by: Actor) -> list[MaracAction]:
    return list(MaracAction.objects.visible_to(by).select_related("team"))


def test_flags_that_are_over_are_told_to_the_team_that_keeps_them(
    marac: CaseWorld,
) -> None:
    with days_ago(400):
        past = meet(marac.place)
    family = arrange(marac.place, SECOND)
    old = on_issued_agenda(family, past)
    by = coordinator(marac.place)
    with acting_as(by):
        old.meeting = room.start(meeting=past, by=by)
        room.conclude(item=old, outcome="no_action", by=by)
    over(marac.place, old.meeting)
    minutes = issued(marac.place, over(marac.place, heard(marac).meeting))
    police, whole = copy(marac.police, minutes), copy(by, minutes)
    assert police
    assert [one["team"] for case in police.cases for one in case.flags] == ["Police"]
    assert whole
    told = {one["team"] for case in whole.cases for one in case.flags}
    assert told >= {"Police", "Health", "Housing"}


def test_a_team_that_was_let_go_after_the_meeting_has_the_case_no_more(
    marac: CaseWorld, held: Meeting
) -> None:
    minutes = issued(marac.place, held)
    assert copy(marac.housing, minutes)
    with acting_as(coordinator(marac.place)) as by:
        afterwards.let_go(meeting=held, by=by)
    assert copy(marac.housing, minutes) is None
    assert copy(marac.police, minutes)  # it has something to do


def test_what_a_coordinator_is_kept_from_waits_for_another(
    marac: CaseWorld, held: Meeting
) -> None:
    lock_out(marac, "marac_coordinator")
    by, colleague = coordinator(marac.place), marac.place.actor("practitioner")
    assert by.own_team == colleague.own_team
    with acting_as(by):
        assert questions.not_issued(by) == []
        with pytest.raises(ValidationError, match="No case was heard"):
            verbs.approve(
                meeting=held, chair=marac.place.hats["marac_coordinator"], by=by
            )
    with acting_as(colleague):
        assert questions.not_issued(colleague) == [held]
