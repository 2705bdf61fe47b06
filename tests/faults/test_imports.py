"""Processes are killed while a strategy is read: it is read once, all the same."""

from __future__ import annotations

import io
from copy import deepcopy
from pathlib import Path

import docx
import pytest

from tests.faults.stack import Stack

pytestmark = [pytest.mark.faults]

ROWS = 1500
PLAN = "SELECT (SELECT count(*) FROM plan_plan), (SELECT count(*) FROM plan_planaction)"
# A draft of one import: its state, the actions in it, how often it became ready.
DRAFTS = """
    SELECT d.state, jsonb_array_length(d.draft -> 'priorities'),
           (SELECT count(*) FROM access_change c
            WHERE c.table_name = 'plan_importdraft' AND c.row_id = d.id::text
              AND c.after ->> 'state' = 'ready')
    FROM plan_importdraft d
"""


def large_strategy() -> bytes:
    """A Word file whose table takes some seconds to read."""
    document = docx.Document()
    document.add_heading("Invented strategy 2026 to 2029", 0)
    document.add_heading("Priority 1: Prevent", 1)
    table = document.add_table(2, 4)
    for cell, text in zip(
        table.rows[0].cells, ("Ref", "Action", "Lead", "By when"), strict=True
    ):
        cell.text = text
    pattern = table.rows[1]
    for number in range(ROWS):
        words = (
            f"1.{number}",
            f"Agree with every agency how an invented thing number {number} is done",
            "Police",
            "March 2027",
        )
        for cell, text in zip(pattern.cells, words, strict=True):
            cell.text = text
        table._tbl.append(deepcopy(pattern._tr))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def readers() -> list[int]:
    """Processes that read a file apart."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"concord.plan.reading_apart" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("victim", ["worker", "database"])
def test_an_import_survives_a_kill_and_is_read_once(stack: Stack, victim: str) -> None:
    plan_before = stack.rows(PLAN)
    others = set(readers())
    answer = stack.browser().post(
        "/plan/imports/", {}, ("file", "strategy.docx", large_strategy())
    )
    assert answer.status == 302, answer.text
    stack.wait_until(lambda: set(readers()) - others)
    stack.wait_until(
        lambda: stack.rows("SELECT state FROM plan_importdraft") == [("reading",)]
    )
    stack.kill(victim)
    stack.wait_until(lambda: not set(readers()) - others)  # it goes with its worker
    assert stack.ready() != 200 or stack.rows(DRAFTS)[0][0] == "reading"

    stack.wait_until(lambda: stack.ready() == 200)
    stack.wait_until(
        lambda: stack.rows("SELECT state FROM plan_importdraft") != [("reading",)]
    )
    assert stack.rows(DRAFTS) == [("ready", 1, 1)]
    assert stack.rows(PLAN) == plan_before
    page = stack.browser().get(answer.location)
    assert page.status in (200, 302)
