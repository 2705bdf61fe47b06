"""Chapter "Risk": risk load-pack."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group()
def risk() -> None:
    """Risk instruments."""


@risk.command("load-pack")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--partnership", "code", metavar="CODE", required=True, help="Whose.")
def load_pack(file: Path, code: str) -> None:
    """Load a licensed instrument, or one of the partnership's own.

    FILE is a .toml with items, bands and the licence, read strictly and kept as it is.
    With the licensed wording an assessment can be done on screen; without it, it is
    entered from the paper form. What differs later is the next version.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        click.echo(f"concord risk load-pack: {file}: {error.strerror}", err=True)
        sys.exit(2)
    from concord.cli.framework import explained, set_up

    set_up()
    from concord.risk.loading import CannotLoad
    from concord.risk.loading import load_pack as load

    try:
        with explained():
            said = load(content, code)
    except CannotLoad as error:
        click.echo(f"concord risk load-pack: {file.name}: {error}", err=True)
        sys.exit(2)
    click.echo(said)
