"""Panels below the threshold of MARAC: the same bones, lighter, and a way up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from concord.access.actor import Actor, acting_as
from concord.access.models import Consent, Purpose
from concord.cases.testing import CaseWorld
from concord.foundation.periods import Quarter
from concord.frontdoor.public import WorkItem
from concord.marac.actions import agenda, agreed_actions, issuing, passing_on, room
from concord.marac.actions import flags as flagging
from concord.marac.actions import minutes as minuting
from concord.marac.actions import panel as panels
from concord.marac.actions.reminding import remind
from concord.marac.jobs.research import remind_due
from concord.marac.models import (
    AgendaItem,
    Flag,
    Hearing,
    Kind,
    Meeting,
    Panel,
    PanelNote,
    RepeatFinding,
    RoomEntry,
)
from concord.marac.queries import meetings
from concord.marac.queries.minutes import not_issued
from concord.marac.queries.national import national_return
from concord.marac.queries.research import research_by
from concord.marac.testing import (
    AGREED,
    COUNCIL_REASON,
    REASON,
    WHY,
    coordinator,
    decide_at_panel,
    meet,
    put_on,
    seat,
    send_to_marac,
    share_for_panel,
    sit_down,
)
from concord.people.models import PersonVersion

pytestmark = pytest.mark.django_db

BELOW = Kind.BELOW_THRESHOLD


@pytest.fixture
def item(below: CaseWorld) -> AgendaItem:
    """On an agenda of the review, which only coordinator and holder see so far."""
    return put_on(below, meet(below.place, kind=BELOW))


def reads(actor: Actor) -> dict[str, int]:
    """How many rows of what this hat reads."""
    with acting_as(actor):
        return {
            model.__name__: model.objects.visible_to(actor).count()
            for model in (AgendaItem, PersonVersion, PanelNote, RoomEntry)
        }


def waits(actor: Actor, kind: str) -> list[WorkItem]:
    with acting_as(actor):
        return meetings.waiting(actor, [kind])


# ---- the whole way -------------------------------------------------------------------


def test_a_case_goes_from_the_front_door_over_the_review_up_to_the_marac(
    below: CaseWorld,
) -> None:
    by = coordinator(below.place)
    work = send_to_marac(below, kind=BELOW)
    assert [one.pk for one in waits(by, BELOW)] == [work.pk]
    assert waits(by, Kind.MARAC) == []
    item = share_for_panel(below, put_on(below, meet(below.place, kind=BELOW), work))
    sit_down(below.place, item.meeting, "Police", "Housing")
    with acting_as(by):
        room.start(meeting=item.meeting, by=by)
    with acting_as(below.police):
        said = "He waits at the school again"
        room.note(item=item, kind="risk", words=said, side="victim", by=below.police)
        agreed_actions.add(
            item=item,
            kind="other",
            words="See the school about the gate",
            team=below.place.teams["Housing"],
            in_days=3,
            by=below.police,
        )
    why = "It gets worse each week, and he has a knife"
    with acting_as(by):
        room.conclude(
            item=item, outcome="to_marac", why=why, criterion="judgement", by=by
        )
        room.end(meeting=item.meeting, by=by)
        note = PanelNote.objects.visible_to(by).get()
        assert (note.what, note.criterion, note.words) == ("sent_up", "judgement", why)
    (up,) = waits(by, Kind.MARAC)
    assert (up.pk, up.case_id, up.decision_id) == (
        note.work_id,
        item.case_id,
        work.decision_id,
    )
    # The MARAC takes it on as any other case, and reads where it came from.
    heard_there = put_on(below, meet(below.place, in_days=30), up)
    with acting_as(by):
        assert [one.words for one in meetings.notes_of(heard_there, by)] == [why]
        assert RepeatFinding.objects.visible_to(by).filter(item=heard_there).exists()
    # What was agreed stays, with whom it was agreed; so does whoever does it.
    with acting_as(below.housing):
        assert agreed_actions.MaracAction.objects.visible_to(below.housing).count() == 1


# ---- what sharing rests on -----------------------------------------------------------


@pytest.mark.parametrize("consent", [Consent.REFUSED, Consent.NOT_SOUGHT])
def test_nothing_is_shared_below_the_threshold_without_consent_or_another_basis(
    below: CaseWorld, item: AgendaItem, consent: str
) -> None:
    reason = replace(AGREED, consent=consent)
    with pytest.raises(ValidationError) as refused:
        share_for_panel(below, item, reason)
    assert set(refused.value.message_dict) == {"consent"}
    assert reads(below.police)["AgendaItem"] == 0


@pytest.mark.parametrize(
    "other",
    [
        {"basis": "vital_interests"},
        {"purpose": Purpose.SAFEGUARD_CHILDREN},
        {"purpose": Purpose.ADULT_AT_RISK},
    ],
)
def test_another_basis_than_consent_is_kept_with_the_decision(
    below: CaseWorld, item: AgendaItem, other: dict[str, str]
) -> None:
    reason = replace(AGREED, consent=Consent.REFUSED, **other)
    share_for_panel(below, item, reason)
    with acting_as(below.idva) as by:
        fresh = AgendaItem.objects.visible_to(by).get(pk=item.pk)
        kept = fresh.disclosure
        assert kept is not None
        assert (kept.basis, kept.purpose, kept.consent) == (
            reason.basis,
            reason.purpose,
            reason.consent,
        )


def test_it_is_not_shared_as_if_it_were_a_marac_hearing(
    below: CaseWorld, item: AgendaItem
) -> None:
    with pytest.raises(ValidationError) as refused:
        share_for_panel(below, item, replace(AGREED, purpose=Purpose.MARAC))
    assert set(refused.value.message_dict) == {"purpose"}


def test_a_basis_is_demanded_of_the_coordinator_too(below: CaseWorld) -> None:
    """The council holds this one itself, so issuing decides."""
    item = put_on(below, meet(below.place, kind=BELOW))
    with acting_as(below.idva):
        from concord.access.actions import sharing

        sharing.hand_over(
            case_id=item.case_id,
            to=below.place.teams["Council"],
            why="They go on with it",
            reason=REASON,
            by=below.idva,
        )
    by = coordinator(below.place)
    with acting_as(by):
        for reason in (None, COUNCIL_REASON):
            with pytest.raises(ValidationError), transaction.atomic():
                issuing.issue(meeting=item.meeting, reason=reason, by=by)
        agreed = replace(AGREED, basis="public_task")
        assert issuing.issue(meeting=item.meeting, reason=agreed, by=by) == [item]


def test_of_several_cases_only_those_are_shared_of_which_the_answers_are_true(
    below: CaseWorld, item: AgendaItem
) -> None:
    by = coordinator(below.place)
    with acting_as(by):
        issuing.issue(meeting=item.meeting, by=by)
    with acting_as(below.idva) as idva:
        with pytest.raises(ValidationError):
            issuing.share_held(meeting=item.meeting, reason=AGREED, only=[], by=idva)
        shared = issuing.share_held(
            meeting=item.meeting, reason=AGREED, only=[item], by=idva
        )
    assert shared == [item]


# ---- walls ---------------------------------------------------------------------------


def test_a_team_of_the_panel_sees_who_it_is_before_and_nothing_after(
    below: CaseWorld, item: AgendaItem
) -> None:
    assert reads(below.police) == {
        "AgendaItem": 0,
        "PersonVersion": reads(below.police)["PersonVersion"],
        "PanelNote": 0,
        "RoomEntry": 0,
    }
    before = reads(below.housing)
    share_for_panel(below, item)
    seen = reads(below.housing)
    assert seen["AgendaItem"] == 1
    assert seen["PersonVersion"] > before["PersonVersion"]
    assert (seen["PanelNote"], seen["RoomEntry"]) == (0, 0)
    decide_at_panel(below, item)
    assert reads(below.housing) == before


def test_a_team_with_an_action_goes_on_seeing_who_it_is_and_not_why(
    below: CaseWorld, item: AgendaItem
) -> None:
    share_for_panel(below, item)
    by = coordinator(below.place)
    with acting_as(by):
        agreed_actions.add(
            item=item,
            kind="other",
            words="See her about the lock",
            team=below.place.teams["Housing"],
            in_days=3,
            by=by,
        )
    decide_at_panel(below, item)
    seen = reads(below.housing)
    assert (seen["AgendaItem"], seen["PanelNote"]) == (1, 0)


def test_the_holder_and_the_coordinator_read_why_it_was_decided_so(
    below: CaseWorld, item: AgendaItem
) -> None:
    decide_at_panel(below, share_for_panel(below, item))
    for actor in (below.idva, coordinator(below.place)):
        assert reads(actor)["PanelNote"] == 1
    with acting_as(below.idva) as by:
        assert PanelNote.objects.visible_to(by).get().words == WHY


def test_core_teams_of_the_marac_see_nothing_of_the_review(
    below: CaseWorld, item: AgendaItem
) -> None:
    share_for_panel(below, item)
    idva_of_the_marac = below.place.actor("practitioner:Specialist service")
    assert reads(idva_of_the_marac)["AgendaItem"] == 1  # it holds the case
    seat(below.place, core=("Housing",), kind=BELOW)
    assert reads(below.police)["AgendaItem"] == 0


def test_work_for_one_panel_is_on_no_agenda_of_another(
    below: CaseWorld,
) -> None:
    work, by = send_to_marac(below, kind=BELOW), coordinator(below.place)
    meeting = meet(below.place)
    with acting_as(by), pytest.raises(ValidationError, match="not for the MARAC"):
        agenda.put_on(work=work, meeting=meeting, by=by)


# ---- outcomes ------------------------------------------------------------------------


def test_an_outcome_of_the_review_says_why_and_is_one_of_its_own(
    below: CaseWorld, item: AgendaItem
) -> None:
    share_for_panel(below, item)
    by = coordinator(below.place)
    with acting_as(by):
        room.start(meeting=item.meeting, by=by)
        for outcome, why, field in (
            ("support", " ", "why"),
            ("actions", WHY, "outcome"),
        ):
            with pytest.raises(ValidationError) as wrong, transaction.atomic():
                room.conclude(item=item, outcome=outcome, why=why, by=by)
            assert set(wrong.value.message_dict) == {field}
        assert not Hearing.objects.visible_to(by).exclude(outcome="").exists()


def test_the_marac_knows_none_of_the_outcomes_of_the_review(below: CaseWorld) -> None:
    item = put_on(below, meet(below.place))
    share_for_panel(below, item, REASON)
    by = coordinator(below.place)
    with acting_as(by):
        room.start(meeting=item.meeting, by=by)
        with pytest.raises(ValidationError):
            room.conclude(item=item, outcome="support", why=WHY, by=by)


def test_an_outcome_can_be_said_better_and_both_are_kept(
    below: CaseWorld, item: AgendaItem
) -> None:
    share_for_panel(below, item)
    by = coordinator(below.place)
    with acting_as(by):
        room.start(meeting=item.meeting, by=by)
        room.conclude(item=item, outcome="support", why=WHY, by=by)
        room.conclude(item=item, outcome="no_more", why="She has moved on", by=by)
        assert [one.words for one in meetings.notes_of(item, by)] == [
            "She has moved on",
            WHY,
        ]


# ---- up and down ---------------------------------------------------------------------


def test_it_goes_up_before_the_review_meets_and_leaves_its_agenda(
    below: CaseWorld, item: AgendaItem
) -> None:
    by = coordinator(below.place)
    with acting_as(by):
        passing_on.send(
            item=item, to="marac", criterion="visible", why="Fifteen ticks", by=by
        )
        fresh = AgendaItem.objects.visible_to(by).get(pk=item.pk)
        # Whoever sees the row reads why: not that it goes to MARAC.
        assert (fresh.state, fresh.why) == ("withdrawn", "other")
    assert waits(by, BELOW) == []
    assert [one.case_id for one in waits(by, Kind.MARAC)] == [item.case_id]


def test_up_to_the_marac_says_by_which_criterion_and_why(
    below: CaseWorld, item: AgendaItem
) -> None:
    by = coordinator(below.place)
    with acting_as(by), pytest.raises(ValidationError) as wrong:
        passing_on.send(item=item, to="marac", why="", by=by)
    assert set(wrong.value.message_dict) == {"criterion", "why"}


def test_it_is_sent_on_once(below: CaseWorld, item: AgendaItem) -> None:
    share_for_panel(below, item)
    by = coordinator(below.place)
    with acting_as(by):
        room.start(meeting=item.meeting, by=by)
        for _ in range(2):
            room.conclude(
                item=item, outcome="to_marac", why=WHY, criterion="judgement", by=by
            )
        with pytest.raises(ValidationError):
            room.conclude(item=item, outcome="support", why=WHY, by=by)
        with pytest.raises(ValidationError):
            passing_on.send(item=item, to="marac", criterion="repeat", why=WHY, by=by)
    assert len(waits(by, Kind.MARAC)) == 1


def test_a_case_that_the_marac_does_not_take_goes_down_to_the_review(
    below: CaseWorld,
) -> None:
    by, item = coordinator(below.place), put_on(below, meet(below.place))
    with acting_as(by):
        passing_on.send(item=item, to=BELOW, why="No criterion is met", by=by)
        fresh = AgendaItem.objects.visible_to(by).get(pk=item.pk)
        assert (fresh.state, fresh.why) == ("withdrawn", "sent_on")
    (down,) = waits(by, BELOW)
    again = put_on(below, meet(below.place, kind=BELOW), down)
    with acting_as(by):
        (note,) = meetings.notes_of(again, by)
        assert (note.what, note.criterion) == ("sent_on", "")


def test_only_the_team_that_coordinates_sends_a_case_on(
    below: CaseWorld, item: AgendaItem
) -> None:
    share_for_panel(below, item)
    for actor in (below.police, below.idva):
        with acting_as(actor), pytest.raises(Exception, match="coordinates"):
            passing_on.send(
                item=item, to="marac", criterion="repeat", why=WHY, by=actor
            )


# ---- what is the MARAC's alone -------------------------------------------------------


def test_the_national_return_counts_no_case_and_no_meeting_of_the_review(
    below: CaseWorld, item: AgendaItem
) -> None:
    decide_at_panel(below, share_for_panel(below, item))
    by = below.place.actor("commissioner")
    day = item.meeting.day
    with acting_as(by), connection.cursor() as cursor:
        found = national_return(Quarter.containing(day), by)
        cursor.execute("SELECT measure FROM access.marac_counts(%s, %s)", [day, day])
        assert cursor.fetchall() == []
    assert len(found.missing) == 4


def test_governance_of_the_marac_counts_no_action_of_the_review(
    below: CaseWorld, item: AgendaItem
) -> None:
    share_for_panel(below, item)
    by, counts = coordinator(below.place), below.place.actor("commissioner")
    with acting_as(by):
        action = agreed_actions.add(
            item=item,
            kind="other",
            words="See her about the lock",
            team=below.place.teams["Housing"],
            in_days=3,
            by=by,
        )
    decide_at_panel(below, item)
    days = [action.due_on, action.due_on]
    with acting_as(counts), connection.cursor() as cursor:
        cursor.execute("SELECT measure FROM access.marac_governance(%s, %s)", days)
        assert "action" not in {measure for (measure,) in cursor.fetchall()}
    with acting_as(below.place.actor("administrator")):
        # The very action, had the MARAC agreed it.
        Panel.objects.filter(kind=Kind.MARAC).update(kind=Kind.EARLY_HELP)
        Panel.objects.filter(pk=item.meeting.panel_id).update(kind=Kind.MARAC)
    with acting_as(counts), connection.cursor() as cursor:
        cursor.execute("SELECT measure FROM access.marac_governance(%s, %s)", days)
        assert "action" in {measure for (measure,) in cursor.fetchall()}


def test_the_review_asks_for_no_flags_and_finds_no_repeats(
    below: CaseWorld, item: AgendaItem
) -> None:
    share_for_panel(below, item)
    by = coordinator(below.place)
    with acting_as(by):
        with pytest.raises(ValidationError, match="after a MARAC only"):
            flagging.flag_item(item=item, by=by)
        with connection.cursor() as cursor:
            cursor.execute("SELECT access.to_be_flagged(%s)", [item.pk])
            assert cursor.fetchone()[0] == []
    decide_at_panel(below, item)
    with acting_as(by):
        assert not RepeatFinding.objects.visible_to(by).exists()
        assert not Flag.objects.visible_to(by).exists()


def test_a_referral_to_the_review_makes_no_repeat_and_one_sent_up_does(
    below: CaseWorld,
) -> None:
    by = coordinator(below.place)
    first = put_on(
        below, meet(below.place, kind=BELOW), send_to_marac(below, kind=BELOW, ago=40)
    )
    later = put_on(below, meet(below.place), send_to_marac(below, ago=20))
    with acting_as(by):
        found = RepeatFinding.objects.visible_to(by).get(item=later)
        assert (found.result, found.prior_on) == (False, None)
        passing_on.send(
            item=first, to="marac", criterion="judgement", why="Graver", by=by
        )
    last = put_on(below, meet(below.place, in_days=40), send_to_marac(below))
    with acting_as(by):
        assert RepeatFinding.objects.visible_to(by).get(item=last).result is True


def test_the_review_has_no_minutes_and_reminds_nobody_of_research(
    below: CaseWorld, item: AgendaItem
) -> None:
    share_for_panel(below, item)
    by = coordinator(below.place)
    day = research_by(item.meeting)
    assert remind_due(below.place.partnership.pk, day) == 0
    with acting_as(by), pytest.raises(ValidationError, match="Nobody has to answer"):
        remind(meeting=item.meeting, team=below.place.teams["Police"], by=by)
    decide_at_panel(below, item)
    with acting_as(by):
        assert not_issued(by) == []
        meeting = Meeting.objects.get(pk=item.meeting_id)
        with pytest.raises(ValidationError, match="no minutes"):
            minuting.approve(
                meeting=meeting, chair=below.place.hats["marac_coordinator"], by=by
            )


# ---- setting up ----------------------------------------------------------------------


def test_one_team_coordinates_all_panels_of_a_partnership(below: CaseWorld) -> None:
    by = below.place.actor("administrator")
    police, core = below.place.teams["Police"], [below.place.teams["Housing"]]
    with acting_as(by):
        with pytest.raises(ValidationError) as wrong:
            panels.set_up(name="Review", team=police, core=core, kind=BELOW, by=by)
        assert set(wrong.value.message_dict) == {"team"}
        panels.set_up(name="MARAC", team=police, core=core, by=by)
        found = meetings.panels_of(by)
    assert {one.team_id for one in found} == {police.pk}
    assert [one.kind for one in found] == [Kind.MARAC, BELOW]


def change_at_once(panel: Panel) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        panel.save(update_fields=["team"])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_holds_that_it_is_one_team(below: CaseWorld) -> None:
    by = below.place.actor("administrator")
    with acting_as(by):
        panel = meetings.panels_of(by)[1]
        panel.team = below.place.teams["Police"]
        with pytest.raises(IntegrityError, match="one_team_coordinates_all_panels"):
            change_at_once(panel)
