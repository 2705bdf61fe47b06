"""The kit in a real browser: usable by all, safe on a screen that others can see."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler

from concord.foundation.ui.testing import OpenPage, axe, faults, sideways
from concord.foundation.ui.tests.browser_site import Clock

pytestmark = pytest.mark.browser

# The kit on its own: no database, nobody to sign in, but the real security policy.
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Says nothing: a test shows what matters."""


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    settings.MIDDLEWARE = MIDDLEWARE
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.ROOT_URLCONF = "concord.foundation.ui.tests.browser_site"
    settings.UI_SHELL = "concord.foundation.ui.tests.browser_site.shell"
    settings.CONCORD_TRIAL = True
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    Clock.restart(1200)
    server = Server(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(WSGIHandler()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def until(page: Any, expression: str) -> None:
    """Waits for an expression of the page; the policy forbids Playwright's own way."""
    for _ in range(50):
        if page.evaluate(expression):
            return
        time.sleep(0.1)
    raise AssertionError(f"never true: {expression}")


@pytest.mark.parametrize("width", [1360, 390])
@pytest.mark.parametrize("query", ["", "?errors=1", "?lead=Police&sort=-due"])
def test_the_style_guide_has_no_fault(
    open_page: OpenPage, site: str, width: int, query: str
) -> None:
    page = open_page(f"{site}/style-guide/{query}", width=width)
    page.wait_for_timeout(200)
    assert faults(page) == []


@pytest.mark.parametrize("width", [320, 680])  # 320: also 1280 at 400 % zoom
def test_nothing_scrolls_sideways(open_page: OpenPage, site: str, width: int) -> None:
    assert sideways(open_page(f"{site}/style-guide/?errors=1", width=width)) == []


def test_it_all_works_without_scripts(open_page: OpenPage, site: str) -> None:
    page = open_page(f"{site}/style-guide/", javascript=False)
    page.select_option("select[name=lead]", "Police")
    page.click("text=Show >> nth=0")
    assert "lead=Police" in page.url
    page.click("th a:has-text('Due')")
    assert "sort=due" in page.url
    assert page.locator("th[aria-sort=ascending]").count() == 1
    page.click("text=Hide screen")
    assert page.url.endswith("/hidden/")
    assert "Elmbrook" not in page.content()
    page.click("text=Show the page")
    assert "sort=due" in page.url


def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    open_page: OpenPage, site: str
) -> None:
    page = open_page(f"{site}/style-guide/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("Skip to")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        marked, name = page.evaluate(
            """() => {
              const e = document.activeElement, s = getComputedStyle(e);
              const near = e.nextElementSibling
                && getComputedStyle(e.nextElementSibling, "::before").boxShadow;
              const shadow = s.boxShadow !== "none" || (near && near !== "none");
              return [shadow, e.tagName + (e.id || e.textContent)];
            }"""
        )
        assert marked, f"no focus mark on {name}"
        seen.add(name)
    assert len(seen) > 30


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_hide_screen_blanks_at_once_and_comes_back_by_a_key(
    open_page: OpenPage, site: str, key: str
) -> None:
    page = open_page(f"{site}/style-guide/")
    page.fill("#id_title", "Half a sentence")
    page.focus("[data-hide-screen]")
    page.keyboard.press(key)
    assert not page.locator("main").is_visible()
    assert not page.locator("header").is_visible()
    assert page.title() == "Screen hidden"
    assert axe(page) == []
    page.keyboard.press("Enter")
    assert page.locator("main").is_visible()
    assert page.title() == "Style guide - Concord"
    assert page.input_value("#id_title") == "Half a sentence"


def test_a_hidden_screen_stays_hidden_when_loaded_again(
    open_page: OpenPage, site: str
) -> None:
    page = open_page(f"{site}/style-guide/")
    page.click("[data-hide-screen]")
    page.reload()
    assert not page.locator("main").is_visible()
    page.click("text=Show the page")
    page.reload()
    assert page.locator("main").is_visible()


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(
    open_page: OpenPage, site: str
) -> None:
    page = open_page(f"{site}/style-guide/?errors=1")
    assert page.title().startswith("Error: ")
    until(page, "document.activeElement.matches('.govuk-error-summary')")
    page.click(".govuk-error-summary a:has-text('Key date')")
    assert page.evaluate("document.activeElement.id") == "id_due-day"


def test_a_person_is_warned_and_may_stay(open_page: OpenPage, site: str) -> None:
    Clock.restart(100)  # already inside the last two minutes
    page = open_page(f"{site}/form/")
    dialog = page.get_by_role("alertdialog")
    dialog.wait_for(timeout=5000)
    assert axe(page) == []
    for _ in range(4):  # the focus can't leave for the page behind
        page.keyboard.press("Tab")
        inside = page.evaluate(
            "document.activeElement === document.body"
            " || !!document.activeElement.closest('dialog')"
        )
        assert inside
    Clock.seconds = 1200
    page.click("text=Stay signed in")
    dialog.wait_for(state="hidden")
    assert Clock.left() > 1000


def test_when_time_is_out_nothing_shows_and_nothing_typed_is_lost(
    open_page: OpenPage, site: str
) -> None:
    Clock.restart(3)
    page = open_page(f"{site}/form/")
    page.evaluate("document.getElementById('word').value = 'A long answer'")
    page.locator("text=You have been signed out").wait_for(timeout=9000)
    assert not page.locator("main").is_visible()
    assert page.get_by_role("link", name="Sign in").get_attribute("target") == "_blank"
    assert axe(page) == []
    page.click("text=I have signed in: go on")
    page.locator("text=You are not signed in yet").wait_for()

    Clock.ends_at += 5000  # signed in again in another tab, with a new token
    page.context.clear_cookies()
    page.click("text=I have signed in: go on")
    page.locator("main").wait_for()
    assert page.input_value("#word") == "A long answer"
    page.click("text=Save")
    page.locator("#saved", has_text="A long answer").wait_for()


def test_a_form_pressed_twice_is_sent_once(open_page: OpenPage, site: str) -> None:
    page = open_page(f"{site}/form/")
    page.fill("#word", "once")
    page.dblclick("text=Save")
    page.locator("#saved", has_text="once").wait_for()
    page.wait_for_timeout(500)
    assert Clock.saved == ["once"]


def test_leaving_with_unsaved_words_asks_first(open_page: OpenPage, site: str) -> None:
    page = open_page(f"{site}/form/")
    asked = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.reload()  # nothing typed: no question
    page.click("#word")
    page.keyboard.type("half")
    page.evaluate("setTimeout(() => { location.href = '/style-guide/'; }, 0)")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.input_value("#word") == "half"


def test_htmx_keeps_to_the_security_policy(open_page: OpenPage, site: str) -> None:
    page = open_page(f"{site}/form/")
    until(page, "window.htmx !== undefined")
    assert faults(page) == []


def test_print_has_the_content_and_none_of_the_controls(
    open_page: OpenPage, site: str
) -> None:
    page = open_page(f"{site}/style-guide/")
    page.emulate_media(media="print")
    for gone in (".cc-header", ".cc-nav", ".cc-filter", ".cc-tabs", ".cc-btn >> nth=0"):
        assert not page.locator(gone).is_visible(), gone
    assert page.locator(".cc-plan tbody tr").count() > 10
    assert page.locator("text=by Tamsin Quill, Strategic lead").is_visible()
    border = "getComputedStyle(document.querySelector('td .cc-tag')).borderTopStyle"
    assert page.evaluate(border) == "solid"
