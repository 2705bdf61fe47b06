"""The list of papers, one paper, and its files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.foundation.ui.tables import Column, Table
from concord.foundation.ui.words import long_date
from concord.reports.actions import RENDERERS
from concord.reports.checks import gaps_of
from concord.reports.edits import PARTS, edited_parts
from concord.reports.models import IssuedPaper, Paper
from concord.reports.queries.papers import (
    is_out_of_date,
    issued_content,
    issued_of,
    papers_of,
)
from concord.reports.rendering import render_html
from concord.reports.views.finding import found_paper, reader

KINDS = {
    "pdf": ("PDF", "application/pdf"),
    "docx": (
        "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "html": ("Web page", "text/html; charset=utf-8"),
}


class Papers(Table):
    name, noun, caption = "board-papers", "paper", ""
    paper = Column(
        "Paper",
        "full_number",
        row_header=True,
        link=lambda paper: reverse("reports:paper", args=[paper.pk]),
        sort=["number", "issue"],
        search=["number"],
    )
    quarter = Column(
        "Quarter",
        lambda paper: paper.quarter.label,
        cell="reports/cells/quarter.html",
        sort="quarter",
    )
    year = Column(
        "Year",
        lambda paper: paper.plan.financial_year.short,
        filter=True,
        filter_path="plan__year",
    )
    meeting = Column("For the board on", "meeting_on", sort="meeting_on")
    state = Column(
        "State",
        lambda paper: paper.get_state_display(),
        cell="reports/cells/state.html",
        filter=[("draft", "Draft"), ("issued", "Issued")],
        filter_path="state",
    )
    issued = Column("Issued on", "issued_at", sort="issued_at")
    empty = (
        "No board papers yet. A paper is drawn from the delivery plan, from agencies’ "
        "statements and from what was raised to the board."
    )
    empty_action = "Start a paper"


class IssuedPapers(Papers):
    """For those who read only."""

    empty, empty_action = "No board papers have been issued yet.", ""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All papers that the reader may see."""
    actor = reader(request)
    writes = may(actor, Verb.WRITE_PAPER)
    table = (Papers if writes else IssuedPapers)(papers_of(actor), request)
    if writes:
        table.empty_url = reverse("reports:start")
    if table.export:
        return table.response()
    context = {"heading": "Board papers", "table": table, "writes": writes}
    return render(request, "reports/home.html", context)


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft with what can be done to it, or an issue as it was frozen."""
    actor = reader(request)
    found = found_paper(actor, pk)
    if found.is_draft:
        return _draft(request, found)
    return _issued(request, found, actor)


def _draft(request: HttpRequest, paper: Paper) -> HttpResponse:
    content = paper.content
    edited = edited_parts(paper.edits)
    context = {
        "heading": f"{paper.full_number}: draft",
        "paper": paper,
        "preview": SafeString(render_html(content)),
        "gaps": gaps_of(paper, content),
        "is_out_of_date": is_out_of_date(paper),
        "parts": [(part, name, part in edited) for part, name in PARTS.items()],
        "kinds": [(kind, words) for kind, (words, _) in KINDS.items()],
    }
    return render(request, "reports/draft.html", context)


def _issued(request: HttpRequest, paper: Paper, actor: Actor) -> HttpResponse:
    issued = issued_of(paper)
    later = Paper.objects.visible_to(actor).filter(corrects=paper).first()
    context = {
        "heading": paper.full_number,
        "paper": paper,
        "issued": issued,
        "later": later,
        "writes": may(actor, Verb.WRITE_PAPER),
        "preview": SafeString(render_html(issued_content(issued))),
        "files": [
            (kind, words, issued.sha256(kind)) for kind, (words, _) in KINDS.items()
        ],
        "issued_day": long_date(paper.issued_at) if paper.issued_at else "",
    }
    return render(request, "reports/issued.html", context)


@require_safe
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A file: the frozen bytes of an issue, or a draft made now and marked so."""
    paper = found_paper(reader(request), pk)
    if kind not in KINDS:
        raise Http404
    if paper.is_draft:
        body = RENDERERS[kind](paper.content)
    else:
        body = IssuedPaper.objects.get(paper=paper).file(kind)
    response = HttpResponse(body, content_type=KINDS[kind][1])
    name = paper.file_name(kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    # A downloaded page that a browser opens here still runs and sends nothing.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
