"""Chapter "MARAC": marac import."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group()
def marac() -> None:
    """MARAC."""


@marac.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--partnership", "code", metavar="CODE", required=True, help="Whose.")
@click.option(
    "--as",
    "email",
    metavar="EMAIL",
    required=True,
    help="The coordinator in whose name, and with whose rights, it is done.",
)
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="HEADING=FIELD",
    help="What a heading means. Can be given many times.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the report goes. Default: beside the file, as .report.csv.",
)
@click.option("--go", is_flag=True, help="Bring it in. Without it: only a preview.")
def import_(
    file: Path,
    code: str,
    email: str,
    maps: tuple[str, ...],
    report: Path | None,
    go: bool,
) -> None:
    """Bring in the spreadsheet of a MARAC coordinator: cases heard before.

    FILE is an .xlsx or .csv with a row for each case. Without --go nothing is written:
    it shows how each column was understood, what would be made and what can't be
    placed. Names and other values are in the report only, a file that nobody but its
    owner can open. The same file again makes nothing twice.
    """
    from concord.cli.framework import explained, set_up

    set_up()
    from concord.marac.bringing_in import Asked, CannotBringIn, bring_in

    try:
        with explained():
            said = bring_in(Asked(file, code, email, maps, report, go))
    except CannotBringIn as error:
        click.echo(f"concord marac import: {file.name}: {error}", err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(f"concord marac import: {error.strerror}", err=True)
        sys.exit(2)
    for line in said:
        click.echo(line)
