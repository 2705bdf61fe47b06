"""Saying what one thinks without being known, and what a keeper does with it."""

from __future__ import annotations

import html

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from justhtml import JustHTML

from concord.access.actor import acting_as
from concord.access.models import Change
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.website.actions.remarks import deal_with
from concord.website.models import Remark
from concord.website.queries.keeping import remarks

pytestmark = pytest.mark.django_db
HERE = "/local/elmbrook/24/"
WORDS = "The number of the invented line rings and rings."


def send(**other: str) -> HttpResponse:
    browser = Client(enforce_csrf_checks=True)
    said = {"about": "number", "words": WORDS} | other
    return browser.post(HERE, said)  # type: ignore[return-value]


def text(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def kept(place: Place) -> list[Remark]:
    with acting_as(place.actor("strategic_lead")) as by:
        return remarks(by=by)[0]


def test_it_is_kept_with_the_day_and_nothing_of_who_wrote(elmbrook: Place) -> None:
    page = send()
    assert page.status_code == 200
    assert "Thank you" in text(page)
    assert WORDS not in text(page)
    assert not page.cookies
    [found] = kept(elmbrook)
    assert (found.about, found.words, found.dealt_on) == ("number", WORDS, None)
    columns = {field.name for field in Remark._meta.fields}
    assert not columns & {"at", "ip", "address", "browser", "name", "language"}


def test_sent_twice_it_is_kept_once_and_something_else_twice(elmbrook: Place) -> None:
    for _ in range(2):
        send()
    send(about="other")
    assert len(kept(elmbrook)) == 2


def test_what_is_missing_is_said_and_nothing_is_lost(elmbrook: Place) -> None:
    answer = send(about="made up")
    page = text(answer)
    assert answer.status_code == 422
    assert "Choose what it is about" in page
    assert WORDS in page
    assert "Write a few words" in text(send(words="  "))
    assert "Make it shorter" in text(send(words="w" * 2001))
    assert kept(elmbrook) == []


def test_it_asks_for_no_names_and_says_that_nobody_answers(elmbrook: Place) -> None:
    page = text(Client().get(HERE))
    assert "do not write names" in page
    assert "can not answer you" in page
    assert 'href="tel:08082000247"' in page
    assert "csrf" not in page


@pytest.mark.parametrize("said", [None, {}, {"about": "page", "words": "Long."}])
def test_each_of_its_pages_is_valid_and_safe(
    elmbrook: Place, said: dict[str, str] | None
) -> None:
    browser = Client()
    answer = browser.get(HERE) if said is None else browser.post(HERE, said)
    parsed = JustHTML(answer.content, collect_errors=True)
    assert [str(error) for error in parsed.errors] == []
    assert 'id="leave"' in text(answer)  # type: ignore[arg-type]
    assert answer["Cache-Control"] == "no-store"


def test_a_machine_that_sends_many_has_to_wait(elmbrook: Place) -> None:
    for number in range(30):
        send(words=f"Lamp {number} flickers")
    answer = send(words="One too many")
    assert answer.status_code == 429
    assert "One too many" in text(answer)
    assert len(kept(elmbrook)) == 30


def test_a_keeper_reads_it_and_its_words_go_when_it_is_dealt_with(
    elmbrook: Place,
) -> None:
    send()
    browser = wear(Client(), elmbrook.hats["directory_editor"])
    [found] = kept(elmbrook)
    assert WORDS in text(browser.get("/website/remarks/"))  # type: ignore[arg-type]
    address = f"/website/remarks/{found.pk}/"
    assert browser.post(address, {"done": " "}).status_code == 422
    browser.post(address, {"done": "The number was put right."})
    page = text(browser.get("/website/remarks/"))  # type: ignore[arg-type]
    assert WORDS not in page
    assert "The number was put right." in page
    assert browser.get(address).status_code == 404
    with acting_as(elmbrook.actor("auditor")):
        rows = Change.objects.filter(table_name="website_remark")
        told = [f"{row.before} {row.after}" for row in rows]
    assert told
    assert not [one for one in told if "invented line" in one]


def test_who_was_slower_is_told(elmbrook: Place) -> None:
    send()
    [found] = kept(elmbrook)
    by = elmbrook.actor("strategic_lead")
    with acting_as(by):
        deal_with(remark=found, done="Put right.", by=by)
        with pytest.raises(ValidationError, match="meanwhile"):
            deal_with(remark=found, done="Put right too.", by=by)


def test_who_keeps_no_pages_reads_none(elmbrook: Place, northmere: Place) -> None:
    send()
    [found] = kept(elmbrook)
    by = elmbrook.actor("practitioner")
    with acting_as(by):
        with pytest.raises(NotPermitted):
            remarks(by=by)
        with pytest.raises(NotPermitted):
            deal_with(remark=found, done="x", by=by)
    assert kept(northmere) == []


def test_the_page_for_what_is_wrong_leads_there(elmbrook: Place) -> None:
    assert f'href="{HERE}"' in text(Client().get("/local/elmbrook/20/"))  # type: ignore[arg-type]
