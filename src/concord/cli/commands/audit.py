"""Chapter "The audit": audit verify, forget-terms."""

from __future__ import annotations

import datetime as dt
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


@audit.command("forget-terms")
@click.argument("month", type=click.DateTime(["%Y-%m"]), metavar="MONTH")
def forget_terms(month: dt.datetime) -> None:
    """Destroy the key of a month's search words, such as 2026-05, for good.

    Nobody can read them afterwards. That somebody searched, and what was found, stays;
    the log stays whole. The month must be over.
    """
    from concord.cli.framework import explained, set_up

    set_up()
    from concord.access.audit import terms

    with explained():
        done = terms.forget(month.date())
    if not done:
        raise click.ClickException(
            f"There are no search words of {month:%B %Y} to forget: nobody searched, "
            "they are forgotten already, or the month is not over."
        )
    click.echo(f"The search words of {month:%B %Y} can't be read any more.")
