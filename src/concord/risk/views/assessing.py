"""Making an assessment: one long form, that can be left and taken up again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from concord.cases.models import Case
from concord.cases.views.finding import actor_of, shared_case_of
from concord.cases.views.trying import KEPT, tried
from concord.foundation.ui.words import clock
from concord.risk.actions import assessing, drafts
from concord.risk.actions.assessing import Correction
from concord.risk.forms import (
    AssessmentForm,
    OfAssessment,
    ResultForm,
    initial_of,
    typed_of,
)
from concord.risk.models import RiskAssessment
from concord.risk.pack import Pack
from concord.risk.queries.ages import age_hint
from concord.risk.queries.instruments import latest_rules, local_of
from concord.risk.scoring import high_from
from concord.risk.views.finding import line_of, using_of


def new(request: HttpRequest, case: uuid.UUID, code: str) -> HttpResponse:
    """A new assessment. Stopped here, it is kept for whoever began it."""
    found, _ = shared_case_of(request, case)
    actor = actor_of(request)
    using = using_of(actor, code)
    draft = (
        drafts.draft_of(case=found, instrument=using.row, by=actor)
        if using.row is not None
        else None
    )
    kind = FORMS[using.pack.kind]
    form = kind(
        request.POST or None,
        pack=using.pack,
        local=using.local,
        initial=initial_of(draft.typed) if draft else {},
    )
    if request.method == "POST" and "keep" in request.POST:
        return _keep(request, found, code, form)
    if request.method == "POST" and "throw_away" in request.POST and using.row:
        drafts.use_up(case=found, instrument=using.row, by=actor)
        messages.success(request, "Nothing is kept of it.")
        return redirect("risk:index", case=found.pk)
    made = tried(request, form, _verb(form, found, code, request))
    if made:
        return _done(request, made)
    return _page(request, found, form, draft=draft)


def correct(request: HttpRequest, case: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Another assessment in place of one that was entered wrong."""
    found, _ = shared_case_of(request, case)
    line = line_of(request, found, pk)
    if not line.can_correct:
        raise Http404
    pack: Pack = line.made.pack
    form = FORMS[pack.kind](
        request.POST or None,
        pack=pack,
        local=local_of(pack, latest_rules(actor_of(request))),
        corrects=line.made,
    )
    made = tried(request, form, _verb(form, found, pack.code, request, line.made))
    if made:
        return _done(request, made)
    return _page(request, found, form, corrects=line.made)


FORMS: dict[str, type[OfAssessment]] = {
    "checklist": AssessmentForm,
    "result": ResultForm,
}


def _verb(
    form: OfAssessment,
    case: Case,
    code: str,
    request: HttpRequest,
    corrects: RiskAssessment | None = None,
) -> Callable[[], RiskAssessment]:
    """The verb that the form is for, with what it holds."""

    def record() -> RiskAssessment:
        correction = (
            Correction(corrects, form.cleaned_data["corrected_why"])
            if corrects is not None
            else None
        )
        who: dict[str, Any] = {
            "case": case,
            "code": code,
            "corrects": correction,
            "by": actor_of(request),
        }
        if isinstance(form, ResultForm):
            return assessing.record_result(result=form.given(), **who)
        assert isinstance(form, AssessmentForm)  # noqa: S101  one of the two
        return assessing.record(answers=form.answers(), talk=form.talk(), **who)

    return record


def _keep(
    request: HttpRequest, case: Case, code: str, form: OfAssessment
) -> HttpResponse:
    """Keep what was typed so far. By itself, without the button: a few words."""
    try:
        drafts.keep(
            case=case,
            code=code,
            typed=typed_of(request.POST, form),
            by=actor_of(request),
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, case, form)
    if getattr(request, "htmx", False):
        return HttpResponse(f"Kept at {clock(timezone.localtime())}")
    messages.success(request, "Kept as far as you came. Nobody else can open it.")
    return redirect("risk:index", case=case.pk)


def _done(request: HttpRequest, made: RiskAssessment) -> HttpResponse:
    messages.success(request, "The assessment is recorded.")
    return redirect("risk:assessment", case=made.case_id, pk=made.pk)


def _page(
    request: HttpRequest, case: Case, form: OfAssessment, **more: Any
) -> HttpResponse:
    pack = form.pack
    is_checklist = isinstance(form, AssessmentForm)
    context = {
        "heading": f"Correct {pack.name}" if more.get("corrects") else pack.name,
        "case": case,
        "form": form,
        "pack": pack,
        "high": high_from(pack),
        "so_far": form.so_far() if isinstance(form, AssessmentForm) else None,
        "age_hint": age_hint(case, pack, actor_of(request)),
        "errors_kept": KEPT,
        **more,
    }
    return render(
        request,
        "risk/checklist.html" if is_checklist else "risk/result.html",
        context,
        status=422 if form.errors else 200,
    )
