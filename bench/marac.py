"""A MARAC of 30 cases and 15 agencies: its pages, and an action that is said in it.

The time in the database is that of a page's own statements, asked again on a second
connection as `app_runtime` in the hat of the coordinator, after it was told who acts.
Against it stand the same statements as the owner of the tables, for whom no policy
holds; and the least that somebody could write by hand for the rows that are shown, who
neither signs in nor keeps who has read what.
"""

from __future__ import annotations

import os
import statistics
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection, connections
from django.test import Client

from bench.ground import Ground
from bench.measures import Line
from bench.rows import analyse, enter, run
from bench.timing import Ratio, side_by_side
from concord.access.actor import Actor, acting_as
from concord.access.testing import build, wear
from concord.marac.actions import room
from concord.marac.models import AgendaItem, Meeting
from concord.marac.testing import meet
from concord.marac.tests.full import (
    TEAMS,
    FullMarac,
    gather,
    hat_of,
    issue_and_sit,
    list_all,
)
from concord.partnership.models import Membership

CASES, FEW = 30, 3
WATCHERS = 15
ASK_EVERY = 3.0  # seconds, as the room's page asks for news
SAVES = 60  # in each round, with and without watchers
ROUNDS = 5

BY_HAND = (
    """
    SELECT m.id, m.starts_at, m.venue, m.state, p.name, p.capacity, p.quorum
    FROM marac_meeting m JOIN marac_panel p ON p.id = m.panel_id
    WHERE m.id = %(meeting)s
    """,
    """
    SELECT i.id, i.code, i.state, i.position, i.is_late, i.disclosure_id, i.case_id
    FROM marac_agendaitem i WHERE i.meeting_id = %(meeting)s
    ORDER BY i.position, i.code
    """,
    """
    SELECT t.id, t.short_name, a.kind, a.agreed_at, c.name
    FROM marac_coreteam k JOIN partnership_team t ON t.id = k.team_id
    LEFT JOIN marac_attendance a ON a.team_id = t.id AND a.meeting_id = %(meeting)s
    LEFT JOIN partnership_membership h ON h.id = a.hat_id
    LEFT JOIN partnership_account c ON c.id = h.account_id
    """,
)


@dataclass(frozen=True)
class Day:
    """A meeting that everybody sits in, and the coordinator's browser."""

    full: FullMarac
    meeting: Meeting
    items: list[AgendaItem]
    client: Client

    @property
    def hat(self) -> Membership:
        return self.full.place.hats["marac_coordinator"]

    def get(self, path: str) -> None:
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")

    def pages(self) -> dict[str, str]:
        here = f"/marac/meetings/{self.meeting.pk}/"
        return {
            "meeting": here,
            "printed agenda": f"{here}print/",
            "room": f"{here}room/{self.items[0].pk}/",
        }


def meetings(ground: Ground, turns: int) -> Iterator[Line]:
    """Pages of a full meeting, and an action while fifteen clients watch."""
    many = _day("westmere", "Westmere", "E09999903", CASES)
    few = _day("eastmere", "Eastmere", "E09999904", FEW)
    analyse(ground)
    size = f"{CASES} cases, {len(TEAMS)} agencies"
    for name, path in many.pages().items():
        yield Line(
            f"queries of the {name}, {size}",
            f"{FEW} cases",
            _counted(many, path, few, few.pages()[name]),
            equal=True,
        )
    for name, path in many.pages().items():
        asked = _statements(many, path)
        yield Line(
            f"database time of the {name} ({len(asked)} queries), {size}",
            "the same SQL as owner, without policies",
            _two_connections(ground, many, asked, asked, turns * 4),
            most=None if name == "room" else 2,
        )
    asked = _statements(many, many.pages()["meeting"])
    by_hand = [(one, {"meeting": many.meeting.pk}) for one in BY_HAND]
    yield Line(
        f"database time of the meeting ({len(asked)} queries), {size}",
        f"the least SQL by hand ({len(by_hand)} queries), as owner",
        _two_connections(ground, many, asked, by_hand, turns * 4),
    )
    yield Line(
        f"an action is said, {WATCHERS} clients watch", "nobody watches", _saving(many)
    )


