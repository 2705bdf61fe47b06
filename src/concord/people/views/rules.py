"""Saying how a contact point is safe."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.people.actions import contact
from concord.people.forms.rules import RuleForm, refuse
from concord.people.views.finding import point_in, writer_in


def change(request: HttpRequest, case: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """A new version of the rule. Whoever sees the contact point may allow less."""
    actor = writer_in(request, case)
    line = point_in(case, pk, actor)
    if not line.is_current:
        raise Http404
    form = RuleForm(request.POST or None, point=line.point, rule=line.rule)
    if request.method == "POST" and form.is_valid():
        try:
            contact.set_rule(
                point=line.point,
                said=form.said(),
                replacing=form.cleaned_data["replacing"],
                by=actor,
            )
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "From now on this holds for everybody.")
            return redirect("contact:point", case=case, pk=pk)
    return render(
        request,
        "people/rule.html",
        {
            "heading": "How is it safe?",
            "form": form,
            "line": line,
            "case_id": case,
        },
        status=422 if form.errors else 200,
    )
