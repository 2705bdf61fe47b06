"""Finding a service: by POST, never open by guess, and no place that is secret."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid
from dataclasses import replace
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from justhtml import JustHTML

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.directory.actions.keeping import verify
from concord.directory.districts import load
from concord.directory.testing import CENTRE, Directory
from concord.website.models import Shown
from concord.website.texts import pages

pytestmark = pytest.mark.django_db
HERE = "/local/elmbrook/"
FIND = f"{HERE}3/"
MONDAY = dt.datetime(2026, 11, 23, 16, 20, tzinfo=ZoneInfo("Europe/London"))
NIGHT = dt.datetime(2026, 11, 22, 21, 42, tzinfo=ZoneInfo("Europe/London"))


def look(**said: str) -> str:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(FIND, said)
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    return html.unescape(answer.content.decode())


def text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def page_of(directory: Directory, name: str) -> str:
    return text(f"{FIND}{directory.services[name].pk}/")


def test_nothing_is_asked_by_an_address(elmbrook_directory: Directory) -> None:
    page = text(f"{FIND}?q=refuge&place=ZZ1+1ZZ")
    assert "ZZ1" not in page
    assert "Invented Refuge" not in page


def test_everyday_words_find_a_service(elmbrook_directory: Directory) -> None:
    page = look(q="somewhere to stay")
    assert "Invented Refuge" in page
    assert 'value="somewhere to stay"' in page


def test_a_postcode_is_looked_up_here_and_kept_in_its_box(
    elmbrook_directory: Directory,
) -> None:
    page = look(place="zz1 1zz")
    assert "Invented Advice" in page
    assert 'value="zz1 1zz"' in page
    assert "We don’t know that postcode" in look(place="nowhere at all")


@pytest.fixture
def districts(elmbrook_directory: Directory) -> Directory:
    """Three districts in a row from north to south, and services in two of them."""
    load(b"code,latitude,longitude\nZZ1,51.50,0\nZZ2,51.47,0\nZZ3,51.40,0\n")
    for name, postcode in (("Middle", "ZZ2 1ZZ"), ("South", "ZZ3 1ZZ")):
        place = replace(CENTRE, postcode=postcode, address_1=f"2 {name} Road")
        elmbrook_directory.add(f"A {name} Centre", at=place, needs="talk safety")
    return elmbrook_directory


def order_of(page: str) -> list[str]:
    return re.findall(r'<h2><a href="[^"]+" lang="en" dir="ltr">([^<]+)</a>', page)


def test_what_is_near_comes_first_and_says_about_how_far(districts: Directory) -> None:
    page = look(place="ZZ1 1ZZ")
    near = ["Invented Advice", "A Middle Centre", "A South Centre"]
    assert order_of(page) == [*near, "Invented Refuge", "Invented Line"]
    said = re.findall(r"(Less than a mile|About <[^>]+>\d+</span> miles) away", page)
    assert [re.sub(r"<[^>]+>", "", one) for one in said] == [
        "Less than a mile",
        "About 2 miles",
        "About 7 miles",
    ]
    assert "How far it is, is a guess" in page
    assert order_of(look(place="ZZ3"))[0] == "A South Centre"


def test_words_decide_what_fits_best_and_miles_are_only_told(
    districts: Directory,
) -> None:
    page = look(place="ZZ2", q="court")
    assert order_of(page)[0] == "Invented Advice"
    assert "miles away" in page


def test_a_secret_place_and_a_line_are_nowhere(districts: Directory) -> None:
    for need in ("refuge", "danger"):
        page = look(place="ZZ1", need=need)
        assert len(order_of(page)) == 1
        assert "away" not in page


def test_without_the_file_of_districts_nothing_is_said_of_miles(
    elmbrook_directory: Directory,
) -> None:
    page = look(place="ZZ1 1ZZ")
    assert "Invented Advice" in page
    assert "away" not in page
    assert "How far it is" not in page


def test_no_result_leads_to_a_line_that_is_open(elmbrook_directory: Directory) -> None:
    page = look(q="xyzzy qwrtp")
    assert "We found nothing" in page
    assert 'href="tel:08082000247"' in page


def test_choices_narrow_and_stay_chosen(elmbrook_directory: Directory) -> None:
    page = look(who="s_men", need="refuge")
    assert "Invented Refuge" not in page
    assert '<option value="s_men" selected>' in page


def test_a_made_up_choice_is_left_out(elmbrook_directory: Directory) -> None:
    assert "Invented Line" in look(need="';--", who="s_<b>", page="x")


def test_what_is_typed_is_text(elmbrook_directory: Directory) -> None:
    browser = Client()
    answer = browser.post(FIND, {"q": '"><script>alert(1)</script>'})
    assert b"<script>alert" not in answer.content


def test_a_refuge_has_no_place(elmbrook_directory: Directory) -> None:
    page = page_of(elmbrook_directory, "Invented Refuge")
    assert "We don’t show the address" in page
    assert "Invented Street" not in page
    assert "We do not show the address" in look(need="refuge")


def test_a_service_says_what_it_does_not_and_who_is_open_else(
    elmbrook_directory: Directory,
) -> None:
    page = page_of(elmbrook_directory, "Invented Refuge")
    assert "Take men. Call the Invented Line" in page
    assert "Closed or no answer? This line is open" in page


def test_a_draft_and_another_partnership_s_service_are_not_there(
    elmbrook_directory: Directory, northmere_directory: Directory
) -> None:
    hidden = elmbrook_directory.add("Invented Draft", publish=False)
    other = northmere_directory.services["Invented Advice"]
    for pk in (hidden.pk, other.pk, uuid.uuid4()):
        assert Client().get(f"{FIND}{pk}/").status_code == 404
    assert "Invented Draft" not in look(q="Invented")


def test_an_entry_that_nobody_checked_is_not_said_to_be_open(
    elmbrook_directory: Directory,
) -> None:
    with patch("django.utils.timezone.now", return_value=MONDAY):
        page = page_of(elmbrook_directory, "Invented Advice")
    assert "Hours not known. Call to check" in page
    assert "May be out of date" in page
    assert "Monday to Friday" in page


def test_an_entry_that_was_checked_says_how_long_it_is_open(
    elmbrook_directory: Directory,
) -> None:
    by = elmbrook_directory.editor
    with acting_as(by):
        verify(
            service=elmbrook_directory.services["Invented Refuge"],
            by_whom="the service",
            on=dt.date(2026, 11, 3),
            by=by,
        )
    with patch("django.utils.timezone.now", return_value=MONDAY):
        page = page_of(elmbrook_directory, "Invented Refuge")
    assert re.search(r"Closes in <[^>]+>10</span> minutes", page)
    assert "Checked by the service in November 2026" in page
    with patch("django.utils.timezone.now", return_value=NIGHT):
        page = page_of(elmbrook_directory, "Invented Refuge")
    assert re.search(r"Closed now. Opens Monday <[^>]+>9</span> am", page)


def test_the_first_page_says_the_time_it_was_made(elmbrook: Place) -> None:
    with patch("django.utils.timezone.now", return_value=NIGHT):
        page = text(HERE)
    assert "9:42</span> pm" in page
    assert "Sunday" in page


def test_a_helpline_of_the_directory_is_among_the_lines(
    elmbrook_directory: Directory,
) -> None:
    page = text(f"{HERE}{pages()['lines'].number}/")
    assert "Invented Line" in page
    assert 'href="tel:07700900002"' in page


def test_a_page_of_a_service_is_valid_and_counted(
    elmbrook_directory: Directory,
) -> None:
    pk = elmbrook_directory.services["Invented Advice"].pk
    for content in (
        Client().get(f"{FIND}{pk}/").content,
        Client().post(FIND, {"q": "Invented"}).content,
    ):
        assert [str(one) for one in JustHTML(content, collect_errors=True).errors] == []
    with acting_as(elmbrook_directory.place.actor("strategic_lead")):
        assert Shown.objects.get(what=str(pk)).times == 1
        assert Shown.objects.filter(day=timezone.localdate()).count() == 1
