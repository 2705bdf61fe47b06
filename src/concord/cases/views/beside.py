"""What runs beside a case: processes of other boards, and the other side's case."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from concord.access.audit.terms import searched
from concord.cases.actions import links
from concord.cases.forms.simple import CounterForm, EndProcessForm, ProcessForm
from concord.cases.models import ParallelProcess
from concord.cases.queries.case_page import people_of
from concord.cases.views.finding import actor_of, party_with, shared_case_of
from concord.cases.views.trying import page_of_case, to_case, tried

PROCESSES = "processes"


def add_process(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A process that runs beside the case."""
    case, _ = shared_case_of(request, pk)
    people = people_of(case, actor_of(request))
    form = ProcessForm(request.POST or None, people=people)
    done = tried(
        request,
        form,
        lambda: links.add_process(
            case=case,
            process=form.process(),
            about=party_with(people, form.cleaned_data["about"]),
            by=actor_of(request),
        ),
    )
    if done:
        return to_case(case.pk, PROCESSES)
    return page_of_case(
        request,
        case,
        "A process beside the case",
        form,
        "Record it",
        about="Such as MAPPA, a child protection plan or a Care Act assessment.",
    )


def end_process(
    request: HttpRequest, pk: uuid.UUID, process: uuid.UUID
) -> HttpResponse:
    """It has ended."""
    case, standing = shared_case_of(request, pk)
    found = ParallelProcess.objects.filter(pk=process, case=case).first()
    mine = found is not None and (
        standing.holds or found.owner_team_id == actor_of(request).team_id
    )
    if found is None or not mine:
        raise Http404
    form = EndProcessForm(request.POST or None)
    done = tried(
        request,
        form,
        lambda: links.end_process(
            process=found, by=actor_of(request), **form.cleaned_data
        ),
    )
    if done:
        return to_case(case.pk, PROCESSES)
    return page_of_case(
        request,
        case,
        "A process has ended",
        form,
        "Record that it ended",
        about=found.get_kind_display(),
    )


def counter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Another case tells it the other way round."""
    case, _ = shared_case_of(request, pk)
    form = CounterForm(request.POST or None)
    if request.method == "POST":
        searched({"ref": request.POST.get("ref", "")})
    done = tried(
        request,
        form,
        lambda: links.counter_allege(
            case=case, by=actor_of(request), **form.cleaned_data
        ),
    )
    if done:
        messages.success(request, "Both cases say so, to whoever may see both.")
        return to_case(case.pk)
    return page_of_case(
        request,
        case,
        "They accuse each other",
        form,
        "Record it on both cases",
        about="Each has a case in which they are the victim. Nobody sees more of "
        "either by this, and nothing crosses from one to the other.",
    )
