"""Public pages in Chromium: axe, keys, three widths, and nothing that stays."""

from __future__ import annotations

import os

import pytest

from concord.access.testing import Place
from concord.directory.testing import Directory
from concord.foundation.ui.testing import OpenPage, faults
from concord.website.testing import in_urdu, sign_urdu
from concord.website.texts import by_number, pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES_IN", "")
NUMBERED = [
    (3, "find"),
    (23, "work"),
    *((number, item.slug) for number, item in by_number().items()),
]
WIDTHS = (320, 390, 1360)
KEPT = """async () => ({
  cookies: document.cookie,
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: window.caches ? (await caches.keys()).length : 0,
  workers: navigator.serviceWorker
    ? (await navigator.serviceWorker.getRegistrations()).length : 0,
})"""


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_usable(
    elmbrook: Place, open_page: OpenPage, live_server, width: int
) -> None:
    here = f"{live_server.url}/local/elmbrook/"
    page = open_page(here, width=width)
    found = {"home": faults(page)}
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/home-{width}.png", full_page=True)
    for number, slug in NUMBERED:
        page.goto(f"{here}{number}/")
        found[slug] = faults(page)
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{slug}-{width}.png", full_page=True)
    assert {name: bad for name, bad in found.items() if bad} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_finding_a_service_is_usable(
    elmbrook_directory: Directory, open_page: OpenPage, live_server, width: int
) -> None:
    page = open_page(f"{live_server.url}/local/elmbrook/", width=width)
    page.get_by_label("Postcode or area").fill("ZZ1 1ZZ")
    page.get_by_role("button", name="Find help").click()
    assert page.url == f"{live_server.url}/local/elmbrook/3/"
    assert page.get_by_role("link", name="Invented Refuge").count() == 1
    found = {"found": faults(page)}
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/found-{width}.png", full_page=True)
    page.get_by_role("link", name="Invented Refuge").click()
    found["service"] = faults(page)
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/service-{width}.png", full_page=True)
    assert {name: bad for name, bad in found.items() if bad} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_that_run_from_right_to_left_are_usable(
    elmbrook: Place, open_page: OpenPage, live_server, width: int
) -> None:
    in_urdu(elmbrook)
    sign_urdu(elmbrook)
    here = f"{live_server.url}/local/elmbrook/ur/"
    page = open_page(here, width=width)
    found = {"home": faults(page)}
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/ur-home-{width}.png", full_page=True)
    for slug in ("reach999", "men", "card"):
        page.goto(f"{here}{pages()[slug].number}/")
        found[slug] = faults(page)
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/ur-{slug}-{width}.png", full_page=True)
    assert {name: bad for name, bad in found.items() if bad} == {}


def test_a_browser_asks_nobody_else_and_keeps_nothing(
    elmbrook: Place, open_page: OpenPage, live_server
) -> None:
    page = open_page(f"{live_server.url}/local/elmbrook/")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    for number in ("", 3, 23, *by_number()):
        page.goto(f"{live_server.url}/local/elmbrook/{number}{'/' if number else ''}")
        kept = page.evaluate(KEPT)
        assert not any(kept.values()), kept
    assert asked
    assert [url for url in asked if not url.startswith(live_server.url)] == []
    assert page.context.cookies() == []


def test_exit_is_the_second_stop_and_stays_in_sight(
    elmbrook: Place, open_page: OpenPage, live_server
) -> None:
    page = open_page(f"{live_server.url}/local/elmbrook/", width=390, height=844)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "leave"
    page.mouse.wheel(0, 3000)
    assert page.locator("#leave").bounding_box()["y"] < 60


def test_shift_three_times_leaves_and_the_page_is_empty_at_once(
    elmbrook: Place, open_page: OpenPage, live_server
) -> None:
    page = open_page(f"{live_server.url}/local/elmbrook/")
    gone: list[str] = []
    page.context.route(
        "https://www.bbc.co.uk/**",
        lambda route: (gone.append(route.request.url), route.fulfill(body="weather")),
    )
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.bbc.co.uk/weather")
    assert gone
    page.go_back()
    assert "elmbrook" not in page.url


def test_danger_and_a_line_that_is_open_are_on_a_telephone_s_first_screen(
    elmbrook: Place, open_page: OpenPage, live_server
) -> None:
    page = open_page(f"{live_server.url}/local/elmbrook/", width=390, height=844)
    for where in (".c-danger__call", ".c-line .c-call >> nth=0"):
        box = page.locator(where).bounding_box()
        assert box["y"] + box["height"] <= 844
        assert box["height"] >= 52


def test_without_scripts_the_page_and_its_exit_work(
    elmbrook: Place, open_page: OpenPage, live_server
) -> None:
    page = open_page(f"{live_server.url}/local/elmbrook/", javascript=False)
    assert page.locator("#leave").get_attribute("href").startswith("https://")
    page.get_by_role("link", name="Somewhere safe to stay").click()
    assert page.locator("h1").inner_text() == "Somewhere safe to stay"
