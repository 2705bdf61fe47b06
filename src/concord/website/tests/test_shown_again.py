"""A page is shown again for a moment: the same page, counted, and only to strangers."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.website import shown_again
from concord.website.actions import counting
from concord.website.actions.counting import Tally
from concord.website.models import Shown
from concord.website.shown_again import ShownAgain

pytestmark = pytest.mark.django_db
HERE = "/local/elmbrook/"


class Clock:
    """A clock that is set by hand, in seconds."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(settings, monkeypatch: pytest.MonkeyPatch) -> Clock:
    settings.CONCORD_SHOWN_AGAIN_SECONDS = 2.0
    monkeypatch.setattr(shown_again, "waiting", Tally())
    made = Clock()
    monkeypatch.setattr(shown_again, "time", made)
    return made


def counted(place: Place) -> int:
    with acting_as(place.actor("strategic_lead")) as by:
        rows = Shown.objects.visible_to(by).filter(what="home")
        return sum(rows.values_list("times", flat=True))


def test_a_page_comes_again_without_the_database(
    elmbrook: Place, django_assert_num_queries
) -> None:
    browser = Client()
    first = browser.get(HERE)
    with django_assert_num_queries(0):
        again = browser.get(HERE)
    assert again.content == first.content
    for answer in (first, again):
        del answer.headers["X-Request-Id"]
    assert dict(again.items()) == dict(first.items())
    assert again["Cache-Control"] == "no-store"
    assert "nonce" not in again["Content-Security-Policy"]


def test_after_a_moment_it_is_made_anew_and_all_are_counted(
    elmbrook: Place, clock: Clock
) -> None:
    browser = Client()
    for _ in range(3):
        browser.get(HERE)
    assert counted(elmbrook) == 1
    clock.now += 2.1
    browser.get(HERE)
    assert counted(elmbrook) == 4


def test_who_has_signed_in_gets_a_page_of_their_own_and_is_counted_too(
    elmbrook: Place, settings, django_assert_max_num_queries
) -> None:
    browser = Client()
    browser.get(HERE)
    browser.cookies[settings.SESSION_COOKIE_NAME] = "anything"
    with django_assert_max_num_queries(100) as asked:
        browser.get(HERE)
    assert len(asked) > 0
    assert counted(elmbrook) == 2


def test_who_takes_it_compressed_gets_it_so_and_the_other_does_not(
    elmbrook: Place,
) -> None:
    browser = Client()
    for _ in range(2):
        plain = browser.get(HERE)
        packed = browser.get(HERE, headers={"accept-encoding": "gzip, br"})
        assert "Content-Encoding" not in plain.headers
        assert packed["Content-Encoding"] == "gzip"
        assert len(packed.content) < len(plain.content)


def test_a_host_that_is_not_ours_is_refused_again(elmbrook: Place) -> None:
    browser = Client()
    assert browser.get(HERE).status_code == 200
    assert browser.get(HERE, headers={"host": "elsewhere.example"}).status_code == 400


def test_what_somebody_asked_for_or_a_form_with_a_token_is_never_shown_again(
    elmbrook: Place,
) -> None:
    browser = Client()
    told = browser.post(f"{HERE}3/", {"q": "a refuge"}).content.decode()
    assert "a refuge" in told
    assert "a refuge" not in browser.get(f"{HERE}3/").content.decode()
    assert "a refuge" not in browser.get(f"{HERE}3/").content.decode()


def test_another_partnership_s_page_is_another(
    elmbrook: Place, northmere: Place
) -> None:
    browser = Client()
    browser.get(HERE)
    assert "/local/northmere/" in browser.get("/local/northmere/").content.decode()


def test_what_cannot_be_counted_now_is_counted_later(
    elmbrook: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    browser = Client()
    with monkeypatch.context() as broken:
        broken.setattr(counting, "_write", away)
        assert browser.get(HERE).status_code == 200
    clock.now += 2.1
    browser.get(HERE)
    assert counted(elmbrook) == 2


def test_while_one_makes_a_page_anew_the_others_get_the_one_before(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    made: list[str] = []

    def slow(request: HttpRequest) -> HttpResponse:
        made.append("made")
        if len(made) == 2:
            begun.set()
            go_on.wait(20)
        answer = HttpResponse(f"page {len(made)}")
        shown = counting.Shown(1, dt.date(2026, 11, 27), "home", "en")
        answer.shown = shown
        return answer

    monkeypatch.setattr(shown_again, "_count", lambda shown: None)
    ask = RequestFactory().get
    room = ShownAgain(slow)
    assert room(ask(HERE)).content == b"page 1"
    clock.now += 2.1
    maker = threading.Thread(target=room, args=(ask(HERE),))
    maker.start()
    assert begun.wait(20)
    assert room(ask(HERE)).content == b"page 1"
    go_on.set()
    maker.join()
    assert room(ask(HERE)).content == b"page 2"
    assert len(made) == 2
