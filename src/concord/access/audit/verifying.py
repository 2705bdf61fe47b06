"""Checking the log: recomputes every hash and names what does not fit.

It trusts no function of the database but those that only a superuser could replace.
It reads as whoever is connected: the run-time role under the name of `access.audit`,
or a role that passes by the policies.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from concord.access.actor import Actor, acting_as
from concord.access.audit import heads as outside
from concord.access.audit import leaves as hashed
from concord.access.audit.findings import MOST_IDS, Finding, Kind, Report, listed
from concord.access.audit.tail import look_at_tail
from concord.access.audit.tracing import Traces

Told = Callable[[int, int, str], None]  # done, total, of what

PRINCIPAL = "access.audit"
SEALS_AT_ONCE = 20
ROWS_AT_ONCE = 10_000  # read in one query, as long as no block alone has more

SEALS = f"""
SELECT form, n, era, from_xid, to_xid, first_id, last_id, rows,
       {hashed.MOMENT.format("sealed_at")}, leaves, root, prev_root
FROM public.access_seal WHERE n >= %s ORDER BY n
"""  # noqa: S608  every part is written in this package
# Sorted by the columns of the table: a bare "xid" would mean what is selected under
# that name, a text, and "100" comes before "99" there.
EVENTS = f"""
SELECT {hashed.SELECTED} FROM public.access_event e
WHERE e.era = %s AND e.xid >= %s AND e.xid < %s ORDER BY e.xid, e.id
"""  # noqa: S608


@dataclass(slots=True)
class Block:
    """A seal as it stands in the database."""

    text: hashed.SealText
    leaves: bytes
    root: bytes
    prev_root: bytes

    @property
    def n(self) -> int:
        return self.text.n

    def follows(self, before: Block) -> bool:
        """Whether its rows come right after those of `before`, in the same era."""
        return (
            self.text.era == before.text.era
            and self.text.from_xid == before.text.to_xid < self.text.to_xid
        )


@dataclass(slots=True)
class Chain:
    """How far the chain was followed: the last block, and where each era has got to."""

    n: int
    root: bytes | None
    reached: dict[int, int] = field(default_factory=dict)


def verify(
    *,
    start: int = 1,
    heads: Path | None = None,
    told: Told = lambda done, total, what: None,
) -> Report:
    """Check the log from block `start` on, against the heads in the file `heads`.

    Without `heads`, against the file that this installation writes. Reads every row
    once, some ten thousand at a time; writes nothing.
    """
    report = Report(start=max(1, start))
    began = time.monotonic()
    with _reader(), _plain_names():
        _look_at_tables(report)
        known = _heads(report, heads, _marks())
        total = _total(report.start)
        chain = _beginning(report.start)
        traces = Traces()
        for batch in _batches(report.start):
            for block in batch:
                _check_chain(block, chain, report)
                _check_head(block, known, report)
            _check_rows(batch, traces, report)
            told(report.rows, total, "rows")
        _check_missing_end(chain, known, report)
        report.findings += traces.findings()
        look_at_tail(report)
    report.seconds = time.monotonic() - began
    return report


# Reading ------------------------------------------------------------------------


def _reader() -> AbstractContextManager[object]:
    """A transaction that may read all of the log, whichever role is connected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_catalog.row_security_active('public.access_event'::regclass)"
        )
        [held_back] = cursor.fetchone()
    if held_back:
        return acting_as(Actor.from_job(PRINCIPAL))
    return transaction.atomic()


@contextmanager
def _plain_names() -> Iterator[None]:
    """Inside, no function of the owner's can stand in front of the built-in ones."""
    set_path = "SELECT pg_catalog.set_config('search_path', %s, true)"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_catalog.current_setting('search_path')")
        [before] = cursor.fetchone()
        cursor.execute(set_path, ["pg_catalog, pg_temp"])
    yield
    with connection.cursor() as cursor:
        cursor.execute(set_path, [before])


