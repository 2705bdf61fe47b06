"""People: who works here in which role, and one person's page."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from concord.access.actions import hats
from concord.access.models import Change
from concord.access.permit import Verb, permit
from concord.access.queries.approvals import standings
from concord.access.sign_in import unlock
from concord.desk.changes import Line, Reader
from concord.desk.forms import refusals
from concord.desk.forms.people import EndRole, RoleForm
from concord.desk.request import Request
from concord.foundation.ui.tables import Column, Table, TableOfPeople
from concord.partnership.models import Invitation, Membership
from concord.partnership.roles import SEES_PEOPLE, Role

LATEST = 25  # changes on a person's page


class Hats(TableOfPeople):
    """Everybody's roles, one a row."""

    name, noun = "people", "role"
    default_sort = "person"
    empty = "Nobody here. Invite the first person: they get an e-mail with a link."
    empty_action = "Invite somebody"

    person = Column(
        "Name",
        "account.name",
        row_header=True,
        link=lambda hat: reverse("person", args=[hat.pk]),
        sort="account__name",
        search=["account__name", "account__email", "title"],
    )
    email = Column("E-mail", "account.email", sort="account__email")
    team = Column("Team", "team.short_name", sort="team__short_name", filter=True)
    role = Column(
        "Role",
        cell="desk/cells/role.html",
        sort="role",
        filter=Role.choices,
        export="role_name",
    )
    title = Column("Job title", "title", sort="title")
    since = Column("Since", "valid.lower", sort="valid__startswith")
    until = Column("Until", lambda hat: last_day(hat), sort="valid__endswith")


class Invitations(TableOfPeople):
    """Offers that were sent, the newest first."""

    name, noun = "invitations", "invitation"
    empty = "No invitation has been sent. Invite somebody: the link is good for a week."
    empty_action = "Invite somebody"

    person = Column(
        "Name",
        "name",
        row_header=True,
        link=lambda one: reverse("invitation", args=[one.pk]),
        sort="name",
        search=["name", "email"],
    )
    email = Column("E-mail", "email", sort="email")
    team = Column("Team", "team.short_name", sort="team__short_name", filter=True)
    role = Column(
        "Role", cell="desk/cells/role.html", sort="role", export="get_role_display"
    )
    sent = Column("Sent", "sent_at", sort="sent_at")
    until = Column("Good until", "expires_at", sort="expires_at")
    state = Column(
        "State",
        "state",
        cell="desk/cells/invitation_state.html",
        filter=Invitation.State.choices,
        export="get_state_display",
    )


@require_safe
def people(request: Request) -> HttpResponse:
    """The roles that are worn now, that have ended, and the invitations."""
    permit(request.actor, Verb.MANAGE_PEOPLE)
    shown = request.GET.get("show", "now")
    table: Table
    if shown == "invited":
        sent = Invitation.objects.select_related("team", "partnership")
        table = Invitations(sent.order_by("-sent_at"), request)
    else:
        shown = "ended" if shown == "ended" else "now"
        table = Hats(_hats(request, shown), request)
    table.empty_url = reverse("invite")
    if table.export:
        return table.response()
    return render(
        request,
        "desk/people/list.html",
        {"heading": "People", "table": table, "tabs": _tabs(shown)},
    )


@require_safe
def person(request: Request, pk: int) -> HttpResponse:
    """One person: roles here, who stands in, what was changed about and by them."""
    permit(request.actor, Verb.MANAGE_PEOPLE)
    hat = _hat(request, pk)
    mine = list(_all_hats(request).filter(account=hat.account).order_by("-valid"))
    casework = [o for o in mine if Role(o.role) in SEES_PEOPLE and not _is_over(o)]
    said = {standing.hat.pk: standing for standing in standings(casework)}
    return render(
        request,
        "desk/people/person.html",
        {
            "hat": hat,
            "hats": [
                (one, last_day(one), _is_now(one), said.get(one.pk)) for one in mine
            ],
            "is_here": any(_is_now(one) for one in mine),
            "lines": _lines(request, mine),
            "covers": hat.covered_by.select_related("deputy__account"),
        },
    )


