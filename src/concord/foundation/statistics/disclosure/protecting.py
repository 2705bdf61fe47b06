"""Protects a table: what is hidden, why, and the proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from concord.foundation.statistics.disclosure.choosing import (
    Choice,
    Effort,
    Master,
    Narrow,
    Task,
    prepared,
    settle,
    with_labels_settled,
)
from concord.foundation.statistics.disclosure.doubts import Told, only_needed
from concord.foundation.statistics.disclosure.groups import (
    GroupAttribute,
    group_attributes,
)
from concord.foundation.statistics.disclosure.knowledge import Layout, Whole
from concord.foundation.statistics.disclosure.proof import Seen, prove
from concord.foundation.statistics.disclosure.refusals import (
    CannotProtect,
    WrongTable,
)
from concord.foundation.statistics.disclosure.releases import (
    Release,
    Status,
    as_seen,
    joined,
)
from concord.foundation.statistics.disclosure.table import Key, Table, said
from concord.foundation.statistics.disclosure.tasks import task_for
from concord.foundation.statistics.disclosure.trimming import mended, trimmed

LEAST = 4
EXACT_UP_TO = 20_000  # cells that may be hidden or not; up to these, the least
QUICK = Effort(rounds=15, gap=0.002, seconds_in_all=30)
Progress = Callable[[int, int, str], None]  # done, of, what

WHY = {
    Status.SHOWN: "shown",
    Status.PRIMARY: "hidden: fewer than {threshold} are counted",
    Status.SECONDARY: "hidden: with it, a hidden figure could be worked out",
}


@dataclass(frozen=True)
class Protected:
    """A table of which each hidden cell is proved to have three possible values.

    `relabelled`: small cells that are `secondary`, because being told that they are
    small would narrow others. `least`: no choice with fewer hidden cells is safe.
    `groups`: rows that are wholly in one column (and the like).
    """

    table: Table
    threshold: int
    statuses: Mapping[Key, Status]
    relabelled: frozenset[Key]
    least: bool
    groups: tuple[GroupAttribute, ...]

    def status(self, key: Key) -> Status:
        return self.statuses[key]

    def value(self, key: Key) -> int | None:
        """The value, or None where it is hidden."""
        shown = self.statuses[key] is Status.SHOWN
        return self.table.values[key] if shown else None

    def why(self, key: Key) -> str:
        return WHY[self.statuses[key]].format(threshold=self.threshold)

    @property
    def hidden(self) -> frozenset[Key]:
        return frozenset(k for k, s in self.statuses.items() if s is not Status.SHOWN)

    @property
    def release(self) -> Release:
        """What to keep, so that later releases are protected jointly with this one."""
        return Release(self.table, self.statuses, self.threshold)


def _silent(done: int, total: int, what: str) -> None:
    pass


def protect(
    table: Table,
    *,
    threshold: int = 5,
    known: Sequence[Release] = (),
    hide_groups: bool = False,
    labels: bool = True,
    exact: bool | None = None,
    costs: Mapping[Key, float] | None = None,
    progress: Progress = _silent,
) -> Protected:
    """Hides as few cells as it can, so that each hidden one has three possible values.

    Cells of 1 to `threshold` - 1 are hidden, then what is needed so that a reader who
    knows the rule, the sums and everything shown, here and in the releases `known`,
    has to think three whole values possible for each hidden cell. `costs`: what hiding
    a cell costs, 1 where it isn't said. `exact`: look for the least as long as Effort
    says; None: for tables of up to 20,000 cells. `hide_groups`: where a whole line is
    in one cell, that is hidden too. `labels`: readers are told which hidden cells are
    small; else all are `secondary`, and mostly fewer have to be hidden. `progress` is
    told how far each step is.

    Raises CannotProtect, WrongTable, and NotProved if the audit at the end fails.
    """
    refuse_low(threshold)
    groups = tuple(group_attributes(table))
    layout = Layout(joined(table, known))
    task = task_for(
        layout,
        table,
        threshold,
        known,
        groups if hide_groups else (),
        costs or {},
        labels=labels,
    )
    try:
        choice, tables, least = _choice(task, exact, progress)
    except Narrow as error:
        raise CannotProtect(_explained(layout, error)) from None
    statuses = _statuses(layout, choice)
    here = {key: statuses[key] for key in table.printed}
    release = Release(table, here, threshold)
    progress(0, 1, "audits")
    _audit(layout, (*known, release), choice, tables)
    progress(1, 1, "audits")
    relabelled = _relabelled(release) if labels else frozenset[Key]()
    return Protected(table, threshold, here, relabelled, least, groups)


def refuse_low(threshold: int) -> None:
    if threshold < LEAST:
        raise WrongTable(
            f"Threshold: {threshold} is too low. From 4 on, a small cell can have "
            "three values (1, 2 or 3); below, its label would leave two at most. "
            "Enter 4 or more."
        )


def _choice(
    task: Task, exact: bool | None, progress: Progress
) -> tuple[Choice, Whole, bool]:
    """What to hide, tables that prove it, and whether nothing less would do."""
    if exact is None:
        exact = int((task.may & ~task.must).sum()) <= EXACT_UP_TO
    task, relabels = prepared(task, exact=exact, told=_told(progress, "prepares"))
    effort = Effort() if exact else QUICK
    master = Master(task, effort, task.may & ~task.must, relabels)
    chosen = settle(master, _told(progress, "chooses"))
    if not chosen.weak:
        return chosen.choice, chosen.tables, chosen.least
    if relabels.any():
        task = with_labels_settled(task, _told(progress, "mends"))
    found = Choice(chosen.choice.hidden & task.may | task.must, task.small)
    choice, tables = mended(task, found, _told(progress, "mends"))
    choice, tables = trimmed(task, choice, tables, _told(progress, "trims"))
    return choice, tables, False


def _told(progress: Progress, what: str) -> Told:
    return lambda done, total: progress(done, total, what)


def _statuses(layout: Layout, choice: Choice) -> dict[Key, Status]:
    found = {}
    for at, key in enumerate(layout.keys):
        if not choice.hidden[at]:
            found[key] = Status.SHOWN
        elif choice.told_small[at]:
            found[key] = Status.PRIMARY
        else:
            found[key] = Status.SECONDARY
    return found


def _audit(
    layout: Layout, releases: Sequence[Release], choice: Choice, tables: Whole
) -> None:
    """Hands to the audit what a reader has, and the tables that are said to fit."""
    seen: Seen = as_seen(releases)
    needed = only_needed(tables, layout.flags(seen.hidden))
    prove(
        seen,
        (
            dict(zip(layout.keys, (layout.values + row).tolist(), strict=True))
            for row in needed
        ),
    )


def _relabelled(release: Release) -> frozenset[Key]:
    return frozenset(
        key
        for key, status in release.statuses.items()
        if status is Status.SECONDARY
        and 0 < release.table.values[key] < release.threshold
    )


def _explained(layout: Layout, error: Narrow) -> str:
    names = [said(layout.keys[cell]) for cell in error.cells]
    which = "; ".join(names[:3]) + (f"; {len(names) - 3} more" if names[3:] else "")
    return (
        f"Even with everything hidden that can be, these could be worked out: "
        f"{which or 'some cells'}. What is known already (totals, earlier releases) "
        "tells too much. Leave these figures out, or join rows or columns."
    )
