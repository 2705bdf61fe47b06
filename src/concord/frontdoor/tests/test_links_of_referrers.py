"""Professionals without an account ask for a link: who gets one, and for how long."""

from __future__ import annotations

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.foundation.post.models import Message
from concord.frontdoor import jobs
from concord.frontdoor.actions import referrers
from concord.frontdoor.testing import at_door
from concord.frontdoor.tests.referrers import (
    ASK,
    WREN,
    age,
    ask,
    browser,
    decide,
    letter_of,
    link,
    listed,
    received,
    refer,
    text,
    work,
)

__all__ = ["listed"]
pytestmark = pytest.mark.django_db


def test_a_link_goes_to_an_address_of_a_listed_organisation(listed: Place) -> None:
    ask()
    work()
    address, path, words = letter_of("refer_link")
    assert address == WREN
    assert path.startswith(ASK)
    assert "wren" not in words.lower()
    assert "Petronella" not in words
    assert browser().get(path).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "wren@police.example",
        "wren@notpolice.example",
        "wren@north.police.example.org",
        "wren@sub.trust.example",
        "wren@home.example",
    ],
)
def test_to_no_other_address_does_anything_go(listed: Place, address: str) -> None:
    ask(address)
    work()
    assert not Message.objects.exists()


@pytest.mark.parametrize("address", ["wren@trust.example", "WREN@TRUST.EXAMPLE"])
def test_a_domain_is_a_domain_however_it_is_written(
    listed: Place, address: str
) -> None:
    ask(address)
    work()
    assert letter_of("refer_link")[0] == address


def test_the_page_says_and_does_the_same_for_every_address(listed: Place) -> None:
    """The job looks; the page can't tell, so neither its words nor its time do."""
    said_and_asked = []
    for address in (WREN, "wren@home.example"):
        with CaptureQueriesContext(connection) as queries:
            page = text(ask(address))
        said_and_asked.append((page, len(queries)))
    assert said_and_asked[0] == said_and_asked[1]
    assert ProcrastinateJob.objects.filter(task_name="frontdoor.send_link").count() == 2
    job = ProcrastinateJob.objects.filter(task_name="frontdoor.send_link").first()
    assert job is not None
    assert "home.example" not in str(job.args)
    assert "police" not in str(job.args)


def test_an_address_gets_three_links_an_hour(listed: Place) -> None:
    for _ in range(5):
        ask()
    work()
    assert Message.objects.count() == 3


def test_many_from_one_place_wait(listed: Place) -> None:
    for _ in range(20):
        ask("wren@home.example")
    page = ask("wren@home.example")
    assert page.status_code == 429
    assert "wren@home.example" in text(page)


@pytest.mark.parametrize("address", ["", "wren", "wren@trust.example, b@x.example"])
def test_what_is_no_address_is_asked_for_again(listed: Place, address: str) -> None:
    assert ask(address).status_code == 422
    work()
    assert not Message.objects.exists()


def test_a_made_up_mark_sends_nothing(listed: Place) -> None:
    answer = browser().post(ASK, {"address": WREN, "token": "made-up"})
    assert answer.status_code == 422
    assert not ProcrastinateJob.objects.filter(task_name="frontdoor.send_link").exists()


def test_another_partnership_does_not_list_what_this_one_lists(
    listed: Place, northmere: Place
) -> None:
    by = Actor.from_job("frontdoor.public", northmere.partnership.pk)
    with acting_as(by):
        referrers.ask_for_link(address=WREN, by=by)
    work()
    assert not Message.objects.exists()


def test_whoever_manages_the_partnership_lists_domains(front_door: Place) -> None:
    lead = wear(Client(), front_door.hats["strategic_lead"])
    lead.post(
        "/referrals/settings/addresses/", {"domains": "trust.example\n*.police.example"}
    )
    page = text(lead.get("/referrals/settings/addresses/"))
    assert "*.police.example\ntrust.example" in page
    ask("wren@trust.example")
    work()
    assert Message.objects.count() == 1
    other = wear(Client(), front_door.hats["practitioner:Police"])
    assert other.get("/referrals/settings/addresses/").status_code == 404


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("gmail.com", "anybody"),
        ("*.gmail.com", "anybody"),
        ("*.uk", "write a domain"),
        ("*.example", "write a domain"),
        ("*.org.uk", "too wide"),
        ("police", "write a domain"),
        ("a b.example", "write a domain"),
        ("*", "write a domain"),
        ("wren@trust.example", "write a domain"),
    ],
)
def test_a_domain_that_proves_nothing_is_not_listed(
    front_door: Place, domain: str, words: str
) -> None:
    by = front_door.actor("strategic_lead")
    with acting_as(by), pytest.raises(ValidationError, match=words):
        referrers.list_domains(domains=[domain], by=by)


def test_setting_up_the_door_anew_keeps_the_list(listed: Place) -> None:
    from concord.frontdoor.testing import stand

    assert stand(listed).referrer_domains == ["*.police.example", "trust.example"]


def test_nobody_else_lists_domains(front_door: Place) -> None:
    by = at_door(front_door)
    with acting_as(by), pytest.raises(NotPermitted):
        referrers.list_domains(domains=["trust.example"], by=by)


@pytest.mark.django_db(transaction=True)
def test_links_end(listed: Place, owner_url: str) -> None:
    """Two hours to open, four more to send; 28 days after the answer to read."""
    path = link()
    age(owner_url, "refer", 3)
    assert "This link is over" in text(browser().get(path))
    assert refer(path).status_code == 200, "what was begun in time is taken"
    late = link()
    age(owner_url, "refer", 7)
    answer = refer(late)
    assert answer.status_code == 422
    assert "This link is over" in text(answer)
    assert 'value="Petronella"' in text(answer), "nothing that was typed is lost"
    [got] = received(listed)
    decide(listed, got)
    status = letter_of("answered")[1]
    age(owner_url, "status", 27 * 24)
    assert browser().get(status).status_code == 200
    age(owner_url, "status", 2 * 24)
    assert browser().get(status).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_addresses_are_forgotten(listed: Place, owner_url: str) -> None:
    refer(link())
    ask("wren@home.example")
    age(owner_url, "asked", 25)
    age(owner_url, "refer", 31 * 24)
    jobs.forget_links(timestamp=0)
    with psycopg.connect(owner_url, dbname=connection.settings_dict["NAME"]) as owner:
        rows = owner.execute("SELECT kind FROM access.referrer_link").fetchall()
    assert rows == [("status",)]
