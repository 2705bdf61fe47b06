"""The embedded server by hand: for those who work on Concord itself."""

from __future__ import annotations

from pathlib import Path

import click

HOME = click.option(
    "--home",
    envvar="CONCORD_HOME",
    default=".concord",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder with the data.",
)


@click.group(hidden=True)
def database() -> None:
    """The embedded PostgreSQL server, by hand."""


@database.command("start")
@HOME
def start(home: Path) -> None:
    """Start the server, leave it running and print its addresses.

    Use it in a shell: eval "$(concord database start)"
    """
    from concord.foundation.database import embedded

    try:
        server = embedded.start(home)
    except embedded.CannotStart as error:
        raise click.ClickException(str(error)) from error
    server.keep(running=True)
    for note in server.notes:
        click.echo(note, err=True)
    click.echo(f"export DATABASE_URL='{server.runtime_url}'")
    click.echo(f"export CONCORD_OWNER_DATABASE_URL='{server.owner_url}'")
    server.stop()


@database.command("stop")
@HOME
def stop(home: Path) -> None:
    """Stop the server that `concord database start` left running."""
    from concord.foundation.database import embedded

    try:
        server = embedded.start(home)
    except embedded.CannotStart as error:
        raise click.ClickException(str(error)) from error
    server.keep(running=False)
    click.echo("Stopped." if server.stop() else "Still in use by another process.")
