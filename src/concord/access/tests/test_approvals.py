"""Two people stand for a hat that sees people, and somebody says so each quarter."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from concord.access.actions import approvals, hats, invitations
from concord.access.actor import Actor, acting_as
from concord.access.models import Approval, Change
from concord.access.permit import NotPermitted
from concord.access.queries.approvals import (
    State,
    approvers,
    hats_to_vouch,
    nobody_is_left,
    of_casework,
    standing_of,
    standings,
)
from concord.access.reminding import PRINCIPAL, remind, remind_approvers
from concord.access.testing import Place, days_ago, give_without_approval
from concord.foundation.post.letters import registered, rendered
from concord.foundation.post.models import Message
from concord.partnership.models import Account, Invitation, Membership
from concord.partnership.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(elmbrook: Place) -> Membership:
    """A practitioner of the police for whom nobody stands yet."""
    return give_without_approval(elmbrook, team="Police", role=Role.PRACTITIONER)


def say(place: Place, verb: str, hat: Membership, role: str, **more: str) -> Approval:
    by = place.actor(role)
    with acting_as(by):
        said: Approval = getattr(approvals, verb)(hat=hat, by=by, **more)
        return said


def sees_people(hat: Membership) -> bool:
    """What the database decides, as it decides for each request."""
    with acting_as(Actor.from_hat(hat)), connection.cursor() as cursor:
        cursor.execute("SELECT access.sees_people()")
        return bool(cursor.fetchone()[0])


def state_of(place: Place, hat: Membership) -> State:
    with acting_as(place.actor("administrator")):
        return standing_of(hat).state


def test_a_hat_from_before_sees_nobody_until_two_people_have_approved_it(
    elmbrook: Place, newcomer: Membership
) -> None:
    assert not sees_people(newcomer)
    say(elmbrook, "approve", newcomer, "strategic_lead")
    assert (sees_people(newcomer), state_of(elmbrook, newcomer)) == (False, "waiting")
    say(elmbrook, "approve", newcomer, "administrator")
    assert (sees_people(newcomer), state_of(elmbrook, newcomer)) == (True, "in force")


def test_one_person_is_not_two(elmbrook: Place, newcomer: Membership) -> None:
    first = say(elmbrook, "approve", newcomer, "administrator")
    assert say(elmbrook, "approve", newcomer, "administrator") == first
    assert not sees_people(newcomer)


def test_the_same_person_in_another_role_is_not_the_second(
    elmbrook: Place, newcomer: Membership
) -> None:
    administrator = elmbrook.hats["administrator"]
    with acting_as(elmbrook.actor("administrator")):
        again = hats.give(
            account=administrator.account,
            team=elmbrook.teams["Council"],
            role=Role.STRATEGIC_LEAD,
            by=elmbrook.actor("administrator"),
        )
    say(elmbrook, "approve", newcomer, "administrator")
    with acting_as(Actor.from_hat(again)):
        approvals.approve(hat=newcomer, by=Actor.from_hat(again))
    assert not sees_people(newcomer)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("administrator", True),
        ("strategic_lead", True),
        ("agency_lead:Police", True),
        ("agency_lead:Housing", False),  # of another agency
        ("practitioner:Police", False),
        ("auditor", False),
        ("board_member", False),
    ],
)
def test_only_those_who_answer_for_people_approve(
    elmbrook: Place, newcomer: Membership, role: str, may: bool
) -> None:
    if may:
        say(elmbrook, "approve", newcomer, role)
    else:
        with pytest.raises(NotPermitted):
            say(elmbrook, "approve", newcomer, role)
    with acting_as(elmbrook.actor("administrator")):
        assert Approval.objects.filter(membership=newcomer).exists() == may


def test_nobody_approves_their_own_role(elmbrook: Place) -> None:
    by = elmbrook.actor("administrator")
    with acting_as(by):
        own = hats.give(
            account=elmbrook.hats["administrator"].account,
            team=elmbrook.teams["Council"],
            role=Role.PRACTITIONER,
            by=by,
        )
    with pytest.raises(NotPermitted):
        say(elmbrook, "approve", own, "administrator")
    with acting_as(by):
        assert standing_of(own).missing == 2, "giving it to oneself is no approval"


def test_another_partnership_approves_nothing_here(
    elmbrook: Place, northmere: Place, newcomer: Membership
) -> None:
    with pytest.raises(NotPermitted):
        say(northmere, "approve", newcomer, "administrator")


def test_a_role_that_sees_nobody_or_has_ended_is_not_approved(
    elmbrook: Place, newcomer: Membership
) -> None:
    with pytest.raises(ValidationError, match="sees no people"):
        say(elmbrook, "approve", elmbrook.hats["trainer"], "administrator")
    by = elmbrook.actor("administrator")
    with acting_as(by):
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        hats.end(hat=newcomer, last_day=yesterday, why="Left", by=by)
    with pytest.raises(ValidationError, match="has ended"):
        say(elmbrook, "approve", newcomer, "strategic_lead")


# Giving a hat ---------------------------------------------------------------------


def test_whoever_gives_a_hat_is_the_first_of_two(elmbrook: Place) -> None:
    by = elmbrook.actor("administrator")
    with acting_as(by):
        hat = hats.give(
            account=elmbrook.hats["trainer"].account,
            team=elmbrook.teams["Police"],
            role=Role.PRACTITIONER,
            by=by,
        )
        assert [said.by_account for said in standing_of(hat).approved] == [
            elmbrook.hats["administrator"].account
        ]
    assert not sees_people(hat)
    say(elmbrook, "approve", hat, "agency_lead:Police")
    assert sees_people(hat)


def invited(place: Place, role: Role = Role.PRACTITIONER) -> Invitation:
    by = place.actor("administrator")
    with acting_as(by):
        return invitations.invite(
            email="wren.alderley@elmbrook.example",
            name="Wren Alderley",
            team=place.teams["Police"],
            role=role,
            by=by,
        )


def accept(invitation: Invitation) -> Membership:
    account = invitations.accept_with_new_account(
        token=invitations.link_token(invitation),
        name="Wren Alderley",
        password="three odd things",
    )
    with acting_as(Actor.from_account(account.pk)):
        return Membership.objects.select_related("team", "partnership").get()


def test_whoever_invites_is_the_first_of_two(elmbrook: Place) -> None:
    hat = accept(invited(elmbrook))
    with acting_as(elmbrook.actor("auditor")):
        [said] = standing_of(hat).approved
        assert said.by_membership == elmbrook.hats["administrator"]
    say(elmbrook, "approve", hat, "strategic_lead")
    assert sees_people(hat)


def test_an_inviter_who_has_left_since_does_not_count(elmbrook: Place) -> None:
    job = Actor.from_job("access.setup", elmbrook.partnership.pk)
    invitation = invited(elmbrook)
    with acting_as(job):
        hats.give(
            account=elmbrook.hats["auditor"].account,
            team=elmbrook.teams["Council"],
            role=Role.ADMINISTRATOR,
            by=job,
        )
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        hats.end(
            hat=elmbrook.hats["administrator"], last_day=yesterday, why="Left", by=job
        )
    hat = accept(invitation)
    with acting_as(elmbrook.actor("auditor")):
        assert standing_of(hat).missing == 2


def test_an_invitation_to_a_role_that_sees_nobody_needs_no_approval(
    elmbrook: Place,
) -> None:
    hat = accept(invited(elmbrook, Role.TRAINER))
    with acting_as(elmbrook.actor("auditor")):
        assert not Approval.objects.filter(membership=hat).exists()
    assert not Message.objects.filter(letter="access.role_waits").exists()


def test_those_who_could_be_the_second_hear_of_it_and_learn_no_name(
    elmbrook: Place,
) -> None:
    accept(invited(elmbrook))
    sent = Message.objects.filter(letter="access.role_waits")
    assert {message.address for message in sent} == {
        "strategic.lead@elmbrook.example",
        "agency.lead.police@elmbrook.example",
    }
    subject, text = rendered(registered(sent[0].letter), sent[0].context)
    assert subject == "Concord: a role waits for your approval"
    assert "/approvals/" in text
    assert "Wren" not in text
    assert "Police" not in text


# Confirming and withdrawing --------------------------------------------------------

PRACTITIONER = "practitioner:Police"


@pytest.fixture
def aged(elmbrook: Place, newcomer: Membership) -> Membership:
    """Approved by two people, the second of them 95 days ago."""
    with days_ago(96):
        say(elmbrook, "approve", newcomer, "administrator")
    with days_ago(95):
        say(elmbrook, "approve", newcomer, "strategic_lead")
    return newcomer


@pytest.mark.parametrize(
    ("days", "state", "sees"),
    [
        (0, "in force", True),
        (75.9, "in force", True),
        (76.1, "due", True),
        (89.9, "due", True),
        (90.1, "late", True),
        (99.9, "late", True),
        (100.1, "lapsed", False),
        (400, "lapsed", False),
    ],
)
def test_a_hat_grows_old_unless_somebody_confirms_it(
    elmbrook: Place, newcomer: Membership, days: float, state: str, sees: bool
) -> None:
    with days_ago(days):
        say(elmbrook, "approve", newcomer, "administrator")
        say(elmbrook, "approve", newcomer, "strategic_lead")
    assert (state_of(elmbrook, newcomer), sees_people(newcomer)) == (state, sees)


def test_confirming_is_good_for_another_quarter(
    elmbrook: Place, aged: Membership
) -> None:
    say(elmbrook, "confirm", aged, "agency_lead:Police")
    with acting_as(elmbrook.actor("administrator")):
        standing = standing_of(aged)
    assert standing.state == "in force"
    assert standing.due_on == timezone.localdate() + dt.timedelta(days=90)
    assert standing.ends_on == timezone.localdate() + dt.timedelta(days=100)
    assert timezone.now() - standing.since > dt.timedelta(days=94), "since then it sees"


def test_a_hat_that_nobody_confirmed_sees_again_once_somebody_does(
    elmbrook: Place, newcomer: Membership
) -> None:
    with days_ago(120):
        say(elmbrook, "approve", newcomer, "administrator")
        say(elmbrook, "approve", newcomer, "strategic_lead")
    assert not sees_people(newcomer)
    say(elmbrook, "confirm", newcomer, "strategic_lead")
    assert sees_people(newcomer)


def test_what_two_have_not_approved_can_not_be_confirmed(
    elmbrook: Place, newcomer: Membership
) -> None:
    say(elmbrook, "approve", newcomer, "administrator")
    with pytest.raises(ValidationError, match="Two people approve a role before"):
        say(elmbrook, "confirm", newcomer, "strategic_lead")


def test_several_are_confirmed_together_or_none(
    elmbrook: Place, aged: Membership
) -> None:
    by = elmbrook.actor("administrator")
    fresh = give_without_approval(elmbrook, team="Housing", role=Role.PRACTITIONER)
    with acting_as(by):
        with pytest.raises(ValidationError):
            approvals.confirm_all(hats=[aged, fresh], by=by)
        assert standing_of(aged).state == "late", "nothing of it was kept"
        police = elmbrook.hats["practitioner:Police"]
        assert approvals.confirm_all(hats=[aged, police], by=by) == 2
        assert standing_of(aged).state == "in force"


def test_withdrawing_works_at_once_and_two_have_to_approve_again(
    elmbrook: Place, aged: Membership
) -> None:
    assert sees_people(aged)
    say(elmbrook, "withdraw", aged, "agency_lead:Police", why="Moved to the desk")
    assert not sees_people(aged)
    say(elmbrook, "approve", aged, "administrator")
    assert not sees_people(aged), "what was said before does not count"
    say(elmbrook, "approve", aged, "strategic_lead")
    assert sees_people(aged)


def test_withdrawing_takes_a_reason_which_history_keeps(
    elmbrook: Place, aged: Membership
) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        say(elmbrook, "withdraw", aged, "administrator", why=" ")
    assert sees_people(aged)
    say(elmbrook, "withdraw", aged, "administrator", why="On long leave")
    with acting_as(elmbrook.actor("auditor")):
        change = Change.objects.filter(table_name="access_approval").first()
    assert change.after["why"] == "On long leave"
    assert change.membership_id == elmbrook.hats["administrator"].pk


def test_there_is_nothing_to_withdraw_where_nobody_has_approved(
    elmbrook: Place, newcomer: Membership
) -> None:
    with pytest.raises(ValidationError, match="Nobody vouches"):
        say(elmbrook, "withdraw", newcomer, "administrator", why="To be sure")


# Lists ------------------------------------------------------------------------------


def test_a_lead_of_an_agency_answers_for_its_roles_only(elmbrook: Place) -> None:
    def teams(role: str) -> set[str]:
        by = elmbrook.actor(role)
        with acting_as(by):
            return {hat.team.short_name for hat in hats_to_vouch(by)}

    assert teams("agency_lead:Police") == {"Police"}
    assert len(teams("strategic_lead")) == 5
    assert teams("auditor") == set()


def test_how_all_hats_stand_is_one_question(
    elmbrook: Place, django_assert_num_queries
) -> None:
    by = elmbrook.actor("administrator")
    with acting_as(by):
        found = list(of_casework(by.here))
        with django_assert_num_queries(1):
            assert {one.state for one in standings(found)} == {State.IN_FORCE}


def test_it_is_known_when_nobody_is_left_to_be_the_second(
    elmbrook: Place, newcomer: Membership
) -> None:
    job = Actor.from_job("access.setup", elmbrook.partnership.pk)
    say(elmbrook, "approve", newcomer, "administrator")

    def is_stuck() -> bool:
        with acting_as(job):
            people = approvers(elmbrook.partnership.pk)
            return nobody_is_left(standing_of(newcomer), people)

    assert not is_stuck()
    with acting_as(job):
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        for role in ("strategic_lead", "agency_lead:Police"):
            hats.end(hat=elmbrook.hats[role], last_day=yesterday, why="Left", by=job)
    assert is_stuck()


# The database -----------------------------------------------------------------------

INSERT = (
    "INSERT INTO access_approval (partnership_id, membership_id, by_account_id,"
    " by_membership_id, kind, why, at) VALUES (%s, %s, %s, %s, 'approved', '',"
    " now() + make_interval(days => %s))"
)


def slip_in(actor: Actor, hat: Membership, giver: Membership, *, days: int = 0) -> None:
    """What SQL in somebody's request would try."""
    with acting_as(actor), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            INSERT, [hat.partnership_id, hat.pk, giver.account_id, giver.pk, days]
        )


