"""Chapter "People": account create-administrator, invite, code, unlock and so on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from concord.partnership.models import Account, Invitation

ROLES = [
    "strategic_lead",
    "agency_lead",
    "board_member",
    "commissioner",
    "marac_coordinator",
    "practitioner",
    "data_officer",
    "trainer",
    "directory_editor",
    "auditor",
    "administrator",
]


@click.group()
def account() -> None:
    """Accounts and hats."""


@account.command("create-administrator")
@click.option("--partnership", "code", required=True, help="Short code, as elmbrook.")
@click.option("--name", required=True, help="Full name of the partnership.")
@click.option("--area", required=True, help="Name of its area, such as Elmbrook.")
@click.option("--area-code", required=True, help="ONS code, such as E09000006.")
@click.option("--agency", required=True, help="The administrator's organisation.")
@click.option("--team", help="The administrator's team (default: the agency).")
@click.option("--email", required=True, help="The administrator's address at work.")
@click.option("--person", required=True, help="The administrator's name.")
def create_administrator(
    code: str,
    name: str,
    area: str,
    area_code: str,
    agency: str,
    team: str | None,
    email: str,
    person: str,
) -> None:
    """Found a partnership and invite its first administrator.

    Makes the partnership with one team and prints the link by which the administrator
    chooses a password. The link is sent by e-mail as well. Everybody else is invited
    by the administrator, on the page People.
    """
    with _house():
        from concord.access.actions.founding import found_with_administrator

        invitation = found_with_administrator(
            code=code,
            name=name,
            area_name=area,
            area_code=area_code,
            agency=agency,
            team=team or agency,
            email=email,
            person=person,
        )
        click.echo(f"{name} is founded.")
        _print_link(invitation)


@account.command("invite")
@click.option("--partnership", "code", required=True, help="Its short code.")
@click.option("--team", required=True, help="Short or full name of the team.")
@click.option("--role", required=True, type=click.Choice(ROLES), metavar="ROLE")
@click.option("--email", required=True, help="Their address at work.")
@click.option("--person", required=True, help="Their name.")
@click.option("--title", default="", help="Their job title.")
def invite(
    code: str, team: str, role: str, email: str, person: str, title: str
) -> None:
    """Invite somebody when no administrator can do it on the page People.

    ROLE is strategic_lead, agency_lead, board_member, commissioner, marac_coordinator,
    practitioner, data_officer, trainer, directory_editor, auditor or administrator.
    """
    with _house():
        from concord.access.actions.founding import invite_from_shell
        from concord.partnership.roles import Role

        invitation = invite_from_shell(
            code=code,
            team=team,
            role=Role(role),
            email=email,
            person=person,
            title=title,
        )
        _print_link(invitation)


@account.command("code")
@click.argument("email")
def code(email: str) -> None:
    """Print the present one-time code of an example account, in the trial.

    Refuses for anybody real, and outside a trial installation.
    """
    with _house():
        from concord.access.second_step import present_code

        click.echo(present_code(_account(email)))


@account.command("reset-second-step")
@click.argument("email")
@click.option("--why", required=True, help="The reason, kept in the history.")
def reset_second_step(email: str, why: str) -> None:
    """Let somebody who lost phone and recovery codes set up a new second step.

    Make sure first that it is really them: call them back on a number you know. Ends
    all their sessions; the next sign-in sets up the new phone.
    """
    with _house():
        from concord.access.second_step import start_again

        ended = start_again(account=_account(email), why=why)
        sessions = "1 session" if ended == 1 else f"{ended} sessions"
        click.echo(f"The second step is taken away and {sessions} ended.")


@account.command("unlock")
@click.argument("email")
def unlock(email: str) -> None:
    """Open an account that is closed for 15 minutes after wrong tries."""
    with _house():
        from concord.access.sign_in import unlock as forget_tries

        forget_tries(_account(email))
        click.echo("They can try to sign in again now.")


@contextmanager
def _house() -> Iterator[None]:
    """The framework is up inside, and refusals become one line."""
    from concord.cli.framework import explained, set_up

    set_up()
    from django.core.exceptions import ValidationError

    from concord.access.actions.founding import NoSuchThing
    from concord.access.second_step import OnlyExamples

    try:
        with explained():
            yield
    except ValidationError as refusal:
        raise click.ClickException(_lines(refusal)) from refusal
    except (NoSuchThing, OnlyExamples) as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _lines(refusal: Exception) -> str:
    """A line for each reason, with the field that it is about."""
    by_field = getattr(refusal, "message_dict", None)
    if by_field is None:
        return "\n".join(getattr(refusal, "messages", [str(refusal)]))
    return "\n".join(
        f"{name.replace('_', ' ')}: {said}"
        for name, reasons in by_field.items()
        for said in reasons
    )


def _account(email: str) -> Account:
    from concord.partnership.models import Account

    found = Account.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise click.ClickException(f"There is no account with the address {email}.")
    return found


def _print_link(invitation: Invitation) -> None:
    from django.utils import timezone

    from concord.access.actions.invitations import link

    until = timezone.localtime(invitation.expires_at)
    click.echo(f"Invitation for {invitation.email}, good until {until:%-d %B %Y}:")
    click.echo(link(invitation))
