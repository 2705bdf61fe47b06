from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from concord.cli import main
from concord.cli.manual import CHAPTERS, UNLISTED
from concord.config.env import example_file

ROOT = Path(__file__).resolve().parents[4]


def every_command(
    group: click.Group = main, before: tuple[str, ...] = ()
) -> list[tuple[str, ...]]:
    found = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += every_command(command, (*before, name))
        else:
            found.append((*before, name))
    return found


def test_the_manual_has_a_chapter_for_every_command() -> None:
    page = CliRunner().invoke(main, ["--help"]).output
    hidden = {command.name for command in UNLISTED}
    for path in every_command():
        if path[0] not in hidden:
            assert f"  {' '.join(path)}  " in page
    for chapter in ("Running it", "Looking after it", "The plan"):
        assert f"\n{chapter}:\n" in page
    assert page.index("Running it") < page.index("Looking after it")
    assert all(len(line) <= 88 for line in page.splitlines())


def test_no_line_of_the_manual_is_cut_off() -> None:
    assert "..." not in CliRunner().invoke(main, ["--help"]).output


@pytest.mark.parametrize("path", every_command(), ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*path, "--help"])
    assert result.exit_code == 0
    about = result.output.split("\n\n")[1].strip()
    assert len(about.split()) >= 3
    assert about.rstrip()[-1] in ".:)"


def test_chapters_and_commands_agree() -> None:
    listed = {c.name for commands in CHAPTERS.values() for c in commands}
    listed |= {command.name for command in UNLISTED}
    assert listed == set(main.commands)


def test_the_example_of_the_settings_is_up_to_date() -> None:
    assert (ROOT / ".env.example").read_text() == example_file(), (
        "run: concord check-settings --example > .env.example"
    )


def run(
    *arguments: str, cwd: Path, **settings: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "concord", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", **settings},
    )


def test_a_wrong_setting_is_named_without_its_value(tmp_path: Path) -> None:
    done = run(
        "check-settings",
        cwd=tmp_path,
        CONCORD_SECRET_KEY="much-too-short",
        DATABASE_URL="postgresql:///concord",
        CONCORD_IDLE_MINUTES="many",
    )
    assert done.returncode == 1
    assert "CONCORD_IDLE_MINUTES" in done.stderr
    assert "many" not in done.stderr
    secret = run(
        "check-settings",
        cwd=tmp_path,
        CONCORD_SECRET_KEY="much-too-short",
        DATABASE_URL="postgresql:///concord",
    )
    assert "CONCORD_SECRET_KEY must be at least 50" in secret.stderr
    assert "much-too-short" not in secret.stderr


def test_migrating_without_the_owner_says_what_to_set(tmp_path: Path) -> None:
    done = run("migrate", cwd=tmp_path)
    assert done.returncode == 1
    assert "CONCORD_OWNER_DATABASE_URL is not set" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_gives_one_line(tmp_path: Path) -> None:
    url = "postgresql://app_owner@127.0.0.1:1/concord"
    done = run(
        "migrate", cwd=tmp_path, CONCORD_OWNER_DATABASE_URL=url, CONCORD_TRIAL="1"
    )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "does not answer" in done.stderr


STRATEGY = """# Ending abuse together 2024 to 2026

## Priority 1: Prevent

| Action | Lead | By when |
|---|---|---|
| Train every front-line worker | Council | June 2025 |
| Run a campaign in schools | Public health | December 2024 |
"""


def test_a_dry_run_needs_no_framework_and_no_database(tmp_path: Path) -> None:
    (tmp_path / "strategy.md").write_text(STRATEGY)
    code = (
        "import sys\n"
        "from concord.cli import main\n"
        "try:\n"
        "    main(['plan', 'import', 'strategy.md', '--dry-run', '--json'])\n"
        "finally:\n"
        "    assert 'django' not in sys.modules, 'Django was imported'\n"
        "    assert 'psycopg' not in sys.modules, 'psycopg was imported'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
    draft = json.loads(done.stdout)
    assert list(draft) == ["title", "period", "priorities", "unplaced", "warnings"]
    [priority] = draft["priorities"]
    assert [action["lead"] for action in priority["actions"]] == [
        "Council",
        "Public health",
    ]


def test_a_file_that_cannot_be_read_gives_one_line_and_code_2(tmp_path: Path) -> None:
    (tmp_path / "strategy.docx").write_bytes(b"not a Word file at all")
    done = run("plan", "import", "strategy.docx", "--dry-run", "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "strategy.docx" in done.stderr


def test_a_file_that_is_not_there_gives_one_line_and_code_2(tmp_path: Path) -> None:
    done = run("plan", "import", "nothing.pdf", "--dry-run", cwd=tmp_path)
    assert done.returncode == 2
    assert "nothing.pdf" in done.stderr
    assert "Traceback" not in done.stderr