def end_role(request: Request, pk: int) -> HttpResponse:
    """The last day of a role, and why."""
    permit(request.actor, Verb.MANAGE_PEOPLE)
    hat = _hat(request, pk)
    form = EndRole(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hats.end(hat=hat, by=request.actor, **form.cleaned_data)
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, "The role ends. What was done in it is kept.")
            return redirect("person", pk=hat.pk)
    return render(
        request,
        "desk/people/end_role.html",
        {"heading": "End a role", "form": form, "hat": hat},
    )


def give_role(request: Request, pk: int) -> HttpResponse:
    """One more role for somebody who has an account already."""
    permit(request.actor, Verb.MANAGE_PEOPLE)
    hat = _hat(request, pk)
    form = RoleForm(request.POST or None, here=request.hat.partnership)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            new = hats.give(
                account=hat.account,
                team=data["team"],
                role=Role(data["role"]),
                title=data["title"],
                by=request.actor,
            )
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            waits = Role(new.role) in SEES_PEOPLE
            messages.success(
                request,
                "They have the role from today. It sees people once a second person "
                "has approved it."
                if waits
                else "They have the role from today.",
            )
            return redirect("person", pk=new.pk)
    return render(
        request,
        "desk/people/give_role.html",
        {"heading": "Give another role", "form": form, "hat": hat},
    )


@require_POST
def unlock_sign_in(request: Request, pk: int) -> HttpResponse:
    """Let somebody try again at once after too many wrong passwords."""
    permit(request.actor, Verb.MANAGE_PEOPLE)
    hat = _hat(request, pk)
    unlock(hat.account)
    messages.success(request, "They can try to sign in again now.")
    return redirect("person", pk=hat.pk)


def last_day(hat: Membership) -> dt.date | None:
    """The last day of a role; nothing while it has none, or never began."""
    upper: dt.date | None = hat.valid.upper
    return upper - dt.timedelta(days=1) if upper else None


def _is_now(hat: Membership) -> bool:
    return hat.is_valid_on(timezone.localdate())


def _is_over(hat: Membership) -> bool:
    last = last_day(hat)
    return hat.valid.isempty or (last is not None and last < timezone.localdate())


def _all_hats(request: Request) -> QuerySet[Membership]:
    """Hats of this partnership: the row policy alone would add one's own elsewhere."""
    return Membership.objects.filter(
        partnership=request.hat.partnership
    ).select_related("account", "team__agency", "partnership")


def _hats(request: Request, shown: str) -> QuerySet[Membership]:
    now = Membership.objects.valid_on()
    rows = _all_hats(request)
    return rows.filter(pk__in=now) if shown == "now" else rows.exclude(pk__in=now)


def _hat(request: Request, pk: int) -> Membership:
    return get_object_or_404(_all_hats(request), pk=pk)


def _lines(request: Request, mine: list[Membership]) -> list[Line]:
    keys = [str(hat.pk) for hat in mine]
    rows = Change.objects.select_related("membership__account", "membership__team")
    about = Q(table_name="partnership_membership", row_id__in=keys) | Q(
        table_name="access_approval", after__membership_id__in=[hat.pk for hat in mine]
    )
    latest = list(rows.filter(about | Q(membership__in=mine)).order_by("-id")[:LATEST])
    reader = Reader(request.hat.partnership)
    reader.load(latest)
    return [reader.line(change) for change in latest]


def _tabs(shown: str) -> list[dict[str, object]]:
    base = reverse("people")
    kinds = (("now", "Here now"), ("invited", "Invited"), ("ended", "Ended"))
    return [
        {"label": label, "url": f"{base}?show={kind}", "current": kind == shown}
        for kind, label in kinds
    ]
