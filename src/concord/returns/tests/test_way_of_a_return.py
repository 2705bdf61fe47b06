"""From the first figure to the observation: kept, sent, approved, corrected."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.evidence.models import Batch, Observation, SeriesBreak
from concord.foundation.periods import Quarter
from concord.returns.actions import filling, sending, sheets, windows
from concord.returns.actions.filling import NotOpen, Typed
from concord.returns.actions.sending import NotReady
from concord.returns.checking import TOTAL, Entry
from concord.returns.models import ReturnCell, ReturnWindow, Submission
from concord.returns.testing import GOOD, NOW, Returning

pytestmark = pytest.mark.django_db
State = Submission.State


def latest(returning: Returning, code: str, category: str = "") -> Observation:
    with acting_as(returning.strategic):
        rows = Observation.objects.filter(indicator__code=code)
        rows = (
            rows.filter(category__code=category)
            if category
            else rows.filter(category=None)
        )
        return rows.order_by("-vintage").select_related("batch")[0]


def test_what_is_wrong_is_kept_as_typed_beside_what_is_good(
    returning: Returning,
) -> None:
    kept = returning.type({("applied", TOTAL): "96", ("prevented", TOTAL): "7-8"})
    with acting_as(returning.officer):
        rows = {row.key: row for row in kept.submission.cells.select_related("field")}
    assert (rows["applied", TOTAL].typed, rows["applied", TOTAL].value) == ("96", 96)
    assert rows["prevented", TOTAL].typed == "7-8"
    assert rows["prevented", TOTAL].value is None


def test_a_return_goes_its_way_and_becomes_observations(returning: Returning) -> None:
    accepted = returning.through(GOOD)
    assert accepted.state == State.ACCEPTED
    share = latest(returning, "repeats")
    assert (share.numerator, share.denominator) == (55, 96)
    assert share.period == NOW
    assert share.batch.kind == Batch.Kind.RETURN
    assert (share.status, share.vintage, share.quality) == ("final", 1, "complete")
    assert latest(returning, "incidents").numerator == 7
    assert latest(returning, "incidents", "female").numerator == 5
    with acting_as(returning.strategic):
        assert ReturnWindow.objects.get(pk=returning.window.pk).is_locked


def test_a_correction_is_a_new_return_and_a_new_vintage(returning: Returning) -> None:
    first = returning.through(GOOD)
    with acting_as(returning.officer):
        second = filling.correct(
            window=returning.window, why="Two were counted twice", by=returning.officer
        )
    assert second.n == 2
    again = returning.through({("prevented", TOTAL): "53"})
    assert again.pk == second.pk
    share = latest(returning, "repeats")
    assert (share.numerator, share.vintage, share.status) == (53, 2, "republished")
    with acting_as(returning.officer):
        old = ReturnCell.objects.get(submission=first, field__code="prevented")
        assert old.typed == "55", "the accepted figure still stands as it was"


def test_the_database_lets_nobody_write_over_what_was_accepted(
    returning: Returning,
) -> None:
    accepted = returning.through(GOOD)
    with acting_as(returning.officer):
        with pytest.raises(DatabaseError), transaction.atomic():
            Submission.objects.filter(pk=accepted.pk).update(may_publish=True)
        with pytest.raises(DatabaseError), transaction.atomic():
            ReturnCell.objects.filter(submission=accepted).update(typed="1")


def test_a_correction_says_what_was_wrong(returning: Returning) -> None:
    returning.through(GOOD)
    # Somebody still had the page open: what is typed is kept, as a correction.
    kept = returning.type({("prevented", TOTAL): "54"})
    assert (kept.submission.n, kept.submission.state) == (2, State.DRAFT)
    with pytest.raises(ValidationError) as caught:
        returning.send(kept.submission)
    assert caught.value.message_dict == {"why": ["Say what was wrong, in a few words."]}


def test_it_can_not_be_sent_with_an_error_and_nothing_is_lost(
    returning: Returning,
) -> None:
    kept = returning.type(GOOD | {("prevented", TOTAL): "142"})
    with pytest.raises(NotReady) as caught:
        returning.send(kept.submission)
    assert caught.value.messages == [
        "Homelessness prevented: 142 is more than the 96 who applied. Put one right"
    ]
    with acting_as(returning.officer):
        assert kept.submission.cells.count() == len(GOOD)


def test_a_jump_is_asked_about_and_sent_with_a_reason(returning: Returning) -> None:
    returning.before({("again", TOTAL): [14, 12, 15, 13, 16]})
    kept = returning.type(GOOD | {("again", TOTAL): "31"})
    with pytest.raises(NotReady) as caught:
        returning.send(kept.submission)
    assert caught.value.messages == [
        "Came again: 31 is about twice the usual 12 to 16. You can send it: say why"
    ]
    returning.type({("again", TOTAL): Entry("31", "We match on date of birth too.")})
    assert returning.send(kept.submission).state == State.SENT


def test_a_change_in_recording_makes_a_break_in_the_line(returning: Returning) -> None:
    changed = Entry("7", "Alarms count too, since July.", "1 July 2026")
    returning.through(GOOD | {("sanctuary", TOTAL): changed})
    with acting_as(returning.strategic):
        [made] = SeriesBreak.objects.filter(indicator__code="incidents")
    assert f"{made.at:%Y-%m-%d}" == "2026-07-01"
    assert "Alarms count too" in made.why
    assert "Alarms count too" in latest(returning, "incidents").note


def test_a_blank_with_a_reason_is_sent_and_says_partly_complete(
    returning: Returning,
) -> None:
    blank = Entry("", "The contractor reports in December.")
    parts = {("sanctuary", "female"): blank, ("sanctuary", "male"): blank}
    returning.through(GOOD | {("sanctuary", TOTAL): blank} | parts)
    figure = latest(returning, "incidents")
    assert (figure.numerator, figure.quality) == (None, "partial")


def test_figures_of_several_teams_are_added_up(returning: Returning) -> None:
    police = returning.open(NOW, "Police")
    returning.through(GOOD)
    assert latest(returning, "incidents").quality == "partial"
    lead = returning.place.actor("agency_lead:Police")
    with acting_as(lead):
        made = filling.keep(
            window=police,
            typed={key: Typed(Entry(said)) for key, said in GOOD.items()},
            by=lead,
        ).submission
        sending.send(submission=made, by=lead)
        sending.approve(submission=made, by=lead)
    returning.accept(made)
    figure = latest(returning, "incidents")
    assert (figure.numerator, figure.quality, figure.vintage) == (14, "complete", 2)


def test_what_may_not_be_used_is_no_observation(returning: Returning) -> None:
    with acting_as(returning.officer):
        made = filling.keep(
            window=returning.window,
            typed={key: Typed(Entry(said)) for key, said in GOOD.items()},
            may_use=False,
            may_publish=True,
            by=returning.officer,
        ).submission
    assert not made.may_publish, "nothing is published that may not be used"
    returning.accept(returning.approve(returning.send(made)))
    with acting_as(returning.strategic):
        assert not Observation.objects.filter(numerator__isnull=False).exists()


def test_only_the_team_that_is_asked_fills_it_in(returning: Returning) -> None:
    other = returning.place.actor("agency_lead:Police")
    with pytest.raises(NotPermitted):
        returning.type({("applied", TOTAL): "1"}, by=other)
    for role in ("practitioner", "board_member", "auditor", "administrator"):
        with pytest.raises(NotPermitted):
            returning.type({("applied", TOTAL): "1"}, by=returning.place.actor(role))


def test_only_its_own_lead_approves_and_only_the_partnership_accepts(
    returning: Returning,
) -> None:
    made = returning.send(returning.type(GOOD).submission)
    for role in ("data_officer", "agency_lead:Police", "board_member"):
        by = returning.place.actor(role)
        with acting_as(by), pytest.raises(NotPermitted):
            sending.approve(submission=made, by=by)
    returning.approve(made)
    for role in ("data_officer", "agency_lead"):
        by = returning.place.actor(role)
        with acting_as(by), pytest.raises(NotPermitted):
            sending.accept(submission=made, by=by)


def test_it_is_not_accepted_before_it_is_approved(returning: Returning) -> None:
    made = returning.send(returning.type(GOOD).submission)
    with pytest.raises(ValidationError, match="waits for the agency's lead"):
        returning.accept(made)


def test_sent_back_it_says_why_and_goes_on_in_the_same_return(
    returning: Returning,
) -> None:
    made = returning.send(returning.type(GOOD).submission)
    with acting_as(returning.lead):
        with pytest.raises(ValidationError):
            sending.send_back(submission=made, why=" ", by=returning.lead)
        back = sending.send_back(
            submission=made, why="Count June only once.", by=returning.lead
        )
    assert (back.state, back.back_why) == (State.SENT_BACK, "Count June only once.")
    kept = returning.type({("waiting", TOTAL): "5"})
    assert kept.submission.pk == made.pk
    assert returning.send(kept.submission).state == State.SENT


def test_the_partnership_sends_back_what_the_lead_has_approved(
    returning: Returning,
) -> None:
    made = returning.approve(returning.send(returning.type(GOOD).submission))
    with acting_as(returning.strategic):
        back = sending.send_back(
            submission=made, why="The total can't be right.", by=returning.strategic
        )
    assert back.state == State.SENT_BACK


# Faults -------------------------------------------------------------------------------


def test_two_at_once_in_one_return_and_the_second_is_told(returning: Returning) -> None:
    key = ("applied", TOTAL)
    returning.type({key: "96"})
    with acting_as(returning.lead):
        kept = filling.keep(
            window=returning.window,
            typed={
                key: Typed(Entry("97"), seen=Entry("")),
                ("waiting", TOTAL): Typed(Entry("4"), seen=Entry("")),
            },
            by=returning.lead,
        )
    [clash] = kept.clashes
    assert clash.words.startswith(
        "Households who applied: Invented Data officer typed 96 here at "
    )
    assert "you typed 97" in clash.words
    assert kept.changed == [("waiting", TOTAL)], "the rest is kept all the same"
    with acting_as(returning.lead):
        assert kept.submission.cells.get(field__code="applied").typed == "96"


def test_what_nobody_touched_is_not_written_back_over_a_colleague(
    returning: Returning,
) -> None:
    returning.type({("applied", TOTAL): "96"})
    with acting_as(returning.lead):
        kept = filling.keep(
            window=returning.window,
            typed={("applied", TOTAL): Typed(Entry(""), seen=Entry(""))},
            by=returning.lead,
        )
        assert (kept.clashes, kept.changed) == ([], [])
        assert kept.submission.cells.get(field__code="applied").typed == "96"


def test_sent_twice_it_is_sent_once(returning: Returning) -> None:
    made = returning.send(returning.type(GOOD).submission)
    assert returning.send(made).sent_at == made.sent_at


def test_accepted_twice_it_is_recorded_once(returning: Returning) -> None:
    accepted = returning.through(GOOD)
    returning.accept(accepted)
    with acting_as(returning.strategic):
        assert Batch.objects.filter(kind=Batch.Kind.RETURN).count() == 1


def test_locked_while_somebody_types_it_is_kept_and_told(returning: Returning) -> None:
    returning.type({("applied", TOTAL): "96"})
    with acting_as(returning.strategic):
        windows.lock(window=returning.window, by=returning.strategic)
    kept = returning.type(GOOD)
    with acting_as(returning.officer):
        assert kept.submission.cells.count() == len(GOOD)
    with pytest.raises(ValidationError, match="Everything typed is kept"):
        returning.send(kept.submission)
    with acting_as(returning.strategic):
        windows.unlock(
            window=returning.window, why="They were ill", by=returning.strategic
        )
    assert returning.send(kept.submission).state == State.SENT


def test_typed_while_it_waits_for_the_lead_it_is_told_and_not_mixed_in(
    returning: Returning,
) -> None:
    made = returning.send(returning.type(GOOD).submission)
    with pytest.raises(NotOpen, match="What you typed is still on this page"):
        returning.type({("applied", TOTAL): "100"})
    with acting_as(returning.officer):
        sending.take_back(submission=made, by=returning.officer)
    assert returning.type({("applied", TOTAL): "100"}).changed


# Sheets and windows -------------------------------------------------------------------


def test_what_was_asked_stays_and_a_change_is_the_next_version(
    returning: Returning,
) -> None:
    by = returning.strategic
    with acting_as(by):
        field = returning.version.fields.get(code="waiting")
        field.version = returning.version
        with pytest.raises(ValidationError, match="stays as it is"):
            sheets.take_out(field=field, by=by)
        with pytest.raises(DatabaseError), transaction.atomic():
            returning.version.fields.filter(code="waiting").update(question="Else")
        draft = sheets.draft_of(sheet=returning.version.sheet, by=by)
        assert (draft.n, draft.fields.count()) == (2, 6)
        sheets.take_out(field=draft.fields.get(code="applied"), by=by)
        assert draft.fields.get(code="prevented").not_above == ""
        assert sheets.draft_of(sheet=draft.sheet, by=by).pk == draft.pk


def test_fields_are_moved_and_copied(returning: Returning) -> None:
    by = returning.strategic
    with acting_as(by):
        draft = sheets.draft_of(sheet=returning.version.sheet, by=by)
        sheets.move_field(field=draft.fields.get(code="again"), up=True, by=by)
        sheets.copy_field(field=draft.fields.get(code="applied"), by=by)
        codes = list(draft.fields.order_by("position").values_list("code", flat=True))
    assert codes[:4] == ["applied", "applied_2", "again", "prevented"]


def test_a_due_date_is_a_working_day(returning: Returning) -> None:
    by, period = returning.strategic, Quarter(2026, 3)
    opens, due = windows.usual_dates(period)
    assert (f"{opens}", f"{due}") == ("2027-01-04", "2027-02-01"), (
        "New Year is left out"
    )
    with acting_as(by), pytest.raises(ValidationError, match="no working day"):
        windows.open_for(
            version=returning.version,
            teams=[returning.place.teams["Police"]],
            period=period,
            due_on=due.replace(month=12, day=25, year=2027),
            by=by,
        )


def test_who_was_asked_already_is_not_asked_twice(returning: Returning) -> None:
    teams = [returning.place.teams["Council"], returning.place.teams["Police"]]
    with acting_as(returning.strategic):
        made = windows.open_for(
            version=returning.version, teams=teams, period=NOW, by=returning.strategic
        )
    assert [window.team.short_name for window in made] == ["Police"]
