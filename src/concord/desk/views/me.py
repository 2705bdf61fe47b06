"""A person's own account: roles, password, second step."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concord.access.hats import hats_of
from concord.access.permit import Verb, may
from concord.access.queries.approvals import Standing, approvers_of, standings
from concord.desk.request import Request
from concord.foundation.ui.words import listed
from concord.partnership.roles import SEES_PEOPLE, Role
from concord.partnership.terms import role_word

NAMED = 3  # who could confirm; more would not help


@require_safe
def my_account(request: Request) -> HttpResponse:
    """Who I am here, and how I sign in."""
    mine = list(hats_of(request.user.pk))
    here = [
        hat
        for hat in mine
        if hat.partnership_id == request.actor.partnership_id
        and Role(hat.role) in SEES_PEOPLE
    ]
    sees = {standing.hat.pk: _seeing(standing) for standing in standings(here)}
    hats = [
        {
            "hat": hat,
            "role": role_word(hat.partnership, hat.role),
            "sees": sees.get(hat.pk),
        }
        for hat in mine
    ]
    second_step = Authenticator.objects.filter(
        user_id=request.user.pk, type=Authenticator.Type.TOTP
    ).first()
    return render(
        request,
        "desk/my_account.html",
        {
            "heading": "Your account",
            "hats": hats,
            "second_step": second_step,
            "sees_people": may(request.actor, Verb.SEE_PEOPLE),
        },
    )


def _seeing(standing: Standing) -> dict[str, object]:
    """Until when a role of one's own sees people, and who has to say so."""
    able = [
        other.account.name
        for other in approvers_of(standing.hat)
        if not (standing.missing and standing.said_by(other.account_id))
    ]
    return {"standing": standing, "able": listed(able[:NAMED], "or")}
