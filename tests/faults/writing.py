"""People who give updates all the time, and what has to be true of them afterwards."""

from __future__ import annotations

import threading
import uuid
from collections import Counter, defaultdict

from tests.faults.arranging import TEAMS
from tests.faults.browser import Browser
from tests.faults.stack import Stack

FILE = b"Invented evidence. " * 500


class Writers:
    """Six sessions of three people that give updates until they are told to stop.

    `kept` are the marks of updates that the site acknowledged, `unsure` of those it
    did not answer or answered with a fault.
    """

    def __init__(self, stack: Stack, file: bytes = FILE) -> None:
        self.stack, self.file = stack, file
        self.kept: list[str] = []
        self.unsure: list[str] = []
        self.headings: Counter[str] = Counter()
        self._end = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Writers:
        self._end.clear()
        self._threads = [
            threading.Thread(target=self._write, args=(team, role, n), daemon=True)
            for team, role in TEAMS.items()
            for n in range(2)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join(60)

    def keep_more(self, number: int) -> None:
        """Waits until so many more updates are acknowledged."""
        wanted = len(self.kept) + number
        self.stack.wait_until(lambda: len(self.kept) >= wanted)

    def told(self, heading: str) -> bool:
        """Whether a page with this heading has come back."""
        return self.headings[heading] > 0

    def _write(self, team: str, role: str, which: int) -> None:
        session = self.stack.arranged["sessions"][role][which]
        turn = 0
        while not self._end.is_set():
            actions = self.stack.arranged["actions"][team]
            self._once(Browser(self.stack.port, session), actions[turn % len(actions)])
            turn += 1

    def _once(self, browser: Browser, action: int) -> None:
        mark = uuid.uuid4().hex
        answer = browser.post(
            f"/plan/action/{action}/update/",
            {
                "quarter": self.stack.arranged["quarter"],
                "status": "on_track",
                "text": f"Invented progress {mark}",
                "evidence_figure": "61 of 84 staff",
                "evidence_label": mark,
            },
            ("evidence_file", f"{mark}.txt", self.file),
        )
        heading = answer.text.partition("<h1>")[2].partition("</h1>")[0]
        self.headings[heading or str(answer.status)] += 1
        kept = answer.status == 302 and answer.location.startswith("/plan/action/")
        (self.kept if kept else self.unsure).append(mark)
        if not kept:
            self._end.wait(0.1)


UPDATES = """
    SELECT right(u.text, 32), u.plan_action_id, u.quarter, u.n,
           (SELECT count(*) FROM plan_evidence e WHERE e.plan_update_id = u.id),
           (SELECT max(length(e.content)) FROM plan_evidence e
            WHERE e.plan_update_id = u.id),
           (SELECT count(*) FROM access_change c
            WHERE c.table_name = 'plan_planupdate' AND c.row_id = u.id::text)
    FROM plan_planupdate u ORDER BY u.id
"""


def check(stack: Stack, writers: Writers) -> None:
    """Everything acknowledged is there once; nothing is there by halves."""
    rows = stack.rows(UPDATES)
    times = Counter(row[0] for row in rows)
    lost = [mark for mark in writers.kept if times[mark] == 0]
    assert not lost, f"{len(lost)} of {len(writers.kept)} acknowledged updates are lost"
    assert max(times.values()) == 1, "an update is there twice"
    assert set(times) <= {*writers.kept, *writers.unsure}
    for _, _, _, _, evidence, size, changes in rows:
        assert (evidence, size, changes) == (2, len(writers.file), 1)
    numbers = defaultdict(list)
    for _, action, quarter, n, *_ in rows:
        numbers[action, quarter].append(n)
    for found in numbers.values():
        assert sorted(found) == list(range(1, len(found) + 1)), "numbers with gaps"
    orphans = stack.rows(
        "SELECT count(*) FROM plan_evidence e LEFT JOIN plan_planupdate u "
        "ON u.id = e.plan_update_id WHERE u.id IS NULL"
    )
    assert orphans == [(0,)]
