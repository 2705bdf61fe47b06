"""Browser tests of any page: a real Chromium, axe, and the security policy.

    @pytest.mark.browser
    def test_the_plan_is_usable(open_page, live_server):
        page = open_page(f"{live_server.url}/plan/", width=390)
        assert faults(page) == []

`open_page` opens one at 1360, 390 or any width, with `javascript=False` if wanted, and
with `cookies={"session": key}` for somebody who is signed in. `faults` lists what
axe (4.14, vendored, never served), the Content-Security-Policy, the console and a
sideways scroll bar complain about.
"""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
WATCH = """
window.ccViolations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.ccViolations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});
"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

OpenPage = Callable[..., "Page"]


def chromium_path() -> str:
    """Where Chromium is; skips with one line, but fails where CI must have it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("No Chromium here, and CI=true says that there must be one.")
    pytest.skip("No Chromium here: browser tests are left out.")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    path = chromium_path()
    from playwright.sync_api import sync_playwright

    _arrive_after_clicks()
    # Playwright keeps an event loop in this thread; Django would refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


def _arrive_after_clicks() -> None:
    """Let a click, and a key, end when the page that it leads to is there.

    Playwright comes back as soon as the new page has begun: what a test reads then,
    such as the title, may be of half a page. Without a new page it costs nothing.
    """
    from playwright.sync_api import Locator

    def arriving(act: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(act)
        def acted(locator: Locator, *args: Any, **options: Any) -> None:
            act(locator, *args, **options)
            if not locator.page.is_closed():
                locator.page.wait_for_load_state()

        return acted

    for name in ("click", "press"):
        act = getattr(Locator, name)
        if not hasattr(act, "__wrapped__"):
            setattr(Locator, name, arriving(act))


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Opens pages; each call is a new context, closed after the test."""
    contexts = []

    def open_one(
        url: str,
        *,
        width: int = 1360,
        height: int = 900,
        javascript: bool = True,
        cookies: dict[str, str] | None = None,
        **options: Any,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        for name, value in (cookies or {}).items():
            context.add_cookies([{"name": name, "value": value, "url": url}])
        context.add_init_script(WATCH)
        page = context.new_page()
        page.cc_errors = []  # type: ignore[attr-defined]
        page.on("pageerror", _failed(page))
        page.on("console", _heard(page))
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()


def faults(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """Everything wrong with a page as it stands; `without` names axe rules to skip."""
    return [*unsafe(page), *sideways(page), *axe(page, without=without)]


def unsafe(page: Page) -> list[str]:
    """What the Content-Security-Policy refused, and errors of scripts."""
    refused = page.evaluate("window.ccViolations || []")
    return [f"policy: {item}" for item in refused] + [
        f"script: {error}"
        for error in page.cc_errors  # type: ignore[attr-defined]
    ]


def sideways(page: Page) -> list[str]:
    """Whether the page scrolls sideways, and by which element."""
    wide: list[str] = page.evaluate(
        """() => {
          const root = document.documentElement;
          if (root.scrollWidth <= root.clientWidth) return [];
          return [...document.querySelectorAll("body *")]
            .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)
            .slice(0, 5)
            .map((e) => `sideways: ${e.outerHTML.slice(0, 120)}`);
        }"""
    )
    return wide


def axe(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """Violations that axe finds, one line each: rule, help, element."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate(
        "(options) => axe.run(document, options)",
        {
            "runOnly": RULES,
            "rules": {name: {"enabled": False} for name in without},
            "resultTypes": ["violations"],
        },
    )
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:160]}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def _failed(page: Page) -> Callable[[Any], None]:
    def fail(error: Any) -> None:
        page.cc_errors.append(str(error))  # type: ignore[attr-defined]

    return fail


def _heard(page: Page) -> Callable[[Any], None]:
    def hear(message: Any) -> None:
        if message.type == "error":
            page.cc_errors.append(message.text)  # type: ignore[attr-defined]

    return hear
