"""Issuing a paper and carrying a plan forward happen wholly, once, or not at all."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.browser import Answer
from tests.faults.stack import Stack

pytestmark = [pytest.mark.faults]

FILES = """
    SELECT p.state, i.pdf, i.pdf_sha256, i.docx, i.docx_sha256, i.html, i.html_sha256
    FROM reports_paper p LEFT JOIN reports_issuedpaper i ON i.paper_id = p.id
"""
# The row of the paper is locked first, then its files are drawn.
UNDER_WAY = """
    SELECT count(*) FROM pg_locks
    WHERE relation = 'reports_paper'::regclass AND mode = 'RowShareLock'
"""


def issued(stack: Stack) -> bool:
    """Whether the only paper is issued. Fails where it is so by halves."""
    [(state, *files)] = stack.rows(FILES)
    if state == "draft":
        assert files == [None] * 6
        return False
    assert state == "issued"
    for content, sha256 in zip(files[::2], files[1::2], strict=True):
        assert content
        assert hashlib.sha256(content).hexdigest() == sha256
    return True


def start_paper(stack: Stack) -> str:
    """The address of a new draft."""
    choice = f"{stack.arranged['plan']}-{stack.arranged['quarter']}"
    answer = stack.browser().post("/papers/start/", {"quarter": choice})
    assert answer.status == 302, answer.text
    return answer.location


def kill_while_issuing(stack: Stack, kill: Callable[[], None], pause: float) -> None:
    stack.wait_until(lambda: stack.rows(UNDER_WAY) != [(0,)])
    time.sleep(pause)
    kill()
    stack.wait_until(lambda: stack.rows(UNDER_WAY) == [(0,)])


def issue_by_command(stack: Stack, out: Path) -> subprocess.Popen[bytes]:
    command = ("report", "board", "--partnership", "elmbrook", "--issue")
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "concord", *command),
            *("--quarter", stack.arranged["quarter"], "--out", str(out)),
        ],
        env=stack.settings(),
        stderr=subprocess.DEVNULL,
    )


def test_a_paper_is_issued_with_all_its_files_or_not_at_all(
    stack: Stack, tmp_path: Path
) -> None:
    paper = start_paper(stack)
    whole = []
    for pause in (0.0, 0.15):
        out = tmp_path / f"{pause}.pdf"
        process = issue_by_command(stack, out)
        kill_while_issuing(stack, process.kill, pause)
        process.wait()
        whole.append(issued(stack))
        assert whole[-1] or not out.exists()
    issuing = {"version": "1"}
    lead = stack.browser()
    clicking = threading.Thread(target=lead.post, args=(f"{paper}issue/", issuing))
    if not whole[-1]:  # a quick machine has issued it before the second kill
        clicking.start()
        kill_while_issuing(stack, lambda: stack.kill("web"), 0.1)
        clicking.join()
        whole.append(issued(stack))
    assert not all(whole), "no kill came in time to interrupt anything"

    stack.wait_until(lambda: stack.ready() == 200)
    if not issued(stack):
        assert stack.browser().post(f"{paper}issue/", issuing).status == 302
    assert issued(stack)
    for kind in ("pdf", "docx", "html"):
        assert stack.browser().get(f"{paper}file/{kind}/").status == 200


def test_two_people_who_carry_a_plan_forward_at_once_get_one_new_plan(
    stack: Stack,
) -> None:
    plan, year = stack.arranged["plan"], stack.arranged["year"]
    [(actions,)] = stack.rows("SELECT count(*) FROM plan_planaction")
    [carried] = [
        row[0] for row in stack.rows("SELECT min(id)::text FROM plan_planaction")
    ]
    answers: list[Answer] = []
    together = threading.Barrier(4)

    def carry(which: int) -> None:
        browser = stack.browser("strategic_lead", which)
        together.wait()
        answers.append(
            browser.post(
                f"/plan/{plan}/carry-forward/",
                {"year": str(year + 1), "carried": carried},
            )
        )

    people = [threading.Thread(target=carry, args=(n % 2,)) for n in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert stack.rows("SELECT carried_from_id FROM plan_plan WHERE id <> %s", plan) == [
        (plan,)
    ]
    # One action was ticked, the others stay behind.
    assert stack.rows("SELECT count(*) FROM plan_planaction") == [(actions + 1,)]
    assert sorted(answer.status for answer in answers)[0] == 302
    refused = [answer for answer in answers if answer.status != 302]
    assert len(refused) == 3
    assert all(answer.status in (404, 422) for answer in refused)
