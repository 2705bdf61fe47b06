"""Chapter "Figures": stats protect."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from concord.foundation.statistics.disclosure import Protected

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
OUT = click.Path(path_type=Path, dir_okay=False)


@click.command("protect")
@click.argument("file", metavar="IN.csv", type=FILE)
@click.option("--rows", metavar="COL", required=True, help="Column of the rows.")
@click.option("--cols", metavar="COL", help="Column of the columns.")
@click.option(
    "--by",
    metavar="COL",
    multiple=True,
    help="Column of one more dimension. May be given several times.",
)
@click.option("--value", metavar="COL", required=True, help="Column of the figures.")
@click.option(
    "--threshold",
    metavar="N",
    type=int,
    default=5,
    show_default=True,
    help="Figures from 1 to below this are hidden; 4 or more.",
)
@click.option("--out", metavar="OUT.csv", type=OUT, required=True, help="To write.")
@click.option(
    "--public",
    is_flag=True,
    help="Status shown or hidden only: readers aren't told which are small.",
)
@click.option(
    "--hierarchy",
    metavar="FILE",
    type=FILE,
    help="A CSV with column, label and above: which label lies below which.",
)
@click.option(
    "--totals-known",
    is_flag=True,
    help="Readers have all totals from elsewhere, also those that are not in the file.",
)
@click.option(
    "--hide-groups",
    is_flag=True,
    help="Hide also where a whole row is in one column, or the other way round.",
)
@click.option("--json", "as_json", is_flag=True, help="Summary as JSON.")
def protect_(
    file: Path,
    rows: str,
    cols: str | None,
    by: tuple[str, ...],
    value: str,
    out: Path,
    public: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Hide what has to be hidden so that a table is safe to publish.

    IN.csv has a line for each cell; totals are marked "total". OUT.csv has the same
    lines, hidden figures blank, and a column status: shown, primary (1 to below the
    threshold) or secondary (with it, another could be worked out). For each hidden
    figure three values at least stay possible; that is proved before anything is
    written. docs/disclosure.md says against which reader.
    """
    _check(out, file, asked["hierarchy"])
    with _explained(file):
        from concord.foundation.statistics.disclosure import long_table

        labels = [name for name in (rows, cols, *by) if name is not None]
        table = long_table.read(file, labels=labels, value=value)
        protected = _protected(table, labels, asked)
        long_table.write(out, table, protected, public=public)
    _say(protected, out, public=public, as_json=as_json)
    for column in long_table.telling(table, protected):
        click.echo(
            f'Note: column "{column}" has figures beside hidden ones, and is kept as '
            "it is. Remove it if it was worked out from them.",
            err=True,
        )


def _protected(table: Any, labels: list[str], asked: dict[str, Any]) -> Protected:
    from concord.cli.showing import progress
    from concord.foundation.statistics.disclosure import crossed, long_table, protect

    levels = asked["hierarchy"]
    made = crossed(
        table.values,
        parents=long_table.read_levels(levels, labels) if levels else (),
        totals_known=asked["totals_known"],
    )
    with progress("Protecting") as told:
        return protect(
            made,
            threshold=asked["threshold"],
            hide_groups=asked["hide_groups"],
            progress=told,
        )


def _check(out: Path, *files: Path | None) -> None:
    if not out.parent.is_dir():
        raise click.UsageError(f"{out}: there is no folder {out.parent}.")
    for file in files:
        if file and (
            out.resolve() == file.resolve() or (out.exists() and out.samefile(file))
        ):
            raise click.UsageError(f"{out}: that is a file to read. Name another.")


def _say(protected: Protected, out: Path, *, public: bool, as_json: bool) -> None:
    summary = _summary(protected, public=public)
    if as_json:
        click.echo(json.dumps(summary, indent=2, ensure_ascii=False))
        return
    counts = ", ".join(f"{n:,} {name}" for name, n in summary["statuses"].items())
    click.echo(f"{summary['cells']:,} cells in {out.name}: {counts}.")
    if summary["least"]:
        click.echo("Nothing less would be safe.")
    for group in summary["group_attributes"]:
        click.echo(
            f"Note: {', '.join(group['total'])}: all of it is in one cell, "
            f"{', '.join(group['cell'])}. --hide-groups hides that.",
            err=True,
        )


def _summary(protected: Protected, *, public: bool) -> dict[str, Any]:
    """Counts and group attributes; nothing of the hidden figures."""
    given = list(protected.statuses.values())
    hidden = protected.hidden
    if public:
        counts = {"shown": len(given) - len(hidden), "hidden": len(hidden)}
    else:
        names = ("shown", "primary", "secondary")
        counts = {name: sum(one == name for one in given) for name in names}
    return {
        "cells": len(given),
        "statuses": counts,
        "threshold": protected.threshold,
        "least": protected.least,
        "group_attributes": [
            {"total": list(group.total), "cell": list(group.cell)}
            for group in protected.groups
            if isinstance(group.total, tuple)
            and isinstance(group.cell, tuple)
            and not hidden & {group.total, group.cell, *group.others}
        ],
    }


@contextlib.contextmanager
def _explained(file: Path) -> Iterator[None]:
    """One line for what is wrong; code 2 for the file, 1 for what can't be done."""
    from concord.foundation.statistics.disclosure import (
        CannotProtect,
        NotProved,
        WrongTable,
    )

    try:
        yield
    except WrongTable as error:
        click.echo(f"concord stats protect: {file.name}: {error}", err=True)
        raise SystemExit(2) from None
    except (CannotProtect, NotProved) as error:
        click.echo(f"concord stats protect: {file.name}: {error}", err=True)
        raise SystemExit(1) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"concord stats protect: {where}{error.strerror}.", err=True)
        raise SystemExit(2) from None
