"""The JSON that other programs rely on, and the command that prints it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from concord.plan.importing import import_file
from concord.plan.importing.tests.samples.unseen import no_plans
from concord.plan.importing.tests.test_invented_plans import HELD_OUT, SAMPLES
from concord.plan.importing.tests.test_published_strategies import FOLDER
from concord.plan.importing.tests.test_unseen_plans import UNSEEN

STATUSES = {
    *("not_started", "in_progress", "on_track", "at_risk", "off_track", "complete"),
    "closed_not_done",
}
PLAN = ["title", "period", "priorities", "unplaced", "warnings"]
PRIORITY = ["ref", "title", "outcomes", "actions"]
ACTION = [
    *("ref", "title", "outcome", "lead", "due", "status_printed", "status"),
    *("standards", "source"),
]


def assert_shape(plan: Any) -> None:
    """Every field of the issue, of its type and in its order, and no other."""
    assert list(plan) == PLAN
    assert type(plan["title"]) is str
    assert list(plan["period"]) == ["start", "end"]
    for day in plan["period"].values():
        assert day is None or re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    assert_texts(plan["warnings"])
    for priority in plan["priorities"]:
        assert list(priority) == PRIORITY
        assert_text_or_null(priority["ref"])
        assert type(priority["title"]) is str
        assert priority["title"]
        assert_texts(priority["outcomes"])
        for action in priority["actions"]:
            assert_action(action)
    for action in plan["unplaced"]:
        assert_action(action)


def assert_action(action: Any) -> None:
    assert list(action) == ACTION
    assert type(action["title"]) is str
    assert action["title"]
    for name in ("ref", "outcome", "lead", "due", "status_printed"):
        assert_text_or_null(action[name])
    assert action["status"] is None or action["status"] in STATUSES
    assert_texts(action["standards"])
    assert list(action["source"]) == ["page", "line"]
    for place in action["source"].values():
        assert place is None or (type(place) is int and place > 0)


def assert_text_or_null(value: Any) -> None:
    """Nothing printed is null, and never an empty text."""
    assert value is None or (type(value) is str and value.strip())


def assert_texts(values: Any) -> None:
    assert type(values) is list
    assert all(type(value) is str and value.strip() for value in values)


@pytest.mark.parametrize(
    "sample", [*SAMPLES, *HELD_OUT, *UNSEEN], ids=lambda sample: sample.__name__
)
def test_every_invented_plan_has_exactly_this_shape(
    sample: Callable[[Path], Any], tmp_path: Path
) -> None:
    path, _ = sample(tmp_path)
    assert_shape(json.loads(json.dumps(import_file(path).as_json())))


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no strategies in {FOLDER}")
def test_published_strategies_have_exactly_this_shape() -> None:
    for path in FOLDER.glob("*.txt"):
        assert_shape(json.loads(json.dumps(import_file(path).as_json())))


def test_a_document_without_a_plan_has_it_too(tmp_path: Path) -> None:
    assert_shape(import_file(no_plans.marac_policy(tmp_path)).as_json())


# The command ------------------------------------------------------------------------


def concord(
    *words: str, folder: Path, **more: str
) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, without a database in its environment."""
    known = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "HOME")}
    program = Path(sys.executable).with_name("concord")
    return subprocess.run(
        [str(program), *words],
        cwd=folder,
        env=known | more,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_the_command_prints_only_json_from_any_folder(tmp_path: Path) -> None:
    path, _ = UNSEEN[0](tmp_path)
    odd = path.rename(tmp_path / "Plán d’action – 2024 (final) 完.docx")
    for name in (odd.name, str(odd)):
        ran = concord("plan", "import", name, "--dry-run", "--json", folder=tmp_path)
        assert ran.returncode == 0, ran.stderr
        assert ran.stderr == b""
        assert_shape(json.loads(ran.stdout))


def test_the_command_prints_the_same_json_in_a_plain_locale(tmp_path: Path) -> None:
    path, _ = UNSEEN[0](tmp_path)
    ran = concord(
        "plan", "import", path.name, "--dry-run", "--json", folder=tmp_path, LC_ALL="C"
    )
    assert ran.returncode == 0, ran.stderr
    assert_shape(json.loads(ran.stdout.decode("utf-8")))


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("no such file.docx", None),
        ("broken.docx", b"PK\x03\x04 not really"),
        ("broken.pdf", b"%PDF-1.7 nothing"),
        ("a picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00"),
        ("empty.csv", b""),
        ("plan.odt", b"PK\x03\x04"),
    ],
)
def test_an_unreadable_file_gets_one_line_and_exit_code_2(
    name: str, held: bytes | None, tmp_path: Path
) -> None:
    if held is not None:
        (tmp_path / name).write_bytes(held)
    ran = concord("plan", "import", name, "--dry-run", "--json", folder=tmp_path)
    assert ran.returncode == 2
    assert ran.stdout == b""
    assert len(ran.stderr.decode().strip().splitlines()) == 1
    assert name in ran.stderr.decode()


def test_a_dry_run_needs_neither_django_nor_a_database(tmp_path: Path) -> None:
    path, _ = UNSEEN[0](tmp_path)
    code = (
        "import sys\n"
        "from concord.cli import main\n"
        f"sys.argv = ['concord', 'plan', 'import', {str(path)!r}, '--dry-run',"
        " '--json']\n"
        "try:\n    main()\nexcept SystemExit as left:\n    assert not left.code\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "assert not loaded & {'django', 'psycopg'}, loaded\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
