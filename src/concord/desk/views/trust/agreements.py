"""The register of information-sharing agreements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from concord.access.actions import agreements as register
from concord.access.permit import Verb, may, permit
from concord.access.queries.agreements import (
    WORDS,
    AgreementLine,
    agencies_here,
    agreement_of,
    register_of,
)
from concord.desk.forms import refusals
from concord.desk.forms.trust import (
    AgreementForm,
    ChangeAgreementForm,
    EndAgreementForm,
    ReviewedForm,
)
from concord.desk.request import Request
from concord.foundation.ui.tables import Column, Table
from concord.foundation.ui.words import listed


class Agreements(Table):
    """One agreement a row; those whose review is overdue stand first."""

    name, noun = "agreements", "agreement"
    empty = "No agreement is registered. Add the first: decisions to share name it."
    empty_action = "Add an agreement"

    title = Column(
        "Agreement",
        "agreement.title",
        row_header=True,
        link=lambda line: reverse("agreement", args=[line.agreement.pk]),
        sort=True,
        search=True,
    )
    parties = Column(
        "Agencies",
        lambda line: listed(agency.name for agency in line.parties),
        search=True,
    )
    review_on = Column("Review by", "agreement.review_on", sort=True)
    standing = Column(
        "Where it stands",
        "standing.value",
        cell="desk/trust/cells/standing.html",
        export="words",
        filter=[(one.value, words) for one, words in WORDS.items()],
    )
    decisions = Column("Decisions that name it", sort=True, align="num")


@require_safe
def agreements(request: Request) -> HttpResponse:
    """All agreements, and which wait for their review."""
    table = Agreements(register_of(request.actor), request)
    if may(request.actor, Verb.KEEP_AGREEMENTS):
        table.empty_url = reverse("add_agreement")
    if table.export:
        return table.response()
    return render(
        request,
        "desk/trust/agreements.html",
        {
            "heading": "Agreements on sharing",
            "table": table,
            "keeps": may(request.actor, Verb.KEEP_AGREEMENTS),
            "runs_partnership": may(request.actor, Verb.MANAGE_PARTNERSHIP),
        },
    )


@require_safe
def agreement(request: Request, pk: int) -> HttpResponse:
    """One agreement: what it lets be shared, who has signed it, when it is reviewed."""
    line = _line(request, pk)
    return render(
        request,
        "desk/trust/agreement.html",
        {
            "heading": line.agreement.title,
            "line": line,
            "keeps": may(request.actor, Verb.KEEP_AGREEMENTS),
        },
    )


def add(request: Request) -> HttpResponse:
    """A new agreement."""
    permit(request.actor, Verb.KEEP_AGREEMENTS)
    form = AgreementForm(request.POST or None, agencies=agencies_here(request.actor))

    def save(said: dict[str, Any]) -> None:
        register.register(by=request.actor, **said)

    return _form(
        request,
        form,
        save,
        heading="Add an agreement",
        done="The agreement is registered. Decisions can name it.",
    )


def change(request: Request, pk: int) -> HttpResponse:
    """Puts right what the register says."""
    permit(request.actor, Verb.KEEP_AGREEMENTS)
    line = _line(request, pk)
    known = line.agreement
    start = {
        "title": known.title,
        "purposes": known.purposes,
        "data_items": known.data_items,
        "where_kept": known.where_kept,
        "review_on": known.review_on,
        "agencies": [agency.pk for agency in line.parties],
    }
    offered = {agency.pk: agency for agency in agencies_here(request.actor)}
    offered |= {agency.pk: agency for agency in line.parties}
    form = ChangeAgreementForm(
        request.POST or None, initial=start, agencies=list(offered.values())
    )

    def save(said: dict[str, Any]) -> None:
        register.change(agreement=known, by=request.actor, **said)

    return _form(
        request, form, save, line=line, heading="Change the agreement", done="Changed."
    )


def review(request: Request, pk: int) -> HttpResponse:
    """Says that it was reviewed, and when it is next."""
    permit(request.actor, Verb.KEEP_AGREEMENTS)
    line = _line(request, pk)
    start = {"reviewed_on": timezone.localdate()}
    form = ReviewedForm(request.POST or None, initial=start)

    def save(said: dict[str, Any]) -> None:
        register.reviewed(agreement=line.agreement, by=request.actor, **said)

    return _form(
        request,
        form,
        save,
        line=line,
        heading="Say that it was reviewed",
        done="The next review stands in the register.",
    )


def end(request: Request, pk: int) -> HttpResponse:
    """The last day of an agreement."""
    permit(request.actor, Verb.KEEP_AGREEMENTS)
    line = _line(request, pk)
    form = EndAgreementForm(
        request.POST or None, initial={"last_day": timezone.localdate()}
    )

    def save(said: dict[str, Any]) -> None:
        register.end(agreement=line.agreement, by=request.actor, **said)

    return _form(
        request,
        form,
        save,
        line=line,
        heading="End the agreement",
        done="It ends. Decisions that name it go on naming it.",
    )


def _line(request: Request, pk: int) -> AgreementLine:
    line = agreement_of(request.actor, pk)
    if line is None:
        raise Http404
    return line


def _form(
    request: Request,
    form: forms.Form,
    save: Callable[[dict[str, Any]], None],
    *,
    heading: str,
    done: str,
    line: AgreementLine | None = None,
) -> HttpResponse:
    """A page with one form: shown, refused with reasons, or saved."""
    back = reverse("agreement", args=[line.agreement.pk]) if line else ""
    back = back or reverse("agreements")
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, done)
            return redirect(back)
    return render(
        request,
        "desk/trust/agreement_form.html",
        {"heading": heading, "form": form, "back_url": back, "line": line},
    )
