"""Two records of one team made one, and two again: nothing lost, nobody let in."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.models import Part, Side, written
from concord.access.permit import NotPermitted
from concord.cases.actions import cases, merging
from concord.cases.actions import links as beside
from concord.cases.models import Case, ParallelProcess, Party
from concord.cases.queries.case_page import person_for
from concord.cases.queries.persons import own_records, person_page
from concord.cases.testing import CaseWorld, known
from concord.cases.tests.reached import RING, add, say
from concord.people.actions import about, contact, links, persons, places
from concord.people.actions.about import About
from concord.people.actions.persons import Known
from concord.people.models import (
    Characteristics,
    ContactAttempt,
    ContactPoint,
    Identifier,
    Merge,
    MergeStep,
    Person,
    Relationship,
    SafeContactRule,
    SamePerson,
)
from concord.people.queries.matching import Asked, likely

pytestmark = pytest.mark.django_db

BORN = dt.date(1991, 3, 14)
GOLDIE = known("Goldie", "Thistlewood", BORN)
KEPT = replace(
    known("Marigold", "Thistlewood", BORN), other_names=["Goldie Thistlewood"]
)


@pytest.fixture
def again(case_world: CaseWorld) -> Person:
    """The victim once more, as the victim of another case, by another man."""
    by = case_world.idva
    with acting_as(by):
        person = persons.record(known=GOLDIE, by=by)
        him = persons.record(known=known("Ambrose", "Netherby"), by=by)
        child = persons.record(known=known("Sorrel", "Netherby"), by=by)
        case_world.more["second"] = cases.open_case(
            victim=person, alleged=[him], children=[child], by=by
        )
        case_world.more |= {"him": him, "sorrel": child}
    return person


def second(world: CaseWorld) -> Case:
    case = world.more["second"]
    assert isinstance(case, Case)
    return case


def of(world: CaseWorld, name: str) -> Person:
    person = world.more[name]
    assert isinstance(person, Person)
    return person


def second_world(world: CaseWorld) -> CaseWorld:
    """The same people around the second case."""
    return replace(world, case=second(world))


def share_second(world: CaseWorld, *pieces: tuple[Part, Side]) -> None:
    second_world(world).share("Police", *pieces)


def one(
    world: CaseWorld,
    absorb: Person,
    keep: Person | None = None,
    *,
    what: Known | None = KEPT,
    seen: tuple[int, int] = (1, 1),
) -> Merge:
    """Make them one: the victim is kept, if nothing else is said."""
    by = world.idva
    with acting_as(by):
        keep = keep or world.victim
        last = persons.latest(keep)
        assert last is not None
        return merging.merge(
            keep=keep,
            absorb=absorb,
            known=what or Known.of(last),
            seen=seen,
            why="The same children, and she said so",
            by=by,
        )


def two(world: CaseWorld, merge: Merge) -> Merge:
    with acting_as(world.idva):
        return merging.undo(merge=merge, why="Another birthday", by=world.idva)


def all_of(world: CaseWorld, person: Person) -> dict[str, list[object]]:
    """What hangs on a record, as its team reads it: ids by kind of row."""
    found: dict[str, list[object]] = {}
    with acting_as(world.idva):
        for model, column in (
            (Party, "person"),
            (ContactPoint, "person"),
            (SafeContactRule, "person"),
            (ContactAttempt, "person"),
            (Identifier, "person"),
            (Characteristics, "person"),
            (ParallelProcess, "person"),
            (Relationship, "a"),
            (Relationship, "b"),
            (SamePerson, "a"),
            (SamePerson, "b"),
        ):
            rows = model.objects.filter(**{column: person}).order_by("pk")
            key = f"{model.__name__}.{column}"
            found[key] = [row.pk for row in rows]
    return {key: rows for key, rows in found.items() if rows}


def furnish(world: CaseWorld, person: Person) -> ContactPoint:
    """A row of everything that can hang on the record in the second case."""
    by, case = world.idva, second(world)
    with acting_as(by):
        point = contact.add_point(
            case_id=case.pk,
            person=person,
            kind="mobile",
            value="07700 900321",
            source="Told",
            by=by,
        )
    say(world, point, RING)
    with acting_as(by):
        places.add_location(
            case_id=case.pk, person=person, kind="refuge", where="Elsewhere", by=by
        )
        about.add_identifier(person=person, kind="nhs", value="943 476 5919", by=by)
        about.describe(
            case_id=case.pk, person=person, about=About(disability="yes"), by=by
        )
        links.relate(
            case_id=case.pk, a=of(world, "sorrel"), b=person, kind="child", by=by
        )
        links.live_together(persons=[person, of(world, "sorrel")], by=by)
        beside.add_process(
            case=case,
            process=beside.Process("care_act"),
            about=case.parties.get(side=Side.VICTIM),
            by=by,
        )
        third = persons.record(known=known("Golda", "Thistlewood"), by=by)
        links.same(a=person, b=third, evidence="The same birthday", by=by)
    return point


# Making two records one


def test_all_that_hangs_on_the_absorbed_record_moves(
    case_world: CaseWorld, again: Person
) -> None:
    world = case_world
    furnish(world, again)
    before, hers = all_of(world, again), all_of(world, world.victim)
    one(world, again)
    assert all_of(world, again) == {}
    now = all_of(world, world.victim)
    ends = {"SamePerson.a", "SamePerson.b"}  # the two ends are put in order
    for key in (before.keys() | hers.keys()) - ends:
        assert set(now[key]) == {*before.get(key, []), *hers.get(key, [])}
    assert sum(len(now.get(key, [])) for key in ends) == 1
    with acting_as(world.idva):
        assert {p.case_id for p in world.victim.parties.all()} == {
            world.case.pk,
            second(world).pk,
        }


def test_what_was_chosen_is_a_new_version_and_the_old_ones_stay(
    case_world: CaseWorld, again: Person
) -> None:
    world = case_world
    one(world, again, what=replace(KEPT, language="Welsh"))
    with acting_as(world.idva):
        last = persons.latest(world.victim)
        assert last is not None
        assert (last.n, last.language, last.other_names) == (
            2,
            "Welsh",
            ["Goldie Thistlewood"],
        )
        assert last.why == merging.CHOSEN, "the reason is for the own team alone"
        assert [v.given_name for v in again.versions.all()] == ["Goldie"]


def test_undoing_puts_back_exactly_what_moved(
    case_world: CaseWorld, again: Person
) -> None:
    world = case_world
    furnish(world, again)
    before, hers = all_of(world, again), all_of(world, world.victim)
    merge = one(world, again)
    two(world, merge)
    assert all_of(world, again) == before
    assert all_of(world, world.victim) == hers
    with acting_as(world.idva):
        last = persons.latest(world.victim)
        assert last is not None
        assert (last.n, last.other_names, last.why) == (3, [], merging.AFTER_ALL)
        assert Merge.objects.get().undone_why == "Another birthday"
        with pytest.raises(ValidationError, match="undone already"):
            merging.undo(merge=merge, why="Again", by=world.idva)
    one(world, again, seen=(3, 1))  # and can be made one anew


def test_what_was_written_since_goes_with_its_case_and_else_stays(
    case_world: CaseWorld, again: Person
) -> None:
    world, by = case_world, case_world.idva
    merge = one(world, again)
    with acting_as(by):
        since = contact.add_point(
            case_id=second(world).pk,
            person=world.victim,
            kind="mobile",
            value="07700 900321",
            source="Told",
            by=by,
        )
        number = about.add_identifier(
            person=world.victim, kind="police", value="ZZ/1", by=by
        )
    say(world, since, RING)
    here = add(world)
    two(world, merge)
    with acting_as(by):
        since.refresh_from_db()
        number.refresh_from_db()
        here.refresh_from_db()
        assert since.person_id == since.rules.get().person_id == again.pk
        assert number.person_id == here.person_id == world.victim.pk


def test_a_correction_made_since_is_not_taken_back(
    case_world: CaseWorld, again: Person
) -> None:
    world, by = case_world, case_world.idva
    merge = one(world, again)
    with acting_as(by):
        persons.correct(person=world.victim, known=known("Mary", "T"), by=by)
    two(world, merge)
    with acting_as(by):
        last = persons.latest(world.victim)
        assert last is not None
        assert (last.n, last.given_name) == (3, "Mary")


def test_rows_of_another_team_go_along_unseen(
    case_world: CaseWorld, again: Person
) -> None:
    """The police keep a number of hers in the second case; the steps tell nobody."""
    world = case_world
    share_second(world, (Part.IDENTITY, Side.VICTIM), (Part.CONTACT, Side.VICTIM))
    theirs = add(second_world(world), of=again, by=world.police)
    merge = one(world, again)
    with acting_as(world.police):
        theirs.refresh_from_db()
        assert theirs.person_id == world.victim.pk
        assert Merge.objects.count() == 0
        assert person_for(world.police, again.pk) == world.victim
    for actor in (world.idva, world.police):
        with acting_as(actor), pytest.raises(DatabaseError), transaction.atomic():
            MergeStep.objects.count()
    two(world, merge)
    with acting_as(world.police):
        theirs.refresh_from_db()
        assert theirs.person_id == again.pk


# A case with both


@pytest.fixture
def twin(case_world: CaseWorld) -> Person:
    """The child once more, in the same case."""
    by = case_world.idva
    with acting_as(by):
        person = persons.record(known=known("Clovie", "Thistlewood"), by=by)
        cases.add_party(case=case_world.case, person=person, side=Side.CHILD, by=by)
    return person


def parties(world: CaseWorld) -> dict[object, bool]:
    with acting_as(world.idva):
        children = world.case.parties.filter(side=Side.CHILD)
        return {party.person_id: party.left_on is None for party in children}


def test_a_child_recorded_twice_in_a_case_is_there_once(
    case_world: CaseWorld, twin: Person
) -> None:
    world = case_world
    for person in (world.child, twin):
        with acting_as(world.idva):
            about.describe(
                case_id=world.case.pk, person=person, about=About(), by=world.idva
            )
    number = add(world, of=twin)
    merge = one(world, twin, world.child, what=None)
    assert parties(world) == {world.child.pk: True, twin.pk: False}
    with acting_as(world.idva):
        number.refresh_from_db()
        assert number.person_id == world.child.pk
        assert Characteristics.objects.filter(person=twin).count() == 1
    two(world, merge)
    assert parties(world) == {world.child.pk: True, twin.pk: True}


def test_who_had_left_under_one_record_only_is_in_the_case(
    case_world: CaseWorld, twin: Person
) -> None:
    world, by = case_world, case_world.idva
    with acting_as(by):
        party = world.case.parties.get(person=world.child)
        today = world.case.opened_on
        cases.leave(party=party, on=today, why="Entered wrongly", by=by)
    merge = one(world, twin, world.child, what=None)
    assert parties(world) == {world.child.pk: True, twin.pk: False}
    two(world, merge)
    assert parties(world) == {world.child.pk: False, twin.pk: True}
    with acting_as(by):
        assert world.case.parties.get(person=world.child).left_why == "Entered wrongly"


def test_what_would_be_there_twice_stays_behind(
    case_world: CaseWorld, twin: Person
) -> None:
    """The same relationship, household and number of both: no constraint breaks."""
    world, by = case_world, case_world.idva
    with acting_as(by):
        for person in (world.child, twin):
            links.relate(
                case_id=world.case.pk, a=person, b=world.victim, kind="child", by=by
            )
            about.add_identifier(person=person, kind="police", value="ZZ/1", by=by)
        home = links.live_together(persons=[world.victim, world.child], by=by)
        links.move_in(household=home, person=twin, by=by)
    before = all_of(world, twin)
    merge = one(world, twin, world.child, what=None)
    with acting_as(by):
        assert Relationship.objects.filter(a=world.child).count() == 1
        assert home.members.filter(person=world.child).count() == 1
        assert world.child.identifiers.count() == 1
    two(world, merge)
    assert all_of(world, twin) == before


# What stands in the way


def refused(world: CaseWorld, absorb: Person, keep: Person | None = None) -> str:
    with pytest.raises(ValidationError) as error:
        one(world, absorb, keep, what=None)
    return " ".join(error.value.messages)


def test_two_sides_of_a_case_are_refused_and_the_case_is_named(
    case_world: CaseWorld,
) -> None:
    world = case_world
    for other, side in ((world.alleged, "alleged"), (world.child, "Child")):
        said = refused(world, other)
        assert f"Case {world.case.ref} has them on two sides: Victim and" in said
        assert side in said


def test_related_persons_are_refused_until_that_was_a_mistake(
    case_world: CaseWorld, twin: Person
) -> None:
    world, by = case_world, case_world.idva
    with acting_as(by):
        row = links.relate(
            case_id=world.case.pk, a=twin, b=world.child, kind="sibling", by=by
        )
    assert "related: brother or sister" in refused(world, twin, world.child)
    with acting_as(by):
        links.never_were(relationship=row, by=by)
    merge = one(world, twin, world.child, what=None)
    two(world, merge)


def test_nor_can_they_be_by_way_of_other_records(case_world: CaseWorld) -> None:
    world, by = case_world, case_world.idva
    with acting_as(by):
        first, middle = (
            persons.record(known=known("Some", "Body"), by=by) for _ in range(2)
        )
        links.same(a=first, b=world.alleged, evidence="Same", by=by)
    assert refused(world, first) == links.NEVER_ONE
    one(world, middle, first, what=None)
    assert (
        refused(world, middle, world.victim)
        == merging.REFUSED["never_an_absorbed_record"]
    )
    assert refused(world, first) == links.NEVER_ONE


def test_a_merge_stands_in_the_way_as_a_link_does(
    case_world: CaseWorld, again: Person
) -> None:
    """Absorbed with what it was linked with: that can't be the other side later."""
    world, by = case_world, case_world.idva
    with acting_as(by):
        linked = persons.record(known=known("Some", "Body"), by=by)
        links.same(a=again, b=linked, evidence="Same", by=by)
    one(world, again)
    with acting_as(by), pytest.raises(ValidationError, match="two sides"):
        links.same(a=linked, b=world.alleged, evidence="Same", by=by)


