"""Public pages: safe to look at, and small."""

from __future__ import annotations

import gzip
import html
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from justhtml import JustHTML

from concord.access.testing import Place
from concord.website.texts import by_number, english, pages

pytestmark = pytest.mark.django_db
HERE = "/local/elmbrook/"
ROOM = Path(__file__).parent.parent
EVERY = [HERE, *(f"{HERE}{number}/" for number in (3, 23, *by_number()))]
MOST_BYTES = 60_000


def get(address: str) -> HttpResponse:
    return Client().get(address)  # type: ignore[return-value]


def text(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("address", EVERY)
def test_a_page_is_safe_to_look_at(elmbrook: Place, address: str) -> None:
    page = get(address)
    assert page.status_code == 200
    assert not page.cookies
    assert "Set-Cookie" not in page.headers
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    said = text(page)
    assert "<title>Local information</title>" in said
    assert 'id="leave"' in said
    assert "Exit this page" in said
    assert 'href="tel:999"' in said
    # The first thing to be reached after the link that skips.
    links = re.findall(r"<a [^>]*>", said)
    assert 'href="#main"' in links[0]
    assert 'id="leave"' in links[1]


@pytest.mark.parametrize("address", EVERY)
def test_a_page_asks_nothing_of_another_site(elmbrook: Place, address: str) -> None:
    said = text(get(address))
    loaded = re.findall(r'(?:src|srcset|action)="([^"]*)"', said)
    loaded += re.findall(r'<link [^>]*href="([^"]*)"', said)
    assert loaded
    assert all(one.startswith("/") for one in loaded)
    assert "<style" not in said
    assert " style=" not in said
    assert not re.search(r"\son[a-z]+=", said)


@pytest.mark.parametrize("address", EVERY)
def test_a_page_is_valid_html(elmbrook: Place, address: str) -> None:
    parsed = JustHTML(get(address).content, collect_errors=True)
    assert [str(error) for error in parsed.errors] == []


def test_the_first_page_is_below_sixty_kilobytes_in_all(elmbrook: Place) -> None:
    page = get(HERE)
    size = len(page.content)
    for name in re.findall(r'(?:src|href)="/static/([^"]+)"', text(page)):
        found = finders.find(name)
        assert found is not None
        size += len(Path(str(found)).read_bytes())
    assert size < MOST_BYTES


def test_on_a_slow_telephone_it_is_a_tenth_of_that(elmbrook: Place) -> None:
    page = get(HERE)
    assert len(gzip.compress(page.content)) < 6_000


def test_addresses_tell_nothing(elmbrook: Place) -> None:
    said = text(get(HERE))
    ours = [one for one in re.findall(r'href="(/[^"]*)"', said) if "static" not in one]
    assert ours
    assert all(re.fullmatch(r"/local/elmbrook/(\d+/|ask/)?", one) for one in ours)


def test_what_is_not_there_is_not_there(elmbrook: Place) -> None:
    assert get("/local/nowhere/").status_code == 404
    assert get(f"{HERE}999/").status_code == 404
    assert get(f"{HERE}ur/").status_code == 404


def test_55_is_only_for_mobiles_and_shows_no_place(elmbrook: Place) -> None:
    first = text(get(HERE))
    assert "from a mobile" in first
    ways = text(get(f"{HERE}{pages()['reach999'].number}/"))
    assert "55 does not work on a phone with a wire" in ways
    assert "does not show where you are" in ways
    assert "sign up first" in ways


def test_every_word_that_a_template_says_is_in_the_catalogue() -> None:
    said = set()
    for path in (ROOM / "templates" / "website" / "public").rglob("*.html"):
        said |= set(re.findall(r'{% say(?:_frame)? "(\w+)"', path.read_text()))
    for path in (ROOM / "templates" / "website" / "parts").rglob("*.html"):
        said |= set(re.findall(r'{% say(?:_frame)? "(\w+)"', path.read_text()))
    assert said <= set(english())


def test_what_is_not_there_tells_whom_to_call(elmbrook: Place) -> None:
    page = get(f"{HERE}999/")
    said = text(page)
    assert "<title>Local information</title>" in said
    assert 'href="tel:08082000247"' in said
    assert 'id="leave"' in said
    assert not page.cookies


def test_a_fault_of_ours_tells_whom_to_call(
    elmbrook: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("concord.website.views.pages.lines_for", broken)
    page = Client(raise_request_exception=False).get(HERE)
    assert page.status_code == 500
    said = html.unescape(page.content.decode())
    assert "Nothing you did" in said
    assert 'href="tel:999"' in said
