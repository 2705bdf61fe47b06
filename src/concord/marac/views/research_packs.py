"""Research in a Word file: taken along, filled in offline, read back and looked at."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concord.access import reading
from concord.access.again import AskAgain, is_needed
from concord.foundation.documents.reading import UnreadableFile
from concord.marac.actions.research_packs import Taken, take
from concord.marac.forms.research_packs import PackForm
from concord.marac.queries.research import asked_of, own_research
from concord.marac.research_pack import filled_in, pack_of
from concord.marac.views.finding import actor_of, meeting_of
from concord.partnership.models import Team

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """The cases that one's team has still to answer, as a file to fill in."""
    found = meeting_of(request, pk)
    actor = actor_of(request)
    if not asked_of(found, actor):
        raise Http404
    if is_needed(request):
        back = reverse("marac:read_pack", args=[found.pk])
        raise AskAgain(back, for_a_file=True)
    reading.as_verb("export")
    left = own_research(found, actor).left
    reading.may_leave([line.item.case_id for line in left])
    team = Team.objects.get(pk=actor.own_team)
    answer = HttpResponse(pack_of(found, left, team.name), content_type=WORD)
    name = f"research-{found.day.isoformat()}.docx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def read_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """A filled file: what it says by case, kept as begun until somebody sends it."""
    found = meeting_of(request, pk)
    actor = actor_of(request)
    if not asked_of(found, actor):
        raise Http404
    is_sent = request.method == "POST"
    form = PackForm(request.POST, request.FILES) if is_sent else PackForm()
    came: Taken | None = None
    if is_sent and form.is_valid():
        try:
            filled = filled_in(form.cleaned_data["file"].read())
            came = take(filled=filled, meeting=found, by=actor)
        except UnreadableFile as error:
            form.add_error("file", str(error))
        except ValidationError as error:
            form.add_error(None, error)
    return render(
        request,
        "marac/research/pack.html",
        {
            "heading": "Research in a Word file",
            "meeting": found,
            "form": form,
            "came": came,
        },
        status=422 if form.errors else 200,
    )
