"""Search words: encrypted, opened by two people, forgotten with their key."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction

from concord.access import reading
from concord.access.actions import hats
from concord.access.actor import Actor, acting_as
from concord.access.audit import terms
from concord.access.audit.tests.conftest import SealNow, begin_era
from concord.access.audit.verifying import verify
from concord.access.models import Event, TermsOpening
from concord.access.permit import NotPermitted
from concord.access.testing import ALWAYS, Place, another_auditor
from concord.foundation.database.testing import as_owner
from concord.partnership.models import Account
from concord.partnership.roles import Role

pytestmark = pytest.mark.django_db
WORDS = {"name": "Marigold", "born": "1991"}


def give(place: Place, account: Account, role: Role, team: str = "Council") -> Actor:
    """A hat for an account, given by the administrator."""
    administrator = place.actor("administrator")
    with acting_as(administrator):
        hat = hats.give(
            account=account,
            team=place.teams[team],
            role=role,
            valid=ALWAYS,
            by=administrator,
        )
        return Actor.from_hat(hat)


@pytest.fixture
def two(elmbrook: Place) -> tuple[Actor, Actor]:
    """Two auditors of one partnership."""
    return elmbrook.actor("auditor"), Actor.from_hat(another_auditor(elmbrook))


def search(place: Place, found: int = 0) -> Event:
    """A practitioner searches, and opens a list of what was found."""
    with acting_as(place.actor("practitioner")):
        terms.searched(WORDS)
        for _ in range(found):
            reading.loaded(case=uuid.uuid4(), person=uuid.uuid4(), part="identity")
    with acting_as(place.actor("auditor")):
        return Event.objects.filter(verb="search").latest("id")


def ask(event: Event, by: Actor) -> TermsOpening:
    with acting_as(by):
        made = terms.ask(event_ids=[event.pk], why="A complaint of 12 May", by=by)
        return TermsOpening.objects.get(pk=made)


def approve(opening: TermsOpening, by: Actor) -> None:
    with acting_as(by):
        terms.approve(opening=opening, by=by)


def read(opening: TermsOpening, by: Actor) -> list[terms.Opened]:
    with acting_as(by):
        return terms.read(opening=opening, by=by)


def earlier(owner_url: str, opening: TermsOpening, column: str, hours: int) -> None:
    """As if that had happened some hours before. Needs a test that commits."""
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE access_terms_opening SET {column} = {column}"  # noqa: S608
            " - make_interval(hours => %s) WHERE id = %s",
            [hours, opening.pk],
        )


def test_a_search_is_one_event_with_what_was_found_and_no_word(
    elmbrook: Place,
) -> None:
    event = search(elmbrook, found=3)
    assert (len(event.case_ids), len(event.person_ids), event.n) == (3, 3, 3)
    assert len(bytes(event.terms_mark or b"")) == 32
    said = json.dumps({f.name: str(getattr(event, f.name)) for f in Event._meta.fields})
    assert "Marigold" not in said
    with acting_as(elmbrook.actor("auditor")):
        assert Event.objects.filter(verb__in=("read", "list")).count() == 0


def test_a_search_that_found_nothing_is_kept_too(elmbrook: Place) -> None:
    assert search(elmbrook).n == 0


def test_two_auditors_open_the_words_together(
    elmbrook: Place, two: tuple[Actor, Actor]
) -> None:
    event = search(elmbrook)
    opening = ask(event, two[0])
    approve(opening, two[1])
    assert read(opening, two[0]) == [terms.Opened(event.pk, WORDS)]
    assert read(opening, two[0]), "again, within the hour"


def test_each_look_is_an_event_that_the_other_sees(
    elmbrook: Place, two: tuple[Actor, Actor]
) -> None:
    opening = ask(search(elmbrook, found=1), two[0])
    approve(opening, two[1])
    read(opening, two[0])
    read(opening, two[0])
    with acting_as(two[1]):
        looks = Event.objects.filter(verb="open_terms", row_id=str(opening.pk))
        assert [look.account_id for look in looks] == [two[0].account_id] * 2
        assert len(looks[0].case_ids) == 1


def test_nobody_reads_before_it_is_approved(
    elmbrook: Place, two: tuple[Actor, Actor]
) -> None:
    opening = ask(search(elmbrook), two[0])
    for by in two:
        with pytest.raises(NotPermitted):
            read(opening, by)


def test_the_one_who_approved_does_not_read(
    elmbrook: Place, two: tuple[Actor, Actor]
) -> None:
    opening = ask(search(elmbrook), two[0])
    approve(opening, two[1])
    with pytest.raises(NotPermitted):
        read(opening, two[1])


def test_nobody_approves_what_they_asked_for_not_even_in_another_hat(
    elmbrook: Place, two: tuple[Actor, Actor]
) -> None:
    opening = ask(search(elmbrook), two[0])
    account = elmbrook.hats["auditor"].account
    other_hat = give(elmbrook, account, Role.AUDITOR, team="Police")
    for by in (two[0], other_hat):
        with pytest.raises(NotPermitted):
            approve(opening, by)


def test_whoever_lets_people_in_neither_asks_nor_approves(
    elmbrook: Place, two: tuple[Actor, Actor]
) -> None:
    """Else an administrator would give themselves the hat of a second auditor."""
    event = search(elmbrook)
    account = elmbrook.hats["administrator"].account
    both = give(elmbrook, account, Role.AUDITOR)
    with pytest.raises(NotPermitted):
        ask(event, both)
    opening = ask(event, two[0])
    with pytest.raises(NotPermitted):
        approve(opening, both)
    with pytest.raises(NotPermitted):
        ask(event, elmbrook.actor("administrator"))


def test_an_auditor_of_another_partnership_does_neither(
    elmbrook: Place, northmere: Place, two: tuple[Actor, Actor]
) -> None:
    event = search(elmbrook)
    stranger = northmere.actor("auditor")
    with acting_as(stranger), pytest.raises(ValidationError, match="searches"):
        terms.ask(event_ids=[event.pk], why="Curious", by=stranger)
    opening = ask(event, two[0])
    with pytest.raises(NotPermitted):
        approve(opening, stranger)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"why": " "}, "why"),
        ({"event_ids": []}, "searches"),
        ({"event_ids": list(range(1, 30))}, "searches"),
        ({"event_ids": [1]}, "searches"),
    ],
)
def test_asking_needs_a_reason_and_searches(
    elmbrook: Place, given: dict[str, object], field: str
) -> None:
    event = search(elmbrook)
    by = elmbrook.actor("auditor")
    with acting_as(by), pytest.raises(ValidationError) as error:
        terms.ask(
            **{"event_ids": [event.pk], "why": "A complaint", **given},  # type: ignore[arg-type]
            by=by,
        )
    assert list(error.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("column", "hours", "works"),
    [("asked_at", 23, True), ("asked_at", 25, False)],
)
@pytest.mark.django_db(transaction=True)
def test_an_approval_comes_within_a_day(
    elmbrook: Place,
    two: tuple[Actor, Actor],
    owner_url: str,
    column: str,
    hours: int,
    works: bool,
) -> None:
    opening = ask(search(elmbrook), two[0])
    earlier(owner_url, opening, column, hours)
    if works:
        approve(opening, two[1])
        return
    with pytest.raises(NotPermitted):
        approve(opening, two[1])


@pytest.mark.django_db(transaction=True)
def test_what_was_approved_is_open_for_an_hour_from_the_first_look(
    elmbrook: Place, two: tuple[Actor, Actor], owner_url: str
) -> None:
    opening = ask(search(elmbrook), two[0])
    approve(opening, two[1])
    earlier(owner_url, opening, "approved_at", 23)
    assert read(opening, two[0])
    earlier(owner_url, opening, "good_until", 1)
    with pytest.raises(NotPermitted):
        read(opening, two[0])


@pytest.mark.django_db(transaction=True)
def test_what_was_approved_and_not_read_within_a_day_is_over(
    elmbrook: Place, two: tuple[Actor, Actor], owner_url: str
) -> None:
    opening = ask(search(elmbrook), two[0])
    approve(opening, two[1])
    earlier(owner_url, opening, "approved_at", 24)
    with pytest.raises(NotPermitted):
        read(opening, two[0])


@pytest.mark.parametrize(
    "attack",
    [
        "SELECT * FROM access.terms",
        "SELECT * FROM access.terms_key",
        "INSERT INTO access.terms_key (month) VALUES ('2026-01-01')",
        "UPDATE access_terms_opening SET approved_at = now()",
        "INSERT INTO access_terms_opening SELECT * FROM access_terms_opening",
        "SELECT access.destroy_terms_key('2020-01-01')",
        "SELECT access.searches_seen('{1}')",
    ],
)
def test_the_runtime_role_has_no_way_round(elmbrook: Place, attack: str) -> None:
    with (
        acting_as(elmbrook.actor("auditor")),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match=r"permission denied|row-level|Only the"),
        transaction.atomic(),
    ):
        cursor.execute(attack)


def as_last_month(owner_url: str) -> dt.date:
    """The searches so far were made last month. Returns its first day."""
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access.terms DROP CONSTRAINT terms_month_fkey")
        cursor.execute(
            "UPDATE access.terms_key SET month = month - interval '1 month'"
            " RETURNING month"
        )
        [month] = cursor.fetchone()
        cursor.execute("UPDATE access.terms SET month = %s", [month])
    return month


@pytest.mark.django_db(transaction=True)
def test_a_destroyed_key_makes_words_unreadable_and_the_log_stays_whole(
    elmbrook: Place,
    two: tuple[Actor, Actor],
    owner_url: str,
    seal_now: SealNow,
) -> None:
    event = search(elmbrook)
    seal_now()
    month = as_last_month(owner_url)
    assert terms.forget(month)
    assert not terms.forget(month)
    opening = ask(event, two[0])
    approve(opening, two[1])
    assert read(opening, two[0]) == [terms.Opened(event.pk, None)]
    seal_now()
    report = verify()
    assert report.good, report.findings
    assert report.unsealed == 0


@pytest.mark.django_db(transaction=True)
def test_the_key_of_a_month_that_is_not_over_is_not_destroyed(
    elmbrook: Place,
) -> None:
    search(elmbrook)
    assert not terms.forget(dt.date.today())  # noqa: DTZ011
    search(elmbrook)


@pytest.mark.django_db(transaction=True)
def test_a_restore_does_not_bring_a_destroyed_key_back(
    elmbrook: Place, two: tuple[Actor, Actor], owner_url: str
) -> None:
    event = search(elmbrook)
    month = as_last_month(owner_url)
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM access.terms_key")
        [wrapped] = cursor.fetchone()
    terms.forget(month)
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access.terms_key SET wrapped = %s, destroyed_at = NULL", [wrapped]
        )
    begin_era(owner_url)
    opening = ask(event, two[0])
    approve(opening, two[1])
    assert read(opening, two[0]) == [terms.Opened(event.pk, None)]


def test_words_of_an_older_key_open_with_the_key_before(
    elmbrook: Place,
    two: tuple[Actor, Actor],
    settings,  # type: ignore[no-untyped-def]
) -> None:
    event = search(elmbrook)
    opening = ask(event, two[0])
    approve(opening, two[1])
    old = settings.CONCORD_AUDIT_KEYS
    settings.CONCORD_AUDIT_KEYS = ["n" * 60]
    with pytest.raises(terms.CannotBeOpened, match="CONCORD_AUDIT_KEY_BEFORE"):
        read(opening, two[0])
    settings.CONCORD_AUDIT_KEYS = ["n" * 60, *old]
    assert read(opening, two[0])[0].words == WORDS


def test_equal_words_do_not_look_equal(elmbrook: Place) -> None:
    first, second = search(elmbrook), search(elmbrook)
    assert bytes(first.terms_mark or b"") != bytes(second.terms_mark or b"")


def test_a_search_outside_of_a_request_is_refused() -> None:
    with pytest.raises(reading.NotRecorded):
        terms.searched(WORDS)


LOCKED = """
CREATE OR REPLACE FUNCTION access.locked_cases() RETURNS uuid[] LANGUAGE sql STABLE
AS $$ SELECT CASE WHEN access.my_account() = {account} THEN '{{{case}}}'::uuid[]
      ELSE '{{}}' END $$
"""


@pytest.mark.django_db(transaction=True)
def test_an_auditor_who_is_locked_out_of_a_case_sees_nothing_of_it(
    elmbrook: Place, two: tuple[Actor, Actor], owner_url: str
) -> None:
    event = search(elmbrook, found=1)
    opening = ask(event, two[0])
    [case] = event.case_ids
    practitioner = elmbrook.actor("practitioner")
    with acting_as(practitioner):
        reading.loaded(case=case, person=None, part=None)
        reading.note("refusal", door="cases:case", row=str(case))
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute(LOCKED.format(account=two[1].account_id, case=case))

    def seen(by: Actor) -> tuple[int, int]:
        with acting_as(by):
            about = [
                one
                for one in Event.objects.all()
                if case in one.case_ids or one.row_id == str(case)
            ]
            return len(about), TermsOpening.objects.count()

    assert seen(two[0]) == (3, 1)
    assert seen(two[1]) == (0, 0)
    with pytest.raises(NotPermitted):
        approve(opening, two[1])
    with acting_as(two[1]), pytest.raises(ValidationError):
        terms.ask(event_ids=[event.pk], why="Curious", by=two[1])