def test_one_record_twice_absorbed_or_of_two_people_is_refused(
    case_world: CaseWorld, again: Person
) -> None:
    world, by = case_world, case_world.idva
    assert "one record already" in refused(world, world.victim)
    with acting_as(by):
        link = links.different(a=again, b=world.victim, evidence="Rang both", by=by)
    assert "two people" in refused(world, again)
    with acting_as(by):
        links.not_same(link=link, why="They rang: it is one", by=by)
        other = persons.record(known=GOLDIE, by=by)
    one(world, again)
    for keep in (world.victim, other, again):
        absorb = again if keep != again else other
        assert "has become one" in refused(world, absorb, keep)


def test_another_teams_record_is_never_absorbed_nor_kept(case_world: CaseWorld) -> None:
    world = case_world
    world.share("Police", (Part.IDENTITY, Side.VICTIM))
    with acting_as(world.police):
        theirs = persons.record(known=GOLDIE, by=world.police)
        for keep, absorb in ((theirs, world.victim), (world.victim, theirs)):
            with pytest.raises(NotPermitted):
                merging.merge(
                    keep=keep,
                    absorb=absorb,
                    known=GOLDIE,
                    seen=(1, 1),
                    why="Same",
                    by=world.police,
                )
            with pytest.raises(DatabaseError), transaction.atomic():
                insert(world.police, keep, absorb)


