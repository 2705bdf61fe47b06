"""Chapter "Papers": report board."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group()
def report() -> None:
    """Papers for boards."""


@report.command("board")
@click.option("--partnership", "code", metavar="CODE", required=True, help="Whose.")
@click.option(
    "--quarter",
    metavar="QUARTER",
    required=True,
    help="Of the financial year: 2022Q3 or “Q3 2022/23” is October to December 2022.",
)
@click.option(
    "--out",
    "outs",
    metavar="FILE",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A .pdf, .docx or .html to write. May be given several times.",
)
@click.option("--issue", is_flag=True, help="Issue the paper: it never changes again.")
@click.option("--fresh", is_flag=True, help="Draw it from the plan, without edits.")
def board(
    code: str, quarter: str, outs: tuple[Path, ...], issue: bool, fresh: bool
) -> None:
    """Write the board's quarterly highlight paper to files.

    Writes what stands: the issued paper to the byte; else the draft that people work
    on; else a draft drawn from the plan, which is kept nowhere. With --issue the draft
    (or a new one) is issued, numbered and frozen first.
    """
    if issue and fresh:
        raise click.UsageError(
            "--issue and --fresh do not go together: issuing keeps everybody's edits."
        )
    from concord.cli.framework import explained, set_up

    set_up()
    from concord.reports.writing import CannotWrite, write_board_paper

    try:
        with explained():
            said = write_board_paper(code, quarter, outs, issue=issue, fresh=fresh)
    except CannotWrite as error:
        click.echo(f"concord report board: {error}", err=True)
        sys.exit(2)
    for line in said:
        click.echo(line)
