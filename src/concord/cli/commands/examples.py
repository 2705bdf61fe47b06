"""Chapter "Examples": examples load, examples sign-ins."""

from __future__ import annotations

import click


@click.group()
def examples() -> None:
    """Example partnerships, built from published documents."""


@examples.command()
def load() -> None:
    """Load the example partnerships that are not there yet.

    Bexley, Bromley and Lewisham, built from documents that they published. What was
    done in one that is there stays as it is. Only for trying out.
    """
    from concord.cli.framework import explained, set_up

    set_up()
    from django.conf import settings

    if not settings.CONCORD_TRIAL:
        raise click.ClickException(
            "Examples are for trying out only, and this installation is not "
            "(CONCORD_TRIAL is not set). Use `concord run`."
        )
    from concord.examples.loading import load as load_missing

    with explained():
        made = load_missing(click.echo)
    if not made:
        click.echo("The example partnerships are there already.")
