"""Openings in emergencies wait on desks until somebody says if they were right."""

from __future__ import annotations

import html

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concord.access.actions import emergencies, locks
from concord.access.actor import Actor, acting_as
from concord.access.models import Emergency, Event
from concord.access.testing import Place
from concord.cases.testing import CaseWorld
from concord.desk.tests.conftest import Wear
from concord.desk.work import desk

pytestmark = pytest.mark.django_db

SPECIALIST, HEALTH = "practitioner:Specialist service", "practitioner:Health"


@pytest.fixture
def opening(case_world: CaseWorld) -> Emergency:
    """The hospital has opened the specialist service's case."""
    with acting_as(case_world.health):
        emergencies.open_case(
            ref=case_world.case.ref,
            why="In A&E now, needs a safe number",
            minutes=60,
            by=case_world.health,
        )
        return Emergency.objects.get()


def text_of(browser: Client, address: str) -> str:
    return html.unescape(browser.get(address).content.decode())


def review(browser: Client, opening: Emergency, **form: str) -> str:
    address = reverse("review_emergency", args=[opening.pk])
    answer = browser.post(address, form, follow=True)
    return html.unescape(answer.content.decode())


def waits_for(actor: Actor) -> list[str]:
    with acting_as(actor):
        groups = desk(actor, room="Emergencies").groups
        return [task.what for group in groups for task in group.tasks]


def test_it_waits_for_the_team_that_holds_the_case_and_for_auditors(
    case_world: CaseWorld, opening: Emergency
) -> None:
    case_world.share("Police")
    for key in case_world.place.hats:
        expected = key in (SPECIALIST, "auditor")
        found = waits_for(case_world.place.actor(key))
        assert bool(found) == expected, key


@pytest.mark.parametrize("role", [SPECIALIST, "auditor"])
def test_either_says_that_it_was_right_and_then_it_waits_no_longer(
    case_world: CaseWorld, opening: Emergency, wear: Wear, role: str
) -> None:
    browser = wear(case_world.place.hats[role])
    text = text_of(browser, "/emergencies/")
    assert "1 opening to review." in text
    assert "Waits for review" in text
    assert "Reviewed." in review(browser, opening, outcome="right")
    for other in (SPECIALIST, "auditor"):
        assert waits_for(case_world.place.actor(other)) == []
    assert "Nothing waits for a review." in text_of(browser, "/emergencies/")
    answer = browser.post(
        reverse("review_emergency", args=[opening.pk]), {"outcome": "wrong"}
    )
    assert answer.status_code == 404, "what was said stays said"


def test_not_right_needs_words_which_whoever_opened_it_reads(
    case_world: CaseWorld, opening: Emergency, wear: Wear
) -> None:
    browser = wear(case_world.place.hats[SPECIALIST])
    text = review(browser, opening, outcome="wrong")
    assert "Say what was wrong, and what happens now." in text
    review(browser, opening, outcome="wrong", words="I could be reached. We talk.")
    theirs = wear(case_world.place.hats[HEALTH])
    text = text_of(theirs, reverse("review_emergency", args=[opening.pk]))
    assert "It was not right" in text
    assert "I could be reached. We talk." in text


def test_whoever_opened_it_reads_it_and_reviews_nothing(
    case_world: CaseWorld, opening: Emergency, wear: Wear
) -> None:
    browser = wear(case_world.place.hats[HEALTH])
    address = reverse("review_emergency", args=[opening.pk])
    text = text_of(browser, address)
    assert "You opened it, so you don't review it." in text
    assert "Keep the review" not in text
    assert browser.post(address, {"outcome": "right"}).status_code == 404
    assert waits_for(case_world.health) == []


def test_an_auditor_sees_no_case_and_that_they_looked_is_kept(
    case_world: CaseWorld, opening: Emergency, wear: Wear
) -> None:
    browser = wear(case_world.place.hats["auditor"])
    for address in ("/emergencies/", reverse("review_emergency", args=[opening.pk])):
        text = text_of(browser, address)
        assert case_world.case.ref not in text
        assert str(case_world.case.pk) not in text
        assert "Specialist service" in text
        assert "In A&E now, needs a safe number" in text
    with acting_as(case_world.place.actor("auditor")):
        doors = Event.objects.filter(verb="audit_read").values_list("door", flat=True)
        assert {"emergencies", "review_emergency"} <= set(doors)


def test_an_auditor_who_is_kept_from_the_case_sees_no_opening_of_it(
    case_world: CaseWorld, opening: Emergency, wear: Wear
) -> None:
    with acting_as(case_world.idva):
        locks.lock_out(
            account=case_world.place.hats["auditor"].account,
            person_id=case_world.victim.pk,
            why="Her cousin",
            by=case_world.idva,
        )
    auditor = case_world.place.actor("auditor")
    assert waits_for(auditor) == []
    browser = wear(case_world.place.hats["auditor"])
    assert "No case was opened in an emergency" in text_of(browser, "/emergencies/")
    address = reverse("review_emergency", args=[opening.pk])
    assert browser.get(address).status_code == 404


def test_the_list_can_be_narrowed_to_what_is_reviewed(
    case_world: CaseWorld, opening: Emergency, wear: Wear
) -> None:
    browser = wear(case_world.place.hats[SPECIALIST])
    assert "needs a safe number" in text_of(browser, "/emergencies/?state=waits")
    assert "needs a safe number" not in text_of(browser, "/emergencies/?state=right")
    review(browser, opening, outcome="right")
    assert "needs a safe number" in text_of(browser, "/emergencies/?state=right")


def test_another_partnership_sees_none_of_it(
    opening: Emergency, northmere: Place, wear: Wear
) -> None:
    for role in ("auditor", SPECIALIST):
        browser = wear(northmere.hats[role])
        address = reverse("review_emergency", args=[opening.pk])
        assert browser.get(address).status_code == 404
        assert "No case was opened" in text_of(browser, "/emergencies/")


def test_the_queries_do_not_grow_with_openings(
    case_world: CaseWorld, opening: Emergency, wear: Wear
) -> None:
    browser = wear(case_world.place.hats["auditor"])
    for address in ("/emergencies/", "/"):
        browser.get(address)
        with CaptureQueriesContext(connection) as few:
            browser.get(address)
        with acting_as(case_world.health):
            for _ in range(5):
                emergencies.open_case(
                    ref=case_world.case.ref,
                    why="Again",
                    minutes=5,
                    by=case_world.health,
                )
        with CaptureQueriesContext(connection) as many:
            browser.get(address)
        assert len(many) == len(few), address
