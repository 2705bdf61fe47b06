"""The database goes down while 20 people refer: each referral is kept once, or told."""

from __future__ import annotations

import threading
import time
import uuid

import pytest

from tests.faults.arranging import REFERRER, REFERRERS
from tests.faults.browser import Browser
from tests.faults.stack import Stack

pytestmark = [pytest.mark.faults]

EACH = 10  # referrals of each sender
TRIES = 60  # of one referral
FORM = {
    "danger-danger_now": "no",
    "victim-given_name": "Petronella",
    "victim-family_name": "Wychwood",
    "alleged-rows": "1",
    "alleged-0-unknown": "on",
    "child-rows": "0",
    "about-strands": "domestic_abuse",
    "wishes-told": "told",
    "wishes-consent": "refused",
    "referrer-name": "Wren Alderley",
    "referrer-organisation": "Elmbrook Police",
    "referrer-contact": "020 7946 0018",
}


class Senders:
    """Twenty sessions that send the same form again until it is taken, as people do."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.kept: list[str] = []
        self.told: list[str] = []  # that it was not kept
        self.faults = 0
        self._threads = [
            threading.Thread(target=self._send_all, args=(n,), daemon=True)
            for n in range(REFERRERS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(300)
        assert not any(thread.is_alive() for thread in self._threads)

    def _send_all(self, which: int) -> None:
        session = self.stack.arranged["sessions"][REFERRER][which]
        for _ in range(EACH):
            self._send(Browser(self.stack.port, session), uuid.uuid4().hex)

    def _send(self, browser: Browser, mark: str) -> None:
        """With one key: whoever sends it again means the same referral."""
        form = FORM | {"key": mark, "about-what_happened": f"Invented {mark}"}
        for _ in range(TRIES):
            answer = browser.post("/referrals/new/", form)
            if answer.status == 302 and answer.location.startswith("/referrals/"):
                self.kept.append(mark)
                return
            self.faults += 1
            time.sleep(0.5)
        self.told.append(mark)


@pytest.mark.parametrize("what", ["database", "web"])
def test_200_referrals_by_20_people_are_each_kept_once(stack: Stack, what: str) -> None:
    senders = Senders(stack)
    senders.start()
    for _ in range(2):
        wanted = len(senders.kept) + 40
        stack.wait_until(lambda: len(senders.kept) >= wanted)  # noqa: B023
        stack.kill(what)
        stack.wait_until(lambda: stack.ready() == 200)
    senders.join()
    assert senders.faults, "nothing was under way when it was killed"
    kept = stack.rows("SELECT key, count(*) FROM frontdoor_referral GROUP BY key")
    assert sorted(kept) == sorted((mark, 1) for mark in senders.kept)
    assert len(senders.kept) + len(senders.told) == REFERRERS * EACH
    half = stack.rows(
        "SELECT count(*) FROM frontdoor_referral r WHERE (SELECT count(*)"
        " FROM frontdoor_named n WHERE n.referral_id = r.id) <> 2"
    )
    assert half == [(0,)], "a referral without those whom it names"