def insert(by: Actor, keep: Person, absorb: Person) -> None:
    """Past the verb, as SQL would."""
    Merge.objects.create(
        **written(by), person=keep, absorbed=absorb, kept_n=1, why="Same"
    )


def test_nobody_undoes_or_rewrites_what_another_did(
    case_world: CaseWorld, again: Person
) -> None:
    world = case_world
    merge = one(world, again)
    with acting_as(world.police):
        with pytest.raises(NotPermitted):
            merging.undo(merge=merge, why="No", by=world.police)
        assert Merge.objects.filter(pk=merge.pk).update(undone_why="x") == 0
    with acting_as(world.idva):
        for change in ({"why": "x"}, {"absorbed_id": world.child.pk}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Merge.objects.filter(pk=merge.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            merge.delete()


def test_what_was_corrected_while_comparing_is_compared_again(
    case_world: CaseWorld, again: Person
) -> None:
    world, by = case_world, case_world.idva
    with acting_as(by):
        persons.correct(person=again, known=known("Golda", "T"), by=by)
        with pytest.raises(ValidationError, match="while you were comparing"):
            merging.merge(
                keep=world.victim,
                absorb=again,
                known=KEPT,
                seen=(1, 1),
                why="Same",
                by=by,
            )
        assert Merge.objects.count() == 0
        assert again.parties.count() == 1


def test_the_later_merge_is_undone_first(case_world: CaseWorld, again: Person) -> None:
    world, by = case_world, case_world.idva
    with acting_as(by):
        third = persons.record(known=GOLDIE, by=by)
    first = one(world, again)
    later = one(world, third, seen=(2, 1))
    with acting_as(by), pytest.raises(ValidationError, match="later one first"):
        merging.undo(merge=first, why="No", by=by)
    two(world, later)
    two(world, first)
    chain = one(world, again, third, what=None)
    over = one(world, third, what=None, seen=(3, 1))
    with acting_as(by):
        assert person_for(by, again.pk) == world.victim, "through both"
        with pytest.raises(ValidationError, match="later one first"):
            merging.undo(merge=chain, why="No", by=by)
    two(world, over)
    two(world, chain)
    with acting_as(by):
        assert again.parties.get().case_id == second(world).pk


# The absorbed record


def test_an_absorbed_record_is_found_and_chosen_no_longer(
    case_world: CaseWorld, again: Person
) -> None:
    world, by = case_world, case_world.idva

    def found() -> set[Person]:
        asked = Asked("Goldie", "Thistlewood", born_on=BORN, born_precision="day")
        with acting_as(by):
            return {one.person for one in likely(asked, by)}

    assert again in found()
    merge = one(world, again)
    assert world.victim in found()
    assert again not in found()
    with acting_as(by):
        assert again.pk not in {v.person_id for v in own_records(by)}
        assert person_for(by, again.pk) == world.victim
        with pytest.raises(ValidationError, match="has become one"):
            cases.open_case(victim=again, alleged=[of(world, "him")], by=by)
        with pytest.raises(ValidationError, match="has become one"):
            cases.add_party(case=world.case, person=again, side=Side.CHILD, by=by)
        with pytest.raises(ValidationError, match="has become one"):
            persons.correct(person=again, known=known("G", "T"), by=by)
        with pytest.raises(ValidationError, match="has become one"):
            about.add_identifier(person=again, kind="police", value="ZZ/2", by=by)
    two(world, merge)
    assert again in found()


def test_its_links_are_told_and_ended_on_the_page_of_the_kept_one(
    case_world: CaseWorld, again: Person
) -> None:
    """A link that both have stays twice: neither end of it is hidden."""
    world, by = case_world, case_world.idva
    with acting_as(by):
        third = persons.record(known=GOLDIE, by=by)
        for record in (world.victim, again):
            links.same(a=record, b=third, evidence="Same", by=by)
    one(world, again)
    with acting_as(by):
        page = person_page(world.victim, by)
        assert [line.other for line in page.same] == [third, third]
        for line in page.same:
            links.not_same(link=line.link, why="Two", by=by)
        assert not SamePerson.objects.filter(state="same").exists()


# Conflict locks


def lock(world: CaseWorld, person: Person, actor: str = "Police") -> None:
    hat = world.place.hats[f"practitioner:{actor}"]
    with acting_as(world.idva):
        locks.lock_out(
            account=hat.account, person_id=person.pk, why="Brother", by=world.idva
        )


def sees(world: CaseWorld) -> set[Person]:
    """Whom the police see."""
    with acting_as(world.police):
        return set(Person.objects.all())


@pytest.mark.parametrize("locked", ["kept", "absorbed"])
def test_whoever_is_kept_from_one_of_two_is_kept_from_both(
    case_world: CaseWorld, again: Person, locked: str
) -> None:
    world = case_world
    world.share("Police")
    lock(world, again if locked == "absorbed" else world.victim)
    assert bool(sees(world)) == (locked == "absorbed")
    merge = one(world, again)
    assert sees(world) == set()
    two(world, merge)
    assert bool(sees(world)) == (locked == "absorbed"), "as it was before"


def test_whoever_is_locked_out_of_one_can_not_make_them_one(
    case_world: CaseWorld, again: Person
) -> None:
    """A colleague of the team that keeps both."""
    world = case_world
    lock(world, again, "Specialist service")
    with acting_as(world.idva):
        assert person_for(world.idva, again.pk) is None
        with pytest.raises(NotPermitted):
            one_inside(world, again)
        with pytest.raises(DatabaseError), transaction.atomic():
            insert(world.idva, world.victim, again)


def test_a_lock_made_since_holds_for_both_when_it_is_undone(
    case_world: CaseWorld, again: Person
) -> None:
    world, auditor = case_world, case_world.place.actor("auditor")
    world.share("Police")
    share_second(world)
    merge = one(world, again)
    lock(world, world.victim)
    two(world, merge)
    assert sees(world) == set()
    with acting_as(auditor):
        assert [line.cases for line in locks.in_force(auditor)] == [1, 1]


def test_a_lock_says_in_how_many_cases_it_holds(
    case_world: CaseWorld, again: Person
) -> None:
    world, auditor = case_world, case_world.place.actor("auditor")
    lock(world, again)
    one(world, again)
    with acting_as(auditor):
        assert [line.cases for line in locks.in_force(auditor)] == [2]


# Two at once


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Run these in threads of their own; what each gave, or its refusal."""
    start = threading.Barrier(len(jobs))
    found: list[object] = [None] * len(jobs)

    def run(n: int, job: Callable[[], object]) -> None:
        try:
            start.wait(10)
            found[n] = job()
        except ValidationError as error:
            found[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_them_one_at_once_one_is_told(
    case_world: CaseWorld, again: Person
) -> None:
    """Crosswise, too: each would keep the other one."""
    world = case_world
    found = at_once(
        lambda: one(world, again, what=KEPT),
        lambda: one(world, world.victim, again, what=KEPT),
    )
    [told] = [each for each in found if isinstance(each, ValidationError)]
    assert "has become one" in told.messages[0]
    with acting_as(world.idva):
        merge = Merge.objects.get()
        assert merge.person.parties.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_case_opened_meanwhile_waits_or_comes_along(
    case_world: CaseWorld, again: Person
) -> None:
    world, by = case_world, case_world.idva
    written, waits = threading.Event(), threading.Event()

    def opens_first() -> object:
        with acting_as(by):
            case = cases.open_case(victim=again, alleged=[of(world, "him")], by=by)
            written.set()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.5)")  # the merge waits for it
            return case

    def merges_then() -> object:
        written.wait(10)
        return one(world, again)

    case, merge = at_once(opens_first, merges_then)
    assert isinstance(case, Case)
    assert isinstance(merge, Merge)
    with acting_as(by):
        assert case.parties.get(side=Side.VICTIM).person_id == world.victim.pk
    two(world, merge)

    def merges_first() -> object:
        with acting_as(by), transaction.atomic():
            made = one_inside(world, again)
            waits.set()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.5)")  # the case waits for it
            return made

    def opens_then() -> object:
        waits.wait(10)
        with acting_as(by):
            return cases.open_case(victim=again, alleged=[of(world, "him")], by=by)

    merge, told = at_once(merges_first, opens_then)
    assert isinstance(merge, Merge)
    assert isinstance(told, ValidationError)
    assert "has become one" in told.messages[0]


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_it_is_undone_hangs_on_nobody_else(
    case_world: CaseWorld, again: Person
) -> None:
    """A number of the second case, for the kept record, which is in it no longer."""
    world, by = case_world, case_world.idva
    merge = one(world, again)
    waits = threading.Event()

    def undoes() -> object:
        with acting_as(by), transaction.atomic():
            merging.undo(merge=merge, why="Another birthday", by=by)
            waits.set()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.5)")  # the number waits for it
        return None

    def writes() -> object:
        waits.wait(10)
        return add(second_world(world), of=world.victim)

    _, told = at_once(undoes, writes)
    assert isinstance(told, ValidationError)
    assert "two again" in told.messages[0]


def one_inside(world: CaseWorld, absorb: Person) -> Merge:
    """As `one`, for whoever acts already."""
    last = persons.latest(world.victim)
    assert last is not None
    return merging.merge(
        keep=world.victim,
        absorb=absorb,
        known=KEPT,
        seen=(last.n, 1),
        why="The same children",
        by=world.idva,
    )


# Disposal


@pytest.fixture
def owner(owner_url: str, transactional_db: None) -> Iterator[psycopg.Connection]:
    """The owner's connection to the test's database."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(owner_url, dbname=name, autocommit=True) as found:
        yield found


@pytest.mark.django_db(transaction=True)
def test_what_became_one_goes_as_one_with_its_last_case(
    case_world: CaseWorld, again: Person, owner: psycopg.Connection
) -> None:
    world = case_world
    one(world, again)
    count = "SELECT count(*) FROM people_person WHERE id = ANY (%s)"
    both = [world.victim.pk, again.pk]
    owner.execute("SELECT access.dispose_case(%s)", [world.case.pk])
    assert owner.execute(count, [both]).fetchone() == (2,), "she is in another case"
    owner.execute("SELECT access.dispose_case(%s)", [second(world).pk])
    assert owner.execute(count, [both]).fetchone() == (0,)
    for table in ("people_merge", "people_mergestep"):
        left = owner.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        assert left == (0,)
