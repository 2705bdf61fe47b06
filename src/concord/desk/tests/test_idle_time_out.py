"""The idle clock, and forms that come after it: nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.desk.tests.conftest import Wear
from concord.partnership.models import Group

pytestmark = pytest.mark.django_db

ADD_GROUP = "/partnership/groups/add/"
TYPED = {"name": "Task group on <housing>", "kind": "task_and_finish", "reports_to": ""}
OURS = "http://testserver"


class Careful(Client):
    """A browser whose forms are checked for forgery, as real ones are."""

    def __init__(self, **options: object) -> None:
        super().__init__(enforce_csrf_checks=True, **options)


def browser_of(place: Place, role: str = "administrator") -> Client:
    browser = Careful()
    wear_in(browser, place, role)
    return browser


def wear_in(browser: Client, place: Place, role: str) -> None:
    hat = place.hats[role]
    browser.force_login(hat.account)
    session = browser.session
    session["hat"], session["second_step"] = hat.pk, hat.account_id
    session.save()


def nobody_touches(browser: Client, seconds: int) -> None:
    session = browser.session
    session["touched"] = session.get("touched", 0) - seconds
    session.save()


def token_in(page: HttpResponse) -> str:
    found = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode()
    )
    assert found is not None
    return found.group(1)


def groups_of(place: Place) -> list[str]:
    with acting_as(place.actor("administrator")):
        return list(Group.objects.values_list("name", flat=True))


def test_a_session_ends_when_nobody_touches_it(elmbrook: Place) -> None:
    browser = browser_of(elmbrook)
    browser.get("/rooms/")
    nobody_touches(browser, settings.CONCORD_IDLE_SECONDS - 60)
    assert browser.get("/rooms/").status_code == 200
    nobody_touches(browser, settings.CONCORD_IDLE_SECONDS + 1)
    page = browser.get("/rooms/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/account/sign-in/")
    assert "nobody used the page for a while" in page.content.decode()
    assert "next=/rooms/" in page.redirect_chain[-1][0].replace("%2F", "/")


def test_asking_how_long_it_lasts_does_not_make_it_last_longer(elmbrook: Place) -> None:
    browser = browser_of(elmbrook)
    browser.get("/rooms/")
    nobody_touches(browser, settings.CONCORD_IDLE_SECONDS - 100)
    first = browser.get("/session/").json()
    assert 90 <= first["seconds_left"] <= 100
    assert browser.get("/session/").json()["seconds_left"] <= first["seconds_left"]
    nobody_touches(browser, 101)
    assert browser.get("/session/").json()["signed_in"] is False


def test_a_touch_makes_it_last_longer(elmbrook: Place) -> None:
    browser = browser_of(elmbrook)
    page = browser.get("/rooms/")
    nobody_touches(browser, settings.CONCORD_IDLE_SECONDS - 100)
    touched = browser.post("/session/", headers={"X-CSRFToken": token_in(page)})
    assert touched.json()["seconds_left"] == settings.CONCORD_IDLE_SECONDS


def test_a_form_after_the_session_has_ended_keeps_what_was_typed(
    elmbrook: Place,
) -> None:
    browser = browser_of(elmbrook)
    token = token_in(browser.get(ADD_GROUP))
    nobody_touches(browser, settings.CONCORD_IDLE_SECONDS + 1)
    typed = {**TYPED, "password": "not this", "csrfmiddlewaretoken": token}
    late = browser.post(ADD_GROUP, typed, headers={"Origin": OURS})
    said = late.content.decode()
    assert late.status_code == 401
    assert 'name="name" value="Task group on &lt;housing&gt;"' in said
    assert "not this" not in said
    assert groups_of(elmbrook) == []

    # In another tab they sign in; then they press Send again on this page.
    wear_in(browser, elmbrook, "administrator")
    browser.cookies.pop("csrftoken", None)  # signing in gives a new one
    browser.get("/rooms/")
    again = browser.post(
        ADD_GROUP,
        {**TYPED, "csrfmiddlewaretoken": token_in(late)},
        headers={"Origin": OURS},
    )
    said = again.content.decode()
    assert again.status_code == 200
    assert "Send again" in said
    assert "Invented Administrator" in said
    sent = browser.post(
        ADD_GROUP,
        {**TYPED, "csrfmiddlewaretoken": token_in(again)},
        headers={"Origin": OURS},
    )
    assert sent.status_code == 302
    assert groups_of(elmbrook) == ["Task group on <housing>"]


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_words_from_another_site_are_not_shown_again(
    elmbrook: Place, origin: str
) -> None:
    browser = browser_of(elmbrook)
    headers = {"Origin": origin} if origin else {}
    for signed_in in (True, False):
        if not signed_in:
            browser.logout()
        answer = browser.post(ADD_GROUP, TYPED, headers=headers)
        assert answer.status_code == 403
        assert "housing" not in answer.content.decode()
    assert groups_of(elmbrook) == []


def test_sign_in_forms_are_never_shown_again(elmbrook: Place) -> None:
    typed = {"login": "a@elmbrook.example", "password": "correct horse battery"}
    answer = Careful().post("/account/sign-in/", typed, headers={"Origin": OURS})
    assert answer.status_code == 403
    assert "elmbrook" not in answer.content.decode()


def test_an_htmx_request_after_the_end_sends_the_whole_page_to_sign_in(
    elmbrook: Place,
) -> None:
    answer = Client().get("/rooms/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/account/sign-in/")


def test_pages_are_not_left_in_the_browser(elmbrook: Place, wear: Wear) -> None:
    page = wear(elmbrook.hats["administrator"]).get("/people/")
    assert page.headers["Cache-Control"] == "no-store"
