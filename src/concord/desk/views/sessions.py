"""Where am I signed in, and ending that: for oneself, and by an administrator."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from concord.access.actions import sessions
from concord.access.permit import Verb, permit
from concord.access.queries.sessions import sessions_of
from concord.access.sessions import digest
from concord.desk.request import Request
from concord.foundation.ui.words import count
from concord.partnership.models import Membership


@require_safe
def mine(request: Request) -> HttpResponse:
    """Every live session of this account, this one marked."""
    here = digest(request.session.session_key)
    found = sessions_of(request.user.pk)
    return render(
        request,
        "desk/sessions.html",
        {
            "heading": "Where you are signed in",
            "sessions": [(one, one.key_hash == here) for one in found],
            "others": sum(one.key_hash != here for one in found),
            "idle_minutes": settings.CONCORD_IDLE_SECONDS // 60,
        },
    )


@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """End one of them."""
    if sessions.end_mine(session_id=pk, by=request.actor):
        messages.success(request, "It is ended. Whoever uses it has to sign in again.")
    else:
        messages.info(request, "That one was over already.")
    return redirect("my_sessions")


@require_POST
def end_others(request: Request) -> HttpResponse:
    """End all but this one."""
    ended = sessions.end_my_others(
        here=str(request.session.session_key), by=request.actor
    )
    messages.success(request, _said(ended))
    return redirect("my_sessions")


@require_POST
def end_theirs(request: Request, pk: int) -> HttpResponse:
    """Sign somebody out everywhere, as when a laptop is lost."""
    permit(request.actor, Verb.MANAGE_PEOPLE)
    hat = get_object_or_404(
        Membership.objects.select_related("account"),
        pk=pk,
        partnership=request.hat.partnership,
    )
    if hat.account_id == request.user.pk:
        return redirect("my_sessions")  # there one can keep the one that is in use
    ended = sessions.end_theirs(hat=hat, by=request.actor)
    messages.success(request, _said(ended))
    return redirect("person", pk=hat.pk)


def _said(ended: int) -> str:
    return f"{count(ended, 'session')} ended." if ended else "There was none to end."
