"""The first steps of a partnership, taken from the shell before anybody has a hat."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actions import invitations, partnerships
from concord.access.actor import Actor, acting_as
from concord.partnership.models import Agency, Invitation, Partnership, Team
from concord.partnership.roles import Role

SETUP = "access.setup"


class NoSuchThing(Exception):
    """There is no partnership or team of that name. The message lists them."""


@transaction.atomic
def found_with_administrator(
    *,
    code: str,
    name: str,
    area_name: str,
    area_code: str,
    agency: str,
    team: str,
    email: str,
    person: str,
) -> Invitation:
    """A new partnership with one team, and the invitation of its first administrator.

    Raises ValidationError that names the field. All of it happens, or nothing.
    """
    if _partnership(code) is not None:
        raise ValidationError(
            {"code": f"There is a partnership called {code} already. Choose another."}
        )
    here = partnerships.found(
        principal=SETUP, code=code, name=name, area_name=area_name, area_code=area_code
    )
    job = Actor.from_job(SETUP, here.pk)
    with acting_as(job, why="Partnership founded"):
        body = partnerships.add_agency(name=agency, kind=Agency.Kind.COUNCIL, by=job)
        first_team = partnerships.add_team(agency=body, name=team, by=job)
        return invitations.invite(
            email=email, name=person, team=first_team, role=Role.ADMINISTRATOR, by=job
        )


@transaction.atomic
def invite_from_shell(
    *, code: str, team: str, role: Role, email: str, person: str, title: str = ""
) -> Invitation:
    """An invitation when no administrator is left who could send it.

    Raises NoSuchThing for an unknown partnership or team, ValidationError by field.
    """
    here = _partnership(code)
    if here is None:
        raise NoSuchThing(f"There is no partnership called {code}.")
    job = Actor.from_job(SETUP, here.pk)
    with acting_as(job, why="Invited from the shell"):
        teams = Team.objects.valid_on(here.today())
        found = teams.filter(short_name__iexact=team).first()
        found = found or teams.filter(name__iexact=team).first()
        if found is None:
            known = ", ".join(sorted(teams.values_list("short_name", flat=True)))
            raise NoSuchThing(f"There is no team called {team}. There are: {known}.")
        return invitations.invite(
            email=email, name=person, team=found, role=role, title=title, by=job
        )


def _partnership(code: str) -> Partnership | None:
    """The partnership of that code, whichever it is: a job of none sees them all."""
    with acting_as(Actor.from_job(SETUP)):
        return Partnership.objects.filter(code=code).first()
