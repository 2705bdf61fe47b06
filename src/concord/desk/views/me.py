"""A person's own account: roles, password, second step."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concord.access.hats import hats_of
from concord.access.permit import Verb, may
from concord.desk.request import Request
from concord.partnership.terms import role_word


@require_safe
def my_account(request: Request) -> HttpResponse:
    """Who I am here, and how I sign in."""
    hats = [
        {"hat": hat, "role": role_word(hat.partnership, hat.role)}
        for hat in hats_of(request.user.pk)
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
