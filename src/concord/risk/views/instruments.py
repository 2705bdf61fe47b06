"""Instruments: which are used here, what is decided about them, and a form of paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concord.access.permit import Verb, may
from concord.cases.views.trying import KEPT, tried
from concord.risk.actions import instruments
from concord.risk.forms import LoadForm, LocalForm
from concord.risk.paper import paper
from concord.risk.queries.instruments import in_use, rules_of, versions_of
from concord.risk.scoring import BAND_OF, high_from, steps
from concord.risk.views.finding import decider_of, reader_of, using_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All instruments of the partnership, and what holds for each."""
    actor = reader_of(request)
    return render(
        request,
        "risk/instruments.html",
        {
            "heading": "Risk instruments",
            "instruments": list(in_use(actor).values()),
            "may_decide": may(actor, Verb.MANAGE_PARTNERSHIP),
        },
    )


def instrument(request: HttpRequest, code: str) -> HttpResponse:
    """One instrument: its bands, what is local, since when and why; decide anew."""
    actor = reader_of(request) if request.method != "POST" else decider_of(request)
    using = using_of(actor, code)
    form = LocalForm(request.POST or None, pack=using.pack, local=using.local)
    done = tried(
        request,
        form,
        lambda: instruments.set_local(code=code, decision=form.decision(), by=actor),
    )
    labels = {cluster.code: cluster.label for cluster in using.pack.clusters}
    if done:
        messages.success(request, "This holds from now on. What was made before stays.")
        return redirect("risk:instrument", code=code)
    return render(
        request,
        "risk/instrument.html",
        {
            "heading": using.pack.name,
            "using": using,
            "pack": using.pack,
            "steps": [
                (band.label, begins) for band, begins in steps(using.pack, using.local)
            ],
            "high": high_from(using.pack),
            "clusters": [
                (c.label, BAND_OF[c.to].label, c.code in using.local.clusters)
                for c in using.pack.clusters
            ],
            "rules": [
                (rule, [labels.get(one, one) for one in rule.clusters])
                for rule in rules_of(code, actor)
            ],
            "versions": versions_of(code, actor),
            "form": form,
            "errors_kept": KEPT,
            "may_decide": may(actor, Verb.MANAGE_PARTNERSHIP),
        },
        status=422 if form.errors else 200,
    )


def load(request: HttpRequest) -> HttpResponse:
    """A licensed or local pack from a file."""
    actor = decider_of(request)
    is_sent = request.method == "POST"
    form = LoadForm(request.POST, request.FILES) if is_sent else LoadForm()
    row = tried(
        request,
        form,
        lambda: instruments.load(content=form.cleaned_data["file"].read(), by=actor),
    )
    if row:
        messages.success(request, "It is loaded, and locked as it is.")
        return redirect("risk:instrument", code=row.code)
    return render(
        request,
        "risk/load.html",
        {"heading": "Load an instrument", "form": form},
        status=422 if form.errors else 200,
    )


@require_safe
def paper_form(request: HttpRequest, code: str) -> HttpResponse:
    """The instrument on paper, to fill by hand: it names nobody."""
    actor = reader_of(request)
    using = using_of(actor, code)
    answer = HttpResponse(
        paper(using.pack, dated=timezone.localdate()), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'attachment; filename="{code}.pdf"'
    return answer
