"""What stands out in a week's access, by which rule, and what auditors make of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.audit import jobs, reviewing, telling
from concord.access.audit.unusual import words, work_out
from concord.access.models import Part, Side, Unusual, UnusualReview
from concord.access.permit import NotPermitted
from concord.access.testing import Place, another_auditor
from concord.cases.testing import CaseWorld, known
from concord.foundation.database.testing import as_owner
from concord.foundation.post.models import Message
from concord.partnership.models import Membership
from concord.people.actions import persons
from concord.people.models import ContactPoint, Person

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = dt.date(2026, 11, 19)  # a Thursday
MONDAY = dt.date(2026, 11, 16)
Did = Callable[..., None]

INSERT = """
INSERT INTO access_event (era, xid, at, actor, membership_id, account_id, team_id,
    partnership_id, verb, door, table_name, row_id, case_ids, person_ids, parts,
    columns, n, why)
SELECT 1, 1, %s + g * %s, 'hat:' || %s, %s, %s, %s, %s, %s, '', '', '',
       CASE WHEN %s THEN ARRAY[gen_random_uuid()] ELSE '{}' END,
       %s::uuid[], '{}', '{}', 1, ''
FROM generate_series(0, %s - 1) g
"""


@pytest.fixture
def did(owner_url: str) -> Did:
    """`did(hat, "read", 31, weeks_ago=1)`: so many events, on that Tuesday."""

    def write(
        hat: Membership,
        verb: str,
        times: int,
        *,
        weeks_ago: int = 0,
        hour: int = 11,
        apart: dt.timedelta = dt.timedelta(seconds=30),
        who: tuple[uuid.UUID, ...] = (),
    ) -> None:
        tuesday = MONDAY + dt.timedelta(days=1, weeks=-weeks_ago)
        at = dt.datetime.combine(tuesday, dt.time(hour), dt.UTC)
        opened = verb not in ("refusal", "break_glass")
        with as_owner(owner_url), connection.cursor() as cursor:
            cursor.execute(
                INSERT,
                [
                    at,
                    apart,
                    hat.pk,
                    hat.pk,
                    hat.account_id,
                    hat.team_id,
                    hat.partnership_id,
                    verb,
                    opened,
                    list(who),
                    times,
                ],
            )

    return write


def found(place: Place) -> dict[str, dict[str, object]]:
    """Lines about everybody but the auditor, by kind: worked out now."""
    work_out(place.partnership.pk, TODAY)
    by = place.actor("auditor")
    with acting_as(by):
        return {
            line.kind: line.facts for line in reviewing.lines(by=by).filter(week=MONDAY)
        }


@pytest.fixture
def police(elmbrook: Place) -> Membership:
    return elmbrook.hats["practitioner:Police"]


def test_many_more_cases_than_usual_stand_out(
    elmbrook: Place, police: Membership, did: Did
) -> None:
    for weeks_ago in range(1, 9):
        did(police, "read", 10, weeks_ago=weeks_ago)
    did(police, "read", 31)
    assert found(elmbrook) == {"many": {"cases": 31, "usual": 10}}
    assert words("many", {"cases": 31, "usual": 10}) == (
        "Opened 31 cases. In the 8 weeks before, 10 a week was usual for them (the "
        "median)."
    )


@pytest.mark.parametrize(
    ("usual", "now", "stands_out"),
    [(0, 29, False), (0, 30, True), (10, 30, False), (10, 31, True), (40, 100, False)],
)
def test_few_cases_and_a_usual_number_do_not(
    elmbrook: Place,
    police: Membership,
    did: Did,
    usual: int,
    now: int,
    stands_out: bool,
) -> None:
    for weeks_ago in range(1, 9):
        if usual:
            did(police, "read", usual, weeks_ago=weeks_ago)
    did(police, "read", now)
    assert ("many" in found(elmbrook)) == stands_out


def test_a_week_is_compared_with_the_median_not_with_the_best_one(
    elmbrook: Place, police: Membership, did: Did
) -> None:
    did(police, "read", 300, weeks_ago=3)
    did(police, "read", 40)
    assert found(elmbrook)["many"] == {"cases": 40, "usual": 0}


def test_the_same_case_opened_often_is_one_case(
    case_world: CaseWorld, did: Did, owner_url: str
) -> None:
    police = case_world.place.hats["practitioner:Police"]
    did(police, "read", 40)
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_event SET case_ids = ARRAY[%s] WHERE xid = 1",
            [case_world.case.pk],
        )
    assert "many" not in found(case_world.place)


def test_openings_at_night_stand_out_unless_that_is_usual(
    elmbrook: Place, police: Membership, did: Did
) -> None:
    did(police, "read", 6, hour=23)
    did(police, "read", 4)
    assert found(elmbrook) == {"out_of_hours": {"out": 6, "of": 10, "usual": 0}}
    for weeks_ago in range(1, 9):
        did(police, "read", 5, weeks_ago=weeks_ago, hour=22)
    work_out(elmbrook.partnership.pk, TODAY)
    night_worker = elmbrook.hats["practitioner:Housing"]
    for weeks_ago in range(9):
        did(night_worker, "read", 6, weeks_ago=weeks_ago, hour=22)
    work_out(elmbrook.partnership.pk, TODAY)
    by = elmbrook.actor("auditor")
    with acting_as(by):
        accounts = {line.account_id for line in reviewing.lines(by=by)}
    assert accounts == {police.account_id}


@pytest.mark.parametrize(
    ("times", "apart", "stands_out"),
    [
        (5, dt.timedelta(minutes=2), True),
        (4, dt.timedelta(minutes=2), False),
        (5, dt.timedelta(minutes=3), False),
    ],
)
def test_five_refusals_within_ten_minutes_stand_out(
    elmbrook: Place,
    police: Membership,
    did: Did,
    times: int,
    apart: dt.timedelta,
    stands_out: bool,
) -> None:
    did(police, "refusal", times, apart=apart)
    assert ("refusals" in found(elmbrook)) == stands_out


def test_two_emergencies_in_a_week_stand_out(
    elmbrook: Place, police: Membership, did: Did
) -> None:
    did(police, "break_glass", 1)
    did(police, "break_glass", 1, weeks_ago=1)
    assert found(elmbrook) == {}
    did(police, "break_glass", 1)
    assert found(elmbrook) == {"emergencies": {"emergencies": 2}}


def named(world: CaseWorld, given: str, family: str) -> Person:
    with acting_as(world.idva):
        return persons.record(known=known(given, family), by=world.idva)


@pytest.mark.parametrize(
    ("staff", "family", "alike"),
    [
        ("Jo Larkspur", "Larkspur", True),
        ("Jo LARKSPUR ", "larkspur", True),
        ("Jo Larkspur-Bell", "Bell", True),
        ("Jo Larkspur", "Larkspur-Bell", True),
        ("Jo Larkspur", "Larkspurs", False),
        ("Larkspur Jo", "Larkspur", False),
    ],
)
def test_persons_with_the_own_surname_stand_out(
    case_world: CaseWorld,
    did: Did,
    owner_url: str,
    staff: str,
    family: str,
    alike: bool,
) -> None:
    police = case_world.place.hats["practitioner:Police"]
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE partnership_account SET name = %s WHERE id = %s",
            [staff, police.account_id],
        )
    person = named(case_world, "Invented", family)
    did(police, "read", 1, who=(person.pk,))
    expected = {"own_name": {"persons": 1}} if alike else {}
    assert found(case_world.place) == expected


def at_home(world: CaseWorld, person: Person, postcode: str) -> None:
    with acting_as(world.idva):
        ContactPoint.objects.create(
            partnership_id=world.idva.here,
            owner_team_id=world.idva.team_id,
            written_by_id=world.idva.membership_id,
            person=person,
            case_id=world.case.pk,
            part=Part.LOCATION,
            side=Side.VICTIM if person == world.victim else Side.ALLEGED,
            kind=ContactPoint.Kind.ADDRESS,
            value="An invented street",
            postcode=postcode,
            source="Herself",
        )


def test_neighbours_of_somebody_they_are_kept_from_stand_out(
    case_world: CaseWorld, did: Did
) -> None:
    housing = case_world.place.hats["practitioner:Housing"]
    at_home(case_world, case_world.victim, "ZZ1 1AA")
    at_home(case_world, case_world.alleged, "zz11aa")
    did(housing, "read", 1, who=(case_world.alleged.pk,))
    assert found(case_world.place) == {}
    with acting_as(case_world.idva):
        locks.lock_out(
            account=housing.account,
            person_id=case_world.victim.pk,
            why="Her sister",
            by=case_world.idva,
        )
    assert found(case_world.place) == {"own_street": {"persons": 1}}


def test_the_counts_of_people_are_the_audit_s_alone(case_world: CaseWorld) -> None:
    for role in ("auditor", "administrator", "practitioner"):
        with acting_as(case_world.place.actor(role)), connection.cursor() as cursor:
            cursor.execute(
                "SELECT access.same_surname(1, ARRAY[%s::uuid]),"
                " access.same_street(1, ARRAY[%s::uuid])",
                [case_world.victim.pk] * 2,
            )
            assert cursor.fetchone() == (None, None)


def test_worked_out_again_a_line_keeps_its_review_until_its_numbers_change(
    elmbrook: Place, police: Membership, did: Did
) -> None:
    did(police, "refusal", 5)
    found(elmbrook)
    by = elmbrook.actor("auditor")
    with acting_as(by):
        [line] = reviewing.lines(by=by)
        assert reviewing.to_review(by=by) == 1
        reviewing.review(line=line, note="Typed from an old list.", by=by)
        assert reviewing.to_review(by=by) == 0
    assert work_out(elmbrook.partnership.pk, TODAY) == 0
    did(police, "refusal", 2, apart=dt.timedelta(seconds=5))
    assert work_out(elmbrook.partnership.pk, TODAY) == 1
    with acting_as(by):
        assert reviewing.to_review(by=by) == 1


def test_a_review_says_what_was_found(
    elmbrook: Place, police: Membership, did: Did
) -> None:
    did(police, "refusal", 5)
    found(elmbrook)
    by = elmbrook.actor("auditor")
    with acting_as(by):
        [line] = reviewing.lines(by=by)
        with pytest.raises(ValidationError):
            reviewing.review(line=line, note=" ", by=by)
    for role in ("administrator", "practitioner"):
        with acting_as(elmbrook.actor(role)), pytest.raises(NotPermitted):
            reviewing.lines(by=elmbrook.actor(role))


def test_nobody_sees_or_reviews_what_is_said_of_themselves(
    elmbrook: Place, did: Did
) -> None:
    me = elmbrook.hats["auditor"]
    other = Actor.from_hat(another_auditor(elmbrook))
    did(me, "refusal", 5)
    assert found(elmbrook) == {}
    with acting_as(other):
        [line] = reviewing.lines(by=other)
    mine = elmbrook.actor("auditor")
    with (
        acting_as(mine),
        pytest.raises(ProgrammingError, match="row-level"),
        transaction.atomic(),
    ):
        reviewing.review(line=line, note="Nothing wrong.", by=mine)


def test_an_auditor_writes_no_line_and_takes_none_away(
    elmbrook: Place, police: Membership, did: Did
) -> None:
    did(police, "refusal", 5)
    found(elmbrook)
    by = elmbrook.actor("auditor")
    with acting_as(by):
        line = Unusual.objects.get()
        line.facts = {"refusals": 0}
        with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            line.save()
        with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
            line.delete()
        assert not UnusualReview.objects.exists()


def test_other_partnerships_have_lines_of_their_own(
    elmbrook: Place, northmere: Place, police: Membership, did: Did
) -> None:
    did(police, "refusal", 5)
    assert found(northmere) == {}
    assert found(elmbrook) != {}


def test_on_mondays_auditors_are_told_how_much_waits(
    elmbrook: Place, police: Membership, did: Did
) -> None:
    did(police, "refusal", 5)
    found(elmbrook)
    telling.send_unusual(dt.date(2026, 11, 23))
    telling.send_unusual(dt.date(2026, 11, 23))
    [message] = Message.objects.all()
    assert message.address == elmbrook.hats["auditor"].account.email
    assert message.context["lines"] == 1
    by = elmbrook.actor("auditor")
    with acting_as(by):
        reviewing.review(line=Unusual.objects.get(), note="A typing error.", by=by)
    assert telling.send_unusual(dt.date(2026, 11, 30)) == 0


@pytest.mark.parametrize(("hour", "lines"), [(3, 0), (4, 1)])
def test_the_report_is_worked_out_at_four_at_night(
    elmbrook: Place, police: Membership, did: Did, hour: int, lines: int
) -> None:
    did(police, "refusal", 5)
    moment = dt.datetime(2026, 11, 19, hour, 23, tzinfo=dt.UTC)
    jobs.work_out_unusual(int(moment.timestamp()))
    with acting_as(elmbrook.actor("auditor")):
        assert Unusual.objects.count() == lines
