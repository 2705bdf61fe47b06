"""Chapter "Directory": directory import-oruk, directory load-districts."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group()
def directory() -> None:
    """The directory of services."""


@directory.command("import-oruk")
@click.option("--url", required=True, help="Where the feed is: its /services is read.")
@click.option("--partnership", "code", metavar="CODE", required=True, help="Whose.")
@click.option(
    "--kind",
    type=click.Choice(["local", "neighbour", "national", "helpline"]),
    default="local",
    help="Where services are that do not say so themselves.",
)
@click.option("--publish", is_flag=True, help="Publish at once what can be published.")
@click.option("--inside", is_flag=True, help="The feed is inside of the own network.")
@click.option("--go", is_flag=True, help="Keep it. Without it: only a preview.")
def import_oruk(
    url: str, code: str, kind: str, publish: bool, inside: bool, go: bool
) -> None:
    """Read services from an Open Referral UK 3.0 feed.

    All pages are read before anything is kept. Read again, only what has changed there
    changes here. What is invalid is named and left out; what is new is a draft.
    """
    from concord.cli.framework import explained, set_up

    set_up()
    from concord.directory.fetching import CannotRead
    from concord.directory.from_shell import CannotImport, import_feed

    try:
        with explained():
            outcome = import_feed(
                url=url, code=code, kind=kind, publish=publish, inside=inside, go=go
            )
    except (CannotImport, CannotRead) as error:
        click.echo(f"concord directory import-oruk: {error}", err=True)
        sys.exit(2)
    click.echo(f"New: {len(outcome.made)}. Changed: {len(outcome.changed)}. ", nl=False)
    click.echo(f"As they were: {len(outcome.same)}. Invalid: {len(outcome.invalid)}.")
    for name, why in outcome.invalid:
        click.echo(f"  not taken: {name}: {why}")
    for name, other in outcome.alike:
        click.echo(f"  perhaps here already: {name}, as {other}")
    for name, why in outcome.drafts:
        click.echo(f"  stays a draft: {name}: {why}")
    if outcome.places_left_out:
        click.echo(f"  places left out: {outcome.places_left_out}")
    if not go:
        click.echo("Nothing was kept: this was a preview. Say --go to keep it.")


@directory.command("load-districts")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def load_districts(file: Path) -> None:
    """Load where postcode districts are, so that a distance can be asked for.

    FILE is a .csv with the columns code, latitude, longitude: BR1, 51.41, 0.02. Make it
    from the ONS Postcode Directory, which is open data. Nothing is asked outside.
    """
    from concord.cli.framework import explained, set_up

    set_up()
    from concord.directory.districts import CannotLoad, load

    try:
        with explained():
            count = load(file.read_bytes())
    except (CannotLoad, OSError) as error:
        click.echo(f"concord directory load-districts: {file.name}: {error}", err=True)
        sys.exit(2)
    click.echo(f"{count:,} districts.")
