"""The card and the poster, to print."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone

from concord.website.papers import PAPERS, paper
from concord.website.queries.lines import local_lines
from concord.website.views.frame import Visit, counted, public


@public
def show(visit: Visit, kind: int) -> HttpResponse:
    """A PDF with a dull name."""
    made = PAPERS.get(kind)
    if made is None:
        raise Http404
    now = timezone.localtime()
    near = local_lines(visit.site, address=visit.service_address, now=now)
    # A number on paper can't be put right: only what was checked gets there.
    checked = [one for one in near if one.told and one.told.kind != "unknown"]
    drawn = paper(made, near=checked[0] if checked else None, dated=now.date())
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="sheet-{kind}.pdf"'
    counted(answer, visit, "papers")
    return answer
