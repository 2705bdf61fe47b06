"""Taking up an invitation."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from concord.access.actions import invitations
from concord.access.actions.invitations import InvitationOver, NotTheirs
from concord.access.hats import wear
from concord.desk.forms import refusals
from concord.desk.forms.people import Accept
from concord.desk.shell import MANY_HATS
from concord.partnership.models import Account, Invitation
from concord.partnership.roles import WHAT_THEY_DO, Role
from concord.partnership.terms import role_word

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@sensitive_post_parameters("password1", "password2")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of the e-mail."""
    try:
        invitation = invitations.read(token)
        if request.user.is_authenticated:
            return _with_account(request, token, invitation)
        if invitations.account_of(invitation) is not None:
            return _page(request, invitation, "sign_in")
        return _with_new_account(request, token, invitation)
    except InvitationOver as over:
        return render(
            request,
            "desk/invitation_over.html",
            {"heading": "This invitation can't be used", "said": str(over)},
            status=410,
        )


def _with_new_account(
    request: HttpRequest, token: str, invitation: Invitation
) -> HttpResponse:
    form = Accept(
        request.POST or None,
        email=invitation.email,
        initial={"name": invitation.name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            account = invitations.accept_with_new_account(
                token=token,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password1"],
            )
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            login(request, account, backend=BACKEND)
            record_authentication(request, account, method="password")
            return redirect("mfa_activate_totp")
    return _page(request, invitation, "new", form=form)


def _with_account(
    request: HttpRequest, token: str, invitation: Invitation
) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    if account.email.casefold() != invitation.email.casefold():
        return _page(request, invitation, "other_account")
    if request.method == "POST":
        try:
            hat = invitations.accept_with_account(token=token, account=account)
        except (NotTheirs, ValidationError) as refusal:
            said = getattr(refusal, "messages", [str(refusal)])
            return _page(request, invitation, "confirm", errors=list(said))
        wear(request, hat.pk)
        request.session.pop(MANY_HATS, None)
        messages.success(request, "You have taken the role. You work in it now.")
        return redirect("home")
    return _page(request, invitation, "confirm")


def _page(
    request: HttpRequest, invitation: Invitation, step: str, **more: object
) -> HttpResponse:
    role = Role(invitation.role)
    return render(
        request,
        "desk/invitation.html",
        {
            "heading": "You are invited",
            "invitation": invitation,
            "role": role_word(invitation.partnership, role),
            "about": WHAT_THEY_DO[role],
            "step": step,
            **more,
        },
    )
