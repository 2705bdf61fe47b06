"""Chapter "Leaving": export everything, export check."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click


@click.group()
def export() -> None:
    """Everything that a partnership has, for another system."""


@export.command()
@click.option("--partnership", "code", required=True, help="Its short code.")
@click.option(
    "--to",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write; in a folder, it is named by the time.",
)
@click.option(
    "--why",
    prompt="Why does everything leave",
    help="The reason, kept in the audit.",
)
@click.option(
    "--under",
    prompt="Under which agreement or decision",
    help="Name of the agreement or decision, kept in the audit.",
)
@click.option(
    "--recipient",
    "recipients",
    metavar="KEY",
    multiple=True,
    help="A public key (age1...) of whoever receives it; more than once for several.",
)
@click.option(
    "--plain", is_flag=True, help="Do not encrypt: whoever has the file reads it."
)
def everything(
    code: str, to: Path, why: str, under: str, recipients: tuple[str, ...], plain: bool
) -> None:
    """Write all of a partnership's data to one file that others can read.

    A Data Package: tables as CSV, files as they were sent, and what each column is.
    It holds what is locked and restricted too. Needs CONCORD_BACKUP_DATABASE_URL (the
    role app_backup), and DATABASE_URL to say in the audit that it was done. All of it
    is of one moment; the file has its name only when it is whole. docs/export.md
    explains it.
    """
    from concord.cli.framework import set_up

    set_up()
    from django.conf import settings

    from concord.cli.leaving.writing import Wish
    from concord.cli.leaving.writing import export as write
    from concord.cli.showing import progress

    url = settings.CONCORD_BACKUP_DATABASE_URL
    if not url:
        raise click.ClickException(
            "CONCORD_BACKUP_DATABASE_URL is not set. Exports are made as app_backup, "
            "for example postgresql://app_backup@db.example/concord"
        )
    _require_one(recipients, plain)
    with _told(), progress("Exporting") as told:
        made = write(url, Wish(code, why, under, recipients), to, told=told)
    click.echo(
        f"{made.file}: {made.size:,} bytes, {made.rows:,} rows of {made.tables} "
        f"tables, {made.files:,} files"
    )


@export.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--identity",
    metavar="KEYFILE",
    type=click.File("r"),
    help="File with the private key, for an encrypted one; - reads standard input.",
)
def check(file: Path, identity: TextIO | None) -> None:
    """Compare an exported file with what it says of itself.

    Every hash, number of rows, type, key and reference. Needs neither a database nor
    settings. Ends with code 1 when something differs.
    """
    from concord.cli.leaving.checking import check as look

    with _told():
        found = look(file, identity.read() if identity else "")
    for fault in found.faults:
        click.echo(fault)
    click.echo(
        f"{found.rows:,} rows of {found.tables} tables and {found.files:,} files: "
        + ("all as it says." if found.good else "NOT as it says.")
    )
    sys.exit(0 if found.good else 1)


def _require_one(recipients: tuple[str, ...], plain: bool) -> None:
    """Encrypted, or said plainly that not."""
    if plain and recipients:
        raise click.UsageError("--plain and --recipient do not go together.")
    if plain:
        click.echo(
            "Warning: the file is not encrypted. Whoever has it reads where somebody "
            "is who must not be found.",
            err=True,
        )
    elif not recipients:
        raise click.UsageError(
            "Name the public key of whoever receives it with --recipient (`concord "
            "backup-key` makes a pair), or say --plain."
        )


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turns what could not be done into one line on stderr, and its code."""
    from concord.cli.mishaps import NotDone, explained

    try:
        with explained():
            yield
    except NotDone as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.code)
