"""Finding the paper that a page is about. Not there and not yours look the same."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.reports.models import Paper
from concord.reports.queries.papers import paper_of


def reader(request: HttpRequest) -> Actor:
    """Who asks. Raises Http404 unless the hat may read papers."""
    return _with(request, Verb.READ_PAPER)


def writer(request: HttpRequest) -> Actor:
    """Who asks. Raises Http404 unless the hat may write papers."""
    return _with(request, Verb.WRITE_PAPER)


def found_paper(actor: Actor, pk: int) -> Paper:
    """The paper with this id. Raises Http404 if the actor may not see it."""
    paper = paper_of(actor, pk)
    if paper is None:
        raise Http404
    return paper


def found_draft(actor: Actor, pk: int) -> Paper:
    """The draft with this id. Raises Http404 if it is none, or not visible."""
    paper = found_paper(actor, pk)
    if not paper.is_draft:
        raise Http404
    return paper


def _with(request: HttpRequest, verb: Verb) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may(actor, verb):
        raise Http404
    return actor
