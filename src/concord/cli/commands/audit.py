"""Chapter "The audit": audit verify."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.group()
def audit() -> None:
    """The record of who looked at what."""


@audit.command()
@click.option(
    "--from",
    "start",
    default=1,
    show_default=True,
    metavar="N",
    type=click.IntRange(1),
    help="The first block to check. Those before it are believed.",
)
@click.option(
    "--heads",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Compare with the heads in this file. Default: the one of CONCORD_LEDGER.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def verify(start: int, heads: Path | None, as_json: bool) -> None:
    """Check that nobody has changed, removed or added anything in the sealed log.

    Computes every hash anew and names each row that does not fit, and where. Works as
    app_runtime, as app_backup and as the owner of the tables; writes nothing. Ends
    with code 1 when the log is not whole.
    """
    from concord.cli.framework import explained, set_up

    set_up()
    from concord.access.audit.findings import in_words
    from concord.access.audit.verifying import verify as check
    from concord.cli.showing import progress

    with explained(), progress("Checking the log") as told:
        report = check(start=start, heads=heads, told=told)
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=2))
    else:
        click.echo(in_words(report))
    sys.exit(0 if report.good else 1)
