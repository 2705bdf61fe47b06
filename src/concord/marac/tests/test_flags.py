from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from concord.access.actions import locks, sharing
from concord.access.actor import Actor, acting_as
from concord.access.models import Grant, written
from concord.access.permit import NotPermitted
from concord.access.testing import Place, days_ago
from concord.cases.actions import merging, transfers
from concord.cases.testing import CaseWorld
from concord.foundation.periods import a_year_after
from concord.marac.actions import agenda, flags, issuing
from concord.marac.models import AgendaItem, Flag, FlagReference, Meeting
from concord.marac.queries.flags import (
    Standing,
    by_reference,
    flags_of_team,
    over,
    overview,
    waiting_flags,
)
from concord.marac.testing import (
    REASON,
    coordinator,
    flagged,
    meet,
    on_issued_agenda,
    send_to_marac,
)
from concord.people.actions import links, persons
from concord.people.actions.persons import Known

pytestmark = pytest.mark.django_db

CORE = {"Council", "Police", "Housing", "Specialist service", "Health"}


@pytest.fixture
def meeting(marac: CaseWorld) -> Meeting:
    return meet(marac.place)


@pytest.fixture
def item(marac: CaseWorld, meeting: Meeting) -> AgendaItem:
    return on_issued_agenda(marac, meeting)


@pytest.fixture
def set_flags(marac: CaseWorld, item: AgendaItem) -> dict[str, Flag]:
    return flagged(marac, item)


def confirm(by: Actor, flag: Flag, reference: str = "PX-100", **other: str) -> None:
    with acting_as(by):
        flags.confirm(flag=flag, reference=reference, by=by, **other)


def own(by: Actor) -> list[tuple[Standing, str, str]]:
    """The team's own flags as its page shows them."""
    with acting_as(by):
        return [(one.standing, one.name, one.reference) for one in flags_of_team(by)]


# Setting -----------------------------------------------------------------------------


def test_each_core_team_that_sees_the_case_is_asked_for_twelve_months(
    marac: CaseWorld, meeting: Meeting, set_flags: dict[str, Flag]
) -> None:
    assert set(set_flags) == CORE
    for flag in set_flags.values():
        assert flag.set_on == meeting.day
        assert flag.until == a_year_after(meeting.day)
    assert own(marac.police) == [(Standing.TO_CONFIRM, "Marigold Thistlewood", "")]


def test_said_again_it_sets_nothing_new(
    marac: CaseWorld, item: AgendaItem, set_flags: dict[str, Flag]
) -> None:
    assert flagged(marac, item) == {}
    assert len(own(marac.police)) == 1


def test_no_flag_before_core_teams_can_see_who_it_is(
    marac: CaseWorld, meeting: Meeting
) -> None:
    by = coordinator(marac.place)
    work = send_to_marac(marac)
    with acting_as(by):
        item = agenda.put_on(work=work, meeting=meeting, by=by)
        with pytest.raises(ValidationError, match="from the day its agenda is issued"):
            flags.flag_item(item=item, by=by)


def test_a_team_that_sees_the_case_no_longer_is_not_asked(
    marac: CaseWorld, item: AgendaItem
) -> None:
    with acting_as(marac.idva):
        opened = Grant.objects.filter(
            case_id=marac.case.pk, team=marac.place.teams["Housing"]
        )
        sharing.end(grants=list(opened), why="Not needed.", by=marac.idva)
    assert set(flagged(marac, item)) == CORE - {"Housing"}


def test_only_the_team_that_coordinates_sets_them(
    marac: CaseWorld, item: AgendaItem
) -> None:
    for actor in (marac.idva, marac.police):
        with acting_as(actor), pytest.raises(NotPermitted):
            flags.flag_item(item=item, by=actor)


def test_the_database_refuses_a_flag_set_by_another_team(
    marac: CaseWorld, item: AgendaItem
) -> None:
    by = marac.police
    with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
        Flag.objects.create(
            **written(by),
            case_id=item.case_id,
            item=item,
            work_id=item.work_id,
            team_id=by.team_id,
            set_on=dt.date(2026, 1, 5),
            until=dt.date(2027, 1, 5),
        )