def refuses(actor: Actor, hat: Membership, giver: Membership, days: int = 0) -> bool:
    try:
        slip_in(actor, hat, giver, days=days)
    except ProgrammingError as error:
        return "row-level security" in str(error)
    return False


def test_sql_approves_in_nobody_s_name_but_one_s_own(
    elmbrook: Place, newcomer: Membership
) -> None:
    lead, admin = elmbrook.hats["strategic_lead"], elmbrook.hats["administrator"]
    assert refuses(elmbrook.actor("administrator"), newcomer, lead)
    assert refuses(elmbrook.actor("practitioner"), newcomer, admin)
    own = elmbrook.hats["practitioner"]
    assert refuses(elmbrook.actor("practitioner"), newcomer, own), "wrong role"
    assert not refuses(elmbrook.actor("administrator"), newcomer, admin)


def test_sql_approves_for_no_other_agency_and_not_for_oneself(
    elmbrook: Place, newcomer: Membership
) -> None:
    housing = elmbrook.hats["agency_lead:Housing"]
    assert refuses(elmbrook.actor("agency_lead:Housing"), newcomer, housing)
    police = elmbrook.hats["agency_lead:Police"]
    assert not refuses(elmbrook.actor("agency_lead:Police"), newcomer, police)
    with acting_as(elmbrook.actor("administrator")):
        own = hats.give(
            account=police.account,
            team=elmbrook.teams["Police"],
            role=Role.PRACTITIONER,
            by=elmbrook.actor("administrator"),
        )
    assert refuses(elmbrook.actor("agency_lead:Police"), own, police)


