"""Checking a package finds whatever is not as it says, and tells no value."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from concord.cli.commands.leaving import export
from concord.cli.leaving.checking import check
from concord.cli.mishaps import NotDone
from concord.foundation import envelope
from tests.leaving.conftest import Leaving

Change = Callable[[dict[str, bytes]], None]
PERSONS = "data/people_personversion.csv"


def changed(package: Path, to: Path, change: Change, *, settled: bool = True) -> Path:
    """A copy of the package with something changed; `settled`: the manifest agrees."""
    with zipfile.ZipFile(package) as zipped:
        content = {name: zipped.read(name) for name in zipped.namelist()}
    change(content)
    if settled:
        _settle(content)
    with zipfile.ZipFile(to, "w") as zipped:
        for name, one in content.items():
            zipped.writestr(name, one)
    return to


def _settle(content: dict[str, bytes]) -> None:
    from hashlib import sha256

    manifest = json.loads(content["manifest.json"])
    for entry in manifest["files"]:
        if (one := content.get(entry["path"])) is not None:
            entry |= {"bytes": len(one), "sha256": sha256(one).hexdigest()}
    content["manifest.json"] = json.dumps(manifest).encode()


def lines(content: dict[str, bytes], path: str = PERSONS) -> list[bytes]:
    return content[path].split(b"\r\n")


def drop_a_row(content: dict[str, bytes]) -> None:
    """The last person, who has versions."""
    path = "data/people_person.csv"
    found = lines(content, path)
    content[path] = b"\r\n".join([*found[:-2], b""])


def drop_a_column(content: dict[str, bytes]) -> None:
    content[PERSONS] = content[PERSONS].replace(b"family_name", b"surname", 1)


def spoil_a_moment(content: dict[str, bytes]) -> None:
    found = lines(content)
    at = found[0].split(b",").index(b"written_at")
    cells = found[1].split(b",")
    cells[at] = b"Thistlewood"
    content[PERSONS] = b"\r\n".join([found[0], b",".join(cells), *found[2:]])


def add_a_cell(content: dict[str, bytes]) -> None:
    found = lines(content)
    content[PERSONS] = b"\r\n".join([found[0], found[1] + b",more", *found[2:]])


def repeat_a_row(content: dict[str, bytes]) -> None:
    found = lines(content)
    content[PERSONS] = b"\r\n".join([*found[:2], found[1], *found[3:]])


def lose_a_file(content: dict[str, bytes]) -> None:
    del content[next(name for name in content if name.startswith("files/"))]


def add_a_file(content: dict[str, bytes]) -> None:
    content["files/more.bin"] = b"more"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (drop_a_row, "people_person missing"),
        (drop_a_row, "another number of rows"),
        (drop_a_column, "not the columns of the schema"),
        (spoil_a_moment, "written_at: is no datetime"),
        (add_a_cell, "not as many cells as columns"),
        (repeat_a_row, "one stands twice"),
        (lose_a_file, "is missing"),
        (lose_a_file, "names a file that is not there"),
        (add_a_file, "the manifest does not know it"),
    ],
)
def test_what_was_changed_is_found(
    package: Path, tmp_path: Path, change: Change, said: str
) -> None:
    found = check(changed(package, tmp_path / "changed.zip", change))
    assert any(said in fault for fault in found.faults), found.faults
    assert "Thistlewood" not in " ".join(found.faults)


def test_other_bytes_are_found_by_their_hash(package: Path, tmp_path: Path) -> None:
    def change(content: dict[str, bytes]) -> None:
        content["README.md"] += b"\nmore\n"

    found = check(changed(package, tmp_path / "other.zip", change, settled=False))
    assert found.faults == ["README.md: not the bytes that the manifest says"]
    done = CliRunner().invoke(export, ["check", str(tmp_path / "other.zip")])
    assert done.exit_code == 1
    assert "NOT as it says" in done.output


def test_what_is_no_package_is_told_in_one_line(tmp_path: Path) -> None:
    other: dict[str, Any] = {"none.zip": b"nothing", "empty.zip": b""}
    for name, content in other.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(NotDone, match="no package"):
            check(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "else.zip", "w") as zipped:
        zipped.writestr("manifest.json", '{"kind": "something else"}')
    with pytest.raises(NotDone, match="no package"):
        check(tmp_path / "else.zip")


def test_half_of_a_package_is_told(package: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.zip"
    half.write_bytes(package.read_bytes()[:-2000])
    with pytest.raises(NotDone, match="damaged"):
        check(half)


def test_an_encrypted_one_needs_the_right_key_and_every_byte(
    leaving: Leaving, tmp_path: Path
) -> None:
    here = Leaving(leaving.world, tmp_path, leaving.url, leaving.keys)
    made = here.export("a.zip.age")
    with pytest.raises(NotDone, match="name the private key"):
        check(made.file)
    with pytest.raises(NotDone, match="this key does not open it"):
        check(made.file, envelope.new_pair().identity)
    made.file.write_bytes(made.file.read_bytes()[:-5000])
    with pytest.raises(NotDone, match="damaged, not whole"):
        check(made.file, leaving.keys.identity)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["a.zip.age", "a.zip.age.sha256", "ledger.jsonl"]


def test_it_needs_neither_database_nor_settings(package: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "concord", "export", "check", str(package)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("files: all as it says.\n")
