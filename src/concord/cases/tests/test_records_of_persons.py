"""One team's record of a person: corrected, never overwritten, and never given away."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.cases.testing import CaseWorld, known
from concord.people.actions import persons
from concord.people.actions.persons import Known, Overtaken
from concord.people.models import Person, PersonVersion

pytestmark = pytest.mark.django_db

MARIGOLD = known("Marigold", "Thistlewood", dt.date(1991, 3, 14))


def test_a_correction_leaves_what_was_known_before(case_world: CaseWorld) -> None:
    idva = case_world.idva
    with acting_as(idva):
        persons.correct(
            person=case_world.victim,
            known=replace(MARIGOLD, other_names=["Goldie", " "], language=" Welsh "),
            why="She told us.",
            seen=1,
            by=idva,
        )
        second, first = case_world.victim.versions.all()
        assert (first.n, first.other_names) == (1, [])
        assert (second.n, second.other_names) == (2, ["Goldie"])
        assert (second.language, second.why) == ("Welsh", "She told us.")


def test_who_corrects_what_was_corrected_meanwhile_reads_that_first(
    case_world: CaseWorld,
) -> None:
    idva = case_world.idva
    with acting_as(idva):
        persons.correct(
            person=case_world.victim,
            known=replace(MARIGOLD, given_name="Mary"),
            seen=1,
            by=idva,
        )
        with pytest.raises(Overtaken, match="while you were writing") as overtaken:
            persons.correct(
                person=case_world.victim,
                known=replace(MARIGOLD, family_name="Thistle"),
                seen=1,
                by=idva,
            )
        assert overtaken.value.latest.given_name == "Mary"
        assert case_world.victim.versions.count() == 2
        persons.correct(
            person=case_world.victim,
            known=replace(MARIGOLD, given_name="Mary", family_name="Thistle"),
            seen=overtaken.value.latest.n,
            by=idva,
        )
        latest = persons.latest(case_world.victim)
        assert latest is not None
        assert (latest.n, latest.name) == (3, "Mary Thistle")


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_the_same_moment_one_is_told(
    case_world: CaseWorld,
) -> None:
    """Both read version 1; the second waits for the first, and learns of it."""
    idva, told = case_world.idva, []
    both_have_read, first_is_in = threading.Barrier(2), threading.Event()

    def correct(given_name: str, *, first: bool) -> None:
        try:
            with acting_as(idva):
                assert persons.latest(case_world.victim).n == 1  # type: ignore[union-attr]
                both_have_read.wait(10)
                if not first:
                    first_is_in.wait(10)
                try:
                    persons.correct(
                        person=case_world.victim,
                        known=replace(MARIGOLD, given_name=given_name),
                        seen=1,
                        by=idva,
                    )
                except Overtaken as error:
                    told.append(error.latest.given_name)
                if first:
                    first_is_in.set()
                    with connection.cursor() as cursor:
                        # The other one asks to write before this is committed.
                        cursor.execute("SELECT pg_sleep(0.5)")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=correct, args=("Mary",), kwargs={"first": True}),
        threading.Thread(target=correct, args=("Goldie",), kwargs={"first": False}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert told == ["Mary"]
    with acting_as(idva):
        assert [v.given_name for v in case_world.victim.versions.order_by("n")] == [
            "Marigold",
            "Mary",
        ]


def test_saying_the_same_again_is_no_correction(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva), pytest.raises(ValidationError, match="Nothing is"):
        persons.correct(
            person=case_world.victim,
            known=replace(MARIGOLD, given_name=" Marigold "),
            by=case_world.idva,
        )


def test_only_the_team_that_keeps_a_record_corrects_it(case_world: CaseWorld) -> None:
    case_world.share("Police")
    with acting_as(case_world.police):
        person = Person.objects.get(pk=case_world.victim.pk)
        with pytest.raises(NotPermitted):
            persons.correct(person=person, known=Known(), by=case_world.police)
        with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            PersonVersion.objects.create(
                partnership_id=case_world.police.here,
                owner_team_id=case_world.police.team_id,
                written_by_id=case_world.police.membership_id,
                person=person,
                n=2,
            )


@pytest.mark.parametrize(
    ("born", "precision", "field"),
    [
        (timezone.localdate() + dt.timedelta(days=1), "day", "born_on"),
        (dt.date(1890, 1, 1), "year", "born_on"),
        (dt.date(1990, 1, 1), "unknown", "born_precision"),
        (None, "day", "born_precision"),
    ],
)
def test_a_birth_date_that_cannot_be_is_told_by_its_field(
    case_world: CaseWorld, born: dt.date | None, precision: str, field: str
) -> None:
    with acting_as(case_world.idva), pytest.raises(ValidationError) as refused:
        persons.record(
            known=Known(given_name="A", born_on=born, born_precision=precision),
            by=case_world.idva,
        )
    assert field in refused.value.message_dict


def make_marigold(actor: Actor) -> Person:
    with acting_as(actor):
        return persons.record(known=MARIGOLD, by=actor)


def test_recording_somebody_succeeds_whoever_knows_them_already(
    case_world: CaseWorld, northmere: Place
) -> None:
    """The answer is the same for a name that nobody has."""
    made = [
        make_marigold(case_world.idva),  # the own team has her
        make_marigold(case_world.police),  # another team has her
        make_marigold(northmere.actor("practitioner:Police")),
    ]
    assert len({person.pk for person in made}) == 3
    with acting_as(case_world.police):
        assert [p.pk for p in Person.objects.all()] == [made[1].pk]


def test_recording_somebody_succeeds_for_who_is_locked_out_of_them(
    case_world: CaseWorld,
) -> None:
    case_world.share("Police")
    with acting_as(case_world.idva):
        locks.lock_out(
            account=case_world.place.hats["practitioner:Police"].account,
            person_id=case_world.victim.pk,
            why="Her uncle",
            by=case_world.idva,
        )
    made = make_marigold(case_world.police)
    with acting_as(case_world.police):
        assert [p.pk for p in Person.objects.all()] == [made.pk]
        assert PersonVersion.objects.get().name == "Marigold Thistlewood"