def test_an_approval_can_not_come_from_the_future(
    elmbrook: Place, newcomer: Membership
) -> None:
    admin = elmbrook.hats["administrator"]
    assert refuses(elmbrook.actor("administrator"), newcomer, admin, days=3650)


def test_the_job_of_invitations_approves_only_for_whoever_invited(
    elmbrook: Place, newcomer: Membership
) -> None:
    job = Actor.from_job("invitations", elmbrook.partnership.pk)
    assert refuses(job, newcomer, elmbrook.hats["administrator"])
    hat = accept(invited(elmbrook))
    assert refuses(job, hat, elmbrook.hats["strategic_lead"])


def test_one_person_who_says_it_twice_by_sql_is_still_one(
    elmbrook: Place, newcomer: Membership
) -> None:
    for _ in range(2):
        admin = elmbrook.hats["administrator"]
        slip_in(elmbrook.actor("administrator"), newcomer, admin)
    assert (sees_people(newcomer), state_of(elmbrook, newcomer)) == (False, "waiting")


def test_nothing_that_was_said_can_be_changed_or_unsaid(
    elmbrook: Place, aged: Membership
) -> None:
    for sql in (
        "UPDATE access_approval SET at = now()",
        "DELETE FROM access_approval",
    ):
        with (
            acting_as(elmbrook.actor("administrator")),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            cursor.execute(sql)


# Reminders --------------------------------------------------------------------------


def reminded(place: Place, today: dt.date) -> dict[str, dict[str, object]]:
    """Who was written to, and what the letter says in numbers."""
    with acting_as(Actor.from_job(PRINCIPAL, place.partnership.pk)):
        remind(place.partnership.pk, today)
    sent = Message.objects.filter(letter="access.roles_to_vouch")
    return {message.address.split("@")[0]: message.context for message in sent}


def test_those_who_can_are_told_what_waits_in_numbers(
    elmbrook: Place, aged: Membership
) -> None:
    fresh = give_without_approval(elmbrook, team="Housing", role=Role.PRACTITIONER)
    say(elmbrook, "approve", fresh, "administrator")
    told = reminded(elmbrook, timezone.localdate())
    numbers = {who: (c["waiting"], c["to_confirm"]) for who, c in told.items()}
    assert numbers == {
        "administrator": (0, 1),  # is one of the two already
        "strategic.lead": (1, 1),
        "agency.lead.police": (0, 1),
        "agency.lead.housing": (1, 0),
    }
    message = Message.objects.get(
        letter="access.roles_to_vouch", address__startswith="strategic"
    )
    _, text = rendered(registered(message.letter), message.context)
    assert "1 role that can see people waits for your approval" in text
    assert "1 role that can see people has to be confirmed" in text
    assert "Newcomer" not in text


def test_they_are_told_once_a_week(elmbrook: Place, aged: Membership) -> None:
    monday = dt.date(2026, 11, 23)

    def letters(day: int) -> int:
        reminded(elmbrook, monday + dt.timedelta(days=day))
        return Message.objects.filter(
            letter="access.roles_to_vouch", address__startswith="administrator"
        ).count()

    assert [letters(day) for day in (0, 0, 1, 4, 7, 8)] == [1, 1, 1, 1, 2, 2]


def test_nobody_is_told_when_nothing_waits(elmbrook: Place) -> None:
    assert reminded(elmbrook, timezone.localdate()) == {}


def test_the_only_one_who_can_approve_hears_of_the_way_out(
    elmbrook: Place, newcomer: Membership
) -> None:
    job = Actor.from_job("access.setup", elmbrook.partnership.pk)
    say(elmbrook, "approve", newcomer, "administrator")
    with acting_as(job):
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        for role in ("strategic_lead", "agency_lead:Police"):
            hats.end(hat=elmbrook.hats[role], last_day=yesterday, why="Left", by=job)
    told = reminded(elmbrook, timezone.localdate())
    assert told["administrator"]["alone"] is True
    message = Message.objects.get(letter="access.roles_to_vouch")
    assert "Invite another" in rendered(registered(message.letter), message.context)[1]


@pytest.mark.parametrize(
    ("moment", "starts"),
    [
        (dt.datetime(2026, 11, 26, 7, 40, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 11, 26, 6, 40, tzinfo=dt.UTC), False),  # too early
        (dt.datetime(2026, 12, 25, 9, 40, tzinfo=dt.UTC), False),  # a bank holiday
    ],
)
def test_reminders_go_out_on_working_days_in_the_morning(
    elmbrook: Place, moment: dt.datetime, starts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []

    class Recorded:
        def defer(self, partnership_id: int) -> None:
            started.append(partnership_id)

    monkeypatch.setattr(
        "concord.access.reminding.remind_partnership.configure", lambda **_: Recorded()
    )
    remind_approvers(int(moment.timestamp()))
    assert started == ([elmbrook.partnership.pk] if starts else [])


def test_the_reminders_see_no_case_and_change_nothing(
    elmbrook: Place, newcomer: Membership
) -> None:
    job = Actor.from_job(PRINCIPAL, elmbrook.partnership.pk)
    with acting_as(job), pytest.raises(NotPermitted):
        approvals.approve(hat=newcomer, by=job)
    assert refuses(job, newcomer, elmbrook.hats["administrator"])
    assert Account.objects.filter(pk=newcomer.account_id).exists()
