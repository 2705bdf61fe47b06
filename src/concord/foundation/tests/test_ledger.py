"""The ledger keeps what it was told, notices tampering, and takes no words."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from concord.foundation import ledger

CASE = UUID("6f1c1a52-9d4e-4c0f-8f0e-2f6a3f1b9c11")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "ledger.jsonl"


def three(file: Path) -> tuple[ledger.Line, ...]:
    for hat in (12, 13, 14):
        ledger.append("disposal", file=file, case=uuid4(), by=hat)
    return ledger.read(file)


def test_what_was_appended_is_read_back(file: Path) -> None:
    at = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
    ledger.append("disposal", file=file, case=CASE, by=12)
    ledger.append("audit_head", file=file, n=3, root=b"\xab" * 32, until=at)
    disposal, head = ledger.read(file)
    assert disposal.facts == {"case": str(CASE), "by": 12}
    assert head.facts == {"n": 3, "root": "ab" * 32, "until": at.isoformat()}
    assert (disposal.kind, head.kind) == ("disposal", "audit_head")
    assert (disposal.number, head.number) == (1, 2)
    assert disposal.at <= head.at <= datetime.now(UTC)


def test_each_line_names_the_hash_of_the_one_before(file: Path) -> None:
    three(file)
    first, second, _ = file.read_text().splitlines()
    assert json.loads(first)["before"] == ledger.BEGINNING
    assert json.loads(second)["before"] == ledger.read(file)[0].digest


def test_a_ledger_that_was_never_written_is_empty(file: Path) -> None:
    assert ledger.read(file) == ()
    assert ledger.verify(file) == ledger.Head(0, ledger.BEGINNING)
    assert not file.exists()


def test_only_its_account_can_read_it(file: Path) -> None:
    ledger.append("disposal", file=file, case=CASE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_a_file_it_is_that_of_the_settings(file: Path, settings) -> None:
    settings.CONCORD_LEDGER = file
    ledger.append("disposal", case=CASE)
    assert ledger.read() == ledger.read(file) != ()


@pytest.mark.parametrize("number", [1, 2])
def test_a_changed_line_is_found(file: Path, number: int) -> None:
    three(file)
    lines = file.read_text().splitlines()
    lines[number - 1] = lines[number - 1].replace('"by":1', '"by":2')
    file.write_text("\n".join(lines) + "\n")
    with pytest.raises(ledger.Broken, match=f"Line {number + 1} "):
        ledger.read(file)


def test_a_removed_line_is_found(file: Path) -> None:
    three(file)
    first, _, third = file.read_text().splitlines()
    file.write_text(f"{first}\n{third}\n")
    with pytest.raises(ledger.Broken, match="Line 2 "):
        ledger.verify(file)


def test_a_line_that_became_unreadable_is_found(file: Path) -> None:
    three(file)
    first, second, third = file.read_text().splitlines()
    for lines in ([first, "x" + second, third], [first, second, third[:-1]]):
        file.write_text("\n".join(lines) + "\n")
        with pytest.raises(ledger.Broken):
            ledger.verify(file)


def test_a_head_kept_elsewhere_shows_that_the_end_is_missing_or_changed(
    file: Path,
) -> None:
    lines = three(file)
    head = ledger.verify(file)
    assert ledger.holds(lines, head)
    assert not ledger.holds(lines[:2], head)
    file.write_text(file.read_text().replace('"by":14', '"by":99'))
    assert not ledger.holds(ledger.read(file), head)
    assert ledger.holds(lines, ledger.Head(0, ledger.BEGINNING))


def test_nothing_is_added_to_a_broken_ledger(file: Path) -> None:
    three(file)
    file.write_text(file.read_text().replace('"by":12', '"by":99'))
    before = file.read_bytes()
    with pytest.raises(ledger.Broken):
        ledger.append("disposal", file=file, case=CASE)
    assert file.read_bytes() == before


def test_half_a_line_of_a_power_cut_stops_nothing(file: Path) -> None:
    three(file)
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"kind":"disposal","at":"20')
    assert len(ledger.read(file)) == 3
    head = ledger.verify(file)
    ledger.append("disposal", file=file, case=CASE)
    lines = ledger.read(file)
    assert [line.number for line in lines] == [1, 2, 3, 5]
    assert lines[-1].facts["case"] == str(CASE)
    assert ledger.holds(lines, head)
    assert ledger.append("disposal", file=file, case=CASE).number == 6


@pytest.mark.parametrize("fails", ["half", "full"])
def test_a_full_disk_adds_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    three(file)
    before = file.read_bytes()
    write = os.write

    def full(descriptor: int, raw: bytes) -> int:
        if fails == "full":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, raw[:20])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match=r"space|20 of"):
        ledger.append("disposal", file=file, case=CASE)
    monkeypatch.undo()
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Alex"},
        {"why": "moved away"},
        {"code": "jane.smith"},
        {"address": "1 High Street"},
        {"at_naive": datetime(2026, 11, 22)},  # noqa: DTZ001
        {"by": 1.5},
        {"case": None},
        {"before": "0" * 64},
        {"Case": CASE},
    ],
)
def test_words_and_names_are_refused_and_not_repeated(
    file: Path, facts: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match="ledger") as error:
        ledger.append("disposal", file=file, **facts)  # type: ignore[arg-type]
    assert not file.exists()
    assert str(next(iter(facts.values()))) not in str(error.value)


def test_a_job_may_be_named_by_its_principal(file: Path) -> None:
    ledger.append("disposal", file=file, case=CASE, by="job:access.retention")
    assert ledger.read(file)[0].facts["by"] == "job:access.retention"


def _write_twenty(file: Path) -> None:
    for number in range(20):
        ledger.append("disposal", file=file, n=number)


def test_many_writers_at_once_make_one_chain(file: Path) -> None:
    there = multiprocessing.get_context("fork")
    writers = [there.Process(target=_write_twenty, args=[file]) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert ledger.verify(file).lines == 80
