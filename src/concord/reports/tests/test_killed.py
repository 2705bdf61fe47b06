"""A process that is killed while it issues a paper leaves the draft as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from concord.access.actor import acting_as
from concord.reports import actions
from concord.reports.models import IssuedPaper, Paper
from concord.reports.tests.arranging import SUMMER, World

# Two files are rendered, and the third kills the process as an operator would.
DOOMED = """
import os, signal
from concord.cli.framework import set_up
set_up()
from concord.reports import actions
def kill(_): os.kill(os.getpid(), signal.SIGKILL)
actions.RENDERERS["html"] = kill
from concord.cli import main
main()
"""


def database_url() -> str:
    """The test's database, for another process."""
    now = connection.settings_dict
    query = "&".join(
        f"{name}={quote(str(now[key]))}"
        for name, key in (
            ("host", "HOST"),
            ("port", "PORT"),
            ("user", "USER"),
            ("password", "PASSWORD"),
        )
        if now[key]
    )
    return f"postgresql:///{now['NAME']}?{query}"


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_killed_process_issues_nothing_by_half(world: World, tmp_path: Path) -> None:
    with acting_as(world.lead):
        draft = actions.start(plan=world.plan, quarter=SUMMER, by=world.lead)
    out = tmp_path / "paper.pdf"
    words = ["--partnership", "elmbrook", "--quarter", "2026Q2", "--out", str(out)]
    command = [sys.executable, "-c", DOOMED, "report", "board", *words, "--issue"]
    environment = {**os.environ, "DATABASE_URL": database_url()}
    killed = subprocess.run(
        command, env=environment, capture_output=True, timeout=120, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert not out.exists()
    with acting_as(world.lead):
        assert Paper.objects.get(pk=draft.pk).is_draft
        assert not IssuedPaper.objects.exists()
        issued = actions.issue(paper=draft, by=world.lead)
    assert issued.paper.full_number == "HR 2026/27 Q2, issue 1"
