"""Whether a case is a repeat: the sentence, and the coordinator's other view of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.cases.views.trying import KEPT, tried
from concord.marac.actions import repeats as verbs
from concord.marac.forms.repeats import OverrideForm
from concord.marac.models import RepeatFinding
from concord.marac.queries.repeats import sentence
from concord.marac.views.finding import coordinator_of, item_of


def repeat(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What was found, what was said before, and saying otherwise. For the coordinator,
    and for nobody else.
    """
    actor = coordinator_of(request)
    item = item_of(request, pk)
    found = verbs.latest_finding(item, actor)
    if found is None:
        raise Http404
    form = OverrideForm(request.POST if request.method == "POST" else None)
    if tried(
        request,
        form,
        lambda: verbs.override(item=item, **form.cleaned_data, by=actor),
    ):
        messages.success(request, "Kept, beside what was worked out.")
        return redirect("marac:repeat", pk=pk)
    said = RepeatFinding.objects.visible_to(actor).filter(item=item)
    return render(
        request,
        "marac/repeat.html",
        {
            "heading": "A repeat" if found.is_repeat else "Not a repeat",
            "item": item,
            "found": found,
            "sentence": sentence(found),
            "overrides": said.filter(override__isnull=False).select_related(
                "written_by__account"
            ),
            "form": form,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )
