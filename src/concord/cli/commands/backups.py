"""Chapter "Backups": backup, restore, after-recovery, backup-key."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from concord.cli.doctor import Result
    from concord.cli.restoring import Kept

LEDGER = click.option(
    "--ledger",
    "ledger_file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The newest copy of the ledger; the new era of the audit is added to it.  "
    "[default: CONCORD_LEDGER]",
)
WITHOUT_LEDGER = click.option(
    "--without-ledger",
    is_flag=True,
    help="The ledger is lost: what was disposed of since comes back.",
)


@click.command()
@click.option(
    "--out",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write; in a folder, it is named by the time.",
)
def backup(out: Path) -> None:
    """Write the whole database to one encrypted file.

    Needs CONCORD_BACKUP_DATABASE_URL (the role app_backup) and the public key in
    CONCORD_BACKUP_RECIPIENT. The file has its name only when it is whole. What it
    holds is counted at the same moment, for a restore to compare with.
    """
    from concord.cli.framework import set_up

    set_up()
    from django.conf import settings

    from concord.cli.backing_up import back_up

    url = settings.CONCORD_BACKUP_DATABASE_URL
    if not url:
        raise click.ClickException(
            "CONCORD_BACKUP_DATABASE_URL is not set. Backups are made as app_backup, "
            "for example postgresql://app_backup@db.example/concord"
        )
    keys = [key for key in settings.CONCORD_BACKUP_RECIPIENT.split(",") if key.strip()]
    if not keys:
        raise click.ClickException(
            "CONCORD_BACKUP_RECIPIENT is not set. `concord backup-key` makes a pair of "
            "keys: the public one goes there."
        )
    with _told():
        made = back_up(url, keys, out)
    click.echo(
        f"{made.file}: {made.size:,} bytes, {made.manifest.rows:,} rows of "
        f"{len(made.manifest.counts)} tables"
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--identity",
    metavar="KEYFILE",
    required=True,
    type=click.File("r"),
    help="File with the private key; - reads it from standard input.",
)
@click.option(
    "--into",
    metavar="DATABASE",
    required=True,
    help="An empty database: its name beside CONCORD_OWNER_DATABASE_URL, or an address "
    "without a password.",
)
@LEDGER
@WITHOUT_LEDGER
def restore(
    file: Path,
    identity: TextIO,
    into: str,
    ledger_file: Path | None,
    without_ledger: bool,
) -> None:
    """Restore a backup into an empty database and compare.

    Runs as the owner, app_owner. Compares rows, row policies, rights and audit seals
    with what the backup says, disposes again of what the ledger names, ends sessions,
    and lets Concord connect only when nothing differs. Ends with code 1 if something
    does.
    """
    from concord.cli.framework import set_up

    set_up()
    from concord.cli.restoring import restore as fill

    with _told():
        kept = _ledger(ledger_file, without_ledger)
        results = fill(file, identity.read(), _address(into), kept)
    _print(results)


@click.command("after-recovery")
@LEDGER
@WITHOUT_LEDGER
def after_recovery(ledger_file: Path | None, without_ledger: bool) -> None:
    """Do what must follow a recovery that was not made by restore.

    For example to a point in time, by PostgreSQL's own means. Needs
    CONCORD_OWNER_DATABASE_URL, while web and worker stand still. Disposes again of
    what the ledger names, and ends sessions.
    """
    from concord.cli.framework import set_up

    set_up()
    from concord.cli.restoring import after_recovery as settle

    with _told():
        results = settle(_owner(), _ledger(ledger_file, without_ledger))
    _print(results)


@click.command("backup-key")
@click.option(
    "--out",
    metavar="KEYFILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the private key to this new file, and print the public one only.",
)
def backup_key(out: Path | None) -> None:
    """Make a pair of keys for backups.

    The public one encrypts: put it into CONCORD_BACKUP_RECIPIENT. The private one
    opens them: keep it away from the servers, in two places. Without it no backup can
    be read.
    """
    from concord.foundation.envelope import new_pair

    pair = new_pair()
    text = f"# public key: {pair.recipient}\n{pair.identity}\n"
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(out, flags, 0o600), "w") as file:
            file.write(text)
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from error
    click.echo(pair.recipient)


def _owner() -> str:
    from django.conf import settings

    url = settings.ENV.concord_owner_database_url
    if not url:
        raise click.ClickException(
            "CONCORD_OWNER_DATABASE_URL is not set. This runs as the owner of the "
            "database, for example postgresql://app_owner@db.example/concord"
        )
    return str(url)


def _address(into: str) -> str:
    """The address that `--into` means."""
    import psycopg
    from psycopg import conninfo

    if "://" not in into and "=" not in into:
        return conninfo.make_conninfo(_owner(), dbname=into)
    try:
        parts = conninfo.conninfo_to_dict(into)
    except psycopg.ProgrammingError:
        raise click.UsageError("--into: this is no address of a database.") from None
    if "password" in parts:
        raise click.UsageError(
            "--into: everybody on this machine can read a command line, with the "
            "password in it. Change that password; then set "
            "CONCORD_OWNER_DATABASE_URL and give the name of the database only."
        )
    return into


def _ledger(file: Path | None, without: bool) -> Kept | None:
    """The ledger that is meant, or None to go without."""
    from django.conf import settings

    from concord.cli.mishaps import NotDone
    from concord.cli.restoring import Kept

    if without and file is not None:
        raise click.UsageError("--ledger and --without-ledger do not go together.")
    if without:
        return None
    place = file or Path(settings.CONCORD_LEDGER)
    if not place.exists():
        raise NotDone(
            f"There is no ledger at {place}. It says what must not come back: name the "
            "newest copy with --ledger. Where there is none, --without-ledger goes on."
        )
    return Kept.read(place)


def _print(results: list[Result]) -> None:
    from concord.cli.doctor import printed

    click.echo(printed(results))
    if any(result.state == "fault" for result in results):
        sys.exit(1)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turns what could not be done into one line on stderr, and its code."""
    from concord.cli.mishaps import NotDone

    try:
        yield
    except NotDone as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.code)
