"""Chapter "Figures": stats protect."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from concord.foundation.statistics.disclosure import Protected, Table
    from concord.foundation.statistics.disclosure.long_table import (
        LongTable,
        Published,
    )

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
@click.option(
    "--round",
    "base",
    metavar="N",
    type=int,
    help="Round each figure to a multiple of N in place of hiding small ones; 5 or "
    "more.",
)
@click.option("--json", "as_json", is_flag=True, help="Summary as JSON.")
@click.pass_context
def protect_(
    ctx: click.Context,
    file: Path,
    rows: str,
    cols: str | None,
    by: tuple[str, ...],
    value: str,
    out: Path,
    as_json: bool,
    **asked: Any,
) -> None:
    """Hide what has to be hidden so that a table is safe to publish.

    IN.csv has a line for each cell; totals are marked "total". OUT.csv has the same
    lines, hidden figures blank, and a column status: shown, primary (1 to below the
    threshold) or secondary (with it, another could be worked out). For each hidden
    figure three values at least stay possible; that is proved before anything is
    written. docs/disclosure.md says against which reader.

    With --round every figure is a multiple, status says rounded or hidden, and the
    same is proved.
    """
    _check(out, file, asked["hierarchy"])
    if asked["base"] is not None:
        _alone(ctx, "threshold", "public", "hide_groups")
    with _explained(file):
        from concord.foundation.statistics.disclosure import long_table

        labels = [name for name in (rows, cols, *by) if name is not None]
        table = long_table.read(file, labels=labels, value=value)
        made = _made(table, labels, asked)
        published, summary = (
            _hidden(made, asked) if asked["base"] is None else _rounded(made, asked)
        )
        long_table.write(out, table, published)
    _say(summary, out, as_json=as_json)
    for column in long_table.telling(table, published):
        click.echo(
            f'Note: column "{column}" has figures beside hidden ones, and is kept as '
            "it is. Remove it if it was worked out from them.",
            err=True,
        )


def _alone(ctx: click.Context, *others: str) -> None:
    """--round says nothing of which figures are small, so these can't be meant."""
    for name in others:
        if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT:
            option = name.replace("_", "-")
            raise click.UsageError(
                f"--round rounds every figure, so --{option} says nothing. Leave out "
                "one of them."
            )


def _made(table: LongTable, labels: list[str], asked: dict[str, Any]) -> Table:
    from concord.foundation.statistics.disclosure import crossed, long_table

    levels = asked["hierarchy"]
    return crossed(
        table.values,
        parents=long_table.read_levels(levels, labels) if levels else (),
        totals_known=asked["totals_known"],
    )


def _hidden(
    made: Table, asked: dict[str, Any]
) -> tuple[dict[Any, Published], dict[str, Any]]:
    from concord.cli.showing import progress
    from concord.foundation.statistics.disclosure import Status, protect

    public = asked["public"]
    with progress("Protecting") as told:
        protected = protect(
            made,
            threshold=asked["threshold"],
            hide_groups=asked["hide_groups"],
            labels=not public,
            progress=told,
        )
    published = {
        key: (
            protected.value(key),
            "hidden" if public and status is not Status.SHOWN else status.value,
        )
        for key, status in protected.statuses.items()
    }
    return published, _summary(protected, public=public)


def _rounded(
    made: Table, asked: dict[str, Any]
) -> tuple[dict[Any, Published], dict[str, Any]]:
    from concord.foundation.statistics.disclosure import rounded

    found = rounded(made, base=asked["base"])
    published: dict[Any, Published] = {
        key: (found.value(key), "hidden" if key in found.blank else "rounded")
        for key in made.printed
    }
    blank = sum(status == "hidden" for _, status in published.values())
    return published, {
        "cells": len(published),
        "statuses": {"rounded": len(published) - blank, "hidden": blank},
        "base": asked["base"],
    }


def _check(out: Path, *files: Path | None) -> None:
    if not out.parent.is_dir():
        raise click.UsageError(f"{out}: there is no folder {out.parent}.")
    for file in files:
        if file and (
            out.resolve() == file.resolve() or (out.exists() and out.samefile(file))
        ):
            raise click.UsageError(f"{out}: that is a file to read. Name another.")


def _say(summary: dict[str, Any], out: Path, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(summary, indent=2, ensure_ascii=False))
        return
    counts = ", ".join(f"{n:,} {name}" for name, n in summary["statuses"].items())
    click.echo(f"{summary['cells']:,} cells in {out.name}: {counts}.")
    if summary.get("least"):
        click.echo("Nothing less would be safe.")
    for group in summary.get("group_attributes", ()):
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