def _ask(query: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return list(cursor.fetchall())


def _total(start: int) -> int:
    [(total,)] = _ask(
        "SELECT coalesce(sum(rows), 0)::bigint FROM public.access_seal WHERE n >= %s",
        start,
    )
    return int(total)


def _look_at_tables(report: Report) -> None:
    """A view in the place of a table could show what once was there."""
    for name, kind in _ask(
        "SELECT c.relname, c.relkind::text FROM pg_catalog.pg_class c WHERE c.oid IN"
        " ('public.access_event'::regclass, 'public.access_seal'::regclass)"
    ):
        if kind != "r":
            said = f"{name} is no table any more: something else answers in its name."
            report.findings.append(Finding(Kind.NOT_A_TABLE, said))


def _batches(start: int) -> Iterator[list[Block]]:
    """Blocks by number, together where their rows can be read by one query."""
    batch: list[Block] = []
    rows = 0
    for block in _blocks(start):
        fits = rows + block.text.rows <= ROWS_AT_ONCE
        if batch and not (fits and block.follows(batch[-1])):
            yield batch
            batch, rows = [], 0
        batch.append(block)
        rows += block.text.rows
    if batch:
        yield batch


def _blocks(start: int) -> Iterator[Block]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(SEALS, [start])
        while found := cursor.fetchmany(SEALS_AT_ONCE):
            for *text, raw, root, before in found:
                said = hashed.SealText(*text)
                yield Block(said, bytes(raw), bytes(root), bytes(before))


# The chain ------------------------------------------------------------------------


def _beginning(start: int) -> Chain:
    """Before the first block there is nothing; before another, what is said of it."""
    if start <= 1:
        return Chain(0, hashed.NO_ROOT)
    before = _ask("SELECT root FROM public.access_seal WHERE n = %s", start - 1)
    reached = _ask(
        "SELECT era, max(to_xid) FROM public.access_seal WHERE n < %s GROUP BY era",
        start,
    )
    root = bytes(before[0][0]) if before else None
    return Chain(start - 1, root, {era: int(to) for era, to in reached})


def _check_chain(block: Block, chain: Chain, report: Report) -> None:
    text = block.text
    if block.n != chain.n + 1:
        gone = _blocks_between(chain.n + 1, block.n - 1)
        said = f"{gone} missing: the seals before and after are there."
        report.findings.append(Finding(Kind.SEAL_MISSING, said, block.n))
    elif chain.root is not None and block.prev_root != chain.root:
        said = f"Block {block.n} does not follow from block {chain.n}."
        report.findings.append(Finding(Kind.CHAIN_BROKEN, said, block.n))
    if hashed.root(block.prev_root, text, block.leaves) != block.root:
        said = (
            f"The seal of block {block.n} does not fit its own hash: somebody changed "
            "the seal. What is said below of its rows may be wrong for that reason."
        )
        report.findings.append(Finding(Kind.SEAL_CHANGED, said, block.n))
    if text.from_xid != chain.reached.get(text.era, 0):
        said = (
            f"Block {block.n} does not begin where the block of era {text.era} before "
            "it ended: rows between them stand under no seal."
        )
        report.findings.append(Finding(Kind.SEAL_MISSING, said, block.n))
    chain.n, chain.root = block.n, block.root
    chain.reached[text.era] = text.to_xid
    report.blocks += 1
    report.last_block = block.n


def _blocks_between(first: int, last: int) -> str:
    if first == last:
        return f"Block {first} is"
    return f"Blocks {first} to {last} are"


# Heads outside ----------------------------------------------------------------------


@dataclass(slots=True)
class Heads:
    """The heads that left, by block. `good` is the last block whose head agreed."""

    lines: dict[int, outside.Line]
    good: int = 0
    bad: int = 0


def _marks() -> set[str]:
    """The eras that were begun in this very database."""
    return {
        mark
        for (mark,) in _ask("SELECT row_id FROM public.access_event WHERE verb = 'era'")
    }


def _heads(report: Report, file: Path | None, marks: set[str]) -> Heads:
    """The heads that must be found again. What a restore has lost is a note."""
    try:
        lines = outside.read(file)
    except outside.Unreadable as error:
        said = f"The file of heads can't be relied on: {error}"
        report.findings.append(Finding(Kind.HEADS_UNREADABLE, said))
        return Heads({})
    kept: dict[int, outside.Line] = {}
    for line in lines:
        if line.kind == outside.ERA and line.mark in marks:
            lost = [n for n in kept if n > line.n]
            if lost:
                report.findings.append(_lost(line, kept[max(lost)]))
            kept = {n: head for n, head in kept.items() if n <= line.n}
        elif line.kind == outside.HEAD:
            kept.setdefault(line.n, line)
    if not kept:
        said = (
            "No head has left this database yet: whoever owns the tables could have "
            "computed the whole chain anew."
        )
        report.findings.append(Finding(Kind.NO_HEADS, said))
    return Heads({n: head for n, head in kept.items() if n >= report.start})


def _lost(restore: outside.Line, head: outside.Line) -> Finding:
    said = (
        f"A backup was restored on {restore.at:%-d %B %Y at %-H:%M} UTC. Blocks "
        f"{restore.n + 1} to {head.n}, sealed before, are not in it: what was recorded "
        f"between that backup and {head.at:%-d %B %Y at %-H:%M} UTC is lost."
    )
    return Finding(Kind.LOST_BY_RESTORE, said, restore.n)


def _check_head(block: Block, known: Heads, report: Report) -> None:
    head = known.lines.get(block.n)
    if head is None:
        return
    report.heads += 1
    if head.root == block.root:
        known.good = block.n
        report.last_head = block.n
    elif not known.bad:
        known.bad = block.n
        said = (
            f"Block {block.n} is not the one whose head left on "
            f"{head.at:%-d %B %Y at %-H:%M} UTC. Somebody with the rights of the owner "
            f"computed the chain anew, from a block between {known.good + 1} and "
            f"{block.n} on."
        )
        report.findings.append(Finding(Kind.HEAD_DIFFERS, said, block.n))


def _check_missing_end(chain: Chain, known: Heads, report: Report) -> None:
    last = max(known.lines, default=0)
    if last > chain.n:
        said = (
            f"{_blocks_between(chain.n + 1, last)} missing at the end: the head of "
            f"block {last} left on {known.lines[last].at:%-d %B %Y at %-H:%M} UTC. "
            "Either they were removed, or an older backup was restored and no new era "
            "was begun."
        )
        report.findings.append(Finding(Kind.SEAL_MISSING, said, last))


# Rows -----------------------------------------------------------------------------


def _check_rows(batch: list[Block], traces: Traces, report: Report) -> None:
    """Compares the rows of some blocks, which follow each other, with the leaves."""
    first, last = batch[0].text, batch[-1].text
    rows = iter(_ask(EVENTS, first.era, first.from_xid, last.to_xid))
    row = next(rows, None)
    for block in batch:
        expected = hashed.leaves(block.leaves)
        changed: list[int] = []
        while row is not None and int(row[2]) < block.text.to_xid:
            number = int(row[0])
            wanted = expected.pop(number, None)
            if wanted is None:
                traces.added(block.n, number, row)
            elif wanted != hashed.event_hash(row):
                changed.append(number)
            report.rows += 1
            row = next(rows, None)
        if changed:
            report.findings.append(_changed(block.n, changed))
        traces.removed(block.n, expected)


def _changed(block: int, ids: list[int]) -> Finding:
    were = "was" if len(ids) == 1 else "were"
    said = f"Block {block}: {listed(ids)} {were} changed after sealing."
    return Finding(Kind.ROW_CHANGED, said, block, tuple(ids[:MOST_IDS]), len(ids))