def _day(code: str, name: str, area_code: str, cases: int) -> Day:
    full = gather(build(code, name, area_code), families=cases)
    meeting = meet(full.place)
    items = list_all(full, meeting)
    issue_and_sit(full, meeting)
    with acting_as(full.by):
        room.start(meeting=meeting, by=full.by)
        room.call(item=items[0], by=full.by)
    hat = full.place.hats["marac_coordinator"]
    return Day(full, meeting, items, _browser(hat))


def _browser(hat: Membership) -> Client:
    return wear(Client(headers={"User-Agent": "bench"}), hat)


# Queries --------------------------------------------------------------------------


def _counted(many: Day, path: str, few: Day, path_of_few: str) -> Ratio:
    left, right = len(_asked(many, path)), len(_asked(few, path_of_few))
    return Ratio(left, right, left / right, left / right, left / right)


def _asked(day: Day, path: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def noting(execute, statement, params, many, context):  # type: ignore[no-untyped-def]
        found.append((statement, params))
        return execute(statement, params, many, context)

    # The idle clock is written at most every 15 seconds: the first visit does it.
    day.get(path)
    with connection.execute_wrapper(noting):
        day.get(path)
    return found


def _statements(day: Day, path: str) -> list[tuple[str, Any]]:
    """What a page asks of the tables; the record of who has read is a write."""
    return [one for one in _asked(day, path) if one[0].startswith("SELECT")]


# Time in the database ---------------------------------------------------------------


def _two_connections(
    ground: Ground,
    day: Day,
    ours: list[tuple[str, Any]],
    theirs: list[tuple[str, Any]],
    turns: int,
) -> Ratio:
    here = psycopg.connect(os.environ["DATABASE_URL"], dbname=ground.name)
    owner = psycopg.connect(ground.owner_url, dbname=ground.name)
    with here, owner:
        enter(here, Actor.from_hat(day.hat))
        return side_by_side(
            lambda: run(here, ours), lambda: run(owner, theirs), turns=turns
        )


# An action that is said ---------------------------------------------------------------


def _saving(day: Day) -> Ratio:
    """Rounds with watchers and without, in turns; each watcher asks as the page does.

    All run in one process, so that the watchers also take its processor: dearer than
    with several web processes.
    """
    watched: list[float] = []
    alone: list[float] = []
    ratios = []
    for _ in range(ROUNDS):
        with_them, without = _watched(day), _saves(day)
        ratios.append(statistics.median(with_them) / statistics.median(without))
        watched += with_them
        alone += without
    return Ratio(
        statistics.median(watched),
        statistics.median(alone),
        statistics.median(ratios),
        min(ratios),
        max(ratios),
    )


def _watched(day: Day) -> list[float]:
    over = threading.Event()
    watchers = [
        threading.Thread(target=_watch, args=(day, team, n * ASK_EVERY / 15, over))
        for n, team in enumerate(TEAMS[:WATCHERS])
    ]
    for one in watchers:
        one.start()
    time.sleep(ASK_EVERY)  # by then each has asked once
    try:
        return _saves(day)
    finally:
        over.set()
        for one in watchers:
            one.join()


def _watch(day: Day, team: str, after: float, over: threading.Event) -> None:
    """One team's page, which asks for news every three seconds."""
    client = _browser(day.full.place.hats[hat_of(team)])
    path = f"{day.pages()['room']}changes/"
    seen = ""
    over.wait(after)
    while not over.is_set():
        answer = client.get(path, {"seen": seen})
        if answer.status_code not in (200, 204):
            raise RuntimeError(f"{path} answered {answer.status_code}")
        if answer.status_code == 200:
            seen = answer.text.split('data-mark="')[1].split('"')[0]
        over.wait(ASK_EVERY)
    connections.close_all()


def _saves(day: Day) -> list[float]:
    path = f"{day.pages()['room']}act/"
    times = []
    for n in range(SAVES):
        action = {
            "act-words": f"An invented action, number {n}",
            "act-kind": "find_out",
            "act-team": day.full.place.teams["Police"].pk,
            "act-in_days": "3",
            "act-key": str(uuid.uuid4()),
        }
        began = time.perf_counter()
        answer = day.client.post(path, action, headers={"X-Room": "1"})
        times.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 201:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        time.sleep(0.1)
    return times
