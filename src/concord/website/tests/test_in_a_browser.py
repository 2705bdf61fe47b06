"""Public pages in Chromium: axe, keys, three widths, and nothing that stays."""

from __future__ import annotations

import os
from typing import Any

import pytest

from concord.access.testing import Place
from concord.directory.districts import load
from concord.directory.testing import Directory
from concord.foundation.ui.testing import OpenPage, faults
from concord.website.testing import in_urdu, sign_urdu
from concord.website.texts import by_number

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES_IN", "")
NUMBERED = [
    (3, "find"),
    (23, "work"),
    (24, "tell"),
    *((number, item.slug) for number, item in by_number().items()),
]
WIDTHS = (320, 390, 1360)
# What can be reached, in the order of the page; a group of choices is one stop.
STOPS = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary'
  )].filter((one) => one.checkVisibility() && (
    one.type !== 'radio'
    || one === document.querySelector(`input[type=radio][name=${one.name}]`)
  ))"""
# Where the keyboard is: the number of the stop, and whether it can be seen.
WHERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const box = here.getClientRects()[0];  // of a link that wraps, its first line
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
  const seen = document.elementFromPoint(x, y);
  return {
    number: window.stops.indexOf(here),
    label: here.textContent.trim().slice(0, 30) || here.name || here.tagName,
    isSeen: !!seen && (here.contains(seen) || seen.contains(here)
      || !!here.labels && [...here.labels].some((one) => one.contains(seen))),
  };
}"""
KEPT = """async () => ({
  cookies: document.cookie,
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: window.caches ? (await caches.keys()).length : 0,
  workers: navigator.serviceWorker
    ? (await navigator.serviceWorker.getRegistrations()).length : 0,
})"""


def walk(page: Any) -> list[str]:
    """Go through the page by Tab; what is passed over, out of order or out of sight."""
    count = page.evaluate(f"window.stops = ({STOPS})(); window.stops.length")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    wrong = []
    for number in range(count):
        page.keyboard.press("Tab")
        found = page.evaluate(WHERE)
        if found is None or found["number"] != number:
            return [*wrong, f"after stop {number} of {count} comes {found}"]
        if not found["isSeen"]:
            wrong.append(f"out of sight: {found['label']}")
    return wrong


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_usable(
    elmbrook: Place, open_page: OpenPage, live_server, width: int
) -> None:
    here = f"{live_server.url}/local/elmbrook/"
    page = open_page(here, width=width)
    found = {"home": faults(page) + walk(page)}
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/home-{width}.png", full_page=True)
    for number, slug in NUMBERED:
        page.goto(f"{here}{number}/")
        found[slug] = faults(page) + walk(page)
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{slug}-{width}.png", full_page=True)
    assert {name: bad for name, bad in found.items() if bad} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_finding_a_service_is_usable(
    elmbrook_directory: Directory, open_page: OpenPage, live_server, width: int
) -> None:
    load(b"code,latitude,longitude\nZZ1,51.40,0.0\n")
    page = open_page(f"{live_server.url}/local/elmbrook/", width=width)
    page.get_by_label("Postcode or area").fill("ZZ1 1ZZ")
    page.get_by_role("button", name="Find help").click()
    assert page.url == f"{live_server.url}/local/elmbrook/3/"
    assert page.get_by_role("link", name="Invented Refuge").count() == 1
    assert page.get_by_text("Less than a mile away").is_visible()
    found = {"found": faults(page) + walk(page)}
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/found-{width}.png", full_page=True)
    page.get_by_role("link", name="Invented Refuge").click()
    found["service"] = faults(page) + walk(page)
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/service-{width}.png", full_page=True)
    assert {name: bad for name, bad in found.items() if bad} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_that_run_from_right_to_left_are_usable(
    front_door: Place, open_page: OpenPage, live_server, width: int
) -> None:
    in_urdu(front_door)
    sign_urdu(front_door)
    here = f"{live_server.url}/local/elmbrook/ur/"
    page = open_page(here, width=width)
    found = {"home": faults(page) + walk(page)}
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/ur-home-{width}.png", full_page=True)
    for address, slug in [*NUMBERED, ("ask", "ask")]:
        page.goto(f"{here}{address}/")
        found[slug] = faults(page) + walk(page)
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/ur-{slug}-{width}.png", full_page=True)
    assert {name: bad for name, bad in found.items() if bad} == {}


def test_a_browser_asks_nobody_else_and_keeps_nothing(
    elmbrook: Place, open_page: OpenPage, live_server
) -> None:
    page = open_page(f"{live_server.url}/local/elmbrook/")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    for number in ("", 3, 23, 24, *by_number()):
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


def test_saying_what_one_thinks_works_without_scripts(
    elmbrook: Place, open_page: OpenPage, live_server
) -> None:
    page = open_page(f"{live_server.url}/local/elmbrook/24/", javascript=False)
    page.get_by_label("Something was good").check()
    page.get_by_label("What do you want to say?").fill("The page is short.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("A person will read it").wait_for()


PRINTED = (("home", ""), ("tell", "24/"), ("ask", "ask/"), ("work", "23/"))


def test_on_paper_there_is_no_exit_and_no_way_around(
    front_door: Place, open_page: OpenPage, live_server
) -> None:
    here = f"{live_server.url}/local/elmbrook/"
    page = open_page(here, width=794)
    page.emulate_media(media="print")
    named = [(item.slug, f"{number}/") for number, item in by_number().items()]
    for slug, path in (*PRINTED, *named):
        page.goto(f"{here}{path}")
        for hidden in ("#leave", ".c-foot ul", ".c-skip"):
            assert not page.locator(hidden).is_visible(), (slug, hidden)
        assert page.locator("h1").is_visible()
        numbers = page.locator('a[href^="tel:"]')
        assert numbers.count() == 0 or numbers.last.is_visible()
        if PICTURES:
            page.pdf(path=f"{PICTURES}/print-{slug}.pdf", format="A4")
