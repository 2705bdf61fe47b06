"""Referring without an account, for tests: a listed organisation, links, a decision."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.foundation.post.letters import registered, rendered
from concord.foundation.post.models import Message
from concord.frontdoor import jobs
from concord.frontdoor.actions import deciding, referrers, triage
from concord.frontdoor.forms.public import new_token
from concord.frontdoor.models import Referral
from concord.frontdoor.testing import at_door
from concord.frontdoor.tests.test_from_referral_to_work import REASON
from concord.frontdoor.tests.test_pages import WHOLE

WREN = "wren.alderley@north.police.example"
ASK = "/local/elmbrook/refer/"
FORM = {name: value for name, value in WHOLE.items() if name != "key"} | {
    "referrer-contact": WREN
}


@pytest.fixture
def listed(front_door: Place) -> Place:
    """Elmbrook, which lists the police and one trust."""
    by = front_door.actor("strategic_lead")
    with acting_as(by):
        referrers.list_domains(domains=["*.police.example", "Trust.Example", ""], by=by)
    return front_door


def text(response: HttpResponse) -> str:
    return html.unescape(response.content.decode())


def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def ask(address: str = WREN) -> HttpResponse:
    typed = {"address": address, "token": new_token()}
    return browser().post(ASK, typed)  # type: ignore[return-value]


def work() -> None:
    """What the worker does with the links that were asked for."""
    for job in ProcrastinateJob.objects.filter(task_name="frontdoor.send_link"):
        jobs.send_link(**job.args)


def letter_of(kind: str) -> tuple[str, str, str]:
    """Address, path of the link and whole text of the newest letter of a kind."""
    sent = Message.objects.filter(letter=f"frontdoor.{kind}").latest("created_at")
    subject, body = rendered(registered(sent.letter), sent.context)
    found = re.search(r"http\S+", body)
    assert found
    return sent.address, urlsplit(found[0]).path, f"{subject}\n{body}"


def link(address: str = WREN) -> str:
    """The path of a fresh link to the form."""
    ask(address)
    work()
    return letter_of("refer_link")[1]


def refer(path: str, **other: object) -> HttpResponse:
    typed = {**FORM, "key": "a" * 32, **other}
    return browser().post(path, typed)  # type: ignore[return-value]


def received(place: Place) -> list[Referral]:
    with acting_as(at_door(place)):
        return list(Referral.objects.order_by("received_at"))


def decide(place: Place, referral: Referral, outcome: str = "advice") -> None:
    by = at_door(place)
    with acting_as(by):
        if outcome != "advice" and referral.case_id is None:
            triage.open_case(referral=referral, found={}, by=by)
            referral.refresh_from_db()
        goes_on = outcome != "advice"
        deciding.decide(
            referral=referral,
            outcome=outcome,
            why="Looked into.",
            to=place.teams["Health"] if goes_on else None,
            reason=REASON if goes_on else None,
            by=by,
        )


def age(owner_url: str, kind: str, hours: int) -> None:
    """Make links older, as the owner: nobody else may."""
    with psycopg.connect(owner_url, dbname=connection.settings_dict["NAME"]) as owner:
        owner.execute(
            "UPDATE access.referrer_link SET made_at = made_at"
            " - make_interval(hours => %s), ended_at = ended_at"
            " - make_interval(hours => %s) WHERE kind = %s",
            [hours, hours, kind],
        )
