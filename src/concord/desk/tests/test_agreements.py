"""The register of agreements: who keeps it, who reads it, and what waits for review."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import agreements as register
from concord.access.actor import acting_as
from concord.access.models import Agreement, Change
from concord.access.testing import Place
from concord.desk.tests.conftest import Wear
from concord.desk.work import desk

pytestmark = pytest.mark.django_db

KEEPERS = ("strategic_lead", "administrator")
READERS = ("practitioner", "marac_coordinator", "auditor")


def days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


def boxes(name: str, day: dt.date) -> dict[str, int]:
    return {
        f"{name}_day": day.day,
        f"{name}_month": day.month,
        f"{name}_year": day.year,
    }


def made(
    place: Place, title: str = "MARAC protocol", review_in: int = 200
) -> Agreement:
    lead = place.actor("strategic_lead")
    with acting_as(lead):
        return register.register(
            title=title,
            purposes="Names and risk, to keep victims safe.",
            review_on=days(review_in),
            agencies=[place.teams["Police"].agency, place.teams["Council"].agency],
            by=lead,
        )


def typed(place: Place, **other: object) -> dict[str, object]:
    agencies = [place.teams[team].agency_id for team in ("Police", "Housing")]
    return {
        "title": "Housing protocol",
        "agencies": agencies,
        "purposes": "Who needs a move.",
        "data_items": "Names, dates of birth",
        "where_kept": "Record 4711",
        **boxes("review_on", days(300)),
        **other,
    }


def text_of(browser: Client, address: str) -> str:
    return html.unescape(browser.get(address).content.decode())


@pytest.mark.parametrize("role", KEEPERS)
def test_a_keeper_adds_changes_reviews_and_ends_one(
    elmbrook: Place, wear: Wear, role: str
) -> None:
    browser = wear(elmbrook.hats[role])
    browser.post(reverse("add_agreement"), typed(elmbrook))
    with acting_as(elmbrook.actor(role)):
        agreement = Agreement.objects.get()
    one = [agreement.pk]
    text = text_of(browser, reverse("agreement", args=one))
    assert "Who needs a move." in text
    assert "Elmbrook Housing" in text
    assert "Record 4711" in text
    changed = typed(elmbrook, purposes="Who needs a move, and by when.")
    browser.post(reverse("change_agreement", args=one), changed)
    text = text_of(browser, reverse("agreement", args=one))
    assert "Who needs a move, and by when." in text
    browser.post(
        reverse("review_agreement", args=one),
        boxes("reviewed_on", days(-1)) | boxes("review_on", days(400)),
    )
    with acting_as(elmbrook.actor(role)):
        assert Agreement.objects.get().review_on == days(400)
        kept = Change.objects.filter(table_name="access_agreement").order_by("-id")
        assert kept[0].why.startswith("Reviewed on")
    browser.post(
        reverse("end_agreement", args=one),
        boxes("last_day", days(0)) | {"why": "A new one"},
    )
    text = text_of(browser, reverse("agreement", args=one))
    assert re.search(r"to \d+ \w+ \d{4}", text)


@pytest.mark.parametrize("role", READERS)
def test_whoever_sees_people_and_auditors_read_and_change_nothing(
    elmbrook: Place, wear: Wear, role: str
) -> None:
    agreement = made(elmbrook)
    browser = wear(elmbrook.hats[role])
    text = text_of(browser, reverse("agreements"))
    assert "MARAC protocol" in text
    assert "Add an agreement" not in text
    text = text_of(browser, reverse("agreement", args=[agreement.pk]))
    assert "Change it" not in text
    for name in ("change_agreement", "review_agreement", "end_agreement"):
        answer = browser.post(reverse(name, args=[agreement.pk]), typed(elmbrook))
        assert answer.status_code == 404, name
    assert browser.post(reverse("add_agreement"), typed(elmbrook)).status_code == 404


@pytest.mark.parametrize("role", ["board_member", "trainer", "agency_lead"])
def test_nobody_else_reads_it(elmbrook: Place, wear: Wear, role: str) -> None:
    agreement = made(elmbrook)
    browser = wear(elmbrook.hats[role])
    assert browser.get(reverse("agreements")).status_code == 404
    address = reverse("agreement", args=[agreement.pk])
    assert browser.get(address).status_code == 404


def test_another_partnership_s_agreement_is_not_there(
    elmbrook: Place, northmere: Place, wear: Wear
) -> None:
    agreement = made(elmbrook)
    browser = wear(northmere.hats["strategic_lead"])
    assert "MARAC protocol" not in text_of(browser, reverse("agreements"))
    for name in ("agreement", "change_agreement", "review_agreement", "end_agreement"):
        assert browser.get(reverse(name, args=[agreement.pk])).status_code == 404


def test_what_is_overdue_stands_first_and_can_be_asked_for(
    elmbrook: Place, wear: Wear
) -> None:
    made(elmbrook, "Current", 200)
    made(elmbrook, "Soon", 20)
    made(elmbrook, "Late", -5)
    browser = wear(elmbrook.hats["strategic_lead"])
    text = text_of(browser, reverse("agreements"))
    assert text.index("Late</a>") < text.index("Soon</a>") < text.index("Current</a>")
    assert "Review overdue" in text
    only = text_of(browser, reverse("agreements") + "?standing=due")
    assert "Soon</a>" in only
    assert "Late</a>" not in only


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Enter title"),
        ({"agencies": []}, "Agencies that have signed it: choose at least one"),
        ({"title": "marac PROTOCOL"}, "There is an agreement of this title."),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_is_lost(
    elmbrook: Place, wear: Wear, wrong: dict[str, object], words: str
) -> None:
    made(elmbrook)
    browser = wear(elmbrook.hats["strategic_lead"])
    answer = browser.post(reverse("add_agreement"), typed(elmbrook) | wrong)
    text = html.unescape(answer.content.decode())
    assert words in text
    assert "Who needs a move." in text


def test_one_agency_agrees_with_nobody(elmbrook: Place, wear: Wear) -> None:
    browser = wear(elmbrook.hats["strategic_lead"])
    alone = typed(elmbrook, agencies=[elmbrook.teams["Police"].agency_id])
    answer = browser.post(reverse("add_agreement"), alone)
    assert "An agreement has at least two agencies." in answer.content.decode()


def test_a_review_was_and_the_next_one_is_to_come(elmbrook: Place, wear: Wear) -> None:
    agreement = made(elmbrook)
    browser = wear(elmbrook.hats["strategic_lead"])
    address = reverse("review_agreement", args=[agreement.pk])
    answer = browser.post(
        address, boxes("reviewed_on", days(2)) | boxes("review_on", days(200))
    )
    assert "is still to come" in answer.content.decode()
    answer = browser.post(
        address, boxes("reviewed_on", days(0)) | boxes("review_on", days(0))
    )
    assert "choose a day that is still to come" in answer.content.decode()


def test_reviews_wait_on_the_desks_of_those_who_keep_it(elmbrook: Place) -> None:
    made(elmbrook, "Current", 31)
    made(elmbrook, "Soon", 30)
    made(elmbrook, "Late", -5)
    for role in KEEPERS:
        actor = elmbrook.actor(role)
        with acting_as(actor):
            found = desk(actor, room="Agreements")
        tasks = {
            task.about: group.label for group in found.groups for task in group.tasks
        }
        assert tasks == {"Late": "Late", "Soon": "Later"}, role
    for role in READERS:
        actor = elmbrook.actor(role)
        with acting_as(actor):
            assert desk(actor, room="Agreements").count == 0


def test_it_is_reached_from_the_partnership(elmbrook: Place, wear: Wear) -> None:
    browser = wear(elmbrook.hats["administrator"])
    assert 'href="/agreements/"' in text_of(browser, reverse("partnership"))


def test_the_queries_do_not_grow_with_agreements(elmbrook: Place, wear: Wear) -> None:
    browser = wear(elmbrook.hats["strategic_lead"])
    made(elmbrook)
    browser.get(reverse("agreements"))
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse("agreements"))
    for number in range(8):
        made(elmbrook, f"Agreement {number}")
    with CaptureQueriesContext(connection) as many:
        browser.get(reverse("agreements"))
    assert len(many) == len(few)
