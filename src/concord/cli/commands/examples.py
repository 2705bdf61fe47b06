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


@examples.command("sign-ins")
def sign_ins() -> None:
    """Who one can sign in as: an invented person for each role.

    The password is the same for all. The code of the second step is shown on the
    page that asks for it, for these people only.
    """
    from concord.cli.framework import explained, set_up

    set_up()
    from concord.examples.loading import PASSWORD
    from concord.examples.sign_ins import sign_ins as found_ones

    with explained():
        people = found_ones()
    if not people:
        click.echo("No example partnership is loaded. Load them: concord examples load")
        return
    click.echo("Sign in as (everybody is invented):")
    widest = max(len(person.email) for person in people)
    for person in people:
        more = "  (has other roles too)" if person.other_hats else ""
        click.echo(
            f"  {person.role:<18}  {person.email:<{widest}}  {person.where}{more}"
        )
    click.echo(f"Password for all: {PASSWORD}")
    click.echo("The six-digit code of the second step is shown on its page.")
