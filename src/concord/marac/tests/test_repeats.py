"""Fact 3: same victim and any of the same alleged, within 12 months of a referral."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import wear
from concord.cases.actions import cases
from concord.cases.testing import CaseWorld, known
from concord.foundation.periods import a_year_after
from concord.marac.actions import agenda, repeats
from concord.marac.models import AgendaItem, RepeatFinding
from concord.marac.queries.repeats import sentence
from concord.marac.testing import coordinator, meet, send_to_marac
from concord.people.actions import links, persons
from concord.people.models import Person

pytestmark = pytest.mark.django_db

COORDINATOR = "marac_coordinator"


def somebody(marac: CaseWorld, given: str, family: str) -> Person:
    with acting_as(marac.idva):
        return persons.record(known=known(given, family), by=marac.idva)


def another_case(
    marac: CaseWorld, alleged: Sequence[Person], victim: Person | None = None
) -> CaseWorld:
    """A further case of the same victim, because of these people."""
    with acting_as(marac.idva):
        case = cases.open_case(
            victim=victim or marac.victim, alleged=list(alleged), by=marac.idva
        )
    return replace(marac, case=case)


def referred(case: CaseWorld, days: int = 0, in_days: int = 20) -> RepeatFinding:
    """The case is referred to MARAC so many days ago and put on an agenda: what is
    found about it."""
    work = send_to_marac(case, ago=days)
    by = coordinator(case.place)
    meeting = meet(case.place, in_days=in_days)
    with acting_as(by):
        item = agenda.put_on(work=work, meeting=meeting, by=by)
        found = repeats.latest_finding(item, by)
    assert found is not None
    return found


def item_of(case: CaseWorld, found: RepeatFinding) -> AgendaItem:
    with acting_as(coordinator(case.place)):
        return AgendaItem.objects.get(pk=found.item_id)


def test_fact_3_the_first_referral_is_no_repeat(marac: CaseWorld) -> None:
    found = referred(marac)
    assert (found.is_repeat, found.prior_on, found.overlap) == (False, None, "")
    assert "no earlier referral of this victim is known here" in sentence(found)


def test_fact_3_the_same_people_again_within_12_months_of_the_referral_are(
    marac: CaseWorld,
) -> None:
    referred(marac, days=300)
    found = referred(marac, in_days=40)
    assert (found.is_repeat, found.overlap) == (True, "same")
    day = timezone.localdate() - dt.timedelta(days=300)
    assert found.prior_on == day
    assert "no crime is needed" in sentence(found)


def test_fact_3_the_months_are_counted_from_the_referral_to_the_day(
    marac: CaseWorld,
) -> None:
    first = timezone.localdate() - (
        a_year_after(timezone.localdate()) - timezone.localdate()
    )
    exactly = (timezone.localdate() - first).days
    referred(marac, days=exactly + 2)
    late = referred(marac, in_days=40)
    assert (late.is_repeat, late.overlap) == (False, "same")
    assert "ended on" in sentence(late)


def test_fact_3_a_new_alleged_person_is_a_new_case(marac: CaseWorld) -> None:
    referred(marac, days=30)
    other = another_case(marac, [somebody(marac, "Ignatius", "Farthingale")])
    found = referred(other, in_days=40)
    assert (found.is_repeat, found.overlap) == (False, "none")
    assert found.prior_on is not None
    assert "because of somebody else" in sentence(found)


def test_fact_3_any_shared_alleged_person_is_enough(marac: CaseWorld) -> None:
    referred(marac, days=30)
    more = [marac.alleged, somebody(marac, "Ignatius", "Farthingale")]
    found = referred(another_case(marac, more), in_days=40)
    assert (found.is_repeat, found.overlap) == (True, "some")
    assert "some of the same" in sentence(found)


def test_fact_3_a_shared_person_counts_before_a_later_referral_without_one(
    marac: CaseWorld,
) -> None:
    referred(marac, days=200)
    other = another_case(marac, [somebody(marac, "Ignatius", "Farthingale")])
    referred(other, days=20, in_days=30)
    found = referred(another_case(marac, [marac.alleged]), in_days=40)
    assert (found.is_repeat, found.overlap) == (True, "same")


def test_fact_3_another_victim_of_the_same_person_makes_no_repeat(
    marac: CaseWorld,
) -> None:
    referred(marac, days=30)
    other = another_case(
        marac, [marac.alleged], victim=somebody(marac, "Araminta", "Goldsworthy")
    )
    assert not referred(other, in_days=40).is_repeat


def test_records_that_teams_have_said_to_be_one_person_count_as_one(
    marac: CaseWorld,
) -> None:
    referred(marac, days=30)
    again = somebody(marac, "Marigold", "Thistlewood")
    with acting_as(marac.idva):
        links.same(a=again, b=marac.victim, evidence="Birth date", by=marac.idva)
    found = referred(another_case(marac, [marac.alleged], victim=again), in_days=40)
    assert found.is_repeat


# The rule ----------------------------------------------------------------------------


def test_it_says_by_which_version_of_the_rule(marac: CaseWorld) -> None:
    found = referred(marac)
    assert found.definition.version == 2
    assert repeats.definition_on(dt.date(2020, 5, 4)).version == 1


def test_by_the_older_rule_it_had_to_be_a_crime(marac: CaseWorld) -> None:
    referred(marac, days=30)
    found = referred(marac, in_days=40)
    found.definition = repeats.definition_on(dt.date(2020, 5, 4))
    assert "would be a crime" in sentence(found)


# Overriding --------------------------------------------------------------------------


def test_saying_otherwise_needs_a_reason_and_keeps_what_was_worked_out(
    marac: CaseWorld,
) -> None:
    found = referred(marac)
    item, by = item_of(marac, found), coordinator(marac.place)
    with acting_as(by):
        with pytest.raises(ValidationError) as error:
            repeats.override(item=item, is_a_repeat=True, why=" ", by=by)
        assert "why" in error.value.message_dict
        with pytest.raises(ValidationError):
            repeats.override(item=item, is_a_repeat=False, why="Same", by=by)
        said = repeats.override(
            item=item, is_a_repeat=True, why="Referred in Northmere in May.", by=by
        )
        assert (said.is_repeat, said.result, said.n) == (True, False, 2)
        assert RepeatFinding.objects.filter(item=item).count() == 2
        # Put on again, what was said stays.
        assert repeats.find_repeat(item=item, by=by) == said


def test_only_the_team_that_coordinates_says_otherwise(marac: CaseWorld) -> None:
    item = item_of(marac, referred(marac))
    for actor in (marac.idva, marac.police):
        with acting_as(actor), pytest.raises(NotPermitted):
            repeats.override(item=item, is_a_repeat=True, why="No", by=actor)


def test_what_was_found_is_never_changed(marac: CaseWorld) -> None:
    found = referred(marac)
    by = coordinator(marac.place)
    with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
        RepeatFinding.objects.filter(pk=found.pk).update(result=True)


def test_the_database_keeps_a_new_alleged_person_from_being_a_repeat(
    marac: CaseWorld,
) -> None:
    found = referred(marac)
    by = coordinator(marac.place)
    values: dict[str, Any] = {
        field.attname: getattr(found, field.attname)
        for field in RepeatFinding._meta.concrete_fields
    }
    del values["id"]
    with acting_as(by), pytest.raises(IntegrityError), transaction.atomic():
        RepeatFinding.objects.create(**values | {"n": 2, "result": True})


# Who sees it -------------------------------------------------------------------------


def test_who_may_see_only_who_it_is_does_not_learn_that_it_is_a_repeat(
    marac: CaseWorld,
) -> None:
    found = referred(marac)
    marac.share("Police")
    with acting_as(marac.police):
        assert not RepeatFinding.objects.exists()
    address = reverse("marac:repeat", args=[found.item_id])
    for role, status in (
        (COORDINATOR, 200),
        ("practitioner:Police", 404),
        ("practitioner:Specialist service", 404),
        ("administrator", 404),
    ):
        answer = wear(Client(), marac.place.hats[role]).get(address)
        assert answer.status_code == status, role


def test_a_referral_that_the_coordinator_may_not_see_makes_no_repeat(
    marac: CaseWorld,
) -> None:
    elsewhere = another_case(marac, [marac.alleged])
    send_to_marac(elsewhere, ago=30, to="Police")
    found = referred(marac)
    assert (found.is_repeat, found.prior_on) == (False, None)


def test_the_page_explains_in_one_sentence_and_takes_another_view(
    marac: CaseWorld,
) -> None:
    referred(marac, days=30)
    found = referred(marac, in_days=40)
    client = wear(Client(), marac.place.hats[COORDINATOR])
    item = client.get(reverse("marac:item", args=[found.item_id])).text
    address = reverse("marac:repeat", args=[found.item_id])
    assert address in item
    page = client.get(address).text
    assert "within 12 months of the referral of" in page
    assert "version 2" in page
    assert client.post(address, {"is_a_repeat": "no"}).status_code == 422
    said = {"is_a_repeat": "no", "why": "It was somebody else after all."}
    assert client.post(address, said).status_code == 302
    assert "somebody else after all" in client.get(address).text
