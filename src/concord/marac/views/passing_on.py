"""Sending a case to another panel: up to the MARAC, or below it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.cases.views.trying import KEPT, tried
from concord.marac.actions import passing_on as verbs
from concord.marac.forms.passing_on import SendForm
from concord.marac.queries.meetings import may_send
from concord.marac.views.finding import coordinator_of, item_of


def send(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The case waits for the other panel's agenda from now on."""
    actor = coordinator_of(request)
    item = item_of(request, pk)
    panels = may_send(item, actor)
    if not panels:
        raise Http404
    form = SendForm(request.POST if request.method == "POST" else None, panels=panels)
    if tried(
        request, form, lambda: verbs.send(item=item, **form.cleaned_data, by=actor)
    ):
        messages.success(request, "Sent. It waits for an agenda there.")
        return redirect("marac:index")
    return render(
        request,
        "marac/send.html",
        {
            "heading": f"Send case {item.code} to another panel",
            "item": item,
            "form": form,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )
