from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import pytest

from concord.linkage.scratch import scratch, wipe, write_private


def test_the_folder_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    with scratch(tmp_path) as folder:
        (folder / "spilled").write_text("Rosalind Tamworth")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(tmp_path.iterdir()) == []


def test_it_is_gone_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), scratch(tmp_path) as folder:  # noqa: PT012
        (folder / "deeper").mkdir()
        (folder / "deeper" / "spilled").write_text("x")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_it_is_gone_after_a_signal(tmp_path: Path, number: int) -> None:
    before = signal.getsignal(number)
    with pytest.raises(SystemExit) as end, scratch(tmp_path) as folder:  # noqa: PT012
        (folder / "spilled").write_text("x")
        os.kill(os.getpid(), number)
    assert end.value.code == 128 + number
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(number) is before


def test_what_was_in_a_file_is_overwritten(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "scratch", tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "spilled").write_text("Rosalind Tamworth")
    os.link(folder / "spilled", elsewhere)
    wipe(folder)
    assert elsewhere.read_bytes() == bytes(17)


def test_a_file_of_results_is_its_owners_alone(tmp_path: Path) -> None:
    write_private(tmp_path / "pairs.csv", iter(["a\n", "b\n"]))
    assert (tmp_path / "pairs.csv").read_text() == "a\nb\n"
    assert stat.S_IMODE((tmp_path / "pairs.csv").stat().st_mode) == 0o600


def test_half_a_file_of_results_does_not_stay(tmp_path: Path) -> None:
    def torn():  # type: ignore[no-untyped-def]
        yield "a\n"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_private(tmp_path / "pairs.csv", torn())
    assert list(tmp_path.iterdir()) == []
