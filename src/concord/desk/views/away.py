"""While somebody is away: who is asked in their place."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from concord.access.actions import hats
from concord.desk.forms import refusals
from concord.desk.forms.people import StandIn
from concord.desk.request import Request
from concord.partnership.models import Cover, Membership


def away(request: Request) -> HttpResponse:
    """My own: name a deputy, see for whom I stand in."""
    return _arrange(request, request.hat, "desk/away.html", "While I am away")


def somebody_away(request: Request, pk: int) -> HttpResponse:
    """The same for a colleague, by the lead or an administrator."""
    found = get_object_or_404(_people(request), pk=pk)
    if not hats.may_arrange(request.actor, found):
        raise Http404("This hat may not arrange that cover.")
    return _arrange(request, found, "desk/people/away.html", "While they are away")


@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """Take a stand-in back."""
    rows = Cover.objects.select_related("away", "deputy")
    found = get_object_or_404(rows, pk=pk)
    mine = found.away_id == request.hat.pk or found.deputy_id == request.hat.pk
    hats.end_cover(cover=found, by=request.actor)
    messages.success(request, "The stand-in is taken back.")
    return redirect("away") if mine else redirect("somebody_away", pk=found.away_id)


def _arrange(
    request: Request, who: Membership, template: str, heading: str
) -> HttpResponse:
    others = _people(request).exclude(account_id=who.account_id)
    form = StandIn(request.POST or None, deputies=others)
    if request.method == "POST" and form.is_valid():
        try:
            hats.cover(away=who, by=request.actor, **form.cleaned_data)
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(
                request, "It is arranged. On those days the deputy is asked instead."
            )
            return redirect(request.path)
    covers = Cover.objects.select_related(
        "away__account", "away__team", "deputy__account", "deputy__team"
    )
    today = request.hat.partnership.today()
    to_come = covers.exclude(during__endswith__lte=today)
    return render(
        request,
        template,
        {
            "heading": heading,
            "form": form,
            "who": who,
            "covers": to_come.filter(away=who),
            "standing_in": to_come.filter(deputy=who),
        },
    )


def _people(request: Request) -> QuerySet[Membership]:
    """Everybody with a role in this partnership today, by name."""
    found: QuerySet[Membership] = (
        Membership.objects.valid_on()
        .filter(partnership=request.hat.partnership)
        .select_related("account", "team", "partnership")
        .order_by("account__name", "team__short_name")
    )
    return found