# Confirming --------------------------------------------------------------------------


def test_a_team_confirms_by_its_own_reference(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    confirm(marac.police, set_flags["Police"], "  PX  100 ")
    assert own(marac.police) == [(Standing.LIVE, "Marigold Thistlewood", "PX 100")]


def test_another_reference_corrects_and_the_first_stays_readable(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    for reference in ("PX-100", "PX-100", "PX-101"):
        confirm(marac.police, set_flags["Police"], reference)
    with acting_as(marac.police):
        said = FlagReference.objects.filter(flag=set_flags["Police"])
        assert [one.reference for one in said] == ["PX-101", "PX-100"]


def test_health_says_whether_it_is_hidden_online_and_nobody_else(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    with pytest.raises(ValidationError) as asked:
        confirm(marac.health, set_flags["Health"])
    assert "online_hidden" in asked.value.message_dict
    confirm(marac.health, set_flags["Health"], online_hidden="not_asked")
    with pytest.raises(ValidationError) as refused:
        confirm(marac.police, set_flags["Police"], online_hidden="yes")
    assert "online_hidden" in refused.value.message_dict


@pytest.mark.parametrize("reference", ["", "   ", "x" * 61])
def test_a_reference_is_needed(
    marac: CaseWorld, set_flags: dict[str, Flag], reference: str
) -> None:
    with pytest.raises(ValidationError) as error:
        confirm(marac.police, set_flags["Police"], reference)
    assert "reference" in error.value.message_dict


def test_the_flag_is_tied_to_the_team_s_own_record_where_it_has_one(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    with acting_as(marac.police):
        theirs = persons.record(known=Known("Marigold", "Thistlewood"), by=marac.police)
        links.same(
            a=theirs, b=marac.victim, evidence="Same birth date", by=marac.police
        )
    confirm(marac.police, set_flags["Police"])
    confirm(marac.housing, set_flags["Housing"])
    confirm(marac.idva, set_flags["Specialist service"])
    for actor, person in (
        (marac.police, theirs.pk),
        (marac.housing, None),
        (marac.idva, marac.victim.pk),
    ):
        with acting_as(actor):
            assert FlagReference.objects.get().person_id == person


def test_a_record_that_has_become_one_with_another_is_not_the_one(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    by, name = marac.idva, Known("Marigold", "Thistlewood")
    with acting_as(by):
        kept = persons.record(known=name, by=by)
        links.same(a=kept, b=marac.victim, evidence="Same birth date", by=by)
        seen = (1, persons.latest(marac.victim).n)
        merging.merge(
            keep=kept, absorb=marac.victim, known=name, seen=seen, why="Twice", by=by
        )
    confirm(by, set_flags["Specialist service"])
    with acting_as(by):
        assert FlagReference.objects.get().person_id == kept.pk


def test_nobody_confirms_the_flag_of_another_team(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    for actor in (marac.housing, marac.idva, coordinator(marac.place)):
        with pytest.raises(NotPermitted):
            confirm(actor, set_flags["Police"])


def test_the_coordinator_sees_who_has_confirmed_and_by_no_reference(
    marac: CaseWorld, meeting: Meeting, item: AgendaItem, set_flags: dict[str, Flag]
) -> None:
    confirm(marac.police, set_flags["Police"])
    by = coordinator(marac.place)
    with acting_as(by):
        shared = list(AgendaItem.objects.filter(pk=item.pk))
        found = overview(meeting, shared, by)
        assert (found.asked, found.confirmed, found.to_flag) == (5, 1, [])
        assert not FlagReference.objects.exists()


def test_a_team_sees_no_flag_of_another(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    confirm(marac.police, set_flags["Police"])
    # Not even the team that holds the case and sees all else of it.
    for actor, name in ((marac.idva, "Specialist service"), (marac.housing, "Housing")):
        with acting_as(actor):
            assert [flag.pk for flag in Flag.objects.all()] == [set_flags[name].pk]
            assert not FlagReference.objects.exists()


def test_a_flag_is_confirmed_in_no_other_way(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    by = coordinator(marac.place)
    with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
        Flag.objects.filter(pk=set_flags["Police"].pk).update(
            confirmed_at=dt.datetime.now(dt.UTC)
        )


# Taking off --------------------------------------------------------------------------


def test_before_the_end_taking_off_says_why(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    flag = set_flags["Housing"]
    with acting_as(marac.housing):
        for why in ("", "ended", "repeat", "nonsense"):
            with pytest.raises(ValidationError) as error:
                flags.clear(flag=flag, why=why, by=marac.housing)
            assert "why" in error.value.message_dict
        flags.clear(flag=flag, why="unknown", by=marac.housing)
        with pytest.raises(ValidationError, match="taken off"):
            flags.clear(flag=flag, why="unknown", by=marac.housing)
    assert own(marac.housing)[0][0] == Standing.TAKEN_OFF


def test_after_twelve_months_it_stands_on_the_unflag_list_with_the_reference(
    marac: CaseWorld,
) -> None:
    with days_ago(400):
        held = meet(marac.place)
    flag = flagged(marac, on_issued_agenda(marac, held))["Police"]
    confirm(marac.police, flag)
    with acting_as(marac.police):
        assert [one.reference for one in over(marac.police)] == ["PX-100"]
        assert waiting_flags(marac.police)[Standing.TO_TAKE_OFF] == [flag]
        cleared = flags.clear(flag=flag, by=marac.police)
        assert cleared.cleared_why == Flag.Why.ENDED
        assert over(marac.police) == []


def test_the_last_day_is_the_day_of_the_meeting_a_year_on(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    flag = set_flags["Police"]
    assert not flag.is_over_on(flag.until - dt.timedelta(days=1))
    assert flag.is_over_on(flag.until)


def test_what_was_taken_off_stays_so_in_the_database(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    flag = set_flags["Housing"]
    with acting_as(marac.housing):
        flags.clear(flag=flag, why="unknown", by=marac.housing)
        with (
            pytest.raises(IntegrityError, match="stays as it was"),
            transaction.atomic(),
        ):
            Flag.objects.filter(pk=flag.pk).update(cleared_at=None, cleared_why="")


# Repeats -----------------------------------------------------------------------------


def test_the_flag_stays_when_another_marac_is_to_hear_the_case(
    marac: CaseWorld, set_flags: dict[str, Flag], northmere: Place
) -> None:
    confirm(marac.police, set_flags["Police"])
    there = northmere.actor("marac_coordinator")
    with acting_as(marac.idva):
        sent = transfers.send(
            case=marac.case,
            to_team_id=northmere.teams["Council"].pk,
            about=list(marac.case.parties.all()),
            why="She moves there at the end of the month.",
            by=marac.idva,
        )
    with acting_as(there):
        transfers.receive(transfer=sent, by=there)
        sent.refresh_from_db()
        transfers.heard(transfer=sent, on=timezone.localdate(), by=there)
    [(standing, _, reference)] = own(marac.police)
    assert (standing, reference) == (Standing.LIVE, "PX-100")


def test_a_repeat_ends_one_flag_and_begins_the_next(marac: CaseWorld) -> None:
    with days_ago(100):
        earlier = meet(marac.place)
    old = flagged(marac, on_issued_agenda(marac, earlier))
    confirm(marac.police, old["Police"])
    later = meet(marac.place)
    new = flagged(marac, on_issued_agenda(marac, later))["Police"]
    assert (new.follows_id, new.until) == (old["Police"].pk, a_year_after(later.day))
    with acting_as(marac.police):
        ended = Flag.objects.get(pk=old["Police"].pk)
        assert ended.cleared_why == Flag.Why.REPEAT
    assert own(marac.police) == [
        (Standing.TAKEN_OFF, "Marigold Thistlewood", "PX-100"),
        (Standing.TO_CONFIRM, "Marigold Thistlewood", ""),
    ]


def test_a_case_that_was_put_off_begins_with_the_later_meeting_and_is_no_repeat(
    marac: CaseWorld, item: AgendaItem, set_flags: dict[str, Flag]
) -> None:
    by, later = coordinator(marac.place), meet(marac.place, in_days=40)
    with acting_as(by):
        again = agenda.put_off(item=item, why="no_time", by=by)
        issuing.issue(meeting=later, by=by)
    with acting_as(marac.idva):
        issuing.share_held(meeting=later, reason=REASON, by=marac.idva)
    new = flagged(marac, again)["Police"]
    assert (new.set_on, new.follows_id) == (later.day, set_flags["Police"].pk)
    with acting_as(marac.police):
        old = Flag.objects.get(pk=set_flags["Police"].pk)
    assert old.cleared_why == Flag.Why.PUT_OFF


def test_the_coordinator_restarts_what_was_taken_off_by_mistake(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    with acting_as(marac.housing):
        flags.clear(flag=set_flags["Housing"], why="mistake", by=marac.housing)
        with pytest.raises(NotPermitted):
            flags.restart(flag=set_flags["Housing"], by=marac.housing)
    by = coordinator(marac.place)
    with acting_as(by):
        again = flags.restart(flag=set_flags["Housing"], by=by)
    assert again.follows_id == set_flags["Housing"].pk
    assert [standing for standing, _, _ in own(marac.housing)].count(
        Standing.TO_CONFIRM
    ) == 1


def test_a_team_has_one_live_flag_of_a_case_in_the_database_too(
    marac: CaseWorld, item: AgendaItem, set_flags: dict[str, Flag]
) -> None:
    by = coordinator(marac.place)
    with acting_as(by), pytest.raises(IntegrityError), transaction.atomic():
        Flag.objects.create(
            **written(by),
            case_id=item.case_id,
            item=item,
            work_id=item.work_id,
            team_id=set_flags["Police"].team_id,
            set_on=dt.date(2026, 1, 5),
            until=dt.date(2027, 1, 5),
        )


# Looking for one ---------------------------------------------------------------------


def test_a_team_finds_its_own_by_its_reference_and_nobody_else_s(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    confirm(marac.police, set_flags["Police"], "PX-100")
    confirm(marac.police, set_flags["Police"], "PX-101")
    for actor, asked, hits in (
        (marac.police, " px-101 ", 1),
        (marac.police, "PX-100", 0),  # corrected since
        (marac.housing, "PX-101", 0),
        (marac.idva, "PX-101", 0),
    ):
        with acting_as(actor):
            assert len(by_reference(asked, actor)) == hits


# Who is locked out -------------------------------------------------------------------


def test_who_is_locked_out_finds_no_flag_and_is_not_found_setting_one(
    marac: CaseWorld, item: AgendaItem, set_flags: dict[str, Flag]
) -> None:
    confirm(marac.police, set_flags["Police"])
    with acting_as(marac.idva):
        for hat in ("practitioner:Police", "marac_coordinator"):
            locks.lock_out(
                account=marac.place.hats[hat].account,
                person_id=marac.victim.pk,
                why="Her cousin",
                by=marac.idva,
            )
    assert own(marac.police) == []
    by = coordinator(marac.place)
    with acting_as(by):
        assert not Flag.objects.exists()
        with pytest.raises(NotPermitted):
            flags.flag_item(item=item, by=by)
    with acting_as(marac.police):
        assert by_reference("PX-100", marac.police) == []
        with pytest.raises(NotPermitted):
            flags.clear(flag=set_flags["Police"], why="moved", by=marac.police)


def test_no_other_partnership_sees_a_flag(
    marac: CaseWorld, set_flags: dict[str, Flag], northmere: Place
) -> None:
    for role in ("practitioner:Police", "marac_coordinator"):
        actor = northmere.actor(role)
        with acting_as(actor):
            assert not Flag.objects.exists()


def test_a_question_about_flags_costs_the_same_for_one_and_for_many(
    marac: CaseWorld, set_flags: dict[str, Flag], django_assert_num_queries: object
) -> None:
    confirm(marac.police, set_flags["Police"])
    with acting_as(marac.police), django_assert_num_queries(4):  # type: ignore[operator]
        list(flags_of_team(marac.police))
