"""Roles that see people: who has approved them, and what waits for whom."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concord.access.actions import approvals
from concord.access.again import asked_again
from concord.access.permit import Verb, may, permit
from concord.access.queries.approvals import (
    Standing,
    State,
    approvers,
    hats_to_vouch,
    nobody_is_left,
    standing_of,
    standings,
)
from concord.desk.forms import refusals
from concord.desk.forms.approvals import Approve, Withdraw
from concord.desk.request import Request
from concord.foundation.ui.posted import whole_number
from concord.foundation.ui.tables import Column, TableOfPeople
from concord.foundation.ui.words import count, listed
from concord.partnership.models import Membership
from concord.partnership.terms import role_word

SHOWN = (("all", "All"), ("waiting", "Waiting"), ("due", "To confirm"))
STATE_WORDS = {
    State.WAITING: "No, not approved by two",
    State.IN_FORCE: "Yes",
    State.DUE: "Yes, to be confirmed",
    State.LATE: "Yes, late to be confirmed",
    State.LAPSED: "No, not confirmed in time",
}


class Seeing(TableOfPeople):
    """Roles that can see people, one a row: rows are their standings."""

    name, noun = "roles that see people", "role"
    empty = (
        "No role here can see people. It comes with Practitioner and MARAC coordinator."
    )
    me: int  # the account that looks

    person = Column(
        "Name",
        "hat.account.name",
        row_header=True,
        link=lambda one: reverse("approval", args=[one.hat.pk]),
        sort=True,
        search=True,
    )
    role = Column(
        "Role", lambda one: role_word(one.hat.partnership, one.hat.role), sort=True
    )
    team = Column("Team", "hat.team.short_name", sort=True, filter=True)
    state = Column(
        "Sees people",
        lambda one: STATE_WORDS[one.state],
        cell="desk/approvals/state.html",
        sort=True,
    )
    approved = Column(
        "Approved by",
        lambda one: listed([said.by_account.name for said in one.approved]),
    )
    due = Column("To be confirmed by", "due_on", sort=True)


class ToConfirm(Seeing):
    """The same where some can be ticked."""

    chosen = Column(
        "Confirm",
        "hat.pk",
        cell="desk/approvals/choose.html",
        export=False,
        phone="",
    )


@require_safe
def roles(request: Request) -> HttpResponse:
    """All of them that this hat answers for, those that wait, or those to confirm."""
    permit(request.actor, Verb.APPROVE_PEOPLE)
    known = standings(hats_to_vouch(request.actor))
    by_kind = {
        "all": known,
        "waiting": [one for one in known if one.missing],
        "due": [one for one in known if one.is_to_confirm],
    }
    shown = request.GET.get("show", "all")
    shown = shown if shown in by_kind else "all"
    to_choose = [o for o in by_kind[shown] if o.is_to_confirm and not _own(o, request)]
    table = (ToConfirm if to_choose else Seeing)(by_kind[shown], request)
    table.me = request.user.pk
    if table.export:
        return table.response()
    people = approvers(request.hat.partnership_id)
    return render(
        request,
        "desk/approvals/list.html",
        {
            "heading": "Roles that see people",
            "table": table,
            "tabs": _tabs(shown, {kind: len(rows) for kind, rows in by_kind.items()}),
            "to_choose": to_choose,
            "is_stuck": any(nobody_is_left(one, people) for one in known),
            "may_invite": may(request.actor, Verb.MANAGE_PEOPLE),
        },
    )


@require_safe
def role(request: Request, pk: int) -> HttpResponse:
    """One role: who has said what about it, and what can be said now."""
    return _page(request, _hat(request, pk), Approve())


@require_POST
@asked_again
def approve(request: Request, pk: int) -> HttpResponse:
    """Vouch for it, in person."""
    hat = _hat(request, pk)
    form = Approve(request.POST)
    if not form.is_valid():
        return _page(request, hat, form)
    try:
        approvals.approve(hat=hat, by=request.actor, **form.cleaned_data)
    except ValidationError as refusal:
        refusals.show(form, refusal)
        return _page(request, hat, form)
    missing = standing_of(hat).missing
    messages.success(
        request,
        "You have approved it. It waits for a second person."
        if missing
        else "Two people have approved it. It sees people from now on.",
    )
    return redirect("approval", pk=hat.pk)


@require_POST
def confirm(request: Request) -> HttpResponse:
    """Confirm the chosen ones for another quarter: one, or many ticked in the list."""
    permit(request.actor, Verb.APPROVE_PEOPLE)
    asked = {whole_number(value) for value in request.POST.getlist("hat")}
    chosen = list(hats_to_vouch(request.actor).filter(pk__in=asked))
    if len(chosen) != len(asked):
        raise Http404("One of these is not there.")
    if not chosen:
        messages.error(request, "Nothing is confirmed: tick the roles first.")
        return redirect("approvals")
    try:
        approvals.confirm_all(hats=chosen, by=request.actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        verb = "is" if len(chosen) == 1 else "are"
        messages.success(
            request, f"{count(len(chosen), 'role')} {verb} good for another quarter."
        )
    if len(chosen) == 1 and "one" in request.POST:
        return redirect("approval", pk=chosen[0].pk)
    return redirect("approvals")


def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take it back: from the next page on this role sees nobody."""
    hat = _hat(request, pk)
    if _is_mine(hat, request):
        raise Http404("Nobody speaks about their own role.")
    form = Withdraw(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            approvals.withdraw(hat=hat, by=request.actor, **form.cleaned_data)
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(
                request, "Withdrawn. This role sees nobody until two approve it again."
            )
            return redirect("approval", pk=hat.pk)
    return render(
        request,
        "desk/approvals/withdraw.html",
        {"heading": "Withdraw the approval", "form": form, "hat": hat},
    )


def _page(request: Request, hat: Membership, form: Approve) -> HttpResponse:
    standing = standing_of(hat)
    people = approvers(hat.partnership_id)
    own = _is_mine(hat, request)
    return render(
        request,
        "desk/approvals/role.html",
        {
            "heading": "A role that can see people",
            "hat": hat,
            "standing": standing,
            "said": hat.approvals.select_related(
                "by_account", "by_membership__team", "by_membership__partnership"
            ).order_by("-id"),
            "form": form,
            "may_approve": bool(standing.missing)
            and not own
            and not standing.said_by(request.user.pk),
            "may_confirm": not standing.missing and not own,
            "may_withdraw": bool(standing.approved) and not own,
            "is_own": own,
            "is_stuck": nobody_is_left(standing, people),
            "may_invite": may(request.actor, Verb.MANAGE_PEOPLE),
        },
    )


def _hat(request: Request, pk: int) -> Membership:
    permit(request.actor, Verb.APPROVE_PEOPLE)
    return get_object_or_404(hats_to_vouch(request.actor), pk=pk)


def _own(standing: Standing, request: Request) -> bool:
    return _is_mine(standing.hat, request)


def _is_mine(hat: Membership, request: Request) -> bool:
    return bool(hat.account_id == request.user.pk)


def _tabs(shown: str, numbers: dict[str, int]) -> list[dict[str, object]]:
    base = reverse("approvals")
    return [
        {
            "label": f"{label} ({numbers[kind]})",
            "url": f"{base}?show={kind}",
            "current": kind == shown,
        }
        for kind, label in SHOWN
    ]
