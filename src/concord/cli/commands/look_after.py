"""Chapter "Looking after it": migrate, doctor, check-settings, data-map."""

from __future__ import annotations

import json
import os
import sys

import click


@click.command()
def migrate() -> None:
    """Bring the tables up to date, as the owner of the database.

    Needs CONCORD_OWNER_DATABASE_URL (the role app_owner). Run it once for each new
    version, before the web site and the worker start. Several at once wait for each
    other.
    """
    from concord.cli.framework import explained, set_up

    owner = os.environ.get("CONCORD_OWNER_DATABASE_URL")
    if not owner:
        raise click.ClickException(
            "CONCORD_OWNER_DATABASE_URL is not set. Migrations run as the owner of the "
            "database, for example postgresql://app_owner@db.example/concord"
        )
    os.environ["DATABASE_URL"] = owner
    set_up()
    from concord.cli.migrating import migrate as bring_up_to_date

    with explained():
        bring_up_to_date()
    click.echo("The tables are up to date.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def doctor(as_json: bool) -> None:
    """Check an installation and say what to do about each fault.

    Looks at settings, database, rights, tables, e-mail, disk, clock and worker. Ends
    with code 1 if something must be mended.
    """
    from concord.cli.doctor import examine, printed

    results = examine()
    if as_json:
        click.echo(json.dumps([result.as_json() for result in results], indent=2))
    else:
        click.echo(printed(results))
    sys.exit(1 if any(result.state == "fault" for result in results) else 0)


@click.command("check-settings")
@click.option("--example", is_flag=True, help="Print an example file of all settings.")
def check_settings(example: bool) -> None:
    """Check the settings in the environment and in .env.

    Names every wrong setting and says what it must be; never prints a value.
    """
    from concord.config.env import Environment, example_file

    if example:
        click.echo(example_file(), nl=False)
        return
    from pydantic import ValidationError

    from concord.cli.framework import wrong_settings

    try:
        Environment()
    except ValidationError as error:
        raise click.ClickException("\n".join(wrong_settings(error))) from None
    click.echo("The settings are complete and well-formed.")


@click.command("data-map")
@click.option("--csv", "as_csv", is_flag=True, help="Print a line for each column.")
def data_map(as_csv: bool) -> None:
    """Print what is kept: every column, its class and its history.

    For a data-protection officer. Prints Markdown; holds names of columns, and nothing
    that stands in them.
    """
    from concord.cli.framework import explained, set_up

    set_up()
    from concord.access import data_map

    with explained():
        found = data_map.tables()
    written = data_map.as_csv(found) if as_csv else data_map.as_markdown(found)
    click.echo(written, nl=False)
