"""Inviting somebody, and what became of it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from concord.access.actions import invitations
from concord.access.permit import Verb, permit
from concord.desk.forms import refusals
from concord.desk.forms.people import Invite
from concord.desk.request import Request
from concord.partnership.models import Invitation
from concord.partnership.roles import Role


def invite(request: Request) -> HttpResponse:
    """A form for one person and one role; the invitation goes by e-mail."""
    permit(request.actor, Verb.MANAGE_PEOPLE)
    form = Invite(request.POST or None, here=request.hat.partnership)
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        try:
            sent = invitations.invite(by=request.actor, **data)
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            return redirect("invitation", pk=sent.pk)
    return render(
        request,
        "desk/people/invite.html",
        {
            "heading": "Invite somebody",
            "form": form,
            "days": invitations.GOOD_FOR.days,
        },
    )


@require_safe
def show(request: Request, pk: UUID) -> HttpResponse:
    """One invitation: to what, until when; in the trial, with its link."""
    permit(request.actor, Verb.MANAGE_PEOPLE)
    found = _invitation(pk)
    is_open = found.state == Invitation.State.SENT
    return render(
        request,
        "desk/people/invitation.html",
        {
            "invitation": found,
            "is_open": is_open,
            "is_old": is_open and found.expires_at < timezone.now(),
            "link": invitations.link(found)
            if is_open and settings.CONCORD_TRIAL
            else "",
        },
    )


@require_POST
def send_again(request: Request, pk: UUID) -> HttpResponse:
    """A new link for the same offer."""
    permit(request.actor, Verb.MANAGE_PEOPLE)
    try:
        invitations.send_again(invitation=_invitation(pk), by=request.actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(
            request, "A new link is on its way. The old one stops working."
        )
    return redirect("invitation", pk=pk)


@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Take an offer back."""
    permit(request.actor, Verb.MANAGE_PEOPLE)
    invitations.withdraw(invitation=_invitation(pk), by=request.actor)
    messages.success(request, "The invitation is taken back. Its link does not work.")
    return redirect("invitation", pk=pk)


def _invitation(pk: UUID) -> Invitation:
    rows = Invitation.objects.select_related(
        "team__agency", "partnership", "invited_by"
    )
    return get_object_or_404(rows, pk=pk)
