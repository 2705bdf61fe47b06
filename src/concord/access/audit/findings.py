"""What checking the log found, in words and as data."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

MOST_IDS = 20  # named one by one in a finding


class Kind(StrEnum):
    """What can be wrong with the log. Notes are not faults: see `NOTES`."""

    ROW_CHANGED = "row_changed"
    ROW_REMOVED = "row_removed"
    ROW_ADDED = "row_added"
    SEAL_CHANGED = "seal_changed"
    SEAL_MISSING = "seal_missing"
    CHAIN_BROKEN = "chain_broken"
    HEAD_DIFFERS = "head_differs"
    HEADS_UNREADABLE = "heads_unreadable"
    NOT_A_TABLE = "not_a_table"
    FROM_THE_FUTURE = "from_the_future"
    SEALING_STANDS_STILL = "sealing_stands_still"
    NO_HEADS = "no_heads"
    LOST_BY_RESTORE = "lost_by_restore"


NOTES = frozenset({Kind.NO_HEADS, Kind.LOST_BY_RESTORE})


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what, where, in words. `ids` names the first rows of `count`."""

    kind: Kind
    said: str
    block: int | None = None
    ids: tuple[int, ...] = ()
    count: int = 0

    @property
    def is_fault(self) -> bool:
        return self.kind not in NOTES


@dataclass(slots=True)
class Report:
    """One check of the log. Numbers are rows, blocks and seconds.

    `heads` is how many heads from outside were compared, `last_head` the number of the
    newest block that one of them stands for: what came after it could have been
    computed anew, unseen, by the owner of the tables.
    """

    rows: int = 0
    blocks: int = 0
    start: int = 1
    last_block: int = 0
    heads: int = 0
    last_head: int = 0
    unsealed: int = 0
    unsealed_seconds: float = 0
    seconds: float = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not any(finding.is_fault for finding in self.findings)

    @property
    def whole(self) -> bool:
        """Whether it began at the first block."""
        return self.start <= 1

    def as_json(self) -> dict[str, Any]:
        return {"good": self.good, "whole": self.whole, **asdict(self)}


def in_words(report: Report) -> str:
    """The report for people, faults first."""
    faults = [one for one in report.findings if one.is_fault]
    notes = [one for one in report.findings if not one.is_fault]
    lines = [_verdict(report, faults)]
    lines += [f"  FAULT  {one.said}" for one in faults]
    lines += [f"  note   {one.said}" for one in notes]
    lines.append(
        f"{report.rows:,} rows in {report.blocks:,} blocks checked in "
        f"{report.seconds:.1f} seconds, {report.heads:,} heads from outside compared."
    )
    if report.heads:
        lines.append(
            f"Sealed against everybody up to block {report.last_head:,} of "
            f"{report.last_block:,}: that head has left the database."
        )
    if report.unsealed:
        lines.append(
            f"{_rows(report.unsealed)} not sealed yet, the oldest for "
            f"{report.unsealed_seconds:.0f} seconds."
        )
    return "\n".join(lines)


def _verdict(report: Report, faults: list[Finding]) -> str:
    what = "The log" if report.whole else f"The log from block {report.start:,} on"
    if not faults:
        return f"{what} is whole: no sealed row was changed, removed or added."
    number = "one fault" if len(faults) == 1 else f"{len(faults)} faults"
    return f"{what} is NOT whole: {number}."


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"


def listed(ids: list[int]) -> str:
    """Rows in words: "row 4", "rows 4, 5 and 9", "87 rows between 4 and 90"."""
    ids = sorted(ids)
    if len(ids) == 1:
        return f"row {ids[0]}"
    if len(ids) > MOST_IDS:
        return f"{len(ids):,} rows between {ids[0]} and {ids[-1]}"
    return f"rows {', '.join(map(str, ids[:-1]))} and {ids[-1]}"
